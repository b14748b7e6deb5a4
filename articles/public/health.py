"""Whether the site lives, and whether it can work: for supervisors and front servers."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.public.kept import press_run_now


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    return say("alive")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Asks the database for a row of ours: an empty database is not ready either."""
    try:
        press_run_now()
    except Error:
        return say("the database does not answer", status=503)
    return say("ready")


def say(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain", status=status)
