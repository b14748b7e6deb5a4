"""Recording a browse: the one door through which a reader's click becomes a count."""

import os
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from articles.browsing.clicks import Click
from articles.browsing.days import day_of, milliseconds
from articles.browsing.folder import folder_below
from articles.browsing.number import Numbers
from articles.browsing.publicity import Publicity
from articles.browsing.reader import Reader, double_click_key, visitor
from articles.browsing.rows import Browse
from articles.browsing.secret import SecretOfTheDay
from articles.models import Edition


class Recorder:
    """What one process needs to count: its connection to the spool, and what it remembers."""

    def __init__(self, folder: Path) -> None:
        self.secrets = SecretOfTheDay(folder)
        self.publicity = Publicity()
        self.numbers = Numbers(folder)
        self.spool = self.numbers.spool

    def record(self, edition: Edition, *, reader: Reader, at: datetime, referrer: str = "") -> None:
        """Takes one browse of a public edition; whether it is a double click is seen in its turn.

        `referrer` is the host of another site (R12). Raises `sqlite3.Error` or `OSError` where the
        spool cannot be written.
        """
        today, yesterday = self.secrets.at(at)
        who, key = hashes(edition.id, reader, secret=today)
        earlier = hashes(edition.pk, reader, secret=yesterday)[1] if yesterday else None
        self.spool.add(
            Browse(
                edition_id=edition.id,
                article_id=edition.article_id,
                day=day_of(at),
                visitor=None if reader.is_private else who,
                referrer="" if reader.is_private else referrer,
                click=Click(key, earlier, milliseconds(at)),
            )
        )

    def leave_out(self, edition: Edition, *, at: datetime) -> None:
        """Counts the call of a robot, apart from the browses (R4); raises as `record`."""
        self.spool.add(Browse(edition_id=edition.pk, article_id=None, day=day_of(at)))


def hashes(edition_id: int, reader: Reader, *, secret: bytes) -> tuple[int, int]:
    """The visitor, and the key by which a double click is known."""
    who = visitor(reader, secret=secret, site=settings.SITE_URL)
    token = "" if reader.is_private else reader.token
    return who, double_click_key(visitor=who, token=token, edition_id=edition_id, secret=secret)


def recorder() -> Recorder:
    """This process's recorder."""
    return recorder_in(settings.DATA_DIR)


@cache
def recorder_in(place: Path) -> Recorder:
    return Recorder(folder_below(place))


# A connection to SQLite must not be shared with a forked process.
os.register_at_fork(after_in_child=recorder_in.cache_clear)
