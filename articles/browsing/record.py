"""Recording a browse: the one door through which a reader's click becomes a count."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from articles.browsing.clicks import Click
from articles.browsing.days import day_of, milliseconds
from articles.browsing.folder import folder_below
from articles.browsing.number import Numbers
from articles.browsing.publicity import Publicity
from articles.browsing.reader import Hashes, Reader
from articles.browsing.rows import Browse
from articles.browsing.secret import SecretOfTheDay
from articles.models import Edition


class Minute(NamedTuple):
    """What all clicks of a minute have in common: no day begins or ends within one."""

    number: int
    day: date
    today: Hashes
    yesterday: Hashes | None  # only in the first minutes of a day


class Recorder:
    """What one process needs to count: its connection to the spool, and what it remembers."""

    def __init__(self, folder: Path) -> None:
        self.secrets = SecretOfTheDay(folder)
        self.publicity = Publicity()
        self.numbers = Numbers(folder)
        self.spool = self.numbers.spool
        self._minute: Minute | None = None

    def record(self, browses: Sequence[Browse]) -> list[Exception | None]:
        """Takes browses of public editions; which are double clicks is seen in their turn.

        Says of each what kept it from being written: `sqlite3.Error`, `OSError` or nothing.
        """
        return self.spool.add_together(browses)

    def browse_of(
        self, edition: Edition, *, reader: Reader, at: datetime, referrer: str = ""
    ) -> Browse:
        """What is kept of a reader's click; `referrer` is the host of another site (R12)."""
        minute, edition_id = self.minute(at), edition.id
        visitor, key = minute.today.of(reader, edition_id=edition_id)
        earlier = minute.yesterday
        earlier_key = earlier.of(reader, edition_id=edition_id)[1] if earlier else None
        click = Click(key, earlier_key, milliseconds(at))
        if reader.is_private:
            return Browse(edition_id, edition.article_id, minute.day, None, "", click)
        return Browse(edition_id, edition.article_id, minute.day, visitor, referrer, click)

    def call_of_robot(self, edition: Edition, *, at: datetime) -> Browse:
        """What is kept of a robot's, apart from the browses (R4)."""
        return Browse(edition_id=edition.pk, article_id=None, day=day_of(at))

    def minute(self, at: datetime) -> Minute:
        """What holds at this moment; what is made of secrets that no longer do is forgotten."""
        number = int(at.timestamp()) // 60
        now = self._minute  # once: another thread may be in the next day already
        if now is None or now.number != number:
            secrets, site = self.secrets.at(at), settings.SITE_URL
            today = Hashes(secrets.today, site=site)
            yesterday = Hashes(secrets.yesterday, site=site) if secrets.yesterday else None
            now = self._minute = Minute(number, day_of(at), today, yesterday)
        return now


def recorder() -> Recorder:
    """This process's recorder."""
    return recorder_in(os.fspath(settings.DATA_DIR))


@cache
def recorder_in(place: str) -> Recorder:
    return Recorder(folder_below(Path(place)))


# A connection to SQLite must not be shared with a forked process.
os.register_at_fork(after_in_child=recorder_in.cache_clear)
