"""An entry of the index, and a question to it, as both databases get them."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, ...]  # words that follow each other


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A text by its words."""

    place: int
    edition_id: int
    language: str
    section_id: int
    words: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The newest entries that have all of these rows of words, from one place to below another."""

    rows: tuple[Row, ...]
    language: str
    section_id: int | None
    start: int
    stop: int
    most: int


@dataclass(frozen=True, order=True)
class Hit:
    place: int
    edition_id: int


# Marks stand among the words; no word of a text has a `_`.


def mark_of_language(language: str) -> str:
    return f"l_{language.replace('-', '_')}"


def mark_of_section(section_id: int) -> str:
    return f"s_{section_id}"
