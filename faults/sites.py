"""A site of its own for each scenario, served as `make run` does, and gone afterwards."""

import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.servers import ROOT, free_port, run
from faults.asks import CutOff, ask
from faults.databases import Postgres, running_postgres
from faults.findings import Unkept, wait_until
from faults.processes import in_group

SECRET_KEY = secrets.token_urlsafe(64)
SHOWN = re.compile(rb"data-browse-times[^>]*>([\d,]+)<")
# R15: what the totals say, and what the days say.
SUMS = (
    "SELECT (SELECT coalesce(sum(counted), 0) FROM articles_browsetotal),"
    " (SELECT coalesce(sum(browses), 0) FROM articles_browsecount)"
)
BACKLOG = "SELECT count(*) FROM event WHERE id > (SELECT coalesce(max(through), 0) FROM rolled)"


class Site:
    """A data folder, a database, and the processes that serve them."""

    def __init__(
        self, folder: Path, *, database: str = "", workers: int = 2, **variables: str
    ) -> None:
        self.folder, self.workers, self.port = folder, workers, free_port()
        self.spool = folder / "browsing" / "spool.sqlite3"
        self.log = folder / "server.log"
        self.server: subprocess.Popen[bytes] | None = None
        self.database = database or in_folder(folder)
        self.environment = environment_of(folder, database=self.database) | {
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "TRUSTED_PROXIES": "127.0.0.1",
            **variables,
        }

    def start(self) -> None:
        more = ["--workers", str(self.workers), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "newsroom.serve", *more],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.answers, what="the server to answer")

    def answers(self) -> bool:
        with suppress(OSError, CutOff):
            return ask("/health/live", port=self.port).status == 200
        return False

    def kill(self) -> None:
        """kill -9 for the parent and all workers."""
        if self.server is None:
            return
        server, self.server = self.server, None
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        wait_until(lambda: not in_group(server.pid), what="the killed processes to end")

    def processes(self) -> list[int]:
        """The numbers of the parent and of the workers."""
        return in_group(self.server.pid) if self.server else []

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database of the articles says."""
        if self.database.startswith("postgres"):
            with psycopg.connect(self.database, autocommit=True) as connection:
                return connection.execute(statement.encode()).fetchall()
        return rows_of(self.folder / "newsroom.sqlite3", statement)

    def counted(self) -> int:
        """The sum of all totals, which must be that of all days."""
        ((totals, days),) = self.rows(SUMS)
        if totals != days:
            raise Unkept(f"the totals are {totals} and the days {days}")
        return int(totals)

    def counted_at_last(self) -> int:
        """As `counted`, when the roller has caught up."""
        wait_until(self.is_rolled_up, what="the roller to catch up")
        return self.counted()

    def is_rolled_up(self) -> bool:
        with suppress(sqlite3.Error):  # it may just be made, or have been set aside
            return rows_of(self.spool, BACKLOG) == [(0,)]
        return False

    def shown(self, page: str) -> int:
        """The number in the HTML of a page."""
        answer = ask(page, port=self.port)
        found = SHOWN.search(answer.body)
        if answer.status != 200 or not found:
            raise Unkept(f"{page} was answered {answer.status}, without a number")
        return int(found[1].replace(b",", b""))

    def said(self, words: str) -> bool:
        """Whether the log has these words."""
        return words in self.log.read_text()


class Sites:
    """Makes sites, each a copy of one that is filled once, in a folder of their own."""

    def __init__(self, folder: Path, *, at_the_end: ExitStack) -> None:
        self.folder, self.at_the_end = folder, at_the_end
        self.pattern = folder / "pattern"
        self.pattern.mkdir()
        fill(self.pattern, database=in_folder(self.pattern))
        environment = environment_of(self.pattern, database=in_folder(self.pattern))
        run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", environment=environment)

    @cached_property
    def postgres(self) -> Postgres:
        """One for all scenarios, because making it takes long."""
        postgres = self.at_the_end.enter_context(running_postgres())
        fill(self.pattern, database=postgres.an_empty_database("pattern"))
        return postgres

    @contextmanager
    def site(self, *, on_postgres: bool = False, **options: Any) -> Iterator[Site]:
        """A site that is not served yet; its processes and files are gone afterwards."""
        folder = self.folder / f"site-{secrets.token_hex(4)}"
        shutil.copytree(self.pattern, folder)
        if on_postgres:
            options["database"] = self.postgres.a_copy_of("pattern")
        site = Site(folder, **options)
        try:
            yield site
        finally:
            site.kill()
            shutil.rmtree(folder)


def fill(folder: Path, *, database: str) -> None:
    """Makes tables and stories in an empty database."""
    environment = environment_of(folder, database=database)
    run("manage.py", "migrate", "--verbosity", "0", environment=environment)
    run("-m", "faults.stories", environment=environment)


def in_folder(folder: Path) -> str:
    return f"sqlite:///{folder / 'newsroom.sqlite3'}"


def environment_of(folder: Path, *, database: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DEBUG"}}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "ROLL_UP_BROWSES": "on",
    }


def rows_of(file: Path, statement: str) -> list[tuple[Any, ...]]:
    """What an SQLite file says, without changing it."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(statement).fetchall()
