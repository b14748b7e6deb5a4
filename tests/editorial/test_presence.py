"""Who has a story open: arriving, staying, leaving, and browsers that never say goodbye."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.editorial.presence import arrive, leave, others
from articles.models import OpenStory
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def seen_by(user, article, *, at):
    return [
        (row.user.username, row.opened_at, row.active_at)
        for row in others(article, user=user, at=at)
    ]


def test_who_arrives_is_seen_by_others_and_not_by_themselves():
    article, ann, bo = an_article(), *people("ann", "bo")

    arrive(article, user=ann, at=NOW)

    assert seen_by(bo, article, at=NOW) == [("ann", NOW, NOW)]
    assert seen_by(ann, article, at=NOW) == []


def test_who_stays_has_been_there_since_they_came():
    article, ann, bo = an_article(), *people("ann", "bo")

    for seconds in (0, 60, 120):
        arrive(article, user=ann, at=after(seconds), idle=timedelta(seconds=20))

    assert seen_by(bo, article, at=after(130)) == [("ann", NOW, after(100))]


@pytest.mark.parametrize(
    ("idle", "active_at"),
    [(timedelta(days=400), NOW - timedelta(days=1)), (timedelta(days=-400), NOW)],
)
def test_nonsense_about_the_last_touch_is_bounded(idle, active_at):
    article, ann, bo = an_article(), *people("ann", "bo")

    arrive(article, user=ann, at=NOW, idle=idle)

    assert seen_by(bo, article, at=NOW) == [("ann", NOW, active_at)]


def test_a_browser_that_fell_silent_counts_as_closed():
    article, ann, bo = an_article(), *people("ann", "bo")

    arrive(article, user=ann, at=NOW)

    assert [len(others(article, user=bo, at=after(s))) for s in (74, 75, 76)] == [1, 0, 0]


def test_who_comes_back_after_silence_opened_it_anew():
    article, ann, bo = an_article(), *people("ann", "bo")
    arrive(article, user=ann, at=NOW)

    arrive(article, user=ann, at=after(600))

    assert seen_by(bo, article, at=after(600)) == [("ann", after(600), after(600))]


def test_whoever_arrives_tidies_up_what_others_left_open():
    gone, article, ann, bo = an_article(), an_article(), *people("ann", "bo")
    arrive(gone, user=ann, at=NOW)

    arrive(article, user=bo, at=after(600))

    assert list(OpenStory.objects.values_list("article", "user")) == [(article.pk, bo.pk)]


def test_who_leaves_is_gone_at_once_and_only_from_this_story():
    article, other, ann, bo = an_article(), an_article(), *people("ann", "bo")
    arrive(article, user=ann, at=NOW)
    arrive(other, user=ann, at=NOW)

    leave(article, user=ann)

    assert (seen_by(bo, article, at=NOW), len(seen_by(bo, other, at=NOW))) == ([], 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_others_are_one_query_however_many(django_assert_num_queries, count):
    article, me, *colleagues = an_article(), *people("me", *"abc"[:count])
    for minute, colleague in enumerate(reversed(colleagues)):
        arrive(article, user=colleague, at=after(minute))

    with django_assert_num_queries(1):
        names = [row.user.username for row in others(article, user=me, at=after(60))]

    assert names == list("abc"[:count])[::-1]


def test_staying_is_one_short_write(django_assert_num_queries):
    article, ann = an_article(), *people("ann")
    arrive(article, user=ann, at=NOW)

    with django_assert_num_queries(1):
        arrive(article, user=ann, at=after(30))


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_open_at_one_moment_are_one_person():
    article, ann, bo = an_article(), *people("ann", "bo")
    barrier = Barrier(4)
    arrived = []

    def come():
        barrier.wait()
        try:
            arrive(article, user=ann, at=NOW)
            arrived.append("ann")
        finally:
            connection.close()

    windows = [Thread(target=come) for _ in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert arrived == ["ann"] * 4
    assert len(seen_by(bo, article, at=NOW)) == 1


def people(*names):
    return [User.objects.create_user(name) for name in names]
