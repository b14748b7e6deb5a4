"""What a visitor reads when there is no such page, no such site, or when we have failed."""

from dataclasses import replace

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
)
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_from_request,
    override,
)

from articles.models import OldAddress
from articles.public.frame import Place, latest, show
from articles.public.identity import identity_from_environment
from articles.public.kept import Kept, press_run_now
from articles.public.languages import choices, tag_of
from articles.public.story import public_paths
from articles.public.views import shared

LARGEST_NUMBER = 2**63 - 1  # of a row; SQLite is not asked for more


@shared
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """The way on: the address it has now, other languages, or the newest stories."""
    answer = way_on(request)
    if not get_language_from_path(request.path_info):
        # The language is the reader's own: caches must not show it to readers of another.
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def way_on(request: HttpRequest) -> HttpResponse:
    """A missing article, a draft and a withdrawn one get the same page."""
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
    number = match.kwargs.get("article_id") if match else None
    return number if number and number <= LARGEST_NUMBER else None


def broken(request: HttpRequest) -> HttpResponse:
    """Our failure, said in the language of the path."""
    return HttpResponseServerError(plain_page("errors/broken.html", request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """A request that no page of ours sends, often to a host that is not ours."""
    return HttpResponseBadRequest(
        plain_page("errors/bad_request.html", request, site_url=settings.SITE_URL)
    )


def plain_page(template: str, request: HttpRequest, *, site_url: str = "") -> str:
    """In the language of the path; asks neither database nor cache. Links begin with `site_url`."""
    language = get_language_from_request(request, check_path=True)
    with override(language):
        context = {
            "language": tag_of(language),
            "site": identity_from_environment(language),
            "home_path": f"{site_url}/{language}/",
            "choices": [
                replace(choice, path=f"{site_url}{choice.path}")
                for choice in choices(current=language, paths={})
            ],
        }
        return render_to_string(template, context)
