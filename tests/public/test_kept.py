"""Kept parts of pages: fresh after every change that is made, and at every moment that comes."""

from datetime import timedelta

import pytest

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release
from articles.models import PressRun
from articles.public.kept import Kept, next_changes, press_run_now
from tests.factories import NOW, a_draft, a_public_edition, a_withdrawn_edition
from tests.public.clock import later

pytestmark = pytest.mark.django_db


def kept(*, at=NOW, language: str = "en") -> Kept:
    return Kept(language=language, press_run=press_run_now(), at=at)


def test_a_part_is_made_once():
    kept().part("words", lambda: "first")

    assert kept(at=later(4)).part("words", lambda: "second") == "first"


@pytest.mark.parametrize(
    "other",
    [
        lambda make: kept().part("other", make),
        lambda make: kept(language="zh-hans").part("words", make),
        lambda make: Kept(language="en", press_run=7, at=NOW).part("words", make),
        lambda make: kept(at=later(5)).part("words", make),
    ],
)
def test_another_name_language_or_press_run_has_a_part_of_its_own(other):
    kept().part("words", lambda: "first")

    assert other(lambda: "second") == "second"


def test_a_part_is_not_kept_beyond_the_next_release_or_expiry():
    a_public_edition(released_at=later(2))
    a_public_edition(release=Release(released_at=NOW, expires_at=later(1)))
    kept().part("words", lambda: "first")

    just_before = kept(at=later(1) - timedelta(microseconds=1)).part("words", lambda: "second")
    at_the_expiry = kept(at=later(1)).part("words", lambda: "third")
    at_the_release = kept(at=later(2)).part("words", lambda: "fourth")

    assert (just_before, at_the_expiry, at_the_release) == ("first", "third", "fourth")


def test_only_what_the_desk_decided_in_this_language_changes_the_site():
    a_draft(release=Release(released_at=later(1), expires_at=later(2)))
    a_withdrawn_edition()
    a_public_edition(language="zh-hans", released_at=later(1))
    a_public_edition(released_at=NOW)

    assert next_changes("en", at=NOW) == []
    assert next_changes("zh-hans", at=NOW) == [later(1)]


def test_an_empty_site_does_not_change_by_itself():
    assert PressRun.objects.count() == 0
    assert kept().until == later(5)


def test_the_home_page_shows_at_once_what_is_published_and_withdrawn(client):
    draft = a_draft(title="The lake froze")
    a_public_edition(title="Another")
    before = client.get("/en/").content.decode()

    publish(draft, by=None, at=NOW)
    public = client.get("/en/").content.decode()
    withdraw(draft, by=None, at=NOW)
    after = client.get("/en/").content.decode()

    assert ["The lake froze" in page for page in (before, public, after)] == [False, True, False]
