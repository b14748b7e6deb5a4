"""One story with everything its page prints, in three queries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    CharField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Article, Attachment, Credit, Edition, PressRun, Role, Tag
from articles.public.enclosures import Enclosure, Player, downloads, enclosure, players
from articles.public.kept import Kept
from articles.public.languages import LANGUAGES
from articles.public.prepared import Prepared
from articles.public.related import SHOWN, numbers_near
from articles.public.stories import BODIES, corrected_at, public
from articles.text.reading import minutes_to_read

CREDIT, TAG, ATTACHMENT = range(3)
PRINTED_ORDER = list(Role.values)


@dataclass(frozen=True, kw_only=True)
class CreditLine:
    """The people in one role."""

    role: str
    kind: Role
    names: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class TagWord:
    """A tag in the language of the page."""

    pk: int
    name: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """What the article page prints."""

    edition: Edition
    browse_times: int
    credits: Sequence[CreditLine]
    tags: Sequence[TagWord]
    enclosures: Sequence[Enclosure]
    newer: Edition | None = None
    older: Edition | None = None
    translations: Sequence[Edition] = ()
    related: Sequence[Edition] = ()

    @property
    def article(self) -> Article:
        return self.edition.article

    def players(self) -> list[Player]:
        return players(self.enclosures)

    def attachments(self) -> list[Enclosure]:
        return downloads(self.enclosures)

    def minutes(self) -> int:
        """How long the text takes to read."""
        return minutes_to_read(self.article.body)

    def paths(self) -> dict[str, str]:
        """The addresses of this story, in every language in which it is public."""
        found = {each.language: each.get_absolute_url() for each in self.translations}
        return {**found, self.edition.language: self.edition.get_absolute_url()}


def find_story(article_id: int, *, language: str, at: datetime) -> tuple[Story, Kept] | None:
    """The story if it is public in this language, and what is kept of the press run it is from."""
    found = ask_for_story(language, article_id=article_id, at=at)
    if not found:
        return None
    [edition] = found
    kept = Kept(language=language, press_run=edition.press_run, at=at)
    story = story_alone(
        edition, browse_times=edition.browse_times, printed=read_particulars(edition.particulars)
    )
    near = numbers_near(
        edition,
        tags=[tag.pk for tag in story.tags],
        neighbours=(edition.newer_id, edition.older_id),
        at=at,
    )
    return beside(story, linked_editions(edition, near=near, at=at), near=near), kept


def beside(story: Story, linked: Mapping[int | None, Edition], *, near: Sequence[int]) -> Story:
    """The story among the others that its page leads to."""
    edition: Any = story.edition
    return replace(
        story,
        newer=linked.get(edition.newer_id),
        older=linked.get(edition.older_id),
        translations=[each for each in linked.values() if each.article_id == edition.article_id],
        related=[linked[pk] for pk in near if pk in linked],
    )


def story_with_neighbours(language: str, *, article_id: int, at: datetime) -> QuerySet:
    beside = public(language, at=at).filter(section=OuterRef("section"))
    newer = beside.newer_than(OuterRef("released_at"), OuterRef("pk")).oldest_first()
    older = beside.older_than(OuterRef("released_at"), OuterRef("pk")).newest_first()
    total = F("article__browse_total__times")
    return (
        public(language, at=at)
        .filter(article_id=article_id)
        .select_related("section", "article__source", "article__cover", "translator")
        .defer(*(body for body in BODIES if body != column("article__body", language)))
        .annotate(
            browse_times=Coalesce(total, 0),
            press_run=Coalesce(Subquery(PressRun.objects.filter(id=1).values("number")), 0),
            newer_id=Subquery(newer.values("pk")[:1]),
            older_id=Subquery(older.values("pk")[:1]),
            corrected_at=corrected_at(),
            particulars=InOneValue(rows_of_particulars(language, article_id=article_id)),
        )
        .order_by("pk")[:1]
    )


ask_for_story = Prepared(story_with_neighbours, article_id=int, at=datetime)


def story_alone(edition: Edition, *, browse_times: int, printed: Sequence["Particular"]) -> Story:
    """The edition with its particulars, without the stories around it."""
    return Story(
        edition=edition,
        browse_times=browse_times,
        credits=credit_lines(
            [row for row in printed if row.kind == CREDIT], language=edition.language
        ),
        tags=[
            TagWord(pk=row.position, name=row.text, slug=row.more)
            for row in printed
            if row.kind == TAG
        ],
        enclosures=[
            enclosure(title=row.text, name=row.more, size=row.size, poster=row.poster)
            for row in printed
            if row.kind == ATTACHMENT
        ],
    )


def linked_editions(
    edition: Any, *, near: Sequence[int], at: datetime
) -> dict[int | None, Edition]:
    """The neighbours, what is near, and the same story in other languages."""
    numbers = [edition.newer_id or 0, edition.older_id or 0, *near]
    numbers += [0] * (len(LINKED) - len(numbers))
    found = ask_for_linked(
        edition.language,
        edition_id=edition.pk,
        article_id=edition.article_id,
        at=at,
        **dict(zip(LINKED, numbers, strict=True)),
    )
    return {each.pk: each for each in found}


def linked_rows(
    _language: str, *, edition_id: int, article_id: int, at: datetime, **numbers: int
) -> QuerySet:
    return (
        Edition.objects.published(at)
        .filter(Q(pk__in=numbers.values()) | Q(article_id=article_id))
        .exclude(pk=edition_id)
        .select_related("article__cover")
        .only(*OF_A_LINK)
        .order_by("pk")
    )


# What is printed of a story to which another leads: besides, texts are most of a row.
OF_A_LINK = [
    "article_id", "language", "translated_from", "released_at", "has_release_time",
    *(column(f"article__{name}", language) for name in ("title", "slug") for language in LANGUAGES),
    *(f"article__cover__{name}" for name in ("thumbnail", "thumbnail_width", "thumbnail_height",
      "file", "renditions", "is_decorative")),
    *(column("article__cover__alt", language) for language in LANGUAGES),
]  # fmt: skip
# The neighbours, and what is near.
LINKED = [f"number_{place}" for place in range(2 + SHOWN)]
ask_for_linked = Prepared(
    linked_rows, edition_id=int, article_id=int, at=datetime, **dict.fromkeys(LINKED, int)
)


class Particular(NamedTuple):
    """One of those who made the story, of what it is about or of what goes with it."""

    kind: int
    position: int
    text: str
    more: str
    size: int
    poster: str


class InOneValue(Subquery):
    """The rows of `rows_of_particulars` in one value of another query, which spares a query."""

    output_field = TextField()
    template = "(SELECT {} FROM (%(subquery)s) AS each)"
    columns = ", ".join(f"row_{name}" for name in Particular._fields)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        rows = f"json_group_array(json_array({self.columns}))"
        return self.as_sql(compiler, connection, template=self.template.format(rows))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        rows = f"coalesce(json_agg(json_build_array({self.columns})), '[]')::text"
        return self.as_sql(compiler, connection, template=self.template.format(rows))


def particulars(edition: Edition) -> list[Particular]:
    """Those of an edition that was not found by `story_with_neighbours`."""
    rows = rows_of_particulars(edition.language, article_id=edition.article_id)
    return in_their_order(rows)


def read_particulars(value: str) -> list[Particular]:
    return in_their_order(json.loads(value))


def in_their_order(rows: Iterable[Sequence[Any]]) -> list[Particular]:
    return sorted((Particular(*row) for row in rows), key=attrgetter("kind", "position"))


def rows_of_particulars(language: str, *, article_id: int) -> QuerySet:
    """In this language only, in any order."""
    name, title = column("name", language), column("title", language)
    credits_ = selected(
        Credit.objects.filter(edition__article=article_id, edition__language=language),
        kind=CREDIT,
        position=F("position"),
        text="name",
        more=F("role"),
    )
    tags = selected(
        in_order(Tag).filter(article=article_id).exclude(**{name: ""}),
        kind=TAG,
        text=name,
        more=F("slug"),
    )
    attachments = selected(
        in_order(Attachment).filter(article=article_id).exclude(**{title: ""}),
        kind=ATTACHMENT,
        text=title,
        more=F("file"),
        size=F("size"),
        poster=F("poster__thumbnail"),
    )
    return credits_.union(tags, attachments, all=True)


def in_order(model: type[Model]) -> QuerySet:
    """Rows whose columns stay in order: modeltranslation's own querysets shuffle `values_list`."""
    return QuerySet(model)


def selected(
    rows: QuerySet,
    *,
    kind: int,
    text: str,
    position: F | None = None,
    more: F | None = None,
    size: F | None = None,
    poster: F | None = None,
) -> QuerySet:
    """The rows in the columns of `Particular`, cast because PostgreSQL compares their types."""
    return (
        rows.exclude(**{text: None})
        .order_by()
        .annotate(
            row_kind=Cast(Value(kind), BigIntegerField()),
            row_position=Cast(position or F("pk"), BigIntegerField()),
            row_text=Cast(F(text), CharField()),
            row_more=Cast(more or Value(""), CharField()),
            row_size=Cast(size or Value(0), BigIntegerField()),
            row_poster=Coalesce(Cast(poster or Value(""), CharField()), Value("")),
        )
        .values_list(*(f"row_{name}" for name in Particular._fields))
    )


def credit_lines(rows: Iterable[Particular], *, language: str) -> list[CreditLine]:
    """The names by role, the roles in the order in which they are printed."""
    by_role = sorted(rows, key=lambda row: PRINTED_ORDER.index(row.more))
    return [
        CreditLine(
            role=label_of(role, language), kind=Role(role), names=[row.text for row in people]
        )
        for role, people in groupby(by_role, key=attrgetter("more"))
    ]


@cache
def label_of(role: str, language: str) -> str:
    with override(language):
        return str(Role(role).label)


def public_paths(article_id: int, *, at: datetime) -> dict[str, str]:
    """The addresses of the article in every language in which it is public."""
    editions = (
        Edition.objects.published(at)
        .filter(article_id=article_id)
        .select_related("article")
        .defer(*BODIES)
    )
    paths = {each.language: each.get_absolute_url() for each in editions.order_by("pk")}
    return {language: paths[language] for language in LANGUAGES if language in paths}
