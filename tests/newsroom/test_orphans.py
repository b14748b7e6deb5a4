"""Killing only the parent of the server leaves nobody behind who would answer."""

import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.server import Server, wait_until


@pytest.fixture
def site(tmp_path, model):
    site = model.copy(tmp_path)
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
    before = workers_of(site)

    for worker in before:
        os.kill(worker, signal.SIGKILL)

    wait_until(lambda: workers_of(site) - before and site.is_ready(), what="new workers to serve")


def workers_of(site: Server) -> set[int]:
    """The processes that the server's main process has started."""
    parent = site.process.pid
    return set(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))
