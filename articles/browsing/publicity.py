"""Which edition stands at an address, and whether the public may see it at this second (R8)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from threading import Lock

from django import db

from articles.browsing.database import keep_usable
from articles.models import Edition, PressRun, Status

NOW = timedelta()  # a clock that was put back makes a moment the future
LOOKED_AFTER = timedelta(seconds=1)
REMEMBERED = timedelta(minutes=1)
MOST = 10_000
# With one edition, others are asked about that readers came to and whose time is nearly up: else
# a busy site, after each press run, asked about each of its editions by itself.
MOST_TOGETHER = 500
COLUMNS = ("article_id", "language", "status", "released_at", "expires_at", "latest_id")
Key = tuple[int, str]  # an article and a language


class PublicityUnknown(Exception):
    """The database does not answer, and this edition is not remembered."""


@dataclass(kw_only=True, slots=True)
class Known:
    """An edition as it was in one press run, and from when to when that lets the public see it."""

    edition: Edition
    press_run: int
    asked_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    is_read: bool = False

    def is_open(self, *, at: datetime) -> bool:
        if self.opens_at is None or at < self.opens_at:
            return False
        return self.closes_at is None or at < self.closes_at

    def public(self, *, at: datetime) -> Edition | None:
        """The edition for a reader who came to it, if it is public."""
        if not self.is_open(at=at):
            return None
        self.is_read = True
        return self.edition


class Publicity:
    """The editions that were asked for, remembered until something is published or withdrawn.

    Release and expiry are decided from what is remembered, so they hold to the second; whether
    there was another press run is asked once a second, so a withdrawal holds within one. Addresses
    without an edition are not remembered.
    """

    def __init__(self) -> None:
        self._known: dict[Key, Known] = {}
        self._press_run = 0  # the newest that this process knows of
        self._looked_at: datetime | None = None
        self._together_at: datetime | None = None
        self._lock = Lock()

    @property
    def press_run(self) -> int:
        return self._press_run

    def known(self, article_id: int, language: str, *, at: datetime) -> Known | None:
        """What `edition` would go by, if nobody need be asked for it."""
        known = self._known.get((article_id, language))
        holds = known and self._is_kept_up(at=at) and self._holds(known, at=at)
        return known if holds else None

    def edition(self, article_id: int, language: str, *, at: datetime) -> Edition | None:
        """The edition if it is public; raises `PublicityUnknown`."""
        if not self._is_kept_up(at=at):
            self.keep_up(at=at)
        known = self._known.get((article_id, language))
        if known is None or not self._holds(known, at=at):
            known = self._ask((article_id, language), known, at=at)
        return known.public(at=at) if known else None

    def _holds(self, known: Known, *, at: datetime, remembered: timedelta = REMEMBERED) -> bool:
        return known.press_run == self._press_run and NOW <= at - known.asked_at < remembered

    def _is_kept_up(self, *, at: datetime) -> bool:
        return self._looked_at is not None and NOW <= at - self._looked_at < LOOKED_AFTER

    def hear_of(self, press_run: int) -> None:
        """Somebody has seen the site in this press run."""
        self._press_run = max(self._press_run, press_run)

    def keep_up(self, *, at: datetime) -> None:
        """Asks whether there was another press run."""
        keep_usable()
        with suppress(db.Error):  # what is known goes on holding
            self._press_run = PressRun.current()
        self._looked_at = at

    def _ask(self, key: Key, known: Known | None, *, at: datetime) -> Known | None:
        """What the database says, or else what is known, which another thread may forget."""
        press_run = self._press_run
        others = self._others_read(key, at=at) if known else []
        try:
            editions = find([key, *others])
        except db.Error as error:
            # A hidden edition that was asked for before must answer like a missing one.
            if known is None or not known.is_open(at=at):
                raise PublicityUnknown from error
            editions, others = {key: known.edition}, []
        fresh = {
            each: known_of(edition, press_run=press_run, at=at)
            for each, edition in editions.items()
        }
        for each in (key, *others):
            self._remember(each, fresh.get(each))
        return fresh.get(key)

    def _others_read(self, key: Key, *, at: datetime) -> list[Key]:
        """What was read beside it since it was asked about, and must be asked about soon."""
        last = self._together_at
        if last is not None and NOW <= at - last < LOOKED_AFTER:
            return []
        self._together_at = at
        with self._lock:
            due = (
                other
                for other, known in self._known.items()
                if known.is_read and not self._holds(known, at=at, remembered=REMEMBERED / 2)
            )
            others = list(islice((other for other in due if other != key), MOST_TOGETHER))
            for other in others:
                self._known[other].is_read = False  # no other thread asks about it now
        return others

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


def find(keys: Sequence[Key]) -> dict[Key, Edition]:
    """The editions that there are."""
    keep_usable()
    articles = sorted({article_id for article_id, _language in keys})
    editions = Edition.objects.only(*COLUMNS).filter(article__in=articles)
    found = {(edition.article_id, edition.language): edition for edition in editions}
    return {key: found[key] for key in keys if key in found}
