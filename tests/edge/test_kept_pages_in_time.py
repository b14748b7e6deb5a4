"""Kept pages are as new as the site: publishing, release, expiry, number, and a database away."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles.browsing.folder import browsing_folder
from articles.browsing.reader import Reader, read_address
from articles.browsing.record import Recorder, recorder
from articles.browsing.totals import bring_start_value
from articles.edge.press_watch import LOOKED_AFTER
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release
from articles.models import PressRun
from newsroom.wsgi import django_application
from tests.browsing.broken import no_database
from tests.browsing.doors import BROWSER, beacon_path, knock
from tests.edge.reading import Site
from tests.factories import NOW, a_draft, a_public_edition
from tests.public.clock import later

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MOMENT = timedelta(milliseconds=1)


def shown(reading, *editions) -> list[bool]:
    return [reading.get(edition.get_absolute_url()).status == 200 for edition in editions]


# What is published and taken back


def test_what_is_published_and_withdrawn_shows_half_a_second_later(reading, moment):
    edition = a_draft(title="Ice")
    a_public_edition()
    home = [reading.text("/en/")]

    publish(edition, by=None, at=NOW)
    moment.now += LOOKED_AFTER
    home.append(reading.text("/en/"))
    story = [reading.get(edition.get_absolute_url()).status]
    withdraw(edition, by=None, at=NOW)
    moment.now += LOOKED_AFTER
    home.append(reading.text("/en/"))
    story.append(reading.get(edition.get_absolute_url()).status)

    assert ["Ice" in page for page in home] == [False, True, False]
    assert story == [200, 410]


def test_two_press_runs_within_a_second_are_both_seen(reading, moment):
    edition = a_public_edition(title="Lake")
    first = reading.text(edition.get_absolute_url())

    for title in ("Sea", "River"):
        type(edition.article).objects.filter(pk=edition.article_id).update(title_en=title)
        PressRun.start()
        moment.now += LOOKED_AFTER
        assert f"<h1>{title}</h1>" in reading.text(edition.get_absolute_url())

    assert "<h1>Lake</h1>" in first


def test_whether_something_was_published_is_asked_once_for_all_readers(reading, moment):
    path = a_public_edition().get_absolute_url()
    reading.get(path)

    queries = []
    for _ in range(3):
        moment.now += LOOKED_AFTER
        with CaptureQueriesContext(connection) as asked:
            for _ in range(20):
                reading.get(path)
        queries.append(len(asked))

    assert queries == [1, 1, 1]


def test_a_page_that_knows_of_a_newer_press_run_ends_the_others_at_once(reading):
    """The process need not have looked yet."""
    edition, other = a_public_edition(), a_public_edition()
    assert shown(reading, edition) == [True]

    withdraw(edition, by=None, at=NOW)

    assert shown(reading, other, edition) == [True, False]


def test_a_clock_that_is_put_back_does_not_keep_old_pages(reading, moment):
    edition = a_public_edition()
    shown(reading, edition)
    moment.now -= timedelta(hours=2)
    edition.get_absolute_url()
    withdraw(edition, by=None, at=NOW)

    assert shown(reading, edition) == [False]


# What changes by itself


def test_a_release_and_an_expiry_are_kept_to_the_second(reading, moment):
    release = Release(released_at=later(5), expires_at=later(7))
    edition = a_public_edition(title="Ice", release=release, released_at=later(5))
    a_public_edition()
    moments = [later(1), later(5) - MOMENT, later(5), later(7) - MOMENT, later(7)]

    seen = []
    for moment.now in moments:
        home, story = reading.text("/en/"), reading.get(edition.get_absolute_url())
        seen.append(("Ice" in home, story.status))

    assert seen == [(False, 404), (False, 404), (True, 200), (True, 200), (False, 410)]


def test_the_way_to_the_other_language_is_there_at_the_second_of_its_release(reading, moment):
    edition = a_public_edition(title="Lake")
    a_public_edition(edition.article, language="zh-hans", title="湖", released_at=later(5))
    path = edition.get_absolute_url()

    before = reading.text(path)
    moment.now = later(5)
    after = reading.text(path)

    assert [
        'hreflang="zh-Hans"' in page and "/zh-hans/news/" in page for page in (before, after)
    ] == [
        False,
        True,
    ]


def test_a_page_is_made_anew_after_five_minutes(reading, moment):
    path = a_public_edition().get_absolute_url()
    reading.get(path)

    asked = []
    for seconds in (299, 1):
        moment.now += SECOND * seconds
        reading.get(path)
        asked.append(reading.asked[path])

    assert asked == [1, 2]


def test_caches_are_told_what_is_left_after_the_making(moment, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    release = Release(released_at=NOW, expires_at=later(2))
    path = a_public_edition(release=release).get_absolute_url()

    def slow(environ, start_response):
        answer = django_application(environ, start_response)
        moment.now = later(2) - 4 * SECOND
        return answer

    answer = Site(moment, django=slow).get(path)

    assert answer.headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=4, stale-while-revalidate=0"
    )


# The number


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_number_on_a_kept_page_is_that_of_the_moment(reading, moment, language):
    edition = a_public_edition(language=language)
    bring_start_value(edition.article, value=998)
    path = edition.get_absolute_url()

    numbers, tags = [], []
    for reader in range(3):
        answer = reading.get(path)
        tags.append(answer.headers["ETag"])
        numbers.append(f"{998 + reader:,}</span>" in reading.text(path))
        knock(reading.application, beacon_path(edition), peer=f"203.0.113.{reader + 20}")
        moment.now += SECOND

    assert numbers == [True, True, True]
    assert "1,001</span>" in reading.text(path)
    assert len(set(tags)) == 3
    assert reading.asked == {path: 1}


def test_what_another_process_has_counted_is_on_the_page_half_a_second_later(reading, moment):
    edition = a_public_edition()
    path = edition.get_absolute_url()
    reading.text(path)
    other = Recorder(browsing_folder())  # as another process has one
    reader = Reader(read_address("203.0.113.7"), BROWSER, "", is_private=False)
    assert other.record([other.browse_of(edition, reader=reader, at=moment.now)]) == [None]
    other.spool.close()

    moment.now += LOOKED_AFTER

    assert "1</span>" in reading.text(path)
    assert reading.asked == {path: 1}


# Without a database


def test_what_was_shown_before_is_shown_without_a_database(reading, moment):
    edition = a_public_edition(title="Lake")
    paths = [edition.get_absolute_url(), "/en/", "/en/sections/campus/", "/en/feed.json"]
    before = [reading.get(path) for path in paths]

    with no_database():
        moment.now += timedelta(minutes=20)
        after = [reading.get(path) for path in paths]

    assert [answer.status for answer in after] == [200] * 4
    assert after == before


@pytest.mark.parametrize("path", ["/en/", "/zh-hans/"])
def test_what_was_never_shown_fails_as_ever(reading, path):
    a_public_edition()
    reading.get("/en/sections/campus/")

    with no_database():
        answer = reading.get(path)

    assert answer.status == 500
    assert reading.kept == [("/en/sections/campus/", "")]


def test_what_was_withdrawn_does_not_come_back(reading, moment):
    edition, other = a_public_edition(), a_public_edition()
    path = edition.get_absolute_url()
    shown(reading, edition, other)
    withdraw(edition, by=None, at=NOW)
    moment.now += LOOKED_AFTER
    reading.get("/en/")

    with no_database():
        answers = [reading.get(each) for each in (path, "/en/")]

    assert [answer.status for answer in answers] == [500, 200]


def test_what_was_withdrawn_does_not_come_back_although_only_counting_has_heard_of_it(reading):
    edition = a_public_edition()
    path = edition.get_absolute_url()
    reading.get(path)
    withdraw(edition, by=None, at=NOW)
    recorder().publicity.keep_up(at=NOW)

    with no_database():
        answer = reading.get(path)

    assert answer.status == 500


def test_what_expires_is_not_shown_beyond_its_time(reading, moment):
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=later(10)))
    shown(reading, edition)

    with no_database():
        seen = [shown(reading, edition) for moment.now in (later(10) - SECOND, later(10))]

    assert seen == [[True], [False]]


def test_a_copy_is_shown_for_an_hour(reading, moment):
    edition = a_public_edition()
    shown(reading, edition)

    with no_database():
        seen = [shown(reading, edition) for moment.now in (later(60), later(61))]

    assert seen == [[True], [False]]


def test_a_database_that_is_away_is_not_asked_for_every_reader(reading, moment):
    path = a_public_edition().get_absolute_url()
    reading.get(path)

    with no_database():
        moment.now += timedelta(minutes=6)
        asked = []
        for seconds in (0, 1, 3.9, 0.1):
            moment.now += SECOND * seconds
            reading.get(path)
            asked.append(reading.asked[path])

    assert asked == [2, 2, 2, 3]


def test_staff_read_on_too(reading, settings):
    path = a_public_edition().get_absolute_url()
    reading.get(path)

    with no_database():
        answer = reading.get(path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"})

    assert answer.status == 200


def test_a_page_is_shown_with_the_last_number_where_no_other_is_known(reading, monkeypatch):
    edition = a_public_edition()
    bring_start_value(edition.article, value=640)
    path = edition.get_absolute_url()
    before = reading.text(path)
    asked = []

    def away(*_article, at):
        asked.append(at)
        raise OSError("no spool")

    monkeypatch.setattr(recorder().numbers, "known", lambda *_article, **_at: None)
    monkeypatch.setattr(recorder().numbers, "prepare", away)
    after = [reading.text(path) for _ in range(3)]

    assert "640</span>" in before
    assert after == [before] * 3
    assert len(asked) == 1


def test_without_a_database_django_is_asked_as_ever_through_its_own_test_client(client):
    path = a_public_edition().get_absolute_url()

    with no_database(), pytest.raises(OperationalError):
        client.get(path)
