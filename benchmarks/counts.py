"""What one count costs, beside a Django view that adds one to a column.

python -m benchmarks.counts

Processor time of every process on the server's side per acknowledged count, PostgreSQL's included;
both servers run at the same time and take turns, so that a busy machine weighs on both. The ratio
is the figure; SQLite always, PostgreSQL where DATABASE_URL names a server.
"""

import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.beacons import HOST, send
from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import free_port, processor_seconds, run, serving

STORIES = 200
BEACONS = 6_000  # of one turn
TURNS = 11
SETTLED = 3  # seconds until everything is rolled up, which is part of the cost
ALLOWED = {"SQLite": 1 / 8, "PostgreSQL": 1 / 10}


@dataclass(frozen=True, kw_only=True)
class Site:
    port: int
    group: int
    on_postgres: bool

    def cost(self, paths: Sequence[str]) -> float:
        """Microseconds of processor time per acknowledged count."""
        before = processor_seconds(group=self.group, with_postgres=self.on_postgres)
        said = send(paths, port=self.port, number=BEACONS)
        if said.refused:
            raise SystemExit(f"refused: {sorted(set(said.refused))}")
        time.sleep(SETTLED)
        after = processor_seconds(group=self.group, with_postgres=self.on_postgres)
        return (after - before) / said.acknowledged * 1e6


@contextmanager
def plain_site(*, database: str) -> Iterator[Site]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
    run("-m", "benchmarks.plain_site", str(STORIES), environment=environment)
    port = free_port()
    application = "benchmarks.plain_site:application"
    with serving(application, port=port, environment=environment) as group:
        yield Site(port=port, group=group, on_postgres=database.startswith("postgres"))


@contextmanager
def newsroom(folder: Path, *, database: str, **settings: str) -> Iterator[Site]:
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": f"http://{HOST}",
        "TRUSTED_PROXIES": "127.0.0.1",
        **settings,
    }
    run("manage.py", "migrate", "--verbosity", "0", environment=environment)
    run("-m", "benchmarks.stories", str(STORIES), environment=environment)
    application = "newsroom.wsgi:application"
    with serving(application, port=port, environment=environment) as group:
        yield Site(port=port, group=group, on_postgres=database.startswith("postgres"))


def compare(engine: str) -> bool:
    with (
        tempfile.TemporaryDirectory() as name,
        an_empty_database(engine, Path(name), name="plain") as first,
        an_empty_database(engine, Path(name)) as second,
        plain_site(database=first) as plain,
        newsroom(Path(name), database=second) as ours,
    ):
        spread = [f"/en/news/{number}/story/read" for number in range(1, STORIES + 1)]
        verdicts = [
            measure(engine, "200 articles", plain, ours, spread),
            measure(engine, "one hot article", plain, ours, spread[:1]),
        ]
    return all(verdicts)


def measure(engine: str, what: str, plain: Site, ours: Site, paths: Sequence[str]) -> bool:
    ratios = []
    for turn in range(TURNS + 1):
        theirs, mine = plain.cost(paths), ours.cost(paths)
        if turn:  # the first one warms both up
            ratios.append(mine / theirs)
            print(f"{engine}, {what}: F()+1 {theirs:.0f} µs, newsroom {mine:.0f} µs per count")
    ratio = statistics.median(ratios)
    holds = ratio <= ALLOWED[engine]
    print(
        f"{engine}, {what}: 1/{1 / ratio:.1f} of the plain view; allowed is "
        f"1/{1 / ALLOWED[engine]:.0f}: {'holds' if holds else 'DOES NOT HOLD'}"
    )
    return holds


def main() -> int:
    verdicts = [compare(engine) for engine in engines()]
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
