"""Two hundred readers at once behind a list of trusted proxies are two hundred browses (R2)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from faults.asks import Answer, count
from faults.findings import Finding
from faults.known import counter
from faults.sites import Site, Sites

READERS = 200
AT_ONCE = 20
# The one that connects to us, and the network of another one before it.
PROXIES = "127.0.0.1,10.0.0.0/8"


def crowd_behind_a_proxy(sites: Sites) -> Iterator[Finding]:
    ways: list[tuple[str, Callable[[int], dict[str, str]]]] = [
        ("each with an address", lambda reader: {"address": address(reader)}),
        (
            "each with an address and a tab",
            lambda reader: {"address": address(reader), "token": f"tab{reader}"},
        ),
        (
            "one address, each with a tab",
            lambda reader: {"address": address(1), "token": f"tab{reader}"},
        ),
    ]
    with sites.site(TRUSTED_PROXIES=PROXIES) as site:
        site.start()
        for number, (what, who) in enumerate(ways, 1):
            yield read_at_once(site, counter(number), what=what, who=who)


def address(reader: int) -> str:
    """What the outer proxy heard from the reader, and the inner one from the outer."""
    return f"198.51.100.7, 203.0.113.{reader}, 10.0.0.9"


def read_at_once(
    site: Site, path: str, *, what: str, who: Callable[[int], dict[str, str]]
) -> Finding:
    before = site.counted_at_last()

    def read(reader: int) -> Answer:
        return count(path, port=site.port, **who(reader))

    with ThreadPoolExecutor(AT_ONCE) as readers:
        answers = list(readers.map(read, range(1, READERS + 1)))
    acknowledged = sum(answer.status == 200 for answer in answers)
    counted = site.counted_at_last() - before
    return Finding(
        f"{READERS} readers, {AT_ONCE} at once, behind a proxy, {what}",
        f"acknowledged {acknowledged}, counted {counted}",
        holds=acknowledged == counted == READERS,
    )
