"""Moments around the factories' NOW, which is long past for the views, and one that never comes."""

from datetime import datetime, timedelta

from tests.factories import NOW

NEVER = datetime(2199, 1, 1, tzinfo=NOW.tzinfo)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
