"""Several words become one: the page that asks which, says what will happen, and does it."""

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.admin.languages import name_of
from articles.editorial.merging import (
    MergeRefused,
    languages_without_name,
    merge,
    reach_of,
    reasons_against_merging,
    stories_under,
)
from articles.editorial.vocabulary import kind_of
from articles.models import Article, Edition, Section, Source, Tag, Translator, Vocabulary

NUMBER = re.compile("[0-9]{1,18}")
NAMED = 3  # of the words, in the heading
# The columns in which the words stand: Django's search as one types asks for one.
FIELDS: dict[type[Vocabulary], Any] = {
    Section: Article.section.field,
    Source: Article.source.field,
    Translator: Edition.translator.field,
    Tag: Article.tags.field,
}


class MergeForm(forms.Form):
    """Which word is to stay."""

    def __init__(
        self, data: Any, *, words: Sequence[Vocabulary], model_admin: admin.ModelAdmin
    ) -> None:
        # What is no number of a row is no choice: the database is not asked for it.
        is_sound = not data or NUMBER.fullmatch(data.get("into", ""))
        super().__init__(data if is_sound else {})
        self.is_bound = bool(data)
        self.words = words
        field = FIELDS[model_admin.model]
        self.fields["into"] = forms.ModelChoiceField(
            model_admin.model._default_manager.all(),  # noqa: SLF001 - public in spite of its name
            label=_("Into"),
            widget=AutocompleteSelect(field, model_admin.admin_site),
            error_messages={
                "required": _("Choose the one that is to stay."),
                "invalid_choice": _("This one is not there any more: choose another."),
            },
        )

    def clean_into(self) -> Vocabulary:
        into: Vocabulary = self.cleaned_data["into"]
        refusals = [str(each) for each in reasons_against_merging(self.words, into=into)]
        if refusals:
            raise forms.ValidationError(refusals)
        return into


def may_merge(request: HttpRequest, model_admin: admin.ModelAdmin) -> bool:
    """It changes stories and deletes words."""
    return (
        model_admin.model in FIELDS
        and model_admin.has_change_permission(request)
        and model_admin.has_delete_permission(request)
        and request.user.has_perm("articles.change_article")
    )


def merge_address(model_admin: admin.ModelAdmin, words: Sequence[Any]) -> str:
    page = reverse(f"admin:articles_{model_admin.opts.model_name}_merge")
    return f"{page}?{urlencode([('of', word.pk) for word in words])}"


def merge_page(request: HttpRequest, *, model_admin: admin.ModelAdmin) -> HttpResponse:
    if not may_merge(request, model_admin):
        raise PermissionDenied
    words = chosen(request, model_admin)
    if not words:
        raise Http404
    form = MergeForm(request.POST or None, words=words, model_admin=model_admin)
    if not form.is_valid():
        return page(request, model_admin, words=words, form=form)
    into = form.cleaned_data["into"]
    if "confirmed" not in request.POST:
        return page(request, model_admin, words=words, form=form, into=into)
    try:
        return merge_and_tell(request, model_admin, words=words, into=into)
    except MergeRefused as refusal:
        form.add_error("into", str(refusal))
        return page(request, model_admin, words=words, form=form)


def chosen(request: HttpRequest, model_admin: admin.ModelAdmin) -> list[Any]:
    numbers = [each for each in request.GET.getlist("of") if NUMBER.fullmatch(each)]
    return list(model_admin.get_queryset(request).filter(pk__in=numbers).order_by("pk"))


def page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    *,
    words: Sequence[Vocabulary],
    form: MergeForm,
    into: Vocabulary | None = None,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "title": heading(words, into=into),
        "words": [(word, in_stories(stories_under([word]).count())) for word in words],
        "form": form,
        "into": into,
        "will_happen": list(what_will_happen(words, into=into)) if into else [],
    }
    return TemplateResponse(request, "admin/vocabulary/merge.html", context)


def heading(words: Sequence[Vocabulary], *, into: Vocabulary | None) -> str:
    """What is merged into what; of many words, the first few."""
    names = quoted(words[:NAMED])
    more = max(0, len(words) - NAMED)
    if more:
        names = ngettext("{names} and {number} more", "{names} and {number} more", more).format(
            names=names, number=more
        )
    if into:
        return _("Merge {names} into “{into}”?").format(names=names, into=into)
    return _("Merge {names} into …").format(names=names)


def in_stories(number: int) -> str:
    return ngettext("{number} story", "{number} stories", number).format(number=number)


def what_will_happen(words: Sequence[Vocabulary], *, into: Vocabulary) -> list[str]:
    reach = reach_of(words, into=into)
    said = [
        ngettext(
            "{number} story moves to “{into}”, drafts and withdrawn ones included.",
            "{number} stories move to “{into}”, drafts and withdrawn ones included.",
            reach.stories,
        ).format(number=reach.stories, into=into)
    ]
    if reach.has_both:
        both = ngettext(
            "{number} of them has “{into}” already, and keeps it once.",
            "{number} of them have “{into}” already, and keep it once.",
            reach.has_both,
        )
        said.append(both.format(number=reach.has_both, into=into))
    names = quoted(words)
    said.append(
        _("{names}: deleted. Every address and feed of theirs leads to “{into}”.").format(
            names=names, into=into
        )
    )
    said += [
        _("In {language}, “{into}” has no name: there these stories show no such tag.").format(
            language=name_of(language), into=into
        )
        for language in languages_without_name(into)
        if kind_of(into) == "tag"
    ]
    if kind_of(into) != "tag":
        words_on_counts = _(
            "No browse is lost: the statistics show those of these stories under “{into}”, of "
            "earlier days, too."
        )
        said.append(words_on_counts.format(into=into))
    said.append(_("This cannot be undone."))
    return said


def quoted(words: Sequence[Vocabulary]) -> str:
    return pgettext("between things", ", ").join(f"“{word}”" for word in words)


def merge_and_tell(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    *,
    words: Sequence[Vocabulary],
    into: Vocabulary,
) -> HttpResponse:
    by = cast("User", request.user)
    names = quoted(words)
    with transaction.atomic():
        note(words, by=by, flag=DELETION, words=_("Merged into “{into}”.").format(into=into))
        number = merge(words, into=into, by=by, at=timezone.now())
        done = _("{names} merged into this: {stories}.").format(
            names=names, stories=in_stories(number)
        )
        note([into], by=by, flag=CHANGE, words=done)
    told = _("{names}: merged into “{into}”, {stories}.")
    messages.success(request, told.format(names=names, into=into, stories=in_stories(number)))
    page_of_into = f"admin:articles_{model_admin.opts.model_name}_change"
    return HttpResponseRedirect(reverse(page_of_into, args=[into.pk]))


def note(rows: Sequence[Any], *, by: User, flag: int, words: str) -> None:
    LogEntry.objects.log_actions(
        user_id=by.pk,
        queryset=rows,
        action_flag=flag,
        change_message=words,
    )
