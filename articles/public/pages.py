"""Pages of a list that cost the same however deep: each begins beside an edition."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from articles.models import Edition, EditionQuerySet

PER_PAGE = 20
PLACES = ("before", "after")  # what a list reads of a query
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The first number is negative for stories released before 1970.
CURSOR = re.compile(r"(-?[0-9]{1,17})-([0-9]{1,18})")


class NoSuchPage(Exception):
    """The address asks for a page that no link of ours leads to."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """An edition's place in the total order."""

    released_at: datetime
    pk: int

    def __str__(self) -> str:
        """Whole microseconds and the id: the place, exactly."""
        return f"{(self.released_at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list, and what stands after the question mark of its links."""

    editions: Sequence[Edition]
    address: str = ""
    newer: str = ""
    older: str = ""


def read_page(
    editions: EditionQuerySet,
    *,
    query: QueryDict,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> Page:
    """The page that `?before=` or `?after=` asks for; raises `NoSuchPage` for nonsense.

    Where a list begins and ends somewhere, so do the places of its pages: from any other the walk
    would lead past the stories of all the time between.
    """
    for name, read in (("before", page_before), ("after", page_after)):
        if name in query:
            cursor = read_cursor(query.get(name, ""))
            if (begins and cursor.released_at < begins) or (ends and cursor.released_at >= ends):
                raise NoSuchPage
            return read(editions, cursor)
    return first_page(editions)


def first_page(editions: EditionQuerySet) -> Page:
    rows = list(editions.newest_first()[: PER_PAGE + 1])
    return Page(editions=rows[:PER_PAGE], older=link_beyond(rows))


def page_before(editions: EditionQuerySet, cursor: Cursor) -> Page:
    older = editions.older_than(cursor.released_at, cursor.pk).newest_first()
    rows = list(older[: PER_PAGE + 1])
    if not rows:
        raise NoSuchPage
    return Page(
        editions=rows[:PER_PAGE],
        address=f"before={cursor}",
        newer=f"after={place_of(rows[0])}",
        older=link_beyond(rows),
    )


def page_after(editions: EditionQuerySet, cursor: Cursor) -> Page:
    newer = editions.newer_than(cursor.released_at, cursor.pk).oldest_first()
    rows = list(newer[: PER_PAGE + 1])
    if not rows:
        # A link of ours led here; what was newer has been withdrawn or has expired since.
        return first_page(editions)
    shown = rows[:PER_PAGE][::-1]
    return Page(
        editions=shown,
        address=f"after={cursor}",
        newer=f"after={place_of(shown[0])}" if len(rows) > PER_PAGE else "",
        older=f"before={place_of(shown[-1])}",
    )


def link_beyond(rows: Sequence[Edition]) -> str:
    """To the older page, if one edition more was found than a page shows."""
    return f"before={place_of(rows[PER_PAGE - 1])}" if len(rows) > PER_PAGE else ""


def place_of(edition: Edition) -> Cursor:
    assert edition.released_at  # noqa: S101 - the public gate lets no edition pass without one
    return Cursor(released_at=edition.released_at, pk=edition.pk)


def read_cursor(text: str) -> Cursor:
    match = CURSOR.fullmatch(text)
    if not match:
        raise NoSuchPage
    try:
        released_at = EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError:  # before the year 1
        raise NoSuchPage from None
    return Cursor(released_at=released_at, pk=int(match[2]))
