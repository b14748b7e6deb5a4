"""The rows of seeded stories, exactly as the desk's own doors would leave them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Field, GeneratedField, Model

from articles.browsing.database import append, reserve_ids
from articles.imports.seed.mark import form_key
from articles.imports.seed.story import Plan, SeededEdition, SeededStory
from articles.models import (
    Article,
    BrowseCount,
    BrowseTotal,
    Credit,
    Edition,
    ReferrerCount,
    Revision,
    Status,
    TaggedEdition,
    Transition,
)

CODES = [code for code, _name in settings.LANGUAGES]
Row = tuple[object, ...]


class Vocabulary(NamedTuple):
    """The ids of what stories are filed under, the common ones first."""

    sections: Sequence[int]
    sources: Sequence[int]
    translators: Sequence[int]
    tags: Sequence[int]


class Table:
    """New rows of one table; the columns that are not given have what the model says."""

    def __init__(self, model: type[Model], *given: str, leave: Sequence[str] = ("id",)) -> None:
        self.name = model._meta.db_table  # noqa: SLF001 - public in spite of its name
        self._rows: list[Row] = []
        fields = {field.column: field for field in columns_of(model)}
        rest = [column for column in fields if column not in {*given, *leave}]
        self._columns = [*given, *rest]
        self._rest = tuple(adapted(fields[column]) for column in rest)

    def add(self, *row: object) -> None:
        self._rows.append(row + self._rest)

    def write(self) -> int:
        append(self.name, self._columns, self._rows)
        return len(self._rows)


def columns_of(model: type[Model]) -> list[Any]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - as above
    return [field for field in fields if not isinstance(field, GeneratedField)]


def adapted(field: "Field[Any, Any]") -> object:
    return field.get_db_prep_save(field.get_default(), connection)


class Rows:
    """The rows of some stories, written together."""

    def __init__(self, *, plan: Plan, vocabulary: Vocabulary) -> None:
        self._plan = plan
        self._vocabulary = vocabulary
        self.published: list[int] = []  # editions
        texts = [
            f"{name}_{code.replace('-', '_')}"
            for code in CODES
            for name in ("title", "slug", "summary", "body")
        ]
        self._articles = Table(
            Article, "id", "section_id", "source_id", "form_key", "is_demo", "created_at", *texts,
            leave=(),
        )  # fmt: skip
        self._editions = Table(
            Edition, "id", "article_id", "language", "section_id", "source_id", "status",
            "released_at", "expires_at", "translator_id", "translated_from", "latest_id",
            "public_id", "facts_version", "first_public_at", leave=(),
        )  # fmt: skip
        self._revisions = Table(
            Revision, "id", "edition_id", "number", "title", "slug", "summary", "body",
            "created_at", leave=(),
        )  # fmt: skip
        self._transitions = Table(
            Transition, "edition_id", "from_status", "to_status", "revision_id", "at"
        )
        self._credits = Table(Credit, "edition_id", "role", "name", "position")
        self._tags = Table(Article.tags.through, "article_id", "tag_id")
        self._tagged = Table(TaggedEdition, "edition_id", "tag_id", "language", "released_at")
        self._totals = Table(BrowseTotal, "article_id", "start", "counted", leave=())
        self._counts = Table(BrowseCount, "edition_id", "day", "browses", "visitors", "robots")
        self._referrers = Table(ReferrerCount, "edition_id", "day", "host", "browses")

    def add(self, stories: Sequence[SeededStory]) -> None:
        """Takes ids for the stories; call it in the transaction that writes them."""
        texts = sum(len(story.editions) for story in stories)
        articles = reserve_ids(self._articles.name, len(stories))
        editions = iter(reserve_ids(self._editions.name, len(stories) * len(CODES)))
        revisions = iter(reserve_ids(self._revisions.name, texts))
        for article, story in zip(articles, stories, strict=True):
            self._add_story(article, story, editions=editions, revisions=revisions)

    def write(self) -> int:
        """How many rows there were."""
        tables = [
            self._articles, self._editions, self._revisions, self._transitions, self._credits,
            self._tags, self._tagged, self._totals, self._counts, self._referrers,
        ]  # fmt: skip
        return sum(table.write() for table in tables)

    def _add_story(
        self,
        article: int,
        story: SeededStory,
        *,
        editions: Iterator[int],
        revisions: Iterator[int],
    ) -> None:
        told = {edition.language: edition for edition in story.editions}
        section = self._vocabulary.sections[story.section]
        source = None if story.source is None else self._vocabulary.sources[story.source]
        self._articles.add(
            article,
            section,
            source,
            key(form_key(self._plan, story.number)),
            True,  # noqa: FBT003 - a column
            moment(min(edition.released_at for edition in story.editions)),
            *(text for code in CODES for text in public_text(told.get(code))),
        )
        tags = [self._vocabulary.tags[tag] for tag in story.tags]
        for tag in tags:
            self._tags.add(article, tag)
        for code, edition in zip(CODES, editions, strict=False):
            if code in told:
                revision = next(revisions)
                self._add_edition(article, (section, source), edition, revision, told[code])
                released_at = moment(told[code].released_at)
                for tag in tags:
                    self._tagged.add(edition, tag, code, released_at)
            else:
                self._editions.add(
                    edition, article, code, section, source, Status.DRAFT.value,
                    None, None, None, "", None, None, 1, None,
                )  # fmt: skip
        counted = sum(day.browses for edition in story.editions for day in edition.days)
        if counted or story.start:
            self._totals.add(article, story.start, counted)

    def _add_edition(
        self,
        article: int,
        filed: tuple[int, int | None],
        edition: int,
        revision: int,
        told: SeededEdition,
    ) -> None:
        """`filed` are the section and the source."""
        released_at = moment(told.released_at)
        translators = self._vocabulary.translators
        self._editions.add(
            edition,
            article,
            told.language,
            *filed,
            Status.PUBLISHED.value,
            released_at,
            moment(told.expires_at) if told.expires_at else None,
            None if told.translator is None else translators[told.translator],
            told.translated_from,
            revision,
            revision,
            2,  # the release was saved once, after the edition was begun
            released_at,
        )
        self.published.append(edition)
        self._revisions.add(revision, edition, 1, *told.text, released_at)
        self._transitions.add(
            edition, Status.DRAFT.value, Status.PUBLISHED.value, revision, released_at
        )
        for position, (role, name) in enumerate(told.credits):
            self._credits.add(edition, role, name, position)
        for day in told.days:
            written = day.day.isoformat()
            self._counts.add(edition, written, day.browses, day.visitors, day.robots)
            if day.sent:
                self._referrers.add(edition, written, day.host, day.sent)


def public_text(told: SeededEdition | None) -> Sequence[str]:
    return told.text if told else ("", "", "", "")


def moment(at: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(at)


def key(uuid: UUID) -> str:
    return uuid.hex
