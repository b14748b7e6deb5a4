"""A kept page becomes an answer: compressed or not, whole, or only that nothing has changed."""

import gzip
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIEnvironment

from articles.page_cache.page import VARY, Page
from articles.page_cache.validity import TO_BE_ASKED, is_named

# What is longer is not remembered: senders must not fill the memory with what they invent.
LONGEST = 100
# What a 304 leaves out, because it has no body.
OF_A_BODY = {"content-type", "content-language", "content-encoding", "content-length"}


def answer(
    page: Page,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    *,
    number: int | None,
    at: datetime,
) -> Iterable[bytes]:
    copy = page.copy(number)
    keeping = page.cache_control(at=at)
    headers = [("Cache-Control", keeping)]
    if "HTTP_X_FORWARDED_FOR" in environ:
        headers.append(("X-Accel-Expires", end_of_second(keeping, at=at)))
    if "HTTP_IF_NONE_MATCH" in environ and is_named(copy.etag, environ["HTTP_IF_NONE_MATCH"]):
        headers += [header for header in copy.headers if header[0].lower() not in OF_A_BODY]
        start_response("304 Not Modified", headers)
        return []
    body = copy.body
    if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        headers += copy.headers
    else:
        body = gzip.decompress(body)
        headers += [("ETag", copy.etag), VARY, *page.headers, ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def end_of_second(keeping: str, *, at: datetime) -> str:
    """How long nginx may keep it: less than the shortest time it can count, which may be two."""
    return "0" if keeping == TO_BE_ASKED else f"@{int(at.timestamp())}"


def takes_gzip(accepted: str) -> bool:
    return (
        read_accepted(accepted) if len(accepted) <= LONGEST else read_accepted.__wrapped__(accepted)
    )


@lru_cache(maxsize=256)
def read_accepted(accepted: str) -> bool:
    """By Accept-Encoding: `gzip;q=0` refuses it, `*` speaks for what is not named."""
    weights = dict(map(read_coding, accepted.lower().split(",")))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def read_coding(words: str) -> tuple[str, float]:
    name, _, weight = words.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0
