"""The list of stories: what staff see of each, look for and choose from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.languages import LANGUAGES, key_of, lazy_name_of, name_of, reading_order
from articles.admin.work import COUNTED, LISTS, having, one_of, stories_to, with_one_of
from articles.models import Article, Edition, State, Status


def with_editions(articles: QuerySet[Article]) -> QuerySet[Article]:
    """All that a row of the list shows, in a constant number of queries, and no text."""
    editions = Edition.objects.select_related("latest").defer(
        "latest__body", "latest__summary", "latest__slug"
    )
    return (
        articles.select_related("section", "source", "browse_total")
        .prefetch_related(Prefetch("editions", queryset=editions))
        .defer("body", "summary")
    )


def edition_in(article: Article, language: str) -> Edition:
    found = (edition for edition in article.editions.all() if edition.language == language)
    return next(found, Edition(article=article, language=language))


@admin.display(description=_("Title"))
def working_title(article: Article) -> str:
    """The newest title the desk has, in the reader's language or else in another."""
    latest = (edition_in(article, language).latest for language in reading_order())
    titles = (revision.title for revision in latest if revision)
    return next(filter(None, titles), gettext("Untitled"))


@dataclass(frozen=True, kw_only=True)
class Named:
    """What Django's pages about one story print of it; the row itself knows public titles only."""

    pk: int
    title: str

    @classmethod
    def of(cls, article: Article) -> "Named":
        return cls(pk=article.pk, title=working_title(article))

    def __str__(self) -> str:
        return self.title


def state_in_words(edition: Edition) -> SafeString:
    state = edition.state(at=timezone.now())
    newer = gettext("newer draft") if edition.has_unpublished_changes() else ""
    return format_html(
        '<span class="state state-{}">{}</span>{}',
        state.value,
        state.label,
        format_html('<br><span class="newer-draft">{}</span>', newer) if newer else "",
    )


def state_column(language: str) -> Callable[[Article], SafeString]:
    @admin.display(description=lazy_name_of(language))
    def show(article: Article) -> SafeString:
        # On small screens there is no head of the column that would name the language.
        state = state_in_words(edition_in(article, language))
        return format_html('<div data-label="{}">{}</div>', name_of(language), state)

    show.__name__ = f"state_{key_of(language)}"
    return show


@admin.display(description=_("Release time"))
def release_time(article: Article) -> str:
    editions = (edition_in(article, language) for language in reading_order())
    edition = next((edition for edition in editions if edition.released_at), None)
    if not edition or not edition.released_at:
        return "–"
    moment = timezone.localtime(edition.released_at)
    return date_format(moment, "DATETIME_FORMAT" if edition.has_release_time else "DATE_FORMAT")


@admin.display(description=_("Browse times"), ordering=F("browse_total__times"))
def browse_times(article: Article) -> SafeString:
    total = getattr(article, "browse_total", None)
    # In thousands in every language, as on the public page.
    shown = f"{total.browse_times() if total else 0:,}"
    return format_html(
        '<span class="number" data-label="{}">{}</span>', gettext("Browse times"), shown
    )


@admin.display(description=_("Browse times"), ordering=F("browse_total__times"))
def browse_times_explained(article: Article) -> SafeString:
    """The same number for those who may see where it comes from."""
    page = reverse("admin:statistics_story", args=[article.pk])
    words = gettext("Statistics of “{title}”").format(title=working_title(article))
    return format_html('<a href="{}" title="{}">{}</a>', page, words, browse_times(article))


browse_times_explained.__name__ = browse_times.__name__  # one column, set in one way


def editions_in(state: State, *, at: datetime) -> QuerySet[Edition]:
    """`Edition.state` as a question to the database; those without a text may have no row."""
    if state == State.DRAFT:
        return Edition.objects.unfinished().filter(status=Status.DRAFT)
    if state == State.PUBLIC:
        return Edition.objects.published(at)
    if state == State.SCHEDULED:
        return Edition.objects.scheduled(at)
    conditions = {
        State.EXPIRED: Q(status=Status.PUBLISHED, released_at__lte=at, expires_at__lte=at),
        State.WITHDRAWN: Q(status=Status.WITHDRAWN),
    }
    return Edition.objects.filter(conditions[state])


def articles_in(
    state: State, articles: QuerySet[Article], *, language: str, at: datetime
) -> QuerySet[Article]:
    """The articles that show this state in this language."""
    if state == State.EMPTY:
        started = Edition.objects.exclude(status=Status.DRAFT, latest=None)
        return articles.exclude(one_of(started.filter(language=language)))
    found = editions_in(state, at=at).filter(language=language)
    return having(found, articles) if state == State.PUBLIC else with_one_of(found, articles)


def state_filter(language: str) -> type[admin.SimpleListFilter]:
    """Stories by their state in one language, in the words of the list."""

    class StateFilter(admin.SimpleListFilter):
        title = lazy_name_of(language)
        parameter_name = f"state_{key_of(language)}"

        def lookups(
            self,
            request: HttpRequest,  # noqa: ARG002 - Django's
            model_admin: Any,  # noqa: ARG002 - Django's
        ) -> Any:
            return State.choices

        def queryset(
            self,
            request: HttpRequest,  # noqa: ARG002 - Django's
            queryset: QuerySet[Article],
        ) -> QuerySet[Article]:
            value = self.value()
            if value is None or value not in State.values:
                return queryset
            return articles_in(State(value), queryset, language=language, at=timezone.now())

    return StateFilter


class WorkFilter(admin.SimpleListFilter):
    """The lists of the sidebar, so that they can be combined with the other filters."""

    title = _("to do")
    parameter_name = "work"

    def lookups(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        model_admin: Any,  # noqa: ARG002 - Django's
    ) -> Any:
        return LISTS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        by = cast("User", request.user)
        return stories_to(self.value() or "", queryset, by=by, at=timezone.now())


class BoundedPaginator(Paginator):
    """Counts so far as anybody turns pages, and no further."""

    MOST = COUNTED

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.MOST)

    @property
    def has_more(self) -> bool:
        return self._counted > self.MOST

    @cached_property
    def _counted(self) -> int:
        found: Any = self.object_list
        return int(found.order_by("-pk")[: self.MOST + 1].count())


class StoryList(ChangeList):
    """Stands in the order of its list of work until somebody sorts it by a column."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        own = list(queryset.query.order_by)
        return (
            own if own and ORDER_VAR not in self.params else super().get_ordering(request, queryset)
        )


LIST_DISPLAY = (
    working_title,
    *[state_column(language) for language in LANGUAGES],
    "section",
    "source",
    release_time,
    browse_times,
)
LIST_FILTER = (
    WorkFilter,
    "section",
    "source",
    *[state_filter(language) for language in LANGUAGES],
    "is_pinned",
)
