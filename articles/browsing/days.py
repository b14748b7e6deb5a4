"""The civil day of the site: a browse belongs to the day on which the server received it (R9)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.utils.timezone import get_default_timezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """As Django's `timezone.now`, without a look at its settings, which takes as long again."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    return day_of_minute(int(at.timestamp()) // 60, get_default_timezone())


@lru_cache(maxsize=16)
def day_of_minute(minute: int, zone: tzinfo) -> date:
    """Remembered because every click asks; no zone changes its day within a minute."""
    return datetime.fromtimestamp(minute * 60, zone).date()


def midnight(day: date) -> datetime:
    """The moment at which the day begins where the site is."""
    return datetime.combine(day, time(), tzinfo=get_default_timezone())


def milliseconds(at: datetime) -> int:
    return (at - EPOCH) // MILLISECOND
