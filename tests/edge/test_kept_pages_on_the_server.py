"""The real server with its workers: what is published shows in all of them, and at its second."""

import re
import signal
import time
from datetime import datetime
from http.client import HTTPConnection
from os import kill
from pathlib import Path

import pytest

from tests.server import wait_until

PUBLISH = """
from tests.factories import *
print(a_public_edition(title="Lake").get_absolute_url())
"""
CORRECT = """
from articles.models import Article, PressRun
for title in {titles!r}:
    Article.objects.update(title_en=title)
    PressRun.start()
"""
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from articles.editorial.writing import Release
from tests.factories import *
at = timezone.now().replace(microsecond=0) + timedelta(seconds=8)
release = Release(released_at=at, expires_at=at + timedelta(seconds=3))
edition = a_draft(title="Comet", release=release)
publish(edition, by=None, at=timezone.now())
print(at.isoformat())
"""
CONNECTIONS = 24  # the kernel spreads them over the workers


@pytest.fixture(scope="module")
def story(server) -> str:
    return run(server, PUBLISH)


def run(server, code: str) -> str:
    return server.manage("shell", "-c", code, "--no-imports").split("\n")[-2]


def get(server, path: str) -> str:
    """The text of the page, over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.headers["Set-Cookie"] is None
    text = answer.read().decode()
    connection.close()
    return text


def titles(server, path: str) -> set[str]:
    """As the workers show it."""
    pages = [get(server, path) for _ in range(CONNECTIONS)]
    return {found[1] for page in pages if (found := re.search("<h1>(.*?)</h1>", page))}


def workers_of(server) -> list[int]:
    number = server.process.pid
    children = Path(f"/proc/{number}/task/{number}/children").read_text()
    return [int(child) for child in children.split()]


def test_a_correction_shows_in_every_worker_within_two_seconds(server, story):
    before = titles(server, story)

    run(server, CORRECT.format(titles=["Sea", "River"]) + "print()\nprint('done')")
    time.sleep(2)

    assert (before, titles(server, story)) == ({"Lake"}, {"River"})


def test_a_release_and_an_expiry_are_kept_to_the_second_in_every_worker(server):
    released_at = datetime.fromisoformat(run(server, SCHEDULE)).timestamp()
    expires_at = released_at + 3
    seen = []
    while time.time() < expires_at + 1:
        began = time.time()
        page = get(server, "/en/")
        seen.append((began, time.time(), "Comet" in page))

    wrong = [
        (began - released_at, ended - released_at, is_there)
        for began, ended, is_there in seen
        # What began before the second and ended after it may be either.
        if (ended < released_at and is_there)
        or (released_at <= began and ended < expires_at and not is_there)
        or (expires_at <= began and is_there)
    ]
    assert wrong == []
    assert {is_there for _began, _ended, is_there in seen} == {True, False}


def test_a_worker_that_is_killed_blocks_no_page(server, story):
    run(server, CORRECT.format(titles=["Brook"]) + "print()\nprint('done')")
    time.sleep(2)

    kill(workers_of(server)[0], signal.SIGKILL)

    wait_until(lambda: answers(server, story), what="the other worker and the new one to answer")
    assert titles(server, story) == {"Brook"}


def answers(server, path: str) -> bool:
    try:
        return all(get(server, path) for _ in range(CONNECTIONS))
    except OSError:
        return False
