"""Lists of stories as visitors see them; every query begins at the public gate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import (
    Article,
    Edition,
    EditionQuerySet,
    Section,
    Status,
    TaggedQuerySet,
    Transition,
)
from articles.public.languages import LANGUAGES

PINNED = 4
FRONT = 10
LATEST = 6
PER_SECTION = 4
# What no list prints, and what is most of a row.
BODIES = ["article__body", *(column("article__body", language) for language in LANGUAGES)]


@dataclass(frozen=True, kw_only=True)
class SectionColumn:
    """A section on the home page with its newest stories."""

    section: Section
    editions: Sequence[Edition]


def public(language: str, *, at: datetime) -> EditionQuerySet:
    return Edition.objects.published(at).filter(language=language)


def under_tag(language: str, tag: Any, *, at: datetime) -> EditionQuerySet:
    """Of a tag, or of that of a query around this one, as in the next two."""
    gate = TaggedQuerySet(Edition).published(at).filter(language=language)
    return gate.under(tag, language=language, at=at)


def from_source(language: str, source: Any, *, at: datetime) -> EditionQuerySet:
    return public(language, at=at).filter(source=source)


def translated_by(language: str, translator: Any, *, at: datetime) -> EditionQuerySet:
    return public(language, at=at).filter(translator=translator)


def listed(editions: EditionQuerySet) -> EditionQuerySet:
    """With everything a list prints, in the same query."""
    return editions.select_related("article__cover", "section").defer(*BODIES)


def corrected_at() -> Subquery:
    """When a text was put on the page again, after the first time; for `modified_at`."""
    again = Transition.objects.filter(edition=OuterRef("pk"), to_status=Status.PUBLISHED)
    return Subquery(again.exclude(from_status=Status.DRAFT).order_by("-id").values("at")[:1])


def modified_at(edition: Edition) -> datetime:
    """When readers last saw something new: the release, or a correction after it."""
    moments = (edition.released_at, getattr(edition, "corrected_at", None))
    return max(moment for moment in moments if moment)


def latest(language: str, *, at: datetime) -> list[Edition]:
    return list(listed(public(language, at=at)).newest_first()[:LATEST])


def front(language: str, *, at: datetime) -> list[Edition]:
    """What stands first on the home page: the pinned stories, then the newest."""
    stories = listed(public(language, at=at)).newest_first()
    # Asked for first, and few: a join makes SQLite walk all stories of the language for them.
    pinned_ids = list(Article.objects.filter(is_pinned=True).values_list("pk", flat=True))
    pinned = list(stories.filter(article_id__in=pinned_ids)[:PINNED])
    newest = [edition for edition in stories[:FRONT] if edition not in pinned]
    return [*pinned, *newest][:FRONT]


def named_sections(language: str) -> QuerySet[Section]:
    """The sections that have a name in this language, in the order of the menu."""
    name = column("name", language)
    return Section.objects.exclude(**{name: None}).exclude(**{name: ""}).order_by("position", "id")


def section_columns(
    language: str, *, besides: Collection[int] = (), at: datetime
) -> list[SectionColumn]:
    """Every section that has stories besides these, with the newest; two queries for them all."""
    # One short walk along `edition_section_by_release` for each place of each column: a window
    # function or a union would read every story of the language instead.
    others = public(language, at=at).exclude(pk__in=besides)
    newest = others.filter(section=OuterRef("pk")).newest_first().values("pk")
    places = {f"place_{n}": Subquery(newest[n : n + 1]) for n in range(PER_SECTION)}
    sections = list(named_sections(language).annotate(**places))
    ids = {section.pk: [getattr(section, place) for place in places] for section in sections}
    wanted = [pk for column_ids in ids.values() for pk in column_ids if pk]
    # They are of this language; asked for it again, SQLite would walk all stories of it instead.
    editions = listed(Edition.objects.published(at)).in_bulk(wanted)
    columns = [
        SectionColumn(
            section=section,
            editions=[editions[pk] for pk in ids[section.pk] if pk in editions],
        )
        for section in sections
    ]
    return [column for column in columns if column.editions]
