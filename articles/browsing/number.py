"""The number on the page: exact at any moment, although the totals are a moment behind (R15)."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from django import db
from django.db import connection

from articles.browsing.clicks import Clicks
from articles.browsing.database import keep_usable
from articles.browsing.rows import News
from articles.browsing.spool import Spool

# R14 allows five seconds; what this machine counts is known at once, only corrections are not.
REMEMBERED = timedelta(seconds=4)
NOW = timedelta()
FLOOR_HOLDS = timedelta(seconds=1)
MOST = 10_000
SWEEP_AFTER = 50_000  # browses
# With one article, others that are being read are asked about: else each of a busy site's articles
# were asked about by itself every few seconds, which cost more than counting its browses.
TOGETHER_EVERY = timedelta(seconds=1)
MOST_TOGETHER = 500
# One statement sees one moment of the database, in SQLite and in PostgreSQL.
TOTALS_AND_POSITIONS = """
SELECT article_id, '' AS epoch, times FROM articles_browsetotal WHERE article_id IN ({marks})
UNION ALL
SELECT NULL, epoch, last_id FROM articles_spoolposition WHERE last_id > %s
"""


class NumberUnknown(Exception):
    """The database does not answer, and this article's number is not remembered."""


@dataclass(slots=True)
class Known:
    """The number after counting every browse of the article that was heard of."""

    number: int
    asked_at: datetime


class Floor(NamedTuple):
    """Up to which number of a spool everything was in the database at that moment."""

    epoch: str
    number: int
    asked_at: datetime


class Heard:
    """The browses that count, of each article: as the spool tells them, without double clicks.

    Kept until the database has them for certain.
    """

    def __init__(self) -> None:
        self._clicks = Clicks()
        # article → epoch → rising numbers
        self._numbers: dict[int, dict[str, array[int]]] = defaultdict(
            lambda: defaultdict(partial(array, "q"))
        )
        self._since_sweep = 0
        self._floor_then = 0

    def take_in(self, news: Sequence[News]) -> list[int]:
        """The article of each browse that counts."""
        counted = []
        for number, epoch, article_id, click in news:
            if article_id is None or (click is not None and not self._clicks.counts(click)):
                continue
            self._numbers[article_id][epoch].append(number)
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
        self._read: set[int] = set()  # articles whose number was told since others were asked about
        self._together_at: datetime | None = None
        self._floor: Floor | None = None
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

    def known(self, article_id: int, *, at: datetime) -> Known | None:
        """What `prepare` would give, if nobody need be asked for it."""
        known = self._known.get(article_id)
        if known is None or not NOW <= at - known.asked_at < REMEMBERED:
            return None
        self._read.add(article_id)
        return known

    def prepare(self, article_id: int, *, at: datetime) -> Known:
        """Makes sure that the number can be told; raises `NumberUnknown` otherwise.

        Its `number` grows with everything that is heard of from now on.
        """
        known = self.known(article_id, at=at)
        if known:
            return known
        known = self._known.get(article_id)
        try:
            return self._ask([article_id, *self._others_read(article_id, at=at)], at=at)
        except db.Error as error:
            if known is None:
                raise NumberUnknown from error
            known.asked_at = at
            return self._remember(article_id, known)

    def told(self, article_id: int, *, at: datetime) -> int:
        """The number after a `prepare` of a moment ago; asks only where it was forgotten since."""
        known = self._known.get(article_id) or self.prepare(article_id, at=at)
        return known.number

    def _others_read(self, article_id: int, *, at: datetime) -> list[int]:
        """What is read beside this article; no other thread asks about it now."""
        last = self._together_at
        if last is not None and NOW <= at - last < TOGETHER_EVERY:
            return []
        self._together_at = at
        read, self._read = self._read, set()
        read.discard(article_id)
        others: list[int] = []
        for other in list(read):
            known = self._known.get(other)
            # Whose time is nearly up.
            if known and at - known.asked_at >= REMEMBERED / 2 and len(others) < MOST_TOGETHER:
                known.asked_at = at
                others.append(other)
        return others

    def _ask(self, articles: Sequence[int], *, at: datetime) -> Known:
        while True:
            known = self._ask_once(articles, at=at)
            if known:
                return known[0]

    def _floor_now(self, *, at: datetime) -> tuple[str, int]:
        """The spool's epoch, and up to which number all is in the database.

        One of a moment ago will do: what was rolled since has a position beyond it.
        """
        known = self._floor
        if known and known.epoch == self.spool.epoch and NOW <= at - known.asked_at < FLOOR_HOLDS:
            return known.epoch, known.number
        # First: if the file is lost meanwhile, another one's floor must not go by its name.
        epoch = self.spool.epoch
        self._floor = Floor(epoch, self.spool.rolled_through(), at)
        return epoch, self._floor.number

    def _ask_once(self, articles: Sequence[int], *, at: datetime) -> list[Known]:
        """Nothing, if the spool became another file meanwhile."""
        # The order matters: all up to `floor` is in the database before it is asked, and the spool
        # is listened to after it.
        epoch, floor = self._floor_now(at=at)
        totals, positions = look(articles, floor=floor)

        def count_on() -> list[Known]:
            if self.spool.epoch != epoch:
                return []
            self._heard.sweep(floor=floor)
            known = []
            for article_id in articles:
                waiting = self._heard.waiting(article_id, positions=positions, floor=floor)
                number = totals.get(article_id, 0) + waiting
                known.append(self._remember(article_id, Known(number, at)))
            return known

        return self.spool.listen(count_on)

    def _remember(self, article_id: int, known: Known) -> Known:
        """In the place of the one that came first, when there are too many."""
        with self._lock:
            if article_id not in self._known and len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[article_id] = known
        return known


def look(articles: Sequence[int], *, floor: int) -> tuple[dict[int, int], dict[str, int]]:
    """The totals of the articles, and the positions beyond `floor`, of one moment."""
    keep_usable()
    statement = TOTALS_AND_POSITIONS.format(marks=", ".join(["%s"] * len(articles)))
    totals, positions = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*articles, floor])
        for article_id, epoch, number in cursor.fetchall():
            if article_id is None:
                positions[epoch] = number
            else:
                totals[article_id] = number
    return totals, positions
