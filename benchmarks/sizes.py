"""Whether pages cost the same with ten thousand stories and with a million, and at any depth.

python -m benchmarks.sizes [--stories 1000000]

Makes both sites with `seed_stories` and says how fast; then processor time of a page that nobody
kept, the database's included, by turns. On SQLite, and on PostgreSQL where DATABASE_URL names a
server. A million stories on one engine are five minutes and 4 GB below the folder for temporary
files (TMPDIR).
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import ROOT, processor_seconds_of, run
from benchmarks.sites import surroundings

SMALL = 10_000
WARMING, TURNS = 3, 25
ROWS_PER_SECOND = {"SQLite": 25_000, "PostgreSQL": 10_000}
SAME = 0.2  # a page of the large site may differ by so much
DEEPER = 1.2  # times page 1, at any depth


def seeded(environment: Mapping[str, str], *, stories: int, engine: str) -> float:
    """Makes the site; gives rows per second of processor time."""
    run("manage.py", "migrate", "--verbosity", "0", environment=environment)
    run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    before = seconds_used(engine)
    seeding = ("seed_stories", f"--count={stories}", "--without-search")
    said = run("manage.py", *seeding, environment=environment)
    worked = seconds_used(engine) - before
    rows = int(said.splitlines()[-1].split(", ")[1].split()[0].replace(",", ""))
    return rows / worked


def seconds_used(engine: str) -> float:
    """Of the commands that were run so far, and of the database."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = processor_seconds_of([], serving_too={"postgres"}) if engine != "SQLite" else 0
    return ours.ru_utime + ours.ru_stime + theirs


class Pages:
    """A site whose pages are read in a process of its own, some of a kind at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.read_pages"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.kinds: list[str] = json.loads(self._told())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def cost(self, kind: str) -> float:
        """Microseconds of a page of this kind."""
        print(kind, file=self._process.stdin, flush=True)
        return float(self._told())

    def _told(self) -> str:
        told = self._process.stdout.readline() if self._process.stdout else ""
        if not told:
            raise SystemExit("a page could not be read")
        return told


def compare(engine: str, *, stories: int) -> bool:
    with ExitStack() as stack:
        sites = {}
        for size in (SMALL, stories):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            name = f"seeded_{size}"
            database = stack.enter_context(an_empty_database(engine, folder, name=name))
            sites[size] = surroundings(folder) | {"DATABASE_URL": database}
            print(f"{engine}: making {size:,} stories …", flush=True)
            speed = seeded(sites[size], stories=size, engine=engine)
        is_fast = verdict(
            f"{engine}: {speed:,.0f} rows per second of processor time",
            f"at least {ROWS_PER_SECOND[engine]:,}",
            holds=speed >= ROWS_PER_SECOND[engine],
        )
        return all([is_fast, *judged(engine, small=sites[SMALL], large=sites[stories])])


def judged(engine: str, *, small: Mapping[str, str], large: Mapping[str, str]) -> list[bool]:
    with Pages(small) as ours, Pages(large) as theirs:
        turns = [
            {kind: (ours.cost(kind), theirs.cost(kind)) for kind in ours.kinds}
            for _ in range(WARMING + TURNS)
        ][WARMING:]
    verdicts = []
    for kind in turns[0]:
        costs = [turn[kind] for turn in turns]
        found = "{}, {}: {:,.0f} µs, in the large site {:,.0f} µs".format(
            engine, kind, *map(statistics.median, zip(*costs, strict=True))
        )
        ratio = statistics.median(large / small for small, large in costs)
        wanted = f"{ratio:.2f} times as much, at most {1 + SAME:g}"
        verdicts.append(verdict(found, wanted, holds=ratio <= 1 + SAME))
    for kind in turns[0]:
        if kind.startswith("list, "):
            ratio = statistics.median(turn[kind][1] / turn["list"][1] for turn in turns)
            found = f"{engine}, {kind}: {ratio:.2f} times page 1"
            verdicts.append(verdict(found, f"at most {DEEPER}", holds=ratio <= DEEPER))
    return verdicts


def verdict(found: str, wanted: str, *, holds: bool) -> bool:
    print(f"{found}; {wanted}: {'holds' if holds else 'DOES NOT HOLD'}", flush=True)
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=1_000_000, help="of the large site")
    stories = parser.parse_args().stories
    verdicts = [compare(engine, stories=stories) for engine in engines()]
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
