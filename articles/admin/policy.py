"""The content policy of every admin page: the public one, and the hashes the editor needs."""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import django_prose_editor
from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django_prose_editor.widgets import importmap

EDITOR_SCRIPT = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
# Tiptap writes its base rules into a <style> of its own, from this one template literal.
TIPTAP_STYLE = re.compile(r"=`(\.ProseMirror \{[^`\\$]*)`")


def with_policy(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, its answers under the admin's policy."""

    @wraps(view)
    def inner(*args: Any, **kwargs: Any) -> HttpResponse:
        # Built per answer: the import map names files that are only known once they are collected.
        return cast("HttpResponse", csp_update(additions())(view)(*args, **kwargs))

    return inner


def additions() -> dict[str, list[str]]:
    return {
        "script-src": [hash_of(import_map())],
        "style-src": [hash_of(tiptap_style())],
        "font-src": [SELF],  # the icons of the editor's menu
    }


def import_map() -> str:
    """The text between the tags of the editor's import map, as the page prints it."""
    return importmap.render().partition(">")[2].removesuffix("</script>")


@cache
def tiptap_style() -> str:
    """The text of the style element that the editor makes, read out of its script."""
    (style,) = TIPTAP_STYLE.findall(EDITOR_SCRIPT.read_text(encoding="utf-8"))
    return str(style)


def hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
