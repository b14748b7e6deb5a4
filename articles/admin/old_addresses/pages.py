"""The list of all old addresses, and the form of one."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from articles.admin.languages import LANGUAGES
from articles.admin.old_addresses.names import KINDS, address_of, language_in_words
from articles.admin.old_addresses.rows import OldAddressForm
from articles.admin.old_addresses.whole_lists import take_list
from articles.admin.story.article_list import working_title
from articles.admin.vocabulary import PublicWords
from articles.models import OldAddress


class TargetFilter(admin.SimpleListFilter):
    title = gettext_lazy("leads to")
    parameter_name = "to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ARG002 - Django's
        return list(KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's
        kind = self.value()
        return queryset.filter(**{f"{kind}__isnull": False}) if kind in KINDS else queryset


class LanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("language")
    parameter_name = "in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ARG002 - Django's
        return [(code, language_in_words(code)) for code in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 - Django's
        language = self.value()
        return queryset.filter(language=language) if language in LANGUAGES else queryset


class WholeForm(OldAddressForm):
    """An address with what it leads to."""

    class Meta:
        model = OldAddress
        fields = ("path", "article", "section", "attachment", "language")


class OldAddressAdmin(PublicWords):
    form = WholeForm
    fields = ("path", "article", "section", "attachment", "language")
    autocomplete_fields = ("article", "section", "attachment")
    list_display: Any = ("path", "leads_to", "in_language")
    list_filter: ClassVar[Any] = (TargetFilter, LanguageFilter)
    search_fields = ("path",)
    search_help_text = gettext_lazy("Looks in the old addresses.")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    change_list_template = "admin/articles/oldaddress/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OldAddress]:
        rows = super().get_queryset(request)
        return rows.select_related("section", "attachment").prefetch_related(
            "article__editions__latest"
        )

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, row: OldAddress) -> SafeString:
        name = working_title(row.article) if row.article else str(row.target())
        return format_html('<a href="{}">{}</a>', address_of(row), name)

    @admin.display(description=gettext_lazy("language"), ordering="language")
    def in_language(self, row: OldAddress) -> str:
        return language_in_words(row.language)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        mine = path("list/", wrap(self.list_view), name="articles_oldaddress_list")
        return [mine, *super().get_urls()]

    def list_view(self, request: HttpRequest) -> Any:
        return take_list(request, model_admin=self)
