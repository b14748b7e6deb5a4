"""The number on the page: exact while browses are on their way, never falling (R14, R15)."""

from datetime import timedelta

import pytest
from django.db import connection

from articles.browsing.clicks import Click
from articles.browsing.days import milliseconds
from articles.browsing.number import Heard, Numbers, NumberUnknown
from articles.browsing.rollup import prune, roll_up
from articles.browsing.rows import Browse, News
from articles.browsing.spool import Spool
from articles.browsing.totals import bring_start_value, correct, repair
from articles.models import BrowseTotal
from tests.browsing.broken import no_database, refuse
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def begin(folder):
    """The numbers of one more process; all are closed at the end."""
    begun = []

    def begin_one(kind=Numbers):
        begun.append(kind(folder))
        return begun[-1]

    yield begin_one
    for numbers in begun:
        numbers.spool.close()


@pytest.fixture
def spool(folder):
    """Of another process."""
    spool = Spool(folder)
    yield spool
    spool.close()


@pytest.fixture
def edition():
    return a_public_edition()


def browse(spool, edition, times=1, *, at=NOW):
    """Clicks of so many readers."""
    for _ in range(times):
        browse.readers += 1
        click_by(browse.readers, spool, edition, at=at)


browse.readers = 0


def click_by(reader, spool, edition, *, at=NOW):
    click = Click(reader, None, milliseconds(at))
    spool.add(Browse(edition.pk, edition.article_id, at.date(), click=click))


def rolled_up(edition):
    """What the page must show, by the authority."""
    roll_up(at=NOW)
    return BrowseTotal.objects.get(article=edition.article_id).browse_times()


def test_an_article_nobody_read_has_nought(begin, edition):
    assert begin().browse_times(edition.article_id, at=NOW) == 0


def test_the_number_is_start_value_and_rolled_up_and_waiting_browses_of_all_languages(
    begin, spool, edition
):
    bring_start_value(edition.article, value=1000)
    chinese = a_public_edition(edition.article, language="zh-hans")
    browse(spool, edition, 3)
    roll_up(at=NOW)
    browse(spool, edition, 2)
    browse(spool, chinese, 1)
    browse(spool, a_public_edition(), 5)

    number = begin().browse_times(edition.article_id, at=NOW)

    assert number == 1006


def test_robots_are_in_no_number(begin, spool, edition):
    numbers = begin()
    numbers.browse_times(edition.article_id, at=NOW)
    browse(spool, edition, 1)
    for adding in (spool, numbers.spool):
        adding.add(Browse(edition.pk, None, NOW.date()))

    seen = [each.browse_times(edition.article_id, at=NOW) for each in (numbers, begin())]

    assert seen == [1, 1]
    assert list(numbers._heard._numbers) == [edition.article_id]
    assert rolled_up(edition) == 1


def test_what_comes_in_is_in_the_number_at_once_whichever_process_adds_it(begin, spool, edition):
    numbers = begin()
    seen = [numbers.browse_times(edition.article_id, at=NOW)]

    for adding in (spool, numbers.spool, spool, spool, numbers.spool):
        browse(adding, edition, 1)
        seen.append(numbers.browse_times(edition.article_id, at=NOW))

    assert seen == [0, 1, 2, 3, 4, 5]


def test_a_count_that_was_prepared_for_is_known_without_another_look(begin, spool, edition):
    """As the door does it: between the two looks nothing is asked of spool or database."""
    numbers = begin()
    numbers.prepare(edition.article_id, at=NOW)
    browse(spool, edition, 2)

    browse(numbers.spool, edition, 1)

    assert numbers.prepare(edition.article_id, at=NOW).number == 3


def test_of_double_clicks_every_process_comes_to_the_same_number_as_the_roll_up(
    begin, spool, edition
):
    """The clicks come in over two processes; the second number begins in the middle."""
    early = begin()
    early.browse_times(edition.article_id, at=NOW)
    seen = []
    for second, reader in enumerate([1, 2, 1, 1, 3, 2, 1, 4, 4]):
        adding = (spool, early.spool)[second % 2]
        click_by(reader, adding, edition, at=NOW + SECOND * 12 * second)
        seen.append(early.browse_times(edition.article_id, at=NOW))
    late = begin()

    assert seen == [1, 2, 2, 2, 3, 4, 5, 6, 6]
    assert late.browse_times(edition.article_id, at=NOW) == 6
    assert rolled_up(edition) == 6


def test_a_process_that_begins_after_a_roll_up_knows_which_clicks_are_double(begin, spool, edition):
    click_by(1, spool, edition)
    roll_up(at=NOW)
    prune(at=NOW + SECOND * 30)

    numbers = begin()
    click_by(1, numbers.spool, edition, at=NOW + SECOND * 30)
    seen = [numbers.browse_times(edition.article_id, at=NOW + SECOND * 30)]
    roll_up(at=NOW + SECOND * 30)
    seen.append(begin().browse_times(edition.article_id, at=NOW + SECOND * 30))

    assert seen == [1, 1]


def test_a_roll_up_between_two_looks_changes_nothing_whatever_is_remembered(begin, spool, edition):
    early, late = begin(), begin()
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


class Interrupting:
    """Rolls up, once, at one of the places where another process might: before each statement."""

    def __init__(self, before):
        self.before, self.seen, self.is_done = before, 0, False

    def look(self):
        if self.seen == self.before and not self.is_done:
            self.is_done = True
            roll_up(at=NOW)
            prune(at=NOW + SECOND * 59)  # nobody takes longer from one step to the next
        self.seen += 1


@pytest.mark.parametrize("before", range(3))
def test_the_number_is_exact_if_all_is_rolled_up_between_any_two_steps(
    begin, spool, edition, before
):
    numbers = begin()
    browse(spool, edition, 2)
    roll_up(at=NOW)
    browse(spool, edition, 3)
    # The steps are the statements to the spool and the one to the database.
    interrupting = Interrupting(before)
    attempt = numbers.spool._attempt
    numbers.spool._attempt = lambda *asked: (interrupting.look(), attempt(*asked))[1]

    number = numbers.browse_times(edition.article_id, at=NOW)

    assert interrupting.is_done
    assert number == 5
    assert numbers.browse_times(edition.article_id, at=NOW + SECOND * 5) == 5


def test_the_number_is_exact_if_a_browse_and_a_roll_up_come_just_before_the_database_is_asked(
    begin, spool, edition
):
    numbers = begin()
    browse(spool, edition, 2)
    came = []

    def come_between(execute, *sent):
        if not came:
            came.append(True)
            browse(spool, edition, 1)
            roll_up(at=NOW)
            browse(spool, edition, 1)
        return execute(*sent)

    with connection.execute_wrapper(come_between):
        number = numbers.browse_times(edition.article_id, at=NOW)

    assert (number, rolled_up(edition)) == (4, 4)


def test_a_roll_up_that_the_spool_was_not_told_of_changes_nothing(begin, spool, edition):
    """As after a kill between the transaction and the note in the spool."""
    early = begin()
    browse(spool, edition, 3)
    seen = [early.browse_times(edition.article_id, at=NOW)]
    roll_up(at=NOW)
    spool._change("DELETE FROM rolled")

    seen += [
        each.browse_times(edition.article_id, at=NOW + SECOND * 4) for each in (early, begin())
    ]

    assert seen == [3, 3, 3]


def test_the_database_is_asked_every_four_seconds(begin, spool, edition, django_assert_num_queries):
    numbers = begin()
    numbers.browse_times(edition.article_id, at=NOW)
    browse(spool, edition, 1)

    with django_assert_num_queries(0):
        before = numbers.browse_times(edition.article_id, at=NOW + SECOND * 3.999)
    with django_assert_num_queries(1):
        after = numbers.browse_times(edition.article_id, at=NOW + SECOND * 4)

    assert (before, after) == (1, 1)


def test_how_far_the_spool_is_rolled_up_is_asked_once_a_second(begin, spool, monkeypatch):
    """What was rolled up since the last time is counted once all the same."""
    numbers, editions = begin(), [a_public_edition() for _ in range(4)]
    numbers.browse_times(editions[0].article_id, at=NOW)
    asked = []
    ask = numbers.spool.rolled_through
    monkeypatch.setattr(numbers.spool, "rolled_through", lambda: asked.append(1) or ask())
    seen = []
    for edition, seconds in zip(editions[1:], (0.5, 0.999, 1.0), strict=True):
        browse(spool, edition, 2)
        roll_up(at=NOW)
        browse(spool, edition, 1)
        seen.append(numbers.prepare(edition.article_id, at=NOW + SECOND * seconds).number)
        seen.append(len(asked))

    assert seen == [3, 0, 3, 0, 3, 1]


def test_how_far_a_lost_file_was_rolled_up_says_nothing_of_the_next(
    begin, spool, edition, folder, monkeypatch
):
    browse(spool, edition, 5)
    roll_up(at=NOW)
    numbers = begin()
    numbers.spool.listen(lambda: None)
    ask, asked = numbers.spool.rolled_through, []

    def ask_and_lose_it():
        asked.append(through := ask())
        if len(asked) == 1:
            for path in folder.glob("spool.sqlite3*"):
                path.unlink()
            numbers.spool.listen(lambda: None)  # another thread finds out
            browse(spool, edition, 2)
        return through

    monkeypatch.setattr(numbers.spool, "rolled_through", ask_and_lose_it)

    assert numbers.browse_times(edition.article_id, at=NOW) == 7
    assert asked == [5, 0]


def test_articles_that_are_read_together_are_asked_about_together(
    begin, spool, django_assert_num_queries
):
    numbers, editions = begin(), [a_public_edition() for _ in range(3)]
    for edition in editions:
        numbers.browse_times(edition.article_id, at=NOW)
    for times, edition in enumerate(editions, start=1):
        browse(spool, edition, times)
        BrowseTotal.objects.create(article=edition.article, start=10 * times)

    numbers.spool.listen(lambda: None)
    with django_assert_num_queries(1):
        seen = [numbers.browse_times(each.article_id, at=NOW + SECOND * 4) for each in editions]

    assert seen == [11, 22, 33]


def test_articles_that_are_read_and_not_counted_are_asked_about_together(
    begin, django_assert_num_queries
):
    numbers, editions = begin(), [a_public_edition() for _ in range(3)]
    for edition in editions:
        numbers.prepare(edition.article_id, at=NOW)
        numbers.known(edition.article_id, at=NOW + SECOND * 3)
        BrowseTotal.objects.create(article=edition.article, start=7)

    with django_assert_num_queries(1):
        seen = [numbers.prepare(each.article_id, at=NOW + SECOND * 4) for each in editions]

    assert [known.number for known in seen] == [7, 7, 7]


def test_what_was_asked_about_a_moment_ago_is_not_asked_about_with_others(begin, edition):
    numbers, other = begin(), a_public_edition()
    numbers.prepare(edition.article_id, at=NOW)
    for second in (2.1, 3):
        numbers.prepare(other.article_id, at=NOW + SECOND * second)
    BrowseTotal.objects.create(article=other.article, start=7)

    numbers.prepare(edition.article_id, at=NOW + SECOND * 4)

    assert numbers._known[other.article_id].number == 0


def test_what_nobody_reads_is_not_asked_about_with_others(begin, spool, edition):
    numbers, quiet = begin(), a_public_edition()
    for each in (quiet, edition):
        numbers.prepare(each.article_id, at=NOW)
    browse(spool, edition, 1)
    BrowseTotal.objects.create(article=quiet.article, start=7)

    seen = [
        numbers.browse_times(edition.article_id, at=NOW + SECOND * second) for second in (4, 5, 5.9)
    ]

    assert seen == [1, 1, 1]
    assert numbers._known[quiet.article_id].number == 0
    assert numbers.browse_times(quiet.article_id, at=NOW + SECOND * 6) == 7


def test_others_are_asked_about_once_a_second_and_not_so_many_at_once(
    begin, spool, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("articles.browsing.number.MOST_TOGETHER", 2)
    numbers, editions = begin(), [a_public_edition() for _ in range(5)]
    for edition in editions:
        numbers.browse_times(edition.article_id, at=NOW)
        browse(spool, edition, 1)

    numbers.spool.listen(lambda: None)
    with django_assert_num_queries(3):
        seen = [numbers.browse_times(each.article_id, at=NOW + SECOND * 4) for each in editions]

    assert seen == [1] * 5


@pytest.mark.parametrize("is_recount", [True, False])
def test_a_correction_is_seen_within_four_seconds(begin, spool, edition, is_recount):
    """R14 allows five."""
    numbers = begin()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    BrowseTotal.objects.update(counted=30 if is_recount else 3)
    seen = [numbers.browse_times(edition.article_id, at=NOW)]

    if is_recount:
        repair(edition.article_id, reason="A wrong restore.", by=None, at=NOW)
    else:
        correct(edition.article_id, to=1, reason="Two of them were ours.", by=None, at=NOW)
    browse(spool, edition, 1)
    seen.append(numbers.browse_times(edition.article_id, at=NOW + SECOND * 4))

    assert seen == ([30, 4] if is_recount else [3, 2])


def test_a_clock_that_was_put_back_freezes_no_number(begin, spool, edition):
    numbers = begin()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    numbers.browse_times(edition.article_id, at=NOW)
    correct(edition.article_id, to=1, reason="A test.", by=None, at=NOW)

    assert numbers.browse_times(edition.article_id, at=NOW - SECOND * 3600) == 1


def test_without_a_database_the_number_goes_on_rising(begin, spool, edition):
    numbers = begin()
    browse(spool, edition, 3)
    numbers.browse_times(edition.article_id, at=NOW)

    with no_database():
        browse(spool, edition, 2)
        click_by(browse.readers, spool, edition)
        browse(numbers.spool, edition, 1)
        number = numbers.browse_times(edition.article_id, at=NOW + SECOND * 60)
    after = numbers.browse_times(edition.article_id, at=NOW + SECOND * 70)

    assert (number, after, rolled_up(edition)) == (6, 6, 6)


def test_without_a_database_it_is_asked_for_every_four_seconds_too(begin, edition):
    numbers = begin()
    numbers.browse_times(edition.article_id, at=NOW)
    asked = []

    def note_and_refuse(*sent):
        asked.append(sent)
        return refuse(*sent)

    with connection.execute_wrapper(note_and_refuse):
        for seconds in (4, 5, 7.999, 8):
            numbers.browse_times(edition.article_id, at=NOW + SECOND * seconds)

    assert len(asked) == 2


def test_without_a_database_an_unknown_number_is_not_made_up(begin, edition):
    with no_database(), pytest.raises(NumberUnknown):
        begin().browse_times(edition.article_id, at=NOW)


def test_a_lost_file_takes_only_what_was_not_rolled_up_yet_out_of_the_number(
    begin, spool, edition, folder
):
    numbers = begin()
    browse(spool, edition, 3)
    roll_up(at=NOW)
    browse(spool, edition, 2)
    seen = [numbers.browse_times(edition.article_id, at=NOW)]
    for path in folder.glob("spool.sqlite3*"):
        path.unlink()

    browse(spool, edition, 1)
    seen += [each.browse_times(edition.article_id, at=NOW) for each in (numbers, begin())]

    assert seen == [5, 4, 4]
    assert rolled_up(edition) == 4


def test_memory_is_bounded(begin, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.MOST", 2)
    numbers = begin()

    for article_id in (1, 2, 3):
        numbers.browse_times(article_id, at=NOW)

    assert list(numbers._known) == [2, 3]


def test_a_number_that_made_room_is_right_when_it_is_asked_again(
    begin, spool, edition, monkeypatch
):
    monkeypatch.setattr("articles.browsing.number.MOST", 1)
    numbers, other = begin(), a_public_edition()
    seen = []

    for _ in range(3):
        browse(spool, edition, 1)
        browse(spool, other, 2)
        seen += [numbers.browse_times(each.article_id, at=NOW) for each in (edition, other)]
        roll_up(at=NOW)

    assert seen == [1, 2, 2, 4, 3, 6]


class Interrupted(Numbers):
    """Another thread asks for another article as soon as one was prepared."""

    def prepare(self, article_id, *, at):
        known = super().prepare(article_id, at=at)
        super().prepare(article_id + 1, at=at)
        return known


def test_a_number_can_be_told_although_another_thread_needs_the_room(
    begin, spool, edition, monkeypatch
):
    monkeypatch.setattr("articles.browsing.number.MOST", 1)
    numbers = begin(Interrupted)
    browse(spool, edition, 2)

    first = numbers.browse_times(edition.article_id, at=NOW)
    browse(spool, edition, 1)
    second = numbers.browse_times(edition.article_id, at=NOW + SECOND)

    assert (first, second) == (2, 3)
    assert len(numbers._known) == 1


def test_what_is_asked_again_takes_no_room_of_others(begin, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.MOST", 2)
    numbers = begin()

    for article_id in (1, 2, 1, 2):
        numbers.browse_times(article_id, at=NOW)
        numbers.browse_times(article_id, at=NOW + SECOND * 5)

    assert list(numbers._known) == [1, 2]


def test_what_was_heard_is_forgotten_when_the_database_has_it(begin, spool, edition, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.SWEEP_AFTER", 10)
    numbers, other = begin(), a_public_edition()
    heard, seen = [], []

    for turn in range(8):
        browse(numbers.spool, edition, 5)
        browse(spool, other, 5)
        seen.append(numbers.browse_times(edition.article_id, at=NOW + SECOND * 4 * turn))
        heard.append(
            sum(len(each) for by in numbers._heard._numbers.values() for each in by.values())
        )
        roll_up(at=NOW)
    numbers.browse_times(edition.article_id, at=NOW + SECOND * 40)

    assert seen == [5 * turn for turn in range(1, 9)]
    assert max(heard) <= 30
    assert numbers.browse_times(other.article_id, at=NOW + SECOND * 40) == 40


def test_what_is_not_in_the_database_is_never_forgotten(begin, spool, edition, monkeypatch):
    monkeypatch.setattr("articles.browsing.number.SWEEP_AFTER", 1)
    numbers, seen = begin(), []
    browse(spool, edition, 2)
    roll_up(at=NOW)

    for turn in range(4):
        browse(spool, edition, 1)
        seen.append(numbers.browse_times(edition.article_id, at=NOW + SECOND * 4 * turn))

    assert seen == [3, 4, 5, 6]
    assert rolled_up(edition) == 6


def test_a_sweep_takes_nothing_from_a_thread_that_read_the_totals_before_it(monkeypatch):
    monkeypatch.setattr("articles.browsing.number.SWEEP_AFTER", 0)
    heard = Heard()
    heard.take_in([News(number, "epoch", 7, None) for number in range(1, 11)])

    heard.sweep(floor=10)  # by another thread, after a roll-up
    once = heard.waiting(7, positions={}, floor=0)
    heard.sweep(floor=10)

    assert once == 10
    assert heard.waiting(7, positions={}, floor=0) == 0
