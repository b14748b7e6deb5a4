"""The words by which the statistics are sorted and filtered, all of them in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, IntegerField, Model, Value

from articles.admin.languages import reading_order
from articles.models import Department, Section, Source, Translator

KINDS: dict[str, type[Model]] = {
    "section": Section,
    "source": Source,
    "translator": Translator,
    "department": Department,
}
NAMES = [f"name_{code.replace('-', '_')}" for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, kw_only=True)
class Word:
    """A section, a source, a translator or a department."""

    id: int
    slug: str
    names: Mapping[str, str]
    department: int

    def name(self) -> tuple[str, str]:
        """In the reader's language, else in another; and which language that is."""
        known = ((self.names[code], code) for code in reading_order() if code in self.names)
        return next(known, (self.slug, ""))

    def __str__(self) -> str:
        return self.name()[0]


Words = Mapping[str, Mapping[int, Word]]  # by kind and number


def all_words() -> Words:
    found: dict[str, dict[int, Word]] = {kind: {} for kind in KINDS}
    first, *others = [rows_of(kind) for kind in KINDS]
    for kind, pk, department, slug, *names in first.union(*others, all=True):
        codes = [code for code, _name in settings.LANGUAGES]
        known = {code: name for code, name in zip(codes, names, strict=True) if name}
        found[kind][pk] = Word(id=pk, slug=slug, names=known, department=department)
    return {kind: in_order(words) for kind, words in found.items()}


def rows_of(kind: str) -> Any:
    model = KINDS[kind]
    has_department = kind in {"source", "translator"}
    none = Value(0, output_field=IntegerField())
    return (
        model._default_manager.order_by()  # noqa: SLF001 - public in spite of its name
        .annotate(kind=Value(kind), of=F("department_id") if has_department else none)
        .values_list("kind", "pk", "of", "slug", *NAMES)
    )


def in_order(words: dict[int, Word]) -> dict[int, Word]:
    """As people look for them: by name."""
    return dict(sorted(words.items(), key=lambda item: (str(item[1]), item[0])))
