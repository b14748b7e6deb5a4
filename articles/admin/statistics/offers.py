"""What can be taken away: each table by its word in the address, made of what the address says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.languages import name_of
from articles.admin.statistics.drawing import days_in_words
from articles.admin.statistics.pages import LABELS
from articles.admin.statistics.report import (
    Choice,
    lines_of,
    read_choice,
    report_table,
    stories_table,
    translated_table,
)
from articles.admin.statistics.selection import Selection, read_selection
from articles.admin.statistics.table import Table
from articles.admin.statistics.tables import TABLES, Figures, every_story_read, numbered_spikes
from articles.admin.statistics.trail import trail_table
from articles.browsing.days import day_of
from articles.browsing.stats import Period
from articles.models import Article

Told = Mapping[str, str]
# Whole, where the page shows the beginning only.
WHOLE: Mapping[str, Callable[[Figures], Table]] = {
    **TABLES,
    "stories": every_story_read,
    "spikes": numbered_spikes,
}


class AddressRefused(Exception):
    """The address makes no sense; the page at this one says so."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__(page)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A table, and what was chosen; `word` is its part of the file's name."""

    table: Table
    word: str
    period: str
    days: str
    filters: Sequence[tuple[str, str]] = ()
    called: str = ""  # in the file's name, in the reader's language; else its heading
    compared: str = ""  # the days before, where a column is about them


def of_statistics(name: str, told: Told, *, at: datetime) -> Offer:
    article = story_named(told)
    selection, refused = read_selection(told, at=at, article=article.pk if article else None)
    if refused:
        raise AddressRefused(page_of(article))
    story = [(_("Story"), str(article))] if article else []
    table = WHOLE[name](Figures(selection))
    of_story = _("story {number}").format(number=article.pk) if article else ""
    before = selection.period.before()
    return Offer(
        table=table,
        word=f"story-{article.pk}-{name}" if article else name,
        called="-".join([_("Browse times"), of_story, str(table.heading)]) if article else "",
        compared="" if name == "spikes" else days_in_words(before.first, before.last),
        filters=[*story, *filters_in_words(selection)],
        **about_days(selection.period),
    )


def story_named(told: Told) -> Article | None:
    number = told.get("story", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    # Its file has public titles only; a story without one is missing.
    public = Article.objects.filter(editions__public__isnull=False).distinct()
    article: Article = get_object_or_404(public, pk=number)
    return article


def page_of(article: Article | None) -> str:
    if article:
        return reverse("admin:statistics_story", args=[article.pk])
    return reverse("admin:statistics")


def filters_in_words(selection: Selection) -> list[tuple[str, str]]:
    language = [(_("Language"), name_of(selection.language))] if selection.language else []
    words = [(str(LABELS[kind]), str(word)) for kind, word in selection.chosen.items()]
    return [*language, *words]


def about_days(period: Period) -> dict[str, Any]:
    return {
        "period": days_in_words(period.first, period.last),
        "days": f"{period.first.isoformat()}-{period.last.isoformat()}",
    }


def of_report(told: Told, *, at: datetime) -> Offer:
    choice = choice_of(told, at=at)
    table = report_table(choice, lines_of(choice, at=at))
    heading = " · ".join([_("Report"), str(table.heading), choice.of_period()])
    return Offer(
        table=replace(table, heading=heading),
        word=f"report-{choice.by}",
        called=f"{_('Report')}-{table.heading}",
        **named_after(choice),
    )


def of_stories_in_report(told: Told, *, at: datetime) -> Offer:
    choice = choice_of(told, at=at)
    if choice.of is None:
        raise AddressRefused(reverse("admin:statistics_report"))
    return Offer(
        table=stories_table(choice, number=choice.of, at=at),
        word=f"report-{choice.by}-stories",
        filters=[(str(choice.label()), choice.name_of(choice.of))],
        called=f"{_('Report')}-{_('Stories: {name}').format(name=choice.name_of(choice.of))}",
        **named_after(choice),
    )


def of_texts_in_report(told: Told, *, at: datetime) -> Offer:
    choice = choice_of(told, at=at)
    if choice.of is None or choice.by != "department":
        raise AddressRefused(reverse("admin:statistics_report"))
    table = translated_table(choice, department=choice.of, at=at)
    return Offer(
        table=table,
        word="report-department-translated",
        filters=[(str(choice.label()), choice.name_of(choice.of))],
        called=f"{_('Report')}-{table.heading}",
        **named_after(choice),
    )


def named_after(choice: Choice) -> dict[str, Any]:
    """The days, and in the name of the file the year or the month that they are."""
    month = f"-{choice.month:02}" if choice.month else ""
    return {**about_days(choice.period()), "days": f"{choice.year}{month}"}


def choice_of(told: Told, *, at: datetime) -> Choice:
    choice, refused = read_choice(told, at=at)
    if refused:
        raise AddressRefused(reverse("admin:statistics_report"))
    return choice


def of_corrections(_told: Told, *, at: datetime) -> Offer:
    """All there ever were: a trail has no end that could be left out."""
    period = pgettext("corrections", "All until {day}").format(
        day=days_in_words(day_of(at), day_of(at))
    )
    days = day_of(at).isoformat()
    return Offer(table=trail_table(), word="corrections", period=period, days=days)


OFFERS: Mapping[str, Callable[..., Offer]] = {
    **{name: partial(of_statistics, name) for name in WHOLE},
    "report": of_report,
    "report-stories": of_stories_in_report,
    "report-translated": of_texts_in_report,
    "corrections": of_corrections,
}
