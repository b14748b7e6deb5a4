"""Every list is walked along an index, from the place of the page on, on both databases."""

from dataclasses import dataclass
from functools import partial

import pytest
from django.db import connection

from articles.models import Edition, EditionQuerySet, Section, TaggedEdition
from articles.public import stories
from articles.public.archive import Span, months
from articles.public.pages import Cursor, first_page, page_after, page_before
from tests.factories import NOW, a_source, a_tag, a_translator
from tests.public.clock import later
from tests.public.test_queries import MANY, assert_walks, make_many, plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> Section:
    return make_many()


@dataclass(frozen=True)
class Filed:
    """The editions under some words, and what a list of them is walked along."""

    editions: EditionQuerySet
    index: str
    few: bool = False


def lists_of(words: dict[str, int]) -> dict[str, Filed]:
    """A list of every kind, of the words of these numbers."""
    at = later(10_000)
    tagged = partial(stories.under_tag, "en", at=at)
    source = partial(stories.from_source, "en", at=at)
    translated = stories.translated_by("en", words["translator"], at=at)
    month = Span(year=2025, month=3).stories("en", at=at)
    return {
        "news": Filed(stories.public("en", at=at), "edition_by_release"),
        "source": Filed(source(words["source"]), "edition_source_by_release"),
        "few of a source": Filed(source(words["few"]), "edition_source_by_release", few=True),
        "translator": Filed(translated, "edition_translator_by_release"),
        "tag": Filed(tagged(words["tag"]), "taggededition_by_release"),
        "few of a tag": Filed(tagged(words["rare"]), "taggededition_by_release", few=True),
        "month": Filed(month, "edition_by_release"),
    }


NO_WORDS = dict.fromkeys(["source", "few", "translator", "tag", "rare"], 1)


@pytest.fixture
def words(many) -> dict[str, int]:
    """Half of the many from a source, a quarter by a translator, all under a tag; else three."""
    found = {
        "source": a_source("source").pk,
        "few": a_source("few").pk,
        "translator": a_translator("by").pk,
        "tag": a_tag("tag", en="Tag", zh_hans="").pk,
        "rare": a_tag("rare", en="Rare", zh_hans="").pk,
    }
    editions = Edition.objects.filter(language="en", article__title_en__startswith="Story")
    ids = list(editions.filter(section__gte=many.pk - 20).order_by("released_at", "pk"))
    for half in (2, 4):
        some = [edition.pk for edition in ids[::half]]
        word = {2: {"source": found["source"]}, 4: {"translator": found["translator"]}}[half]
        Edition.objects.filter(pk__in=some).update(**word)
    Edition.objects.filter(pk__in=[edition.pk for edition in ids[:3]]).update(source=found["few"])
    TaggedEdition.objects.bulk_create(
        TaggedEdition(edition=edition, tag_id=tag, language="en", released_at=edition.released_at)
        for tag, some in ((found["tag"], ids), (found["rare"], ids[:3]))
        for edition in some
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found


def assert_is_walked(filed: Filed) -> None:
    """Its first page, and those beside a place in its middle."""
    listed = stories.listed(filed.editions)
    place = filed.editions.newest_first()[1 if filed.few else MANY // 10]
    cursor = Cursor(released_at=place.released_at, pk=place.pk)
    plans = [
        plans_of(lambda: first_page(listed)),
        plans_of(lambda: page_before(listed, cursor)),
        plans_of(lambda: page_after(listed, cursor)),
    ]
    for plan in plans:
        # Three may be sorted, whichever way they are found.
        assert_walks(plan.replace("USE TEMP B-TREE", "") if filed.few else plan, filed.index)


@pytest.mark.parametrize("name", lists_of(NO_WORDS))
def test_a_page_of_every_list_is_found_along_its_index(words, name):
    assert_is_walked(lists_of(words)[name])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite")
def test_the_pages_of_every_list_are_found_along_their_indexes_also_without_statistics(words):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_master")  # reads them again

    for filed in lists_of(words).values():
        assert_is_walked(filed)


@pytest.mark.parametrize("name", lists_of(NO_WORDS))
@pytest.mark.parametrize(("way", "bound"), [("older_than", "<="), ("newer_than", ">=")])
def test_the_walk_begins_at_the_place_of_the_page(name, way, bound):
    """Of two upper bounds SQLite goes by the first; that of the public gate is the present."""
    filed = lists_of(NO_WORDS)[name]

    beside = getattr(filed.editions, way)(NOW, 1)

    table = "taggededition" if filed.index.startswith("tagged") else "edition"
    conditions = str(beside.query).partition(" WHERE (")[2]
    assert conditions.startswith(f'"articles_{table}"."released_at" {bound} 2025-03-10'), conditions


@pytest.mark.usefixtures("many")
def test_the_months_of_the_archive_are_probed_along_the_index():
    plan = plans_of(lambda: months("en", at=later(10_000)))

    assert plan.count("edition_by_release") == 3, plan
    # For the few that were found PostgreSQL may read a small table whole.
    assert_walks(plan.partition("CTE walk")[2] or plan, "edition_by_release")
