"""What the page's script says in its beacon: any text in, what is sound out.

It says so in headers: a body is waited for, and the server woken for it a second time. Scripts of
pages that were opened before 2026-12 send one.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

LONGEST = 4096
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
HEADERS = {"HTTP_X_SID", "HTTP_X_REF"}
NO_BODY = ("", "0")


class Told(NamedTuple):
    """What a beacon says of its page."""

    token: str = ""
    referrer: str = ""


def has_body(environ: WSGIEnvironment) -> bool:
    """Whether something must be waited for; of what has no told length nothing is read."""
    return environ.get("CONTENT_LENGTH", "") not in NO_BODY and HEADERS.isdisjoint(environ)


def read_told(environ: WSGIEnvironment) -> Told:
    """The tab's token and the referrer, as far as they are sound."""
    if has_body(environ):
        return read_body(environ)
    token, page = environ.get("HTTP_X_SID", ""), environ.get("HTTP_X_REF", "")
    return Told(token if TOKEN.fullmatch(token) else "", page if len(page) <= LONGEST else "")


def take_in_body(environ: WSGIEnvironment) -> None:
    """Puts what it says where scripts say it now: a body is there while its thread is."""
    environ["HTTP_X_SID"], environ["HTTP_X_REF"] = read_body(environ)


def read_body(environ: WSGIEnvironment) -> Told:
    """Of a short body of a told length."""
    length = environ["CONTENT_LENGTH"]
    # Never more than is announced: the server would wait for the rest.
    if not (length.isascii() and length.isdigit() and len(length) <= 4):
        return Told()
    number = int(length)
    if not 0 < number <= LONGEST:
        return Told()
    try:
        said = environ["wsgi.input"].read(number)
    except (OSError, ValueError):
        return Told()
    return read_fields(said)


def read_fields(said: bytes) -> Told:
    """Of a name that is said twice the first one holds."""
    parts = said.split(b"&", 10)
    fields = {}
    for part in reversed(parts):
        name, _sign, value = part.partition(b"=")
        fields[name] = value
    token = fields.get(b"sid", b"").decode(errors="replace")
    page = fields.get(b"ref")
    return Told(
        token if TOKEN.fullmatch(token) else "",
        unquote_to_bytes(page).decode(errors="replace") if page else "",
    )
