"""The roll-up: every event into its day and its total, once, however it was interrupted."""

import shutil
import sqlite3
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles.browsing import rollup
from articles.browsing.clicks import Click
from articles.browsing.days import milliseconds
from articles.browsing.number import Numbers
from articles.browsing.record import recorder
from articles.browsing.rollup import (
    RolledElsewhere,
    move_position,
    prune,
    roll_batch,
    roll_in,
    roll_up,
)
from articles.browsing.rows import Browse
from articles.browsing.spool import Spool
from articles.browsing.totals import recount
from articles.browsing.visitors import recount_visitors
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, save_draft, save_facts
from articles.models import (
    BrowseCount,
    BrowseTotal,
    DayVisitor,
    ReferrerCount,
    SiteDay,
    SpoolPosition,
)
from articles.text.story import written
from tests.browsing.broken import no_database
from tests.browsing.earlier import make_earlier_spool
from tests.factories import NOW, a_public_edition, a_section

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)
NEXT_DAY = date(2025, 3, 11)
SECOND = timedelta(seconds=1)


@pytest.fixture
def spool(folder):
    spool = Spool(folder)
    yield spool
    spool.close()


def browse(spool, edition, times=1, *, day=DAY, **about):
    """Browses of so many readers."""
    for _ in range(times):
        browse.readers += 1
        click_by(browse.readers, spool, edition, day=day, **about)


browse.readers = 0


def click_by(reader, spool, edition, *, seconds=0, day=DAY, visitor=None, referrer=""):
    click = Click(reader, None, milliseconds(NOW + SECOND * seconds))
    spool.add(Browse(edition.pk, edition.article_id, day, visitor, referrer, click))


def robot(spool, edition, times=1, *, day=DAY):
    for _ in range(times):
        spool.add(Browse(edition.pk, None, day))


def begin_again():
    """As a roller that is started anew: it knows nothing of what the last one knew."""
    roll_in.cache_clear()


def days():
    return list(BrowseCount.objects.order_by("pk").values_list("edition", "day", "browses"))


def totals():
    return dict(BrowseTotal.objects.values_list("article", "counted"))


def everything():
    """All that a roll-up writes."""
    return [
        sorted(model.objects.values_list(*columns))
        for model, columns in {
            BrowseCount: ("edition", "day", "browses", "visitors", "robots"),
            BrowseTotal: ("article", "counted"),
            DayVisitor: ("day", "visitor", "article"),
            SiteDay: ("day", "visitors"),
            ReferrerCount: ("day", "edition", "host", "browses"),
            SpoolPosition: ("epoch", "last_id"),
        }.items()
    ]


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


def test_robots_are_counted_apart_and_make_no_total(spool):
    edition, other = a_public_edition(), a_public_edition()
    robot(spool, edition, 2)
    browse(spool, edition, 1)
    robot(spool, other, 1)
    robot(spool, edition, 3, day=NEXT_DAY)

    rolled = roll_up(at=NOW)
    robot(spool, edition, 1)
    roll_up(at=NOW)

    assert rolled == 1
    assert sorted(BrowseCount.objects.values_list("edition", "day", "browses", "robots")) == [
        (edition.pk, DAY, 1, 3),
        (edition.pk, NEXT_DAY, 0, 3),
        (other.pk, DAY, 0, 1),
    ]
    assert totals() == {edition.article_id: 1}
    assert list(recount()) == []


def test_an_empty_spool_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        rolled = roll_up(at=NOW)

    assert rolled == 0


@pytest.mark.parametrize("articles", [1, 3])
def test_a_batch_is_few_statements_however_many_browses(spool, django_assert_num_queries, articles):
    """On PostgreSQL a statement for each table; SQLite is told of fifty rows at a time."""
    editions = [a_public_edition() for _ in range(articles)]
    for edition in editions:
        browse(spool, edition, 30, visitor=edition.pk, referrer="a.example")

    with django_assert_num_queries(15):  # four of them begin and end what is a savepoint here
        roll_up(at=NOW)


def test_many_browses_are_taken_in_batches(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.rollup.BATCH", 2)
    edition = a_public_edition()
    browse(spool, edition, 5)

    rolled = roll_up(at=NOW)

    assert rolled == 5
    assert totals() == {edition.article_id: 5}
    assert SpoolPosition.objects.get().last_id == 5


# Double clicks.


@pytest.mark.parametrize("is_new_roller", [False, True])
@pytest.mark.parametrize(("seconds", "expected"), [(20, 1), (30, 1), (31, 2)])
def test_a_roller_that_is_stopped_between_two_clicks_changes_nothing(
    spool, is_new_roller, seconds, expected
):
    edition = a_public_edition()
    click_by(1, spool, edition)
    roll_up(at=NOW)
    if is_new_roller:
        begin_again()

    click_by(1, spool, edition, seconds=seconds)
    roll_up(at=NOW + SECOND * seconds)

    assert totals() == {edition.article_id: expected}


@pytest.mark.parametrize("is_new_roller", [False, True])
def test_a_chain_of_clicks_over_many_roll_ups_is_one_browse(spool, is_new_roller):
    edition = a_public_edition()

    for turn in range(12):
        click_by(1, spool, edition, seconds=turn * 25)
        roll_up(at=NOW + SECOND * turn * 25)
        prune(at=NOW + SECOND * turn * 25)
        if is_new_roller:
            begin_again()

    assert totals() == {edition.article_id: 1}


def test_double_clicks_are_known_from_one_batch_to_the_next(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.rollup.BATCH", 1)
    edition = a_public_edition()
    for reader, seconds in [(1, 0), (2, 1), (1, 20), (2, 32), (1, 50), (1, 81)]:
        click_by(reader, spool, edition, seconds=seconds)

    roll_up(at=NOW)

    assert totals() == {edition.article_id: 4}


def test_a_roller_learns_the_clicks_of_the_last_minute_once(spool, folder):
    edition = a_public_edition()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    browse(spool, edition, 2)
    sent = []
    roll_in(folder).spool._connection.set_trace_callback(sent.append)

    roll_up(at=NOW)

    assert [statement for statement in sent if statement.startswith("SELECT click")] == []
    assert len(sent) > 3


def test_two_rollers_that_take_turns_come_to_the_same(spool, folder):
    """What one of them knew before the other's turn is not what it goes on with."""
    edition = a_public_edition()
    rollers = [roll_in(folder)]
    begin_again()
    rollers.append(roll_in(folder))
    clicks = [(1, 0), (2, 5), (1, 25), (2, 34), (1, 50), (3, 60), (2, 64), (1, 90), (3, 91)]

    for turn, (reader, seconds) in enumerate(clicks):
        click_by(reader, spool, edition, seconds=seconds)
        roller = rollers[(turn // 2) % 2]
        after = roller.spool.rolled_through()
        known = roller.clicks_through(after, of=roller.spool.epoch)
        events = roller.spool.batch(after=after, size=9)
        roll_batch(events, known)
        roller.spool.note_rolled(through=events[-1].number, at=NOW + SECOND * seconds)
        roller.stands_at(events[-1].number, known, of=roller.spool.epoch)

    assert totals() == {edition.article_id: 5}
    assert Numbers(folder).browse_times(edition.article_id, at=NOW) == 5


# Whatever goes wrong.


def test_a_kill_after_the_transaction_counts_nothing_twice(spool):
    """The database has the events; the spool was not told."""
    edition = a_public_edition()
    click_by(1, spool, edition, visitor=7, referrer="a.example")
    robot(spool, edition)
    browse(spool, edition, 2)
    roll = roll_in(spool._folder)
    roll_batch(roll.spool.batch(after=0, size=3), roll.clicks_through(0))
    begin_again()
    click_by(1, spool, edition, seconds=20, visitor=7)

    rolled = roll_up(at=NOW)

    assert rolled == 1
    assert totals() == {edition.article_id: 3}
    assert list(BrowseCount.objects.values_list("browses", "visitors", "robots")) == [(3, 1, 1)]
    assert list(ReferrerCount.objects.values_list("host", "browses")) == [("a.example", 1)]


def test_a_kill_inside_the_transaction_loses_nothing(spool):
    edition = a_public_edition()
    browse(spool, edition, 3, visitor=7)
    roll = roll_in(spool._folder)
    with transaction.atomic():
        roll_batch(roll.spool.batch(after=0, size=9), roll.clicks_through(0))
        transaction.set_rollback(True)
    begin_again()
    counted_nothing = totals()

    rolled = roll_up(at=NOW)

    assert (counted_nothing, rolled) == ({}, 3)
    assert totals() == {edition.article_id: 3}
    assert SiteDay.objects.get().visitors == 1


class Failing:
    """Refuses one statement of the roll-up, and says whether it came to that."""

    def __init__(self, statement):
        self.left = statement
        self.has_failed = False

    def __call__(self, execute, *sent):
        if not sent[0].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.left -= 1
            if self.left == 0:
                self.has_failed = True
                raise DatabaseError
        return execute(*sent)


def try_to_roll_up(failing, *, at):
    with connection.execute_wrapper(failing), suppress(DatabaseError):
        roll_up(at=at)


@pytest.mark.parametrize("is_new_roller", [False, True])
def test_a_roll_up_that_fails_anywhere_is_made_good_by_the_next(spool, is_new_roller):
    """At each of its statements once; after each failure comes a double click."""
    edition, other = a_public_edition(), a_public_edition()
    failing, readers = Failing(1), 0
    while True:
        first, second = readers * 40, readers * 40 + 20
        click_by(readers, spool, edition, seconds=first, visitor=readers, referrer="a.example")
        robot(spool, other)
        try_to_roll_up(failing, at=NOW + SECOND * first)
        if is_new_roller:
            begin_again()
        click_by(readers, spool, edition, seconds=second, visitor=readers)
        roll_up(at=NOW + SECOND * second)
        readers += 1
        if not failing.has_failed:
            break
        failing = Failing(readers + 1)

    assert readers > 10
    assert totals() == {edition.article_id: readers}
    assert sorted(BrowseCount.objects.values_list("edition", "browses", "visitors", "robots")) == [
        (edition.pk, readers, readers, 0),
        (other.pk, 0, 0, readers),
    ]
    assert list(ReferrerCount.objects.values_list("host", "browses")) == [("a.example", readers)]
    assert SiteDay.objects.get().visitors == readers
    assert (list(recount()), list(recount_visitors())) == ([], [])


def test_while_the_database_is_away_everything_waits(spool):
    edition = a_public_edition()
    browse(spool, edition, 2)
    with no_database(), pytest.raises(DatabaseError):
        roll_up(at=NOW)
    browse(spool, edition, 3)

    rolled = roll_up(at=NOW)

    assert rolled == 5
    assert totals() == {edition.article_id: 5}


def test_of_two_roll_ups_of_the_same_browses_the_second_is_refused():
    move_position("epoch", before=None, to=5)
    move_position("epoch", before=5, to=9)

    with pytest.raises(RolledElsewhere):
        move_position("epoch", before=5, to=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_position("epoch", before=None, to=9)

    assert list(SpoolPosition.objects.values_list("epoch", "last_id")) == [("epoch", 9)]


def test_a_roll_up_that_another_one_overtakes_writes_nothing_and_the_next_goes_on(spool):
    """The other one moves the position while this one is about to do so."""
    edition = a_public_edition()
    browse(spool, edition, 3, visitor=7, referrer="a.example")
    roll_up(at=NOW)
    before = everything()
    browse(spool, edition, 2, visitor=8)

    def overtake(execute, *sent):
        if sent[0].startswith("UPDATE"):
            with connection.cursor() as cursor:
                cursor.cursor.execute("UPDATE articles_spoolposition SET last_id = 4")
        return execute(*sent)

    with connection.execute_wrapper(overtake), pytest.raises(RolledElsewhere):
        roll_up(at=NOW)

    assert everything() == before
    assert roll_up(at=NOW) == 2
    assert totals() == {edition.article_id: 5}


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
    seen = Numbers(folder).browse_times(edition.article_id, at=NOW)
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
    seen = Numbers(folder).browse_times(edition.article_id, at=NOW)
    roll_up(at=NOW)
    spool.close()

    assert seen == 5
    assert totals() == {edition.article_id: 5}


def test_a_file_that_is_lost_in_the_middle_of_a_roll_up_hides_nothing_of_the_next(folder):
    """What is noted of the old file must not be taken for something about the new one."""
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 5)
    lost = []

    def lose_the_file(execute, *sent):
        if not lost:
            lost.append(sent)
            for path in folder.glob("spool.sqlite3*"):
                path.unlink()
            browse(spool, edition, 3)
        return execute(*sent)

    with connection.execute_wrapper(lose_the_file):
        roll_up(at=NOW)
    roll_up(at=NOW + SECOND)
    spool.close()

    assert totals() == {edition.article_id: 8}


@pytest.mark.parametrize("step", range(5))
def test_a_file_that_is_lost_between_any_two_steps_of_a_roll_up_hides_nothing_of_the_next(
    folder, step
):
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 5)
    roll_up(at=NOW)
    begin_again()
    browse(spool, edition, 1)
    rollers = roll_in(folder).spool
    attempt, left, lost = rollers._attempt, iter(range(step)), []

    def lose_the_file(*asked):
        if next(left, None) is None and not lost:
            lost.append(asked)
            for path in folder.glob("spool.sqlite3*"):
                path.unlink()
            browse(spool, edition, 8)
        return attempt(*asked)

    rollers._attempt = lose_the_file
    for second in range(3):
        roll_up(at=NOW + SECOND * second)
    spool.close()

    # The one that was not rolled up yet is gone with its file, unless it had been read already.
    assert lost != []
    assert totals()[edition.article_id] - 13 == (1 if step > 2 else 0)


def test_a_full_spool_is_emptied_by_the_roll_up(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 2**15)
    monkeypatch.setattr("articles.browsing.rollup.BATCH", 5)
    edition = a_public_edition()
    with pytest.raises(sqlite3.OperationalError):
        browse(spool, edition, 2000)
    taken = len(spool.batch(after=0, size=2000))

    rolled = roll_up(at=NOW)
    prune(at=NOW + SECOND * 60)
    browse(spool, edition, 2)

    assert (rolled, totals()) == (taken, {edition.article_id: taken})
    assert roll_up(at=NOW + SECOND * 60) == 2


def test_browses_of_an_edition_that_is_gone_are_dropped_and_hold_nobody_up(spool, caplog):
    edition, gone = a_public_edition(), a_public_edition()
    browse(spool, gone, 2, visitor=7, referrer="a.example")
    robot(spool, gone)
    browse(spool, edition, 1)
    pk = gone.pk
    gone.article.delete()

    rolled = [roll_up(at=NOW), roll_up(at=NOW)]

    assert rolled == [3, 0]
    assert totals() == {edition.article_id: 1}
    assert (DayVisitor.objects.count(), ReferrerCount.objects.count()) == (0, 0)
    assert caplog.messages == [f"3 events of editions that no longer exist are dropped: {{{pk}}}"]


def test_numbers_stay_right_when_rolled_browses_are_pruned(spool, folder):
    edition = a_public_edition()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    later = NOW + timedelta(seconds=60)

    prune(at=later)
    browse(spool, edition, 1)
    seen = Numbers(folder).browse_times(edition.article_id, at=later)
    rolled = roll_up(at=later)

    assert (seen, rolled) == (4, 1)
    assert len(spool.batch(after=0, size=9)) == 2  # the newest of before, and the new one
    assert totals() == {edition.article_id: 4}


# Visitors and referrers.


def test_a_visitor_is_counted_once_a_day_over_all_roll_ups_also_after_a_restart(spool):
    english, other = a_public_edition(), a_public_edition()
    chinese = a_public_edition(english.article, language="zh-hans")

    for edition, visitor, day in [
        (english, 7, DAY),
        (english, 7, DAY),
        (chinese, 7, DAY),
        (other, 7, DAY),
        (english, -8, DAY),
        (english, None, DAY),
        (english, 7, NEXT_DAY),
    ]:
        browse(spool, edition, 1, visitor=visitor, day=day)
        roll_up(at=NOW)
        begin_again()

    rows = BrowseCount.objects.values_list("edition", "day", "browses", "visitors")
    assert sorted(rows) == [
        (english.pk, DAY, 4, 2),
        (english.pk, NEXT_DAY, 1, 1),
        (chinese.pk, DAY, 1, 0),
        (other.pk, DAY, 1, 1),
    ]
    assert dict(SiteDay.objects.values_list("day", "visitors")) == {DAY: 2, NEXT_DAY: 1}
    assert list(recount_visitors()) == []


def test_a_double_click_makes_no_visitor_and_no_referrer(spool):
    edition = a_public_edition()
    click_by(1, spool, edition, visitor=7, referrer="a.example")
    click_by(1, spool, edition, visitor=8, referrer="b.example", seconds=10)

    roll_up(at=NOW)

    assert list(DayVisitor.objects.values_list("visitor", flat=True)) == [7]
    assert list(ReferrerCount.objects.values_list("host", "browses")) == [("a.example", 1)]


def test_many_visitors_of_every_64_bits_are_known_again(spool):
    """More than SQLite takes as values of one statement."""
    edition = a_public_edition()
    visitors = [-(2**63), -1, 0, 2**53 + 1, 2**63 - 1, *range(1000, 2100)]
    for _ in range(2):
        for visitor in visitors:
            browse(spool, edition, 1, visitor=visitor)
        roll_up(at=NOW)

    assert list(BrowseCount.objects.values_list("browses", "visitors")) == [(2210, 1105)]
    assert list(recount_visitors()) == []


def test_referrers_of_a_day_are_bounded_over_all_roll_ups(spool, monkeypatch):
    monkeypatch.setattr("articles.browsing.batch.MOST_HOSTS", 2)
    english, other = a_public_edition(), a_public_edition()

    for edition, host, day in [
        (english, "a.example", DAY),
        (other, "b.example", DAY),
        (english, "c.example", DAY),
        (english, "a.example", DAY),
        (other, "a.example", DAY),
        (other, "d.example", DAY),
        (english, "c.example", NEXT_DAY),
        (english, "", NEXT_DAY),
    ]:
        browse(spool, edition, 1, referrer=host, day=day)
        roll_up(at=NOW)

    assert sorted(ReferrerCount.objects.values_list("day", "edition", "host", "browses")) == [
        (DAY, english.pk, "a.example", 2),
        (DAY, english.pk, "other", 1),
        (DAY, other.pk, "a.example", 1),
        (DAY, other.pk, "b.example", 1),
        (DAY, other.pk, "other", 1),
        (NEXT_DAY, english.pk, "c.example", 1),
    ]


def test_what_an_earlier_spool_held_is_counted_without_another_look_at_its_clicks(folder):
    """Its double clicks were left out before it was written."""
    edition = a_public_edition()
    rows = [
        (number, epoch, edition.pk, edition.article_id, "2025-03-10")
        for number, epoch in [(41, "old"), (42, "old"), (43, "new"), (44, "new")]
    ]
    make_earlier_spool(folder, rows=rows, rolled_through=41)
    SpoolPosition.objects.create(epoch="old", last_id=41)
    BrowseTotal.objects.create(article=edition.article, counted=100)

    seen = Numbers(folder).browse_times(edition.article_id, at=NOW)
    rolled = roll_up(at=NOW)

    assert (seen, rolled) == (103, 3)
    assert totals() == {edition.article_id: 103}
    assert dict(SpoolPosition.objects.values_list("epoch", "last_id")) == {"old": 42, "new": 44}


def test_saving_renaming_translating_and_withdrawing_change_no_count(spool):
    edition = a_public_edition()
    browse(spool, edition, 3, visitor=7, referrer="a.example")
    roll_up(at=NOW)
    before = everything()

    save_draft(
        edition, text=written(title="Another title", body="<p>New.</p>"), base=1, by=None, at=NOW
    )
    publish(edition, by=None, at=NOW)
    facts = Facts(section=a_section("sport", en="Sport", zh_hans="体育"))
    save_facts(edition.article, facts=facts, version=edition.article.facts_version)
    a_public_edition(edition.article, language="zh-hans")
    withdraw(edition, by=None, at=NOW)

    assert everything() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "'2026-99-99'"),
        ("day", "CAST(x'ff00fe' AS TEXT)"),
        ("day", "7.5"),
        ("epoch", "CAST(x'ff00fe' AS TEXT)"),
        ("edition_id", "'rubbish'"),
        ("visitor", "x'00ff'"),
        ("click", "'rubbish'"),
        ("at_ms", "'rubbish'"),
        ("epoch", "CAST(x'610062' AS TEXT)"),
        ("referrer", "CAST(x'ff' AS TEXT)"),
        ("referrer", "CAST(x'610062' AS TEXT)"),
    ],
)
def test_a_row_that_cannot_be_read_holds_up_no_other(folder, column, value, caplog):
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 3)
    spool._change(f"UPDATE event SET {column} = {value} WHERE id = 2")

    roll_up(at=NOW)
    browse(spool, edition, 2)
    roll_up(at=NOW + SECOND)
    spool.close()

    counted = totals()[edition.article_id]
    is_left_out = any("cannot be read" in record.getMessage() for record in caplog.records)
    assert counted == (4 if is_left_out else 5)
    assert recorder().numbers.browse_times(edition.article_id, at=NOW) >= counted


def test_a_roll_up_ends_although_browses_keep_coming(folder, monkeypatch):
    edition = a_public_edition()
    spool = Spool(folder)
    browse(spool, edition, 1)
    kept = rollup.keep

    coming = iter(range(9))

    def keep_while_another_comes(events):
        if next(coming, None) is not None:
            browse(spool, edition, 1)
        kept(events)

    monkeypatch.setattr(rollup, "keep", keep_while_another_comes)

    assert [roll_up(at=NOW), roll_up(at=NOW)] == [1, 1]
    spool.close()
