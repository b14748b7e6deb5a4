"""Static files as they are sent: those of the public pages without the comments in them.

A first visit has room for so many bytes, and a tenth of them would be words for ourselves.
"""

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import (  # type: ignore[import-untyped]  # it brings no types
    CompressedManifestStaticFilesStorage,
)

PUBLIC = re.compile(r"(?:css|js)/[^/]+\.(css|js)")
COMMENTS = {
    "css": re.compile(r"/\*.*?\*/\n*", re.DOTALL),
    # Only where they have a line of their own: an address has two slashes as well.
    "js": re.compile(r"^[ \t]*//.*\n", re.MULTILINE),
}


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Named by their content, compressed, and sparing."""

    def _save(self, name: str, content: File) -> Any:
        match = PUBLIC.fullmatch(name)
        return super()._save(name, without_comments(content, kind=match[1]) if match else content)


def without_comments(content: File, *, kind: str) -> ContentFile:
    content.seek(0)  # it was read for its name
    return ContentFile(COMMENTS[kind].sub("", content.read().decode()).encode())
