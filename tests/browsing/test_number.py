"""The number on the page: exact while browses are on their way, never falling (R14, R15)."""

from datetime import timedelta

import pytest

from articles.browsing.number import Numbers, NumberUnknown
from articles.browsing.rollup import roll_up
from articles.browsing.spool import Browse, Spool
from articles.browsing.totals import bring_start_value, repair
from articles.models import BrowseTotal
from tests.browsing.broken import no_database
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def spool(folder):
    spool = Spool(folder)
    yield spool
    spool.close()


@pytest.fixture
def edition():
    return a_public_edition()


def browse(spool, edition, times=1, *, at=NOW):
    entry = Browse(edition_id=edition.pk, article_id=edition.article_id, day=at.date())
    for _ in range(times):
        browse.clicks += 1
        spool.add(entry, keys=[b"%d" % browse.clicks], at=at)


browse.clicks = 0


def test_an_article_nobody_read_has_nought(spool, edition):
    assert Numbers(spool).browse_times(edition.article_id, at=NOW) == 0


def test_the_number_is_start_value_and_rolled_up_and_waiting_browses_of_all_languages(
    spool, edition
):
    bring_start_value(edition.article, value=1000)
    chinese = a_public_edition(edition.article, language="zh-hans")
    browse(spool, edition, 3)
    roll_up(at=NOW)
    browse(spool, edition, 2)
    browse(spool, chinese, 1)
    browse(spool, a_public_edition(), 5)

    number = Numbers(spool).browse_times(edition.article_id, at=NOW)

    assert number == 1006


def test_a_roll_up_between_two_looks_changes_nothing_whatever_is_remembered(spool, edition):
    early, late = Numbers(spool), Numbers(spool)
    browse(spool, edition, 3)

    seen = [early.browse_times(edition.article_id, at=NOW)]
    roll_up(at=NOW)
    seen.append(early.browse_times(edition.article_id, at=NOW + SECOND))
    seen.append(late.browse_times(edition.article_id, at=NOW + SECOND))
    browse(spool, edition, 1)
    roll_up(at=NOW + SECOND)
    seen.append(early.browse_times(edition.article_id, at=NOW + SECOND))
    seen.append(late.browse_times(edition.article_id, at=NOW + SECOND))

    assert seen == [3, 3, 3, 4, 4]


def test_a_roll_up_that_the_spool_was_not_told_of_changes_nothing(spool, edition):
    """As after a kill between the transaction and the note in the spool."""
    browse(spool, edition, 3)
    roll_up(at=NOW)
    spool._change("DELETE FROM rolled")

    number = Numbers(spool).browse_times(edition.article_id, at=NOW)

    assert number == 3


def test_the_database_is_asked_every_two_seconds(spool, edition, django_assert_num_queries):
    numbers = Numbers(spool)
    numbers.browse_times(edition.article_id, at=NOW)
    browse(spool, edition, 1)

    with django_assert_num_queries(0):
        before = numbers.browse_times(edition.article_id, at=NOW + SECOND * 1.999)
    with django_assert_num_queries(1):
        after = numbers.browse_times(edition.article_id, at=NOW + SECOND * 2)

    assert (before, after) == (1, 1)


def test_a_correction_is_seen_within_two_seconds(spool, edition):
    numbers = Numbers(spool)
    browse(spool, edition, 3)
    roll_up(at=NOW)
    BrowseTotal.objects.update(counted=30)
    seen = [numbers.browse_times(edition.article_id, at=NOW)]

    repair(edition.article_id, reason="A wrong restore.", by=None, at=NOW)
    seen.append(numbers.browse_times(edition.article_id, at=NOW + SECOND * 2))

    assert seen == [30, 3]


def test_without_a_database_the_number_goes_on_rising(spool, edition):
    numbers = Numbers(spool)
    browse(spool, edition, 3)
    numbers.browse_times(edition.article_id, at=NOW)

    with no_database():
        browse(spool, edition, 2)
        number = numbers.browse_times(edition.article_id, at=NOW + SECOND * 60)

    assert number == 5


def test_without_a_database_an_unknown_number_is_not_made_up(spool, edition):
    with no_database(), pytest.raises(NumberUnknown):
        Numbers(spool).browse_times(edition.article_id, at=NOW)


def test_memory_is_bounded(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.MOST", 2)
    numbers = Numbers(spool)

    for article_id in (1, 2, 3):
        numbers.browse_times(article_id, at=NOW)

    assert list(numbers._known) == [2, 3]


class Interrupted(Numbers):
    """Another thread asks for another article as soon as one was prepared."""

    def prepare(self, article_id, *, at):
        known = super().prepare(article_id, at=at)
        super().prepare(article_id + 1, at=at)
        return known


def test_a_number_can_be_told_although_another_thread_needs_the_room(spool, edition, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.MOST", 1)
    numbers = Interrupted(spool)
    browse(spool, edition, 2)

    first = numbers.browse_times(edition.article_id, at=NOW)
    browse(spool, edition, 1)
    second = numbers.browse_times(edition.article_id, at=NOW + SECOND)

    assert (first, second) == (2, 3)
    assert len(numbers._known) == 1


def test_what_is_asked_again_takes_no_room_of_others(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.MOST", 2)
    numbers = Numbers(spool)

    for article_id in (1, 2, 1, 2):
        numbers.browse_times(article_id, at=NOW)
        numbers.browse_times(article_id, at=NOW + SECOND * 3)

    assert list(numbers._known) == [1, 2]
