"""Learns within half a second that something was published, without a query for each reader."""

import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

from articles.browsing.record import recorder

# With a second in a front server, publishing shows everywhere within two.
LOOKED_AFTER = timedelta(seconds=0.5)
NOW = timedelta()  # a clock that was put back makes a moment the future


class PressWatch:
    """The newest press run that this process knows of, and since when."""

    def __init__(self) -> None:
        self._current = 0
        self._since: datetime | None = None
        self._looked: tuple[datetime, datetime] | None = None  # when last, and when again
        self._lock = Lock()

    def press_run(self, *, at: datetime) -> int:
        """Whoever comes first after a while looks; the others go on with what is known."""
        if self.is_due(at=at):
            self._look(at=at)
        return self.heard_of(recorder().publicity.press_run, at=at)

    def is_due(self, *, at: datetime) -> bool:
        looked = self._looked
        return looked is None or not looked[0] <= at < looked[1]

    def is_known(self, *, at: datetime) -> bool:
        """Whether nobody need look now: it is not time, or somebody is looking."""
        return not self.is_due(at=at) or (self._looked is not None and self._lock.locked())

    def heard_of(self, newest: int, *, at: datetime) -> int:
        """The newest press run that this process knows of by now; nobody looks for another."""
        if newest != self._current:
            self._current, self._since = newest, at
        return newest

    def is_news(self, *, at: datetime) -> bool:
        """Whether the press run is another since a moment ago."""
        return self._since is not None and NOW <= at - self._since < LOOKED_AFTER

    def _look(self, *, at: datetime) -> None:
        # At the very beginning all must wait.
        if not self._lock.acquire(blocking=self._looked is None):
            return
        try:
            counter = recorder()
            counter.publicity.keep_up(at=at)
            # What other processes have counted meanwhile.
            with suppress(sqlite3.Error, OSError):
                counter.numbers.spool.listen(lambda: None)
            self._looked = at, at + LOOKED_AFTER
        finally:
            self._lock.release()
