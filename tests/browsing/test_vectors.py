"""The worked cases of counting: requests in through the real doors, counts out of the database."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from articles.browsing.rollup import roll_up
from articles.editorial.writing import Release
from articles.models import BrowseCount, BrowseTotal
from newsroom.wsgi import application
from tests.browsing.doors import Clock, beacon_path, knock, pixel_path
from tests.factories import a_draft, a_public_edition, an_article

SPEC = json.loads((Path(__file__).parents[1] / "data" / "counting_vectors.json").read_text())
# These three are about R4; robots come with a later issue, and are counted like anybody until then.
LATER = {"P20", "P21", "P22"}
CASES = [pytest.param(case, id=case["id"]) for case in SPEC["vectors"] if case["id"] not in LATER]
COMPARED = {"views", "total", "by_day"}  # visitors, robots and referrers come later too
LANGUAGES = {"en": "en", "zh": "zh-hans"}
LONG_AGO = datetime.fromisoformat("2025-03-01T08:00:00+08:00")
STATUS = {"page": {200}, "beacon": {200, 403, 404, 405}, "pixel": {200}}


class Site:
    """The articles that a case presupposes, by the numbers it gives them."""

    def __init__(self, case) -> None:
        self.editions = {}
        needed = {event["article"] for event in case["events"]}
        for told in SPEC["config_default"]["articles"]:
            if told["id"] not in needed:
                continue
            article = an_article()
            for language in told["langs"]:
                self.editions[told["id"], language] = self.edition(article, language, told)
        self.articles = {edition.article_id: n for (n, _lang), edition in self.editions.items()}

    def edition(self, article, language, told):
        if not told["published"]:
            return a_draft(article, language=LANGUAGES[language])
        release = Release(
            released_at=moment(told["publish_at"]) if "publish_at" in told else LONG_AGO,
            expires_at=moment(told["withdraw_at"]) if "withdraw_at" in told else None,
        )
        return a_public_edition(article, language=LANGUAGES[language], release=release)

    def path(self, event):
        edition = self.editions.get((event["article"], event["lang"]))
        if edition is None:
            other = self.editions.get((event["article"], "en"))
            number = other.article_id if other else 999_999
            return f"/{LANGUAGES[event['lang']]}/news/{number}/story/read"
        if event["kind"] == "page":
            return edition.get_absolute_url()
        return beacon_path(edition) if event["kind"] == "beacon" else pixel_path(edition)

    def counts(self):
        """views, total and by_day as the cases write them; nought is left out."""
        views, by_day = Counter(), {}
        names = {edition.pk: f"{n}|{lang}" for (n, lang), edition in self.editions.items()}
        for row in BrowseCount.objects.all():
            views[names[row.edition_id]] += row.browses
            by_day.setdefault(row.day.isoformat(), {})[names[row.edition_id]] = row.browses
        total = {
            str(self.articles[row.article_id]): row.browse_times()
            for row in BrowseTotal.objects.all()
        }
        return {"views": dict(views), "total": total, "by_day": by_day}


def moment(text):
    return datetime.fromisoformat(text)


def cookie_of(user):
    """The cookie of a signed-in person, by a session in the database."""
    if user is None:
        return {}
    person = User.objects.create_user(user, is_staff=user == "staff")
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={client.cookies[name].value}"}


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_the_case_counts_exactly_as_written(case, monkeypatch):
    site = Site(case)
    clock = Clock(LONG_AGO)
    monkeypatch.setattr(application, "clock", clock)

    for event in case["events"]:
        clock.now = moment(event["t"])
        answer = knock(
            application,
            site.path(event),
            method=event["method"],
            peer=event["remote_addr"],
            headers=event["headers"] | cookie_of(event["user"]),
            body=f"sid={event['sid']}".encode() if event["sid"] else b"",
        )
        assert answer.status in STATUS[event["kind"]]
    roll_up(at=clock.now)

    counts = site.counts()
    compared = case["expected"].keys() & COMPARED
    assert {key: counts[key] for key in compared} == {
        key: case["expected"][key] for key in compared
    }


def test_no_case_is_left_out_but_those_about_robots():
    assert len(SPEC["vectors"]) == 35
    assert {case["id"] for case in SPEC["vectors"] if case["id"] in LATER} == LATER
    assert {case["rule"] for case in SPEC["vectors"] if case["id"] in LATER} == {"R4"}
