"""The report of a month or a year by department, source or translator, for the appraisal."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from articles.admin.languages import name_of
from articles.admin.statistics.drawing import days_in_words
from articles.admin.statistics.pages import ALL, Filter, Option, for_readers_of_statistics
from articles.admin.statistics.rule import rule_context
from articles.admin.statistics.selection import EARLIEST, Unreadable, short
from articles.admin.statistics.shown import ShownTable
from articles.admin.statistics.table import Cell, Share, Table
from articles.admin.statistics.tables import (
    OF_THE_STORIES,
    SUMS_OF_VISITORS,
    Change,
    Named,
    called,
    department_of,
    first_title,
)
from articles.admin.statistics.vocabulary import Words, all_words
from articles.browsing.days import day_of
from articles.browsing.report import (
    Line,
    Lines,
    StoryLine,
    by_department,
    by_source,
    by_translator,
    first_year,
    stories,
    texts_of,
    texts_translated,
)
from articles.browsing.stats import Period, month_of
from articles.templatetags.news import names

STORIES = 500  # on the page; their file has all
BY = {
    "department": gettext_lazy("Department"),
    "source": gettext_lazy("Source"),
    "translator": gettext_lazy("Translator"),
}
HEADINGS = {
    "department": gettext_lazy("By department"),
    "source": gettext_lazy("By source"),
    "translator": gettext_lazy("By translator"),
}
NONE = {
    "department": gettext_lazy("Without a department"),
    "source": gettext_lazy("Without a source"),
    "translator": gettext_lazy("Originals, and texts without a translator"),
}
NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a report is about; `month` is nought for the whole year, `of` is the line opened."""

    year: int
    month: int
    by: str
    today: date
    of: int | None = None
    words: Words = field(default_factory=dict, repr=False, compare=False)

    def period(self) -> Period:
        """Days to come have no numbers yet."""
        first = date(self.year, self.month or 1, 1)
        last = month_of(first).last if self.month else date(self.year, 12, 31)
        return Period(first=first, last=min(last, self.today))

    def in_words(self) -> str:
        """October 2026 · The year 2026"""
        if self.month:
            return date_format(self.period().first, "YEAR_MONTH_FORMAT")
        return _("The year {year}").format(year=self.year)

    def of_period(self) -> str:
        """October 2026 · 2026, in a title"""
        if self.month:
            return self.in_words()
        return pgettext("report", "{year}").format(year=self.year)

    def is_over(self) -> bool:
        return self.period().last < self.today

    def parameters(self) -> dict[str, Any]:
        """What stands in the address of this view; no month means the whole year."""
        of = {} if self.of is None else {"of": self.of}
        return {"year": self.year, "month": self.month or "", "by": self.by, **of}

    def query(self) -> str:
        return urlencode(self.parameters())

    def label(self) -> str:
        return str(BY[self.by])

    def page_of(self, number: int) -> str:
        """The report with the stories behind one line."""
        query = replace(self, of=number).query()
        return f"{reverse('admin:statistics_report')}?{query}#report-stories"

    def name_of(self, number: int) -> str:
        return called(self.words[self.by], number, none=str(NONE[self.by]))


# What the address says


def read_choice(told: Mapping[str, str], *, at: datetime) -> tuple[Choice, list[str]]:
    """What the address asks for; where it makes no sense the month before this one, and why."""
    today, words = day_of(at), all_words()
    last_month = month_of(today.replace(day=1) - timedelta(days=1)).first
    usual = Choice(
        year=last_month.year, month=last_month.month, by="department", today=today, words=words
    )
    try:
        days, by = read_days(told, usual=usual), read_by(told)
        return replace(usual, **days, by=by, of=read_of(told, known=words[by])), []
    except Unreadable as refusal:
        return usual, [str(refusal)]


def read_days(told: Mapping[str, str], *, usual: Choice) -> dict[str, Any]:
    typed_year, typed_month = told.get("year", ""), told.get("month", "")
    if not (typed_year or typed_month):
        return {}
    year = read_number(typed_year) if typed_year else usual.year
    if year is None or not EARLIEST.year <= year <= usual.today.year:
        words = _("There is no report of the year “{word}”.")
        raise Unreadable(words.format(word=short(typed_year)))
    month = read_number(typed_month) if typed_month else 0
    if month is None or month > 12 or (typed_month and not month):
        raise Unreadable(_("There is no month “{word}”.").format(word=short(typed_month)))
    if date(year, month or 1, 1) > usual.today:
        raise Unreadable(_("The period lies in the future."))
    return {"year": year, "month": month}


def read_by(told: Mapping[str, str]) -> str:
    by = told.get("by") or "department"
    if by not in BY:
        raise Unreadable(_("There is no report by “{word}”.").format(word=short(by)))
    return by


def read_of(told: Mapping[str, str], *, known: Mapping[int, Any]) -> int | None:
    typed = told.get("of", "")
    if not typed:
        return None
    number = read_number(typed)
    if number is None or (number and number not in known):
        words = _("The report has no line “{word}”.")
        raise Unreadable(words.format(word=short(typed)))
    return number


def read_number(typed: str) -> int | None:
    return int(typed) if NUMBER.fullmatch(typed) else None


# The tables


def lines_of(choice: Choice, *, at: datetime) -> Lines:
    period, words = choice.period(), choice.words
    if choice.by == "translator":
        return by_translator(period, at=at)
    if choice.by == "source":
        return by_source(period, at=at)
    of_source, of_translator = (
        {number: department_of(words[kind], number) for number in words[kind]}
        for kind in ("source", "translator")
    )
    lines = by_department(period, of_source=of_source, of_translator=of_translator, at=at)
    # A department without a story is an answer, too.
    return {**{number: Line() for number in words["department"]}, **lines}


def report_table(choice: Choice, lines: Lines) -> Table:
    total = sum_of(lines.values())
    order = sorted(
        lines, key=lambda number: (not number, -lines[number].browses, choice.name_of(number))
    )
    return Table(
        name="report",
        heading=HEADINGS[choice.by],
        columns=columns_of(choice),
        rows=[
            (called_line(choice, number), *cells_of(choice, lines[number], total=total))
            for number in order
        ],
        total=(_("Total"), *cells_of(choice, total, total=total)),
        notes=list(notes_of(choice)),
    )


def sum_of(lines: Iterable[Line]) -> Line:
    total = Line()
    for line in lines:
        total = total.with_more(line)
    return total


def called_line(choice: Choice, number: int) -> Named:
    name = choice.name_of(number)
    return Named(name, language=getattr(name, "language", ""), address=choice.page_of(number))


def columns_of(choice: Choice) -> list[str]:
    texts = choice.by == "translator"
    return [
        choice.label(),
        _("Texts published") if texts else _("Stories published"),
        _("Browses"),
        _("Of these: of texts published in the period")
        if texts
        else _("Of these: of stories published in the period"),
        str(OF_THE_STORIES),
        _("Robots left out"),
        *([] if texts else [pgettext("column", "Corrections")]),
        _("Share of all browses"),
        *([_("Browses of texts it translated")] if choice.by == "department" else []),
    ]


def cells_of(choice: Choice, line: Line, *, total: Line) -> Sequence[Cell]:
    return (
        line.published,
        line.browses,
        line.of_published,
        line.visitors,
        line.robots,
        *(() if choice.by == "translator" else (Change(line.corrected),)),
        Share(line.browses / total.browses if total.browses else 0),
        *((line.translated,) if choice.by == "department" else ()),
    )


def notes_of(choice: Choice) -> Iterator[str]:
    if not choice.is_over():
        yield _("The period is not over: the numbers are those until today.")
    if choice.by == "translator":
        yield _(
            "Counted are texts in one language, because each has a translator of its own; those "
            "published came out in the period and were not withdrawn. Corrections are made to a "
            "story in all its languages: they stand in the reports by department and by source."
        )
    else:
        yield _(
            "A story is published in the period in which its first text came out, unless it was "
            "withdrawn. Browses are those of all stories, older ones too."
        )
        yield _(
            "Corrections are those that an admin decided in the period. They change the number on "
            "the page, not the days: the browses beside them are without them."
        )
    if choice.by == "department":
        yield _(
            "A story is of the department of its source. What a department translated stands in a "
            "column of its own; the same browse can be in both, so they are never added up."
        )
    yield str(SUMS_OF_VISITORS)


def stories_table(choice: Choice, *, number: int, at: datetime) -> Table:
    """The stories behind one line."""
    period = choice.period()
    found = stories(period, texts=texts_of(choice.by, number), at=at)
    days = urlencode({"from": period.first.isoformat(), "to": period.last.isoformat()})
    return Table(
        name="report-stories",
        heading=_("Stories: {name}").format(name=choice.name_of(number)),
        columns=[
            _("Story"),
            _("Released"),
            _("Languages"),
            _("Browses"),
            str(OF_THE_STORIES),
            _("Robots left out"),
        ],
        rows=(
            (
                titled(story, days=days),
                timezone.localtime(story.released_at).date() if story.released_at else "–",
                names([name_of(language) for language in story.languages]),
                story.browses,
                story.visitors,
                story.robots,
            )
            for story in found
        ),
        notes=[_("Stories that were read or came out in the period, the most read first.")],
        empty=_("No story of its own in these days.") if choice.by == "department" else "",
    )


def translated_table(choice: Choice, *, department: int, at: datetime) -> Table:
    """The texts that a department translated, whoever wrote the stories."""
    period = choice.period()
    days = urlencode({"from": period.first.isoformat(), "to": period.last.isoformat()})
    return Table(
        name="report-translated",
        heading=_("Texts it translated: {name}").format(name=choice.name_of(department)),
        columns=[_("Story"), _("Language"), _("Released"), _("Browses")],
        rows=(
            (
                titled(text, days=days),
                name_of(text.languages[0]),
                timezone.localtime(text.released_at).date() if text.released_at else "–",
                text.browses,
            )
            for text in texts_translated(period, department=department, at=at)
        ),
    )


def titled(story: StoryLine, *, days: str) -> Named:
    title, language = first_title(story.titles, article=story.article)
    page = reverse("admin:statistics_story", args=[story.article])
    return Named(title, language=language, address=f"{page}?{days}")


# The page


@require_safe
@for_readers_of_statistics
def report_page(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    choice, refused = read_choice(request.GET, at=at)
    report = ShownTable.of(report_table(choice, lines_of(choice, at=at)), most=ALL)
    tables = [replace(report, is_folded=False)]
    if choice.of is not None:
        behind = stories_table(choice, number=choice.of, at=at)
        tables.append(ShownTable.of(behind, most=STORIES))
    if choice.of and choice.by == "department":
        translated = ShownTable.of(
            translated_table(choice, department=choice.of, at=at), most=STORIES
        )
        tables += [translated] if translated.rows else []
    context = {
        **admin.site.each_context(request),
        "title": _("Report"),
        "choice": choice,
        "time_zone": timezone.get_default_timezone_name(),
        "days": days_in_words(choice.period().first, choice.period().last),
        "filters": filters_of(choice),
        "refused": refused,
        "tables": tables,
        "export_query": choice.query(),
        **rule_context(),
        "now": at,
    }
    return TemplateResponse(request, "admin/statistics/report.html", context)


def filters_of(choice: Choice) -> list[Filter]:
    months = [Option(value="", label=_("The whole year"), is_chosen=not choice.month)] + [
        Option(value=str(month), label=str(name), is_chosen=month == choice.month)
        for month, name in MONTHS.items()
    ]
    years = range(choice.today.year, first_year(or_else=choice.year) - 1, -1)
    return [
        Filter(
            name="year",
            label=_("Year"),
            options=[
                Option(value=str(year), label=str(year), is_chosen=year == choice.year)
                for year in years
            ],
        ),
        Filter(name="month", label=_("Month"), options=months),
        Filter(
            name="by",
            label=_("By"),
            options=[
                Option(value=by, label=str(label), is_chosen=by == choice.by)
                for by, label in BY.items()
            ],
        ),
    ]
