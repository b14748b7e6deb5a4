"""The words of the editor's scripts in the language of the admin."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog

# What the scripts ask for by `gettext`; the package they work with brings no Chinese.
WORDS = (
    # The tools above the text
    _("Formatting"),
    _("Kind of paragraph"),
    _("Paragraph"),
    _("Heading"),
    _("Subheading"),
    _("Minor heading"),
    _("Code block"),
    _("Bold"),
    _("Italic"),
    _("Underlined"),
    _("Struck through"),
    _("Subscript"),
    _("Superscript"),
    _("Bulleted list"),
    _("Numbered list"),
    _("Quotation"),
    _("Horizontal rule"),
    _("Link"),
    _("Language of the text"),
    _("Table"),
    _("Picture"),
    _("Undo"),
    _("Redo"),
    # In tables
    _("Add a row"),
    _("Delete the row"),
    _("Add a column"),
    _("Delete the column"),
    _("Header cell"),
    _("Merge the cells"),
    _("Split the cell"),
    _("Delete the table"),
    # Dialogs
    _("Address (URL)"),
    _("Words of the link (empty: the address)"),
    _("Remove the link"),
    _("This is no address: write one such as https://www.example.edu.cn/ or an e-mail address."),
    _("These words are written in"),
    _("Remove the mark"),
    _("Rows"),
    _("Columns"),
    _("Rows and columns: a number from 1 to 30."),
    _("The first row holds the headings"),
    _("Insert table"),
    _("Apply"),
    _("Cancel"),
    # Pictures
    _("Add a picture beside it"),
    _("Another picture"),
    _("Its words and focal point"),
    _("Move up"),
    _("Move down"),
    _("Remove the picture"),
    _("Caption (empty: “{caption}”)"),
    _("Caption (empty: the one of the library)"),
    _("Alternative text: {alt}"),
    _("Decorative: screen readers pass over it."),
    _("No alternative text in this language yet: readers who cannot see the picture need one."),
    _("This picture is no longer in the library: choose another one, or remove it."),
    _("The picture cannot be shown: the library did not answer."),
    # Pasting
    _("The pasted text is being cleaned …"),
    _("The words were pasted without their formatting."),
    _("The server cannot be reached."),
    _("That was too much at once."),
    _("You are signed out: sign in in another window."),
    _("Only pictures can stand in the text: add other files to the attachments."),
    _("Dismiss"),
)


class EditorCatalog(JavaScriptCatalog):
    """Django's words for the admin's scripts, and ours for the editor."""

    def get_catalog(self) -> dict[str, Any]:
        return {**super().get_catalog(), **{word: gettext(word) for word in WORDS}}
