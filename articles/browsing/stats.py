"""What was read: the questions that the statistics ask of the daily counts, one query each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Sum, Value, When

from articles.browsing.days import midnight
from articles.models import BrowseCount, Edition, ReferrerCount, SiteDay

MOST = 1_000  # so many of the most-read stories, and of the hosts readers came from
AT_ONCE = 1_000  # so many where all of them are taken, one after the other
TITLES = [f"title_{code.replace('-', '_')}" for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, the first and the last among them."""

    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(len(self))]

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """As many days, right before these."""
        length = timedelta(days=len(self))
        return Period(first=self.first - length, last=self.last - length)


def month_of(day: date) -> Period:
    """The calendar month in which the day lies."""
    first = day.replace(day=1)
    return Period(first=first, last=first_of_next_month(first) - timedelta(days=1))


def first_of_next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def year_before(month: Period) -> Period:
    """The twelve calendar months before this one."""
    first = month.first.replace(year=month.first.year - 1)
    return Period(first=first, last=month.first - timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which texts are asked about; nothing named: all of them."""

    language: str = ""
    section: int | None = None
    source: int | None = None
    translator: int | None = None
    department: int | None = None
    article: int | None = None

    def is_everything(self) -> bool:
        return self == Scope()

    def editions(self) -> QuerySet[Edition]:
        exact = {
            "language": self.language or None,
            "section": self.section,
            "article__source": self.source,
            "translator": self.translator,
            "article": self.article,
        }
        editions = Edition.objects.filter(
            **{column: value for column, value in exact.items() if value is not None}
        )
        if self.department is None:
            return editions
        # A department answers for the stories it wrote and for those it translated.
        wrote = Q(article__source__department=self.department)
        return editions.filter(wrote | Q(translator__department=self.department))


class Counted(NamedTuple):
    """What was counted in a period, and in the period before."""

    browses: int = 0
    visitors: int = 0
    robots: int = 0
    browses_before: int = 0
    visitors_before: int = 0
    robots_before: int = 0

    def with_more(self, other: "Counted") -> "Counted":
        return Counted(*map(sum, zip(self, other, strict=True)))


SUMS = ", ".join(f"SUM({each}) AS {each}" for each in Counted._fields)
ALL_TITLES = ", ".join(f"article.{title}" for title in TITLES)


class Filed(NamedTuple):
    """What was counted of all texts that are filed alike; nought where there is no such word."""

    language: str
    section: int
    source: int
    translator: int
    counted: Counted


class Story(NamedTuple):
    """What was counted of a story; its public titles by language."""

    article: int
    titles: dict[str, str]
    counted: Counted


class Spike(NamedTuple):
    """A story whose month is out of the ordinary (R18): a mark for people, never a cut."""

    article: int
    titles: dict[str, str]
    month: int
    year_before: int


class Referrer(NamedTuple):
    """How many browses came from a host."""

    host: str
    browses: int
    before: int


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Day by day, and from where; the visitors of the site's days are exact (R10)."""

    days: dict[date, tuple[int, int, int]] = field(default_factory=dict)
    site: dict[date, int] = field(default_factory=dict)
    referrers: list[Referrer] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Read:
    """What was read of which kind, which stories most, and which of them more than usual."""

    filed: list[Filed] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    spikes: list[Spike] = field(default_factory=list)


def is_spike(*, month: int, year_before: int) -> bool:
    """Whether the month is at least three times the mean of the twelve before, and 100 more.

    In whole numbers, because a mean would be rounded. A month in which the story was not there
    yet is one of the twelve, with nought; a story that came out in the month itself has nothing to
    be compared with, and is not asked about.
    """
    return 12 * month >= 3 * year_before + 1_200


def flow(scope: Scope, *, period: Period) -> Flow:
    """Days of the period and of the one before, days of the whole site, and hosts: one query."""
    days, site, hosts = day_rows(scope, period), site_rows(period), host_rows(scope, period)
    found: dict[str, list[tuple[Any, ...]]] = {"day": [], "site": [], "host": []}
    for kind, *row in days.union(site, hosts, all=True):
        found[kind].append(tuple(row))
    referrers = [Referrer(host, *numbers[:2]) for _day, host, *numbers in found["host"]]
    return Flow(
        days={day: (numbers[0], numbers[1], numbers[2]) for day, _, *numbers in found["day"]},
        site={day: visitors for day, _, _, visitors, _ in found["site"]},
        referrers=sorted(referrers, key=lambda each: (-each.browses, -each.before, each.host)),
    )


COLUMNS = ("kind", "on", "from_host", "one", "two", "three")


def day_rows(scope: Scope, period: Period) -> QuerySet[Any, Any]:
    return (
        within(BrowseCount.objects.order_by(), scope=scope, period=period)
        .values("day")
        .annotate(
            kind=Value("day"),
            on=F("day"),
            from_host=Value("", output_field=CharField()),
            one=Sum("browses"),
            two=Sum("visitors"),
            three=Sum("robots"),
        )
        .values_list(*COLUMNS)
    )


def site_rows(period: Period) -> QuerySet[Any, Any]:
    days = SiteDay.objects.order_by().filter(day__range=(period.before().first, period.last))
    return days.annotate(
        kind=Value("site"),
        on=F("day"),
        from_host=Value("", output_field=CharField()),
        one=Value(0),
        two=F("visitors"),
        three=Value(0),
    ).values_list(*COLUMNS)


def host_rows(scope: Scope, period: Period) -> QuerySet[Any, Any]:
    return (
        within(ReferrerCount.objects.order_by(), scope=scope, period=period)
        .values("host")
        .annotate(
            kind=Value("host"),
            on=Value(None, output_field=DateField()),
            from_host=F("host"),
            one=Sum(Case(When(day__gte=period.first, then="browses"), default=0)),
            two=Sum(Case(When(day__lt=period.first, then="browses"), default=0)),
            three=Value(0),
        )
        .values_list(*COLUMNS)
    )


def within(rows: QuerySet[Any], *, scope: Scope, period: Period) -> QuerySet[Any]:
    """The rows of the period and of the one before."""
    rows = rows.filter(day__range=(period.before().first, period.last))
    return rows if scope.is_everything() else rows.filter(edition__in=scope.editions())


# Written out, because the counts must be added up per edition before the editions are looked at:
# the other way round, as the ORM would ask, takes three times as long at a million rows.
FILED = """
WITH chosen AS ({chosen}),
counted AS (
    SELECT edition_id, SUM(browses) AS browses, SUM(visitors) AS visitors, SUM(robots) AS robots,
        0 AS browses_before, 0 AS visitors_before, 0 AS robots_before
    FROM articles_browsecount
    WHERE day BETWEEN %s AND %s {only_chosen}
    GROUP BY edition_id
    UNION ALL
    SELECT edition_id, 0, 0, 0, SUM(browses), SUM(visitors), SUM(robots)
    FROM articles_browsecount
    WHERE day BETWEEN %s AND %s {only_chosen}
    GROUP BY edition_id
),
filed AS (
    SELECT counted.*, edition.article_id, edition.language, edition.section_id,
        COALESCE(edition.source_id, 0) AS source_id,
        COALESCE(edition.translator_id, 0) AS translator_id
    FROM counted
    JOIN articles_edition edition ON edition.id = counted.edition_id
)
"""
READ = """{filed},
stories AS (
    SELECT article_id, {sums} FROM filed GROUP BY article_id
    HAVING SUM(browses) > 0 ORDER BY SUM(browses) DESC, article_id DESC LIMIT {most}
),
month AS (
    SELECT edition.article_id, SUM(counts.browses) AS browses
    FROM articles_browsecount counts
    JOIN articles_edition edition ON edition.id = counts.edition_id
    WHERE counts.day BETWEEN %s AND %s {only_chosen_stories}
    GROUP BY edition.article_id
    HAVING SUM(counts.browses) >= 100
),
year_before AS (
    SELECT edition.article_id, SUM(counts.browses) AS browses
    FROM articles_edition edition
    JOIN articles_browsecount counts ON counts.edition_id = edition.id
    WHERE edition.article_id IN (SELECT article_id FROM month) AND counts.day BETWEEN %s AND %s
    GROUP BY edition.article_id
)
SELECT 'filed', language, section_id, source_id, translator_id, {sums}, {no_titles}
FROM filed GROUP BY language, section_id, source_id, translator_id
UNION ALL
SELECT 'story', '', article_id, 0, 0, browses, visitors, robots,
    browses_before, visitors_before, robots_before, {titles}
FROM stories JOIN articles_article article ON article.id = article_id
UNION ALL
SELECT 'spike', '', month.article_id, 0, 0, month.browses, COALESCE(year_before.browses, 0),
    0, 0, 0, 0, {titles}
FROM month
LEFT JOIN year_before ON year_before.article_id = month.article_id
JOIN articles_article article ON article.id = month.article_id
WHERE year_before.browses > 0 OR EXISTS (
    SELECT 1 FROM articles_edition earlier
    WHERE earlier.article_id = month.article_id AND earlier.released_at < %s
)
"""
EVERY_STORY = """{filed}
SELECT article_id, {sums}, {titles}
FROM filed JOIN articles_article article ON article.id = article_id
GROUP BY article_id, {titles}
HAVING SUM(browses) > 0 ORDER BY SUM(browses) DESC, article_id DESC
"""

WITH_A_CHOSEN_TEXT = """
    AND edition.article_id IN (SELECT article_id FROM chosen WHERE public_id IS NOT NULL)
"""


def read(scope: Scope, *, period: Period, month: Period) -> Read:
    """Everything that is told by how texts are filed, and by story: one query."""
    filed, stories, spikes = [], [], []
    for kind, language, first, source, translator, *rest in rows_read(scope, period, month):
        # PostgreSQL adds up sums as decimal numbers.
        counted, titles = Counted(*map(int, rest[:6])), titles_from(rest[6:])
        if kind == "filed":
            filed.append(Filed(language, first, source, translator, counted))
        elif kind == "story":
            stories.append(Story(first, titles, counted))
        elif is_spike(month=counted.browses, year_before=counted.visitors):
            spikes.append(Spike(first, titles, counted.browses, counted.visitors))
    return Read(
        filed=filed,
        stories=sorted(stories, key=lambda each: (-each.counted.browses, -each.article)),
        spikes=sorted(spikes, key=lambda each: (-each.month, -each.article)),
    )


def every_story(scope: Scope, *, period: Period) -> Iterator[Story]:
    """Each story that was read, the most read first; asked for as they are taken."""
    filed, parameters = filed_by(scope, period=period)
    statement = EVERY_STORY.format(filed=filed, sums=SUMS, titles=ALL_TITLES)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(AT_ONCE):
            for article, *rest in rows:
                yield Story(article, titles_from(rest[6:]), Counted(*map(int, rest[:6])))


def filed_by(scope: Scope, *, period: Period) -> tuple[str, list[Any]]:
    """The counts of each chosen text beside how it is filed, as the beginning of a statement."""
    # Nothing is put into the text of the statement but what stands in this module.
    editions = scope.editions().order_by().values("id", "article_id", "public_id")
    chosen, parameters = editions.query.sql_with_params()
    only_chosen = "" if scope.is_everything() else "AND edition_id IN (SELECT id FROM chosen)"
    statement = FILED.format(chosen=chosen, only_chosen=only_chosen)
    return statement, [*parameters, *days_of(period, period.before())]


def days_of(*periods: Period) -> list[str]:
    """The first and the last day of each, as both databases read them."""
    return [day.isoformat() for period in periods for day in (period.first, period.last)]


def rows_read(scope: Scope, period: Period, month: Period) -> Iterator[tuple[Any, ...]]:
    filed, parameters = filed_by(scope, period=period)
    statement = READ.format(
        filed=filed,
        only_chosen_stories="" if scope.is_everything() else WITH_A_CHOSEN_TEXT,
        sums=SUMS,
        most=MOST,
        titles=ALL_TITLES,
        no_titles=", ".join(["''"] * len(TITLES)),
    )
    days = days_of(month, year_before(month))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *days, beginning_of(month)])
        yield from cursor.fetchall()


def beginning_of(period: Period) -> Any:
    """Its first moment, as this database compares moments with its columns."""
    return connection.ops.adapt_datetimefield_value(midnight(period.first))


def titles_from(columns: list[str | None]) -> dict[str, str]:
    codes = [code for code, _name in settings.LANGUAGES]
    return {code: title for code, title in zip(codes, columns, strict=True) if title}
