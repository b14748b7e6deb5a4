"""The picture that stands for a page where somebody shares it: the cover, or one drawn for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.images.share_card import HEIGHT, WIDTH, ShareCard, drawn
from articles.models import Edition
from articles.page_cache.validity import TO_BE_ASKED, seconds_left
from articles.public.embedding import for_every_page
from articles.public.identity import Identity, identity
from articles.public.kept import Kept, press_run_now
from articles.public.stories import BODIES, public

logger = logging.getLogger(__name__)

NARROWEST = 600  # pixels: of a smaller cover the networks show a stamp or nothing
# Drawing is dear: one at a time in each process, and who comes meanwhile waits so many seconds.
PATIENCE = 2
# How long a browser keeps a picture, and a cache before us, which is asked by others too.
KEPT, SHARED = 24 * 60 * 60, 5 * 60  # seconds
pen = BoundedSemaphore()
View = Callable[..., Any]
locked_up: Callable[[View], View] = csp({"default-src": [NONE], "frame-ancestors": [NONE]})


@dataclass(frozen=True, kw_only=True)
class SharePicture:
    """A picture for other sites to show beside the link."""

    path: str
    width: int
    height: int
    alt: str


class Busy(Exception):
    """Another picture is being drawn."""


def picture_of_story(edition: Edition, *, site: Identity) -> SharePicture:
    cover = edition.article.cover
    if cover and cover.width >= NARROWEST:
        alt = "" if cover.is_decorative else cover.alt_in(edition.language)
        return SharePicture(path=cover.file.url, width=cover.width, height=cover.height, alt=alt)
    card = card_of_story(edition, site=site)
    path = edition.address_of("story_picture", card.version)
    return SharePicture(path=path, width=WIDTH, height=HEIGHT, alt=card.title)


def picture_of_site(site: Identity, *, language: str) -> SharePicture:
    card = card_of_site(site, language=language)
    path = reverse("site_picture", kwargs={"version": card.version})
    return SharePicture(path=path, width=WIDTH, height=HEIGHT, alt=site.name)


def card_of_story(edition: Edition, *, site: Identity) -> ShareCard:
    return ShareCard(
        title=edition.article.text_in(edition.language, "title"),
        above=edition.section.name_in(edition.language),
        below=site.name,
        initial=site.initial,
        accent=site.accent,
        language=edition.language,
    )


def card_of_site(site: Identity, *, language: str) -> ShareCard:
    return ShareCard(
        title=site.name,
        above="",
        below=site.tagline,
        initial=site.initial,
        accent=site.accent,
        language=language,
    )


@require_safe
@locked_up
def story_picture(request: HttpRequest, *, article_id: int, version: str) -> HttpResponse:
    """Public as long as the story is; where it is not, there is no such picture."""
    at, language = timezone.now(), get_language() or ""
    found = public(language, at=at).filter(article_id=article_id)
    edition = found.select_related("article", "section").defer(*BODIES).first()
    if not edition:
        raise Http404
    site = identity(Kept(language=language, press_run=press_run_now(), at=at))
    card = card_of_story(edition, site=site)
    path = edition.address_of("story_picture", card.version)
    return show(request, card, version=version, path=path, due_at=edition.expires_at)


@require_safe
@locked_up
def site_picture(request: HttpRequest, *, version: str) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    site = identity(Kept(language=language, press_run=press_run_now(), at=at))
    card = card_of_site(site, language=language)
    path = reverse("site_picture", kwargs={"version": card.version})
    return show(request, card, version=version, path=path)


def show(
    request: HttpRequest,
    card: ShareCard,
    *,
    version: str,
    path: str,
    due_at: datetime | None = None,
) -> HttpResponse:
    """Only the picture of the words as they are now is drawn; an earlier address leads to it."""
    if version != card.version:
        return HttpResponseRedirect(path)
    etag = f'"{version}"'
    try:
        response = get_conditional_response(request, etag=etag) or picture(card)
    except Busy:
        return busy()
    response["ETag"] = etag
    response["Cache-Control"] = keeping(due_at, at=timezone.now())
    for_every_page(response)
    # It is compressed: the GZip middleware must not try again.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def keeping(due_at: datetime | None, *, at: datetime) -> str:
    """For caches: when the story expires, its picture is over too."""
    kept = seconds_left(due_at, at=at, most=KEPT)
    return f"public, max-age={kept}, s-maxage={min(SHARED, kept)}" if kept > 0 else TO_BE_ASKED


def picture(card: ShareCard) -> HttpResponse:
    return HttpResponse(drawing_of(card), content_type="image/png")


def busy() -> HttpResponse:
    words = _("Other pictures are being drawn. Please ask again in a few seconds.")
    response = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=503)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


def drawing_of(card: ShareCard) -> bytes:
    """Drawn once, and kept for all processes of this machine; raises `Busy`."""
    drawings = caches["drawings"]
    found: bytes | None = drawings.get(card.version)
    if found:
        return found
    if not pen.acquire(timeout=PATIENCE):
        raise Busy
    try:
        # Whoever had the pen may have drawn this very picture.
        return drawings.get(card.version) or draw_and_keep(card)
    finally:
        pen.release()


def draw_and_keep(card: ShareCard) -> bytes:
    content = drawn(card, fonts=settings.DATA_DIR / "fonts")
    try:
        caches["drawings"].set(card.version, content)
    except OSError as error:
        logger.warning("A share picture could not be kept: %s", error)
    return content
