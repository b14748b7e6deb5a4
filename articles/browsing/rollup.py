"""The roll-up: moves events from the spool into the database, each exactly once (R13, R14)."""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from articles.browsing.batch import Event, add_up, counted
from articles.browsing.clicks import Clicks
from articles.browsing.folder import browsing_folder
from articles.browsing.spool import AnotherFile, Spool
from articles.browsing.totals import add, add_referrers
from articles.browsing.visitors import add_visitors, closed_days, visited_by
from articles.models import Edition, ReferrerCount, SpoolPosition

logger = logging.getLogger(__name__)
BATCH = 10_000


class RolledElsewhere(Exception):
    """Another process has rolled up the same events at the same time; nothing was done."""


class Roll:
    """What one process knows of the spool that it rolls up."""

    def __init__(self, folder: Path) -> None:
        # A connection of its own, so that readers of this process do not wait for a roll-up.
        self.spool = Spool(folder, is_limited=False)
        self._clicks: tuple[str, int, Clicks] | None = None

    def clicks_through(self, number: int, *, of: str | None = None) -> Clicks:
        """The clicks as they are after this number; learned anew where we are not just there."""
        known, self._clicks = self._clicks, None
        if known and known[:2] == (of, number):
            return known[2]
        clicks = Clicks()
        for click in self.spool.clicks_through(number, of=of):
            clicks.counts(click)
        return clicks

    def stands_at(self, number: int, clicks: Clicks, *, of: str) -> None:
        """Remembers the clicks for the next roll-up."""
        self._clicks = of, number, clicks


def roll_up(*, at: datetime) -> int:
    """Rolls up all that the spool holds, and says how many browses that were."""
    roll = roll_in(browsing_folder())
    rolled = 0
    # If the file is lost on the way, the next turn begins with the new one.
    with suppress(AnotherFile):
        for number in roll_batches(roll, at=at):
            rolled += number
    return rolled


def roll_batches(roll: Roll, *, at: datetime) -> Iterator[int]:
    after = roll.spool.rolled_through()
    epoch = roll.spool.epoch
    clicks = roll.clicks_through(after, of=epoch)
    while events := roll.spool.batch(after=after, size=BATCH, of=epoch):
        yield roll_batch(events, clicks)
        # Only now that the database has them; if we are killed before, their positions in the
        # database say so too.
        after = events[-1].number
        roll.spool.note_rolled(through=after, at=at, of=epoch)
        if len(events) < BATCH:
            break  # what has come meanwhile is for the next turn, or this one would never end
    roll.stands_at(after, clicks, of=epoch)


def prune(*, at: datetime) -> None:
    """Drops from the spool what was rolled up a minute ago."""
    roll_in(browsing_folder()).spool.prune(at=at)


@cache
def roll_in(folder: Path) -> Roll:
    return Roll(folder)


os.register_at_fork(after_in_child=roll_in.cache_clear)


@transaction.atomic
def roll_batch(events: Sequence[Event], clicks: Clicks) -> int:
    """Counts and positions in one transaction: both are there, or neither."""
    positions = claim(events)
    # Every click is looked at, so that the next ones are judged rightly; also those of a roll-up
    # that was killed before it could say so.
    fresh = [
        event for event in counted(events, clicks) if event.number > positions.get(event.epoch, 0)
    ]
    keep(fresh)
    return sum(event.article_id is not None for event in fresh)


def claim(events: Sequence[Event]) -> dict[str, int]:
    """Moves the position of each epoch over its events, and tells where they stood before."""
    ends = {event.epoch: event.number for event in events}  # the last one of each
    known = SpoolPosition.objects.filter(epoch__in=ends).values_list("epoch", "last_id")
    positions = dict(known)
    for epoch, end in sorted(ends.items()):
        if end > positions.get(epoch, 0):
            move_position(epoch, before=positions.get(epoch), to=end)
    return positions


def move_position(epoch: str, *, before: int | None, to: int) -> None:
    """Claims the events in between: of two processes the database lets one through."""
    if before is None:
        SpoolPosition.objects.create(epoch=epoch, last_id=to)
    elif not SpoolPosition.objects.filter(epoch=epoch, last_id=before).update(last_id=to):
        raise RolledElsewhere


def keep(events: Sequence[Event]) -> None:
    """Adds the events to days, totals, visitors and referrers."""
    if not events:
        return
    editions = {event.edition_id for event in events}
    articles = dict(Edition.objects.filter(pk__in=editions).values_list("pk", "article_id"))
    kept = [event for event in events if event.edition_id in articles]
    if len(kept) < len(events):
        lost, gone = len(events) - len(kept), editions - articles.keys()
        logger.warning("%d events of editions that no longer exist are dropped: %s", lost, gone)
    days = {event.day for event in kept}
    sums = add_up(
        without_visitors_of(closed_days(days), kept),
        visited=visited_by(kept),
        hosts=hosts_of({event.day for event in kept if event.referrer}),
    )
    add(sums.tallies(), articles=articles)
    add_visitors(sums.newcomers, site=sums.site_visitors)
    add_referrers(sums.referrers)


def without_visitors_of(closed: set[date], events: Iterable[Event]) -> list[Event]:
    """Who came so late that nobody knows any more who was there before is no new visitor."""
    return [event._replace(visitor=None) if event.day in closed else event for event in events]


def hosts_of(days: set[date]) -> dict[date, set[str]]:
    """The referrers that each day has so far."""
    hosts: dict[date, set[str]] = {day: set() for day in days}
    rows = ReferrerCount.objects.filter(day__in=days).order_by().values_list("day", "host")
    for day, host in rows.distinct():
        hosts[day].add(host)
    return hosts
