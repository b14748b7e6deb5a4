"""The rows of the spool: what is written of a request, and what is read of it again."""

import logging
import re
from datetime import date
from typing import Any, NamedTuple

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.referrer import LONGEST

logger = logging.getLogger(__name__)
EPOCH = re.compile("[0-9a-z]{1,32}")


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
    return (
        epoch,
        browse.edition_id,
        browse.article_id,
        browse.day.isoformat(),
        browse.visitor,
        browse.referrer,
        *(browse.click or (None, None, None)),
    )


def event_of(row: tuple[Any, ...]) -> Event:
    """The event of a row; of one that cannot be read, one that belongs to no edition.

    SQLite notices only some damage. A row must not hold up all that come after it.
    """
    number, epoch, edition_id, article_id, day, visitor, referrer, *click = row
    numbers = [edition_id, article_id or 0, visitor or 0]
    try:
        on = date.fromisoformat(day)
    except (TypeError, ValueError):
        on = None
    is_whole = all(isinstance(each, int) for each in numbers) and EPOCH.fullmatch(str(epoch))
    if on is None or not is_whole:
        logger.error("Row %d of the spool cannot be read; it is left out of the counts.", number)
        return Event(number, "", 0, None, date.min, None, "", None)
    # What no database would take is no host.
    host = referrer if str(referrer).isprintable() and len(str(referrer)) <= LONGEST else ""
    return Event(number, epoch, edition_id, article_id, on, visitor, str(host), click_of(*click))


def click_of(key: object, earlier_key: object, at_ms: object) -> Click | None:
    if not isinstance(key, int) or not isinstance(at_ms, int):
        return None
    return Click(key, earlier_key if isinstance(earlier_key, int) else None, at_ms)


def readable(text: bytes) -> str:
    """Also what a damaged file has in place of text."""
    return text.decode(errors="replace")
