"""What was typed into a story that cannot be saved now: shown again, and taken along if it may."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import uuid4

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.languages import LANGUAGES, name_of
from articles.admin.policy import with_policy
from articles.admin.story.parts import field_name
from articles.admin.transactions import ChecksBeforeWriting
from articles.text.html import TextRefused, clean

STORY_FORMS = {"articles_article_add", "articles_article_change"}
SIGN_IN = "sign_in"  # begins the names of the fields for name and password
# What proves who sends a form is never sent on, and says nothing about the story.
PROOFS = re.compile(rf"csrfmiddlewaretoken|{SIGN_IN}-.*")
# Of a story that is gone: what its form was opened with, and the rows that went with it.
OF_THE_OLD_STORY = re.compile(
    r"initial-.*|.*_(?:base|shown|choice)|old_addresses-(?:INITIAL_FORMS|\d+-(?:id|article))|_.*"
)

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class TypedText:
    """The text of one language as it was sent, to be read and copied."""

    language: str
    name: str
    title: str
    summary: str
    body: SafeString
    source: str  # of a body that cannot be cleaned


class KeepsWhatWasTyped(ChecksBeforeWriting):
    """A model admin of stories that answers no form with an empty refusal."""

    def get_urls(self) -> list[URLPattern]:
        urls: list[URLPattern] = super().get_urls()
        for each in urls:
            if each.name in STORY_FORMS:
                each.callback = signing_in_on_the_way(each.callback)
        return urls

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except PermissionDenied:
            if request.method != "POST":
                raise
            reason = _("You may no longer save this story: ask who looks after the site.")
            return show_again(request, reason=reason, status=403)

    # Django's own answer leads away from the form, and the text is gone.
    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        match = request.resolver_match
        is_form = match is not None and match.url_name in STORY_FORMS
        if request.method != "POST" or not is_form:
            return cast(
                "HttpResponse",
                super()._get_obj_does_not_exist_redirect(request, opts, object_id),  # type: ignore[misc]  # Django's, not in the stubs
            )
        reason = _("This story is no longer there: somebody else has deleted it.")
        address = reverse("admin:articles_article_add") if self.has_add_permission(request) else ""
        return show_again(request, reason=reason, status=404, as_new=address)


def signing_in_on_the_way(view: View) -> View:
    """Whoever is no longer signed in when they save does so there, and what they typed is saved.

    Only a form of our own gets here: the check against forged ones comes first.
    """

    @wraps(view)
    @sensitive_post_parameters(f"{SIGN_IN}-password")
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or admin.site.has_permission(request):
            return view(request, *args, **kwargs)
        form = sign_in_form(request)
        if form.is_valid():
            login(request, form.get_user())
            return view(request, *args, **kwargs)
        return ask_to_sign_in(request, form)

    return inner


def sign_in_form(request: HttpRequest) -> AdminAuthenticationForm:
    is_sent = f"{SIGN_IN}-username" in request.POST
    return AdminAuthenticationForm(request, data=request.POST if is_sent else None, prefix=SIGN_IN)


def ask_to_sign_in(request: HttpRequest, form: AdminAuthenticationForm) -> HttpResponse:
    reason = _("You are no longer signed in. Sign in here, and what you typed is saved.")
    return show_again(request, reason=reason, status=403, again=request.path, sign_in=form)


def form_not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form without its token: mostly of people who signed in anew in another window.

    A story that came from a page of our own, as the browser itself says, may be sent once more.
    """
    match = request.resolver_match
    is_story = request.method == "POST" and match is not None and match.url_name in STORY_FORMS
    if not is_story or request.headers.get("Origin") != own_origin(request):
        return csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return ask_to_sign_in(request, AdminAuthenticationForm(request, prefix=SIGN_IN))
    words = _("You signed out or in again in another window. Send the form once more.")
    return show_again(request, reason=words, status=403, again=request.path)


def own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def show_again(
    request: HttpRequest,
    *,
    reason: str,
    status: int,
    again: str = "",
    as_new: str = "",
    sign_in: AdminAuthenticationForm | None = None,
) -> HttpResponse:
    """The page with all that was typed; `again` or `as_new`: the address that may take it."""
    context = {
        **admin.site.each_context(request),
        # Its menu leads nowhere for those who are signed out.
        "is_nav_sidebar_enabled": sign_in is None,
        "title": _("Not saved yet") if again else _("Not saved"),
        "reason": reason,
        "texts": list(typed_texts(request)),
        "fields": list(fields_as_new(request) if as_new else typed_fields(request)),
        "action": again or as_new,
        "as_new": as_new,
        "sign_in": sign_in,
    }
    answer = with_policy(render)(
        request, "admin/articles/article/kept.html", context, status=status
    )
    add_never_cache_headers(answer)
    return answer


def typed_fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Every field that was sent and its values, as often as it has any."""
    for name, values in request.POST.lists():
        if not PROOFS.fullmatch(name):
            yield from ((name, str(value)) for value in values)


def fields_as_new(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The same as a new story."""
    for name, value in typed_fields(request):
        if not OF_THE_OLD_STORY.fullmatch(name):
            yield name, value
    yield "old_addresses-INITIAL_FORMS", "0"
    yield "form_key", str(uuid4())
    yield "_continue", "yes"


def typed_texts(request: HttpRequest) -> Iterator[TypedText]:
    for language in LANGUAGES:
        title, summary, body = (
            request.POST.get(field_name(language, part), "")
            for part in ("title", "summary", "body")
        )
        if not (title or summary or body):
            continue
        cleaned = cleaned_or_nothing(body)
        yield TypedText(
            language=language,
            name=name_of(language),
            title=title,
            summary=summary,
            body=mark_safe(cleaned),  # noqa: S308 - cleaned
            source="" if cleaned else body,
        )


def cleaned_or_nothing(body: str) -> str:
    try:
        return clean(body)
    except TextRefused:
        return ""
