"""The roll-up: every browse into its day and its total, once, however it was interrupted."""

import shutil
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.browsing.number import Numbers
from articles.browsing.rollup import (
    RolledElsewhere,
    move_position,
    prune,
    roll_batch,
    roll_up,
)
from articles.browsing.spool import Browse, Spool
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, save_draft, save_facts
from articles.models import BrowseCount, BrowseTotal, SpoolPosition
from articles.text.story import written
from tests.factories import NOW, a_public_edition, a_section

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)
NEXT_DAY = date(2025, 3, 11)


@pytest.fixture
def spool(folder):
    spool = Spool(folder)
    yield spool
    spool.close()


def browse(spool, edition, times=1, *, day=DAY):
    entry = Browse(edition_id=edition.pk, article_id=edition.article_id, day=day)
    for _ in range(times):
        browse.clicks += 1
        spool.add(entry, keys=[b"%d" % browse.clicks], at=NOW)


browse.clicks = 0


def days():
    return list(BrowseCount.objects.order_by("pk").values_list("edition", "day", "browses"))


def totals():
    return dict(BrowseTotal.objects.values_list("article", "counted"))


def test_browses_become_counts_by_edition_and_day_and_totals_by_article(spool):
    english = a_public_edition()
    chinese = a_public_edition(english.article, language="zh-hans")
    other = a_public_edition()
    browse(spool, english, 2)
    browse(spool, chinese, 1)
    browse(spool, english, 3, day=NEXT_DAY)
    browse(spool, other, 1)

    rolled = roll_up(at=NOW)

    assert rolled == 7
    assert sorted(days()) == [
        (english.pk, DAY, 2),
        (english.pk, NEXT_DAY, 3),
        (chinese.pk, DAY, 1),
        (other.pk, DAY, 1),
    ]
    assert totals() == {english.article_id: 6, other.article_id: 1}


def test_counts_grow_and_nothing_is_counted_again(spool):
    edition = a_public_edition()

    browse(spool, edition, 2)
    rolled = [roll_up(at=NOW), roll_up(at=NOW)]
    browse(spool, edition, 3)
    rolled.append(roll_up(at=NOW))

    assert rolled == [2, 0, 3]
    assert days() == [(edition.pk, DAY, 5)]
    assert totals() == {edition.article_id: 5}


def test_an_empty_spool_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        rolled = roll_up(at=NOW)

    assert rolled == 0


def test_many_browses_are_taken_in_batches(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.rollup.BATCH", 2)
    edition = a_public_edition()
    browse(spool, edition, 5)

    rolled = roll_up(at=NOW)

    assert rolled == 5
    assert totals() == {edition.article_id: 5}


def test_a_kill_after_the_transaction_counts_nothing_twice(spool):
    """The database has the browses; the spool was not told."""
    edition = a_public_edition()
    browse(spool, edition, 3)
    roll_batch(spool, after=0, through=2)

    rolled = roll_up(at=NOW)

    assert rolled == 1
    assert totals() == {edition.article_id: 3}


def test_a_kill_inside_the_transaction_loses_nothing(spool):
    edition = a_public_edition()
    browse(spool, edition, 3)
    with transaction.atomic():
        roll_batch(spool, after=0, through=3)
        transaction.set_rollback(True)
    counted_nothing = totals()

    rolled = roll_up(at=NOW)

    assert (counted_nothing, rolled) == ({}, 3)
    assert totals() == {edition.article_id: 3}


def test_of_two_roll_ups_of_the_same_browses_the_second_is_refused():
    move_position("epoch", before=None, to=5)
    move_position("epoch", before=5, to=9)

    with pytest.raises(RolledElsewhere):
        move_position("epoch", before=5, to=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_position("epoch", before=None, to=9)

    assert list(SpoolPosition.objects.values_list("epoch", "last_id")) == [("epoch", 9)]


@pytest.mark.parametrize("rolled_before", [True, False])
def test_after_a_power_cut_numbers_given_again_are_neither_lost_nor_counted_twice(
    folder, rolled_before
):
    """SQLite came back without its last commits; the database had taken them already."""
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 3)
    if rolled_before:
        roll_up(at=NOW)
    spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(folder / "spool.sqlite3", folder / "earlier")
    browse(spool, edition, 5)
    roll_up(at=NOW)
    spool.close()
    for path in folder.glob("spool.sqlite3*"):
        path.unlink()
    shutil.copy(folder / "earlier", folder / "spool.sqlite3")

    again = Spool(folder)
    browse(again, edition, 2)
    seen = Numbers(again).browse_times(edition.article_id, at=NOW)
    rolled = roll_up(at=NOW)
    again.close()

    assert dict(SpoolPosition.objects.values_list("epoch", "last_id")) == {
        spool.epoch: 8,
        again.epoch: 5,
    }
    assert (rolled, seen) == (2, 10)
    assert totals() == {edition.article_id: 10}


def test_a_new_spool_after_a_lost_one_is_counted_from_its_beginning(folder):
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 3)
    roll_up(at=NOW)
    for path in folder.glob("spool.sqlite3*"):
        path.unlink()

    browse(spool, edition, 2)
    seen = Numbers(spool).browse_times(edition.article_id, at=NOW)
    roll_up(at=NOW)
    spool.close()

    assert seen == 5
    assert totals() == {edition.article_id: 5}


def test_browses_of_an_edition_that_is_gone_are_dropped_and_hold_nobody_up(spool, caplog):
    edition, gone = a_public_edition(), a_public_edition()
    browse(spool, gone, 2)
    browse(spool, edition, 1)
    pk = gone.pk
    gone.article.delete()

    rolled = [roll_up(at=NOW), roll_up(at=NOW)]

    assert rolled == [3, 0]
    assert totals() == {edition.article_id: 1}
    assert caplog.messages == [f"2 browses of editions that no longer exist are dropped: {{{pk}}}"]


def test_numbers_stay_right_when_rolled_browses_are_pruned(spool):
    edition = a_public_edition()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    later = NOW + timedelta(seconds=60)

    prune(at=later)
    browse(spool, edition, 1)
    seen = Numbers(spool).browse_times(edition.article_id, at=later)
    rolled = roll_up(at=later)

    assert (seen, rolled) == (4, 1)
    assert len(spool.browses_of(edition.article_id, after=0)) == 1
    assert totals() == {edition.article_id: 4}


def test_saving_renaming_translating_and_withdrawing_change_no_count(spool):
    edition = a_public_edition()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    before = days(), totals()

    save_draft(
        edition, text=written(title="Another title", body="<p>New.</p>"), base=1, by=None, at=NOW
    )
    publish(edition, by=None, at=NOW)
    facts = Facts(section=a_section("sport", en="Sport", zh_hans="体育"))
    save_facts(edition.article, facts=facts, version=edition.article.facts_version)
    a_public_edition(edition.article, language="zh-hans")
    withdraw(edition, by=None, at=NOW)

    assert (days(), totals()) == before
