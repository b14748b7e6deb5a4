"""What is answered before Django's middleware: the count, and forged proxy headers are dropped."""

import json
import logging
import re
import sqlite3
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from importlib import import_module
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django import db
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.browsing.database import keep_usable
from articles.browsing.eligibility import is_own_beacon, is_own_pixel, is_speculative
from articles.browsing.number import NumberUnknown
from articles.browsing.publicity import PublicityUnknown
from articles.browsing.reader import Reader, is_proxy, read_address, reader_address
from articles.browsing.record import recorder

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"/([a-z-]+)/news/([^/]+)/[^/]+/read(\.png)?")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_BODY = 1024
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


@dataclass(frozen=True, kw_only=True)
class Door:
    """A count address: of the beacon, or of the pixel."""

    language: str
    article: str
    is_pixel: bool

    @property
    def method(self) -> str:
        return "GET" if self.is_pixel else "POST"

    def article_id(self) -> int | None:
        """The number in the address, if an article can have it."""
        number = self.article
        return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


class Refused(Exception):
    """A count request that is answered with a status and a sentence."""

    def __init__(self, status: HTTPStatus) -> None:
        self.code = status
        super().__init__(status)


class CountFirst:
    """A WSGI application that answers the count itself and hands everything else on."""

    def __init__(
        self, application: WSGIApplication, *, clock: Callable[[], datetime] = timezone.now
    ) -> None:
        self.application = application
        self.clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        believe_only_proxies(environ)
        door = find_door(environ.get("PATH_INFO", ""))
        if door is None:
            return self.application(environ, start_response)
        # The type of the body is not looked at, and Django trips over some.
        request = WSGIRequest(environ | {"CONTENT_TYPE": ""})
        try:
            number = count(request, door, at=self.clock())
        except Refused as refusal:
            return refuse(refusal.code, request, door, start_response)
        return show(number, request, door, start_response)


def believe_only_proxies(environ: WSGIEnvironment) -> None:
    """Drops what a peer that is no proxy of ours says as if it were one.

    Whether a request is secure (SECURE_PROXY_SSL_HEADER) hangs on this, for every page.
    """
    said = [header for header in PROXY_HEADERS if header in environ]
    peer = read_address(environ.get("REMOTE_ADDR", "")) if said else None
    if said and not is_proxy(peer, settings.TRUSTED_PROXIES):
        for header in said:
            del environ[header]


def find_door(path: str) -> Door | None:
    found = ADDRESS.fullmatch(path)
    if not found or found[1] not in dict(settings.LANGUAGES):
        return None
    return Door(language=found[1], article=found[2], is_pixel=bool(found[3]))


def count(request: WSGIRequest, door: Door, *, at: datetime) -> int:
    """Counts the browse if it may count, and tells the number; raises `Refused`."""
    refuse_foreign(request, door)
    article_id = door.article_id()
    if article_id is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    try:
        return count_public(request, article_id, door.language, at=at)
    except (PublicityUnknown, NumberUnknown, sqlite3.Error, OSError) as error:
        logger.error("A browse could not be counted: %r", error)
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE) from error


def refuse_foreign(request: WSGIRequest, door: Door) -> None:
    """What does not come from a page of this site, the way such a page sends it."""
    try:
        origins = {f"{request.scheme}://{request.get_host()}".lower(), settings.SITE_URL.lower()}
    except DisallowedHost:
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    if request.method != door.method:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED)
    is_own = is_own_pixel if door.is_pixel else is_own_beacon
    if not is_own(request.environ, origins=origins):
        raise Refused(HTTPStatus.FORBIDDEN)
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise Refused(HTTPStatus.FORBIDDEN)  # the page itself is never shown that way


def count_public(request: WSGIRequest, article_id: int, language: str, *, at: datetime) -> int:
    counter = recorder()
    edition = counter.publicity.edition(article_id, language, at=at)
    if edition is None:
        raise Refused(HTTPStatus.NOT_FOUND)
    # Before anything is counted: an answer always has a number.
    counter.numbers.prepare(article_id, at=at)
    if not is_speculative(request.environ) and not is_staff(request):
        counter.record(edition, reader=reader_of(request), at=at)
    return counter.numbers.browse_times(article_id, at=at)


def is_staff(request: WSGIRequest) -> bool:
    """Whether staff are signed in here; where that cannot be found out, it is a reader (R6)."""
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


def reader_of(request: WSGIRequest) -> Reader:
    environ = request.environ
    return Reader(
        address=reader_address(
            peer=environ.get("REMOTE_ADDR", ""),
            forwarded=environ.get("HTTP_X_FORWARDED_FOR", ""),
            trusted=settings.TRUSTED_PROXIES,
        ),
        agent=environ.get("HTTP_USER_AGENT", ""),
        token=read_token(environ),
    )


def read_token(environ: WSGIEnvironment) -> str:
    """The tab's token, if a short body of a told length has a sound one."""
    length = environ.get("CONTENT_LENGTH", "")
    # Never more than is announced: the server would wait for the rest.
    if not (length.isascii() and length.isdigit() and len(length) <= 4):
        return ""
    if not 0 < int(length) <= LONGEST_BODY:
        return ""
    try:
        fields = parse_qs(environ["wsgi.input"].read(int(length)), max_num_fields=10)
        token = fields.get(b"sid", [b""])[0].decode("ascii")
    except (OSError, ValueError):
        return ""
    return token if TOKEN.fullmatch(token) else ""


def show(
    number: int, request: WSGIRequest, door: Door, start_response: StartResponse
) -> Iterable[bytes]:
    if door.is_pixel:
        return answer(PIXEL, "image/png", HTTPStatus.OK, request, start_response)
    body = json.dumps({"browse_times": number}).encode()
    return answer(body, "application/json", HTTPStatus.OK, request, start_response)


def refuse(
    status: HTTPStatus, request: WSGIRequest, door: Door, start_response: StartResponse
) -> Iterable[bytes]:
    with override(door.language):
        body = f"{SENTENCES[status]}\n".encode()
    allow = [("Allow", door.method)] if status == HTTPStatus.METHOD_NOT_ALLOWED else []
    return answer(body, "text/plain; charset=utf-8", status, request, start_response, extra=allow)


def answer(
    body: bytes,
    content_type: str,
    status: HTTPStatus,
    request: WSGIRequest,
    start_response: StartResponse,
    *,
    extra: Iterable[tuple[str, str]] = (),
) -> Iterable[bytes]:
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("X-Robots-Tag", "noindex"),
            *strict_transport(request),
            *extra,
        ],
    )
    return [b"" if request.method == "HEAD" else body]


def strict_transport(request: WSGIRequest) -> list[tuple[str, str]]:
    """As Django's own middleware says it on every page."""
    seconds = settings.SECURE_HSTS_SECONDS
    if not seconds or not request.is_secure():
        return []
    parts = [f"max-age={seconds}"]
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        parts.append("includeSubDomains")
    if settings.SECURE_HSTS_PRELOAD:
        parts.append("preload")
    return [("Strict-Transport-Security", "; ".join(parts))]
