"""Pictures and attachments, where no front server hands them out, and the site's icon."""

import mimetypes
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.public.identity import identity
from articles.public.kept import Kept, press_run_now

# The names we give, and nothing else: no folder, no dots, no way out of the media folder.
OUR_NAME = re.compile(r"(?:pictures|attachments)/[A-Za-z0-9_-]+\.[a-z0-9]+")
PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
View = Callable[..., Any]
# Without the files of this machine, so that the answer is the same everywhere.
KNOWN_TYPES = mimetypes.MimeTypes()
for extension, kind in {
    ".docx": "wordprocessingml.document",
    ".pptx": "presentationml.presentation",
    ".xlsx": "spreadsheetml.sheet",
}.items():
    KNOWN_TYPES.add_type(f"application/vnd.openxmlformats-officedocument.{kind}", extension)
locked_up: Callable[[View], View] = csp(
    {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}
)


@require_safe
@locked_up
def media(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """A file under the unguessable name we gave it; a changed file gets a new name."""
    if not OUR_NAME.fullmatch(name):
        raise Http404
    try:
        content = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = file_response(content, name)
    response["Cache-Control"] = f"public, max-age={365 * 24 * 60 * 60}, immutable"
    # Pictures and office files are compressed already: the GZip middleware must not try again.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def file_response(content: File, name: str) -> FileResponse:
    path = PurePosixPath(name)
    if path.parts[0] == "pictures" and path.suffix in PICTURE_TYPES:
        return FileResponse(content, content_type=PICTURE_TYPES[path.suffix])
    guessed = KNOWN_TYPES.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(content, content_type=guessed)
    # Without a name: the link beside the story says under which title it is saved.
    response["Content-Disposition"] = "attachment"
    return response


@require_safe
@locked_up
@conditional_page
@cache_control(public=True, max_age=5 * 60)
def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The initial of the site's name in the colour of its palette."""
    kept = Kept(language=settings.LANGUAGE_CODE, press_run=press_run_now(), at=timezone.now())
    drawing = render_to_string("frame/icon.svg", {"site": identity(kept)})
    return HttpResponse(drawing, content_type="image/svg+xml")
