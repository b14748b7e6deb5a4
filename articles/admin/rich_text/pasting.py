"""Cleans what is pasted into a text, behind a door of its own, and says what was left out."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.languages import name_of
from articles.editorial.leftovers import said_of
from articles.editorial.refusals import sentence
from articles.text.html import TextRefused, cleaned
from articles.text.story import StoryText


@require_POST
def clean_paste(request: HttpRequest) -> HttpResponse:
    """Takes `{"html": …}`; gives it cleaned, and a sentence about what it lost, or an empty one."""
    if not may_write(request):
        return refused(_("You may not do this. Ask an admin for the permission."), status=403)
    html = html_in(request)
    if html is None:
        return refused(_("Nothing that can be pasted has arrived: copy it once more."))
    try:
        text = cleaned(html)
    except TextRefused as refusal:
        return refused(sentence(refusal.code, refusal.params))
    return JsonResponse({"html": text.html, "dropped": said_of(text.dropped)})


def may_write(request: HttpRequest) -> bool:
    return any(request.user.has_perm(f"articles.{step}_article") for step in ("add", "change"))


def tell_what_was_left_out(request: HttpRequest, texts: Mapping[str, StoryText]) -> None:
    """After a save, for each language: without scripts nobody was told at the paste."""
    for language, text in texts.items():
        if sentence := said_of(text.dropped):
            words = _("{language}: {sentence}")
            messages.warning(request, words.format(language=name_of(language), sentence=sentence))


def html_in(request: HttpRequest) -> str | None:
    """As JSON, because a form would make Chinese three times as large."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    html = sent.get("html") if isinstance(sent, dict) else None
    return html if isinstance(html, str) else None


def refused(words: str, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> JsonResponse:
    return JsonResponse({"errors": {"html": words}}, status=status)
