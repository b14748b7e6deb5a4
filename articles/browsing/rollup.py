"""The roll-up: moves browses from the spool into the database, each exactly once (R13, R14)."""

import logging
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from articles.browsing.folder import browsing_folder
from articles.browsing.spool import Spool
from articles.browsing.totals import Tally, add
from articles.models import Edition, SpoolPosition

logger = logging.getLogger(__name__)
BATCH = 10_000


class RolledElsewhere(Exception):
    """Another process has rolled up the same browses at the same time; nothing was done."""


def roll_up(*, at: datetime) -> int:
    """Rolls up all that the spool holds, and says how many browses that were."""
    spool = spool_to_roll(browsing_folder())
    rolled = 0
    after = spool.rolled_through()
    while through := spool.batch_end(after=after, size=BATCH):
        rolled += roll_batch(spool, after=after, through=through)
        # Only now that the database has them; if we are killed before, their positions in the
        # database say so too.
        spool.note_rolled(through=through, at=at)
        after = through
    return rolled


def prune(*, at: datetime) -> None:
    """Drops from the spool what was rolled up a minute ago."""
    spool_to_roll(browsing_folder()).prune(at=at)


@cache
def spool_to_roll(folder: Path) -> Spool:
    """A connection of its own, so that readers of this process do not wait for a roll-up."""
    return Spool(folder)


os.register_at_fork(after_in_child=spool_to_roll.cache_clear)


@transaction.atomic
def roll_batch(spool: Spool, *, after: int, through: int) -> int:
    """Counts and positions in one transaction: both are there, or neither."""
    ends = spool.epoch_ends(after=after, through=through)
    positions = dict(SpoolPosition.objects.filter(epoch__in=ends).values_list("epoch", "last_id"))
    counts: dict[tuple[int, date], int] = {}
    for epoch, end in sorted(ends.items()):
        start = max(after, positions.get(epoch, 0))
        if end > start:
            move_position(epoch, before=positions.get(epoch), to=end)
            for key, number in spool.tally(epoch, after=start, through=end).items():
                counts[key] = counts.get(key, 0) + number
    keep(counts)
    return sum(counts.values())


def move_position(epoch: str, *, before: int | None, to: int) -> None:
    """Claims the browses in between: of two processes the database lets one through."""
    if before is None:
        SpoolPosition.objects.create(epoch=epoch, last_id=to)
    elif not SpoolPosition.objects.filter(epoch=epoch, last_id=before).update(last_id=to):
        raise RolledElsewhere


def keep(counts: Mapping[tuple[int, date], int]) -> None:
    editions = {edition for edition, _day in counts}
    articles = dict(Edition.objects.filter(pk__in=editions).values_list("pk", "article_id"))
    gone = editions - articles.keys()
    if gone:
        lost = sum(number for (edition, _day), number in counts.items() if edition in gone)
        logger.warning("%d browses of editions that no longer exist are dropped: %s", lost, gone)
    add({key: Tally(n) for key, n in counts.items() if key[0] not in gone}, articles=articles)
