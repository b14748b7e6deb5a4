"""The parts of a story that are saved apart: what is saved now, what was typed, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from articles.admin.languages import key_of, name_of
from articles.models import Role

FACTS = ("section", "source", "tags", "cover", "attachments", "is_pinned")
TEXT = ("title", "slug", "summary", "body")
RELEASE = ("released_at", "expires_at", "translator", "translated_from", *Role.values)


def field_name(language: str, part: str) -> str:
    """`en_title`: not a column of the article, whose `title_en` is public text."""
    return f"{key_of(language)}_{part}"


def names_of(language: str, parts: tuple[str, ...]) -> list[str]:
    return [field_name(language, part) for part in parts]


def step_name(step: str, language: str) -> str:
    """The name of a button: `_publish_en`."""
    return f"_{step}_{key_of(language)}"


def text_label(language: str) -> str:
    return gettext("{language}, text").format(language=name_of(language))


def release_label(language: str) -> str:
    return gettext("{language}, release and credits").format(language=name_of(language))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part as it is saved now and as an editor typed it; values by the names of the fields."""

    key: str  # `facts`, `en_text` or `en_release`
    label: str
    language: str  # of a text or release
    saved: Mapping[str, Any]
    typed: Mapping[str, Any]
    changed: frozenset[str]  # the fields in which the editor wrote, whatever others did meanwhile
    base: int  # the number of what the editor started from
    version: int  # the number of what is saved now
    by_id: int | None  # who saved that, and when
    at: datetime | None
    is_published: bool = False  # by this very save: then nothing unseen may go out
    choice: str = ""  # what the editor chose, having seen this version beside their own

    @property
    def differing(self) -> list[str]:
        """The fields that do not say the same as what is saved."""
        return [name for name in self.typed if not is_same(self.typed[name], self.saved[name])]

    @property
    def has_writing(self) -> bool:
        """Whether the editor wrote anything that is not saved already."""
        return not self.changed.isdisjoint(self.differing)

    @property
    def is_new(self) -> bool:
        """Whether there is anything of this editor to be saved."""
        return self.has_writing and self.choice != "theirs"

    @property
    def is_contested(self) -> bool:
        """Whether somebody saved it since, and this save would write over it or publish it."""
        is_late = self.base != self.version
        return is_late and (self.has_writing or (self.is_published and bool(self.differing)))


def is_same(one: Any, other: Any) -> bool:
    return bool(comparable(one) == comparable(other))


def comparable(value: Any) -> Any:
    """Rows by their keys, moments as the form shows them, and one kind of nothing."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet):
        return sorted(row.pk for row in value)
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return value or None
