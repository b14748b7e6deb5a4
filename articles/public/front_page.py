"""The home page: which stories stand where, and that none is news twice."""

from collections.abc import Collection
from dataclasses import dataclass

from django.template.loader import render_to_string

from articles.public import stories
from articles.public.kept import Kept
from articles.public.most_read import find_most_read_lately

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
        first=render_to_string("home/_first.html", {"found": found}),
        more=render_to_string("home/_more.html", {"found": found}),
        shown=[edition.pk for edition in found],
    )


def render_most_read(kept: Kept) -> str:
    found = find_most_read_lately(kept.language, least=LEAST_READ, at=kept.at)
    return render_to_string("home/_most_read.html", {"found": found})


def render_sections(kept: Kept, *, besides: Collection[int]) -> str:
    columns = stories.section_columns(kept.language, besides=besides, at=kept.at)
    return render_to_string("home/_sections.html", {"found": columns})
