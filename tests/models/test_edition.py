"""The public gate and the states staff see."""

from datetime import timedelta

import pytest

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import Edition, State
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_withdrawn_edition,
    an_article,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_published_shows_only_what_is_decided_released_and_not_expired():
    a_draft()
    a_withdrawn_edition()
    a_public_edition(released_at=NOW + SECOND)
    a_public_edition(release=Release(released_at=NOW - HOUR, expires_at=NOW + SECOND))
    public = a_public_edition(released_at=NOW)

    shown = Edition.objects.published(NOW + SECOND).exclude(released_at=NOW + SECOND)

    assert list(shown) == [public]


def test_a_release_and_an_expiry_are_kept_to_the_second():
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=NOW + HOUR))

    seen = [
        Edition.objects.published(at).filter(pk=edition.pk).exists()
        for at in (NOW - SECOND, NOW, NOW + HOUR - SECOND, NOW + HOUR)
    ]

    assert seen == [False, True, True, False]


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (-SECOND, State.SCHEDULED),
        (timedelta(0), State.PUBLIC),
        (HOUR - SECOND, State.PUBLIC),
        (HOUR, State.EXPIRED),
    ],
)
def test_state_of_a_published_edition_follows_the_clock(after, state):
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=NOW + HOUR))

    assert edition.state(at=NOW + after) == state


def test_state_before_and_after_the_public_life():
    edition = an_article().editions.get(language="en")
    states = [edition.state(at=NOW)]
    save_draft(edition, text=written(title="A", body="a"), base=0, by=None, at=NOW)
    states.append(edition.state(at=NOW))
    publish(edition, by=None, at=NOW)
    states.append(edition.state(at=NOW))
    withdraw(edition, by=None, at=NOW)
    states.append(edition.state(at=NOW))

    assert states == [State.EMPTY, State.DRAFT, State.PUBLIC, State.WITHDRAWN]


def test_neighbours_follow_release_time_and_then_number_without_a_gap_or_a_repeat():
    section = a_section()
    times = [NOW - HOUR, NOW, NOW, NOW, NOW + HOUR]
    editions = [a_public_edition(an_article(section=section), released_at=at) for at in times]
    public = Edition.objects.published(NOW + HOUR)

    newer = [
        public.newer_than(edition.released_at, edition.pk).oldest_first().first()
        for edition in editions
    ]
    older = [
        public.older_than(edition.released_at, edition.pk).newest_first().first()
        for edition in editions
    ]

    assert newer == [*editions[1:], None]
    assert older == [None, *editions[:-1]]


def test_newest_first_and_oldest_first_are_each_others_reverse():
    editions = [a_public_edition(released_at=NOW) for _ in range(3)]
    public = Edition.objects.published(NOW)

    assert list(public.newest_first()) == editions[::-1]
    assert list(public.oldest_first()) == editions


def test_an_edition_with_a_newer_draft_says_so():
    edition = a_public_edition()
    before = edition.has_unpublished_changes()

    save_draft(edition, text=written(title="New", body="new"), base=1, by=None, at=NOW)

    assert (before, edition.has_unpublished_changes()) == (False, True)
