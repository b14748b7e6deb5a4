"""How long a page may be kept, and whether it is the one somebody has."""

from datetime import timedelta

import pytest

from articles.page_cache.validity import (
    TO_BE_ASKED,
    Parts,
    cache_control,
    etag_of,
    is_named,
    parts_of,
)
from articles.templatetags.news import counted_at
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def test_a_page_is_parted_at_the_number_that_the_template_prints():
    element = counted_at(1234, "/zh-hans/news/12/hu/").encode()

    parts = parts_of(b"before " + element + b" after")

    assert parts == Parts(
        before=b'before <span data-browse-times="/zh-hans/news/12/hu/read">',
        digits=b"1,234",
        after=b"</span> after",
        article_id=12,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"<h1>News</h1>",
        b'<span data-browse-times="/en/news/12/lake/read"></span>',
        b'<span data-browse-times="/en/sections/12/read">1</span>',
        b'<span data-browse-times="/en/news/12/lake/read">many</span>',
    ],
)
def test_a_page_without_a_number_has_one_part(content):
    assert parts_of(content) == Parts(before=content)


def page(number: int, title: str = "Lake") -> bytes:
    return f"<h1>{title}</h1>{counted_at(number, '/en/news/1/lake/')}".encode()


def test_the_etag_changes_with_the_page_and_with_the_number_and_with_nothing_else():
    tags = [etag_of(page(1)), etag_of(page(1)), etag_of(page(2)), etag_of(page(1, "Sea"))]

    assert len(set(tags)) == 3
    assert tags[0] == tags[1]


def test_the_etag_is_weak_and_has_no_comma_at_which_readers_of_lists_would_cut_it():
    tag = etag_of(page(1_234_567))

    assert tag.startswith('W/"')
    assert tag.endswith('-1234567"')
    assert "," not in tag


@pytest.mark.parametrize(
    ("known", "is_it"),
    [
        ('W/"a-1"', True),
        ('"a-1"', True),  # weak comparison
        ("*", True),
        (" * ", True),
        ('"b", W/"a-1"', True),
        ('W/"b",W/"a-1",W/"c"', True),
        ('"x, y", "a-1"', True),
        ('W/"a-2"', False),
        ("a-1", False),
        ('"A-1"', False),
        ("", False),
        ('"', False),
    ],
)
def test_a_page_is_named_by_its_tag_alone_or_in_a_list(known, is_it):
    assert is_named('W/"a-1"', known) is is_it


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (None, "public, max-age=0, s-maxage=10, stale-while-revalidate=1"),
        (SECOND * 3600, "public, max-age=0, s-maxage=10, stale-while-revalidate=1"),
        (SECOND * 11, "public, max-age=0, s-maxage=10, stale-while-revalidate=1"),
        (SECOND * 10.999, "public, max-age=0, s-maxage=10, stale-while-revalidate=0"),
        (SECOND * 7.5, "public, max-age=0, s-maxage=7, stale-while-revalidate=0"),
        (SECOND, "public, max-age=0, s-maxage=1, stale-while-revalidate=0"),
        (SECOND * 0.999, TO_BE_ASKED),
        (SECOND * 0, TO_BE_ASKED),
        (-SECOND, TO_BE_ASKED),
    ],
)
def test_no_cache_may_show_a_page_beyond_the_second_of_the_next_change(left, expected):
    due_at = None if left is None else NOW + left

    assert cache_control(due_at, at=NOW) == expected
