"""What is answered from memory alone, before which nobody waits."""

import sqlite3
from datetime import timedelta

import pytest

from articles.browsing.eligibility import judge_reader
from articles.browsing.record import recorder
from articles.browsing.spool import Spool
from articles.edge.at_once import DoneTogether
from articles.edge.count_answers import PIXEL
from tests.browsing.doors import OWN_PAGE, make_environ
from tests.edge.reading import PROXY
from tests.factories import a_public_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return a_public_edition().get_absolute_url()


def count(reading, story, *, peer=PROXY, body=b"", **headers) -> bytes:
    answer = reading.get(
        f"{story}read",
        method="POST",
        peer=peer,
        body=body,
        headers=OWN_PAGE | {"X-Forwarded-For": "198.51.100.7"} | headers,
    )
    assert answer.status == 200
    return answer.body


def test_a_page_is_answered_at_once_when_it_is_kept(reading, story):
    reading.get(story)
    before = reading.at_once[story]
    reading.get(story)

    assert (before, reading.at_once[story]) == (0, 1)


@pytest.fixture
def signed_in(settings):
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}=staff"}


def test_a_page_that_is_made_for_somebody_takes_time(reading, story, signed_in):
    reading.get(story)
    reading.get(story, headers=signed_in)
    reading.get(story, headers={"Range": "bytes=0-9"})

    assert not reading.at_once[story]


def test_a_page_takes_a_moment_when_it_is_time_to_look_for_what_is_new(reading, story):
    reading.get(story)
    reading.clock.now += timedelta(seconds=0.6)
    reading.get(story)
    looked = reading.at_once[story]
    reading.get(story)

    assert (looked, reading.at_once[story]) == (0, 1)


def test_a_page_takes_a_moment_when_the_clock_was_put_back(reading):
    reading.get("/en/")
    reading.clock.now -= timedelta(seconds=1)
    reading.get("/en/")
    looked = reading.at_once["/en/"]
    reading.get("/en/")

    assert (looked, reading.at_once["/en/"]) == (0, 1)


def test_a_count_through_a_proxy_is_answered_at_once_when_its_story_is_known(reading, story):
    first = count(reading, story)
    before = reading.at_once[f"{story}read"]
    second = count(reading, story, **{"X-Forwarded-For": "198.51.100.8"})

    assert (before, reading.at_once[f"{story}read"]) == (0, 1)
    assert (first, second) == (b'{"browse_times": 1}', b'{"browse_times": 2}')


def test_the_body_of_a_reader_who_is_not_behind_a_proxy_is_waited_for_elsewhere(reading, story):
    count(reading, story)
    count(reading, story, peer="203.0.113.9", body=b"sid=a")

    assert not reading.at_once[f"{story}read"]


def test_who_says_all_in_headers_is_counted_at_once_also_without_a_proxy(reading, story):
    count(reading, story)
    told = count(reading, story, peer="203.0.113.9", **{"X-Sid": "a"})

    assert (told, reading.at_once[f"{story}read"]) == (b'{"browse_times": 2}', 1)


def test_many_are_counted_together_and_each_is_told_its_own(reading):
    """Two stories, a robot, one reader twice, a pixel, and a look, which counts as nothing."""
    stories = [a_public_edition(), a_public_edition()]
    paths = [f"{story.get_absolute_url()}read" for story in stories]
    for path in paths:
        reading.get(path, method="POST", peer=PROXY, headers=OWN_PAGE)
    asked = [
        put_off(reading, paths[0], **{"X-Sid": "a"}),
        put_off(reading, paths[1], **{"X-Sid": "a"}),
        put_off(reading, paths[0], **{"X-Sid": "b", "User-Agent": "curl/8.5.0"}),
        put_off(reading, paths[0], **{"X-Sid": "a"}),
        put_off(reading, paths[0], **{"Sec-Purpose": "prefetch"}),
        put_off(reading, paths[1] + ".png", method="GET", **{"X-Forwarded-For": "198.51.100.9"}),
    ]
    answers = reading.doors.together(asked)

    assert [answer.body for answer in answers[:5]] == [
        b'{"browse_times": %d}' % number for number in (2, 3, 2, 2, 2)
    ]
    assert answers[5].body == PIXEL
    assert {answer.status for answer in answers} == {200}


def put_off(reading, path, *, method="POST", body=b"", **headers):
    """What is to be done when others have come."""
    environ = make_environ(path, method=method, peer=PROXY, headers=OWN_PAGE | headers, body=body)
    with pytest.raises(DoneTogether) as later:
        reading.doors.at_once(environ, None)
    return later.value.part


def test_who_came_together_is_refused_alone(reading, story):
    """The one in the middle sends a method that has no answer with a body."""
    count(reading, story)
    asked = [
        put_off(reading, f"{story}read", **{"X-Sid": "a"}),
        put_off(reading, f"{story}read", method="HEAD"),
        put_off(reading, f"{story}read", **{"Sec-Fetch-Site": "cross-site"}),
        put_off(reading, "/en/news/none/lake/read"),
        put_off(reading, f"{story}read", **{"X-Sid": "b"}),
    ]
    answers = reading.doors.together(asked)

    assert [answer.status for answer in answers] == [200, 405, 403, 404, 200]
    assert [answer.body for answer in answers] == [
        b'{"browse_times": 3}',
        b"",
        b"Only pages of this site count their readers here.\n",
        b"There is no public article at this address.\n",
        b'{"browse_times": 3}',
    ]


def test_a_rule_that_fails_costs_nobody_else_a_count(reading, story, monkeypatch, caplog):
    count(reading, story)

    def fail_for_one(environ, **told):
        if environ.get("HTTP_X_SID") == "b":
            raise LookupError("broken")
        return judge_reader(environ, **told)

    monkeypatch.setattr("articles.edge.count.judge_reader", fail_for_one)
    asked = [put_off(reading, f"{story}read", **{"X-Sid": token}) for token in "abc"]
    answers = reading.doors.together(asked)

    assert [answer.status for answer in answers] == [200, 503, 200]
    assert answers[2].body == b'{"browse_times": 3}'
    assert "broken" in caplog.text


def test_a_number_that_cannot_be_told_costs_nobody_else_the_answer(
    reading, story, monkeypatch, caplog
):
    count(reading, story)

    def fail(*_asked, **_told):
        raise LookupError("broken")

    monkeypatch.setattr("articles.browsing.number.Numbers.told", fail)
    asked = [
        put_off(reading, f"{story}read", **{"X-Sid": "a"}),
        put_off(reading, f"{story}read", **{"Sec-Purpose": "prefetch"}),
        put_off(reading, f"{story}read", method="PUT"),
    ]
    answers = reading.doors.together(asked)

    assert [answer.status for answer in answers] == [503, 200, 405]
    assert answers[1].body == b'{"browse_times": 2}'
    assert "broken" in caplog.text


def test_a_click_has_the_moment_at_which_it_came_however_long_it_was_put_off(reading, story):
    count(reading, story)
    first = put_off(reading, f"{story}read", **{"X-Sid": "a"})
    reading.clock.now += timedelta(seconds=31)
    reading.doors.together([first])
    told = count(reading, story, **{"X-Sid": "a"})

    assert told == b'{"browse_times": 3}'


def test_a_body_is_taken_in_before_its_request_is_put_off(reading, story):
    """The server takes it away when its thread returns."""
    count(reading, story)
    asked = put_off(reading, f"{story}read", body=b"sid=a&ref=https%3A%2F%2Fcampus.example%2F")
    asked.environ["wsgi.input"].close()
    [answer] = reading.doors.together([asked])

    assert answer.body == b'{"browse_times": 2}'
    assert count(reading, story, **{"X-Sid": "a"}) == answer.body
    hosts = {event.referrer for event in recorder().spool.batch(after=0, size=9)}
    assert hosts == {"", "campus.example"}


def test_what_cannot_be_written_is_said_to_all_who_came_together(reading, story, monkeypatch):
    count(reading, story)
    asked = [put_off(reading, f"{story}read", **{"X-Sid": token}) for token in "ab"]

    def refuse(*_told):
        raise OSError("no room")

    monkeypatch.setattr(Spool, "_attempt", refuse)
    answers = reading.doors.together(asked)

    assert [answer.status for answer in answers] == [503, 503]
    assert {answer.body for answer in answers} == {b"Browses cannot be counted right now.\n"}


def test_who_is_signed_in_is_looked_up_elsewhere(reading, story, signed_in):
    count(reading, story)
    count(reading, story, **signed_in)

    assert not reading.at_once[f"{story}read"]


def test_a_count_of_a_story_whose_number_must_be_asked_for_takes_a_moment(reading, story):
    count(reading, story)
    reading.clock.now += timedelta(seconds=5)
    count(reading, story)

    assert not reading.at_once[f"{story}read"]


def test_what_is_written_and_cannot_be_told_of_is_said_to_all_who_came_together(
    reading, story, monkeypatch
):
    count(reading, story)
    asked = [put_off(reading, f"{story}read", **{"X-Sid": token}) for token in "ab"]

    def refuse(*_told):
        raise sqlite3.OperationalError("locked")

    with monkeypatch.context() as patched:
        patched.setattr(Spool, "_tell", refuse)
        answers = reading.doors.together(asked)

    assert [answer.status for answer in answers] == [503, 503]
    assert count(reading, story, **{"X-Sid": "c"}) == b'{"browse_times": 4}'
