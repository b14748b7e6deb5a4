"""One language of a story as the form shows it: its tab, its fields, its steps, its neighbours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.helpers import AdminForm, Fieldset
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from articles.admin.languages import (
    LANGUAGES,
    OWN_NAMES,
    key_of,
    lazy_name_of,
    name_of,
    reading_order,
)
from articles.admin.story.conflicts import Conflict
from articles.admin.story.forms import StoryForm
from articles.admin.story.parts import RELEASE, TEXT, field_name, names_of, step_name
from articles.editorial.page_text import page_body
from articles.models import Edition, Revision, Role, State, Status
from articles.text.titles import slug_from


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The saved text of a language, to read beside another one while it is translated."""

    language: str
    name: str
    revision: Revision
    body: SafeString

    @classmethod
    def of(cls, revision: Revision, *, language: str) -> "Reading":
        # Only cleaned HTML is ever stored.
        body = mark_safe(page_body(revision, language=language))  # noqa: S308 - cleaned
        return cls(language=language, name=name_of(language), revision=revision, body=body)


@dataclass(frozen=True, kw_only=True)
class Address:
    """The web address of a text around its slug, and what becomes of it while somebody writes."""

    name: str
    start: str
    title: str
    follows_title: bool
    public: str

    @classmethod
    def of(cls, edition: Edition) -> "Address":
        language, latest = edition.language, edition.latest
        slug, title = (latest.slug, latest.title) if latest else ("", "")
        was_public = edition.public_id is not None
        return cls(
            name=field_name(language, "slug"),
            start=start_of_address(edition),
            title=field_name(language, "title"),
            follows_title=not was_public and slug in {"", slug_from(title)},
            public=edition.get_absolute_url() if was_public else "",
        )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What may be done with one language now, and what it is made of."""

    edition: Edition
    language: str
    key: str
    name: str
    own_name: str
    state: State
    has_newer_draft: bool
    is_published: bool
    is_public: bool
    can_withdraw: bool
    released_at: datetime | None
    publish_name: str
    withdraw_name: str
    preview: str
    address: Address
    text: Fieldset
    release: Fieldset
    wrong: int
    conflicts: list[Conflict]
    neighbours: list[Reading] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition, *, at: datetime, **parts: Any) -> "Desk":
        language, state = edition.language, edition.state(at=at)
        is_published = edition.status == Status.PUBLISHED
        return cls(
            edition=edition,
            language=language,
            key=key_of(language),
            name=name_of(language),
            own_name=OWN_NAMES[language],
            state=state,
            has_newer_draft=edition.has_unpublished_changes(),
            is_published=is_published,
            is_public=state == State.PUBLIC,
            can_withdraw=is_published,
            released_at=edition.released_at if is_published else None,
            publish_name=step_name("publish", language),
            withdraw_name=step_name("withdraw", language),
            preview=preview_address(edition),
            address=Address.of(edition),
            **parts,
        )


def desks_of(adminform: AdminForm, *, at: datetime) -> Iterator[Desk]:
    """The languages of the form that Django is about to print, without its facts."""
    form: StoryForm = adminform.form  # type: ignore[assignment]  # the admin's form is ours
    _facts, *rest = adminform
    editions = [form.editions[language] for language in LANGUAGES]
    readings = [
        Reading.of(edition.latest, language=edition.language)
        for edition in editions
        if edition.latest
    ]
    for edition, text, release in zip(editions, rest[::2], rest[1::2], strict=True):
        yield Desk.of(
            edition,
            at=at,
            text=text,
            release=release,
            wrong=errors_in(form, edition.language),
            conflicts=conflicts_in(form, edition.language),
            neighbours=others(readings, than=edition.language),
        )


def others(readings: Iterable[Reading], *, than: str) -> list[Reading]:
    return [reading for reading in readings if reading.language != than]


def parts_of(language: str) -> Iterator[Any]:
    """The fieldsets of one language: its text, and what else is true of it."""
    name = {part: field_name(language, part) for part in (*TEXT, *RELEASE)}
    times = (name["released_at"], name["expires_at"])
    translation = (name["translator"], name["translated_from"])
    names = tuple(name[role] for role in Role.values)
    words = gettext_lazy("Address, release and credits")
    yield lazy_name_of(language), {"fields": [name["title"], name["summary"], name["body"]]}
    yield words, {"fields": [name["slug"], times, translation, names]}


def language_to_open(desks: list[Desk]) -> str:
    """The first language with a mistake or two versions in it, or else the reader's."""
    wrong = (desk.language for desk in desks if desk.wrong or desk.conflicts)
    return next(wrong, next(reading_order()))


def errors_in(form: StoryForm, language: str) -> int:
    return sum(name in form.errors for name in names_of(language, (*TEXT, *RELEASE)))


def conflicts_in(form: StoryForm, language: str) -> list[Conflict]:
    return [conflict for conflict in form.conflicts if conflict.part.language == language]


def start_of_address(edition: Edition) -> str:
    """All of the address before the slug; a story that was never saved has no number yet."""
    article_id = edition.article_id or 0
    with override(edition.language):
        address = reverse("article", args=[article_id, "slug"])
    start = address.removesuffix("slug/")
    return start if article_id else start.replace("/0/", "/…/")


def preview_address(edition: Edition) -> str:
    """Where the saved text can be read as its page will look; nowhere if there is none."""
    if not edition.latest_id:
        return ""
    with override(edition.language):
        return reverse("preview", args=[edition.article_id])
