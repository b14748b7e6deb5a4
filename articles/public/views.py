"""The pages visitors read."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Section
from articles.public import stories
from articles.public.archive import years
from articles.public.frame import Place, latest, show
from articles.public.front_page import rendered_parts
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.lists import Listing, find_section
from articles.public.machines.heads import head_of_home, head_of_list, head_of_story
from articles.public.most_read import (
    WEEK,
    Period,
    addresses,
    number_of,
    rendered_list,
    rendered_sections,
    ways_to_periods,
)
from articles.public.moved import formerly_at, lead_of
from articles.public.pages import PLACES, NoSuchPage, read_page
from articles.public.sharing import shared
from articles.public.story import find_story


@require_safe
@shared
def front_door(request: HttpRequest) -> HttpResponse:
    """To the home page in the reader's language, or to what an earlier site had at `/?p=12`."""
    at, language = timezone.now(), get_language() or ""
    row = formerly_at(request) if request.GET else None
    moved_to = lead_of(row, language=language, at=at).path if row else ""
    response = redirect(moved_to or f"/{language}/", permanent=bool(moved_to))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@shared(reads=())
def home(request: HttpRequest) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    homes = {code: f"/{code}/" for code in LANGUAGES}
    place = Place(path=request.path, paths=homes, neutral=reverse("front_door"))
    head = partial(head_of_home, language=language)
    return show("home/home.html", rendered_parts(kept), kept=kept, place=place, head=head)


@require_safe
@shared(reads=PLACES)
def list_page(
    request: HttpRequest, *, find: Callable[..., Listing | None], **words: object
) -> HttpResponse:
    """One page of the list that `find` finds; the rest of the address says which."""
    at, language = timezone.now(), get_language() or ""
    listing = find(language, at=at, **words)
    if not listing:
        raise Http404
    try:
        page = read_page(
            stories.listed(listing.editions),
            query=request.GET,
            begins=listing.begins,
            ends=listing.ends,
        )
    except NoSuchPage:
        raise Http404 from None
    if "after" in request.GET and not page.newer:
        # The newest page has one address, and is always full.
        return redirect(listing.path)
    kept = Kept(language=language, press_run=listing.press_run, at=at)
    place = Place(
        path=f"{listing.path}?{page.address}" if page.address else listing.path,
        paths=listing.paths,
        section_id=listing.section_id,
    )
    above = [(str(listing.kind), listing.kind_path)] if listing.kind_path else []
    steps = [*above, (listing.heading, listing.path)]
    head = partial(head_of_list, home=f"/{language}/", steps=steps)
    around = listing.around(kept) if listing.around else {}
    context = {"list": listing, "page": page, "around": around}
    return show("list/list.html", context, kept=kept, place=place, head=head)


@require_safe
@shared
def archive(request: HttpRequest) -> HttpResponse:
    """Every month that has stories."""
    at, language = timezone.now(), get_language() or ""
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    place = Place(path=request.path, paths=addresses_in(LANGUAGES, "archive"))
    return show("archive/archive.html", {"years": years(kept)}, kept=kept, place=place)


@require_safe
@shared(reads=())
def most_read(request: HttpRequest, *, period: Period = WEEK, slug: str = "") -> HttpResponse:
    """Of all sections, or of the one of this slug."""
    at, language = timezone.now(), get_language() or ""
    this, press_run = section_or_all(slug, language=language)
    kept = Kept(language=language, press_run=press_run, at=at)
    context = {
        "section": this,
        "period": period,
        "periods": ways_to_periods(language, section=this, here=period),
        "list": rendered_list(kept, period=period, section=this),
        "sections": rendered_sections(kept, period=period, section=this),
    }
    place = Place(
        path=request.path,
        paths=addresses(period, section=this),
        section_id=number_of(this),
    )
    head = partial(head_of_list, home=f"/{language}/", steps=[(str(period.heading), request.path)])
    return show("most_read/most_read.html", context, kept=kept, place=place, head=head)


def section_or_all(slug: str, *, language: str) -> tuple[Section | None, int]:
    """With the number of the press run."""
    if not slug:
        return None, press_run_now()
    found = find_section(slug, language=language)
    if not found:
        raise Http404
    return found


@require_safe
@shared(reads=())
def about_browse_times(request: HttpRequest) -> HttpResponse:
    """What is counted and kept of readers, in plain words."""
    at, language = timezone.now(), get_language() or ""
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    place = Place(path=request.path, paths=addresses_in(LANGUAGES, "about_browse_times"))
    return show("about/browse_times.html", {}, kept=kept, place=place)


@require_safe
@shared(reads=())
def article(
    request: HttpRequest,
    *,
    article_id: int,
    slug: str,  # noqa: ARG001 - the whole path is compared
) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    found = find_story(article_id, language=language, at=at)
    if not found:
        raise Http404
    story, kept = found
    paths = story.paths()
    if request.path != paths[language]:
        return HttpResponsePermanentRedirect(paths[language])
    place = Place(path=request.path, paths=paths, section_id=story.edition.section_id)
    context = {"story": story, "latest": latest(kept, besides=story.edition.pk)}
    head = partial(head_of_story, story=story)
    return show("article/article.html", context, kept=kept, place=place, head=head)
