"""Lists of stories under one heading: what a list page shows, and what its feeds will tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import EditionQuerySet, PressRun, Section
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.stories import named_sections, public


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list in one language; `paths` leads to its first page wherever there is one."""

    language: str
    heading: str
    editions: EditionQuerySet
    press_run: int
    paths: Mapping[str, str]
    nothing: str | Promise
    section: Section | None = None
    most_read: str = ""

    @property
    def path(self) -> str:
        return self.paths[self.language]

    @property
    def section_id(self) -> int:
        return self.section.pk if self.section else 0


def section_list(language: str, *, slug: str, at: datetime) -> Listing | None:
    """The stories of the section of this slug, if it has a name in this language."""
    found = find_section(slug, language=language)
    if not found:
        return None
    section, press_run = found
    return Listing(
        language=language,
        heading=section.name_in(language),
        editions=public(language, at=at).filter(section=section),
        press_run=press_run,
        paths=addresses_in(filter(section.name_in, LANGUAGES), "section", slug=slug),
        nothing=_("There are no stories in this section yet."),
        section=section,
        most_read=reverse("section_most_read", kwargs={"slug": slug}),
    )


def find_section(slug: str, *, language: str) -> tuple[Section, int] | None:
    """The section of this slug, and the number of the press run."""
    number = PressRun.objects.filter(id=1).values("number")
    section = named_sections(language).filter(slug=slug).annotate(press_run=Subquery(number))
    found = section.first()
    return (found, found.press_run or 0) if found else None
