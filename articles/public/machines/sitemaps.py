"""The sitemap: an index, and files whose addresses never move from one to another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Edition, Section, Transition
from articles.public.frame import PublicPage
from articles.public.kept import KeptForAll, press_run_now
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.lists import Kind
from articles.public.machines.sitemap import (
    MEDIA_TYPE,
    SITEMAP,
    Entry,
    document,
    lastmod,
    loc,
    urlset,
)
from articles.public.machines.sitemap_files import (
    LARGEST_FILE,
    file_with,
    in_file,
    numbers_of_files,
)
from articles.public.machines.sitemap_lists import (
    CENTURIES,
    KINDS,
    archive_entries,
    files_of_archive,
    files_of_words,
    word_entries,
)
from articles.public.most_read import PERIODS
from articles.public.most_read import addresses as addresses_of_most_read
from articles.public.stories import corrected_at, public
from articles.public.views import shared

# How far back it is looked for what has changed: a file with an older change is named without one.
LOOKED_THROUGH = 1_000


@require_safe
@conditional_page
@shared
def index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Names every file that is not empty; kept, because it is found by a walk through all."""
    kept = KeptForAll(press_run=press_run_now(), at=timezone.now())
    files = kept.part("sitemap", partial(find_files, at=kept.at))
    named = [
        f"<sitemap>{loc(path)}{lastmod(changed_at)}</sitemap>\n"
        for path, changed_at in [(reverse("sitemap_pages"), None), *files]
    ]
    page = PublicPage(document("sitemapindex", named, namespaces=SITEMAP), content_type=MEDIA_TYPE)
    page.kept = kept
    return page


def find_files(*, at: datetime) -> list[tuple[str, datetime | None]]:
    """The files that are not empty; those of stories with a change not long ago."""
    changes = recent_changes(at=at)
    found = [
        (reverse("sitemap_stories", args=[number]), changes.get(number))
        for number in files_of_stories(at=at)
    ]
    for kind in KINDS:
        found += [
            (reverse(f"sitemap_{kind.page}", args=[number]), None)
            for number in files_of_words(kind, at=at)
        ]
    found += [
        (reverse("sitemap_archive", args=[century]), None) for century in files_of_archive(at=at)
    ]
    return found


def files_of_stories(*, at: datetime) -> list[int]:
    return numbers_of_files(Edition.objects.published(at), number="article_id")


def recent_changes(*, at: datetime) -> dict[int, datetime]:
    """When each file changed last, as far as the newest releases and steps of the desk tell."""
    steps = Transition.objects.order_by("-id").values_list("edition__article_id", "at")
    found = list(steps[:LOOKED_THROUGH])
    for language in LANGUAGES:
        released = public(language, at=at).newest_first().values_list("article_id", "released_at")
        found += [(article, moment) for article, moment in released[:LOOKED_THROUGH] if moment]
    changes: dict[int, datetime] = {}
    for article_id, changed_at in found:
        number = file_with(article_id)
        changes[number] = max(changed_at, changes.get(number, changed_at))
    return changes


@require_safe
@conditional_page
@shared
def pages(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The home page, the lists, and what is neither story nor list."""
    kept = KeptForAll(press_run=press_run_now(), at=timezone.now())
    page = PublicPage(urlset(page_entries()), content_type=MEDIA_TYPE)
    page.kept = kept
    return page


def page_entries() -> Iterator[Entry]:
    homes = {language: f"/{language}/" for language in LANGUAGES}
    yield Entry(paths=homes, neutral=reverse("front_door"))
    for name in ("news", "archive", "about_browse_times"):
        yield Entry(paths=addresses_in(LANGUAGES, name))
    for period in PERIODS:
        yield Entry(paths=addresses_of_most_read(period))
    for section in Section.objects.order_by("position", "id"):
        languages = list(filter(section.name_in, LANGUAGES))
        yield Entry(paths=addresses_in(languages, "section", slug=section.slug))


@require_safe
@conditional_page
@shared
def stories(request: HttpRequest, *, number: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The stories of one file."""
    if number > LARGEST_FILE:
        raise Http404
    return answered(story_entries(number, at=timezone.now()))


@require_safe
@conditional_page
@shared
def words(request: HttpRequest, *, kind: Kind, number: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The lists of one kind of word in one file."""
    if number > LARGEST_FILE:
        raise Http404
    return answered(word_entries(kind, number, at=timezone.now()))


@require_safe
@conditional_page
@shared
def archive(request: HttpRequest, *, number: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The years and months of a century."""
    if number not in CENTURIES:
        raise Http404
    return answered(archive_entries(number, at=timezone.now()))


def answered(entries: Iterable[Entry]) -> HttpResponse:
    """There is none without an address. It is large, so nobody keeps it."""
    found = list(entries)
    if not found:
        raise Http404
    return HttpResponse(urlset(found), content_type=MEDIA_TYPE)


class Row(NamedTuple):
    """What a sitemap needs of an edition."""

    article_id: int
    language: str
    slug: str
    released_at: datetime
    corrected_at: datetime | None


def story_entries(number: int, *, at: datetime) -> Iterator[Entry]:
    addresses = {language: address_in(language) for language in LANGUAGES}
    for _article_id, rows in groupby(find_rows(number, at=at), key=attrgetter("article_id")):
        editions = {row.language: row for row in rows}
        ours = {language: editions[language] for language in LANGUAGES if language in editions}
        yield Entry(
            paths={language: addresses[language](row) for language, row in ours.items()},
            modified_at={language: modified(row) for language, row in ours.items()},
        )


def find_rows(number: int, *, at: datetime) -> Iterable[Row]:
    """One walk along the numbers of the file."""
    slugs = {language: f"article__{column('slug', language)}" for language in LANGUAGES}
    found = (
        Edition.objects.published(at)
        .filter(**in_file(number, number="article_id"))
        .annotate(corrected_at=corrected_at())
        .order_by("article_id", "language")
        .values("article_id", "language", "released_at", "corrected_at", *slugs.values())
    )
    for each in found.iterator():
        yield row_of(each, slug=each[slugs[each["language"]]])


def row_of(found: Mapping, *, slug: str) -> Row:
    return Row(
        found["article_id"], found["language"], slug, found["released_at"], found["corrected_at"]
    )


def modified(row: Row) -> datetime:
    return max(row.released_at, row.corrected_at or row.released_at)


def address_in(language: str) -> Callable[[Row], str]:
    """Thousands of addresses are written; their pattern is asked for once."""
    pattern = addresses_in([language], "article", article_id=0, slug="slug")[language]
    before, after = pattern.split("0/slug")
    return lambda row: f"{before}{row.article_id}/{row.slug or 'story'}{after}"
