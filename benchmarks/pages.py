"""What a page costs, beside a hand-written Django site and beside nginx with the same bytes.

python -m benchmarks.pages [--stories 10000] [--paragraphs 8]

Processor time of every process on the server's side per answer. All servers run at the same time
and take turns, so that a busy machine weighs on all of them; the ratios are the figures. Every
answer is looked at: its status, its length, and the number of browses where there is one.
"""

import argparse
import re
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.beacons import send
from benchmarks.first_visit import first_visit
from benchmarks.front_servers import DEPLOYED, deployed, nginx, serving_files
from benchmarks.servers import held_by_all, largest_worker, processor_seconds_of
from benchmarks.sites import Site, newsroom, reference_site
from benchmarks.visits import READERS_AT_ONCE, Check, fetch, over_and_over, visit

TURNS = 5
SECONDS = 1.0  # of processor time that a turn is to take
TRIED = 400  # answers that say how many there are to be in such a turn
MOST = 40_000
HOT = 200  # articles that are read again and again
ROUNDS_OF_KNOWN = 4  # two processes take turns as they like
RUSHED = 5  # of these, by very many: nginx keeps a page to the end of the second
NUMBER = re.compile(rb"data-browse-times=[^>]*>[0-9,]+<")
THEIR_NUMBER = re.compile(rb'class="browses">[0-9]+<')

LARGEST_WORKER = 80 * 1024 * 1024
LARGEST_VISIT, MOST_REQUESTS = 14_336, 4


@dataclass(kw_only=True)
class Subject:
    """Something to be asked for, by turns; `ask` gives how many answers it got."""

    name: str
    ask: Callable[[int], int]
    groups: Sequence[int]
    beside: "Subject | None" = None  # the same page of the reference site
    times: float = 0  # at least so many times as cheap as that
    percent: float = 0  # at least so much of nginx
    most: int = MOST  # answers in a turn
    # Asked for before each turn, so that every process of the server has it; costs nothing here.
    known: Sequence[str] = ()
    port: int = 0
    number: int = 0
    costs: list[float] = field(default_factory=list)

    def take_turn(self) -> float:
        """Microseconds of processor time per answer."""
        for _ in range(ROUNDS_OF_KNOWN if self.known else 0):
            visit(self.known, port=self.port, number=len(self.known))
        before = processor_seconds_of(self.groups)
        answers = self.ask(self.number)
        return (processor_seconds_of(self.groups) - before) / answers * 1e6

    def warm_up(self) -> None:
        self.number = min(TRIED, self.most)
        cost = self.take_turn()
        self.number = min(self.most, max(TRIED, int(SECONDS * 1e6 / max(cost, 1))))

    def compared_with(self, other: "Subject") -> float:
        """How often this one could be answered while the other is answered once."""
        pairs = zip(other.costs, self.costs, strict=True)
        return statistics.median(theirs / mine for theirs, mine in pairs)

    def line(self, static: "Subject | None") -> tuple[list[str], bool]:
        """A row of the table, and whether its goals are met."""
        times = self.compared_with(self.beside) if self.beside else 0.0
        percent = 100 * self.compared_with(static) if static and self.percent else 0.0
        wanted = [f"≥ {self.times:g} ×"] if self.times else []
        wanted += [f"≥ {self.percent:g} %"] if self.percent and static else []
        is_met = times >= self.times and (percent >= self.percent or not static)
        return [
            self.name,
            f"{statistics.median(self.costs):,.0f}",
            f"{times:,.1f}" if self.beside else "",
            f"{100 * self.compared_with(static):.1f}" if static else "",
            " and ".join(wanted),
            verdict(is_met) if wanted else "",
        ], is_met


def verdict(is_met: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "met" if is_met else "MISSED"


def pages(
    site: Site, paths: Sequence[str], *, status: int = 200, check: Check | None = None
) -> Callable[[int], int]:
    """Asks for these pages over and over."""
    endless = over_and_over(paths)
    return lambda number: visit(endless, port=site.port, number=number, status=status, check=check)


def fresh(site: Site, paths: Sequence[str], *, check: Check) -> Callable[[int], int]:
    """Asks for each of these pages once only."""
    unread = iter(paths)
    return lambda number: visit(unread, port=site.port, number=number, check=check)


def read_and_counted(site: Site, paths: Sequence[str], *, check: Check) -> Callable[[int], int]:
    """Each page, and the beacon its script sends."""
    endless = over_and_over(paths)

    def ask(number: int) -> int:
        read = visit(endless, port=site.port, number=number, check=check)
        said = send([f"{path}read" for path in paths], port=site.port, number=read)
        if said.refused:
            raise SystemExit(f"refused: {sorted(set(said.refused))}")
        return read

    return ask


def has_number(page: bytes) -> bool:
    return NUMBER.search(page) is not None


def has_their_number(page: bytes) -> bool:
    return THEIR_NUMBER.search(page) is not None


def of_reference(site: Site) -> dict[str, Subject]:
    hot = site.addresses["articles"][:HOT]
    named = {
        "article": pages(site, hot, check=has_their_number),
        "home": pages(site, site.addresses["home"]),
        "list": pages(site, site.addresses["list"]),
        "deep": pages(site, site.addresses["deep"]),
    }
    return {
        name: Subject(name=f"reference site: {name}", ask=ask, groups=[site.group])
        for name, ask in named.items()
    }


def of_ours(site: Site, theirs: dict[str, Subject]) -> list[Subject]:
    articles = site.addresses["articles"]
    hot, unread = articles[:HOT], articles[HOT:]
    kept, missing = "article, kept", "/en/news/999999999999/missing/"
    beside = {"beside": theirs["article"], "groups": [site.group], "port": site.port}
    return [
        Subject(
            name=kept,
            ask=pages(site, hot, check=has_number),
            known=hot,
            times=100,
            percent=25,
            **beside,
        ),
        Subject(
            name="article, kept, and its count",
            ask=read_and_counted(site, hot, check=has_number),
            known=hot,
            **beside,
        ),
        Subject(
            name="article, not kept",
            ask=fresh(site, unread, check=has_number),
            times=3,
            most=len(unread) // (TURNS + 1),
            **beside,
        ),
        Subject(name="missing page", ask=pages(site, [missing], status=404), **beside),
        *(
            Subject(
                name=name,
                ask=pages(site, site.addresses[kind]),
                known=site.addresses[kind] * READERS_AT_ONCE,
                port=site.port,
                groups=[site.group],
                beside=theirs[kind],
                times=100,
            )
            for name, kind in (("home", "home"), ("list", "list"), ("list, deep", "deep"))
        ),
    ]


def of_nginx(stack: ExitStack, ours: Site, article: Subject, folder: Path) -> Iterator[Subject]:
    """Files of the same bytes; and our site behind it, as it is deployed."""
    hot = ours.addresses["articles"][:HOT]
    compressed = [fetch(path, port=ours.port).body for path in hot]
    files = stack.enter_context(serving_files(below(folder, "static"), compressed))
    site = Site(port=files.port, group=files.group, addresses={})
    yield Subject(
        name="nginx, the same bytes as files",
        # Unpacked and looked at as ours: a reader who takes longer lets a server sleep more often.
        ask=pages(site, files.paths, check=has_number),
        groups=[files.group],
        beside=article,
    )
    if not DEPLOYED.exists():
        print("LEFT OUT: our site behind nginx; there is no deploy/nginx.conf")
        return
    front = stack.enter_context(deployed(folder / "ours", before=ours.port))
    behind = Site(port=front.port, group=front.group, addresses={})
    both: dict[str, Any] = {
        "port": ours.port,
        "groups": [front.group, ours.group],
        "beside": article,
    }
    yield Subject(
        name="article, kept, behind deploy/nginx.conf",
        ask=pages(behind, hot[:RUSHED], check=has_number),
        known=hot[:RUSHED] * READERS_AT_ONCE,
        times=300,
        percent=65,
        **both,
    )
    yield Subject(
        name=f"{HOT} of them in turn, behind it",
        ask=pages(behind, hot, check=has_number),
        known=hot,
        **both,
    )


def below(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def measure(stack: ExitStack, *, stories: int, paragraphs: int) -> tuple[list[Subject], Site]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    sizes = {"stories": stories, "paragraphs": paragraphs}
    print(f"Making two sites of {stories:,} stories …", flush=True)
    theirs = stack.enter_context(reference_site(below(folder, "theirs"), articles=HOT, **sizes))
    ours = stack.enter_context(newsroom(below(folder, "ours"), articles=stories, **sizes))
    reference = of_reference(theirs)
    subjects = [*reference.values(), *of_ours(ours, reference)]
    if nginx():
        subjects += of_nginx(stack, ours, reference["article"], folder)
    else:
        print("LEFT OUT: nginx is not installed, so nothing is compared with it")
    for subject in subjects:
        subject.warm_up()
    for turn in range(TURNS):
        print(f"Turn {turn + 1} of {TURNS} …", flush=True)
        for subject in subjects:
            subject.costs.append(subject.take_turn())
    return subjects, ours


def table(subjects: Sequence[Subject]) -> bool:
    """Prints what was found, and gives whether every goal is met."""
    static = next((each for each in subjects if each.name.startswith("nginx")), None)
    lines = [subject.line(static) for subject in subjects]
    heads = ["", "µs", "× reference", "% of nginx", "goal", ""]
    print()
    for cells in (heads, ["---"] * len(heads), *(cells for cells, _is_met in lines)):
        print("| " + " | ".join(cells) + " |")
    return all(is_met for _cells, is_met in lines)


def sizes_hold(site: Site) -> bool:
    """What a worker holds after all this, and what a first visit brings."""
    held = largest_worker(site.group)
    visited = first_visit(site.addresses["articles"][0], port=site.port)
    is_small = held.share <= LARGEST_WORKER
    is_short = visited.size <= LARGEST_VISIT and visited.requests <= MOST_REQUESTS
    print(
        f"\nA worker holds {megabytes(held.share)} MB, its part of what several hold in common"
        f" among them; ≤ 80 MB: {verdict(is_small)}\n"
        f"It holds {megabytes(held.own)} MB alone, and {megabytes(held.whole)} MB with all that it"
        f" shares; the server and its workers {megabytes(held_by_all(site.group))} MB together."
    )
    print(
        f"A first visit of an article brings {visited.size:,} bytes in {visited.requests} requests;"
        f" ≤ {LARGEST_VISIT:,} in ≤ {MOST_REQUESTS}: {verdict(is_short)}"
    )
    return is_small and is_short


def megabytes(size: int) -> str:
    return f"{size / 2**20:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=10_000, help="on each site (10000)")
    parser.add_argument("--paragraphs", type=int, default=8, help="of each text (8)")
    asked = parser.parse_args()
    # Who ends this by a signal ends the servers, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        subjects, ours = measure(stack, stories=asked.stories, paragraphs=asked.paragraphs)
        verdicts = [table(subjects), sizes_hold(ours)]
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
