"""Saving what staff write: facts, drafts and release, each apart, each refused if it is stale."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from articles.editorial.filing import file_again, file_under_tags
from articles.editorial.page_text import note_pictures
from articles.editorial.publicity import note_publicity
from articles.editorial.readiness import refuse_gap_on_page
from articles.editorial.refusals import AlreadyStarted, StaleSave, StepRefused
from articles.models import (
    Article,
    Attachment,
    Credit,
    Edition,
    Image,
    PressRun,
    Revision,
    Section,
    Source,
    Status,
    Tag,
    Translator,
)
from articles.search.index import index
from articles.text.story import StoryText, is_blank, written

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true of a story in every language."""

    section: Section
    source: Source | None = None
    tags: Collection[Tag] = ()
    cover: Image | None = None
    attachments: Collection[Attachment] = ()
    is_pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Release:
    """What is true of a story in one language, besides its text."""

    released_at: datetime | None = None
    has_release_time: bool = True
    expires_at: datetime | None = None
    translator: Translator | None = None
    translated_from: str = ""
    credits: Mapping[str, Collection[str]] = field(default_factory=dict)


@transaction.atomic
def start_article(
    *, facts: Facts, at: datetime, form_key: UUID | None = None, is_demo: bool = False
) -> Article:
    """A new article with an empty edition in every language.

    Raises `AlreadyStarted` if the form with this key has made one before.
    """
    article = Article(
        section=facts.section,
        source=facts.source,
        cover=facts.cover,
        is_pinned=facts.is_pinned,
        is_demo=is_demo,
        form_key=form_key,
        created_at=at,
    )
    insert_once(article)
    article.tags.set(facts.tags)
    article.attachments.set(facts.attachments)
    ensure_editions(article)
    return article


def insert_once(article: Article) -> None:
    # The unique key is the claim: of equal forms at the same moment, the database takes one.
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError:
        if Article.objects.filter(form_key=article.form_key).exists():
            raise AlreadyStarted from None
        raise


def ensure_editions(article: Article) -> None:
    """Gives the article an edition in every language of the site, also in one added later."""
    Edition.objects.bulk_create(
        [
            Edition(article=article, language=code, section=article.section, source=article.source)
            for code in LANGUAGES
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def save_facts(
    article: Article,
    *,
    facts: Facts,
    version: int,
    by: User | None = None,
    at: datetime | None = None,
) -> None:
    """Saves the facts if nobody did since `version`; raises `StaleSave` otherwise.

    Raises `StepRefused` where a published page would lose a word of its language.
    """
    claimed = Article.objects.filter(pk=article.pk, facts_version=version).update(
        section=facts.section,
        source=facts.source,
        cover=facts.cover,
        is_pinned=facts.is_pinned,
        facts_version=F("facts_version") + 1,
        facts_by=by,
        facts_at=at,
    )
    if not claimed:
        raise StaleSave
    article.tags.set(facts.tags)
    article.attachments.set(facts.attachments)
    file_again(Edition.objects.filter(article=article))
    article.refresh_from_db()
    for edition in article.editions.select_related("article", "translator"):
        refuse_gap_on_page(edition)
    index([edition.pk for edition in article.editions.all()])
    PressRun.start()


@transaction.atomic
def save_release(
    edition: Edition,
    *,
    release: Release,
    version: int,
    by: User | None = None,
    at: datetime | None = None,
) -> None:
    """Saves release, translator and credits if nobody did since `version`.

    Raises `StaleSave`, or `StepRefused` where a published page would lose its release time or
    the translator's name.
    """
    refuse_impossible_times(edition, release)
    before = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    claimed = Edition.objects.filter(pk=edition.pk, facts_version=version).update(
        released_at=release.released_at,
        has_release_time=release.has_release_time,
        expires_at=release.expires_at,
        translator=release.translator,
        translated_from=release.translated_from,
        facts_version=F("facts_version") + 1,
        facts_by=by,
        facts_at=at,
    )
    if not claimed:
        raise StaleSave(edition)
    replace_credits(edition, release.credits)
    edition.refresh_from_db()
    if at:
        note_publicity(edition, before=before, at=at)
    refuse_gap_on_page(edition)
    if edition.status == Status.PUBLISHED:
        file_under_tags(Edition.objects.filter(pk=edition.pk))
        index([edition.pk])
        PressRun.start()


def refuse_impossible_times(edition: Edition, release: Release) -> None:
    if edition.status == Status.PUBLISHED and release.released_at is None:
        raise StepRefused("release_missing")
    if release.released_at and release.expires_at and release.expires_at <= release.released_at:
        raise StepRefused("expires_before_release")


def replace_credits(edition: Edition, names: Mapping[str, Collection[str]]) -> None:
    edition.credits.all().delete()
    rows = [(role, name) for role, people in names.items() for name in dict.fromkeys(people)]
    Credit.objects.bulk_create(
        Credit(edition=edition, role=role, name=name, position=position)
        for position, (role, name) in enumerate(rows)
    )


@transaction.atomic
def save_draft(
    edition: Edition,
    *,
    text: StoryText,
    base: int,
    by: User | None,
    at: datetime,
) -> Revision | None:
    """Keeps the text as revision `base` + 1; `base` is the number the writer started from, or 0.

    Raises `StaleSave` if somebody saved since. An unchanged text makes no new revision, and an
    empty one no first revision.
    """
    latest = edition.revisions.order_by("number").last()
    if (latest.number if latest else 0) != base:
        raise StaleSave(edition)
    if latest and same_text(latest, text):
        return latest
    if not latest and is_blank(text):
        return None
    revision = add_revision(edition, text=text, number=base + 1, by=by, at=at)
    note_pictures(revision)
    edition.latest = revision
    edition.save(update_fields=["latest"])
    return revision


def bring_back(
    edition: Edition, *, revision: Revision, newest: int, by: User | None, at: datetime
) -> Revision | None:
    """Makes an earlier text the newest again, as a revision of its own.

    `newest` is the number of the text that stood before the editor's eyes; raises `StaleSave`.
    """
    # Written anew: what may stand in a text may have changed since it was kept.
    text = written(
        title=revision.title, slug=revision.slug, summary=revision.summary, body=revision.body
    )
    return save_draft(edition, text=text, base=newest, by=by, at=at)


def same_text(revision: Revision, text: StoryText) -> bool:
    return (revision.title, revision.slug, revision.summary, revision.body) == (
        text.title,
        text.slug,
        text.summary,
        text.body,
    )


def add_revision(
    edition: Edition,
    *,
    text: StoryText,
    number: int,
    by: User | None,
    at: datetime,
) -> Revision:
    # The unique number is the claim: of two writers at the same moment, the database takes one.
    try:
        with transaction.atomic():
            return Revision.objects.create(
                edition=edition,
                number=number,
                title=text.title,
                slug=text.slug,
                summary=text.summary,
                body=text.body,
                by=by,
                created_at=at,
            )
    except IntegrityError:
        raise StaleSave(edition) from None
