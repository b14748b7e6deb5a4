"""What a page of every list costs, the first and the 5,000th, on a site of a million stories.

python -m benchmarks.lists [--stories 1000000]

SQLite always, PostgreSQL where DATABASE_URL names a server. The ratio of a deep page to the first
is the figure; `benchmarks.read_lists` says how it is taken.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import ROOT, run


def measure(*, database: str, folder: Path, stories: int) -> bool:
    """Makes the site and reads its lists; gives whether every deep page is cheap enough."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "testserver",
    }
    for command in ("migrate -v0", "collectstatic --noinput -v0"):
        run("manage.py", *command.split(), environment=environment)
    run(
        "manage.py", "seed_stories", f"--count={stories}", "--paragraphs=1", environment=environment
    )
    command = [sys.executable, "-m", "benchmarks.read_lists"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own command
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=1_000_000)
    stories = parser.parse_args().stories
    are_cheap = []
    for engine in engines():
        print(f"{engine}: making {stories:,} stories …", flush=True)
        with (
            tempfile.TemporaryDirectory() as folder,
            an_empty_database(engine, Path(folder), name="lists") as database,
        ):
            are_cheap.append(measure(database=database, folder=Path(folder), stories=stories))
    return int(not all(are_cheap))


if __name__ == "__main__":
    sys.exit(main())
