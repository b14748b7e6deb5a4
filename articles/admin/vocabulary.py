"""Sections, sources, translators, tags and departments, as staff edit them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.languages import LANGUAGES, PerLanguageAdmin, column, key_of
from articles.admin.merging import may_merge, merge_address, merge_page
from articles.admin.old_addresses.rows import HasOldAddresses
from articles.editorial.vocabulary import save_word
from articles.models import PressRun, Vocabulary
from articles.text.titles import slug_from


class PublicWords(admin.ModelAdmin):
    """Rows whose words stand on public pages: each change starts a press run with it."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            PressRun.start()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            PressRun.start()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            PressRun.start()


class VocabularyForm(forms.ModelForm):
    """Makes the slug from a name where nobody typed one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")  # not there for those who may only look
        if slug:
            slug.required = False
            slug.help_text = _(
                "The word in the address, the same in every language: campus-life. "
                "Made from the name if it is empty."
            )
            slug.error_messages["unique"] = _("This slug is in use already: write a different one.")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in typed and not typed["slug"]:
            names = (typed.get(f"name_{key_of(language)}") for language in LANGUAGES)
            typed["slug"] = slug_from(next(filter(None, names), ""))
        return typed


NAMES = [column("name", _("Name"), language) for language in LANGUAGES]


class VocabularyAdmin(PublicWords, PerLanguageAdmin):
    form = VocabularyForm
    fields: ClassVar[Any] = ("name", "slug")
    prepopulated_fields = {"slug": ("name_en",)}
    list_display: Any = (*NAMES, "slug")
    list_display_links = NAMES
    search_fields = ("name_en", "name_zh_hans", "slug")
    list_per_page = 50
    actions = ("merge_into",)
    change_form_template = "admin/vocabulary/change_form.html"

    # What is merged

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "merge/",
            self.admin_site.admin_view(self.merge_view),
            name=f"articles_{self.opts.model_name}_merge",
        )
        return [page, *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        return merge_page(request, model_admin=self)

    @admin.action(description=_("Merge into …"))
    def merge_into(self, request: HttpRequest, words: QuerySet[Any]) -> HttpResponse:  # noqa: ARG002 - Django's
        return HttpResponseRedirect(merge_address(self, list(words.order_by("pk"))))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not may_merge(request, self):
            actions.pop("merge_into", None)
        return actions

    def render_change_form(  # type: ignore[override]  # Django's options as keywords
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        word = options.get("obj")
        if word and may_merge(request, self):
            context["merge_address"] = merge_address(self, [word])
        return super().render_change_form(request, context, **options)

    # What is saved

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001 - Django's
        save_word(obj)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Vocabulary | None = None
    ) -> dict[str, Any]:
        # A slug in use is an address: it follows the name only until it is first saved.
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))


class SectionAdmin(HasOldAddresses, VocabularyAdmin):
    fields = ("name", "slug", "position")
    list_display = (*NAMES, "slug", "position")


class DepartmentalAdmin(VocabularyAdmin):
    """Sources and translators: some of them are a department."""

    fields = ("name", "slug", "department")
    list_display = (*NAMES, "slug", "department")
    list_select_related = ("department",)
    autocomplete_fields = ("department",)
