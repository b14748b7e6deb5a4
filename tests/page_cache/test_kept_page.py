"""A kept page with the number of the moment, and how long it is good."""

import gzip
import pickle
from datetime import timedelta

import pytest

from articles.page_cache.page import APART, OUTLIVES, TRY_AGAIN, Page, keep
from articles.page_cache.validity import Validity, etag_of
from articles.templatetags.news import counted_at
from tests.factories import NOW

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", "17"),
    ("ETag", '"django"'),
    ("Cache-Control", "public"),
    ("Vary", "Accept-Encoding"),
    ("X-Frame-Options", "DENY"),
)


def story(number: int) -> bytes:
    return f"<h1>湖</h1>{counted_at(number, '/en/news/12/lake/')}<p>{'Ice. ' * 90}</p>".encode()


def a_page(content: bytes = story(640), *, press_run: int = 3, due_at=None, until=None) -> Page:
    until = until or min(NOW + 5 * MINUTE, due_at or NOW + 5 * MINUTE)
    validity = Validity(press_run=press_run, until=until, due_at=due_at)
    return keep(content, headers=HEADERS, validity=validity, at=NOW)


def test_it_has_the_headers_it_was_answered_with_except_those_that_are_told_anew():
    assert a_page().headers == (
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Frame-Options", "DENY"),
    )


@pytest.mark.parametrize("number", [640, 641, 0, 999, 1_000, 1_234_567, 7])
def test_it_is_the_page_that_django_would_make_with_this_number(number):
    copy = a_page().copy(number)

    assert gzip.decompress(copy.body) == story(number)
    assert copy.etag == etag_of(story(number))


def test_numbers_may_come_in_any_order():
    page = a_page()

    bodies = [gzip.decompress(page.copy(number).body) for number in (999, 1_000, 999, 12, 13)]

    assert bodies == [story(number) for number in (999, 1_000, 999, 12, 13)]


def test_what_is_said_with_a_number_is_kept_with_it():
    page = a_page()

    copy = page.copy(1_000)

    assert page.copy(1_000) is copy
    assert copy.headers == (
        ("ETag", etag_of(story(1_000))),
        ("Vary", "Accept-Encoding"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Frame-Options", "DENY"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(copy.body))),
    )


def test_without_a_number_the_last_one_stays():
    page = a_page()
    page.copy(641)

    assert page.copy(None) == page.copy(641)


def test_a_page_without_a_number_has_one_copy():
    page = a_page(b"<h1>News</h1>")

    assert page.copy(12) is page.copy()
    assert gzip.decompress(page.copy().body) == b"<h1>News</h1>"


@pytest.mark.parametrize(
    ("press_run", "after", "is_good"),
    [
        (3, 0 * SECOND, True),
        (2, 0 * SECOND, True),  # the page knows more than we
        (4, 0 * SECOND, False),
        (3, 5 * MINUTE - SECOND, True),
        (3, 5 * MINUTE, False),
        (3, -APART, True),  # made by a machine whose clock goes before ours
        (3, -APART - SECOND, False),
    ],
)
def test_a_page_is_good_in_its_press_run_and_for_its_time(press_run, after, is_good):
    assert a_page().is_good(press_run=press_run, at=NOW + after) is is_good


def test_a_page_is_not_good_when_something_is_due():
    page = a_page(due_at=NOW + MINUTE)

    good = [page.is_good(press_run=3, at=NOW + after) for after in (MINUTE - SECOND, MINUTE)]

    assert good == [True, False]


@pytest.mark.parametrize(
    ("due", "after", "outlives"),
    [
        (None, OUTLIVES - SECOND, True),
        (None, OUTLIVES, False),
        (30 * MINUTE, 30 * MINUTE - SECOND, True),
        (30 * MINUTE, 30 * MINUTE, False),
    ],
)
def test_a_page_outlives_the_database_for_an_hour_but_not_what_is_due(due, after, outlives):
    page = a_page(due_at=due and NOW + due)

    assert page.outlives(at=NOW + after) is outlives


@pytest.mark.parametrize(
    ("due", "at", "good_until"),
    [
        (None, 10 * MINUTE, 10 * MINUTE + TRY_AGAIN),
        (None, OUTLIVES - SECOND, OUTLIVES),
        (10 * MINUTE + SECOND, 10 * MINUTE, 10 * MINUTE + SECOND),
    ],
)
def test_what_could_not_be_made_again_is_good_for_a_moment_more(due, at, good_until):
    page = a_page(due_at=due and NOW + due)

    page.put_off(at=NOW + at)

    assert page.good_until == NOW + good_until


def test_what_is_said_to_caches_is_said_up_to_the_next_change():
    page = a_page(due_at=NOW + MINUTE)

    said = [page.cache_control(at=NOW + MINUTE - SECOND * left) for left in (12, 11, 5, 0.5)]

    assert said == [
        "public, max-age=0, s-maxage=10, stale-while-revalidate=1",
        "public, max-age=0, s-maxage=10, stale-while-revalidate=1",
        "public, max-age=0, s-maxage=5, stale-while-revalidate=0",
        "public, max-age=0, must-revalidate",
    ]


def test_another_process_has_the_same_page():
    page = a_page(due_at=NOW + MINUTE)
    page.copy(1_000)

    there = pickle.loads(pickle.dumps(page))

    assert there.copy() == page.copy()
    assert there.copy(1_001) == page.copy(1_001)
    assert (there.headers, there.press_run, there.good_until, there.due_at, there.made_at) == (
        page.headers,
        3,
        NOW + MINUTE,
        NOW + MINUTE,
        NOW,
    )
