"""What is answered before Django's middleware: the count, and forged proxy headers are dropped."""

import logging
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from importlib import import_module
from typing import NamedTuple
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django import db
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from articles.browsing.database import keep_usable
from articles.browsing.days import now
from articles.browsing.eligibility import (
    Verdict,
    judge_reader,
    judge_sender,
    wants_privacy,
)
from articles.browsing.number import NumberUnknown
from articles.browsing.publicity import Known, PublicityUnknown
from articles.browsing.reader import Reader, forwarded_address, is_proxy, prefixes, read_address
from articles.browsing.record import Recorder, recorder_in
from articles.browsing.referrer import referring_host
from articles.browsing.rows import Browse
from articles.edge.at_once import DoneTogether, TakesAMoment, TakesTime, takes_time
from articles.edge.beacon import Told, has_body, read_told, take_in_body
from articles.edge.count_answers import Answer, Door, refuse, tell
from articles.edge.transport import Transport
from articles.models import Edition

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"/([a-z-]+)/news/([^/]+)/[^/]+/read(\.png)?")
ENDINGS = ("/read", "/read.png")
# What is longer is not remembered: senders must not fill the memory with what they invent.
LONGEST_PATH = 300
LONGEST_HEADERS = 1000
# What only a proxy may say of the reader and of the way the request came.
PROXY_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
)
STATUS = {
    Verdict.WRONG_METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    Verdict.FOREIGN: HTTPStatus.FORBIDDEN,
}
# What keeps a browse from being counted, or its number from being told.
FAILURES = (PublicityUnknown, NumberUnknown, sqlite3.Error, OSError)


class Asked(NamedTuple):
    """A count request; it may wait a moment to be judged and counted with others."""

    environ: WSGIEnvironment
    door: Door
    at: datetime
    is_secure: bool
    known: Known | None  # the edition, where it need not be asked for; then the number is there too


# A browse to be counted; a look, which counts as nothing; or why it is refused.
Outcome = Browse | HTTPStatus | None


class CountFirst:
    """A WSGI application that answers the count itself and hands everything else on.

    What one request has in common with the next is judged once and remembered: a count has to
    cost little, because every reader of every page sends one.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        pages_at_once: WSGIApplication = takes_time,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.application = application
        self.pages_at_once = pages_at_once
        self.clock = clock
        # Looked up once: Django's settings take longer than some rules do.
        self.place = os.fspath(settings.DATA_DIR)
        self.session_cookie = settings.SESSION_COOKIE_NAME
        self.proxies = prefixes(settings.TRUSTED_PROXIES)
        self.is_proxy = lru_cache(1024)(self.is_proxy_now)
        self.sender = lru_cache(1024)(judge)
        self.is_secure = Transport().is_secure

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        door = self.door(environ)
        if door is None:
            return self.application(environ, start_response)
        asked = Asked(environ, door, self.clock(), self.is_secure(environ), None)
        [answer] = self.together([asked])
        return send(answer, start_response)

    def at_once(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As if called, but raises `TakesTime` for what has to be waited for.

        A count raises `DoneTogether`: to judge many in one go costs less than one by one between
        other things, and the spool takes several rows for the price of one.
        """
        door = self.door(environ)
        if door is None:
            return self.pages_at_once(environ, start_response)
        is_body_read = not door.is_pixel and has_body(environ)
        # Only a proxy has all of a body when it begins to send it.
        if is_body_read and not self.is_proxy(environ.get("REMOTE_ADDR", "")):
            raise TakesTime
        at = self.clock()
        known = self.known(environ, door, at=at)
        if is_body_read:
            take_in_body(environ)
        raise DoneTogether(Asked(environ, door, at, self.is_secure(environ), known))

    def together(self, requests: Sequence[Asked]) -> list[Answer]:
        """Counts what is to be counted, and says in the same order what each is answered."""
        counter = recorder_in(self.place)
        outcomes = [self.outcome(asked, counter) for asked in requests]
        browses = [outcome for outcome in outcomes if type(outcome) is Browse]
        try:
            refusals = iter(counter.record(browses) if browses else ())
        except FAILURES as error:  # they are written, and what they add cannot be told
            refusals = iter([error] * len(browses))
        return [
            self.answer(
                asked, outcome, counter, next(refusals) if type(outcome) is Browse else None
            )
            for asked, outcome in zip(requests, outcomes, strict=True)
        ]

    def outcome(self, asked: Asked, counter: Recorder) -> Outcome:
        """What the rules say; where they fail, that costs nobody else's count."""
        try:
            return self.by_the_rules(asked, counter)
        except Exception as error:  # noqa: BLE001 - a failure of one is not to be that of all
            log(error)
            return HTTPStatus.SERVICE_UNAVAILABLE

    def answer(
        self, asked: Asked, outcome: Outcome, counter: Recorder, failure: Exception | None
    ) -> Answer:
        """With the number, which it asks for only where nothing is to be counted."""
        environ, door, at, is_secure, _known = asked
        if type(outcome) is HTTPStatus:
            is_head = environ["REQUEST_METHOD"] == "HEAD"
            return refuse(outcome, door, is_secure=is_secure, has_body=not is_head)
        article_id = door.article_id or 0  # where there is none, it is refused
        try:
            if failure:
                raise failure
            if outcome:
                number = counter.numbers.told(article_id, at=at)
            else:
                number = counter.numbers.browse_times(article_id, at=at)
        except Exception as error:  # noqa: BLE001 - a failure of one is not to be that of all
            log(error)
            return refuse(HTTPStatus.SERVICE_UNAVAILABLE, door, is_secure=is_secure)
        return tell(number, door, is_secure=is_secure)

    def door(self, environ: WSGIEnvironment) -> Door | None:
        """Which count is asked for, if one is; with forged headers dropped, whatever it is."""
        if not environ.keys().isdisjoint(PROXY_HEADERS):
            self.believe_only_proxies(environ)
        path = environ.get("PATH_INFO", "")
        if not path.endswith(ENDINGS):
            return None
        find = find_door if len(path) <= LONGEST_PATH else find_door.__wrapped__
        return find(path)

    def known(self, environ: WSGIEnvironment, door: Door, *, at: datetime) -> Known | None:
        """The edition at the address, if there can be one; all that a count needs is in memory.

        Raises `TakesAMoment` where it is not.
        """
        if door.article_id is None:
            return None
        counter = recorder_in(self.place)
        known = counter.publicity.known(door.article_id, door.language, at=at)
        is_there = known and counter.numbers.known(door.article_id, at=at)
        if not is_there or self.session_cookie in environ.get("HTTP_COOKIE", ""):
            raise TakesAMoment
        return known

    def believe_only_proxies(self, environ: WSGIEnvironment) -> None:
        """Drops what a peer that is no proxy of ours says as if it were one.

        Whether a request is secure (SECURE_PROXY_SSL_HEADER) hangs on this, for every page.
        """
        if not self.is_proxy(environ.get("REMOTE_ADDR", "")):
            for header in PROXY_HEADERS:
                environ.pop(header, None)

    def is_proxy_now(self, peer: str) -> bool:
        return is_proxy(read_address(peer), self.proxies)

    def by_the_rules(self, asked: Asked, counter: Recorder) -> Outcome:
        """Where this refuses nothing, the number can be told."""
        environ, door, at, is_secure, known = asked
        host, refusal = self.judged(environ, door, is_secure=is_secure)
        if refusal:
            return refusal
        if door.article_id is None:
            return HTTPStatus.NOT_FOUND
        edition = known.public(at=at) if known else ask(counter, door, door.article_id, at=at)
        if edition is None:
            return HTTPStatus.NOT_FOUND
        return self.browse(environ, edition, counter, host=host, is_pixel=door.is_pixel, at=at)

    def judged(
        self, environ: WSGIEnvironment, door: Door, *, is_secure: bool
    ) -> tuple[str, HTTPStatus | None]:
        """What `judge` says, remembered for what browsers send."""
        name: str = environ["SERVER_NAME"]
        host = environ.get("HTTP_HOST", name)
        method: str = environ["REQUEST_METHOD"]
        site: str | None = environ.get("HTTP_SEC_FETCH_SITE")
        page: str = environ.get("HTTP_REFERER" if door.is_pixel else "HTTP_ORIGIN", "")
        length = len(host) + len(method) + len(site or "") + len(page)
        sender = self.sender if length <= LONGEST_HEADERS else judge
        return sender(host, method, site, page, is_pixel=door.is_pixel, is_secure=is_secure)

    def browse(
        self,
        environ: WSGIEnvironment,
        edition: Edition,
        counter: Recorder,
        *,
        host: str,
        is_pixel: bool,
        at: datetime,
    ) -> Browse | None:
        """What is kept of a reader's or a robot's call; nothing where it counts as nothing."""
        verdict = judge_reader(environ, is_staff="HTTP_COOKIE" in environ and is_staff(environ))
        if verdict is Verdict.LOOKED_OVER:
            return None
        if verdict is Verdict.ROBOT:
            return counter.call_of_robot(edition, at=at)
        told = Told() if is_pixel else read_told(environ)
        referrer = foreign_host(told.referrer, host=host) if told.referrer else ""
        reader = self.reader_of(environ, token=told.token)
        return counter.browse_of(edition, reader=reader, referrer=referrer, at=at)

    def reader_of(self, environ: WSGIEnvironment, *, token: str) -> Reader:
        peer = environ.get("REMOTE_ADDR", "")
        address = None
        if self.is_proxy(peer):
            forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
            address = forwarded_address(forwarded, trusted=self.proxies)
        agent = environ.get("HTTP_USER_AGENT", "")
        return Reader(address or read_address(peer), agent, token, wants_privacy(environ))


@lru_cache(maxsize=4096)
def find_door(path: str) -> Door | None:
    found = ADDRESS.fullmatch(path)
    if not found or found[1] not in dict(settings.LANGUAGES):
        return None
    number = found[2]
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return Door(found[1], int(number) if is_number else None, bool(found[3]))


def judge(
    said_host: str,
    method: str,
    site: str | None,
    page: str,
    *,
    is_pixel: bool,
    is_secure: bool,
) -> tuple[str, HTTPStatus | None]:
    """By which name the sender calls us, and why it is refused, if it is.

    `site` is Sec-Fetch-Site, `page` is the Origin of a beacon or the Referer of a pixel.
    """
    host = our_host(said_host)
    if host is None:
        return "", HTTPStatus.BAD_REQUEST
    scheme = "https" if is_secure else "http"
    headers = {"HTTP_REFERER" if is_pixel else "HTTP_ORIGIN": page}
    if site is not None:
        headers["HTTP_SEC_FETCH_SITE"] = site
    verdict = judge_sender(
        headers,
        method=method,
        is_pixel=is_pixel,
        origins=(f"{scheme}://{host}".lower(), settings.SITE_URL.lower()),
    )
    name = urlsplit(f"//{host}").hostname or ""
    if verdict:
        return name, STATUS[verdict]
    if settings.SECURE_SSL_REDIRECT and not is_secure:
        return name, HTTPStatus.FORBIDDEN  # the page itself is never shown that way
    return name, None


def our_host(said: str) -> str | None:
    """The host and port of the request, if Django allows it; nothing otherwise."""
    request = HttpRequest()
    request.META = {"HTTP_HOST": said}
    try:
        return request.get_host()
    except DisallowedHost:
        return None


def ask(counter: Recorder, door: Door, article_id: int, *, at: datetime) -> Edition | None:
    """The edition, if it is public, when its number can be told."""
    edition = counter.publicity.edition(article_id, door.language, at=at)
    if edition:
        counter.numbers.prepare(article_id, at=at)
    return edition


def is_staff(environ: WSGIEnvironment) -> bool:
    """Whether staff are signed in here; where that cannot be found out, it is a reader (R6)."""
    if settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", ""):
        return False
    # The type of the body is not looked at, and Django trips over some.
    request = WSGIRequest(environ | {"CONTENT_TYPE": ""})
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    keep_usable()
    try:
        user = get_user(request)
    except db.Error:
        return False
    return user.is_active and getattr(user, "is_staff", False)


def foreign_host(page: str, *, host: str) -> str:
    """The host of another site; nothing for a page that goes by one of our names."""
    return referring_host(page, own=(host, settings.SITE_HOST))


def log(failure: Exception) -> None:
    """What is to be expected in one line; anything else is a mistake of ours, with its way."""
    is_ours = not isinstance(failure, FAILURES)
    logger.error("A browse could not be counted: %r", failure, exc_info=is_ours and failure)


def send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body = answer
    start_response(f"{status.value} {status.phrase}", [*headers])
    return [body]
