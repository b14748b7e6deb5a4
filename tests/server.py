"""The real server on a site of its own, as `make run` starts it, for tests that need one."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
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
            self.environment["DATABASE_URL"] = self.create_database(os.environ["DATABASE_URL"])
        if "REDIS_URL" in os.environ:
            self.environment["REDIS_URL"] = empty_redis(os.environ["REDIS_URL"])

    def create_database(self, url: str) -> str:
        name = f"newsroom_server_{os.getpid()}_{self.port}"
        with psycopg.connect(in_database(url, "postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return in_database(url, name)

    def drop_database(self) -> None:
        if "DATABASE_URL" not in os.environ:
            return
        name = urlsplit(self.environment["DATABASE_URL"]).path[1:]
        url = in_database(os.environ["DATABASE_URL"], "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

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

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage(
            "createsuperuser",
            "--noinput",
            "--username=editor",
            "--email=editor@example.edu.cn",
            DJANGO_SUPERUSER_PASSWORD="a long pass phrase",
        )

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


def empty_redis(url: str) -> str:
    """A database of Redis beside those of the tests themselves, with nothing of another site."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = in_database(url, str(8 + worker))
    Redis.from_url(own).flushdb()
    return own


def in_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
