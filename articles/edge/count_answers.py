"""What a request to a count address is answered: the number, the pixel, or a sentence."""

from base64 import b64decode
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

OK = HTTPStatus.OK  # looking it up there takes as long as a rule
Headers = tuple[tuple[str, str], ...]
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
SENTENCES = {
    HTTPStatus.BAD_REQUEST: _("This site does not go by that name."),
    HTTPStatus.FORBIDDEN: _("Only pages of this site count their readers here."),
    HTTPStatus.NOT_FOUND: _("There is no public article at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This address only counts."),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Browses cannot be counted right now."),
}


class Door(NamedTuple):
    """A count address: of the beacon, or of the pixel; without a number no article can be there."""

    language: str
    article_id: int | None
    is_pixel: bool

    @property
    def method(self) -> str:
        return "GET" if self.is_pixel else "POST"


class Answer(NamedTuple):
    """What is sent; the headers are shared by many answers."""

    status: HTTPStatus
    headers: Headers
    body: bytes


def tell(number: int, door: Door, *, is_secure: bool) -> Answer:
    """Thanks for a browse, or for a look."""
    if door.is_pixel:
        return Answer(OK, pixel_headers(is_secure=is_secure), PIXEL)
    body = b'{"browse_times": %d}' % number
    return Answer(OK, beacon_headers(len(body), is_secure=is_secure), body)


def refuse(status: HTTPStatus, door: Door, *, is_secure: bool, has_body: bool = True) -> Answer:
    """Says why nothing was counted, in the language of the page."""
    with override(door.language):
        body = f"{SENTENCES[status]}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append(("Allow", door.method))
    headers += safe_headers(is_secure=is_secure)
    return Answer(status, tuple(headers), body if has_body else b"")


@lru_cache(maxsize=64)
def beacon_headers(length: int, *, is_secure: bool) -> Headers:
    kind = ("Content-Type", "application/json")
    return (kind, ("Content-Length", str(length)), *safe_headers(is_secure=is_secure))


@lru_cache(maxsize=2)
def pixel_headers(*, is_secure: bool) -> Headers:
    kind = ("Content-Type", "image/png")
    return (kind, ("Content-Length", str(len(PIXEL))), *safe_headers(is_secure=is_secure))


@lru_cache(maxsize=2)
def safe_headers(*, is_secure: bool) -> Headers:
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
