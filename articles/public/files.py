"""Pictures and attachments, where no front server hands them out, and the site's icon."""

import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.public.embedding import for_every_page
from articles.public.enclosures import SHOWN, media_type_of
from articles.public.identity import identity
from articles.public.kept import Kept, press_run_now
from articles.public.ranges import NotInFile, Stretch, bytes_in, read_range
from articles.public.templating import rendered

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
# Not in a sandbox, where some browsers open neither a PDF nor a player.
PLAYED = "default-src 'none'; media-src 'self'; frame-ancestors 'none'"
locked_up: Callable[[View], View] = csp(
    {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}
)


@require_safe
@locked_up
def media(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """A file under the unguessable name we gave it, or a part of it."""
    if not OUR_NAME.fullmatch(name):
        raise Http404
    try:
        content = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = as_wanted(request, content, name)
    if response.status_code < HTTPStatus.BAD_REQUEST:
        # A changed file gets a new name.
        response["Cache-Control"] = f"public, max-age={365 * 24 * 60 * 60}, immutable"
        response["ETag"] = etag_of(name)
    response["Accept-Ranges"] = "bytes"
    for_every_page(response)
    # Pictures and office files are compressed already: the GZip middleware must not try again.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def etag_of(name: str) -> str:
    return f'"{name}"'


def as_wanted(request: HttpRequest, content: File, name: str) -> HttpResponseBase:
    """Nothing for who has the file already, a part of it for who asks for one, or all of it."""
    unchanged = get_conditional_response(request, etag=etag_of(name))
    if unchanged:
        content.close()
        return unchanged
    response = whole(content, name)
    if request.method != "GET" or not is_of_this_file(request, etag_of(name)):
        return response
    size = int(response["Content-Length"])
    try:
        stretch = read_range(request.headers.get("Range", ""), size=size)
    except NotInFile:
        content.close()
        return beyond_the_end(size)
    return part(response, content, stretch) if stretch else response


def whole(content: File, name: str) -> FileResponse:
    """The file in one piece, under the rules for its kind."""
    kind, is_shown = kind_of(name)
    response = FileResponse(content, content_type=kind)
    if is_shown:
        del response["Content-Disposition"]
    else:
        # Without a name: the link beside the story says under which title it is saved.
        response["Content-Disposition"] = "attachment"
    if kind in SHOWN:
        response["Content-Security-Policy"] = PLAYED
    return response


def is_of_this_file(request: HttpRequest, etag: str) -> bool:
    """Whether the part is wanted in any case, or of the file as the reader has it already."""
    return request.headers.get("If-Range", etag) == etag


def part(response: FileResponse, content: File, stretch: Stretch) -> FileResponse:
    """The same answer with this stretch of the file only."""
    size = response["Content-Length"]
    response.streaming_content = bytes_in(content, stretch)
    response.status_code = HTTPStatus.PARTIAL_CONTENT
    response["Content-Length"] = str(stretch.length)
    response["Content-Range"] = f"bytes {stretch.first}-{stretch.last}/{size}"
    return response


def beyond_the_end(size: int) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    response["Content-Range"] = f"bytes */{size}"
    return response


def kind_of(name: str) -> tuple[str, bool]:
    """The media type, and whether the browser shows the file instead of saving it."""
    path = PurePosixPath(name)
    if path.parts[0] == "pictures" and path.suffix in PICTURE_TYPES:
        return PICTURE_TYPES[path.suffix], True
    kind = media_type_of(name)
    return kind, kind in SHOWN


@require_safe
@locked_up
@conditional_page
@cache_control(public=True, max_age=5 * 60)
def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The initial of the site's name in the colour of its palette."""
    kept = Kept(language=settings.LANGUAGE_CODE, press_run=press_run_now(), at=timezone.now())
    drawing = rendered("frame/icon.svg", {"site": identity(kept)})
    return HttpResponse(drawing, content_type="image/svg+xml")
