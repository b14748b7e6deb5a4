"""The civil day of the site: a browse belongs to the day on which the server received it (R9)."""

from datetime import UTC, date, datetime, timedelta

from django.utils.timezone import get_default_timezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(at: datetime) -> date:
    return at.astimezone(get_default_timezone()).date()


def milliseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)
