"""What surrounds every page: head, masthead, menu, language switch and foot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse

from articles.public import stories
from articles.public.identity import Identity, identity
from articles.public.kept import Kept
from articles.public.languages import choices, default_among, tag_of
from articles.public.machines.share import picture_of_site
from articles.public.templating import rendered


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page stands: its own address, the same page in other languages, its section."""

    path: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    neutral: str = ""  # the address that chooses a language, where there is one
    section_id: int = 0

    @property
    def has_translations(self) -> bool:
        """Whether `paths` speaks of this very page, not of the first page of its list."""
        return self.path in self.paths.values()

    @property
    def default(self) -> str:
        """Where a reader of none of our languages is sent."""
        return self.neutral or default_among(self.paths)


class PublicPage(HttpResponse):
    """A page in its frame, and the parts that were kept for it."""

    kept: Kept


def no_more(site: Identity) -> Mapping[str, object]:  # noqa: ARG001 - as a page's own would be
    """What the head of a page tells programs beside what every head does."""
    return {}


def show(
    template: str,
    context: Mapping[str, object],
    *,
    kept: Kept,
    place: Place,
    head: Callable[[Identity], Mapping[str, object]] = no_more,
    status: int = 200,
) -> PublicPage:
    """A page in its frame.

    It is rendered without the request: nothing of the reader can get into a page that caches
    share, no name, no cookie, no token.
    """
    site = identity(kept)
    more = head(site)
    surroundings = {
        "language": tag_of(kept.language),
        "site": site,
        "picture": more.get("picture") or picture_of_site(site, language=kept.language),
        "site_url": settings.SITE_URL,
        "home_path": f"/{kept.language}/",
        "place": place,
        "choices": choices(current=kept.language, paths=place.paths),
        "menu": menu(kept, place.section_id),
    }
    words = {"linked_data": "", **more, **surroundings, **context}
    page = PublicPage(rendered(template, words), status=status)
    page.kept = kept
    return page


def menu(kept: Kept, section_id: int) -> str:
    """The sections; kept once for each, because the reader's own is marked."""

    def make() -> str:
        sections = list(stories.named_sections(kept.language))
        return rendered("frame/_menu.html", {"sections": sections, "current": section_id})

    return kept.part(f"menu:{section_id}", make)


def latest(kept: Kept, *, besides: int = 0) -> list[str]:
    """The newest stories as list items, without the one the reader is reading."""

    def make() -> list[tuple[int, str]]:
        editions = stories.latest(kept.language, at=kept.at)
        return [
            (edition.pk, rendered("stories/_line.html", {"edition": edition}))
            for edition in editions
        ]

    others = [line for pk, line in kept.part("latest", make) if pk != besides]
    return others[: stories.LATEST - 1]
