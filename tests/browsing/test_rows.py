"""Rows of the spool, also those that a disk has damaged unnoticed."""

from datetime import date

import pytest

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.rows import event_of, events_of

DAY = date(2026, 3, 10)
ROW = (1, "a1", 5, 7, "2026-03-10", 11, "search.example", 21, None, 50)
ROBOT = (2, "a1", 5, None, "2026-03-10", None, "", None, None, None)
EVENT = Event(1, "a1", 5, 7, DAY, 11, "search.example", Click(21, None, 50))
NOTHING = Event(1, "", 0, None, date.min, None, "", None)


def test_rows_are_read_as_they_were_written():
    assert events_of([]) == []
    assert events_of([ROW, ROBOT, (*ROW[:8], 22, 50)]) == [
        EVENT,
        Event(2, "a1", 5, None, DAY, None, "", None),
        EVENT._replace(click=Click(21, 22, 50)),
    ]


@pytest.mark.parametrize(
    ("place", "value", "read"),
    [
        (1, "", NOTHING),
        (1, "A B", NOTHING),
        (1, 5, EVENT._replace(epoch=5)),
        (2, "5", NOTHING),
        (2, None, NOTHING),
        (3, "x", NOTHING),
        (4, "2026-13-10", NOTHING),
        (4, 20260310, NOTHING),
        (4, None, NOTHING),
        (5, 1.5, NOTHING),
        (6, "a\nb", EVENT._replace(referrer="")),
        (6, "x" * 1000, EVENT._replace(referrer="")),
        (6, 7, EVENT._replace(referrer="7")),
        (7, "21", EVENT._replace(click=None)),
        (7, None, EVENT._replace(click=None)),
        (8, "x", EVENT),
        (9, None, EVENT._replace(click=None)),
        (9, "x", EVENT._replace(click=None)),
    ],
)
def test_a_damaged_row_is_read_as_far_as_it_can_be_and_holds_up_no_other(place, value, read):
    damaged = (*ROW[:place], value, *ROW[place + 1 :])

    assert events_of([ROW, damaged, ROW]) == [EVENT, read, EVENT]
    assert event_of(damaged) == read
