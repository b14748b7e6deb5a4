"""The curve of a period beside that of the period before: geometry only, no words, no request.

Across, everything is in percent, so that the drawing takes whatever width there is and its letters
keep their size; down, everything is in pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

HEIGHT = 180  # pixels from the highest level down to nought
WIDTH = 1_000  # of the box that is stretched to the width of the page
DOTS_UP_TO = 31  # days; with more of them dots would run into each other
DAYS_NAMED_UP_TO = 7
LEVELS = 4


@dataclass(frozen=True, kw_only=True)
class Point:
    """A day of the curve."""

    x: float  # percent
    y: float  # pixels
    day: date
    number: int
    before: int


@dataclass(frozen=True, kw_only=True)
class Level:
    """A line across, with its number."""

    y: float
    number: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A day that is named below the curve; `anchor` keeps its words within the drawing."""

    x: float
    day: date
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Two curves over the same days, from nought up."""

    points: list[Point]
    now: str
    before: str
    dots_before: list[tuple[float, float]]
    levels: list[Level]
    marks: list[Mark]
    names_months: bool

    def has_dots(self) -> bool:
        return len(self.points) <= DOTS_UP_TO

    def highest(self) -> Point:
        """The day with the most; the first of them."""
        return max(self.points, key=lambda point: point.number)

    def is_empty(self) -> bool:
        return not any(point.number or point.before for point in self.points)


def chart_of(days: Sequence[date], *, now: Sequence[int], before: Sequence[int]) -> Chart:
    step = step_for(max(*now, *before))
    top = top_for(max(*now, *before), step=step)
    across = [x_of(place, among=len(days)) for place in range(len(days))]
    rows = zip(across, days, now, before, strict=True)
    points = [
        Point(x=x, y=y_of(number, top=top), day=day, number=number, before=earlier)
        for x, day, number, earlier in rows
    ]
    earlier = [y_of(number, top=top) for number in before]
    return Chart(
        points=points,
        now=line((point.x, point.y) for point in points),
        before=line(zip(across, earlier, strict=True)),
        dots_before=list(zip(across, earlier, strict=True)),
        levels=[
            Level(y=y_of(number, top=top), number=number) for number in range(0, top + 1, step)
        ],
        marks=marks_of(days),
        names_months=has_months(days),
    )


def x_of(place: int, *, among: int) -> float:
    """In percent; a single day stands in the middle."""
    return round(100 * place / (among - 1), 2) if among > 1 else 50.0


def y_of(number: int, *, top: int) -> float:
    return round(HEIGHT - HEIGHT * number / top, 1)


def line(points: Iterator[tuple[float, float]]) -> str:
    """As SVG writes it, in the box that is stretched."""
    return " ".join(f"{x * WIDTH / 100:g},{y:g}" for x, y in points)


def step_for(highest: int) -> int:
    """1, 2, 5, 10, 20 …: the smallest with which few lines are enough."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    return next(step for step in steps if step * LEVELS >= highest)


def top_for(highest: int, *, step: int) -> int:
    """The first level that no curve rises above."""
    return max(step, -(-highest // step) * step)


def has_months(days: Sequence[date]) -> bool:
    """Whether so many months begin in these days that they are the better marks."""
    return sum(day.day == 1 for day in days) > 3


def marks_of(days: Sequence[date]) -> list[Mark]:
    if has_months(days):
        return month_marks(days)
    across = [(place, x_of(place, among=len(days))) for place in day_places(len(days))]
    return [Mark(x=x, day=days[place], anchor=anchor_of(x)) for place, x in across]


def month_marks(days: Sequence[date]) -> list[Mark]:
    """Their words begin where the month does, and have to end within the drawing of a phone."""
    across = [(place, x_of(place, among=len(days))) for place in month_places(days)]
    return [Mark(x=x, day=days[place], anchor="start") for place, x in across if x <= 80]


def month_places(days: Sequence[date]) -> list[int]:
    """Where months begin, at most four, equally far from each other."""
    firsts = [place for place, day in enumerate(days) if day.day == 1]
    return firsts[:: -(-len(firsts) // 4)]


def day_places(number: int) -> list[int]:
    """Each day of a week; of more days the first, the last and two between them."""
    gaps = number - 1 if number <= DAYS_NAMED_UP_TO else 3
    return sorted({round(gap * (number - 1) / gaps) for gap in range(gaps + 1)} if gaps else {0})


def anchor_of(x: float) -> str:
    if x < 10:
        return "start"
    return "end" if x > 90 else "middle"
