"""The visitors of a day: told apart while the day lasts, and then forgotten (R10, R17)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery, Sum

from articles.browsing.batch import Event
from articles.browsing.database import insert, rows_among
from articles.browsing.days import day_of
from articles.browsing.secret import OVERLAP
from articles.browsing.totals import or_nought
from articles.models import BrowseCount, DayVisitor, SiteDay

FORGOTTEN_AT_ONCE = 20_000  # rows, so that no editor waits for a whole day to be emptied
VISITED = "SELECT visitor, article_id FROM articles_dayvisitor WHERE day = %s AND visitor {among}"
ADD_NEWCOMERS = "INSERT INTO articles_dayvisitor (day, visitor, article_id) {rows}"
ADD_TO_SITE = """
INSERT INTO articles_siteday (day, visitors) {rows}
ON CONFLICT (day) DO UPDATE SET visitors = articles_siteday.visitors + excluded.visitors
"""


@dataclass(frozen=True, kw_only=True)
class VisitorDifference:
    """A day on which the visitors that were counted are not those that are known."""

    day: date
    counted: int
    known: int
    site_counted: int
    site_known: int


def visited_by(events: Iterable[Event]) -> dict[tuple[date, int], set[int]]:
    """Which articles the visitors of these events have read on these days already."""
    visitors: dict[date, set[int]] = {}
    for event in events:
        if event.visitor is not None:
            visitors.setdefault(event.day, set()).add(event.visitor)
    visited: dict[tuple[date, int], set[int]] = {}
    for day, those in visitors.items():
        for visitor, article in rows_among(VISITED, day.isoformat(), among=sorted(those)):
            visited.setdefault((day, visitor), set()).add(article)
    return visited


def add_visitors(newcomers: Sequence[tuple[date, int, int]], *, site: Mapping[date, int]) -> None:
    """Remembers who (day, visitor, article) was here, and adds to the days of the site."""
    rows = [(day.isoformat(), visitor, article) for day, visitor, article in newcomers]
    insert(ADD_NEWCOMERS, sorted(rows), types=["date", "bigint", "bigint"])
    days = [(day.isoformat(), number) for day, number in site.items()]
    insert(ADD_TO_SITE, sorted(days), types=["date", "bigint"])


def closed_days(days: Iterable[date]) -> set[date]:
    closed = SiteDay.objects.filter(day__in=days, closed_at__isnull=False)
    return set(closed.values_list("day", flat=True))


def close_days(*, at: datetime) -> None:
    """Forgets who the visitors of past days were; to be called after a roll-up.

    From ten past midnight no browse of the day before can come any more. Can be killed anywhere
    and run again.
    """
    over = day_of(at - OVERLAP)
    days = DayVisitor.objects.filter(day__lt=over).order_by("day").values_list("day", flat=True)
    while (day := days.first()) is not None:
        SiteDay.objects.update_or_create(day=day, defaults={"closed_at": at})
        while forget_some(day):
            pass
    SiteDay.objects.filter(day__lt=over, closed_at=None).update(closed_at=at)


@transaction.atomic
def forget_some(day: date) -> int:
    rows = DayVisitor.objects.filter(day=day).values_list("pk", flat=True)
    return DayVisitor.objects.filter(pk__in=list(rows[:FORGOTTEN_AT_ONCE])).delete()[0]


def recount_visitors() -> Iterator[VisitorDifference]:
    """Compares the visitors of days that are not closed with who is known, in one statement."""
    known = DayVisitor.objects.filter(day=OuterRef("day")).order_by().values("day")
    counted = BrowseCount.objects.filter(day=OuterRef("day")).order_by().values("day")
    rows = (
        SiteDay.objects.filter(closed_at=None)
        .annotate(
            counted=or_nought(Subquery(counted.annotate(sum=Sum("visitors")).values("sum"))),
            known=or_nought(Subquery(known.annotate(sum=Count("pk")).values("sum"))),
            site_known=or_nought(
                Subquery(known.annotate(sum=Count("visitor", distinct=True)).values("sum"))
            ),
        )
        .order_by("day")
        .values_list("day", "counted", "known", "visitors", "site_known")
    )
    for row in rows:
        difference = VisitorDifference(
            day=row[0], counted=row[1], known=row[2], site_counted=row[3], site_known=row[4]
        )
        if row[1] != row[2] or row[3] != row[4]:
            yield difference
