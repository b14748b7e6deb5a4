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
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import processor_seconds_of, run
from benchmarks.sites import surroundings

SMALL = 10_000
TURNS = 3
ROWS_PER_SECOND = {"SQLite": 25_000, "PostgreSQL": 10_000}
SAME = 0.2  # a page of the large site may differ by so much
DEEPER = 1.2  # times page 1, at any depth
Costs = Mapping[str, float]  # microseconds by kind of page


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


def costs(environment: Mapping[str, str]) -> Costs:
    return json.loads(run("-m", "benchmarks.read_pages", environment=environment))


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
        turns = [(costs(sites[SMALL]), costs(sites[stories])) for _ in range(TURNS)]
    return all([is_fast, *judged(engine, turns)])


def judged(engine: str, turns: list[tuple[Costs, Costs]]) -> list[bool]:
    verdicts = []
    for kind in turns[0][0]:
        small, large = (statistics.median(turn[n][kind] for turn in turns) for n in (0, 1))
        ratio = statistics.median(theirs[kind] / ours[kind] for ours, theirs in turns)
        limit = 1 + SAME
        found = f"{engine}, {kind}: {small:,.0f} µs, in the large site {large:,.0f} µs"
        verdicts.append(verdict(found, f"at most {limit:g} times as much", holds=ratio <= limit))
    for kind in turns[0][1]:
        if kind.startswith("list, "):
            ratio = statistics.median(turn[1][kind] / turn[1]["list"] for turn in turns)
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
