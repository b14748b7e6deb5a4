"""The real server on a site of its own, as `make run` starts it, for tests that need one."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from redis import Redis

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds to wait for something that must happen; no test asserts how long it took


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(happened, *, what: str):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        result = happened()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


class Server:
    """A site in `folder`, on SQLite there or in a database of its own beside the tests' one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        self.log = folder / "server.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATA_DIR": str(folder),
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "",
            "ROLL_UP_BROWSES": "on",
            "PYTHONWARNINGS": "default",
        }
        if "DATABASE_URL" in os.environ:
            self.database = f"newsroom_server_{os.getpid()}_{self.port}"
            self.environment["DATABASE_URL"] = in_database(
                os.environ["DATABASE_URL"], self.database
            )
        if "REDIS_URL" in os.environ:
            self.environment["REDIS_URL"] = empty_redis(os.environ["REDIS_URL"])

    def drop_database(self) -> None:
        if "DATABASE_URL" in os.environ:
            on_postgres(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def manage(self, *arguments: str, **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.is_ready, what=f"the server to answer; it said: {self.log.read_text()}")

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """kill -9 for the whole process group, as a power cut would end it."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):  # a test may have killed them all
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Model:
    """A site with its tables, its static files and one editor; every server begins as its copy.

    Made once in a run, because it takes longer than most tests: by the process that is first to
    need it, while the others wait.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        self.folder = folder
        self.made = folder / "made"
        self.database = f"newsroom_model_{name}"

    def copy(self, folder: Path) -> Server:
        with self.held():
            if not self.made.exists():
                self.make()
            site = Server(folder)
            shutil.copytree(self.made, folder, dirs_exist_ok=True)
            if "DATABASE_URL" in os.environ:
                on_postgres(f'CREATE DATABASE "{site.database}" TEMPLATE "{self.database}"')
        return site

    def make(self) -> None:
        site = Server(self.folder / "making")
        if "DATABASE_URL" in os.environ:
            on_postgres(f'CREATE DATABASE "{site.database}"')
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.manage(
            "createsuperuser",
            "--noinput",
            "--username=editor",
            "--email=editor@example.edu.cn",
            DJANGO_SUPERUSER_PASSWORD="a long pass phrase",
        )
        if "DATABASE_URL" in os.environ:
            on_postgres(f'ALTER DATABASE "{site.database}" RENAME TO "{self.database}"')
        site.folder.rename(self.made)

    def drop(self) -> None:
        """A process that needs it after this makes it again."""
        with self.held():
            shutil.rmtree(self.made, ignore_errors=True)
            if "DATABASE_URL" in os.environ:
                on_postgres(f'DROP DATABASE IF EXISTS "{self.database}"')

    @contextmanager
    def held(self) -> Iterator[None]:
        """By this process alone."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def on_postgres(statement: str) -> None:
    url = in_database(os.environ["DATABASE_URL"], "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def empty_redis(url: str) -> str:
    """A database of Redis beside those of the tests themselves, with nothing of another site."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = in_database(url, str(8 + worker))
    Redis.from_url(own).flushdb()
    return own


def in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
