"""Many readers at one moment: a page is made once, and whoever fails at it blocks nobody."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connections

from articles.edge import pages
from articles.edge.making import Making
from articles.edge.press_watch import LOOKED_AFTER
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import PressRun
from newsroom.wsgi import django_application
from tests.browsing.doors import make_environ
from tests.edge.reading import READER, Site
from tests.factories import NOW, a_public_edition
from tests.public.clock import later
from tests.server import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 12


class Press:
    """Django, that a test can hold up while it makes a page, and break."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.breaks = 0

    def __call__(self, environ, start_response):
        if not self.may_go_on.wait(30):
            raise AssertionError("nobody let it go on")
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("out of memory")
        return django_application(environ, start_response)


@pytest.fixture
def press():
    return Press()


@pytest.fixture
def crowd(moment, settings, tmp_path, press):
    """The site, and readers that come each in a thread."""
    settings.DATA_DIR = tmp_path
    site = Site(moment, django=press)
    with ThreadPoolExecutor(READERS) as pool:
        site.send = lambda path: pool.submit(read, site, path)
        yield site
        press.may_go_on.set()


def read(site: Site, path: str) -> tuple[str, bytes]:
    said = []
    try:
        environ = make_environ(path, method="GET", headers=READER)
        body = b"".join(site.application(environ, lambda status, _headers: said.append(status)))
    finally:
        connections.close_all()
    return said[0], body


@contextmanager
def making(crowd, press, path: str):
    """While somebody makes the page, and has not come to an end."""
    press.may_go_on.clear()
    before = crowd.asked[path]
    first = crowd.send(path)
    wait_until(lambda: crowd.asked[path] > before, what="somebody to make the page")
    yield first
    press.may_go_on.set()


def answers_of(readers: list[Future]) -> list[tuple[str, bytes]]:
    return [reader.result(30) for reader in readers]


def test_a_page_that_nobody_has_made_is_made_once_and_all_wait_for_it(crowd, press):
    path = a_public_edition().get_absolute_url()

    with making(crowd, press, path) as first:
        readers = [first, *(crowd.send(path) for _ in range(READERS - 1))]
    answers = answers_of(readers)

    assert crowd.asked == {path: 1}
    assert answers == [answers[0]] * READERS
    assert answers[0][0] == "200 OK"


def test_at_the_moment_of_publishing_readers_get_the_old_page_while_one_makes_the_new(
    crowd, press, moment
):
    edition = a_public_edition(title="Lake")
    path = edition.get_absolute_url()
    old = crowd.send(path).result(30)
    type(edition.article).objects.filter(pk=edition.article_id).update(title_en="Sea")
    PressRun.start()
    moment.now += LOOKED_AFTER

    with making(crowd, press, path) as first:
        others = answers_of([crowd.send(path) for _ in range(READERS - 1)])
    new, after = first.result(30), crowd.send(path).result(30)

    assert crowd.asked == {path: 2}
    assert others == [old] * (READERS - 1)
    assert (new == old, after == new) == (False, True)


def test_what_was_taken_back_lingers_half_a_second_at_most(crowd, press, moment):
    edition = a_public_edition()
    path = edition.get_absolute_url()
    crowd.send(path).result(30)
    withdraw(edition, by=None, at=NOW)
    moment.now += LOOKED_AFTER

    with making(crowd, press, path) as first:
        soon = crowd.send(path).result(30)
        moment.now += LOOKED_AFTER
        late = crowd.send(path)
    found = [answer[0] for answer in (soon, first.result(30), late.result(30))]

    assert found == ["200 OK", "410 Gone", "410 Gone"]


def test_nobody_gets_what_is_over_while_the_next_is_made(crowd, press, moment):
    release = Release(released_at=NOW, expires_at=later(10))
    path = a_public_edition(release=release).get_absolute_url()
    crowd.send(path).result(30)
    moment.now = later(10)

    with making(crowd, press, path) as first:
        other = crowd.send(path)

    assert [answer[0] for answer in answers_of([first, other])] == ["410 Gone"] * 2


class Waiting:
    """Lets something happen after a page was made, before who waits for it goes on."""

    def __init__(self, monkeypatch) -> None:
        self.has_begun = threading.Event()
        self.then = lambda: None
        self.wait = Making.wait
        monkeypatch.setattr(Making, "wait", self.waits())

    def waits(self):
        def wait(making, *, seconds):
            self.has_begun.set()
            made = self.wait(making, seconds=seconds)
            self.then()
            return made

        return wait


@pytest.fixture
def waiting(monkeypatch):
    return Waiting(monkeypatch)


def test_who_waited_gets_nothing_whose_end_has_come_meanwhile(crowd, press, moment, waiting):
    release = Release(released_at=NOW, expires_at=later(10))
    path = a_public_edition(release=release).get_absolute_url()
    waiting.then = lambda: setattr(moment, "now", later(10))

    with making(crowd, press, path) as first:
        other = crowd.send(path)
        wait_until(waiting.has_begun.is_set, what="the other to wait")

    assert [answer[0] for answer in answers_of([first, other])] == ["200 OK", "410 Gone"]


def test_who_waited_gets_nothing_that_was_taken_back_meanwhile(crowd, press, moment, waiting):
    edition = a_public_edition()
    path = edition.get_absolute_url()

    def take_back():
        withdraw(edition, by=None, at=NOW)
        moment.now += LOOKED_AFTER

    with making(crowd, press, path) as first:
        other = crowd.send(path)
        wait_until(waiting.has_begun.is_set, what="the other to wait")
        waiting.then = take_back

    assert [answer[0] for answer in answers_of([first, other])] == ["200 OK", "410 Gone"]


def test_a_page_that_is_only_old_is_shown_while_the_next_is_made(crowd, press, moment):
    path = a_public_edition().get_absolute_url()
    old = crowd.send(path).result(30)
    moment.now = later(7)

    with making(crowd, press, path):
        other = crowd.send(path).result(30)

    assert other == old


def test_who_waited_for_somebody_that_failed_makes_the_page(crowd, press):
    path = a_public_edition().get_absolute_url()
    press.breaks = 1

    with making(crowd, press, path) as first:
        others = [crowd.send(path) for _ in range(READERS - 1)]
    answers = answers_of(others)

    with pytest.raises(RuntimeError, match="out of memory"):
        first.result(30)
    assert {status for status, _body in answers} == {"200 OK"}
    assert crowd.pages.makings._now == {}


def test_nobody_waits_for_ever_for_somebody_that_hangs(crowd, press, monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE", 0.05)
    path = a_public_edition().get_absolute_url()
    press.may_go_on.clear()

    first = crowd.send(path)
    second = crowd.send(path)
    wait_until(lambda: crowd.asked[path] == 2, what="the second to make it too")
    press.may_go_on.set()

    assert {answer[0] for answer in answers_of([first, second])} == {"200 OK"}
