"""The number on the page: exact at any moment, although the totals are a moment behind (R15)."""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from django import db
from django.db import connection

from articles.browsing.clicks import Clicks
from articles.browsing.database import keep_usable
from articles.browsing.rows import News
from articles.browsing.spool import Spool

# R14 allows five seconds; what this machine counts is known at once, only corrections are not.
REMEMBERED = timedelta(seconds=4)
MOST = 10_000
SWEEP_AFTER = 50_000  # browses
# One statement sees one moment of the database, in SQLite and in PostgreSQL.
TOTAL_AND_POSITIONS = """
SELECT '' AS epoch, times FROM articles_browsetotal WHERE article_id = %s
UNION ALL
SELECT epoch, last_id FROM articles_spoolposition WHERE last_id > %s
"""


class NumberUnknown(Exception):
    """The database does not answer, and this article's number is not remembered."""


@dataclass(slots=True)
class Known:
    """The number after counting every browse of the article that was heard of."""

    number: int
    asked_at: datetime


class Heard:
    """The browses that count, of each article: as the spool tells them, without double clicks.

    Kept until the database has them for certain.
    """

    def __init__(self) -> None:
        self._clicks = Clicks()
        self._numbers: dict[int, dict[str, array[int]]] = {}  # article → epoch → rising numbers
        self._since_sweep = 0
        self._floor_then = 0

    def take_in(self, news: Sequence[News]) -> list[int]:
        """The article of each browse that counts."""
        counted = []
        for number, epoch, article_id, click in news:
            if article_id is None or (click is not None and not self._clicks.counts(click)):
                continue
            epochs = self._numbers.setdefault(article_id, {})
            epochs.setdefault(epoch, array("q")).append(number)
            counted.append(article_id)
        self._since_sweep += len(counted)
        return counted

    def waiting(self, article_id: int, *, positions: Mapping[str, int], floor: int) -> int:
        """How many browses of the article are beyond the positions; all up to `floor` are not."""
        epochs = self._numbers.get(article_id, {})
        return sum(
            len(numbers) - bisect_right(numbers, max(floor, positions.get(epoch, 0)))
            for epoch, numbers in epochs.items()
        )

    def sweep(self, *, floor: int) -> None:
        """Now and then forgets what was in the database at the last sweep.

        Not what is in it now: another thread may have read the totals a moment before.
        """
        if self._since_sweep < SWEEP_AFTER:
            return
        self._since_sweep = 0
        floor, self._floor_then = self._floor_then, floor
        for article_id, epochs in list(self._numbers.items()):
            for epoch, numbers in list(epochs.items()):
                del numbers[: bisect_right(numbers, floor)]
                if not numbers:
                    del epochs[epoch]
            if not epochs:
                del self._numbers[article_id]


class Numbers:
    """The numbers of the articles that were asked for: total, plus what the spool still holds.

    Why no roll-up in between can make it wrong: every browse that was ever committed is, for one
    moment of the database, either inside the total or beyond the positions read with it; and those
    beyond we have heard of. What comes later the spool tells us, whichever process added it.
    """

    def __init__(self, folder: Path) -> None:
        self.spool = Spool(folder, listener=self)
        self._known: dict[int, Known] = {}
        self._heard = Heard()
        self._lock = Lock()

    def begin(self) -> None:
        """The spool is another file: what was remembered is void."""
        self._known.clear()
        self._heard = Heard()

    def hear(self, news: Sequence[News]) -> None:
        """Counts on with what is new in the spool."""
        for article_id in self._heard.take_in(news):
            known = self._known.get(article_id)
            if known:
                known.number += 1

    def browse_times(self, article_id: int, *, at: datetime) -> int:
        """The number with every browse that is in the spool now; raises `NumberUnknown`."""
        self.prepare(article_id, at=at)
        self.spool.listen(lambda: None)
        return self.prepare(article_id, at=at).number

    def prepare(self, article_id: int, *, at: datetime) -> Known:
        """Makes sure that the number can be told; raises `NumberUnknown` otherwise.

        Its `number` grows with everything that is heard of from now on.
        """
        known = self._known.get(article_id)
        if known and timedelta() <= at - known.asked_at < REMEMBERED:
            return known
        try:
            return self._ask(article_id, at=at)
        except db.Error as error:
            if known is None:
                raise NumberUnknown from error
            known.asked_at = at
            return self._remember(article_id, known)

    def _ask(self, article_id: int, *, at: datetime) -> Known:
        while True:
            known = self._ask_once(article_id, at=at)
            if known:
                return known

    def _ask_once(self, article_id: int, *, at: datetime) -> Known | None:
        """Nothing, if the spool became another file meanwhile."""
        # The order matters: all up to `floor` is in the database before it is asked, and the spool
        # is listened to after it.
        floor = self.spool.rolled_through()
        epoch = self.spool.epoch
        keep_usable()
        with connection.cursor() as cursor:
            cursor.execute(TOTAL_AND_POSITIONS, [article_id, floor])
            positions = dict(cursor.fetchall())
        total = positions.pop("", 0)

        def count_on() -> Known | None:
            if self.spool.epoch != epoch:
                return None
            self._heard.sweep(floor=floor)
            waiting = self._heard.waiting(article_id, positions=positions, floor=floor)
            return self._remember(article_id, Known(total + waiting, at))

        return self.spool.listen(count_on)

    def _remember(self, article_id: int, known: Known) -> Known:
        """In the place of the one that came first, when there are too many."""
        with self._lock:
            if article_id not in self._known and len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[article_id] = known
        return known
