"""The rich-text field of a story: what it can hold, and the scripts and doors it works with."""

from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import Script

from articles.admin.library.doors import library_media
from articles.text.languages import CODES

# Ours are named like those that the package brings and take their place. A page that could not
# load them opens no editor at all, which is better than one that drops every picture it reads.
MODULES = [
    "admin_desk/dialogs.js",
    "admin_desk/editor.js",
    "admin_desk/figure.js",
    "admin_desk/gallery.js",
    "admin_desk/language.js",
    "admin_desk/pasting.js",
    "admin_desk/toolbar.js",
]

# Exactly what `articles.text.html` keeps, so that nothing vanishes when the text is saved.
EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3, 4]},
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Code": True,
    "CodeBlock": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Caption": True,
    "Gallery": True,
    "InPlace": True,
    "Dialogs": True,
    "Toolbar": True,
    "Menu": False,  # the package's own; the toolbar is ours
    "NoSpellCheck": False,
}


class BodyWidget(ProseEditorWidget):
    """Rich text in the browser, plain HTML in a textarea without JavaScript."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="configurable")

    def get_config(self) -> dict[str, Any]:
        # Per page: addresses of files are known once they are collected, words per reader.
        return {
            "extensions": super().get_config()["extensions"] | extensions_with_addresses(),
            "js_modules": [static(module) for module in MODULES],
        }

    @property
    def media(self) -> forms.Media:
        modules = [Script(module, type="module") for module in MODULES]
        # The package's sheet is named again for the order: ours comes after it.
        sheets = ["django_prose_editor/editor.css", "admin_desk/editor.css"]
        return super().media + library_media() + forms.Media(css={"all": sheets}, js=modules)


def extensions_with_addresses() -> dict[str, Any]:
    return {
        "Figure": {"library": reverse("admin:library_pictures")},
        "Language": {"languages": languages()},
        "Pasting": {"door": reverse("admin:clean_paste")},
        "Placeholder": {"placeholder": _("Write here, or paste a text.")},
    }


def languages() -> list[tuple[str, str]]:
    """What words may be marked as, named for the reader of the desk."""
    named = {
        code: get_language_info(code.lower())["name_translated"] for code in CODES if code != "la"
    }
    return [(code, named.get(code) or gettext("Latin")) for code in CODES]
