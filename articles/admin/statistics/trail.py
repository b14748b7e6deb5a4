"""The list of all corrections of browse times: everybody may check it, nobody can change it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from articles.admin.languages import per_language
from articles.admin.statistics.table import Table
from articles.models import BrowseCorrection
from articles.templatetags.news import colleague

PER_PAGE = 50
NUMBER = re.compile("[0-9]{1,18}", re.ASCII)


class NoSuchPage(Exception):
    """The address asks for a page that no link of ours leads to."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some corrections, newest first, and the numbers beside which newer and older ones begin."""

    rows: Sequence[BrowseCorrection]
    newer: int = 0
    older: int = 0


def corrections_with_names() -> QuerySet[BrowseCorrection]:
    """The trail with the story and the person of each row, and no text of a story."""
    people = ("by__username", "by__first_name", "by__last_name")
    titles = [f"article__{column}" for column in per_language("title")]
    rows = BrowseCorrection.objects.select_related("article", "by")
    return rows.only("kind", "before", "after", "reason", "at", *people, *titles)


def who_corrected(row: BrowseCorrection) -> str:
    return colleague(row.by) if row.by else _("a command on the server")


def trail_table() -> Table:
    """All of the trail, for a file; each line is asked for when its row is taken."""
    rows = corrections_with_names().order_by("-id").iterator()
    return Table(
        name="corrections",
        heading=_("Corrections"),
        columns=[
            pgettext("correction", "When"),
            _("Number of the story"),
            _("Story"),
            pgettext("correction", "Before"),
            pgettext("correction", "After"),
            _("Difference"),
            _("Reason"),
            pgettext("correction", "Who"),
            _("Kind"),
        ],
        rows=(
            (
                row.at,
                row.article_id,
                str(row.article),
                row.before,
                row.after,
                row.difference(),
                row.reason,
                who_corrected(row),
                row.get_kind_display(),
            )
            for row in rows
        ),
    )


@require_safe
def trail_page(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("articles.see_statistics"):
        raise PermissionDenied
    corrections = corrections_with_names()
    try:
        page = read_page(corrections, query=request.GET)
    except NoSuchPage:
        messages.error(request, _("There is no such page of this list: here is its beginning."))
        page = first_page(corrections)
    context = {
        **admin.site.each_context(request),
        "title": _("Corrections"),
        "page": page,
    }
    return TemplateResponse(request, "admin/statistics/corrections.html", context)


def read_page(corrections: QuerySet[BrowseCorrection], *, query: QueryDict) -> Page:
    """The page that `?before=` or `?after=` asks for; each costs the same however deep."""
    for name, read in (("before", page_before), ("after", page_after)):
        if name in query:
            number = NUMBER.fullmatch(query.get(name, ""))
            if not number:
                raise NoSuchPage
            return read(corrections, int(number[0]))
    return first_page(corrections)


def first_page(corrections: QuerySet[BrowseCorrection]) -> Page:
    rows = list(corrections.order_by("-id")[: PER_PAGE + 1])
    return Page(rows=rows[:PER_PAGE], older=beyond(rows))


def page_before(corrections: QuerySet[BrowseCorrection], pk: int) -> Page:
    rows = list(corrections.filter(pk__lt=pk).order_by("-id")[: PER_PAGE + 1])
    if not rows:
        raise NoSuchPage
    return Page(rows=rows[:PER_PAGE], newer=rows[0].pk, older=beyond(rows))


def page_after(corrections: QuerySet[BrowseCorrection], pk: int) -> Page:
    rows = list(corrections.filter(pk__gt=pk).order_by("id")[: PER_PAGE + 1])
    if not rows:
        raise NoSuchPage
    shown = rows[:PER_PAGE][::-1]
    return Page(rows=shown, newer=beyond(rows), older=shown[-1].pk)


def beyond(rows: Sequence[BrowseCorrection]) -> int:
    """The last row of the page, if there is one more than it shows."""
    return rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else 0
