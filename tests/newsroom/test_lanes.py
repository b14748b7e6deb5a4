"""The lanes of a server process: who is slow keeps no reader waiting."""

import re
import socket
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from queue import SimpleQueue
from threading import Event, Thread, get_ident
from time import sleep
from types import SimpleNamespace

import pytest

from articles.edge.at_once import DoneTogether, TakesAMoment, TakesTime
from newsroom.lanes import BRIEF, MOST_TOGETHER, SLOW, open_lanes
from tests.browsing.doors import BROWSER

PUBLISH = """
from tests.factories import *
print(a_public_edition(title="Lake").get_absolute_url())
"""
NUMBER = re.compile(r'data-browse-times="[^"]*">(\d+)<')
CONNECTIONS = 24  # the kernel spreads them over the workers
AT_ONCE = "203 At Once"
HANGING = 3  # one less than a worker has threads for bodies


@pytest.fixture(scope="module")
def story(server) -> str:
    path = server.manage("shell", "-c", PUBLISH, "--no-imports").split("\n")[-2]
    for _ in range(CONNECTIONS):
        assert ask(server, path)[0] == 200
    return path


def ask(
    server, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    named = {"User-Agent": BROWSER, "Origin": server.url}
    connection.request(method, path, body, named | headers)
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


def ask_at_once(server, path: str, *, method: str = "GET") -> list[tuple[int, str]]:
    """As several readers do; granian begins another thread only where two requests wait."""
    with ThreadPoolExecutor(8) as readers:
        asked = [readers.submit(ask, server, path, method=method) for _ in range(CONNECTIONS)]
        return [answer.result() for answer in asked]


@pytest.mark.parametrize("hangs", ["in a view", "in a count"])
def test_readers_are_answered_while_bodies_are_waited_for(server, story, hangs):
    path = {"in a view": "/admin/login/", "in a count": f"{story}read"}[hangs]
    with ExitStack() as stack:
        for _ in range(HANGING):
            stack.enter_context(hang(server, path))
        pages = ask_at_once(server, story)
        counts = ask_at_once(server, f"{story}read", method="POST")
        missing = ask_at_once(server, "/en/news/999/lake/")

    assert all(status == 200 and NUMBER.search(text) for status, text in pages)
    assert {status for status, _text in counts} == {200}
    assert {status for status, _text in missing} == {404}


def test_a_body_reaches_django_and_the_count_whole(server, story):
    body = b"sid=tab-of-this-test"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    refused = [ask(server, "/admin/login/", method="POST", body=body, **headers) for _ in range(8)]
    told = [ask(server, f"{story}read", method="POST", body=body, **headers) for _ in range(8)]

    assert {status for status, _text in refused} == {403}  # no token against forged forms
    # The same tab of the same reader: a double click.
    assert len(set(told)) == 1


@pytest.fixture
def granian(monkeypatch):
    """Stands for granian's module, which makes a runner that calls the application."""

    def runner_of(application, *_options):
        return lambda answering, scope: answering.put(application(scope, print))

    module = SimpleNamespace(_wsgi_call_wrap=runner_of)
    monkeypatch.setitem(sys.modules, "granian.server.mp", module)
    return module


class Answering(SimpleQueue):
    """Takes what is answered."""

    def response_bytes(self, status, _headers, _body):
        self.put(status)


def at_once(scope, start_response):
    if scope["takes"] is not None:
        raise scope["takes"]
    start_response(AT_ONCE, [("X-Lane", "at once")])
    return [b"a ", b"page"]


def together(parts):
    return [(200, (), part) for part in parts]


def runner_in_lanes(granian, application, *, prefix: str | None = None, log: str | None = None):
    open_lanes(at_once, together)
    return granian._wsgi_call_wrap(application, {"url_path_prefix": prefix}, log)


def test_what_takes_time_is_answered_elsewhere_and_never_holds_up_what_takes_a_moment(granian):
    is_over = Event()

    def application(scope, _start_response):
        if scope["takes"] is TakesTime:
            assert is_over.wait(60)
        return scope["takes"].__name__

    run = runner_in_lanes(granian, application)
    slow = [Answering() for _ in range(3 * SLOW)]
    for each in slow:
        run(each, {"takes": TakesTime, "REQUEST_METHOD": "GET"})
    brief, quick = [Answering() for _ in range(3 * BRIEF)], Answering()
    for each in brief:
        run(each, {"takes": TakesAMoment, "REQUEST_METHOD": "GET"})
    run(quick, {"takes": None, "REQUEST_METHOD": "GET"})

    assert quick.get(timeout=60) == 203
    assert [each.get(timeout=60) for each in brief] == ["TakesAMoment"] * 3 * BRIEF
    assert all(each.empty() for each in slow)
    is_over.set()
    assert [each.get(timeout=60) for each in slow] == ["TakesTime"] * 3 * SLOW


def test_one_thread_does_all_while_nothing_hangs_and_others_help_out_only_then(
    granian, monkeypatch
):
    monkeypatch.setattr("newsroom.lanes.PATIENCE", 2)  # a busy machine is not what hangs here
    hangs, is_over = Event(), Event()

    def application(scope, _start_response):
        if scope.get("hangs"):
            hangs.set()
            assert is_over.wait(60)
        return get_ident()

    run = runner_in_lanes(granian, application)

    def ask(number: int, **more) -> list[Answering]:
        answers = [Answering() for _ in range(number)]
        for each in answers:
            run(each, {"takes": TakesTime, "REQUEST_METHOD": "GET", **more})
        return answers

    def threads(answers: list[Answering]) -> set[int]:
        return {each.get(timeout=60) for each in answers}

    usual = threads(ask(50))
    hanging = ask(1, hangs=True)
    assert hangs.wait(60)
    helping = threads(ask(5)) | threads(ask(5))
    is_over.set()

    assert len(usual) == 1
    assert not helping & usual
    assert threads(hanging) == usual
    # Who helped out has left, or does so as soon as nothing waits.
    assert usual in (threads(ask(1)) for _ in range(100))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_application_that_breaks_is_answered_500_and_its_lane_goes_on(granian, caplog, method):
    def application(_scope, _start_response):
        raise LookupError("broken")

    run = runner_in_lanes(granian, application)
    answers = [Answering() for _ in range(3 * SLOW)]
    for each in answers:
        run(each, {"takes": TakesTime, "REQUEST_METHOD": method})

    assert [each.get(timeout=60) for each in answers] == [500] * 3 * SLOW
    assert "broken" in caplog.text


def test_what_is_in_memory_is_answered_without_the_environment_of_the_process(granian):
    asked, answered = [], []

    def remembered(scope, start_response):
        asked.append(dict(scope))
        return at_once(scope, start_response)

    open_lanes(remembered, together)
    run = granian._wsgi_call_wrap(None, {"url_path_prefix": None}, None)
    scope = {"takes": None, "REQUEST_METHOD": "GET"}
    run(SimpleNamespace(response_bytes=lambda *said: answered.append(said)), scope.copy())

    assert asked == [scope]
    assert answered == [(203, [("X-Lane", "at once")], b"a page")]


def test_what_is_put_off_is_done_together_and_keeps_nobody_waiting(granian):
    """While the first is done others come; they are done together, by whoever did the first."""
    is_over, done = Event(), []

    def do(parts):
        done.append((get_ident(), list(parts)))
        assert is_over.wait(60)
        return [(200 + part, (), b"") for part in parts]

    open_lanes(at_once, do)
    run = granian._wsgi_call_wrap(None, {"url_path_prefix": None}, None)
    answers, quick = [Answering() for _ in range(MOST_TOGETHER + 3)], Answering()
    run(answers[0], {"takes": DoneTogether(0), "REQUEST_METHOD": "POST"})
    while not done:
        sleep(0.01)
    for number, each in enumerate(answers[1:], 1):
        run(each, {"takes": DoneTogether(number), "REQUEST_METHOD": "POST"})
    run(quick, {"takes": None, "REQUEST_METHOD": "GET"})

    assert quick.get(timeout=60) == 203
    is_over.set()
    assert [each.get(timeout=60) for each in answers] == [200 + n for n in range(len(answers))]
    assert [parts for _thread, parts in done] == [
        [0],
        list(range(1, MOST_TOGETHER + 1)),
        [MOST_TOGETHER + 1, MOST_TOGETHER + 2],
    ]
    assert len({thread for thread, _parts in done}) == 1


def test_what_breaks_together_is_answered_500_to_all_and_the_next_are_done(granian, caplog):
    def do(parts):
        if "breaks" in parts:
            raise LookupError("broken")
        return together(parts)

    open_lanes(at_once, do)
    run = granian._wsgi_call_wrap(None, {"url_path_prefix": None}, None)
    answers = []
    for part in ("breaks", b"goes on"):
        answering = Answering()
        run(answering, {"takes": DoneTogether(part), "REQUEST_METHOD": "POST"})
        answers.append(answering.get(timeout=60))

    assert answers == [500, 200]
    assert "broken" in caplog.text


def test_nothing_of_a_request_stays_in_memory_until_the_next_one_comes(granian):
    class Part:
        """Stands for what a request says of its reader."""

    def put_off(scope, _start_response):
        raise DoneTogether(scope.pop("part"))

    open_lanes(put_off, lambda parts: [(200, (), b"") for _part in parts])
    run = granian._wsgi_call_wrap(None, {"url_path_prefix": None}, None)
    part, answering = Part(), Answering()
    gone = weakref.ref(part)
    scope = {"part": part, "REQUEST_METHOD": "POST"}
    del part
    run(answering, scope)

    assert answering.get(timeout=60) == 200
    for _ in range(1000):
        if gone() is None:
            break
        sleep(0.01)
    assert gone() is None


def test_a_post_without_a_body_goes_to_another_lane_and_the_lead_is_kept(granian):
    threads = []

    def application(_scope, _start_response):
        threads.append(get_ident())
        return "made"

    run = runner_in_lanes(granian, application)
    scopes = [{"CONTENT_LENGTH": "0"}, {"CONTENT_LENGTH": "7"}, {"HTTP_TRANSFER_ENCODING": "x"}]
    for scope in scopes:
        answering = Answering()
        run(answering, {"takes": TakesAMoment, "REQUEST_METHOD": "POST"} | scope)
        assert answering.get(timeout=60) == "made"

    assert [thread == get_ident() for thread in threads] == [False, True, True]


def test_a_prefix_is_taken_off_by_granians_own_runner_for_what_is_in_memory(granian):
    answering = Answering()
    run = runner_in_lanes(granian, None, prefix="/news")
    run(answering, {"takes": None, "REQUEST_METHOD": "GET"})

    assert answering.get(timeout=60) == [b"a ", b"page"]


@pytest.mark.parametrize("takes", [None, DoneTogether("part"), TakesAMoment])
def test_where_a_log_is_written_its_runner_answers_everything(granian, takes):
    answering = Answering()
    run = runner_in_lanes(granian, lambda *_asked: "logged", log="%(addr)s")
    run(answering, {"takes": takes, "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "0"})

    assert answering.get(timeout=60) == "logged"


@pytest.mark.parametrize("breaks", ["one answer", "too few answers"])
def test_an_answer_that_cannot_be_sent_costs_neither_the_others_nor_the_next(
    granian, caplog, breaks
):
    def do(parts):
        answers = together(parts)
        return answers[1:] if b"few" in parts and breaks == "too few answers" else answers

    class Broken(Answering):
        def response_bytes(self, *_answer):
            raise KeyboardInterrupt  # as a failure of granian's is no `Exception`

    open_lanes(at_once, do)
    run = granian._wsgi_call_wrap(None, {"url_path_prefix": None}, None)

    def ask(answering, part=b"part"):
        run(answering, {"takes": DoneTogether(part), "REQUEST_METHOD": "POST"})
        return answering

    first = ask(Broken() if breaks == "one answer" else Answering(), b"few")
    second = ask(Answering())
    told = second.get(timeout=60)
    third = ask(Answering()).get(timeout=60)

    assert third == 200
    if breaks == "one answer":
        assert told == 200
        assert "could not be sent" in caplog.text
    else:
        assert first.get(timeout=60) == 500


def test_one_thread_leads_and_another_takes_over_while_a_body_is_seen_to_or_when_it_ends(granian):
    began, is_over = Event(), Event()

    def application(_scope, _start_response):
        began.set()
        assert is_over.wait(60)
        return "seen to"

    run = runner_in_lanes(granian, application)
    seen_to, first, second = Answering(), Answering(), Answering()
    quick = {"takes": None, "REQUEST_METHOD": "GET"}

    def lead(answering, scope):
        thread = Thread(target=run, args=(answering, scope), daemon=True)
        thread.start()
        return thread

    # Who sees to a body does not lead: others come and go.
    busy = lead(seen_to, {"takes": TakesTime, "REQUEST_METHOD": "POST"})
    assert began.wait(60)
    lead(first, quick).join(60)
    lead(second, quick).join(60)
    # Nobody leads now; then this thread does, and the busy one waits for it when it is done.
    run(Answering(), quick)
    is_over.set()
    assert seen_to.get(timeout=60) == "seen to"
    busy.join(0.2)

    assert busy.is_alive()
    assert [first.get(timeout=60), second.get(timeout=60)] == [203] * 2


def test_another_server_does_everything_in_its_own_threads(monkeypatch):
    monkeypatch.delitem(sys.modules, "granian.server.mp", raising=False)

    open_lanes(at_once, together)
