"""Which stories were read most, in the last days or ever: the lists and their addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.browsing.days import day_of
from articles.models import BrowseCount, BrowseTotal, Edition, EditionQuerySet, Section
from articles.public.kept import Kept
from articles.public.languages import LANGUAGES, addresses_in, name_of
from articles.public.stories import listed, named_sections, public
from articles.public.templating import rendered

LONGEST = 20
# How far down the most read of all are looked through before every story is ranked.
WALKED = 2_000
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
        return rendered("most_read/_list.html", context)

    return kept.part(f"most_read:{day_of(kept.at)}:{period.slug}:{number_of(section)}", make)


def rendered_sections(kept: Kept, *, period: Period, section: Section | None) -> str:
    """The ways to the same list of each section; the one the reader is in is marked."""

    def make() -> str:
        found = ways_to_sections(kept.language, period=period, here=section)
        return rendered("most_read/_sections.html", {"found": found})

    return kept.part(f"most_read_sections:{period.slug}:{number_of(section)}", make)


def number_of(section: Section | None) -> int:
    return section.pk if section else 0


def find_most_read(
    language: str, *, period: Period, at: datetime, section: Section | None = None
) -> MostRead:
    """The longest list there is, of a language or of a section in it."""
    among = Among(language=language, section=section, at=at)
    return printed(period, ranked(among, period=period), at=at)


def find_most_read_lately(language: str, *, least: int, at: datetime) -> MostRead:
    """As many stories as asked for, of the shortest period in which so many were read."""
    among = Among(language=language, at=at)
    for period in PERIODS:
        places = ranked(among, period=period)
        if len(places) >= least:
            break
    return printed(period, places[:least], at=at)


def printed(period: Period, places: Sequence[Place], *, at: datetime) -> MostRead:
    """The places with what is printed of them: fetched for these few only."""
    rows = listed(Edition.objects.published(at)).in_bulk([pk for pk, _browses in places])
    found = [(rows[pk], browses) for pk, browses in places if pk in rows]
    return MostRead(period=period, places=found)


@dataclass(frozen=True, kw_only=True)
class Among:
    """The stories of which the most read are looked for."""

    language: str
    section: Section | None = None
    at: datetime

    def editions(self) -> EditionQuerySet:
        editions = public(self.language, at=self.at)
        return editions.filter(section=self.section) if self.section else editions

    def holds(self, language: str, section_id: int) -> bool:
        return language == self.language and number_of(self.section) in {0, section_id}


def ranked(among: Among, *, period: Period) -> list[Place]:
    """The most read of all stories are looked through first, and asked afterwards what they are.

    So the work does not grow with the site. Only where too few of these are among them, or they
    end among equals, every story is ranked.
    """
    if period.days:
        days = (period.first_day(at=among.at), day_of(among.at))
        key, highest = "pk", list(most_read_editions(*days)[:WALKED])
    else:
        key, highest = "article_id", list(most_read_articles()[:WALKED])
    places = placed_among(dict(highest), key=key, among=among)
    is_whole = len(places) == LONGEST and places[-1][1] > highest[-1][1]
    if len(highest) < WALKED or is_whole:
        return places
    return placed(read_in_days(among, *days) if period.days else read_ever(among))


def most_read_editions(first: date, last: date) -> QuerySet:
    """By their number, from the index alone; on a day on which only robots came, nobody read."""
    counts = BrowseCount.objects.filter(day__range=(first, last)).order_by()
    sums = counts.values("edition").annotate(sum=Sum("browses")).filter(sum__gt=0)
    return sums.order_by("-sum").values_list("edition", "sum")


def most_read_articles() -> QuerySet:
    """By their number, and by the numbers on their pages."""
    totals = BrowseTotal.objects.filter(times__gt=0).order_by("-times")
    return totals.values_list("article_id", "times")


def placed_among(browses: Mapping[int, int], *, key: str, among: Among) -> list[Place]:
    # The language is told apart here: asked for it as well, SQLite would walk all stories of the
    # language instead of fetching these few.
    public_ones = Edition.objects.published(among.at).filter(**{f"{key}__in": browses}).order_by()
    columns = (key, "language", "section_id", "released_at", "pk")
    rows = [
        (browses[number], released_at, pk)
        for number, language, section_id, released_at, pk in public_ones.values_list(*columns)
        if among.holds(language, section_id)
    ]
    return [(pk, times) for times, _released_at, pk in sorted(rows, reverse=True)[:LONGEST]]


def read_in_days(among: Among, first: date, last: date) -> EditionQuerySet:
    """One walk through the days of the period, then one short walk for each edition in them."""
    counts = BrowseCount.objects.filter(day__range=(first, last)).order_by()
    sums = counts.filter(edition=OuterRef("pk")).values("edition").annotate(sum=Sum("browses"))
    read = among.editions().filter(pk__in=counts.values("edition"))
    return read.annotate(browses=Subquery(sums.values("sum"))).filter(browses__gt=0)


def read_ever(among: Among) -> EditionQuerySet:
    return (
        among.editions().annotate(browses=F("article__browse_total__times")).filter(browses__gt=0)
    )


def placed(editions: QuerySet) -> list[Place]:
    """The most read first, of equals the newest."""
    order = editions.order_by("-browses", "-released_at", "-pk")
    return list(order.values_list("pk", "browses")[:LONGEST])


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
