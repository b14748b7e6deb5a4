"""Which editions may be counted at a second, and how long that is remembered (R8)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.browsing.publicity import Publicity, PublicityUnknown
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release
from articles.models import Edition
from tests.browsing.broken import no_database, refuse
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_withdrawn_edition,
    an_article,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MOMENT = timedelta(milliseconds=1)


def test_a_public_edition_is_found_in_its_own_language_only():
    edition = a_public_edition(language="zh-hans")

    found = Publicity().edition(edition.article_id, "zh-hans", at=NOW)

    assert found == edition
    assert Publicity().edition(edition.article_id, "en", at=NOW) is None


def test_drafts_withdrawn_and_missing_editions_are_all_the_same():
    hidden = [a_draft(), a_withdrawn_edition(), an_article().editions.get(language="en")]
    publicity = Publicity()

    found = [publicity.edition(one.article_id, one.language, at=NOW) for one in hidden]

    assert found == [None, None, None]
    assert publicity.edition(999_999, "en", at=NOW) is None


def test_release_and_expiry_hold_to_the_second_although_the_edition_is_remembered():
    release = Release(released_at=NOW + HOUR, expires_at=NOW + HOUR + MOMENT * 500)
    edition = a_public_edition(release=release, released_at=NOW + HOUR)
    publicity = Publicity()
    moments = [-MOMENT, timedelta(), MOMENT * 499, MOMENT * 500]

    found = [
        publicity.edition(edition.article_id, "en", at=NOW + HOUR + moment) for moment in moments
    ]

    assert [one is not None for one in found] == [False, True, True, False]


def test_a_withdrawal_is_noticed_within_a_second(django_assert_num_queries):
    edition = a_public_edition()
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)
    withdraw(edition, by=None, at=NOW)

    with django_assert_num_queries(0):
        before = publicity.edition(edition.article_id, "en", at=NOW + MOMENT * 999)
    with django_assert_num_queries(2):  # is there another press run; the edition
        after = publicity.edition(edition.article_id, "en", at=NOW + MOMENT * 1000)

    assert (before, after) == (edition, None)


def test_a_publication_is_noticed_at_once(django_assert_num_queries):
    """What is not there is not remembered."""
    edition = a_draft()
    publicity = Publicity()

    with django_assert_num_queries(2):
        before = publicity.edition(edition.article_id, "en", at=NOW)
    publish(edition, by=None, at=NOW)
    after = publicity.edition(edition.article_id, "en", at=NOW + SECOND)

    assert (before, after) == (None, edition)


def test_between_two_press_runs_an_edition_is_asked_for_once_a_minute():
    edition = a_public_edition()
    publicity = Publicity()

    def asked_at(moment):
        with CaptureQueriesContext(connection) as queries:
            assert publicity.edition(edition.article_id, "en", at=NOW + moment) == edition
        return len(queries)

    asked = [asked_at(SECOND * n) for n in (0, 0.5, 1, 1.999, 59.999, 60, 60.5, 119, 120)]

    assert asked == [2, 0, 1, 0, 1, 1, 0, 1, 2]


def test_the_press_run_is_looked_at_once_a_second_for_all_editions(django_assert_num_queries):
    editions = [a_public_edition() for _ in range(3)]
    publicity = Publicity()
    for edition in editions:
        publicity.edition(edition.article_id, "en", at=NOW)

    with django_assert_num_queries(1):
        found = [publicity.edition(one.article_id, "en", at=NOW + SECOND) for one in editions]

    assert found == editions


def test_editions_that_are_read_together_are_asked_about_together(django_assert_num_queries):
    editions = [a_public_edition() for _ in range(3)]
    chinese = a_public_edition(editions[0].article, language="zh-hans")
    publicity = Publicity()
    for edition in (*editions, chinese):
        publicity.edition(edition.article_id, edition.language, at=NOW)
    withdraw(editions[1], by=None, at=NOW)

    with django_assert_num_queries(2):  # is there another press run; all of them
        found = [
            publicity.edition(one.article_id, one.language, at=NOW + SECOND)
            for one in (*editions, chinese)
        ]

    assert found == [editions[0], None, editions[2], chinese]


def test_what_nobody_came_to_is_not_asked_about_with_others(django_assert_num_queries):
    quiet, hidden, read = a_public_edition(), a_withdrawn_edition(), a_public_edition()
    publicity = Publicity()
    for edition in (quiet, hidden, read):
        publicity.edition(edition.article_id, "en", at=NOW)
    for minute in (1, 2):
        publicity.edition(read.article_id, "en", at=NOW + SECOND * 60 * minute)

    with django_assert_num_queries(1):  # it had been asked about with the other at first
        found = publicity.edition(quiet.article_id, "en", at=NOW + SECOND * 120)

    assert found == quiet


def test_others_are_asked_about_once_a_second_and_not_so_many_at_once(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("articles.browsing.publicity.MOST_TOGETHER", 2)
    editions = [a_public_edition() for _ in range(5)]
    publicity = Publicity()
    for edition in editions:
        publicity.edition(edition.article_id, "en", at=NOW)

    with django_assert_num_queries(1 + 3):  # the press run, three together, two alone
        found = [publicity.edition(one.article_id, "en", at=NOW + SECOND * 60) for one in editions]

    assert found == editions


def test_a_press_run_while_the_database_is_asked_is_not_missed():
    """What was read before it is not taken for what holds after it."""
    edition = a_public_edition()
    publicity = Publicity()
    withdrawn = []

    def withdraw_behind(execute, *sent):
        result = execute(*sent)
        if "articles_edition" in sent[0] and not withdrawn:
            withdrawn.append(edition)
            withdraw(Edition.objects.get(pk=edition.pk), by=None, at=NOW)
            publicity.keep_up(at=NOW + SECOND)  # another thread's request
        return result

    with connection.execute_wrapper(withdraw_behind):
        before = publicity.edition(edition.article_id, "en", at=NOW)
    after = publicity.edition(edition.article_id, "en", at=NOW + SECOND)

    assert (before, after) == (edition, None)


def test_without_a_database_what_was_known_is_still_known_and_nothing_else():
    known, unknown = a_public_edition(), a_public_edition()
    publicity = Publicity()
    publicity.edition(known.article_id, "en", at=NOW)

    with no_database():
        found = publicity.edition(known.article_id, "en", at=NOW + HOUR)
        with pytest.raises(PublicityUnknown):
            publicity.edition(unknown.article_id, "en", at=NOW + HOUR)

    assert found == known


def test_without_a_database_what_has_expired_is_no_more_known_than_what_is_missing():
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=NOW + HOUR))
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)

    with no_database():
        for article_id in (edition.article_id, 999_999):
            with pytest.raises(PublicityUnknown):
                publicity.edition(article_id, "en", at=NOW + HOUR)


def test_a_clock_that_was_put_back_does_not_freeze_what_is_remembered():
    edition = a_public_edition(release=Release(released_at=NOW - HOUR * 9))
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)
    withdraw(edition, by=None, at=NOW)

    found = publicity.edition(edition.article_id, "en", at=NOW - HOUR)

    assert found is None


def test_after_a_clock_was_put_back_a_withdrawal_is_noticed_within_a_second():
    edition = a_public_edition(release=Release(released_at=NOW - HOUR * 9))
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)
    publicity.edition(edition.article_id, "en", at=NOW - HOUR)
    withdraw(edition, by=None, at=NOW - HOUR)

    found = publicity.edition(edition.article_id, "en", at=NOW - HOUR + SECOND)

    assert found is None


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr("articles.browsing.publicity.MOST", 2)
    publicity = Publicity()

    editions = [a_public_edition() for _ in range(3)]
    for edition in [*editions, editions[2]]:
        publicity.edition(edition.article_id, "en", at=NOW)
        publicity.edition(edition.article_id, "en", at=NOW + HOUR)

    assert list(publicity._known) == [(edition.article_id, "en") for edition in editions[1:]]


def test_without_a_database_the_press_run_is_looked_for_once_a_second_too():
    edition = a_public_edition()
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)
    refused = []

    def refuse_and_note(*sent):
        refused.append(sent)
        return refuse(*sent)

    with connection.execute_wrapper(refuse_and_note):
        for moment in (1, 1.5, 1.999, 2, 3600, 3600.5):
            assert publicity.edition(edition.article_id, "en", at=NOW + SECOND * moment) == edition

    assert len(refused) == 4  # after a minute the edition is looked for, too


def test_a_withdrawal_holds_as_soon_as_the_database_is_back():
    edition = a_public_edition()
    publicity = Publicity()
    publicity.edition(edition.article_id, "en", at=NOW)
    withdraw(edition, by=None, at=NOW)

    with no_database():
        meanwhile = publicity.edition(edition.article_id, "en", at=NOW + HOUR)
    after = publicity.edition(edition.article_id, "en", at=NOW + HOUR + SECOND)

    assert (meanwhile, after) == (edition, None)


class Interrupted(Publicity):
    """Another thread makes room for another edition while the database is asked."""

    def _ask(self, *key, at):
        self._known.clear()
        return super()._ask(*key, at=at)


def test_without_a_database_what_was_known_holds_although_another_thread_needs_the_room():
    edition = a_public_edition()
    publicity = Interrupted()
    publicity.edition(edition.article_id, "en", at=NOW)

    with no_database():
        found = publicity.edition(edition.article_id, "en", at=NOW + HOUR)

    assert found == edition
