"""What a visitor reads when there is no such page, or when we have failed."""

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
)
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_from_request, override

from articles.models import OldAddress
from articles.public.frame import Place, latest, show
from articles.public.kept import Kept, press_run_now
from articles.public.languages import choices, tag_of
from articles.public.story import public_paths
from articles.public.views import shared


@shared
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """The way on: the address it has now, other languages, or the newest stories.

    A missing article, a draft and a withdrawn one get the same page.
    """
    at, language = timezone.now(), get_language() or settings.LANGUAGE_CODE
    moved_to = article_formerly_at(request)
    if moved_to and request.method in {"GET", "HEAD"}:
        paths = public_paths(moved_to, at=at)
        if paths:
            return HttpResponsePermanentRedirect(paths.get(language) or next(iter(paths.values())))
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    wanted = wanted_article(request)
    paths = public_paths(wanted, at=at) if wanted else {}
    place = Place(paths=paths)
    return show(
        "errors/not_found.html", {"latest": latest(kept)}, kept=kept, place=place, status=404
    )


def article_formerly_at(request: HttpRequest) -> int | None:
    """The article that stood at this path, with or without its question mark."""
    addresses = {request.path, request.get_full_path()}
    # PostgreSQL takes no NUL, and no address of ours was ever that long.
    possible = [each for each in addresses if "\x00" not in each and len(each) <= 300]
    known = OldAddress.objects.filter(path__in=possible).order_by("-path")
    return known.values_list("article_id", flat=True).first()


def wanted_article(request: HttpRequest) -> int | None:
    match = request.resolver_match
    return match.kwargs.get("article_id") if match else None


def broken(request: HttpRequest) -> HttpResponse:
    """Our failure, said in the language of the path; asks neither database nor cache."""
    language = get_language_from_request(request, check_path=True)
    context = {
        "language": tag_of(language),
        "site_name": settings.SITE_NAMES[language],
        "home_path": f"/{language}/",
        "choices": choices(current=language, paths={}),
    }
    with override(language):
        return HttpResponseServerError(render_to_string("errors/broken.html", context))
