"""The number on the page: exact at any moment, although the totals are a moment behind (R15)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from django import db
from django.db import connection

from articles.browsing.database import keep_usable
from articles.browsing.spool import Spool

REMEMBERED = timedelta(seconds=2)
MOST = 10_000
# One statement sees one moment of the database, in SQLite and in PostgreSQL.
TOTAL_AND_POSITIONS = """
SELECT '' AS epoch, times FROM articles_browsetotal WHERE article_id = %s
UNION ALL
SELECT epoch, last_id FROM articles_spoolposition WHERE last_id > %s
"""


class NumberUnknown(Exception):
    """The database does not answer, and this article's number is not remembered."""


@dataclass(frozen=True)
class Known:
    """The number after counting every browse of the article up to `last_id` of the spool."""

    number: int
    last_id: int
    asked_at: datetime


class Numbers:
    """The numbers of the articles that were asked for: total, plus what the spool still holds.

    Why no roll-up in between can make it wrong: every browse that was ever committed is, for one
    moment of the database, either inside the total or beyond the positions read with it; and those
    beyond are still in the spool, where rolled browses stay far longer than a moment is remembered.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._known: dict[int, Known] = {}
        self._lock = Lock()

    def browse_times(self, article_id: int, *, at: datetime) -> int:
        """The number with every browse that is in the spool now; raises `NumberUnknown`."""
        # Handed on, not looked up again: another thread may make room for an article in between.
        known = self.prepare(article_id, at=at)
        return self._with_newest(article_id, known).number

    def prepare(self, article_id: int, *, at: datetime) -> Known:
        """Makes sure that the number can be told; raises `NumberUnknown` otherwise."""
        known = self._known.get(article_id)
        if known and timedelta() <= at - known.asked_at < REMEMBERED:
            return known
        try:
            fresh = self._ask(article_id, at=at)
        except db.Error as error:
            if known is None:
                raise NumberUnknown from error
            fresh = replace(known, asked_at=at)
        self._remember(article_id, fresh)
        return fresh

    def _ask(self, article_id: int, *, at: datetime) -> Known:
        # The order matters: all up to `floor` is in the database before it is asked, and the spool
        # is read after it.
        floor = self._spool.rolled_through()
        keep_usable()
        with connection.cursor() as cursor:
            cursor.execute(TOTAL_AND_POSITIONS, [article_id, floor])
            positions = dict(cursor.fetchall())
        total = positions.pop("", 0)
        browses = self._spool.browses_of(article_id, after=floor)
        pending = sum(number > positions.get(epoch, 0) for number, epoch in browses)
        last_id = max((number for number, _epoch in browses), default=floor)
        return Known(total + pending, last_id, at)

    def _with_newest(self, article_id: int, known: Known) -> Known:
        newer = self._spool.browses_of(article_id, after=known.last_id)
        if newer:
            last_id = max(number for number, _epoch in newer)
            known = replace(known, number=known.number + len(newer), last_id=last_id)
            self._remember(article_id, known)
        return known

    def _remember(self, article_id: int, known: Known) -> None:
        """In the place of the one that came first, when there are too many."""
        with self._lock:
            if article_id not in self._known and len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[article_id] = known
