"""Which stories were read most, in the last days or ever: the lists and their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.browsing.days import day_of
from articles.models import BrowseCount, BrowseTotal, Edition, EditionQuerySet, Section
from articles.public.kept import Kept
from articles.public.languages import LANGUAGES, addresses_in, name_of
from articles.public.stories import listed, named_sections, public

LONGEST = 20
# How far down all totals are looked through before the stories of a list are sorted themselves.
WALKED = 500
Place = tuple[int, int]  # an edition, by its number, and its browses


@dataclass(frozen=True, kw_only=True)
class Period:
    """The whole days up to today, or ever; `slug` is its word in the address."""

    slug: str = ""
    days: int = 0
    words: str | Promise
    heading: str | Promise

    def first_day(self, *, at: datetime) -> date:
        """Today is one of the days."""
        return day_of(at) - timedelta(days=self.days - 1)


WEEK = Period(days=7, words=_("7 days"), heading=_("Most read in the last 7 days"))
MONTH = Period(
    slug="30-days", days=30, words=_("30 days"), heading=_("Most read in the last 30 days")
)
EVER = Period(slug="all-time", words=_("All time"), heading=_("Most read of all time"))
PERIODS = (WEEK, MONTH, EVER)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A link to another of the lists."""

    words: str | Promise
    path: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class MostRead:
    """A list of stories, most read first, each with its browses in the period."""

    period: Period
    places: Sequence[tuple[Edition, int]]


def rendered_list(kept: Kept, *, period: Period, section: Section | None) -> str:
    """With the days it is about; another is made when the day is over."""

    def make() -> str:
        context = {
            "found": find_most_read(kept.language, period=period, at=kept.at, section=section),
            "section": section,
            "language_name": name_of(kept.language),
            "first_day": period.first_day(at=kept.at),
            "last_day": day_of(kept.at),
        }
        return render_to_string("most_read/_list.html", context)

    return kept.part(f"most_read:{day_of(kept.at)}:{period.slug}:{number_of(section)}", make)


def rendered_sections(kept: Kept, *, period: Period, section: Section | None) -> str:
    """The ways to the same list of each section; the one the reader is in is marked."""

    def make() -> str:
        found = ways_to_sections(kept.language, period=period, here=section)
        return render_to_string("most_read/_sections.html", {"found": found})

    return kept.part(f"most_read_sections:{period.slug}:{number_of(section)}", make)


def number_of(section: Section | None) -> int:
    return section.pk if section else 0


def find_most_read(
    language: str, *, period: Period, at: datetime, section: Section | None = None
) -> MostRead:
    """The longest list there is, of a language or of a section in it."""
    editions = public(language, at=at)
    if section:
        editions = editions.filter(section=section)
    return printed(period, ranked(editions, period=period, at=at), at=at)


def find_most_read_lately(language: str, *, least: int, at: datetime) -> MostRead:
    """As many stories as asked for, of the shortest period in which so many were read."""
    editions = public(language, at=at)
    for period in PERIODS:
        places = ranked(editions, period=period, at=at)
        if len(places) >= least:
            break
    return printed(period, places[:least], at=at)


def printed(period: Period, places: Sequence[Place], *, at: datetime) -> MostRead:
    """The places with what is printed of them: fetched for these few only."""
    rows = listed(Edition.objects.published(at)).in_bulk([pk for pk, _browses in places])
    found = [(rows[pk], browses) for pk, browses in places if pk in rows]
    return MostRead(period=period, places=found)


def ranked(editions: EditionQuerySet, *, period: Period, at: datetime) -> list[Place]:
    if not period.days:
        return ranked_by_totals(editions)
    return ranked_by_days(editions, first=period.first_day(at=at), last=day_of(at))


def ranked_by_days(editions: EditionQuerySet, *, first: date, last: date) -> list[Place]:
    """One walk through the days of the period, then one short walk for each edition in them."""
    counts = BrowseCount.objects.filter(day__range=(first, last)).order_by()
    sums = counts.filter(edition=OuterRef("pk")).values("edition").annotate(sum=Sum("browses"))
    read = editions.filter(pk__in=counts.values("edition"))
    return placed(read.annotate(browses=Subquery(sums.values("sum"))))


def ranked_by_totals(editions: EditionQuerySet) -> list[Place]:
    """By the numbers on the pages.

    The stories with the highest totals of all are looked through first: SQLite would sort every
    story of a language instead. Only where these are too few, or end among equals, it must.
    """
    read = editions.annotate(browses=F("article__browse_total__times")).filter(browses__gt=0)
    highest = list(
        BrowseTotal.objects.filter(times__gt=0)
        .order_by("-times")
        .values_list("article_id", "times")[:WALKED]
    )
    places = placed(read.filter(article__in=[article for article, _times in highest]))
    if len(highest) < WALKED or (len(places) == LONGEST and places[-1][1] > highest[-1][1]):
        return places
    return placed(read)


def placed(editions: QuerySet) -> list[Place]:
    """The most read first, of equals the newest."""
    order = editions.order_by("-browses", "-released_at", "-id")
    places = order.values_list("pk", "browses")[:LONGEST]
    # On a day on which only robots came, nobody has read.
    return [(pk, browses) for pk, browses in places if browses]


def addresses(period: Period, *, section: Section | None = None) -> dict[str, str]:
    """Of the list in every language that has one."""
    words = {"period": period} if period.slug else {}
    if not section:
        return addresses_in(LANGUAGES, "most_read", **words)
    languages = filter(section.name_in, LANGUAGES)
    return addresses_in(languages, "section_most_read", slug=section.slug, **words)


def ways_to_periods(language: str, *, section: Section | None, here: Period) -> list[Way]:
    return [
        Way(
            words=period.words,
            path=addresses(period, section=section)[language],
            is_current=period == here,
        )
        for period in PERIODS
    ]


def ways_to_sections(language: str, *, period: Period, here: Section | None) -> list[Way]:
    """To the list of all sections, and of each that has a name in this language."""
    everywhere = Way(
        words=_("All sections"), path=addresses(period)[language], is_current=here is None
    )
    sections = [
        Way(
            words=section.name_in(language),
            path=addresses(period, section=section)[language],
            is_current=section == here,
        )
        for section in named_sections(language)
    ]
    return [everywhere, *sections] if sections else []
