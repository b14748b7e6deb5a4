"""Fields in whose place a picture or files of the library are chosen, uploaded and taken away."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.forms import Field as FormField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.admin.languages import LANGUAGES, key_of, name_of
from articles.admin.library.doors import library_media
from articles.models import Attachment, Image

LONGEST_NUMBER = 18  # digits; the database counts up to 19 of them


def is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER


class Picker(forms.Widget):
    """Real inputs that post numbers; a script adds the library to them."""

    template_name: str
    choices: Any = ()  # set by the form field: what may be chosen

    @property
    def media(self) -> forms.Media:
        return library_media() + forms.Media(js=["admin_desk/pickers.js"])

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django's, which does not know our templates
    ) -> SafeString:
        context = self.get_context(name, value, attrs)
        return render_to_string(self.template_name, context)

    def rows(self, numbers: Collection[Any]) -> list[Any]:
        """The rows with these numbers, in this order; what is no number is left to the form."""
        sound = [int(each) for each in map(str, numbers) if is_number(each)]
        found = self.choices.queryset.in_bulk(sound)
        return [found[number] for number in sound if number in found]


class PicturePicker(Picker):
    template_name = "admin/pickers/picture.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        picture: Image | None = next(iter(self.rows([value])), None)
        attributes = flatatt(context["widget"]["attrs"])
        return {
            **context,
            "attributes": attributes,
            "picture": picture,
            "alts": [alt(code, picture) for code in LANGUAGES],
        }


class FilesPicker(Picker):
    template_name = "admin/pickers/files.html"
    allow_multiple_selected = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        files: list[Attachment] = self.rows(value or [])
        return {**context, "files": [facts_of(each) for each in files]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002 - Django's
        # A number that is too long for the database would break the query that looks for it.
        return [each for each in data.getlist(name) if each and len(each) <= LONGEST_NUMBER]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 - Django's
        return False  # no input is left when the last file is taken away

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - Django's
        return ""  # the label names the group of inputs


def alt(language: str, picture: Image | None) -> dict[str, str]:
    return {
        "code": language,
        "name": f"alt_{key_of(language)}",
        "language": name_of(language),
        "alt": picture.alt_in(language) if picture else "",
    }


def facts_of(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.pk,
        "title": str(attachment),
        "kind": attachment.extension,
        "size": filesizeformat(attachment.size),
    }


PICKERS = {Image: PicturePicker, Attachment: FilesPicker}


class PicksFromLibrary(admin.ModelAdmin):
    """Pictures and files of the row are chosen in place, without the links beside other fields."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **options: Any
    ) -> FormField | None:
        picker = PICKERS.get(db_field.related_model)  # type: ignore[arg-type]  # of plain columns it is None
        if picker:
            return db_field.formfield(widget=picker(), **options)
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **options)
        return field
