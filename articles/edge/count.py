"""What is answered before Django's middleware: the count, and forged proxy headers are dropped."""

import logging
import os
import re
import sqlite3
from base64 import b64decode
from collections.abc import Callable, Iterable
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
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

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
from articles.browsing.record import recorder_in
from articles.browsing.referrer import referring_host
from articles.edge.at_once import TakesAMoment, TakesTime, takes_time
from articles.edge.beacon import Body, read_body
from articles.edge.transport import Transport
from articles.models import Edition

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"/([a-z-]+)/news/([^/]+)/[^/]+/read(\.png)?")
ENDINGS = ("/read", "/read.png")
# What is longer is not remembered: senders must not fill the memory with what they invent.
LONGEST_PATH = 300
LONGEST_HEADERS = 1000
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
# What only a proxy may say of the reader and of the way the request came.
PROXY_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
)
SENTENCES = {
    HTTPStatus.BAD_REQUEST: _("This site does not go by that name."),
    HTTPStatus.FORBIDDEN: _("Only pages of this site count their readers here."),
    HTTPStatus.NOT_FOUND: _("There is no public article at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This address only counts."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Browses cannot be counted right now."),
}
STATUS = {
    Verdict.WRONG_METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    Verdict.FOREIGN: HTTPStatus.FORBIDDEN,
}


class Door(NamedTuple):
    """A count address: of the beacon, or of the pixel; without a number no article can be there."""

    language: str
    article_id: int | None
    is_pixel: bool

    @property
    def method(self) -> str:
        return "GET" if self.is_pixel else "POST"


class Refused(Exception):
    """A count request that is answered with a status and a sentence."""

    def __init__(self, status: HTTPStatus) -> None:
        self.code = status
        super().__init__(status)


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
        return self.answer(environ, start_response, door, at=self.clock())

    def at_once(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As if called, but raises `TakesTime` for what has to be waited for."""
        door = self.door(environ)
        if door is None:
            return self.pages_at_once(environ, start_response)
        if self.must_wait_for_sender(environ, door):
            raise TakesTime
        at = self.clock()
        if door.article_id is None:
            return self.answer(environ, start_response, door, at=at)
        known = self.known(environ, door.article_id, door.language, at=at)
        if known is None:
            raise TakesAMoment
        return self.answer(environ, start_response, door, at=at, known=known)

    def door(self, environ: WSGIEnvironment) -> Door | None:
        """Which count is asked for, if one is; with forged headers dropped, whatever it is."""
        if not environ.keys().isdisjoint(PROXY_HEADERS):
            self.believe_only_proxies(environ)
        path = environ.get("PATH_INFO", "")
        if not path.endswith(ENDINGS):
            return None
        find = find_door if len(path) <= LONGEST_PATH else find_door.__wrapped__
        return find(path)

    def must_wait_for_sender(self, environ: WSGIEnvironment, door: Door) -> bool:
        """Only a proxy has all of a body when it begins to send it."""
        return not door.is_pixel and not self.is_proxy(environ.get("REMOTE_ADDR", ""))

    def known(
        self, environ: WSGIEnvironment, article_id: int, language: str, *, at: datetime
    ) -> Known | None:
        """The edition, if all that a count needs is in memory.

        But for the spool, where nobody waits for long.
        """
        if self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return None
        counter = recorder_in(self.place)
        if counter.numbers.known(article_id, at=at) is None:
            return None
        return counter.publicity.known(article_id, language, at=at)

    def answer(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        door: Door,
        *,
        at: datetime,
        known: Known | None = None,
    ) -> Iterable[bytes]:
        """`known` is told where the number is known, too."""
        is_secure = self.is_secure(environ)
        try:
            number = self.count(environ, door, is_secure=is_secure, at=at, known=known)
        except Refused as refusal:
            return refuse(refusal.code, door, environ, start_response, is_secure=is_secure)
        if door.is_pixel:
            body, headers = PIXEL, pixel_headers(is_secure=is_secure)
        else:
            body = b'{"browse_times": %d}' % number
            headers = beacon_headers(len(body), is_secure=is_secure)
        start_response("200 OK", [*headers])
        return [body]

    def believe_only_proxies(self, environ: WSGIEnvironment) -> None:
        """Drops what a peer that is no proxy of ours says as if it were one.

        Whether a request is secure (SECURE_PROXY_SSL_HEADER) hangs on this, for every page.
        """
        if not self.is_proxy(environ.get("REMOTE_ADDR", "")):
            for header in PROXY_HEADERS:
                environ.pop(header, None)

    def is_proxy_now(self, peer: str) -> bool:
        return is_proxy(read_address(peer), self.proxies)

    def count(
        self,
        environ: WSGIEnvironment,
        door: Door,
        *,
        is_secure: bool,
        at: datetime,
        known: Known | None,
    ) -> int:
        """Counts the browse if it may count, and tells the number; raises `Refused`."""
        host, refusal = self.judged(environ, door, is_secure=is_secure)
        if refusal:
            raise Refused(refusal)
        if door.article_id is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        try:
            edition = known.public(at=at) if known else self.ask(door, door.article_id, at=at)
            if edition is None:
                raise Refused(HTTPStatus.NOT_FOUND)
            return self.count_ours(environ, door, edition, door.article_id, host=host, at=at)
        except (PublicityUnknown, NumberUnknown, sqlite3.Error, OSError) as error:
            logger.error("A browse could not be counted: %r", error)
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE) from error

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

    def ask(self, door: Door, article_id: int, *, at: datetime) -> Edition | None:
        """The edition, if it is public, when its number can be told.

        Before anything is counted: an answer always has a number.
        """
        counter = recorder_in(self.place)
        edition = counter.publicity.edition(article_id, door.language, at=at)
        if edition:
            counter.numbers.prepare(article_id, at=at)
        return edition

    def count_ours(
        self,
        environ: WSGIEnvironment,
        door: Door,
        edition: Edition,
        article_id: int,
        *,
        host: str,
        at: datetime,
    ) -> int:
        counter = recorder_in(self.place)
        verdict = judge_reader(environ, is_staff="HTTP_COOKIE" in environ and is_staff(environ))
        if verdict is Verdict.LOOKED_OVER:
            return counter.numbers.browse_times(article_id, at=at)
        if verdict is Verdict.ROBOT:
            counter.leave_out(edition, at=at)
        else:
            body = Body() if door.is_pixel else read_body(environ)
            referrer = foreign_host(body.referrer, host=host) if body.referrer else ""
            reader = self.reader_of(environ, token=body.token)
            counter.record(edition, reader=reader, referrer=referrer, at=at)
        return counter.numbers.prepare(article_id, at=at).number

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


def refuse(
    status: HTTPStatus,
    door: Door,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    *,
    is_secure: bool,
) -> Iterable[bytes]:
    with override(door.language):
        body = f"{SENTENCES[status]}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", door.method))
    start_response(
        f"{status.value} {status.phrase}", [*headers, *safe_headers(is_secure=is_secure)]
    )
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


@lru_cache(maxsize=64)
def beacon_headers(length: int, *, is_secure: bool) -> tuple[tuple[str, str], ...]:
    kind = ("Content-Type", "application/json")
    return (kind, ("Content-Length", str(length)), *safe_headers(is_secure=is_secure))


@lru_cache(maxsize=2)
def pixel_headers(*, is_secure: bool) -> tuple[tuple[str, str], ...]:
    kind = ("Content-Type", "image/png")
    return (kind, ("Content-Length", str(len(PIXEL))), *safe_headers(is_secure=is_secure))


@lru_cache(maxsize=2)
def safe_headers(*, is_secure: bool) -> tuple[tuple[str, str], ...]:
    """What every answer of ours says; the transport header as Django's own middleware does."""
    return (
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("X-Robots-Tag", "noindex"),
        *(strict_transport() if is_secure else ()),
    )


def strict_transport() -> list[tuple[str, str]]:
    if not settings.SECURE_HSTS_SECONDS:
        return []
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        parts.append("includeSubDomains")
    if settings.SECURE_HSTS_PRELOAD:
        parts.append("preload")
    return [("Strict-Transport-Security", "; ".join(parts))]
