"""Which edition stands at an address, and whether the public may see it at this second (R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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

    def edition(self, article_id: int, language: str, *, at: datetime) -> Edition | None:
        """The edition if it is public; raises `PublicityUnknown`."""
        known = self._known.get((article_id, language))
        if known is None or not timedelta() <= at - known.asked_at < REMEMBERED:
            known = self._ask(article_id, language, at=at)
        if known is None or known.edition.state(at=at) != State.PUBLIC:
            return None
        return known.edition

    def _ask(self, article_id: int, language: str, *, at: datetime) -> Known | None:
        key = (article_id, language)
        try:
            edition = find(article_id, language)
        except db.Error as error:
            if key not in self._known:
                raise PublicityUnknown from error
            edition = self._known[key].edition
        if edition is None:
            self._known.pop(key, None)
            return None
        if len(self._known) >= MOST:
            self._known = {}
        known = self._known[key] = Known(edition, at)
        return known


def find(article_id: int, language: str) -> Edition | None:
    columns = ("article_id", "language", "status", "released_at", "expires_at", "latest_id")
    keep_usable()
    try:
        return Edition.objects.only(*columns).get(article=article_id, language=language)
    except Edition.DoesNotExist:
        return None
