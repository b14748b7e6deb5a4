"""What a period brought to whom: stories, browses and corrections, for the appraisal of a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from articles.browsing.days import midnight
from articles.browsing.stats import TITLES, Period, titles_from
from articles.models import Article, BrowseCorrection, BrowseCount, Correction, Edition, Status

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Line(NamedTuple):
    """What a period brought to one source, department or translator."""

    published: int = 0
    browses: int = 0
    of_published: int = 0
    visitors: int = 0
    robots: int = 0
    corrected: int = 0
    translated: int = 0

    def with_more(self, other: "Line") -> "Line":
        return Line(*map(sum, zip(self, other, strict=True)))


Lines = Mapping[int, Line]  # by the number of the source and so on; nought where there is none


class Filed(NamedTuple):
    """What was counted of the texts of one source that have the same translator."""

    source: int
    translator: int
    browses: int
    of_published: int
    visitors: int
    robots: int

    def line(self) -> Line:
        return Line(
            browses=self.browses,
            of_published=self.of_published,
            visitors=self.visitors,
            robots=self.robots,
        )


@dataclass(frozen=True, kw_only=True)
class StoryLine:
    """What a period brought to one story, in the texts that were asked about."""

    article: int
    titles: Mapping[str, str]
    languages: list[str]
    released_at: datetime | None
    browses: int
    visitors: int
    robots: int


def first_year(*, or_else: int) -> int:
    """The year of the first day that was counted."""
    first = BrowseCount.objects.order_by("day").values_list("day", flat=True).first()
    return min(first.year, or_else) if first else or_else


# By what


def by_source(period: Period, *, at: datetime) -> Lines:
    published = first_published(period, at=at)
    return per_source(counted(period, published=published), period=period, published=published)


def by_department(
    period: Period,
    *,
    of_source: Mapping[int, int],
    of_translator: Mapping[int, int],
    at: datetime,
) -> Lines:
    """Of the department of the source; what departments translated stands beside that."""
    published = first_published(period, at=at)
    filed = counted(period, published=published)
    lines: dict[int, Line] = {}
    for source, line in per_source(filed, period=period, published=published).items():
        add(lines, of_source.get(source, 0), line)
    for each in filed:
        if each.translator:
            translated = Line(translated=each.browses)
            add(lines, of_translator.get(each.translator, 0), translated)
    return lines


def by_translator(period: Period, *, at: datetime) -> Lines:
    """Texts and not stories: each has a translator of its own, and corrections have none."""
    released = Edition.objects.order_by().filter(was_released(period, at=at))
    lines: dict[int, Line] = {}
    for filed in counted(period, published=released, column="id"):
        add(lines, filed.translator, filed.line())
    for translator, number in released.values_list("translator").annotate(Count("pk")):
        add(lines, translator or 0, Line(published=number))
    return lines


def per_source(
    filed: list[Filed], *, period: Period, published: QuerySet[Edition, Any]
) -> dict[int, Line]:
    lines: dict[int, Line] = {}
    for each in filed:
        add(lines, each.source, each.line())
    stories = Article.objects.order_by().filter(pk__in=published)
    for source, number in stories.values_list("source").annotate(Count("pk")):
        add(lines, source or 0, Line(published=number))
    decided = BrowseCorrection.objects.order_by().filter(
        kind=Correction.DECIDED, at__gte=beginning(period), at__lt=end(period)
    )
    difference = Sum(F("after") - F("before"), output_field=BigIntegerField())
    rows = decided.values_list("article__source").annotate(sum=difference)
    for source, corrected in rows:
        # PostgreSQL adds up such differences as a decimal number.
        add(lines, source or 0, Line(corrected=int(corrected)))
    return lines


def add(lines: dict[int, Line], key: int, line: Line) -> None:
    lines[key] = lines.get(key, Line()).with_more(line)


# When


def beginning(period: Period) -> datetime:
    return midnight(period.first)


def end(period: Period) -> datetime:
    return midnight(period.last + timedelta(days=1))


def was_released(period: Period, *, at: datetime) -> Q:
    """Texts that came out in the period, and were not withdrawn."""
    return is_out(at) & Q(released_at__gte=beginning(period), released_at__lt=end(period))


def is_out(at: datetime) -> Q:
    """Published and released, whether or not it has expired since."""
    return Q(status=Status.PUBLISHED, released_at__lte=at)


def first_published(period: Period, *, at: datetime) -> QuerySet[Edition, Any]:
    """The numbers of the stories of which the first text came out in the period."""
    firsts = (
        Edition.objects.order_by()
        .filter(is_out(at))
        .values("article")
        .annotate(first=Min("released_at"))
    )
    return firsts.filter(first__gte=beginning(period), first__lt=end(period)).values("article")


# How much

# Written out, because the counts must be added up per edition before the editions are looked at:
# the ORM would look at the edition of each day of each of them.
COUNTED = """
WITH counted AS (
    SELECT edition_id, SUM(browses) AS browses, SUM(visitors) AS visitors, SUM(robots) AS robots
    FROM articles_browsecount WHERE day BETWEEN %s AND %s GROUP BY edition_id
)
SELECT COALESCE(edition.source_id, 0), COALESCE(edition.translator_id, 0), SUM(counted.browses),
    SUM(CASE WHEN edition.{column} IN ({published}) THEN counted.browses ELSE 0 END),
    SUM(counted.visitors), SUM(counted.robots)
FROM counted
JOIN articles_edition edition ON edition.id = counted.edition_id
GROUP BY edition.source_id, edition.translator_id
"""


def counted(
    period: Period, *, published: QuerySet[Edition, Any], column: str = "article_id"
) -> list[Filed]:
    # Nothing is put into the text of the statement but what stands in this module.
    numbers = published if column == "article_id" else published.values("pk")
    statement, parameters = numbers.query.sql_with_params()
    days = [period.first.isoformat(), period.last.isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(column=column, published=statement), [*days, *parameters])
        return [Filed(*map(int, row)) for row in cursor.fetchall()]


# Which stories


def texts_of(by: str, number: int) -> Q:
    """The texts behind a line of the report."""
    if by == "department" and not number:
        return Q(article__source=None) | Q(article__source__department=None)
    column = {
        "source": "article__source",
        "department": "article__source__department",
        "translator": "translator",
    }[by]
    return Q(**{column: number or None})


def stories(period: Period, *, texts: Q, at: datetime) -> Iterator[StoryLine]:
    """Those read or published in the period, the most read first; asked for as they are taken."""
    in_period = FilteredRelation(
        "browse_counts", condition=Q(browse_counts__day__range=(period.first, period.last))
    )
    languages = [
        Max(Case(When(is_out(at) & Q(language=code), then=1), default=0)) for code in LANGUAGES
    ]
    came_out = Case(
        When(was_released(period, at=at), then=1), default=0, output_field=IntegerField()
    )
    rows = (
        Edition.objects.filter(texts)
        .order_by()
        .alias(counts=in_period)
        .values("article")
        .annotate(
            **{f"has_{number}": has for number, has in enumerate(languages)},
            first=Min("released_at", filter=is_out(at)),
            browses=or_nought("counts__browses"),
            visitors=or_nought("counts__visitors"),
            robots=or_nought("counts__robots"),
            came_out=Max(came_out),
        )
        .filter(Q(browses__gt=0) | Q(robots__gt=0) | Q(came_out=1))
        .order_by("-browses", "-article")
        .values_list(
            "article",
            "first",
            "browses",
            "visitors",
            "robots",
            *[f"has_{number}" for number in range(len(languages))],
            *[f"article__{title}" for title in TITLES],
        )
    )
    for article, first, browses, visitors, robots, *rest in rows.iterator():
        yield StoryLine(
            article=article,
            titles=titles_from(rest[len(LANGUAGES) :]),
            languages=[code for code, has in zip(LANGUAGES, rest, strict=False) if has],
            released_at=first,
            browses=int(browses),
            visitors=int(visitors),
            robots=int(robots),
        )


def texts_translated(period: Period, *, department: int, at: datetime) -> Iterator[StoryLine]:
    """Texts by translators of a department, read or published in the period; each by itself."""
    in_period = FilteredRelation(
        "browse_counts", condition=Q(browse_counts__day__range=(period.first, period.last))
    )
    titles = [f"article__{title}" for title in TITLES]
    rows = (
        Edition.objects.filter(translator__department=department)
        .order_by()
        .alias(counts=in_period)
        .values("pk", "article", "language", "released_at", *titles)
        .annotate(
            browses=or_nought("counts__browses"),
            visitors=or_nought("counts__visitors"),
            robots=or_nought("counts__robots"),
        )
        .filter(Q(browses__gt=0) | was_released(period, at=at))
        .order_by("-browses", "-pk")
        .values_list("article", "language", "released_at", "browses", "visitors", "robots", *titles)
    )
    for article, language, released_at, browses, visitors, robots, *rest in rows.iterator():
        yield StoryLine(
            article=article,
            titles=titles_from(rest),
            languages=[language],
            released_at=released_at,
            browses=int(browses),
            visitors=int(visitors),
            robots=int(robots),
        )


def or_nought(column: str) -> Coalesce:
    return Coalesce(Sum(column), 0, output_field=BigIntegerField())
