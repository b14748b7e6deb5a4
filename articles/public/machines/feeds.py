"""Lists as feeds: the newest stories with their whole text, in the language of the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Edition, EditionQuerySet, Role
from articles.public import views
from articles.public.frame import PublicPage
from articles.public.identity import Identity, identity
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES
from articles.public.lists import Listing
from articles.public.machines import json_feed, rss
from articles.public.machines.addresses import identity_of, whole, with_whole_addresses
from articles.public.machines.feed import Feed, FeedPicture, FeedStory
from articles.public.stories import BODIES, corrected_at, modified_at, public

LONGEST = 20
Find = Callable[..., Listing | None]
MEDIA_TYPES = {"gif": "image/gif", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, kw_only=True)
class FeedFormat:
    """A way to write a feed, and the last part of its address."""

    file: str
    media_type: str
    write: Callable[[Feed], bytes]


FORMATS = (
    FeedFormat(file="feed.xml", media_type=rss.MEDIA_TYPE, write=rss.written),
    FeedFormat(file="feed.json", media_type=json_feed.MEDIA_TYPE, write=json_feed.written),
)


def with_feeds(route: str, *, find: Find, name: str) -> list[URLPattern]:
    """The addresses of a list: of its pages, and of its feeds below them."""
    return [
        path(route, views.list_page, {"find": find}, name=name),
        *feeds_below(route, find=find, name=name),
    ]


def feeds_below(route: str, *, find: Find, name: str) -> list[URLPattern]:
    return [
        path(f"{route}{form.file}", feed, {"find": find, "form": form}, name=f"{name}_feed")
        for form in FORMATS
    ]


@require_safe
@conditional_page
@views.shared(reads=())
def feed(request: HttpRequest, *, find: Find, form: FeedFormat, **words: object) -> HttpResponse:
    """The list that `find` finds, as a feed; the rest of the address says which.

    Whether it has changed its tag alone can say: a moved release, a credit or the name of a section
    leave no moment behind that could be told as `Last-Modified`.
    """
    at, language = timezone.now(), get_language() or ""
    listing = find(language, at=at, **words)
    if not listing:
        raise Http404
    kept = Kept(language=language, press_run=listing.press_run, at=at)
    told = feed_of(listing, site=identity(kept), address=whole(request.path))
    page = PublicPage(form.write(told), content_type=form.media_type)
    page.kept = kept
    page["X-Robots-Tag"] = "noindex"
    return page


def everything(language: str, *, at: datetime) -> Listing:
    """All stories of a language: what its home page begins."""
    return Listing(
        language=language,
        heading="",
        editions=public(language, at=at),
        press_run=press_run_now(),
        paths={code: f"/{code}/" for code in LANGUAGES},
        nothing=_("There are no stories yet."),
    )


def feed_of(listing: Listing, *, site: Identity, address: str) -> Feed:
    title = " · ".join(filter(None, [listing.heading, site.name]))
    return Feed(
        language=listing.language,
        title=title,
        description=site.tagline or title,
        address=address,
        page=whole(listing.path),
        icon=whole(reverse("icon")),
        site_name=site.name,
        stories=[told(edition) for edition in newest(listing.editions, listing.language)],
    )


def newest(editions: EditionQuerySet, language: str) -> Sequence[Edition]:
    """With everything a feed tells, in as many queries for one as for all."""
    others = [body for body in BODIES if body != column("article__body", language)]
    found = (
        editions.newest_first()
        .select_related("article__cover", "article__source", "section", "translator")
        .defer(*others)
        .annotate(corrected_at=corrected_at())
        .prefetch_related("credits", "article__tags")
    )
    return list(found[:LONGEST])


def told(edition: Edition) -> FeedStory:
    assert edition.released_at  # noqa: S101 - the public gate lets no edition pass without one
    article, in_this = edition.article, partial(edition.article.text_in, edition.language)
    return FeedStory(
        identity=identity_of(edition),
        address=whole(edition.get_absolute_url()),
        title=in_this("title"),
        summary=in_this("summary"),
        body=with_whole_addresses(in_this("body")),
        released_at=timezone.localtime(edition.released_at),
        modified_at=timezone.localtime(modified_at(edition)),
        authors=authors(edition),
        contributors=contributors(edition),
        categories=named([edition.section, *article.tags.all()], edition.language),
        picture=cover_of(edition),
    )


def authors(edition: Edition) -> list[str]:
    """Who wrote the text; where nobody is named, where it came from."""
    people = [each.name for each in edition.credits.all() if each.role == Role.AUTHOR]
    return people or named([edition.article.source], edition.language)


def contributors(edition: Edition) -> list[str]:
    people = [each.name for each in edition.credits.all() if each.role != Role.AUTHOR]
    return [*people, *named([edition.translator], edition.language)]


def named(rows: Sequence, language: str) -> list[str]:
    """Their names in exactly this language, as far as they have one."""
    return [name for row in rows if row and (name := row.name_in(language))]


def cover_of(edition: Edition) -> FeedPicture | None:
    cover = edition.article.cover
    if not cover:
        return None
    extension = str(cover.file.name).rpartition(".")[2]
    return FeedPicture(
        address=whole(cover.file.url), media_type=MEDIA_TYPES[extension], size=cover.size
    )
