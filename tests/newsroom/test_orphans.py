"""Killing only the parent of the server leaves nobody behind who would answer."""

import os
import signal
import socket
from contextlib import closing

import pytest

from tests.server import Server, wait_until


@pytest.fixture
def site(tmp_path):
    site = Server(tmp_path)
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.start()
    yield site
    site.kill()
    site.drop_database()


def answers(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_workers_end_when_their_parent_is_killed(site):
    os.kill(site.process.pid, signal.SIGKILL)

    wait_until(lambda: not answers(site.port), what="the workers to end")


def test_a_killed_worker_is_started_again(site):
    group = os.getpgid(site.process.pid)
    children = f"/proc/{site.process.pid}/task/{site.process.pid}/children"
    with open(children, encoding="ascii") as file:
        before = set(map(int, file.read().split()))

    for worker in before:
        if os.getpgid(worker) == group:
            os.kill(worker, signal.SIGKILL)

    def others_serve() -> bool:
        with open(children, encoding="ascii") as file:
            now = set(map(int, file.read().split()))
        return bool(now - before) and site.is_ready()

    wait_until(others_serve, what="new workers to serve")
