"""A PostgreSQL and a Redis of our own, on free ports, that may be stopped and killed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.servers import free_port, wait_for
from faults.findings import LeftOut, Unkept, wait_until
from faults.processes import children_of, kill

# Debian and Ubuntu keep the server's programs out of the path.
MORE_PLACES = Path("/usr/lib/postgresql")
ITS_USER = "postgres"  # PostgreSQL refuses to be run by root
numbers = count(1)


class Postgres:
    """A PostgreSQL in a folder; what it was told outlives `stop`, `kill` and `start`."""

    def __init__(self, folder: Path) -> None:
        self.programs = programs_of_postgres()
        self.folder, self.port = folder, free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.as_its_user: dict[str, Any] = {}
        if os.getuid() == 0:
            shutil.chown(folder, ITS_USER)
            self.as_its_user = {"user": ITS_USER, "group": ITS_USER, "extra_groups": []}
        options = "--no-sync --auth=trust --username=newsroom --encoding=UTF8 --no-locale"
        if self.run("initdb", *options.split()).wait():
            raise Unkept(f"initdb said {self.said()}")

    def run(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                [str(self.programs / program), "-D", f"{self.folder}/data", *options],
                cwd="/",
                stdout=log,
                stderr=log,
                **self.as_its_user,
            )

    def start(self) -> None:
        places = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.server = self.run("postgres", *places.split())
        wait_until(self.answers, what="PostgreSQL to answer")

    def answers(self) -> bool:
        if self.server and self.server.poll() is not None:
            raise Unkept(f"PostgreSQL said {self.said()}")
        with suppress(psycopg.OperationalError):  # it starts, or mends what a kill has left
            self.execute("SELECT 1")
            return True
        return False

    def stop(self) -> None:
        """At once, without a word to anybody: an immediate shutdown."""
        if self.server:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()

    def kill(self) -> None:
        """kill -9 for all of its processes."""
        if self.server:
            self.server.send_signal(signal.SIGSTOP)  # so that it begins no other meanwhile
            kill(children_of(self.server.pid))
            self.server.kill()
            self.server.wait()

    def said(self) -> str:
        return (self.folder / "log").read_text()[-500:]

    def address(self, name: str) -> str:
        return f"postgres://newsroom@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def an_empty_database(self, name: str) -> str:
        self.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def a_copy_of(self, pattern: str) -> str:
        name = f"site_{next(numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {pattern}")
        return self.address(name)


def programs_of_postgres() -> Path:
    """The folder of the newest version that is here; raises `LeftOut`."""
    versions = [path for path in MORE_PLACES.glob("*/bin") if path.parent.name.isdigit()]
    newest = sorted(versions, key=lambda path: int(path.parent.name))[-1:]
    places = [str(path) for path in newest] + [os.environ["PATH"]]
    found = shutil.which("initdb", path=os.pathsep.join(places))
    if not found:
        raise LeftOut("PostgreSQL, because there is no initdb on this machine")
    return Path(found).parent


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    # Not within our own folder, which its user may not enter.
    with tempfile.TemporaryDirectory(prefix="newsroom-faults-") as name:
        postgres = Postgres(Path(name))
        try:
            postgres.start()
            yield postgres
        finally:
            postgres.stop()


class Redis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, program: str) -> None:
        self.port = free_port()
        self.server = subprocess.Popen(  # noqa: S603 - our own command
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd="/",
            stdout=subprocess.DEVNULL,
        )

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        self.server.kill()
        self.server.wait()


@contextmanager
def running_redis() -> Iterator[Redis]:
    program = shutil.which("redis-server")
    if not program:
        raise LeftOut("Redis, because there is no redis-server on this machine")
    redis = Redis(program)
    try:
        wait_for(redis.port)
        yield redis
    finally:
        redis.kill()
