"""The archive: which months have public stories, and the lists of a year and of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from django.db.models import Exists, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from articles.browsing.days import midnight
from articles.models import Edition, EditionQuerySet, PressRun
from articles.public.kept import Kept
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.lists import Listing
from articles.public.stories import public
from articles.templatetags.news import month as month_in_words
from articles.templatetags.news import year as year_in_words

# Addresses have four digits; whatever was released before or after stands in no year's list.
FIRST_YEAR, LAST_YEAR = 1000, 2999


@dataclass(frozen=True, kw_only=True)
class Span:
    """A year, or one of its months, in the site's time zone."""

    year: int
    month: int = 0

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def begins(self) -> datetime:
        return midnight(self.first_day)

    @property
    def ends(self) -> datetime:
        return midnight(self.after().first_day)

    @property
    def words(self) -> str:
        return month_in_words(self.first_day) if self.month else year_in_words(self.first_day)

    @property
    def address(self) -> dict[str, int]:
        """What its address is made of."""
        return {"year": self.year} | ({"month": self.month} if self.month else {})

    @property
    def path(self) -> str:
        return reverse("archive", kwargs=self.address)

    def after(self) -> "Span":
        """The next one of its kind."""
        if self.month in {0, 12}:
            return Span(year=self.year + 1, month=self.month and 1)
        return Span(year=self.year, month=self.month + 1)

    def stories(self, language: str, *, at: datetime) -> EditionQuerySet:
        """What came out in it: one stretch of the index on releases."""
        editions = public(language, at=at).filter(released_at__gte=self.begins)
        return editions.begun_at("released_at__lt", self.ends)


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of the archive: all of its months, each with whether it has stories."""

    span: Span
    months: Sequence[tuple[Span, bool]]


def span_list(language: str, *, at: datetime, year: int, month: int = 0) -> Listing | None:
    """The stories of a year or a month, if there is one."""
    span = Span(year=year, month=month)
    # `in_en`: is there a story in English? Where there was no press run, nothing was published.
    there = {column("in", code): Exists(span.stories(code, at=at)) for code in LANGUAGES}
    found = PressRun.objects.filter(id=1).annotate(**there).first()
    languages = [code for code in LANGUAGES if found and getattr(found, column("in", code))]
    if not found or language not in languages:
        return None
    return Listing(
        language=language,
        heading=span.words,
        editions=span.stories(language, at=at),
        press_run=found.number,
        paths=addresses_in(languages, "archive", **span.address),
        feeds="",
        begins=span.begins,
        ends=span.ends,
        kind=_("Archive"),
        kind_path=reverse("archive"),
        around=partial(around, span),
    )


def around(span: Span, kept: Kept) -> Mapping[str, object]:
    """The months of the year, and the spans right before and after that have stories."""
    months = kept_months(kept)
    spans = months if span.month else list(dict.fromkeys(Span(year=each.year) for each in months))
    newer = [each for each in spans if each.first_day > span.first_day]
    older = [each for each in spans if each.first_day < span.first_day]
    return {
        "span": span,
        "year": Span(year=span.year),
        "months": [each for each in reversed(months) if each.year == span.year],
        "newer": newer[-1] if newer else None,
        "older": older[0] if older else None,
    }


def years(kept: Kept) -> list[Year]:
    """All years that have stories, newest first."""
    there = set(kept_months(kept))
    return [
        Year(
            span=Span(year=year),
            months=[
                (span, span in there) for span in (Span(year=year, month=m) for m in range(1, 13))
            ],
        )
        for year in sorted({span.year for span in there}, reverse=True)
    ]


def kept_months(kept: Kept) -> list[Span]:
    return kept.part("months", partial(months, kept.language, at=kept.at))


def months(language: str, *, at: datetime) -> list[Span]:
    """The months in which a public story came out, newest first.

    Few probes of the index for each, instead of a look at every story.
    """
    ids = RawSQL(*walk_by_month(language, at=at))  # noqa: S611 - made by Django below
    moments = Edition.objects.filter(pk__in=ids).order_by().values_list("released_at", flat=True)
    days = {localtime(moment).date().replace(day=1) for moment in moments if moment}
    return [
        Span(year=day.year, month=day.month)
        for day in sorted(days, reverse=True)
        if FIRST_YEAR <= day.year <= LAST_YEAR
    ]


def walk_by_month(language: str, *, at: datetime) -> tuple[str, Sequence[object]]:
    """SQL of the first and the last story of each month.

    Databases cut months in UTC where they can use the index. Such a month reaches into two of the
    site's at most, and its first and last story tell which of them have any.
    """
    editions = public(language, at=at)
    here = Edition.objects.filter(pk=RawSQL("walk.id", ())).order_by().values("released_at")
    begins = TruncMonth(Subquery(here), tzinfo=UTC)
    newest, newest_words = sql_of(editions.newest_first())
    older, older_words = sql_of(editions.begun_at("released_at__lt", begins).newest_first())
    first, first_words = sql_of(editions.filter(released_at__gte=begins).oldest_first())
    walk = (
        f"WITH RECURSIVE walk(id) AS (SELECT ({newest}) UNION ALL"  # noqa: S608 - made by Django
        f" SELECT ({older}) FROM walk WHERE walk.id IS NOT NULL)"
        f" SELECT id FROM walk UNION ALL SELECT ({first}) FROM walk"
    )
    return walk, (*newest_words, *older_words, *first_words)


def sql_of(editions: EditionQuerySet) -> tuple[str, Sequence[object]]:
    """Of the number of the first of them."""
    return editions.values("pk")[:1].query.sql_with_params()
