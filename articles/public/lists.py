"""Lists of stories under one heading: what a list page shows, and what its feeds will tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import EditionQuerySet, PressRun, Section, Source, Tag, Translator, Vocabulary
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.stories import (
    from_source,
    named_sections,
    public,
    translated_by,
    under_tag,
)

NOTHING = _("There are no stories yet.")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list in one language; `paths` leads to its first page wherever there is one.

    `kind` is said above the heading and leads to all lists of this kind; `around` makes what the
    page tells of the lists beside this one. Its feeds stand below `feeds`.
    """

    language: str
    heading: str
    editions: EditionQuerySet
    press_run: int
    paths: Mapping[str, str]
    nothing: str | Promise = NOTHING
    section: Section | None = None
    most_read: str = ""
    kind: str | Promise = ""
    kind_path: str = ""
    feeds: str | None = None  # nowhere, if it is empty; without it, below the list's own address
    begins: datetime | None = None
    ends: datetime | None = None
    around: Callable[[Kept], Mapping[str, object]] | None = None

    @property
    def path(self) -> str:
        return self.paths[self.language]

    @property
    def feeds_path(self) -> str:
        return self.path if self.feeds is None else self.feeds

    @property
    def section_id(self) -> int:
        return self.section.pk if self.section else 0


def news_list(language: str, *, at: datetime) -> Listing:
    """The stories of all sections."""
    return Listing(
        language=language,
        heading=str(_("All news")),
        editions=public(language, at=at),
        press_run=press_run_now(),
        paths=addresses_in(LANGUAGES, "news"),
        feeds=f"/{language}/",
    )


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


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of word that stories are listed under; `page` is the name of its lists' address."""

    model: type[Vocabulary]
    page: str
    words: str | Promise
    stories: Callable[..., EditionQuerySet]


TAG = Kind(model=Tag, page="tag", words=pgettext_lazy("list", "Tag"), stories=under_tag)
SOURCE = Kind(
    model=Source, page="source", words=pgettext_lazy("list", "Source"), stories=from_source
)
TRANSLATOR = Kind(
    model=Translator,
    page="translator",
    words=pgettext_lazy("list", "Translator"),
    stories=translated_by,
)


def word_list(kind: Kind, language: str, *, slug: str, at: datetime) -> Listing | None:
    """The stories under the word of this slug.

    There is none where the word has no name in this language or no public story: an empty list
    would tell of words that only drafts have used.
    """
    number = PressRun.objects.filter(id=1).values("number")
    word = (
        with_stories_in(kind, at=at).filter(slug=slug).annotate(press_run=Subquery(number)).first()
    )
    languages = languages_of(word) if word else []
    if language not in languages:
        return None
    return Listing(
        language=language,
        heading=word.name_in(language),
        editions=kind.stories(language, word, at=at),
        press_run=word.press_run or 0,
        paths=addresses_in(languages, kind.page, slug=slug),
        kind=kind.words,
    )


def with_stories_in(kind: Kind, *, at: datetime) -> QuerySet[Any]:
    """All words of a kind; `in_en` is the newest public story of one in English, if there is any.

    Asked whether any exists, PostgreSQL may read the stories of all words to know it of one.
    """
    newest = {
        column("in", code): kind.stories(code, OuterRef("pk"), at=at).newest_first().values("pk")
        for code in LANGUAGES
    }
    words: QuerySet[Any] = QuerySet(kind.model)
    return words.annotate(**{name: Subquery(story[:1]) for name, story in newest.items()})


def languages_of(word: Any) -> list[str]:
    """In which a word of `with_stories_in` has a list."""
    return [code for code in LANGUAGES if word.name_in(code) and getattr(word, column("in", code))]


tag_list = partial(word_list, TAG)
source_list = partial(word_list, SOURCE)
translator_list = partial(word_list, TRANSLATOR)
