"""Recording a browse: the one door through which a reader's click becomes a count."""

import os
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from articles.browsing.days import day_of
from articles.browsing.folder import browsing_folder
from articles.browsing.number import Numbers
from articles.browsing.publicity import Publicity
from articles.browsing.reader import Reader, double_click_key
from articles.browsing.secret import SecretOfTheDay
from articles.browsing.spool import Browse, Spool
from articles.models import Edition


class Recorder:
    """What one process needs to count: its connection to the spool, and what it remembers."""

    def __init__(self, folder: Path) -> None:
        self.secrets = SecretOfTheDay(folder)
        self.spool = Spool(folder)
        self.publicity = Publicity()
        self.numbers = Numbers(self.spool)

    def record(self, edition: Edition, *, reader: Reader, at: datetime) -> bool:
        """Counts one browse of a public edition, unless it is a double click; says which."""
        browse = Browse(edition_id=edition.pk, article_id=edition.article_id, day=day_of(at))
        return self.spool.add(browse, keys=self._keys(edition, reader, at=at), at=at)

    def _keys(self, edition: Edition, reader: Reader, *, at: datetime) -> list[bytes]:
        """Today's key; just after midnight also the one of a click made just before."""
        secrets = self.secrets.at(at)
        return [
            double_click_key(reader, edition_id=edition.pk, secret=secret, site=settings.SITE_URL)
            for secret in (secrets.today, secrets.yesterday)
            if secret
        ]


def recorder() -> Recorder:
    """This process's recorder."""
    return recorder_in(browsing_folder())


@cache
def recorder_in(folder: Path) -> Recorder:
    return Recorder(folder)


# A connection to SQLite must not be shared with a forked process.
os.register_at_fork(after_in_child=recorder_in.cache_clear)
