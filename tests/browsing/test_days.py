"""The civil day of the site (R9): the day on which the server received a browse."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.browsing.days import day_of, milliseconds
from tests.factories import SHANGHAI

MONDAY, TUESDAY = date(2025, 3, 10), date(2025, 3, 11)


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        ("Asia/Shanghai", "2025-03-10T15:59:59.999+00:00", MONDAY),
        ("Asia/Shanghai", "2025-03-10T16:00:00+00:00", TUESDAY),
        ("Asia/Shanghai", "2025-03-10T23:59:59.999999+08:00", MONDAY),
        ("Asia/Shanghai", "2025-03-11T00:00:00+08:00", TUESDAY),
        ("UTC", "2025-03-11T00:00:00+08:00", MONDAY),
        ("America/New_York", "2025-03-11T03:59:59+00:00", MONDAY),
        ("America/New_York", "2025-03-11T04:00:00+00:00", TUESDAY),
        # A quarter of an hour beside the others, and a day of 23 hours.
        ("Asia/Kathmandu", "2025-03-10T18:14:59+00:00", MONDAY),
        ("Asia/Kathmandu", "2025-03-10T18:15:00+00:00", TUESDAY),
        ("Europe/Berlin", "2025-03-29T22:59:59+00:00", date(2025, 3, 29)),
        ("Europe/Berlin", "2025-03-30T21:59:59+00:00", date(2025, 3, 30)),
        ("Europe/Berlin", "2025-03-30T22:00:00+00:00", date(2025, 3, 31)),
        # Before there was anything to count.
        ("Asia/Shanghai", "1988-04-16T15:59:59+00:00", date(1988, 4, 16)),
        ("Asia/Shanghai", "1969-12-31T16:00:00+00:00", date(1970, 1, 1)),
    ],
)
def test_a_moment_belongs_to_the_day_of_the_site(settings, zone, moment, expected):
    settings.TIME_ZONE = zone

    assert day_of(datetime.fromisoformat(moment)) == expected


def test_a_moment_is_the_same_in_every_zone():
    moment = datetime(2025, 3, 11, 0, 0, 0, 1500, tzinfo=SHANGHAI)
    others = [moment.astimezone(zone) for zone in (UTC, timezone(timedelta(hours=-9)))]

    assert {day_of(each) for each in (moment, *others)} == {TUESDAY}
    assert {milliseconds(each) for each in (moment, *others)} == {1_741_622_400_001}


@pytest.mark.parametrize(("microsecond", "expected"), [(0, 0), (999, 0), (1000, 1), (999_999, 999)])
def test_a_moment_is_looked_at_in_whole_milliseconds(microsecond, expected):
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 0, microsecond, tzinfo=UTC)) == expected
