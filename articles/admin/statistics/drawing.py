"""A chart in the words of the reader: what it shows, and how days and levels are called."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from articles.admin.statistics.chart import HEIGHT, WIDTH, Chart, chart_of
from articles.admin.statistics.tables import DayPair, Figures

FULL_NAMES = 4  # of days, so many of which stand beside each other on a phone


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One chart with its words; the table of days says the same in numbers."""

    name: str
    heading: str
    chart: Chart
    height: int = HEIGHT
    width: int = WIDTH

    def bottom(self) -> int:
        """Where the words below the curve stand."""
        return self.height + 22

    def title(self) -> str:
        days = [point.day for point in self.chart.points]
        return _("{heading}, {days}, and in the period before").format(
            heading=self.heading, days=days_in_words(days[0], days[-1])
        )

    def description(self) -> str:
        highest = self.chart.highest()
        return _("Highest: {number} on {day}. The table “Per day” has every number.").format(
            number=f"{highest.number:,}", day=date_format(highest.day, "SHORT_DATE_FORMAT")
        )

    def levels(self) -> list[tuple[float, str]]:
        """Nought is where the days stand; its digit would be hidden by the curves."""
        return [
            (level.y, f"{level.number:,}" if level.number else "") for level in self.chart.levels
        ]

    def marks(self) -> list[tuple[float, str, str]]:
        name = month_in_words if self.chart.names_months else day_in_words
        marks = self.chart.marks
        # Where each day is marked a phone has room for the month at its beginning only.
        is_close = len(marks) > FULL_NAMES and not self.chart.names_months
        return [
            (
                mark.x,
                mark.anchor,
                str(mark.day.day) if is_close and mark.day.day > 1 else name(mark.day),
            )
            for mark in marks
        ]

    def dots(self) -> list[tuple[float, float, str]]:
        """The days of the period, each with what is said of it when one points at it."""
        words = _("{day}: {number}; before: {before}")
        return [
            (
                point.x,
                point.y,
                words.format(
                    day=date_format(point.day, "SHORT_DATE_FORMAT"),
                    number=f"{point.number:,}",
                    before=f"{point.before:,}",
                ),
            )
            for point in self.chart.points
        ]


def drawings_of(figures: Figures) -> list[Drawing]:
    """None of a single day, whose sums say everything."""
    if len(figures.days) == 1:
        return []
    visitors = figures.visitors_per_day()
    return [
        drawing_of("browses", _("Browses"), figures.days, number=lambda each: each.browses),
        drawing_of("visitors", visitors, figures.days, number=lambda each: each.visitors),
    ]


def drawing_of(name: str, heading: str, days: list[DayPair], *, number: Any) -> Drawing:
    chart = chart_of(
        [pair.day for pair in days],
        now=[number(pair.now) for pair in days],
        before=[number(pair.then) for pair in days],
    )
    return Drawing(name=name, heading=heading, chart=chart)


def days_in_words(first: date, last: date) -> str:
    begin, end = date_format(first, "DATE_FORMAT"), date_format(last, "DATE_FORMAT")
    return begin if first == last else f"{begin} – {end}"


def day_in_words(day: date) -> str:
    return date_format(day, short("MONTH_DAY_FORMAT"))


def month_in_words(day: date) -> str:
    return date_format(day, short("YEAR_MONTH_FORMAT"))


def short(name: str) -> str:
    """The language's own order, with short names of months."""
    return str(get_format(name)).replace("F", "M")
