"""Which edition stands at an address, and whether the public may see it at this second (R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django import db

from articles.browsing.database import keep_usable
from articles.models import Edition, State

REMEMBERED = timedelta(seconds=1)
MOST = 10_000


class PublicityUnknown(Exception):
    """The database does not answer, and this edition is not remembered."""


@dataclass(frozen=True)
class Known:
    edition: Edition
    asked_at: datetime


class Publicity:
    """The editions that were asked for, remembered for a second, or until the database answers.

    Release and expiry are decided from what is remembered, so they hold to the second; a
    withdrawal holds within one. Addresses without an edition are not remembered.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Known] = {}
        self._lock = Lock()

    def edition(self, article_id: int, language: str, *, at: datetime) -> Edition | None:
        """The edition if it is public; raises `PublicityUnknown`."""
        known = self._known.get((article_id, language))
        if known is None or not timedelta() <= at - known.asked_at < REMEMBERED:
            known = self._ask(article_id, language, known, at=at)
        if known is None or known.edition.state(at=at) != State.PUBLIC:
            return None
        return known.edition

    def _ask(
        self, article_id: int, language: str, known: Known | None, *, at: datetime
    ) -> Known | None:
        """What the database says, or else what is known, which another thread may forget."""
        try:
            edition = find(article_id, language)
        except db.Error as error:
            if known is None:
                raise PublicityUnknown from error
            edition = known.edition
        fresh = Known(edition, at) if edition else None
        self._remember((article_id, language), fresh)
        return fresh

    def _remember(self, key: tuple[int, str], known: Known | None) -> None:
        """In the place of the one that came first, when there are too many."""
        with self._lock:
            if known is None:
                self._known.pop(key, None)
                return
            if key not in self._known and len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[key] = known


def find(article_id: int, language: str) -> Edition | None:
    columns = ("article_id", "language", "status", "released_at", "expires_at", "latest_id")
    keep_usable()
    try:
        return Edition.objects.only(*columns).get(article=article_id, language=language)
    except Edition.DoesNotExist:
        return None
