"""What a visitor reads when there is no such page, no such site, or when we have failed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_from_request,
    override,
)

from articles.models import Edition
from articles.public.frame import Place, latest, show
from articles.public.identity import identity_from_environment
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES, choices, tag_of
from articles.public.moved import Lead, formerly_at, lead_of, renamed_list
from articles.public.sharing import shared
from articles.public.story import public_paths
from articles.public.templating import rendered

LARGEST_NUMBER = 2**63 - 1  # of a row; SQLite is not asked for more


@shared
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Where the page has moved; what was taken down; or search and the newest stories."""
    at, language = timezone.now(), get_language() or settings.LANGUAGE_CODE
    lead = lead_from(request, language=language, at=at)
    wanted = wanted_article(request)
    answer: HttpResponse
    if lead.path:
        answer = HttpResponsePermanentRedirect(lead.path)
    elif wanted is not None:
        answer = way_on(wanted, language=language, was_in=[language], at=at)
    else:
        # An address of an earlier site is that of the story in every language.
        lists = lists_elsewhere(request, at=at)
        answer = way_on(lead.gone_article, language=language, was_in=LANGUAGES, at=at, lists=lists)
    if not get_language_from_path(request.path_info):
        # The language is the reader's own: caches must not show it to readers of another.
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def lead_from(request: HttpRequest, *, language: str, at: datetime) -> Lead:
    """Asked for where nothing else answers; at an address of a story its number holds."""
    if request.method not in {"GET", "HEAD"} or wanted_article(request) is not None:
        return Lead()
    renamed = renamed_list(request, language=language, at=at)
    if renamed:
        return Lead(path=renamed)
    row = formerly_at(request)
    return lead_of(row, language=language, at=at) if row else Lead()


def way_on(
    article_id: int | None,
    *,
    language: str,
    was_in: Sequence[str],
    at: datetime,
    lists: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """A story that was never public gets the page, and costs the queries, of one that is not.

    `lists` are the addresses of the list that was asked for in other languages.
    """
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    paths = public_paths(article_id, at=at) if article_id else lists
    gone = find_gone(article_id, languages=was_in, at=at) if article_id else None
    context = {
        "latest": latest(kept),
        "gone": gone,
        "section": named_section(gone, language),
        "is_story": bool(article_id),
    }
    answer = show(
        "errors/gone.html" if gone else "errors/not_found.html",
        context,
        kept=kept,
        place=Place(paths=paths),
        status=410 if gone else 404,
    )
    if gone:
        answer["X-Robots-Tag"] = "noindex"
    return answer


def lists_elsewhere(request: HttpRequest, *, at: datetime) -> Mapping[str, str]:
    """The addresses of the list that was asked for, in the languages that have it."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    find = asked.get("find")
    words = {name: asked[name] for name in ("slug", "year", "month") if name in asked}
    found = (find(language, at=at, **words) for language in LANGUAGES) if find else ()
    return next((listing.paths for listing in found if listing), {})


def find_gone(article_id: int, *, languages: Sequence[str], at: datetime) -> Edition | None:
    """A text that was public in one of these languages and was taken away."""
    gone = Edition.objects.gone(at).filter(article_id=article_id, language__in=languages)
    return gone.select_related("section").first()


def named_section(gone: Edition | None, language: str) -> dict[str, str]:
    """Where more of the kind is found."""
    if not gone or not gone.section.name_in(language):
        return {}
    path = reverse("section", kwargs={"slug": gone.section.slug})
    return {"name": gone.section.name_in(language), "path": path}


def wanted_article(request: HttpRequest) -> int | None:
    """The number in the address of a story; none of any other page."""
    match = request.resolver_match
    if not match or match.url_name != "article":
        return None
    number: int = match.kwargs["article_id"]
    return min(number, LARGEST_NUMBER)


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
            "place": Place(),
            "menu": "",
            "linked_data": "",
        }
        return rendered(template, context)
