"""Tables taken away: whole, as CSV or XLSX, with the rule and with what was chosen."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.statistics.offers import OFFERS, AddressRefused, Offer
from articles.admin.statistics.pages import for_readers_of_statistics
from articles.admin.statistics.rule import rule_in_words
from articles.admin.statistics.spreadsheets import Document, csv_parts, xlsx_file
from articles.admin.statistics.table import Cell
from articles.browsing.robots import lists_version
from articles.models import SiteSettings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What no file can be called on one system or another.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')


@require_safe
@for_readers_of_statistics
def export(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    if name not in OFFERS or kind not in FILES:
        raise Http404
    at = timezone.now()
    try:
        offer = OFFERS[name](request.GET, at=at)
    except AddressRefused as refusal:
        # Where it is told what is wrong: a file would hold numbers that nobody asked for.
        return HttpResponseRedirect(f"{refusal.page}?{request.GET.urlencode()}")
    answer = FILES[kind](document_of(offer, at=at))
    answer["Content-Disposition"] = disposition(offer, kind=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


def as_csv(document: Document) -> HttpResponseBase:
    parts = csv_parts(document, language=reader_language())
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")


def as_xlsx(document: Document) -> HttpResponseBase:
    return FileResponse(xlsx_file(document), content_type=XLSX)


FILES: Mapping[str, Callable[[Document], HttpResponseBase]] = {"csv": as_csv, "xlsx": as_xlsx}


def reader_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def document_of(offer: Offer, *, at: datetime) -> Document:
    site = SiteSettings.current().name_in(reader_language())
    zone = timezone.get_default_timezone_name()
    period = f"{offer.period} ({zone})"
    about: list[tuple[str, Cell]] = [
        (_("Site"), site),
        (_("Table"), str(offer.table.heading)),
        (_("Period"), period),
        *([(pgettext("period", "Compared with"), offer.compared)] if offer.compared else []),
        *(offer.filters or [(_("Filters"), _("none: everything"))]),
        (_("Time of export"), at),
        *((_("What is counted"), sentence) for sentence in rule_in_words()),
        (_("A day begins and ends at midnight in the time zone of the site:"), zone),
        *((_("Note"), str(note)) for note in offer.table.notes),
        (_("Lists of robots"), lists_version()),
    ]
    title = f"{site} · {offer.table.heading}"
    return Document(title=title, period=period, table=offer.table, about=about)


def disposition(offer: Offer, *, kind: str) -> str:
    """The name of the file: one that every program reads, and one in the reader's language."""
    plain = f"browse-times-{offer.word}-{offer.days}.{kind}"
    called = offer.called or f"{_('Browse times')}-{offer.table.heading}"
    words = f"{called}-{offer.days}.{kind}"
    if words.isascii():
        return f'attachment; filename="{plain}"'
    spoken = quote(NOT_IN_NAMES.sub(" ", words), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{spoken}"
