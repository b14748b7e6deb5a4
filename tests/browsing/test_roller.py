"""The roller: one at a time on a machine, and nothing stops it for good."""

import threading
import weakref
from datetime import timedelta

import pytest

from articles.browsing.record import recorder
from articles.browsing.roller import AnotherRolls, only_roller, run
from articles.browsing.rows import Browse
from articles.models import BrowseCount, BrowseTotal, DayVisitor, SiteDay
from tests.browsing.broken import no_database
from tests.factories import NOW, a_public_edition


class Turns(threading.Event):
    """Stops the roller after so many pauses; its clock goes a step further at each."""

    def __init__(self, turns, *, step=timedelta(seconds=1)):
        super().__init__()
        self.turns, self.step, self.now = turns, step, NOW

    def wait(self, _timeout=None):
        self.turns -= 1
        self.now += self.step
        if self.turns <= 0:
            self.set()
        return self.is_set()

    def clock(self):
        return self.now


def browse(edition, **about):
    recorder().spool.add(Browse(edition.pk, edition.article_id, NOW.date(), **about))


def test_only_one_has_the_lock_and_the_other_learns_who(folder):
    with only_roller(folder, patience=0):
        first = (folder / "roller.lock").read_text()
        with pytest.raises(AnotherRolls) as refusal, only_roller(folder, patience=0):
            pass

    with only_roller(folder, patience=0):
        again = (folder / "roller.lock").read_text()
    assert refusal.value.pid == first == again


@pytest.mark.django_db
def test_it_rolls_up_until_it_is_stopped():
    edition = a_public_edition()
    browse(edition)
    turns = Turns(3)

    run(turns, turns.clock)

    assert BrowseTotal.objects.get().counted == 1


@pytest.mark.django_db
def test_it_prunes_the_spool_now_and_then():
    edition = a_public_edition()
    for _ in range(3):
        browse(edition)
    turns = Turns(12, step=timedelta(seconds=10))

    run(turns, turns.clock)

    spool = recorder().spool
    assert [event.number for event in spool.batch(after=0, size=9)] == [3]
    assert spool._rows("SELECT through FROM rolled") == [(3,)]


@pytest.mark.django_db
def test_it_forgets_who_the_visitors_of_past_days_were():
    browse(a_public_edition(), visitor=7)
    turns = Turns(22, step=timedelta(hours=1))

    run(turns, turns.clock)

    assert not DayVisitor.objects.exists()
    assert list(SiteDay.objects.values_list("day", "visitors", "closed_at")) == [
        (NOW.date(), 1, NOW + timedelta(hours=19))
    ]


@pytest.mark.django_db
def test_what_waited_over_midnight_is_rolled_up_before_its_day_is_closed(monkeypatch):
    """The database, or the roller, was away for a night."""
    monkeypatch.setattr("articles.browsing.roller.PRUNE_EVERY", 1)
    edition = a_public_edition()
    for visitor in (7, 7, 8):
        browse(edition, visitor=visitor)
    turns = Turns(3)
    turns.now += timedelta(days=1)

    run(turns, turns.clock)

    assert list(BrowseCount.objects.values_list("browses", "visitors")) == [(3, 2)]
    assert not DayVisitor.objects.exists()


@pytest.mark.django_db
def test_it_waits_while_another_rolls_but_destroys_the_secret_in_time(folder):
    edition = a_public_edition()
    browse(edition)
    old = recorder().secrets.at(NOW).today
    turns = Turns(3, step=timedelta(days=1))

    with only_roller(folder, patience=0):
        run(turns, turns.clock)

    assert not BrowseTotal.objects.exists()
    assert old.hex() not in (folder / "secrets.json").read_text()


@pytest.mark.django_db
def test_it_destroys_the_secret_in_time_also_where_nobody_reads(folder):
    old = recorder().secrets.at(NOW).today
    turns = Turns(3, step=timedelta(days=1))

    run(turns, turns.clock)

    assert old.hex() not in (folder / "secrets.json").read_text()


@pytest.mark.django_db
@pytest.mark.usefixtures("folder")
def test_what_is_made_of_a_secret_is_forgotten_with_it_also_where_nobody_reads():
    old = weakref.ref(recorder().minute(NOW).today)
    turns = Turns(3, step=timedelta(days=1))

    run(turns, turns.clock)

    assert old() is None


@pytest.mark.django_db
def test_an_error_is_told_once_a_minute_and_tried_again(caplog):
    edition = a_public_edition()
    browse(edition)
    turns = Turns(9)

    with no_database():
        run(turns, turns.clock)
    turns = Turns(3)
    run(turns, turns.clock)

    assert caplog.messages == ["Browses cannot be rolled up now; they wait in the spool"]
    assert BrowseTotal.objects.get().counted == 1
