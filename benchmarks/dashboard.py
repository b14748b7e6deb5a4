"""How long the statistics of 365 days take over 100,000 stories, and how often they ask.

python -m benchmarks.dashboard

On SQLite in a folder that is thrown away; with DATABASE_URL on that server of PostgreSQL, in a
database of its own.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def throw_away_site() -> Iterator[dict[str, str]]:
    """The environment of an empty site."""
    server, name = os.environ.get("DATABASE_URL", ""), f"newsroom_bench_{os.getpid()}"
    with TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "testserver",
        }
        if not server:
            yield environment
            return
        with psycopg.connect(in_database(server, "postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            yield environment | {"DATABASE_URL": in_database(server, name)}
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def run(*command: str, environment: dict[str, str]) -> int:
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *command], env=environment, check=False
    ).returncode


def main() -> int:
    with throw_away_site() as environment:
        for command in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "-v0"]):
            run("manage.py", *command, environment=environment)
        return run("-m", "benchmarks.read_stories", environment=environment)


if __name__ == "__main__":
    sys.exit(main())
