"""How long searches take in a site of any size, and how fast texts are indexed.

python -m benchmarks.search [--stories 1000000]

On a site that `seed_stories` makes, on SQLite and, where DATABASE_URL names a server, on
PostgreSQL. A million stories are twenty minutes and 8 GB below the folder for temporary files
(TMPDIR) for each. With --here it asks the site of the environment instead, which stays as it is.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import run

# Milliseconds of waiting for the database, at the most; None: no goal of its own.
GOALS: dict[str, dict[str, float | None]] = {
    "SQLite": {"page": 1, "newest": None, "best": 50, "slowest": None},
    "PostgreSQL": {"page": None, "newest": None, "best": None, "slowest": 100},
}
# Texts a second of processor time, at least.
INDEXED = {"SQLite": 2_000, "PostgreSQL": 1_000}


def seeded(folder: Path, database: str, *, stories: int) -> dict[str, str]:
    """The environment of a new site."""
    named = {"REDIS_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES"}
    environment = {name: value for name, value in os.environ.items() if name not in named} | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
    run("manage.py", "migrate", "--verbosity", "0", environment=environment)
    run("manage.py", "seed_stories", f"--count={stories}", environment=environment)
    return environment


def judged(engine: str, environment: Mapping[str, str]) -> bool:
    """Prints a table, and whether the goals are met."""
    told = json.loads(run("-m", "benchmarks.read_search", environment=environment))
    goals = GOALS[engine]
    missed = []
    print(f"{engine}, ms:{'':23}" + "".join(f"{name:>10}" for name in goals))
    for kind, times in told["searches"].items():
        print(f"{kind:33}" + "".join(f"{times[name]:10.2f}" for name in goals))
        missed += [
            f"{kind}: {name} at most {goal} ms"
            for name, goal in goals.items()
            if goal is not None and times[name] > goal
        ]
    print(f"{engine}: {told['indexed']:,.0f} texts indexed a second of processor time")
    if told["indexed"] < INDEXED[engine]:
        missed.append(f"at least {INDEXED[engine]:,} texts indexed a second of processor time")
    for goal in missed:
        print(f"{engine}: MISSED: {goal}")
    return not missed


def compare(engine: str, *, stories: int) -> bool:
    with (
        tempfile.TemporaryDirectory() as folder,
        an_empty_database(engine, Path(folder), name="searched") as database,
    ):
        print(f"{engine}: making {stories:,} stories …", flush=True)
        return judged(engine, seeded(Path(folder), database, stories=stories))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=1_000_000)
    parser.add_argument("--here", action="store_true", help="the site of the environment")
    options = parser.parse_args()
    if options.here:
        is_sqlite = os.environ.get("DATABASE_URL", "sqlite").startswith("sqlite")
        return int(not judged("SQLite" if is_sqlite else "PostgreSQL", os.environ))
    verdicts = [compare(engine, stories=options.stories) for engine in engines()]
    return int(not all(verdicts))


if __name__ == "__main__":
    sys.exit(main())
