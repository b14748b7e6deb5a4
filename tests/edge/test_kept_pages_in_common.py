"""Processes with a cache in common make each page once for all; without it each is on its own."""

from time import monotonic
from types import SimpleNamespace

import pytest

from articles.edge.press_watch import LOOKED_AFTER
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import PressRun
from articles.page_cache import between
from articles.page_cache.shelf import Address
from newsroom.cache import RedisCache
from tests.browsing.doors import HOST
from tests.edge.reading import Site
from tests.factories import NOW, a_public_edition
from tests.public.clock import later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_common(settings, tmp_path):
    """On Redis where this run has one; else the cache of this process stands for it."""
    settings.DATA_DIR = tmp_path
    settings.REDIS_URL = settings.REDIS_URL or "redis://localhost/0"


@pytest.fixture
def sites(moment):
    """Two processes."""
    return Site(moment), Site(moment)


def address(path: str) -> Address:
    return Address(HOST, is_secure=True, path=path)


def test_what_one_has_made_the_other_finds(sites):
    path = a_public_edition(title="湖").get_absolute_url()

    answers = [site.get(path) for site in sites]

    assert answers[0] == answers[1]
    assert [site.asked.total() for site in sites] == [1, 0]


def test_after_publishing_the_page_is_made_once_for_both(sites, moment):
    path = a_public_edition().get_absolute_url()
    for site in sites:
        site.get(path)
    PressRun.start()
    moment.now += LOOKED_AFTER

    for site in reversed(sites):
        site.get(path)

    assert [site.asked.total() for site in sites] == [1, 1]


def test_what_was_withdrawn_is_not_found_either(sites):
    edition = a_public_edition()
    path = edition.get_absolute_url()
    sites[0].get(path)
    withdraw(edition, by=None, at=NOW)

    assert sites[1].get(path).status == 410


def test_pages_deep_in_a_list_are_everybody_s_own(sites):
    for _ in range(22):
        a_public_edition()
    query = "before=4000000000000000-1"

    for site in sites:
        site.get("/en/sections/campus/", query=query)

    assert [site.asked.total() for site in sites] == [1, 1]


def test_while_another_process_makes_a_page_nobody_else_does(sites, monkeypatch):
    path = a_public_edition().get_absolute_url()
    between.cache.add(between.key(address(path), "claim"), 1)
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:  # the other has done it
            page = sites[0].pages.make(address(path), environ_of(path), at=sites[0].clock())
            sites[0].pages.common.put(address(path), page)

    # Here only: other threads of this process may sleep, too.
    monkeypatch.setattr(between, "time", SimpleNamespace(sleep=sleep, monotonic=monotonic))
    answer = sites[1].get(path)

    assert answer.status == 200
    assert (sites[1].asked.total(), pauses) == (0, [between.PAUSE] * 3)


def test_what_another_process_has_made_is_not_taken_once_its_end_has_come(
    sites, moment, monkeypatch
):
    release = Release(released_at=NOW, expires_at=later(10))
    path = a_public_edition(release=release).get_absolute_url()
    between.cache.add(between.key(address(path), "claim"), 1)

    def sleep(_seconds):
        sites[0].pages.make(address(path), environ_of(path), at=sites[0].clock())
        moment.now = later(10)
        sites[0].pages.common.give_up_claim(address(path))

    # Here only: other threads of this process may sleep, too.
    monkeypatch.setattr(between, "time", SimpleNamespace(sleep=sleep, monotonic=monotonic))

    assert sites[1].get(path).status == 410
    assert sites[0].asked == {path: 1}


def environ_of(path: str) -> dict[str, object]:
    return {
        "HTTP_HOST": HOST,
        "PATH_INFO": path,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "wsgi.url_scheme": "https",
    }


def test_who_was_killed_while_making_a_page_holds_up_the_others_for_a_moment_only(
    sites, monkeypatch
):
    monkeypatch.setattr(between, "PATIENCE", 0.05)
    path = a_public_edition().get_absolute_url()
    between.cache.add(between.key(address(path), "claim"), 1)

    answer = sites[0].get(path)

    assert (answer.status, sites[0].asked.total()) == (200, 1)


def test_a_claim_ends_with_the_making_also_where_nothing_was_made(sites):
    path = "/en/news/999/story/"

    answers = [site.get(path).status for site in sites]

    assert answers == [404, 404]
    assert between.cache.get(between.key(address(path), "claim")) is None


@pytest.mark.parametrize("rubbish", ["page", b"\x00", 7, {"press_run": 1}])
def test_what_is_no_page_is_not_taken_for_one(sites, rubbish):
    path = a_public_edition().get_absolute_url()
    between.cache.set(between.key(address(path), "page"), rubbish)

    assert sites[0].get(path).status == 200
    assert sites[0].asked.total() == 1


def test_without_redis_each_is_on_its_own(sites, settings):
    settings.REDIS_URL = ""
    path = a_public_edition().get_absolute_url()

    answers = [site.get(path) for site in sites]

    assert answers[0] == answers[1]
    assert [site.asked.total() for site in sites] == [1, 1]


def test_a_redis_that_is_away_makes_it_slower_and_nothing_wrong(sites, monkeypatch, moment):
    monkeypatch.setattr(between, "cache", RedisCache("redis://127.0.0.1:1/0", {}))
    edition = a_public_edition()
    path = edition.get_absolute_url()

    before = [site.get(path).status for site in sites]
    withdraw(edition, by=None, at=NOW)
    moment.now += LOOKED_AFTER
    after = [site.get(path).status for site in sites]

    assert (before, after) == ([200, 200], [410, 410])
    assert [site.asked.total() for site in sites] == [2, 2]
