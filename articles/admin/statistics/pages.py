"""The pages of the statistics: all stories together, and each of them alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.admin.languages import LANGUAGES, name_of, reading_order
from articles.admin.navigation import SEE
from articles.admin.statistics.drawing import drawings_of
from articles.admin.statistics.rule import rule_context
from articles.admin.statistics.selection import CHOICES, Selection, read_selection
from articles.admin.statistics.shown import ShownTable, percent
from articles.admin.statistics.tables import TABLES, Figures, Named, mean
from articles.admin.statistics.trail import corrections_with_names
from articles.admin.statistics.visible import may_see_stories, visible_story, visible_title
from articles.admin.statistics.vocabulary import KINDS
from articles.admin.story.article_list import edition_in, with_editions, working_title
from articles.browsing.stats import Period
from articles.models import Article, BrowseTotal, State
from articles.templatetags.news import number

ROWS = 20  # of a table on the page; its file has all
ALL = 10_000
OF_A_STORY = ("days", "languages", "referrers")
LABELS = {
    "section": gettext_lazy("Section"),
    "source": gettext_lazy("Source"),
    "translator": gettext_lazy("Translator"),
    "department": gettext_lazy("Department"),
}
CORRECT = "articles.correct_totals"
View = Callable[..., HttpResponseBase]


def for_readers_of_statistics(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


def with_short_address(view: View) -> View:
    """Leads from what a form with empty fields sends to an address that can be passed on."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        told = request.GET.dict()
        if "" not in told.values():
            return view(request, *args, **kwargs)
        said = urlencode({name: value for name, value in told.items() if value})
        return HttpResponseRedirect(f"{request.path}?{said}" if said else request.path)

    return inner


@require_safe
@for_readers_of_statistics
@with_short_address
def dashboard(request: HttpRequest) -> HttpResponse:
    selection, refused = read_selection(request.GET, at=timezone.now())
    figures = Figures(selection)
    context = {
        **frame_of(request, figures, names=TABLES),
        "title": _("Statistics"),
        "refused": refused,
        "filters": filters_of(selection),
    }
    return TemplateResponse(request, "admin/statistics/dashboard.html", context)


@require_safe
@for_readers_of_statistics
@with_short_address
def story(request: HttpRequest, article_id: int) -> HttpResponse:
    article = visible_story(request, article_id, among=with_editions(Article.objects.all()))
    at = timezone.now()
    selection, refused = read_selection(request.GET, at=at, article=article.pk)
    figures = Figures(selection)
    context = {
        **frame_of(request, figures, names=OF_A_STORY),
        "title": _("Statistics of “{title}”").format(title=visible_title(request, article)),
        "named": titled(article) if may_see_stories(request) else Named(str(article)),
        "refused": refused,
        "article": article,
        "total": getattr(article, "browse_total", BrowseTotal()),
        "corrections": corrections_with_names().filter(article=article).order_by("-id"),
        "public": [
            edition for edition in article.editions.all() if edition.state(at=at) == State.PUBLIC
        ],
        "spike": spike_in_words(figures),
        "may_see_story": may_see_stories(request),
        "may_correct": request.user.has_perm(CORRECT),
    }
    return TemplateResponse(request, "admin/statistics/story.html", context)


def titled(article: Article) -> Named:
    """The title that the desk has, and its language."""
    for language in reading_order():
        latest = edition_in(article, language).latest
        if latest and latest.title:
            return Named(latest.title, language=language)
    return Named(working_title(article))


def spike_in_words(figures: Figures) -> str:
    """Why the story is marked; nothing where it is not."""
    for spike in figures.read.spikes:
        words = _("{month}: {number} browses; a month of the twelve before had {mean}.")
        return words.format(
            month=date_format(figures.selection.month().first, "YEAR_MONTH_FORMAT"),
            number=number(spike.month),
            mean=number(mean(spike.year_before)),
        )
    return ""


def frame_of(request: HttpRequest, figures: Figures, *, names: Iterable[str]) -> dict:
    """What both pages show."""
    selection = figures.selection
    return {
        **admin.site.each_context(request),
        "selection": selection,
        "choices": choices_of(selection),
        "days": ends_in_words(selection.period),
        "days_before": ends_in_words(selection.period.before()),
        "is_today_in_it": selection.period.last == selection.today,
        "summary": summary_of(figures),
        "drawings": drawings_of(figures),
        "tables": list(shown_tables(figures, names=names)),
        "is_empty": not any(figures.total),
        "has_exact_visitors": figures.has_exact_visitors,
        "export_query": export_query(selection),
        **rule_context(),
        "now": timezone.now(),
    }


def ends_in_words(period: Period) -> list[str]:
    """The first and the last day; only one where they are the same."""
    return [date_format(day, "DATE_FORMAT") for day in dict.fromkeys((period.first, period.last))]


def export_query(selection: Selection) -> str:
    """What files of this view have after the question mark."""
    story = {"story": selection.article} if selection.article else {}
    return urlencode({**selection.parameters(), **story})


def shown_tables(figures: Figures, *, names: Iterable[str]) -> Iterator[ShownTable]:
    """One below the other; what was said below one table is not said again."""
    said: list[str] = []
    for name in names:
        most = ALL if name == "days" else ROWS
        shown = ShownTable.of(TABLES[name](figures), most=most, said=said)
        said += shown.notes
        yield shown


@dataclass(frozen=True, kw_only=True)
class Sum:
    """One number at the head of the page."""

    label: str
    now: str
    before: str
    change: str
    note: str = ""


def summary_of(figures: Figures) -> list[Sum]:
    total = figures.total
    note = _("A visitor of three stories is one here and three in the tables below.")
    visitors = sum_of(figures.visitors_of_all_days(), total.visitors, total.visitors_before)
    is_of_the_site = figures.has_exact_visitors_of_site
    return [
        sum_of(_("Browses"), total.browses, total.browses_before),
        replace(visitors, note=note) if is_of_the_site else visitors,
        sum_of(_("Robots left out"), total.robots, total.robots_before),
    ]


def sum_of(label: str, now: int, before: int) -> Sum:
    return Sum(label=label, now=number(now), before=number(before), change=percent(now, before))


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One thing that stories are chosen by."""

    name: str
    label: str
    options: list[Option]

    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


def choices_of(selection: Selection) -> list[Option]:
    return [
        Option(
            value=selection.with_choice(choice).query(),
            label=str(label),
            is_chosen=choice == selection.choice,
        )
        for choice, (_days, label) in CHOICES.items()
    ]


def filters_of(selection: Selection) -> list[Filter]:
    languages = [
        Option(value=code, label=name_of(code), is_chosen=code == selection.language)
        for code in LANGUAGES
    ]
    return [
        Filter(name="language", label=_("Language"), options=languages),
        *[
            Filter(name=kind, label=str(LABELS[kind]), options=options_of(kind, selection))
            for kind in KINDS
        ],
    ]


def options_of(kind: str, selection: Selection) -> list[Option]:
    chosen = selection.chosen.get(kind)
    return [
        Option(value=word.slug, label=name, language=language, is_chosen=word == chosen)
        for word in selection.words[kind].values()
        for name, language in [word.name()]
    ]
