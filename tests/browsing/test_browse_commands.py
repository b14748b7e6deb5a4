"""The commands for browse times: one call each, and a sentence about what came of it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.browsing.record import recorder
from articles.browsing.roller import only_roller
from articles.browsing.rollup import roll_up
from articles.browsing.rows import Browse
from articles.browsing.secret import SecretOfTheDay
from articles.browsing.totals import bring_history
from articles.management.commands import prune_browses, roll_up_browses
from articles.models import (
    BrowseCorrection,
    BrowseCount,
    BrowseTotal,
    DayVisitor,
    SiteDay,
)
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def browse(edition, times, **about):
    for _ in range(times):
        recorder().spool.add(Browse(edition.pk, edition.article_id, DAY, **about))


@pytest.mark.parametrize(
    ("times", "said"),
    [(0, "0 browses rolled up.\n"), (1, "1 browse rolled up.\n"), (3, "3 browses rolled up.\n")],
)
def test_roll_up_browses_rolls_up_once_and_says_how_many(times, said):
    browse(a_public_edition(), times)

    assert run("roll_up_browses") == said
    assert sum(BrowseTotal.objects.values_list("counted", flat=True)) == times


def test_roll_up_browses_names_the_process_that_does_it_already(folder, monkeypatch):
    monkeypatch.setattr(roll_up_browses, "PATIENCE", 0)
    browse(a_public_edition(), 1)

    with only_roller(folder, patience=0):
        pid = (folder / "roller.lock").read_text()
        with pytest.raises(CommandError) as refusal:
            run("roll_up_browses")

    assert str(refusal.value) == (
        f"Process {pid} rolls up browses already, every second; nothing was done."
    )
    assert not BrowseTotal.objects.exists()


@pytest.mark.parametrize("is_rolled_elsewhere", [False, True])
def test_roll_up_browses_destroys_an_old_secret(folder, monkeypatch, is_rolled_elsewhere):
    monkeypatch.setattr(roll_up_browses, "PATIENCE", 0)
    old = SecretOfTheDay(folder).at(NOW).today.hex()
    before = (folder / "secrets.json").read_text()

    if is_rolled_elsewhere:
        with only_roller(folder, patience=0), pytest.raises(CommandError):
            run("roll_up_browses")
    else:
        run("roll_up_browses")

    assert old in before
    assert old not in (folder / "secrets.json").read_text()


@pytest.mark.parametrize("command", ["roll_up_browses", "prune_browses"])
def test_the_visitors_of_past_days_are_forgotten(command):
    """The browses of these tests are years old."""
    edition = a_public_edition()
    browse(edition, 2, visitor=7)
    roll_up(at=NOW)

    run(command)

    assert not DayVisitor.objects.exists()
    assert list(SiteDay.objects.values_list("visitors", flat=True)) == [1]
    assert list(BrowseCount.objects.values_list("browses", "visitors")) == [(2, 1)]


def test_prune_browses_rolls_up_and_drops_only_what_was_rolled_up_a_minute_ago(folder):
    edition = a_public_edition()
    browse(edition, 3)
    roll_up(at=NOW)
    old = SecretOfTheDay(folder).at(NOW).today.hex()
    browse(edition, 2)

    said = run("prune_browses")

    spool = recorder().spool
    assert said == "What is no longer needed is forgotten.\n"
    assert [event.number for event in spool.batch(after=0, size=9)] == [4, 5]
    assert old not in (folder / "secrets.json").read_text()
    assert BrowseTotal.objects.get().counted == 5


def test_prune_browses_names_the_process_that_does_it_already(folder, monkeypatch):
    monkeypatch.setattr(prune_browses, "PATIENCE", 0)
    browse(a_public_edition(), 3)
    roll_up(at=NOW)

    with only_roller(folder, patience=0):
        pid = (folder / "roller.lock").read_text()
        with pytest.raises(CommandError) as refusal:
            run("prune_browses")

    assert str(refusal.value) == (
        f"Process {pid} forgets them already, every ten seconds; nothing was done."
    )
    assert len(recorder().spool.batch(after=0, size=9)) == 3


def test_recount_browses_names_days_whose_visitors_differ_and_fails():
    browse(a_public_edition(), 2, visitor=7)
    roll_up(at=NOW)
    SiteDay.objects.update(visitors=3)
    out = StringIO()

    with pytest.raises(CommandError, match=r"^Visitors of a day that is not over differ\.$"):
        call_command("recount_browses", stdout=out)

    assert out.getvalue() == (
        "2025-03-10: 1 visitors of stories are counted, 1 are known; 3 of the site, 1 are known.\n"
    )


def test_recount_browses_is_content_when_all_is_right():
    bring_history(a_public_edition(), counts={DAY: 3})
    browse(a_public_edition(), 2, visitor=7)
    roll_up(at=NOW)

    assert run("recount_browses") == "Every total is the sum of its days.\n"


def test_recount_browses_names_what_differs_and_fails():
    edition = a_public_edition()
    bring_history(edition, counts={DAY: 3})
    BrowseTotal.objects.update(counted=5)
    out = StringIO()

    with pytest.raises(CommandError, match=r"^1 total differs\.$"):
        call_command("recount_browses", stdout=out)

    assert out.getvalue() == (
        f"Article {edition.article_id}: the total says 5, its days add up to 3; it was corrected"
        " by 0, its corrections add up to 0.\n"
    )
    assert BrowseTotal.objects.get().counted == 5


def test_recount_browses_corrects_with_a_reason():
    edition = a_public_edition()
    bring_history(edition, counts={DAY: 3})
    BrowseTotal.objects.update(counted=5)

    said = run("recount_browses", "--correct", "--reason", "A wrong restore.")

    assert said.splitlines()[-1] == "1 total corrected."
    assert BrowseTotal.objects.get().counted == 3
    assert list(BrowseCorrection.objects.values_list("before", "after", "reason")) == [
        (5, 3, "A wrong restore.")
    ]


@pytest.mark.parametrize("reason", [(), ("--reason", " ")])
def test_recount_browses_corrects_nothing_without_a_reason(reason):
    bring_history(a_public_edition(), counts={DAY: 3})
    BrowseTotal.objects.update(counted=5)

    with pytest.raises(CommandError, match=r"^A correction needs a reason: "):
        run("recount_browses", "--correct", *reason)

    assert BrowseTotal.objects.get().counted == 5
