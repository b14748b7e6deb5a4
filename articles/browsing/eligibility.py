"""What a count request is: refused, looked over, a robot's or a reader's (R1, R4–R8).

Pure: what only the database knows is told.
"""

from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from articles.browsing.robots import is_robot

PRIVACY = ("HTTP_SEC_GPC", "HTTP_DNT")
Headers = Mapping[str, Any]  # as WSGI names them
# Browsers that fetch a page in advance say so in one of these.
SPECULATION = {
    "HTTP_SEC_PURPOSE": ("prefetch", "prerender"),
    "HTTP_PURPOSE": ("prefetch", "preview"),
    "HTTP_X_PURPOSE": ("prefetch", "preview"),
    "HTTP_X_MOZ": ("prefetch",),
}


class Verdict(Enum):
    """What becomes of a request to a count address."""

    WRONG_METHOD = auto()  # answered 405
    FOREIGN = auto()  # answered 403
    LOOKED_OVER = auto()  # answered with the number, and counted as nothing
    ROBOT = auto()  # answered with the number, and counted apart
    READER = auto()  # a browse, unless it is a double click


def judge_sender(
    headers: Headers, *, method: str, is_pixel: bool, origins: Collection[str]
) -> Verdict | None:
    """Why this is no call of a page of ours; nothing if it is one (R1, R7)."""
    if method != ("GET" if is_pixel else "POST"):
        return Verdict.WRONG_METHOD
    is_own = is_own_pixel if is_pixel else is_own_beacon
    return None if is_own(headers, origins=origins) else Verdict.FOREIGN


def judge_reader(headers: Headers, *, is_staff: bool) -> Verdict:
    """What a call of a page of ours to a public article is (R4, R5, R6)."""
    if is_staff or is_speculative(headers):
        return Verdict.LOOKED_OVER
    return Verdict.ROBOT if is_robot(headers.get("HTTP_USER_AGENT", "")) else Verdict.READER


def is_speculative(headers: Headers) -> bool:
    """Whether the browser asks in advance, for a page that may never be seen."""
    if headers.keys().isdisjoint(SPECULATION):  # as nearly always
        return False
    for header, words in SPECULATION.items():
        if header in headers:
            said = headers[header].lower()
            if any(word in said for word in words):
                return True
    return False


def wants_privacy(headers: Headers) -> bool:
    """Global Privacy Control or Do Not Track (R11)."""
    if headers.keys().isdisjoint(PRIVACY):  # as mostly; asked at every click
        return False
    return any(headers.get(name, "").strip() == "1" for name in PRIVACY)


def is_own_beacon(headers: Headers, *, origins: Collection[str]) -> bool:
    """Whether a page of ours sent the beacon; `origins` are ours, such as https://news.example."""
    if "HTTP_SEC_FETCH_SITE" in headers:
        return is_same_origin(headers["HTTP_SEC_FETCH_SITE"])
    return headers.get("HTTP_ORIGIN", "").lower() in origins


def is_own_pixel(headers: Headers, *, origins: Collection[str]) -> bool:
    """Whether a page of ours shows the pixel."""
    if "HTTP_SEC_FETCH_SITE" in headers:
        return is_same_origin(headers["HTTP_SEC_FETCH_SITE"])
    host = host_of(headers.get("HTTP_REFERER", ""))
    return bool(host) and host in {host_of(origin) for origin in origins}


def is_same_origin(site: str) -> bool:
    return site.strip().lower() == "same-origin"


def host_of(address: str) -> str:
    """The host and port of an address; nothing where it is not one."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # such as http://[
        return ""
