"""Sections, sources, translators and tags of seeded stories; those that are there are taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from articles.imports.seed import words
from articles.imports.seed.rows import Vocabulary
from articles.models import Department, Section, Source, Tag, Translator
from articles.models import Vocabulary as Word
from articles.text.titles import slug_from

NEWSPAPERS, TRANSLATORS = 40, 30


class SeedRefused(Exception):
    """Why no stories were made, in a sentence."""


def make_vocabulary(*, tags: int) -> Vocabulary:
    """The ids, in the order in which words are drawn; raises `SeedRefused`."""
    known = words.lists()
    departments = ids(Department, by_slug(known.department))
    return Vocabulary(
        sections=ids(
            Section,
            {slug: (english, chinese) for slug, english, chinese in known.section},
            {slug: {"position": 10 * n} for n, (slug, *_names) in enumerate(known.section, 1)},
        ),
        sources=ids(Source, by_slug([*known.department, *newspapers()]), belonging(departments)),
        translators=ids(
            Translator,
            by_slug([*known.department[:6], *words.some_people(TRANSLATORS, seed=1)]),
            belonging(departments[:6]),
        ),
        tags=ids(Tag, by_slug(words.tags(tags))),
    )


def newspapers() -> list[words.Pair]:
    names = (words.name(number * 1_009) for number in range(NEWSPAPERS))
    return [(f"{english} Daily", f"{chinese}日报") for english, chinese in names]


def belonging(departments: Sequence[int]) -> dict[str, Mapping[str, object]]:
    """Sources and translators that are departments."""
    slugs = by_slug(words.lists().department)
    return {slug: {"department_id": pk} for slug, pk in zip(slugs, departments, strict=False)}


def by_slug(pairs: Sequence[words.Pair]) -> dict[str, words.Pair]:
    return {slug_from(pair[0]): pair for pair in pairs}


def ids(
    model: type[Word],
    named: Mapping[str, words.Pair],
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[int]:
    """The rows of these slugs; what is missing is made, and marked as demo."""
    rows = model._default_manager.filter(slug__in=named)  # noqa: SLF001 - public in spite of its name
    there = {row.slug: row for row in rows}
    for row in there.values():
        refuse_without_names(row)
    model._default_manager.bulk_create(  # noqa: SLF001 - as above
        model(**named_as(pair), slug=slug, is_demo=True, **(more or {}).get(slug, {}))
        for slug, pair in named.items()
        if slug not in there
    )
    pks = dict(rows.all().values_list("slug", "pk"))
    return [pks[slug] for slug in named]


def named_as(pair: words.Pair) -> dict[str, str]:
    return {"name_en": pair[0], "name_zh_hans": pair[1]}


def refuse_without_names(row: Word) -> None:
    if not (row.name_en and row.name_zh_hans):
        kind = row._meta.verbose_name  # noqa: SLF001 - as above
        raise SeedRefused(
            f"The {kind} “{row.slug}” has no name in one of the languages, and seeded stories are"
            " to stand under it in both: give it one, or another slug."
        )
