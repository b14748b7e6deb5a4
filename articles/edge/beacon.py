"""What the page's script says in the body of its beacon: any bytes in, what is sound out."""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

LONGEST_BODY = 4096
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
# What nearly all beacons say: their readers came from a page of ours.
ONLY_TOKEN = re.compile(rb"sid=([A-Za-z0-9_-]{1,64})")


class Body(NamedTuple):
    """What a beacon says of its page."""

    token: str = ""
    referrer: str = ""


def read_body(environ: WSGIEnvironment) -> Body:
    """The tab's token and the referrer, if a short body of a told length has sound ones."""
    length = environ.get("CONTENT_LENGTH", "")
    # Never more than is announced: the server would wait for the rest.
    if not (length.isascii() and length.isdigit() and len(length) <= 4):
        return Body()
    number = int(length)
    if not 0 < number <= LONGEST_BODY:
        return Body()
    try:
        said = environ["wsgi.input"].read(number)
    except (OSError, ValueError):
        return Body()
    only = ONLY_TOKEN.fullmatch(said)
    return Body(only[1].decode()) if only else read_fields(said)


def read_fields(said: bytes) -> Body:
    """Of a name that is said twice the first one holds."""
    parts = said.split(b"&", 10)
    fields = {}
    for part in reversed(parts):
        name, _sign, value = part.partition(b"=")
        fields[name] = value
    token = fields.get(b"sid", b"").decode(errors="replace")
    page = fields.get(b"ref")
    return Body(
        token if TOKEN.fullmatch(token) else "",
        unquote_to_bytes(page).decode(errors="replace") if page else "",
    )
