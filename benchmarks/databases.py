"""Empty databases for a run: SQLite always, PostgreSQL where DATABASE_URL names a server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg


def engines() -> list[str]:
    """Which there are; what is missing is said aloud."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return ["SQLite", "PostgreSQL"]
    print("LEFT OUT: PostgreSQL. DATABASE_URL=postgres://… make bench")
    return ["SQLite"]


@contextmanager
def an_empty_database(engine: str, folder: Path, *, name: str = "ours") -> Iterator[str]:
    """The address of a database that nobody has used; on PostgreSQL it is dropped afterwards."""
    if engine == "SQLite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    url, own = os.environ["DATABASE_URL"], f"newsroom_bench_{name}"
    with psycopg.connect(in_database(url, "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{own}"')
        yield in_database(url, own)
        server.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


def in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
