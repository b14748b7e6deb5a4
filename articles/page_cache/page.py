"""One kept page: its text in pieces, its headers, and how long it is good."""

import gzip
from datetime import datetime, timedelta
from typing import NamedTuple

from articles.page_cache.deflated import Deflated, deflate
from articles.page_cache.validity import (
    SHARED,
    WHILE_FETCHED,
    WHILE_STEADY,
    Parts,
    Validity,
    cache_control,
    etag,
    fingerprint,
    parts_of,
)
from articles.templatetags.news import number as printed

Headers = tuple[tuple[str, str], ...]
VARY = ("Vary", "Accept-Encoding")
# Told anew with every answer.
OWN = {"cache-control", "content-encoding", "content-length", "etag", "vary"}
# While it cannot be made again, a page is shown so long after it was made.
OUTLIVES = timedelta(hours=1)
TRY_AGAIN = timedelta(seconds=5)
# Clocks of machines differ, and two requests overtake each other.
APART = timedelta(seconds=5)
OVERHEAD = 4096  # bytes of a page in memory, besides twice its text


class Copy(NamedTuple):
    """The page with one number, compressed, and what is said with it each time."""

    number: int | None
    digits: bytes
    deflated: Deflated
    body: bytes
    etag: str
    headers: Headers  # all but for how long it may be kept


class Page:
    """What was answered once, so that it can be answered again with another number."""

    __slots__ = (
        "_copy", "article_id", "due_at", "good_from", "good_until", "headers", "made_at",
        "name", "press_run", "size", "steady_until", "was_asked_for",
    )  # fmt: skip

    def __init__(
        self,
        *,
        headers: Headers,
        deflated: Deflated,
        digits: bytes,
        article_id: int | None,
        name: str,
        validity: Validity,
        made_at: datetime,
    ) -> None:
        self.headers = headers
        self.article_id = article_id
        self.name = name
        self.made_at = made_at
        # A clock that was put back makes the page one of the future.
        self.good_from = made_at - APART
        self.press_run, self.good_until, self.due_at = validity
        # Until then all copies are sent with the same Cache-Control.
        ends = self.due_at or made_at + 2 * OUTLIVES
        self.steady_until = ends - timedelta(seconds=SHARED + WHILE_FETCHED)
        self.was_asked_for = False
        self._copy = self._copy_of(deflated, digits)
        self.size = OVERHEAD + 2 * len(self._copy.body)  # in memory, about

    def __reduce__(self) -> tuple[object, ...]:
        validity = Validity(self.press_run, self.good_until, self.due_at)
        copy = self._copy
        return again, (
            self.headers,
            copy.deflated,
            copy.digits,
            self.article_id,
            self.name,
            validity,
            self.made_at,
        )

    def is_good(self, *, press_run: int, at: datetime) -> bool:
        return self.press_run >= press_run and self.good_from <= at < self.good_until

    def outlives(self, *, at: datetime) -> bool:
        """Whether it may still be shown where it cannot be made again."""
        is_due = self.due_at is not None and self.due_at <= at
        return not is_due and self.good_from <= at < self.made_at + OUTLIVES

    def put_off(self, *, at: datetime) -> None:
        """It could not be made again; for a moment nobody tries."""
        until = min(at + TRY_AGAIN, self.made_at + OUTLIVES)
        self.good_until = min(until, self.due_at) if self.due_at else until

    def copy(self, number: int | None = None) -> Copy:
        """With this number, or with the last one that was known."""
        copy = self._copy
        if number is None or number == copy.number or self.article_id is None:
            return copy
        digits = printed(number).encode()
        deflated = copy.deflated
        if len(digits) != deflated.length:
            deflated = deflate(another_length(copy, digits))
        self._copy = copy = self._copy_of(deflated, digits)
        return copy

    def cache_control(self, *, at: datetime) -> str:
        return WHILE_STEADY if at < self.steady_until else cache_control(self.due_at, at=at)

    def _copy_of(self, deflated: Deflated, digits: bytes) -> Copy:
        body, tag = deflated.with_number(digits), etag(self.name, digits)
        return Copy(
            number=int(digits.replace(b",", b"")) if digits else None,
            digits=digits,
            deflated=deflated,
            body=body,
            etag=tag,
            headers=(
                ("ETag", tag),
                VARY,
                *self.headers,
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(body))),
            ),
        )


def keep(content: bytes, *, headers: Headers, validity: Validity, at: datetime) -> Page:
    """The page that was made from what the database held at `at` or later."""
    parts = parts_of(content)
    return Page(
        headers=tuple(header for header in headers if header[0].lower() not in OWN),
        deflated=deflate(parts),
        digits=parts.digits,
        article_id=parts.article_id,
        name=fingerprint(parts),
        validity=validity,
        made_at=at,
    )


def again(
    headers: Headers,
    deflated: Deflated,
    digits: bytes,
    article_id: int | None,
    name: str,
    validity: Validity,
    made_at: datetime,
) -> Page:
    """As another process has made it."""
    return Page(
        headers=headers,
        deflated=deflated,
        digits=digits,
        article_id=article_id,
        name=name,
        validity=validity,
        made_at=made_at,
    )


def another_length(copy: Copy, digits: bytes) -> Parts:
    """The parts with a number of another length; compressed anew once in ten thousand browses."""
    content = gzip.decompress(copy.body)
    start = copy.deflated.size_before
    return Parts(content[:start], digits, content[start + copy.deflated.length :])
