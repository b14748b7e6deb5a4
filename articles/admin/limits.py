"""Too much at once: a page that says so, instead of Django's bare refusal."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.policy import with_policy
from articles.attachments import MAX_MEDIA_BYTES as LARGEST_FILE

# A form with a file: the file, and as much text as a form without one.
LARGEST_UPLOAD = LARGEST_FILE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

View = Callable[[HttpRequest], HttpResponse]


def refuse_oversized_posts(get_response: View) -> View:
    """The last middleware: Django's CSRF check would read the form before any view of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")) and is_oversized(request):
            return with_policy(too_large)(request)
        return get_response(request)

    return middleware


def is_oversized(request: HttpRequest) -> bool:
    is_file = request.content_type == "multipart/form-data"
    limit = LARGEST_UPLOAD if is_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return request.method == "POST" and length_of(request) > limit


def length_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def too_large(request: HttpRequest) -> HttpResponse:
    is_file = request.content_type == "multipart/form-data"
    limit = LARGEST_FILE if is_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        # For a script of ours, which tells it beside the field.
        words = _("The file is too large: at most {limit} are possible.")
        sentence = words.format(limit=filesizeformat(limit))
        return JsonResponse({"errors": {"upload": sentence}}, status=413)
    context = {
        **admin.site.each_context(request),
        "title": _("That was too much at once"),
        "limit": filesizeformat(limit),
        "is_file": is_file,
    }
    return render(request, "admin/too_large.html", context, status=413)
