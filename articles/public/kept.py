"""Parts of public pages that are kept ready: never beyond the moment at which they would change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import QuerySet, Subquery

from articles.browsing.days import day_of, midnight
from articles.models import Edition, PressRun, Status
from articles.page_cache.validity import Validity
from articles.public.languages import LANGUAGES

Part = TypeVar("Part")

LONGEST = timedelta(seconds=300)
ONE_DAY = timedelta(days=1)

# Of what is in the cache, what this process need not fetch and unpack for each page. The names
# hold the press run, so nothing here can be older than what the page is made from.
at_hand: dict[str, tuple[datetime, Any]] = {}
MOST_AT_HAND = 100


class Kept:
    """The kept parts of one language, as they are after one press run."""

    def __init__(self, *, language: str, press_run: int, at: datetime) -> None:
        self.language = language
        self.press_run = press_run
        self.at = at
        # A page is no fresher than its oldest part, and some are about the day.
        self._over_at = min(at + LONGEST, midnight(day_of(at) + ONE_DAY))

    def part(self, name: str, make: Callable[[], Part]) -> Part:
        """The part of this name; made if there is none, or if its time is over."""
        over_at, part = self._kept(name, lambda: (self.until, make()))
        self._over_at = min(self._over_at, over_at)
        return part

    def validity(self) -> Validity:
        """Of a page with all the parts that were asked for."""
        due_at = self.next_change()
        over_at = min(self._over_at, due_at) if due_at else self._over_at
        return Validity(press_run=self.press_run, until=over_at, due_at=due_at)

    @cached_property
    def until(self) -> datetime:
        """When the public site changes next by itself, at most `LONGEST` from now."""
        return self._at_most(self.next_change())

    def next_change(self) -> datetime | None:
        """When the public site changes next by itself; nothing if no change is decided.

        Asked once in a press run, because nothing is decided without one, and again when it came.
        """
        return self._next_change

    @cached_property
    def _next_change(self) -> datetime | None:
        def ask() -> datetime | None:
            return min(next_changes(at=self.at), default=None)

        def keep() -> tuple[datetime, tuple[datetime, datetime | None]]:
            change = ask()
            return self._at_most(change), (self.at, change)

        asked_at, change = self._kept("next_change", keep)[1]
        # Somebody later, or with another clock, no longer sees a change that is still to come here.
        return change if asked_at <= self.at else ask()

    def _at_most(self, change: datetime | None) -> datetime:
        longest = self.at + LONGEST
        return min(longest, change) if change else longest

    def _kept(self, name: str, make: Callable[[], tuple[datetime, Part]]) -> tuple[datetime, Part]:
        """With the moment at which it is over."""
        key = f"public:{name}:{self.language}:{self.press_run}"
        found: tuple[datetime, Part] | None = at_hand.get(key)
        if found and self.at < found[0]:
            return found
        found = cache.get(key)
        if not found or self.at >= found[0]:
            found = make()
            cache.set(key, found, timeout=LONGEST.total_seconds())
        if len(at_hand) >= MOST_AT_HAND:
            at_hand.clear()
        at_hand[key] = found
        return found


class KeptForAll(Kept):
    """What is kept of all languages together."""

    def __init__(self, *, press_run: int, at: datetime) -> None:
        super().__init__(language="", press_run=press_run, at=at)


def press_run_now() -> int:
    return PressRun.objects.filter(id=1).values_list("number", flat=True).first() or 0


def next_changes(*, at: datetime) -> list[datetime]:
    """The next release and the next expiry in each language: one walk along an index for each.

    In each, because a page leads to the same page in the others.
    """
    return moments(*(walk for language in LANGUAGES for walk in changes_to_come(language, at=at)))


def changes_to_come(language: str, *, at: datetime) -> list[QuerySet]:
    decided = Edition.objects.filter(language=language, status=Status.PUBLISHED)
    releases = decided.filter(released_at__gt=at).order_by("released_at").values("released_at")
    expiries = decided.filter(expires_at__gt=at).order_by("expires_at").values("expires_at")
    return [releases, expiries]


def moments(*queries: QuerySet) -> list[datetime]:
    """The first moment that each finds, all in one query."""
    # Without a press run nothing was ever published, and nothing can be due.
    first = [Subquery(query[:1]) for query in queries]
    row = PressRun.objects.filter(id=1).values_list(*first).first()
    return [moment for moment in row or () if moment]
