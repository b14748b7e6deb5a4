"""The rows of the spool: what is written of a request, and what is read of it again."""

import logging
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.referrer import LONGEST

logger = logging.getLogger(__name__)
EPOCH = re.compile("[0-9a-z]{1,32}")
NO_CLICK = (None, None, None)
NUMBER, TEXT = frozenset({int}), frozenset({str})
PERHAPS_A_NUMBER = frozenset({int, type(None)})
DAY = 4
KINDS = (
    NUMBER, TEXT, NUMBER, PERHAPS_A_NUMBER, TEXT, PERHAPS_A_NUMBER, TEXT,
    PERHAPS_A_NUMBER, PERHAPS_A_NUMBER, PERHAPS_A_NUMBER,
)  # fmt: skip


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


def events_of(rows: Sequence[tuple[Any, ...]]) -> list[Event]:
    """The events of rows; looked at by columns, and one by one only where that finds harm."""
    columns = list(zip(*rows, strict=True))
    if not columns:
        return []
    days = {day: on for day in set(columns[DAY]) if (on := day_in(day))}
    if not (days.keys() >= set(columns[DAY]) and are_as_written(columns)):
        return [event_of(row) for row in rows]
    return [
        Event(
            number, epoch, edition_id, article_id, days[day], visitor, referrer,
            None if key is None else Click(key, earlier_key, at_ms),
        )
        for number, epoch, edition_id, article_id, day, visitor, referrer, key, earlier_key, at_ms
        in rows
    ]  # fmt: skip


def are_as_written(columns: Sequence[Sequence[Any]]) -> bool:
    """Whether all that `event_of` looks at is sound in every row, but for the day."""
    for column, kinds in zip(columns, KINDS, strict=True):
        if not kinds.issuperset(map(type, column)):
            return False
    _number, epochs, _edition, _article, _day, _visitor, referrers, keys, _earlier, at_ms = columns
    return (
        all(map(is_epoch, set(epochs)))
        and all(host == sound_host(host) for host in set(referrers))
        and [key is None for key in keys] == [moment is None for moment in at_ms]
    )


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
    if type(key) is not int or type(at_ms) is not int:
        return None
    return Click(key, earlier_key if type(earlier_key) is int else None, at_ms)


# Asked of every text of every row, which are mostly the same few.
@lru_cache(maxsize=256)
def readable(text: bytes) -> str:
    """Also what a damaged file has in place of text."""
    return text.decode(errors="replace")
