"""How long a page may be kept, by us and by the caches of others, and how they ask for it again."""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

# What a CDN may keep, and how long it may go on with that while it fetches the next.
SHARED = 10  # seconds
WHILE_FETCHED = 1
WHILE_STEADY = f"public, max-age=0, s-maxage={SHARED}, stale-while-revalidate={WHILE_FETCHED}"
# Whoever keeps the page asks each time whether it is still the newest.
TO_BE_ASKED = "public, max-age=0, must-revalidate"
# The number in the element that `templatetags.news.counted_at` prints; no text has such a thing.
BROWSE_TIMES = re.compile(rb'data-browse-times="/[a-z-]+/news/([0-9]{1,18})/[^"]*read">([0-9,]+)<')
# Where a view leaves the validity of its page, if who answers before Django asks for it.
NOTE = "articles.page_cache.validity"
# Of a page that does not say which words of a query it reads.
EVERYTHING = ("*",)
TAG = re.compile(r'(?:W/)?("[^"]*")')


class Validity(NamedTuple):
    """In which press run a page was made, and when it is over even if there is no other."""

    press_run: int
    until: datetime
    # When something public changes by itself: from then on nobody may show the page.
    due_at: datetime | None = None


class Parts(NamedTuple):
    """A page before, in and after its number; without one all of it is `before`."""

    before: bytes
    digits: bytes = b""
    after: bytes = b""
    article_id: int | None = None


def parts_of(content: bytes) -> Parts:
    found = BROWSE_TIMES.search(content)
    if not found:
        return Parts(content)
    start, end = found.span(2)
    return Parts(content[:start], found[2], content[end:], int(found[1]))


def fingerprint(parts: Parts) -> str:
    """Of everything but the number: the same in every process that made the same page."""
    digest = sha256(parts.before)  # processors have it built in
    digest.update(b"\0")
    digest.update(parts.after)
    return digest.hexdigest()[:18]


def etag(name: str, digits: bytes) -> str:
    """Weak, because the page may come compressed or not; with another number it is another one."""
    # Without commas: readers of If-None-Match cut at them.
    number = digits.replace(b",", b"").decode()
    return f'W/"{name}-{number}"' if number else f'W/"{name}"'


def etag_of(content: bytes) -> str:
    parts = parts_of(content)
    return etag(fingerprint(parts), parts.digits)


def is_named(tag: str, known: str) -> bool:
    """Whether an If-None-Match names the page of this tag."""
    return known.strip() == "*" or tag.removeprefix("W/") in TAG.findall(known)


def seconds_left(due_at: datetime | None, *, at: datetime, most: int) -> int:
    return min(most, (due_at - at) // timedelta(seconds=1)) if due_at else most


def cache_control(due_at: datetime | None, *, at: datetime) -> str:
    """For browsers and caches before us; none of them may show the page when something is due."""
    left = seconds_left(due_at, at=at, most=SHARED + WHILE_FETCHED)
    if left <= 0:
        return TO_BE_ASKED
    fresh = min(SHARED, left)
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={left - fresh}"
