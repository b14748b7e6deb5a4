"""Lanes in each server process: what is in memory is not behind what takes time.

Of granian's threads one at a time takes requests and answers what can be answered at once. What
takes time it hands to threads of ours; a request with a body it must see to its end, because
granian takes the body away when it returns, so another one leads meanwhile. Many may hang in a slow
query or wait for a slow sender, and readers get their pages. And one thread that leads is cheaper
than several, which wake each other and fight for Python's lock. What costs hardly more of several
than of one waits a millisecond for others, and one thread does it for all of them.
"""

import logging
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock, Semaphore, Thread, local
from typing import Any
from wsgiref.types import WSGIApplication

from django.db import connections

from articles.edge.at_once import DoneTogether, TakesAMoment, TakesTime

logger = logging.getLogger(__name__)
SLOW, BRIEF = 4, 1  # threads of the other lanes, at most
PATIENCE = 0.05  # seconds in which a lane is to finish something, if anything waits
BODILESS = {"GET", "HEAD"}
GATHERING = 0.001  # seconds in which others may join who is done together with them
MOST_TOGETHER = 16
# Does what was asked for in each of the parts, and says in their order what they are answered.
Doer = Callable[[Sequence[Any]], Sequence[tuple[int, Sequence[tuple[str, str]], bytes]]]
FAILED = (500, (), b"")
# What granian calls for each request, with what answers it and what it says.
Runner = Callable[[Any, dict[str, Any]], object]


class Leading:
    """Who has it leads; it is given up with the last name of it, also where a thread ends."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        lock.acquire()

    def __del__(self) -> None:
        self.lock.release()


class Lead:
    """Which of granian's threads goes back for the next request; the others wait here."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._mine = local()

    def take(self) -> None:
        if not self._mine.__dict__:
            self._mine.leading = Leading(self._lock)

    def give_up(self) -> None:
        self._mine.__dict__.clear()


class Begun:
    """What the application says before its answer; it is called as `start_response`."""

    __slots__ = ("code", "headers")

    def __call__(self, status: str, headers: list[tuple[str, str]], *_error: Any) -> Any:
        self.code, self.headers = int(status[:3]), headers


def runner_from_memory(at_once: WSGIApplication) -> Runner:
    """As granian's own, which adds the environment of the process to each request.

    Nothing that is in memory asks for that, and it is a fifth of the Python of a kept page.
    """

    def run(answering: Any, scope: dict[str, Any]) -> None:
        begun = Begun()
        body = at_once(scope, begun)
        answering.response_bytes(begun.code, begun.headers, b"".join(body))

    return run


class Lane:
    """One thread; where it hangs, others help out until nothing waits. They end with the process.

    Two that work at the same time take turns at Python's lock with every query they ask: with four,
    a page cost a fifth more.
    """

    def __init__(self, run: Runner, *, most: int) -> None:
        self.run = run
        self._requests: SimpleQueue[tuple[Any, dict[str, Any]]] = SimpleQueue()
        self._is_begun = False  # by one thread, or by two at the very beginning
        self._finished = 0
        self._something_waits = Event()
        self._places = Semaphore(most - 1)  # for those who help out

    def put(self, answering: Any, scope: dict[str, Any]) -> None:
        self._requests.put((answering, scope))
        self._something_waits.set()
        if not self._is_begun:
            self._is_begun = True
            for work in (self.work, self.watch):
                Thread(target=work, name="lane", daemon=True).start()

    def work(self) -> None:
        while True:
            self.finish(*self._requests.get())

    def watch(self) -> None:
        """Looks now and then whether what waits is got on with; sleeps where nothing comes."""
        while True:
            self._something_waits.wait()
            self._something_waits.clear()
            finished = self._finished
            time.sleep(PATIENCE)
            if self._requests.empty():
                continue
            if self._finished == finished and self._places.acquire(blocking=False):
                Thread(target=self.help_out, name="lane", daemon=True).start()
            self._something_waits.set()

    def help_out(self) -> None:
        try:
            while True:
                self.finish(*self._requests.get_nowait())
        except Empty:
            connections.close_all()  # those of this thread
        finally:
            self._places.release()

    def finish(self, answering: Any, scope: dict[str, Any]) -> None:
        answer(self.run, answering, scope)
        self._finished += 1


class Together:
    """One thread that does at once what is asked for by all who came within a millisecond.

    For what costs hardly more of several: a browse is a row in a file, and the file is locked,
    looked at and written once for all of them.
    """

    def __init__(self, do: Doer) -> None:
        self.do = do
        self._requests: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
        self._is_begun = Lock()  # taken, once the thread is

    def put(self, answering: Any, part: Any) -> None:
        self._requests.put((answering, part))
        if self._is_begun.acquire(blocking=False):
            try:
                Thread(target=self.work, name="together", daemon=True).start()
            except RuntimeError:  # the machine has no more; the next request tries again
                self._is_begun.release()
                raise

    def work(self) -> None:
        while True:
            requests = [self._requests.get()]
            time.sleep(GATHERING)
            with suppress(Empty):
                while len(requests) < MOST_TOGETHER:
                    requests.append(self._requests.get_nowait())
            self.finish(requests)
            del requests  # what they say of readers is kept no longer than they are

    def finish(self, requests: Sequence[tuple[Any, Any]]) -> None:
        """Whatever happens: nobody else would do this."""
        try:
            answers = list(zip(requests, self.do([part for _, part in requests]), strict=True))
        except Exception:
            logger.exception("Requests could not be answered")
            answers = [(request, FAILED) for request in requests]
        for (answering, _part), answer in answers:
            try:
                answering.response_bytes(*answer)
            except BaseException:  # granian's own failures are no less
                logger.exception("An answer could not be sent")


def elsewhere(_answering: Any, _scope: dict[str, Any]) -> None:
    """Nothing is answered at once."""
    raise TakesTime


def may_have_body(scope: dict[str, Any]) -> bool:
    return scope["REQUEST_METHOD"] not in BODILESS and scope.get("CONTENT_LENGTH") != "0"


def answer(run: Runner, answering: Any, scope: dict[str, Any]) -> None:
    """Whatever happens: nobody else would tell the reader, who would wait."""
    try:
        run(answering, scope)
    except Exception:
        logger.exception("A request could not be answered")
        answering.response_bytes(*FAILED)


def sorted_into_lanes(run: Runner, *, run_at_once: Runner, together: Doer) -> Runner:
    """What granian calls for each request, in the thread that leads."""
    slow, brief, lead = Lane(run, most=SLOW), Lane(run, most=BRIEF), Lead()
    joint = Together(together)

    def runner(answering: Any, scope: dict[str, Any]) -> None:
        try:
            run_at_once(answering, scope)
        except DoneTogether as taking:
            joint.put(answering, taking.part)
        except TakesTime as taking:
            if may_have_body(scope):
                lead.give_up()
                answer(run, answering, scope)
            elif isinstance(taking, TakesAMoment):
                brief.put(answering, scope)
            else:
                slow.put(answering, scope)
        finally:
            lead.take()

    return runner


def open_lanes(at_once: WSGIApplication, together: Doer) -> None:
    """Where granian serves; any other server has its own threads for everything.

    `together` does what `at_once` raises `DoneTogether` for. Granian has no door for this: what
    makes its runner from an application is put in another's place.
    """
    server: Any = sys.modules.get("granian.server.mp")
    if server is None:
        return
    runner_of = server._wsgi_call_wrap  # noqa: SLF001 - see above
    from_memory = runner_from_memory(at_once)

    def runner_in_lanes(
        application: WSGIApplication, scope_options: dict[str, Any], log_format: str | None
    ) -> Runner:
        run = runner_of(application, scope_options, log_format)
        run_at_once = from_memory
        if log_format:  # granian's runner writes it, and what is put off would stand there as 500
            run_at_once = elsewhere
        elif any(scope_options.values()):  # and takes a prefix off the path
            run_at_once = runner_of(at_once, scope_options, None)
        return sorted_into_lanes(run, run_at_once=run_at_once, together=together)

    server._wsgi_call_wrap = runner_in_lanes  # noqa: SLF001 - see above
