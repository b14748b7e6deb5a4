"""The form that begins a story: sent twice, by a double click or a slow line, it makes one."""

import re
from contextlib import suppress
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.story.article_list import with_editions, working_title
from articles.admin.transactions import ChecksBeforeWriting
from articles.editorial.refusals import AlreadyStarted
from articles.models import Article
from articles.text.addresses import NotAnAddress, stored_form

SAVED = 302  # the answer leads on; a refused form is shown again
OLD_PATH = re.compile(r"old_addresses-\d+-path")


class FormKeyField(forms.Field):
    """A hidden key, new with each form; one that we never gave is replaced without a word."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def clean(self, value: Any) -> UUID:
        return key_in(value) or uuid4()

    def bound_data(self, data: Any, initial: Any) -> Any:
        return str(key_in(data) or initial)


class BeginsOnce(ChecksBeforeWriting):
    """A model admin of stories, each of which is begun by one form."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id or request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        answer: HttpResponse | None = None
        if not begun_by(request).exists():
            with suppress(AlreadyStarted):
                answer = super().changeform_view(request, object_id, form_url, extra_context)
        # While this form was looked at, the same form may have made the story; then what was said
        # against this one is only that the other was faster.
        begun = None if answer and answer.status_code == SAVED else begun_by(request).first()
        if answer and not begun:
            return answer
        return self.take_again(request, cast("Article", begun), extra_context)

    def take_again(
        self, request: HttpRequest, article: Article, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """The form has made a story: the same again is saved, anything else changes that story."""
        here = reverse("admin:articles_article_change", args=[article.pk])
        form = self.get_form(request, article, change=True)(request.POST, instance=article)
        if form.is_valid() and not has_more(form, request, article):
            words = _("“{title}” was saved already: the form came twice and made one story.")
            messages.success(request, words.format(title=working_title(article)))
            return HttpResponseRedirect(here)
        return super().changeform_view(request, str(article.pk), here, extra_context)


def key_in(typed: Any) -> UUID | None:
    try:
        return UUID(str(typed), version=4)
    except ValueError:
        return None


def begun_by(request: HttpRequest) -> QuerySet[Article]:
    """The story that this very form has made before; none is the rule."""
    key = key_in(request.POST.get("form_key"))
    return with_editions(Article.objects.all()).filter(form_key=key, form_key__isnull=False)


def has_more(form: Any, request: HttpRequest, article: Article) -> bool:
    """Whether the form says anything that the story does not say yet."""
    kept = set(article.old_addresses.values_list("path", flat=True))
    rows = (value for name, value in request.POST.items() if OLD_PATH.fullmatch(name) and value)
    typed = {as_stored(str(value)) for value in rows}
    return bool(typed - kept) or any(part.is_new for part in form.parts.values())


def as_stored(typed: str) -> str:
    """The form that is kept; what cannot be kept is something more, and will be told."""
    try:
        return stored_form(typed)
    except NotAnAddress:
        return typed
