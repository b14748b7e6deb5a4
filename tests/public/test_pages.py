"""Pages that begin beside an edition."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from articles.models import Edition
from articles.public.pages import Cursor, NoSuchPage, Page, read_cursor, read_page
from tests.factories import NOW, a_public_edition


@pytest.mark.parametrize("year", [1, 1960, 2025])
@pytest.mark.parametrize("microseconds", [0, 1, 123_456, 999_999])
def test_a_cursor_is_read_as_it_was_written(year, microseconds):
    moment = datetime(year, 3, 10, tzinfo=UTC) + timedelta(microseconds=microseconds)
    cursor = Cursor(released_at=moment, pk=42)

    assert read_cursor(str(cursor)) == cursor


@pytest.mark.django_db
def test_before_wins_where_both_are_asked_for():
    older = a_public_edition(released_at=NOW - timedelta(minutes=1))
    newer = a_public_edition()
    here = Cursor(released_at=NOW, pk=newer.pk)

    page = read_page(Edition.objects.all(), query=QueryDict(f"after={here}&before={here}"))

    assert list(page.editions) == [older]


@pytest.mark.django_db
def test_nothing_stands_beyond_the_oldest():
    edition = a_public_edition()
    here = Cursor(released_at=NOW, pk=edition.pk)

    with pytest.raises(NoSuchPage):
        read_page(Edition.objects.all(), query=QueryDict(f"before={here}"))


@pytest.mark.django_db
def test_beyond_the_newest_stands_the_first_page():
    edition = a_public_edition()
    here = Cursor(released_at=NOW, pk=edition.pk)

    page = read_page(Edition.objects.filter(language="en"), query=QueryDict(f"after={here}"))

    assert page == Page(editions=[edition])
