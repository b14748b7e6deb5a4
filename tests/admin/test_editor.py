"""The rich-text field: what the page tells its scripts, and that every word of theirs is there."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import override

from articles.admin.rich_text.editor import MODULES, BodyWidget
from articles.admin.rich_text.words import WORDS

STATIC = Path(__file__).parents[2] / "static"
ASKED_FOR = re.compile(r'gettext\(\s*"([^"]+)"')


def config_of(widget):
    attrs = widget.get_context("en_body", "", {})["widget"]["attrs"]
    return json.loads(attrs["data-django-prose-editor-configurable"])


def test_the_editor_holds_what_the_cleaning_keeps():
    extensions = config_of(BodyWidget())["extensions"]

    assert sorted(extensions) == [
        *("Blockquote", "Bold", "BulletList", "Caption", "Code", "CodeBlock", "Dialogs"),
        *("Document", "Dropcursor", "Figure", "Gallery", "Gapcursor", "HardBreak", "Heading"),
        *("History", "HorizontalRule", "InPlace", "Italic", "Language", "Link", "ListItem"),
        *("OrderedList", "Paragraph", "Pasting", "Placeholder", "Strike", "Subscript"),
        *("Superscript", "Table", "TableCell", "TableHeader", "TableRow", "Text", "Toolbar"),
        *("Underline",),
    ]


@pytest.mark.parametrize(
    ("language", "placeholder", "german"),
    [
        ("en", "Write here, or paste a text.", "German"),
        ("zh-hans", "在此撰写，或粘贴文本。", "德语"),
    ],
)
def test_the_scripts_are_told_the_doors_and_the_words_of_the_page(language, placeholder, german):
    with override(language):
        extensions = config_of(BodyWidget())["extensions"]

    assert extensions["Figure"] == {"library": "/admin/articles/image/library/"}
    assert extensions["Pasting"] == {"door": "/admin/paste/"}
    assert extensions["Placeholder"] == {"placeholder": placeholder}
    assert dict(extensions["Language"]["languages"])["de"] == german


def test_the_modules_are_named_as_they_were_collected(monkeypatch):
    monkeypatch.setattr(
        staticfiles_storage._wrapped, "url", lambda name: f"/static/{name}?collected"
    )

    modules = config_of(BodyWidget())["js_modules"]
    page = str(BodyWidget().media)

    assert modules == [f"/static/{module}?collected" for module in MODULES]
    assert [f'<script src="{module}" type="module">' in page for module in modules] == (
        [True] * len(MODULES)
    )


def test_every_word_the_scripts_ask_for_is_in_the_catalogue():
    sources = [(STATIC / module).read_text(encoding="utf-8") for module in MODULES]

    asked_for = {word for source in sources for word in ASKED_FOR.findall(source)}

    assert asked_for - set(WORDS) == set()
