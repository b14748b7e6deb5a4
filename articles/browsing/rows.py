"""The rows of the spool: what is written of a request, and what is read of it again."""

import logging
import re
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.referrer import LONGEST

logger = logging.getLogger(__name__)
EPOCH = re.compile("[0-9a-z]{1,32}")
NO_CLICK = (None, None, None)


class Browse(NamedTuple):
    """What is kept of a request; a robot's has no article, nor anything of a reader."""

    edition_id: int
    article_id: int | None
    day: date
    visitor: int | None = None
    referrer: str = ""
    click: Click | None = None


class News(NamedTuple):
    """What is told of an event as soon as it is in the spool."""

    number: int
    epoch: str
    article_id: int | None
    click: Click | None


def row_of(browse: Browse, epoch: str) -> tuple[object, ...]:
    edition_id, article_id, day, visitor, referrer, click = browse
    key, earlier_key, at_ms = click or NO_CLICK
    on = day.isoformat()
    return epoch, edition_id, article_id, on, visitor, referrer, key, earlier_key, at_ms


def event_of(row: tuple[Any, ...]) -> Event:
    """The event of a row; of one that cannot be read, one that belongs to no edition.

    SQLite notices only some damage. A row must not hold up all that come after it.
    """
    number, epoch, edition_id, article_id, day, visitor, referrer, *click = row
    on = day_in(day)
    is_whole = (
        isinstance(edition_id, int)
        and isinstance(article_id or 0, int)
        and isinstance(visitor or 0, int)
        and is_epoch(epoch)
    )
    if on is None or not is_whole:
        logger.error("Row %d of the spool cannot be read; it is left out of the counts.", number)
        return Event(number, "", 0, None, date.min, None, "", None)
    host = sound_host(referrer) if referrer else ""
    return Event(number, epoch, edition_id, article_id, on, visitor, host, click_of(*click))


# Remembered, as the rows of a batch say the same again and again.
@lru_cache(maxsize=64, typed=True)
def day_in(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=64, typed=True)
def is_epoch(text: object) -> bool:
    return bool(EPOCH.fullmatch(str(text)))


def sound_host(said: object) -> str:
    """The host; nothing where it is what no database would take."""
    host = str(said)
    return host if host.isprintable() and len(host) <= LONGEST else ""


def click_of(key: object, earlier_key: object, at_ms: object) -> Click | None:
    if not isinstance(key, int) or not isinstance(at_ms, int):
        return None
    return Click(key, earlier_key if isinstance(earlier_key, int) else None, at_ms)


# Asked of every text of every row, which are mostly the same few.
@lru_cache(maxsize=256)
def readable(text: bytes) -> str:
    """Also what a damaged file has in place of text."""
    return text.decode(errors="replace")
