"""The lanes of a server process: who is slow keeps no reader waiting."""

import re
import socket
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from queue import SimpleQueue
from threading import Event
from types import SimpleNamespace

import pytest

from articles.edge.at_once import TakesAMoment, TakesTime
from newsroom.lanes import BRIEF, SLOW, open_lanes
from tests.browsing.doors import BROWSER

PUBLISH = """
from tests.factories import *
print(a_public_edition(title="Lake").get_absolute_url())
"""
NUMBER = re.compile(r'data-browse-times="[^"]*">(\d+)<')
CONNECTIONS = 24  # the kernel spreads them over the workers
MANY = 4 * SLOW  # more than both workers have threads for


@pytest.fixture(scope="module")
def story(server) -> str:
    path = server.manage("shell", "-c", PUBLISH, "--no-imports").split("\n")[-2]
    for _ in range(CONNECTIONS):
        assert ask(server, path)[0] == 200
    return path


def ask(server, path: str, *, method: str = "GET") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, headers={"User-Agent": BROWSER, "Origin": server.url})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def hang(server, path: str) -> socket.socket:
    """A request whose body is waited for."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUser-Agent: {BROWSER}\r\n"
        f"Origin: {server.url}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 100\r\n\r\nsid=".encode()
    )
    return connection


@pytest.mark.parametrize("hangs", ["in a view", "in a count"])
def test_readers_get_kept_pages_while_more_requests_hang_than_there_are_threads(
    server, story, hangs
):
    path = {"in a view": "/admin/login/", "in a count": f"{story}read"}[hangs]
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(hang(server, path))
        answers = [ask(server, story) for _ in range(CONNECTIONS)]

    assert {status for status, _text in answers} == {200}
    assert all(NUMBER.search(text) for _status, text in answers)


def test_everything_is_answered_while_a_few_requests_hang(server, story):
    with ExitStack() as stack:
        for path in ("/admin/login/", f"{story}read"):
            stack.enter_context(hang(server, path))
        counts = [ask(server, f"{story}read", method="POST") for _ in range(CONNECTIONS)]
        missing = [ask(server, "/en/news/999/lake/") for _ in range(CONNECTIONS)]

    assert {status for status, _text in counts} == {200}
    assert {status for status, _text in missing} == {404}


@pytest.fixture
def granian(monkeypatch):
    """Stands for granian's module, which makes a runner that calls the application."""

    def runner_of(application, *_options):
        return lambda answering, scope: answering.put(application(scope, None))

    module = SimpleNamespace(_wsgi_call_wrap=runner_of)
    monkeypatch.setitem(sys.modules, "granian.server.mp", module)
    return module


class Answering(SimpleQueue):
    """Takes what is answered."""

    def response_bytes(self, status, _headers, _body):
        self.put(status)


def at_once(scope, _start_response):
    if scope["takes"] is not None:
        raise scope["takes"]
    return "at once"


def runner_in_lanes(granian, application):
    open_lanes(at_once)
    return granian._wsgi_call_wrap(application, {}, None)


def test_what_takes_time_is_answered_elsewhere_and_never_holds_up_what_takes_a_moment(granian):
    is_over = Event()

    def application(scope, _start_response):
        if scope["takes"] is TakesTime:
            assert is_over.wait(60)
        return scope["takes"].__name__

    run = runner_in_lanes(granian, application)
    slow = [Answering() for _ in range(3 * SLOW)]
    for each in slow:
        run(each, {"takes": TakesTime})
    brief, quick = [Answering() for _ in range(3 * BRIEF)], Answering()
    for each in brief:
        run(each, {"takes": TakesAMoment})
    run(quick, {"takes": None})

    assert quick.get(timeout=60) == "at once"
    assert [each.get(timeout=60) for each in brief] == ["TakesAMoment"] * 3 * BRIEF
    assert all(each.empty() for each in slow)
    is_over.set()
    assert [each.get(timeout=60) for each in slow] == ["TakesTime"] * 3 * SLOW


def test_an_application_that_breaks_is_answered_500_and_its_lane_goes_on(granian, caplog):
    def application(_scope, _start_response):
        raise LookupError("broken")

    run = runner_in_lanes(granian, application)
    answers = [Answering() for _ in range(3 * SLOW)]
    for each in answers:
        run(each, {"takes": TakesTime})

    assert [each.get(timeout=60) for each in answers] == [500] * 3 * SLOW
    assert "broken" in caplog.text


def test_another_server_does_everything_in_its_own_threads(monkeypatch):
    monkeypatch.delitem(sys.modules, "granian.server.mp", raising=False)

    open_lanes(at_once)
