"""The home page: which stories stand where, and that none is news twice."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.public import stories
from articles.public.kept import Kept
from articles.public.most_read import addresses, find_most_read_lately
from articles.public.templating import rendered

LEAST_READ = 5  # stories make a list of the most read


@dataclass(frozen=True, kw_only=True)
class Front:
    """The pinned and newest stories, and which they are: no section tells them again."""

    first: str
    more: str
    shown: Collection[int]


def rendered_parts(kept: Kept) -> dict[str, str]:
    """By the names that `home/home.html` has for them; each is kept by itself."""
    front: Front = kept.part("front", lambda: render_front(kept))
    return {
        "first": front.first,
        "more": front.more,
        "most_read": kept.part("most_read", lambda: render_most_read(kept)),
        "sections": kept.part("sections", lambda: render_sections(kept, besides=front.shown)),
    }


def render_front(kept: Kept) -> Front:
    found = stories.front(kept.language, at=kept.at)
    return Front(
        first=rendered("home/_first.html", {"found": found}),
        more=rendered("home/_more.html", {"found": found}),
        shown=[edition.pk for edition in found],
    )


def render_most_read(kept: Kept) -> str:
    found = find_most_read_lately(kept.language, least=LEAST_READ, at=kept.at)
    context = {"found": found, "path": addresses(found.period)[kept.language]}
    return rendered("home/_most_read.html", context)


def render_sections(kept: Kept, *, besides: Collection[int]) -> str:
    columns = stories.section_columns(kept.language, besides=besides, at=kept.at)
    return rendered("home/_sections.html", {"found": columns})
