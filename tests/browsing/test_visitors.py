"""The visitors of a day: exact while it lasts, and forgotten when it is over (R10, R17)."""

import json
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import F

from articles.browsing.reader import Reader, read_address
from articles.browsing.record import recorder
from articles.browsing.roller import tidy
from articles.browsing.rollup import roll_up
from articles.browsing.rows import Browse
from articles.browsing.totals import recount
from articles.browsing.visitors import (
    VisitorDifference,
    close_days,
    closed_days,
    recount_visitors,
)
from articles.models import BrowseCount, DayVisitor, ReferrerCount, SiteDay
from tests.factories import NOW, SHANGHAI, a_public_edition

pytestmark = pytest.mark.django_db
DAY, NEXT_DAY = date(2025, 3, 10), date(2025, 3, 11)
SECOND = timedelta(seconds=1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


OVER = at("2025-03-11T00:10:00")


def browse(edition, visitor, *, day=DAY):
    recorder().spool.add(Browse(edition.pk, edition.article_id, day, visitor))


def counts():
    """By edition and day: browses and visitors."""
    rows = BrowseCount.objects.values_list("edition", "day", "browses", "visitors")
    return {(edition, day): (browses, visitors) for edition, day, browses, visitors in rows}


def site_days():
    """By day: the visitors of the site, and when the day was closed."""
    return {
        day: (visitors, closed_at)
        for day, visitors, closed_at in SiteDay.objects.values_list("day", "visitors", "closed_at")
    }


def known():
    return sorted(DayVisitor.objects.values_list("day", "visitor", "article"))


@pytest.fixture
def edition():
    return a_public_edition()


@pytest.mark.parametrize(
    ("moment", "is_forgotten"),
    [
        ("2025-03-10T23:59:59", False),
        ("2025-03-11T00:09:59.999", False),
        ("2025-03-11T00:10:00", True),
        ("2025-03-20T12:00:00", True),
    ],
)
def test_who_was_here_is_forgotten_from_ten_past_midnight_on(edition, moment, is_forgotten):
    browse(edition, 7)
    browse(edition, -8)
    roll_up(at=NOW)

    close_days(at=at(moment))

    assert len(known()) == (0 if is_forgotten else 2)
    assert site_days() == {DAY: (2, at(moment) if is_forgotten else None)}
    assert closed_days({DAY, NEXT_DAY}) == ({DAY} if is_forgotten else set())
    assert counts() == {(edition.pk, DAY): (2, 2)}


def test_the_day_that_lasts_is_not_closed_with_the_one_before(edition):
    for day in (DAY, NEXT_DAY):
        browse(edition, 7, day=day)
    roll_up(at=OVER)

    close_days(at=OVER)

    assert known() == [(NEXT_DAY, 7, edition.article_id)]
    assert site_days() == {DAY: (1, OVER), NEXT_DAY: (1, None)}


def test_several_days_are_closed_one_after_the_other(edition):
    """The server was stopped for a while."""
    for day in (7, 8, 9, 10):
        browse(edition, day, day=date(2025, 3, day))
    roll_up(at=OVER)

    close_days(at=OVER)

    assert known() == []
    assert [closed_at for _visitors, closed_at in site_days().values()] == [OVER] * 4


def test_a_browse_that_comes_after_its_day_was_closed_counts_and_is_no_visitor(edition):
    browse(edition, 7)
    roll_up(at=NOW)
    close_days(at=OVER)
    browse(edition, 7)
    browse(edition, 9)

    rolled = roll_up(at=OVER)

    assert rolled == 2
    assert counts() == {(edition.pk, DAY): (3, 1)}
    assert known() == []
    assert site_days() == {DAY: (1, OVER)}
    assert (list(recount()), list(recount_visitors())) == ([], [])


def test_closing_again_changes_nothing(edition, django_assert_num_queries):
    browse(edition, 7)
    roll_up(at=NOW)
    close_days(at=OVER)

    with django_assert_num_queries(2):
        close_days(at=OVER + SECOND * 10)

    assert site_days() == {DAY: (1, OVER)}


def test_a_day_that_was_brought_along_is_closed_when_it_is_over():
    SiteDay.objects.create(day=DAY, visitors=3)

    close_days(at=OVER - SECOND)
    before = site_days()
    close_days(at=OVER)

    assert (before, site_days()) == ({DAY: (3, None)}, {DAY: (3, OVER)})


class Stopping:
    """Refuses one statement, as when the database goes away, and says whether it came to that."""

    def __init__(self, statement):
        self.left = statement
        self.has_stopped = False

    def __call__(self, execute, *sent):
        if not sent[0].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.left -= 1
            if self.left == 0:
                self.has_stopped = True
                raise DatabaseError
        return execute(*sent)


@pytest.mark.parametrize("statement", range(1, 10))
def test_closing_can_be_stopped_anywhere_and_gone_on_with(edition, monkeypatch, statement):
    """Three visitors are forgotten two at a time; one of them comes late, before it goes on."""
    monkeypatch.setattr("articles.browsing.visitors.FORGOTTEN_AT_ONCE", 2)
    for visitor in (7, 8, 9):
        browse(edition, visitor)
    roll_up(at=NOW)
    stopping = Stopping(statement)

    with connection.execute_wrapper(stopping), suppress(DatabaseError):
        close_days(at=OVER)
    browse(edition, 7)
    roll_up(at=OVER)
    close_days(at=OVER)

    assert stopping.has_stopped
    assert known() == []
    assert counts() == {(edition.pk, DAY): (4, 3)}
    assert site_days() == {DAY: (3, OVER)}


def test_no_step_of_closing_takes_many_rows(edition, monkeypatch):
    monkeypatch.setattr("articles.browsing.visitors.FORGOTTEN_AT_ONCE", 2)
    for visitor in range(5):
        browse(edition, visitor)
    roll_up(at=NOW)
    left = []

    def look(execute, *sent):
        if sent[0].startswith("DELETE"):
            left.append(DayVisitor.objects.count())
        return execute(*sent)

    with connection.execute_wrapper(look):
        close_days(at=OVER)

    assert left == [5, 3, 1]


def record(edition, *, at=NOW, address="203.0.113.7", token="", is_private=False, **about):
    reader = Reader(read_address(address), "Firefox", token, is_private)
    browse = recorder().browse_of(edition, reader=reader, at=at, **about)
    assert recorder().record([browse]) == [None]


def test_readers_become_visitors_by_their_address_and_not_by_their_tab(edition):
    other = a_public_edition()
    for token in ("a", "b", "a"):
        record(edition, token=token)
    record(other, token="a")
    record(edition, address="203.0.113.8")
    record(edition, address="2001:db8::1")
    record(edition, address="2001:db8::2", at=NOW + SECOND * 31)

    roll_up(at=NOW)

    assert counts() == {(edition.pk, DAY): (5, 3), (other.pk, DAY): (1, 1)}
    assert site_days() == {DAY: (3, None)}


def test_of_a_private_reader_nothing_is_kept_but_the_browse(edition):
    record(edition, is_private=True, referrer="a.example", token="a")
    record(edition, is_private=True, referrer="a.example", token="b", at=NOW + SECOND * 30)
    roll_up(at=NOW)
    record(edition, is_private=True, at=NOW + SECOND * 61)
    roll_up(at=NOW)

    assert counts() == {(edition.pk, DAY): (2, 0)}
    assert (known(), site_days(), ReferrerCount.objects.count()) == ([], {}, 0)


def test_the_visitor_of_one_day_is_another_one_on_the_next(edition):
    record(edition, at=at("2025-03-10T23:59:59"))
    record(edition, at=at("2025-03-11T00:00:29"))
    record(edition, at=at("2025-03-11T00:00:59.001"))

    roll_up(at=OVER)

    days = {day: visitor for day, visitor, _article in known()}
    assert counts() == {(edition.pk, DAY): (1, 1), (edition.pk, NEXT_DAY): (1, 1)}
    assert len(set(days.values())) == 2


def test_when_a_day_is_tidied_away_nobody_can_tell_who_was_here(edition, folder):
    record(edition, at=at("2025-03-10T23:59:59"), token="a")
    roll_up(at=at("2025-03-10T23:59:59"))
    ((_day, visitor, _article),) = known()
    secret = recorder().secrets.at(at("2025-03-10T23:59:59")).today
    record(edition, at=OVER, token="a")
    roll_up(at=OVER)

    tidy(at=OVER)
    later = OVER + SECOND * 60
    tidy(at=later)

    kept = recorder().spool.batch(after=0, size=9)
    secrets = (folder / "secrets.json").read_text()
    assert visitor not in [event.visitor for event in kept]
    assert visitor not in DayVisitor.objects.values_list("visitor", flat=True)
    assert secret.hex() not in secrets
    assert list(json.loads(secrets)) == ["2025-03-11"]
    assert counts() == {(edition.pk, DAY): (1, 1), (edition.pk, NEXT_DAY): (1, 1)}


def two_days(edition):
    """Three visitors of one story on one day, one of them on the next, too."""
    other = a_public_edition()
    for each, visitor, day in [
        (edition, 7, DAY),
        (edition, 8, DAY),
        (other, 7, DAY),
        (edition, 7, NEXT_DAY),
    ]:
        browse(each, visitor, day=day)
    roll_up(at=NOW)


def test_recounting_finds_nothing_where_all_is_right(edition, django_assert_num_queries):
    two_days(edition)

    with django_assert_num_queries(1):
        differences = list(recount_visitors())

    assert differences == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda: BrowseCount.objects.filter(day=DAY, visitors=2).update(
                visitors=F("visitors") - 1
            ),
            VisitorDifference(day=DAY, counted=2, known=3, site_counted=2, site_known=2),
        ),
        (
            lambda: SiteDay.objects.filter(day=DAY).update(visitors=9),
            VisitorDifference(day=DAY, counted=3, known=3, site_counted=9, site_known=2),
        ),
        (
            lambda: DayVisitor.objects.filter(day=NEXT_DAY).delete(),
            VisitorDifference(day=NEXT_DAY, counted=1, known=0, site_counted=1, site_known=0),
        ),
    ],
)
def test_recounting_finds_a_day_whose_visitors_are_not_those_who_are_known(
    edition, change, expected
):
    two_days(edition)
    change()

    assert list(recount_visitors()) == [expected]


def test_what_is_not_known_any_more_is_not_recounted(edition):
    two_days(edition)
    close_days(at=OVER)
    SiteDay.objects.filter(day=DAY).update(visitors=99)

    assert list(recount_visitors()) == []
