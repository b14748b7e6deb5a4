"""Every table of the statistics, by its name: what stands on the page is what is taken away."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.admin.languages import name_of, reading_order
from articles.admin.statistics.selection import Selection
from articles.admin.statistics.table import Cell, Table
from articles.admin.statistics.vocabulary import Word
from articles.browsing.referrer import OTHER
from articles.browsing.stats import (
    Counted,
    Filed,
    Flow,
    Read,
    Spike,
    Story,
    every_story,
    flow,
    read,
)

SUMS_OF_VISITORS = gettext_lazy(
    "A visitor counts once per story and day. Who reads several stories, or comes on several days, "
    "is in a sum of daily visitors several times: it is not a number of people."
)
OF_THE_STORIES = gettext_lazy("Sum of the stories' daily visitors")
LANGUAGE_READ_FIRST = gettext_lazy(
    "Who reads a story in two languages on one day is a visitor of the language read first."
)


class Named(str):
    """A text in a cell that has a language, or leads to a page; in a file it is only the text."""

    __slots__ = ("address", "language", "mark", "story")
    address: str
    language: str
    mark: str
    story: int

    def __new__(
        cls, words: str, *, language: str = "", address: str = "", mark: str = "", story: int = 0
    ) -> Self:
        made = super().__new__(cls, words)
        made.language, made.address, made.mark, made.story = language, address, mark, story
        return made


class Change(int):
    """A difference; it is printed with its sign."""


class Figures:
    """What the tables of one selection are made of; nothing is asked for twice."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    @cached_property
    def flow(self) -> Flow:
        return flow(self.selection.scope(), period=self.selection.period)

    @cached_property
    def read(self) -> Read:
        selection = self.selection
        return read(selection.scope(), period=selection.period, month=selection.month())

    @cached_property
    def days(self) -> list["DayPair"]:
        """Each day of the period beside the day of the period before that has its place."""
        period = self.selection.period
        pairs = zip(period.days(), period.before().days(), strict=True)
        return [
            DayPair(day=day, before=before, now=self.on(day), then=self.on(before))
            for day, before in pairs
        ]

    def on(self, day: date) -> Counted:
        browses, visitors, robots = self.flow.days.get(day, (0, 0, 0))
        if self.has_exact_visitors_of_site:
            visitors = self.flow.site.get(day, 0)
        return Counted(browses, visitors, robots)

    @property
    def has_exact_visitors_of_site(self) -> bool:
        return self.selection.scope().is_everything()

    @property
    def has_exact_visitors(self) -> bool:
        """Per day: of the whole site, or of one story."""
        is_a_story = self.selection.article is not None and not self.selection.is_narrow()
        return self.has_exact_visitors_of_site or is_a_story

    def visitors_per_day(self) -> str:
        """What the visitors of a day are, in the curve and in the table of days."""
        if self.has_exact_visitors_of_site:
            return _("Visitors of the site")
        return _("Visitors") if self.has_exact_visitors else str(OF_THE_STORIES)

    def visitors_of_all_days(self) -> str:
        """What the visitors of all the days are, added up."""
        if len(self.selection.period) == 1:
            return self.visitors_per_day()
        if self.has_exact_visitors_of_site:
            return _("Sum of the site's daily visitors")
        return _("Sum of daily visitors") if self.has_exact_visitors else str(OF_THE_STORIES)

    @cached_property
    def total(self) -> Counted:
        total = Counted()
        for pair in self.days:
            now, then = pair.now, pair.then
            total = total.with_more(Counted(*now[:3], *then[:3]))
        return total


@dataclass(frozen=True, kw_only=True)
class DayPair:
    """A day, and the one that it is compared with."""

    day: date
    before: date
    now: Counted
    then: Counted


def per_day(figures: Figures) -> Table:
    return Table(
        name="days",
        heading=_("Per day"),
        columns=[
            _("Day"),
            _("Browses"),
            figures.visitors_per_day(),
            _("Robots left out"),
            _("Compared with"),
            _("Browses before"),
            _("Visitors before"),
            _("Change of browses"),
        ],
        rows=[
            (
                pair.day,
                *pair.now[:3],
                pair.before,
                *pair.then[:2],
                Change(pair.now.browses - pair.then.browses),
            )
            for pair in reversed(figures.days)
        ],
        notes=[] if figures.has_exact_visitors else [SUMS_OF_VISITORS],
    )


def measured(counted: Counted) -> Sequence[Cell]:
    return (
        counted.browses,
        counted.browses_before,
        Change(counted.browses - counted.browses_before),
        counted.visitors,
        counted.visitors_before,
        Change(counted.visitors - counted.visitors_before),
        counted.robots,
    )


def columns_of(first: str, *, visitors: str = "") -> list[str]:
    return [
        first,
        _("Browses"),
        pgettext("period", "Before"),
        pgettext("difference", "Change"),
        visitors or str(OF_THE_STORIES),
        _("Visitors before"),
        _("Change of visitors"),
        _("Robots left out"),
    ]


def added_up(filed: Iterable[Filed], *, by: Callable[[Filed], Any]) -> dict[Any, Counted]:
    """The counts for each word of one kind, the most browsed first."""
    sums: dict[Any, Counted] = {}
    for each in filed:
        key = by(each)
        sums[key] = sums.get(key, Counted()).with_more(each.counted)
    return dict(sorted(sums.items(), key=lambda item: (-item[1].browses, -item[1].browses_before)))


def per_language(figures: Figures) -> Table:
    sums = added_up(figures.read.filed, by=lambda each: each.language)
    visitors = _("Sum of daily visitors") if figures.selection.article else ""
    return Table(
        name="languages",
        heading=_("By language"),
        columns=columns_of(_("Language"), visitors=visitors),
        rows=[(name_of(language), *measured(counted)) for language, counted in sums.items()],
        notes=[SUMS_OF_VISITORS, LANGUAGE_READ_FIRST],
    )


def per_section(figures: Figures) -> Table:
    return per_word(figures, "section", name="sections", heading=_("By section"), none="")


def per_source(figures: Figures) -> Table:
    none = _("Without a source")
    return per_word(figures, "source", name="sources", heading=_("By source"), none=none)


def per_translator(figures: Figures) -> Table:
    none = _("Originals, and texts without a translator")
    heading = _("By translator")
    return per_word(figures, "translator", name="translators", heading=heading, none=none)


COLUMN_OF_KIND = {
    "section": gettext_lazy("Section"),
    "source": gettext_lazy("Source"),
    "translator": gettext_lazy("Translator"),
}


def per_word(figures: Figures, kind: str, *, name: str, heading: str, none: str) -> Table:
    words = figures.selection.words[kind]
    sums = added_up(figures.read.filed, by=lambda each: getattr(each, kind))
    return Table(
        name=name,
        heading=heading,
        columns=columns_of(str(COLUMN_OF_KIND[kind])),
        rows=[
            (called(words, number, none=none), *measured(counted))
            for number, counted in sums.items()
        ],
        notes=[SUMS_OF_VISITORS],
    )


def called(words: Mapping[int, Word], number: int, *, none: str) -> str:
    """The word of this number; one that was added a moment ago is not known yet."""
    if number not in words:
        return none or "–"
    name, language = words[number].name()
    return Named(name, language=language)


def per_department(figures: Figures) -> Table:
    """What departments wrote and what they translated, beside each other: never added up."""
    words = figures.selection.words
    departments = words["department"]
    wrote = added_up(
        figures.read.filed, by=lambda each: department_of(words["source"], each.source)
    )
    translated = added_up(
        figures.read.filed, by=lambda each: department_of(words["translator"], each.translator)
    )
    return Table(
        name="departments",
        heading=_("By department"),
        columns=[
            _("Department"),
            _("From the department"),
            pgettext("period", "Before"),
            pgettext("difference", "Change"),
            _("Translated by the department"),
            _("Translated before"),
            _("Change of translated"),
            _("Robots left out"),
        ],
        rows=[
            (
                called(departments, number, none=""),
                *browses_of(wrote.get(number, Counted())),
                *browses_of(translated.get(number, Counted())),
                wrote.get(number, Counted()).robots,
            )
            for number in {**wrote, **translated}
            if number
        ],
        notes=[
            _(
                "A story is from the department of its source; a translated text is also of the "
                "department of its translator. Both count browses, and the same browse can be in "
                "both columns."
            ),
            _("Robots left out are those at stories from the department."),
        ],
    )


def department_of(words: Mapping[int, Word], number: int) -> int:
    return words[number].department or 0 if number in words else 0


def browses_of(counted: Counted) -> Sequence[Cell]:
    return (
        counted.browses,
        counted.browses_before,
        Change(counted.browses - counted.browses_before),
    )


def most_read(figures: Figures) -> Table:
    marked = {spike.article for spike in figures.read.spikes}
    return of_stories(figures, figures.read.stories, marked=marked)


def every_story_read(figures: Figures) -> Table:
    """The same without an end, for files: each story is asked for when its row is taken."""
    selection = figures.selection
    stories = every_story(selection.scope(), period=selection.period)
    return with_numbers(of_stories(figures, stories))


def numbered_spikes(figures: Figures) -> Table:
    return with_numbers(spikes(figures))


def with_numbers(table: Table) -> Table:
    """The same for a file, where two stories of one title could not be told apart."""
    return replace(
        table,
        columns=[*table.columns, _("Number of the story")],
        rows=((*row, getattr(row[0], "story", 0)) for row in table.rows),
    )


def of_stories(figures: Figures, stories: Iterable[Story], *, marked: Container[int] = ()) -> Table:
    return Table(
        name="stories",
        heading=_("Most-read stories"),
        columns=columns_of(_("Story")),
        rows=(
            (
                title_of(story, figures=figures, is_marked=story.article in marked),
                *measured(story.counted),
            )
            for story in stories
        ),
        notes=[SUMS_OF_VISITORS],
    )


def title_of(story: Story | Spike, *, figures: Figures, is_marked: bool = False) -> Named:
    title, language = first_title(story.titles, article=story.article)
    address = address_of_story(story.article, figures.selection)
    mark = _("unusual") if is_marked else ""
    return Named(title, language=language, address=address, mark=mark, story=story.article)


def first_title(titles: Mapping[str, str], *, article: int) -> tuple[str, str]:
    """The public title in the reader's language, else in another; and which language that is."""
    known = ((titles[code], code) for code in reading_order() if code in titles)
    return next(known, (f"#{article}", ""))


def address_of_story(article: int, selection: Selection) -> str:
    """The story's page over the same days; what else was chosen was about many stories."""
    page = reverse("admin:statistics_story", args=[article])
    return f"{page}?{selection.without_filters().query()}"


def referrers(figures: Figures) -> Table:
    return Table(
        name="referrers",
        heading=_("Where readers came from"),
        columns=[
            _("Other site"),
            _("Browses"),
            pgettext("period", "Before"),
            pgettext("difference", "Change"),
        ],
        rows=[
            (
                _("all others") if host == OTHER else host,
                browses,
                before,
                Change(browses - before),
            )
            for host, browses, before in figures.flow.referrers
        ],
        notes=[
            _(
                "Counted are browses that began with a link on another site, by its host alone. "
                "Most apps and many browsers do not say where their readers come from."
            )
        ],
    )


def spikes(figures: Figures) -> Table:
    month = figures.selection.month()
    return Table(
        name="spikes",
        heading=_("Unusually many browses"),
        columns=[
            _("Story"),
            _("Browses in the month"),
            _("Mean of the 12 months before"),
            _("Month"),
        ],
        rows=[
            (
                title_of(spike, figures=figures),
                spike.month,
                mean(spike.year_before),
                date_format(month.first, "YEAR_MONTH_FORMAT"),
            )
            for spike in figures.read.spikes
        ],
        notes=[RULE_OF_SPIKES],
        empty=_("No story stands out in this month."),
    )


RULE_OF_SPIKES = gettext_lazy(
    "Marked are stories whose calendar month, the one in which the period ends, has at least three "
    "times the mean of the twelve months before, and 100 browses more. A month in which a story "
    "was not there yet counts as nought; a story that came out in that very month has nothing to "
    "be compared with. The mark asks people to look; nothing is taken away."
)


def mean(year: int) -> int:
    """Per month, rounded as at school."""
    return (year * 2 + 12) // 24


# Each is made of the figures of a selection: TABLES[name](Figures(selection)).
TABLES: dict[str, Callable[[Figures], Table]] = {
    "days": per_day,
    "stories": most_read,
    "spikes": spikes,
    "languages": per_language,
    "sections": per_section,
    "sources": per_source,
    "translators": per_translator,
    "departments": per_department,
    "referrers": referrers,
}
