"""The rich-text field of a story, and the words of its menu in the language of the admin."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from django_prose_editor.widgets import AdminProseEditorWidget

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
    "NoSpellCheck": False,
}

# The editor asks for these words by `gettext`, or writes them in English for editor.js to
# translate; it brings no Chinese itself.
WORDS: dict[str, Promise] = {
    "Heading 2": _("Heading 2"),
    "Heading 3": _("Heading 3"),
    "Heading 4": _("Heading 4"),
    "heading 2": _("Heading 2"),
    "heading 3": _("Heading 3"),
    "heading 4": _("Heading 4"),
    "Paragraph": _("Paragraph"),
    "paragraph": _("Paragraph"),
    "unordered list": _("Bulleted list"),
    "ordered list": _("Numbered list"),
    "blockquote": _("Quotation"),
    "horizontal rule": _("Horizontal rule"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "underline": _("Underlined"),
    "strike": _("Struck through"),
    "subscript": _("Subscript"),
    "superscript": _("Superscript"),
    "Code": _("Code"),
    "Code block": _("Code block"),
    "insert link": _("Insert link"),
    "remove link": _("Remove link"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "Insert table": _("Insert table"),
    "Add column": _("Add a column"),
    "Delete column": _("Delete the column"),
    "Add row": _("Add a row"),
    "Delete row": _("Delete the row"),
    "Merge cells": _("Merge the cells"),
    "Split cell": _("Split the cell"),
    "Toggle header cell": _("Header cell on or off"),
    "Delete table": _("Delete the table"),
    "URL": _("Address (URL)"),
    "Title": _("Title"),
    "Edit Link": _("Link"),
    "Rows": _("Rows"),
    "Columns": _("Columns"),
    "Include header row": _("With a header row"),
    "Table Properties": _("Table"),
    "Insert Table": _("Insert table"),
    "Update": _("Apply"),
    "Cancel": _("Cancel"),
}


class BodyWidget(AdminProseEditorWidget):
    """Rich text in the browser, plain HTML in a textarea without JavaScript."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="configurable")

    @property
    def media(self) -> forms.Media:
        # First, and not deferred: it must be listening before the editor says that it is ready.
        return forms.Media(js=["admin_desk/editor.js"]) + super().media


class EditorCatalog(JavaScriptCatalog):
    """Django's words for the admin's scripts, and ours for the editor."""

    def get_catalog(self) -> dict[str, Any]:
        return {**super().get_catalog(), **{word: str(said) for word, said in WORDS.items()}}
