"""Kept parts of pages: fresh after every change that is made, and at every moment that comes."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release
from articles.models import PressRun
from articles.page_cache.validity import Validity
from articles.public.kept import MOST_AT_HAND, Kept, at_hand, next_changes, press_run_now
from tests.factories import NOW, a_draft, a_public_edition, a_withdrawn_edition
from tests.public.clock import later

pytestmark = pytest.mark.django_db


def kept(*, at=NOW, language: str = "en") -> Kept:
    return Kept(language=language, press_run=press_run_now(), at=at)


def test_a_part_is_made_once():
    kept().part("words", lambda: "first")

    assert kept(at=later(4)).part("words", lambda: "second") == "first"


def test_a_part_at_hand_is_not_fetched_and_its_place_is_bounded():
    kept().part("words", lambda: "first")
    cache.clear()

    assert kept().part("words", lambda: "second") == "first"
    for number in range(2 * MOST_AT_HAND):
        kept().part(f"words-{number}", lambda: "other")
    assert len(at_hand) <= MOST_AT_HAND


def test_where_the_part_at_hand_is_over_that_of_another_process_is_taken():
    kept().part("words", lambda: "first")
    here = at_hand.copy()
    at_hand.clear()
    kept(at=later(5)).part("words", lambda: "second")
    at_hand.update(here)

    assert kept(at=later(5)).part("words", lambda: "third") == "second"


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


def test_only_what_the_desk_decided_changes_the_site():
    a_draft(release=Release(released_at=later(1), expires_at=later(2)))
    a_withdrawn_edition()
    a_public_edition(released_at=NOW)
    before = next_changes(at=NOW)
    a_public_edition(language="zh-hans", released_at=later(1))
    a_public_edition(released_at=later(2))

    assert (before, next_changes(at=NOW)) == ([], [later(2), later(1)])


def test_a_page_is_over_when_a_story_of_another_language_is_due():
    """It leads to the same page there."""
    a_public_edition(released_at=NOW)
    a_public_edition(language="zh-hans", released_at=later(1))

    assert kept().validity() == Validity(press_run=2, until=later(1), due_at=later(1))


def test_a_page_is_over_with_its_oldest_part():
    a_public_edition(released_at=NOW)
    kept().part("words", lambda: "first")
    page = kept(at=later(4))
    page.part("words", lambda: "second")
    page.part("others", lambda: "third")

    assert page.validity() == Validity(press_run=1, until=later(5), due_at=None)
    assert kept(at=later(4)).validity().until == later(9)


def test_a_page_is_over_with_the_day():
    """Lists say which days they are about."""
    a_public_edition(released_at=NOW)
    before_midnight = NOW.replace(hour=23, minute=58)

    assert kept(at=before_midnight).validity().until == before_midnight + timedelta(minutes=2)


def test_the_next_change_is_asked_once_for_all_pages(django_assert_num_queries):
    a_public_edition(release=Release(released_at=NOW, expires_at=later(10)))
    pages = [kept(at=later(1)) for _ in range(2)]

    assert pages[0].next_change() == later(10)
    with django_assert_num_queries(0):
        assert pages[1].next_change() == later(10)


def test_who_asked_later_takes_no_expiry_from_who_asked_before():
    """Two requests overtake each other, and clocks of machines differ."""
    a_public_edition(release=Release(released_at=NOW, expires_at=later(2)))
    before, after = kept(at=later(1)), kept(at=later(2))
    after.part("words", lambda: "without it")

    before.part("front", lambda: "with it")

    assert before.validity().due_at == later(2)
    assert kept(at=later(3)).part("front", lambda: "without it") == "without it"


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
