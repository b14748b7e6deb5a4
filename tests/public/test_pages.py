"""Pages that begin beside an edition."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from articles.models import Edition
from articles.public.pages import Cursor, NoSuchPage, read_cursor, read_page
from tests.factories import NOW, a_public_edition


@pytest.mark.parametrize("microseconds", [0, 1, 123_456, 999_999])
def test_a_cursor_is_read_as_it_was_written(microseconds):
    cursor = Cursor(released_at=NOW + timedelta(microseconds=microseconds), pk=42)

    assert read_cursor(str(cursor)) == cursor


@pytest.mark.django_db
def test_before_wins_where_both_are_asked_for():
    older = a_public_edition(released_at=NOW - timedelta(minutes=1))
    newer = a_public_edition()
    here = Cursor(released_at=NOW, pk=newer.pk)

    page = read_page(Edition.objects.all(), query=QueryDict(f"after={here}&before={here}"))

    assert list(page.editions) == [older]


@pytest.mark.django_db
@pytest.mark.parametrize("direction", ["before", "after"])
def test_there_is_no_empty_page(direction):
    edition = a_public_edition()
    here = Cursor(released_at=NOW, pk=edition.pk)

    with pytest.raises(NoSuchPage):
        read_page(Edition.objects.all(), query=QueryDict(f"{direction}={here}"))
