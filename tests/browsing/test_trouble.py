"""What the people who answer for the numbers are told when browses are not counted (R13)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.translation import override

from articles.browsing.clicks import Click
from articles.browsing.days import milliseconds
from articles.browsing.record import recorder
from articles.browsing.rollup import roll_up
from articles.browsing.rows import Browse
from articles.browsing.trouble import trouble
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WAITING = (
    "Browses have been waiting for 2 minutes to be added to the daily counts. None is lost, but the"
    " statistics are behind: does the server run, and does the database answer?"
)


def browse(*, at=NOW):
    edition = a_public_edition()
    click = Click(1, None, milliseconds(at))
    entry = Browse(edition.pk, edition.article_id, at.date(), click=click)
    recorder().spool.add(entry)


def test_there_is_none_when_all_is_well():
    browse()

    assert list(trouble(at=NOW + MINUTE / 2)) == []


def test_browses_that_wait_are_told_until_they_are_rolled_up():
    browse()

    assert list(trouble(at=NOW + 2 * MINUTE)) == [WAITING]

    roll_up(at=NOW + 2 * MINUTE)
    assert list(trouble(at=NOW + 2 * MINUTE)) == []


def test_a_spool_that_cannot_be_written_is_told(folder):
    (folder / "spool.sqlite3").mkdir(parents=True)

    (said,) = trouble(at=NOW)

    assert said == (
        "Browses cannot be counted at the moment: “unable to open database file”. Pages go on, but"
        f" what readers do now is missing from the numbers. Look at the folder {folder}."
    )


def test_a_spool_that_fills_up_is_told(monkeypatch):
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 1024 * 8)
    browse()

    (said,) = trouble(at=NOW)

    assert said.endswith("nothing more is counted until they are added to the daily counts.")


def test_a_disk_that_fills_up_is_told_even_if_a_word_more_finds_room(monkeypatch, folder):
    full = SimpleNamespace(free=0)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: full)
    browse()

    (said,) = trouble(at=NOW)

    assert said == (
        f"The disk with the folder {folder} has 0\xa0bytes left. When it is full, nothing more is"
        " counted, until there is room again."
    )


def test_a_damaged_file_is_told_until_it_is_removed(folder):
    browse()
    damaged = folder / "damaged-1.sqlite3"
    damaged.touch()

    (said,) = trouble(at=NOW)
    assert said.startswith(f"A damaged file of browses was set aside as {damaged};")

    damaged.unlink()
    assert list(trouble(at=NOW)) == []


@pytest.mark.parametrize("page", ["admin:index", "admin:statistics"])
def test_the_desk_tells_those_who_answer_for_the_numbers_and_nobody_else(folder, page):
    (folder / "spool.sqlite3").mkdir(parents=True)

    chief = browser_of(a_chief()).get(reverse(page)).content.decode()
    other = browser_of(a_staff_member()).get(reverse("admin:index")).content.decode()

    assert "Browses cannot be counted at the moment" in chief
    assert "Browses cannot be counted at the moment" not in other


def test_it_is_told_in_chinese_too():
    browse()

    with override("zh-hans"):
        (said,) = trouble(at=NOW + 2 * MINUTE)

    assert said.startswith("有浏览记录已等待 2 分钟")
