"""The curves of the statistics: where each day and each level stands."""

from datetime import date, timedelta

import pytest

from articles.admin.statistics.chart import HEIGHT, Level, Mark, Point, chart_of
from articles.admin.statistics.shown import percent
from articles.admin.statistics.tables import mean

FIRST = date(2025, 3, 1)


def days(number):
    return [FIRST + timedelta(days=back) for back in range(number)]


def test_three_days_stand_from_edge_to_edge_and_from_nought_to_the_highest_level():
    chart = chart_of(days(3), now=[0, 5, 10], before=[10, 0, 5])

    assert chart.points == [
        Point(x=0, y=HEIGHT, day=FIRST, number=0, before=10),
        Point(x=50, y=HEIGHT / 2, day=FIRST + timedelta(days=1), number=5, before=0),
        Point(x=100, y=0, day=FIRST + timedelta(days=2), number=10, before=5),
    ]
    assert (chart.now, chart.before) == ("0,180 500,90 1000,0", "0,0 500,180 1000,90")
    assert chart.highest().day == FIRST + timedelta(days=2)
    assert chart.has_dots()


def test_one_day_stands_in_the_middle():
    chart = chart_of(days(1), now=[4], before=[0])

    assert [(point.x, point.y) for point in chart.points] == [(50, 0)]
    assert chart.marks == [Mark(x=50, day=FIRST, anchor="middle")]


@pytest.mark.parametrize(
    ("highest", "levels"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (40, [0, 10, 20, 30, 40]),
        (41, [0, 20, 40, 60]),
        (1_234, [0, 500, 1_000, 1_500]),
        (10**9, [0, 500_000_000, 10**9]),
    ],
)
def test_levels_are_round_numbers_from_nought_and_few(highest, levels):
    chart = chart_of(days(2), now=[highest, 0], before=[0, 0])

    assert [level.number for level in chart.levels] == levels
    assert chart.levels[0] == Level(y=HEIGHT, number=0)
    assert chart.levels[-1].y == 0


def test_the_period_before_counts_for_the_levels_too():
    chart = chart_of(days(2), now=[1, 1], before=[100, 0])

    assert [level.number for level in chart.levels] == [0, 50, 100]


def test_a_year_is_marked_where_months_begin():
    chart = chart_of(days(365), now=[1] * 365, before=[0] * 365)

    assert chart.names_months
    assert [mark.day for mark in chart.marks] == [
        date(2025, 3, 1),
        date(2025, 6, 1),
        date(2025, 9, 1),
        date(2025, 12, 1),
    ]
    assert {mark.anchor for mark in chart.marks} == {"start"}
    assert len(chart.now.split()) == 365
    assert not chart.has_dots()


def test_a_month_that_begins_too_late_to_be_named_is_not_marked():
    a_year = [date(2025, 3, 20) + timedelta(days=back) for back in range(365)]

    chart = chart_of(a_year, now=[1] * 365, before=[1] * 365)

    assert [mark.day.month for mark in chart.marks] == [4, 7, 10, 1]
    assert max(mark.x for mark in chart.marks) <= 80


@pytest.mark.parametrize(
    ("number", "marked"),
    [
        (1, [0]),
        (2, [0, 1]),
        (7, [0, 1, 2, 3, 4, 5, 6]),
        (8, [0, 2, 5, 7]),
        (30, [0, 10, 19, 29]),
        (90, [0, 30, 59, 89]),
    ],
)
def test_a_week_is_marked_day_by_day_and_more_at_their_ends_and_between(number, marked):
    chart = chart_of(days(number), now=[1] * number, before=[1] * number)

    assert [(mark.day - FIRST).days for mark in chart.marks] == marked
    if number > 1:
        assert (chart.marks[0].anchor, chart.marks[-1].anchor) == ("start", "end")


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(150, 100, "+50%"), (50, 100, "−50%"), (0, 7, "−100%"), (7, 7, "+0%"), (5, 0, "")],
)
def test_a_change_is_said_in_percent_where_there_was_something_before(now, before, said):
    assert percent(now, before) == said


@pytest.mark.parametrize(
    ("year", "month"), [(0, 0), (5, 0), (6, 1), (600, 50), (605, 50), (606, 51)]
)
def test_the_mean_of_a_year_is_rounded_as_at_school(year, month):
    assert mean(year) == month
