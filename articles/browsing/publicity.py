"""Which edition stands at an address, and whether the public may see it at this second (R8)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django import db

from articles.browsing.database import keep_usable
from articles.models import Edition, PressRun, Status

NOW = timedelta()  # a clock that was put back makes a moment the future
LOOKED_AFTER = timedelta(seconds=1)
REMEMBERED = timedelta(minutes=1)
MOST = 10_000


class PublicityUnknown(Exception):
    """The database does not answer, and this edition is not remembered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An edition as it was in one press run, and from when to when that lets the public see it."""

    edition: Edition
    press_run: int
    asked_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None

    def is_open(self, *, at: datetime) -> bool:
        if self.opens_at is None or at < self.opens_at:
            return False
        return self.closes_at is None or at < self.closes_at


class Publicity:
    """The editions that were asked for, remembered until something is published or withdrawn.

    Release and expiry are decided from what is remembered, so they hold to the second; whether
    there was another press run is asked once a second, so a withdrawal holds within one. Addresses
    without an edition are not remembered.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Known] = {}
        self._press_run = 0  # the newest that this process knows of
        self._looked_at: datetime | None = None
        self._lock = Lock()

    @property
    def press_run(self) -> int:
        return self._press_run

    def edition(self, article_id: int, language: str, *, at: datetime) -> Edition | None:
        """The edition if it is public; raises `PublicityUnknown`."""
        if self._looked_at is None or not NOW <= at - self._looked_at < LOOKED_AFTER:
            self.keep_up(at=at)
        known = self._known.get((article_id, language))
        if known is None or not self._holds(known, at=at):
            known = self._ask(article_id, language, known, at=at)
        return known.edition if known and known.is_open(at=at) else None

    def _holds(self, known: Known, *, at: datetime) -> bool:
        return known.press_run == self._press_run and NOW <= at - known.asked_at < REMEMBERED

    def hear_of(self, press_run: int) -> None:
        """Somebody has seen the site in this press run."""
        self._press_run = max(self._press_run, press_run)

    def keep_up(self, *, at: datetime) -> None:
        """Asks whether there was another press run."""
        keep_usable()
        with suppress(db.Error):  # what is known goes on holding
            self._press_run = PressRun.current()
        self._looked_at = at

    def _ask(
        self, article_id: int, language: str, known: Known | None, *, at: datetime
    ) -> Known | None:
        """What the database says, or else what is known, which another thread may forget."""
        press_run = self._press_run
        try:
            edition = find(article_id, language)
        except db.Error as error:
            # A hidden edition that was asked for before must answer like a missing one.
            if known is None or not known.is_open(at=at):
                raise PublicityUnknown from error
            edition = known.edition
        fresh = known_of(edition, press_run=press_run, at=at) if edition else None
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


def known_of(edition: Edition, *, press_run: int, at: datetime) -> Known:
    return Known(
        edition=edition,
        press_run=press_run,
        asked_at=at,
        opens_at=edition.released_at if edition.status == Status.PUBLISHED else None,
        closes_at=edition.expires_at,
    )


def find(article_id: int, language: str) -> Edition | None:
    columns = ("article_id", "language", "status", "released_at", "expires_at", "latest_id")
    keep_usable()
    try:
        return Edition.objects.only(*columns).get(article=article_id, language=language)
    except Edition.DoesNotExist:
        return None
