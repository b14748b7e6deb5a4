"""The commands for browse times: one call each, and a sentence about what came of it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.browsing.record import recorder
from articles.browsing.roller import only_roller
from articles.browsing.secret import SecretOfTheDay
from articles.browsing.spool import Browse
from articles.browsing.totals import bring_history
from articles.management.commands import roll_up_browses
from articles.models import BrowseCorrection, BrowseTotal
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def browse(edition, times):
    entry = Browse(edition_id=edition.pk, article_id=edition.article_id, day=DAY)
    for number in range(times):
        recorder().spool.add(entry, keys=[bytes([number])], at=NOW)


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


def test_recount_browses_is_content_when_all_is_right():
    bring_history(a_public_edition(), counts={DAY: 3})

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
