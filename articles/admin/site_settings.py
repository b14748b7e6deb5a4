"""The site settings: one page for the one row and its links, saved and refused as a whole."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from articles.admin.languages import LANGUAGES, PerLanguageAdmin, key_of, lazy_name_of, name_of
from articles.admin.library.pickers import PicksFromLibrary
from articles.admin.transactions import ChecksBeforeWriting
from articles.editorial.refusals import StaleSave
from articles.editorial.site import save_site_settings
from articles.models import FootLink, Palette, SiteSettings

TRANSLATED = ("name", "tagline", "address", "filing_number")
NAMES = {f"name_{key_of(language)}": language for language in LANGUAGES}
MOST_LINKS = 20
TOO_LONG = gettext_lazy(
    "This has %(show_value)d characters, at most %(limit_value)d are possible: shorten it."
)


class LinkForm(forms.ModelForm):
    """One link of one language; a row in which nothing is written is no link."""

    class Meta:
        model = FootLink
        fields = ("words", "address", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("words", "address"):
            self.fields[name].required = False
            let_the_server_count(self.fields[name])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        words, address = (typed.get(name) for name in ("words", "address"))
        if address and words == "":
            self.add_error("words", _("The link has no words: write what it says, or remove it."))
        if words and address == "":
            self.add_error("address", _("The link leads nowhere: write its address, or remove it."))
        return typed

    def is_link(self) -> bool:
        return bool(self.cleaned_data.get("words")) and not self.cleaned_data.get("DELETE")


class BaseLinkFormSet(forms.BaseFormSet):
    """The links of one language, in the order in which they were typed."""

    default_error_messages: ClassVar[Any] = {
        "too_many_forms": ngettext_lazy(
            "At most %(num)d link is possible: remove some.",
            "At most %(num)d links are possible: remove some.",
            "num",
        ),
    }

    def links(self, language: str) -> list[FootLink]:
        links = [form.instance for form in self.forms if form.is_link()]
        for link in links:
            link.language = language
        return links


LinkFormSet: type[BaseLinkFormSet] = forms.formset_factory(  # type: ignore[assignment]  # of this very class
    LinkForm,
    formset=BaseLinkFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_LINKS,
    validate_max=True,
)


class SettingsForm(forms.ModelForm):
    """The row, the links of each language, and the version that was opened."""

    version_seen = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version_seen"] = self.instance.version
        self.stored = list(self.instance.foot_links.all())
        self.links = {language: self.links_in(language) for language in LANGUAGES}

    def links_in(self, language: str) -> BaseLinkFormSet:
        return LinkFormSet(
            self.data if self.is_bound else None,
            prefix=f"links_{key_of(language)}",
            initial=[
                {"words": link.words, "address": link.address, "position": link.position}
                for link in self.stored
                if link.language == language
            ],
        )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for language, formset in self.links.items():
            address = f"address_{key_of(language)}"
            if address in typed:
                typed[address] = tidy_lines(typed[address])
            if not formset.is_valid():
                words = _("Links in the foot ({language}): something is wrong, see there.")
                self.add_error(None, words.format(language=name_of(language)))
        if typed.get("version_seen") != self.instance.version:
            self.add_error(None, stale_sentence())
        return typed

    def all_links(self) -> list[FootLink]:
        return [link for code, formset in self.links.items() for link in formset.links(code)]


def tidy_lines(text: str | None) -> str:
    lines = (line.strip() for line in (text or "").splitlines())
    return "\n".join(filter(None, lines))


def stale_sentence() -> SafeString:
    return format_html(
        '{} <a href="{}" target="_blank">{}</a>',
        _(
            "Somebody else has saved the site settings since you opened them. Nothing of yours was "
            "saved and nothing is lost: what you typed is still here. Open the settings in a "
            "second window, compare, and save again there."
        ),
        the_page(),
        _("Open what is saved now"),
    )


def the_page() -> str:
    return reverse("admin:articles_sitesettings_change", args=[1])


def let_the_server_count(field: forms.Field) -> None:
    """Browsers cut what is pasted at the limit and say nothing; the server says so."""
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["max_length"] = TOO_LONG


def swatch(palette: Palette) -> SafeString:
    """The name of a palette beside its colour on light and on dark paper."""
    return format_html(
        '<svg class="swatch" width="56" height="28" viewBox="0 0 56 28" aria-hidden="true">'
        '<rect width="28" height="28" fill="#fbfaf6"/><rect x="28" width="28" height="28" '
        'fill="#14161a"/><circle cx="14" cy="14" r="8" fill="{}"/><circle cx="42" cy="14" r="8" '
        'fill="{}"/></svg> {}',
        palette.accent.by_day,
        palette.accent.by_night,
        palette.label,
    )


class SiteSettingsAdmin(PicksFromLibrary, ChecksBeforeWriting, PerLanguageAdmin):
    form = SettingsForm
    radio_fields: ClassVar[Any] = {"palette": admin.VERTICAL}

    # What is shown

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SiteSettings | None:
        """The one row, made when somebody first opens it."""
        if self.has_view_or_change_permission(request):
            SiteSettings.objects.get_or_create(id=1)
        found: SiteSettings | None = super().get_object(request, object_id, from_field)
        return found

    def get_fieldsets(self, request: HttpRequest, obj: SiteSettings | None = None) -> Any:  # noqa: ARG002 - Django's
        by_language = [
            (lazy_name_of(language), {"fields": columns_of(language)}) for language in LANGUAGES
        ]
        return [
            *by_language,
            (gettext_lazy("In every language"), {"fields": ("logo", "filing_address")}),
            (gettext_lazy("Colours"), {"fields": ("palette",), "classes": ("palettes",)}),
        ]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            let_the_server_count(field)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if db_field.name in NAMES:
                # What stands as long as nothing is typed.
                field.widget.attrs["placeholder"] = SiteSettings().name_in(NAMES[db_field.name])
        if db_field.name == "palette":
            field.choices = [(palette.value, swatch(palette)) for palette in Palette]  # type: ignore[union-attr]  # a choice field, which this is
        return field

    def render_change_form(  # type: ignore[override]  # Django's options as keywords
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        form: SettingsForm = context["adminform"].form
        context |= {
            "title": _("Site settings"),
            "subtitle": None,
            "parts": list(zip_longest(context["adminform"], form.links.values())),
            "can_write": self.has_change_permission(request),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, **options)

    # What is saved

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleSave:
            # Somebody was faster between our look and our save: now the form sees it itself.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Nothing yet: `save_related` saves the row and its links together."""

    def save_related(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        form: SettingsForm,
        formsets: Sequence[Any],  # noqa: ARG002 - Django's
        change: bool,  # noqa: ARG002, FBT001 - Django's
    ) -> None:
        version = form.cleaned_data["version_seen"]
        save_site_settings(form.instance, links=form.all_links(), version=version)

    def response_change(self, request: HttpRequest, obj: SiteSettings) -> HttpResponse:  # noqa: ARG002 - Django's
        messages.success(request, _("The site settings are saved; every page shows them now."))
        return HttpResponseRedirect(the_page())

    # There is one row: no list, nothing to add, nothing to delete

    def changelist_view(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(the_page())

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's
        return False


def columns_of(language: str) -> list[str]:
    return [f"{column}_{key_of(language)}" for column in TRANSLATED]
