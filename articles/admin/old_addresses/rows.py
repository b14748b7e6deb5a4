"""The old addresses of a story, a section or an attachment, as rows of its form."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.languages import LANGUAGES, lazy_name_of
from articles.admin.old_addresses.names import language_in_words, taken
from articles.editorial.addresses import AddressRefused, accepted_address
from articles.models import OldAddress, PressRun

MOST_ROWS = 100  # in one form; a list brings more


class OldAddressForm(forms.ModelForm):
    """An address as it was typed or pasted, brought into its one form."""

    path = forms.CharField(
        label=gettext_lazy("Old address"),
        help_text=OldAddress._meta.get_field("path").help_text,  # noqa: SLF001 - public in spite of its name
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"}),
    )

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[
            ("", gettext_lazy("the reader’s language")),
            *((code, lazy_name_of(code)) for code in LANGUAGES),
        ],
        required=False,
    )

    class Meta:
        model = OldAddress
        fields = ("path", "language")

    def clean_path(self) -> str:
        try:
            form = accepted_address(self.cleaned_data["path"])
        except AddressRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        other = OldAddress.objects.filter(path=form).exclude(pk=self.instance.pk).first()
        if other:
            raise forms.ValidationError(taken(other))
        return form


class RowForm(OldAddressForm):
    """A row of the list beside its target; two people may have the same list open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) & {"path", "language"}:
            self.fields[name].show_hidden_initial = True
            self.fields[name].help_text = ""  # said once, above the rows

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and self.has_changed():
            self.tell_what_others_changed()
        return typed

    def tell_what_others_changed(self) -> None:
        """Told once: the next save is one against what is saved now."""
        saved = {name: self.initial[name] or "" for name in self.fields if name in self.Meta.fields}
        sent = {name: self.data.get(self.hidden(name), value) for name, value in saved.items()}
        if sent == saved:
            return
        words = _(
            "Somebody else has changed this meanwhile to {path}, {language}. Save again if yours "
            "is right."
        )
        language = language_in_words(saved["language"])
        self.add_error("path", words.format(path=saved["path"], language=language))
        self.data = cast("QueryDict", self.data).copy()
        for name, value in saved.items():
            self.data[self.hidden(name)] = value

    def hidden(self, name: str) -> str:
        return self.add_initial_prefix(name)


class Rows(BaseInlineFormSet):
    """The old addresses of one thing; rows that somebody else removed meanwhile are no rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.management_form.is_valid():
            sent = [self.sent_row(number) for number in range(self.total_form_count())]
            before = sent[: self.initial_form_count()]
            there = [row for row in before if row.get("id") in self.numbers()]
            if len(there) < len(before):
                # What was written into one that is gone is kept, as a new row.
                written = [row | {"id": ""} for row in before if row not in there and is_new(row)]
                self.send_again(there, [*written, *sent[len(before) :]])

    def numbers(self) -> set[str]:
        return {str(row.pk) for row in self.get_queryset()}

    def sent_row(self, number: int) -> dict[str, str]:
        """What came of one row, by the names of its fields; of what it began with, `initial-`."""
        starts = {f"{self.prefix}-{number}-": "", f"initial-{self.prefix}-{number}-": "initial-"}
        return {
            mark + name.removeprefix(start): str(value)
            for start, mark in starts.items()
            for name, value in self.data.items()
            if name.startswith(start)
        }

    def send_again(self, there: list[dict[str, str]], new: list[dict[str, str]]) -> None:
        """As if the form had been opened now."""
        data = cast("QueryDict", self.data).copy()
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(there))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(there) + len(new))
        for number, row in enumerate([*there, *new]):
            for name in [name for name in data if f"{self.prefix}-{number}-" in name]:
                del data[name]
            for name, value in row.items():
                mark = "initial-" if name.startswith("initial-") else ""
                data[f"{mark}{self.prefix}-{number}-{name.removeprefix('initial-')}"] = value
        self.data = data
        del self.__dict__["management_form"]

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:  # noqa: ARG002 - Django's
        return _("An address stands here twice: remove one of the rows.")

    def get_form_error(self) -> str:
        return _("This address stands here twice.")


def is_new(row: Mapping[str, str]) -> bool:
    """Whether somebody wrote into it, and did not remove it."""
    written = any(row.get(name) != row.get(f"initial-{name}") for name in ("path", "language"))
    return written and "DELETE" not in row


class OldAddressInline(admin.StackedInline):
    template = "admin/old_addresses/rows.html"
    model = OldAddress
    form = RowForm
    formset = Rows
    fields = ("path", "language")
    extra = 1
    max_num = MOST_ROWS
    classes = ("collapse",)
    verbose_name = gettext_lazy("Old address")
    verbose_name_plural = gettext_lazy("Old addresses")

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["admin_desk/old_addresses.css"]})


def save_rows(formset: Any) -> None:
    """The rows as they were typed; what is kept of missing pages is made anew."""
    with transaction.atomic():
        formset.save()
        if formset.has_changed():
            PressRun.start()


class HasOldAddresses(admin.ModelAdmin):
    """A model admin whose rows earlier addresses lead to."""

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ARG002 - Django's
        return [OldAddressInline] if obj else []

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002, FBT001 - Django's
        save_rows(formset)
