"""Requests that no page of ours sends change nothing, and learn nothing (R1, R2, R7, R8)."""

from collections.abc import Iterable, Iterator, Mapping

from faults.asks import Answer, ask, count
from faults.findings import Finding
from faults.known import CHINESE, HIDDEN, MISSING, counter
from faults.sites import Site, Sites

LIES = 5  # addresses that one reader claims to have
FOREIGN: tuple[Mapping[str, str], ...] = (
    {},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Referer": "{us}/en/"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "{us}"},
    {"Sec-Fetch-Site": "same-site", "Origin": "{us}"},
    {"Sec-Fetch-Site": "none", "Origin": "{us}"},
)
OTHER_METHODS = {
    "": ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"),
    ".png": ("POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"),
}
# The first Chinese one that is not, in either language a draft, and what cannot be at all.
NOT_PUBLIC = {
    "en": (HIDDEN, MISSING, 10**17, 2**63, 10**30, -1, "1.0", "%31x"),
    "zh-hans": (CHINESE + 1, HIDDEN, MISSING, 10**17, 2**63, 10**30, -1, "1.0", "%31x"),
}


def forged_requests(sites: Sites) -> Iterator[Finding]:
    with sites.site(TRUSTED_PROXIES="") as site:
        site.start()
        yield lies_about_the_address(site)
        yield compare(site, "foreign pages", foreign_pages(site), status=403)
        yield compare(site, "other methods", other_methods(site), status=405)
        for language, numbers in NOT_PUBLIC.items():
            yield hidden_and_missing(site, language=language, numbers=numbers)


def lies_about_the_address(site: Site) -> Finding:
    """The peer is no proxy of ours: it is one reader, whatever it says."""
    told = [
        count(counter(1), port=site.port, address=f"203.0.113.{lie}").number
        for lie in range(1, LIES + 1)
    ]
    counted = site.counted_at_last()
    return Finding(
        f"forged: {LIES} addresses of one reader who is no trusted proxy",
        f"answered {told}, counted {counted}",
        holds=told == [1] * LIES and counted == 1,
    )


def foreign_pages(site: Site) -> Iterator[Answer]:
    us = f"http://127.0.0.1:{site.port}"
    for said in FOREIGN:
        headers = {name: value.format(us=us) for name, value in said.items()}
        yield ask(counter(2), port=site.port, method="POST", headers=headers)
    yield ask(
        counter(2) + ".png", port=site.port, headers={"Referer": "https://elsewhere.example/"}
    )
    yield ask(counter(2) + ".png", port=site.port)


def other_methods(site: Site) -> Iterator[Answer]:
    headers = {"Origin": f"http://127.0.0.1:{site.port}", "Sec-Fetch-Site": "same-origin"}
    for ending, methods in OTHER_METHODS.items():
        for method in methods:
            yield ask(counter(2) + ending, port=site.port, method=method, headers=headers)


def hidden_and_missing(site: Site, *, language: str, numbers: Iterable[int | str]) -> Finding:
    answers = [count(counter(each, language=language), port=site.port) for each in numbers]
    different = {answer.but_for_its_date() for answer in answers}
    finding = compare(site, f"hidden, missing and no numbers ({language})", answers, status=404)
    said = f"{finding.numbers}, {len(different)} different but for their date"
    return finding._replace(numbers=said, holds=finding.holds and len(different) == 1)


def compare(site: Site, what: str, answers: Iterable[Answer], *, status: int) -> Finding:
    """All were answered so, and in all tables stands nothing more than before."""
    before = everything_counted(site)
    statuses = [answer.status for answer in answers]
    after = everything_counted(site)
    return Finding(
        f"forged: {what}",
        f"{len(statuses)} answered {sorted(set(statuses))}, counts {before} and then {after}",
        holds=set(statuses) == {status} and before == after,
    )


def everything_counted(site: Site) -> tuple[int, int, int]:
    """Browses, visitors and robots."""
    site.counted_at_last()
    sums = "sum(browses), sum(visitors), sum(robots)"
    ((browses, visitors, robots),) = site.rows(f"SELECT {sums} FROM articles_browsecount")  # noqa: S608 - ours
    return browses, visitors, robots
