"""Public pages go on while the database does not answer, and show nothing that was taken back."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from articles.browsing.record import recorder
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.public import last_good
from articles.public.kept import Kept
from tests.browsing.broken import no_database
from tests.factories import NOW, a_public_edition
from tests.public.clock import later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def copies(monkeypatch, settings, tmp_path):
    """Nothing that another test has shown or counted."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(last_good, "last_good", last_good.LastGood())


@pytest.fixture
def clock(monkeypatch):
    """The clock of the views; a test puts it forward."""

    class Clock:
        now = later(1)

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


def test_what_was_shown_before_is_shown_without_a_database(client):
    edition = a_public_edition(title="Lake")
    paths = [edition.get_absolute_url(), "/en/", f"/en/sections/{edition.section.slug}/"]
    before = [client.get(path) for path in paths]

    with no_database():
        after = [client.get(path) for path in paths]

    assert [page.status_code for page in after] == [200, 200, 200]
    assert [page.content for page in after] == [page.content for page in before]
    assert [page["Cache-Control"] for page in after] == [page["Cache-Control"] for page in before]


@pytest.mark.parametrize("path", ["/en/", "/zh-hans/?x=1", "/en/sections/campus/?after=2-1"])
def test_what_was_never_shown_fails_as_ever(client, path):
    a_public_edition()
    client.get("/en/sections/campus/")

    with no_database(), pytest.raises(OperationalError):
        client.get(path)


def test_what_is_added_to_the_address_elsewhere_changes_nothing(client):
    """Such as WeChat does."""
    path = a_public_edition(title="湖").get_absolute_url()
    before = client.get(f"{path}?from=timeline")

    with no_database():
        after = [client.get(path), client.get(f"{path}?from=groupmessage")]

    assert [page.content for page in after] == [before.content] * 2


def test_what_was_withdrawn_does_not_come_back(client):
    edition = a_public_edition()
    client.get(edition.get_absolute_url())
    withdraw(edition, by=None, at=NOW)
    client.get("/en/")

    with no_database(), pytest.raises(OperationalError):
        client.get(edition.get_absolute_url())


def test_what_was_withdrawn_does_not_come_back_although_only_counting_has_heard_of_it(client):
    edition = a_public_edition()
    client.get(edition.get_absolute_url())
    withdraw(edition, by=None, at=NOW)
    recorder().publicity.edition(edition.article_id, "en", at=NOW)

    with no_database(), pytest.raises(OperationalError):
        client.get(edition.get_absolute_url())


def test_what_expires_is_not_shown_beyond_its_time(client, clock):
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=later(10)))
    client.get(edition.get_absolute_url())

    with no_database():
        clock.now = later(10) - timedelta(seconds=1)
        before = client.get(edition.get_absolute_url())
        clock.now = later(10)
        with pytest.raises(OperationalError):
            client.get(edition.get_absolute_url())

    assert before.status_code == 200


def test_a_copy_is_shown_for_an_hour(client, clock):
    edition = a_public_edition()
    client.get(edition.get_absolute_url())

    with no_database():
        clock.now = later(60)
        before = client.get(edition.get_absolute_url())
        clock.now = later(61)
        with pytest.raises(OperationalError):
            client.get(edition.get_absolute_url())

    assert before.status_code == 200


def test_memory_is_bounded_and_the_oldest_copy_goes(client, monkeypatch):
    monkeypatch.setattr(last_good, "MOST", 2)
    paths = [a_public_edition().get_absolute_url() for _ in range(3)]
    for path in paths:
        client.get(path)

    assert list(last_good.last_good._copies) == paths[1:]


def test_the_next_change_is_asked_once_for_all_pages(django_assert_num_queries):
    a_public_edition(release=Release(released_at=NOW, expires_at=later(10)))
    kept = [Kept(language="en", press_run=1, at=later(1)) for _ in range(2)]

    assert kept[0].next_change() == later(10)
    with django_assert_num_queries(0):
        assert kept[1].next_change() == later(10)
