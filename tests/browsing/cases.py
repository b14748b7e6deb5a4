"""The worked cases of counting, run in two ways: by the pure rules, and through the real doors.

A case is one fresh counter: events go in, in order, with the clock set to each; counts come out.
COUNTING_VECTORS may name another file of the same format.
"""

import json
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings

from articles.browsing.batch import Event, add_up, counted
from articles.browsing.clicks import Click, Clicks
from articles.browsing.days import day_of, milliseconds
from articles.browsing.eligibility import Verdict, judge_reader, judge_sender, wants_privacy
from articles.browsing.reader import Hashes, Reader, prefixes, reader_address
from articles.browsing.referrer import referring_host
from articles.browsing.roller import tidy
from articles.browsing.rollup import roll_up
from articles.browsing.secret import OVERLAP
from articles.edge.count import CountFirst
from articles.editorial.writing import Release
from articles.models import BrowseCount, BrowseTotal, ReferrerCount, SiteDay
from newsroom.wsgi import application
from tests.browsing.doors import Clock, beacon_path, knock, pixel_path
from tests.factories import a_draft, a_public_edition, an_article

OURS = Path(__file__).parents[1] / "data" / "counting_vectors.json"
LANGUAGES = {"en": "en", "zh": "zh-hans"}
LONG_AGO = datetime.fromisoformat("2000-01-01T08:00:00+08:00")
NOBODY_HAS = 999_999


@cache
def spec() -> dict:
    return json.loads(Path(os.environ.get("COUNTING_VECTORS") or OURS).read_text())


def config_of(case: dict) -> dict:
    return spec()["config_default"] | case.get("config", {})


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def difference(case: dict, counts: dict) -> str:
    """What a case expects and the counts do not have, or the other way round; nought is nothing."""
    wrong = []
    for key, expected in case["expected"].items():
        found = without_noughts(counts.get(key, {}))
        if found != without_noughts(expected):
            wrong.append(f"{key}: expected {without_noughts(expected)}, counted {found}")
    return "; ".join(wrong)


def without_noughts(counts: dict) -> dict:
    plain = {
        key: without_noughts(value) if isinstance(value, dict) else value
        for key, value in counts.items()
    }
    return {key: value for key, value in plain.items() if value}


@contextmanager
def site_of(config: dict) -> Iterator[None]:
    """The settings that a case presupposes, and a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        changes = {
            "DATA_DIR": Path(folder),
            "TIME_ZONE": config["time_zone"],
            "SITE_URL": config["origin"],
            "SITE_HOST": urlsplit(config["origin"]).hostname,
            "ALLOWED_HOSTS": [urlsplit(config["origin"]).hostname],
            "TRUSTED_PROXIES": [ip_network(each) for each in config["trusted_proxies"]],
        }
        with override_settings(**changes):
            yield


# By the pure rules, without database, spool or server.


def counts_by_rules(case: dict) -> dict:
    config = config_of(case)
    with site_of(config):
        events = [event for event in case["events"] if event["kind"] != "page"]
        taken = [each for n, event in enumerate(events, 1) if (each := take(event, n, config))]
        return written(add_up(counted(taken, Clicks()), visited={}, hosts={}))


def take(event: dict, number: int, config: dict) -> Event | None:
    """What the rules make of one request."""
    at = datetime.fromisoformat(event["t"])
    headers = {
        "HTTP_" + name.upper().replace("-", "_"): value for name, value in event["headers"].items()
    }
    is_pixel, origin = event["kind"] == "pixel", config["origin"]
    refusal = judge_sender(headers, method=event["method"], is_pixel=is_pixel, origins=[origin])
    if refusal or not is_public(event, config, at=at):
        return None
    verdict = judge_reader(headers, is_staff=event["user"] == "staff")
    if verdict is Verdict.LOOKED_OVER:
        return None
    edition = event["article"] * 10 + sorted(LANGUAGES).index(event["lang"])
    if verdict is Verdict.ROBOT:
        return Event(number, "", edition, None, day_of(at), None, "", None)
    address = reader_address(
        peer=event["remote_addr"],
        forwarded=headers.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=prefixes(settings.TRUSTED_PROXIES),
    )
    is_private = wants_privacy(headers)
    # Only the page's script knows a token and a referrer.
    token, referrer = ("", "") if is_pixel else (event["sid"] or "", event["referrer"] or "")
    reader = Reader(address, headers.get("HTTP_USER_AGENT", ""), token, is_private)
    visitor, click = known_by(edition, reader, at=at)
    host = referring_host(referrer, own=[urlsplit(origin).hostname])
    return Event(
        number,
        "",
        edition,
        event["article"],
        day_of(at),
        None if is_private else visitor,
        "" if is_private else host,
        click,
    )


def is_public(event: dict, config: dict, *, at: datetime) -> bool:
    for article in config["articles"]:
        if article["id"] == event["article"] and event["lang"] in article["langs"]:
            opens, closes = moment(article.get("publish_at")), moment(article.get("withdraw_at"))
            return (
                article["published"] and (not opens or opens <= at) and (not closes or at < closes)
            )
    return False


def known_by(edition: int, reader: Reader, *, at: datetime) -> tuple[int, Click]:
    """The visitor and the click, by secrets that are their days."""
    today, earlier = str(day_of(at)).encode(), str(day_of(at - OVERLAP)).encode()
    visitor, key = Hashes(today, site=settings.SITE_URL).of(reader, edition_id=edition)
    yesterday = Hashes(earlier, site=settings.SITE_URL)
    before = yesterday.of(reader, edition_id=edition)[1] if earlier != today else None
    return visitor, Click(key, before, milliseconds(at))


def written(sums) -> dict:
    """The additions as the cases write counts."""
    counts = defaultdict(Counter)
    days = defaultdict(lambda: defaultdict(Counter))
    for (edition, day), number in sums.browses.items():
        article, lang = divmod(edition, 10)
        name = f"{article}|{sorted(LANGUAGES)[lang]}"
        counts["views"][name] += number
        counts["total"][str(article)] += number
        days["by_day"][str(day)][name] += number
    for (edition, day), number in sums.visitors.items():
        days["visitors"][str(day)][str(edition // 10)] += number
    for (_edition, day), number in sums.robots.items():
        counts["robots"][str(day)] += number
    for day, number in sums.site_visitors.items():
        counts["site_visitors"][str(day)] += number
    for (day, _edition, host), number in sums.referrers.items():
        days["referrers"][str(day)][host] += number
    return {**counts, **days}


# Through the HTTP doors, the spool and the roller.


def counts_through_doors(case: dict) -> dict:
    """What the database has after every event was sent; it is empty before, and full after."""
    config = config_of(case)
    with site_of(config):
        site = Site(case, config)
        clock = Clock(LONG_AGO)
        doors = CountFirst(application.application, clock=clock)
        for event in case["events"]:
            clock.now = datetime.fromisoformat(event["t"])
            answer = knock(
                doors,
                site.path(event),
                method=event["method"],
                peer=event["remote_addr"],
                headers=event["headers"] | told_by(event) | site.cookie_of(event["user"]),
                HTTP_HOST=urlsplit(config["origin"]).netloc,
            )
            assert answer.status < 500, answer
            roll_up(at=clock.now)
        tidy(at=clock.now)
        return site.counts()


def told_by(event: dict) -> dict[str, str]:
    """What the page's script says."""
    headers = {"X-Sid": event["sid"], "X-Ref": event["referrer"]}
    return {name: value for name, value in headers.items() if value}


class Site:
    """The articles that a case presupposes, by the numbers it gives them."""

    def __init__(self, case: dict, config: dict) -> None:
        self.editions = {}
        needed = {event["article"] for event in case["events"]}
        for told in config["articles"]:
            if told["id"] in needed:
                article = an_article()
                for language in told["langs"]:
                    self.editions[told["id"], language] = self.edition(article, language, told)
        self.articles = {edition.article_id: n for (n, _lang), edition in self.editions.items()}
        self.names = {edition.pk: f"{n}|{lang}" for (n, lang), edition in self.editions.items()}

    def edition(self, article, language: str, told: dict):
        if not told["published"]:
            return a_draft(article, language=LANGUAGES[language])
        release = Release(
            released_at=moment(told.get("publish_at")) or LONG_AGO,
            expires_at=moment(told.get("withdraw_at")),
        )
        return a_public_edition(article, language=LANGUAGES[language], release=release)

    def path(self, event: dict) -> str:
        edition = self.editions.get((event["article"], event["lang"]))
        if edition is None:
            others = [e for (n, _lang), e in self.editions.items() if n == event["article"]]
            number = others[0].article_id if others else NOBODY_HAS
            return f"/{LANGUAGES[event['lang']]}/news/{number}/story/read"
        if event["kind"] == "page":
            return edition.get_absolute_url()
        return beacon_path(edition) if event["kind"] == "beacon" else pixel_path(edition)

    def cookie_of(self, user: str | None) -> dict[str, str]:
        """The cookie of a signed-in person, by a session in the database."""
        if user is None:
            return {}
        person, _is_new = User.objects.get_or_create(username=user, is_staff=user == "staff")
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        return {"Cookie": f"{name}={client.cookies[name].value}"}

    def counts(self) -> dict:
        counts = defaultdict(Counter)
        days = defaultdict(lambda: defaultdict(Counter))
        for row in BrowseCount.objects.select_related("edition"):
            day, name = row.day.isoformat(), self.names[row.edition_id]
            counts["views"][name] += row.browses
            days["by_day"][day][name] += row.browses
            days["visitors"][day][str(self.articles[row.edition.article_id])] += row.visitors
            counts["robots"][day] += row.robots
        for row in BrowseTotal.objects.all():
            counts["total"][str(self.articles[row.article_id])] += row.browse_times()
        for row in SiteDay.objects.all():
            counts["site_visitors"][row.day.isoformat()] += row.visitors
        for row in ReferrerCount.objects.all():
            days["referrers"][row.day.isoformat()][row.host] += row.browses
        return {**counts, **days}
