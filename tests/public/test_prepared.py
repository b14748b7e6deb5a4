"""A prepared query answers what the query itself would, for all values and in all threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connections
from django.db.models import Model
from django.utils.translation import override

from articles.models import Edition
from articles.public.prepared import Prepared
from articles.public.story import linked_rows, story_with_neighbours
from tests.factories import NOW, a_public_edition, a_tag, an_article, an_image
from tests.public.clock import later

MOMENTS = [NOW, later(1), later(2), later(3), later(1).replace(microsecond=7)]


def editions_of(language: str, *, article_id: int, at: datetime):
    return Edition.objects.published(at).filter(language=language, article_id=article_id)


def plain(rows) -> list:
    """With everything that was fetched of each, and of what is joined to it."""
    return [parts_of(row) if isinstance(row, Model) else row for row in rows]


def parts_of(instance: Model) -> dict:
    state = instance._state
    columns = {field.attname for field in instance._meta.concrete_fields}
    fetched = {name: value for name, value in vars(instance).items() if name in columns}
    others = {name: other and parts_of(other) for name, other in state.fields_cache.items()}
    annotated = vars(instance).keys() - columns - {"_state", "_mt_init"}
    return (
        fetched
        | others
        | {
            "of": (type(instance), state.db, state.adding, instance.get_deferred_fields()),
            "annotated": {name: vars(instance)[name] for name in annotated},
        }
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_story_is_found_as_by_the_query_itself(language):
    tags = (a_tag("lake", en="Lake", zh_hans="湖"),)
    article = an_article(tags=tags, cover=an_image())
    stories = [
        a_public_edition(article if number == 1 else None, language=each, released_at=later(number))
        for number in range(3)
        for each in ("en", "zh-hans")
    ]
    ask_for_story = Prepared(story_with_neighbours, article_id=int, at=datetime)

    with override(language):
        for story in stories:
            for at in MOMENTS:
                words = {"article_id": story.article_id, "at": at}
                assert plain(ask_for_story(language, **words)) == plain(
                    story_with_neighbours(language, **words)
                )


@pytest.mark.django_db
def test_neighbours_and_translations_are_found_as_by_the_query_itself():
    stories = [a_public_edition(released_at=later(number)) for number in range(3)]
    a_public_edition(stories[1].article, language="zh-hans")
    names = ("edition_id", "article_id", "newer_id", "older_id")
    ask = Prepared(linked_rows, **dict.fromkeys(names, int), at=datetime)

    for at in MOMENTS:
        for newer, older in ((stories[2].pk, stories[0].pk), (0, stories[0].pk), (0, 0)):
            numbers = (stories[1].pk, stories[1].article_id, newer, older)
            words = dict(zip(names, numbers, strict=True)) | {"at": at}
            assert plain(ask("en", **words)) == plain(linked_rows("en", **words))


@pytest.mark.django_db
def test_it_is_built_once_for_a_language(django_assert_num_queries):
    built = []

    def build(language, **values):
        built.append(language)
        return editions_of(language, **values)

    ask = Prepared(build, article_id=int, at=datetime)
    edition = a_public_edition()

    with django_assert_num_queries(4):
        found = [
            ask(language, article_id=number, at=NOW)
            for number in (edition.article_id, 0)
            for language in ("en", "zh-hans")
        ]

    assert found == [[edition], [], [], []]
    assert built == ["en", "zh-hans"]


@pytest.mark.django_db
def test_a_value_that_is_not_in_the_statement_is_refused():
    ask = Prepared(
        lambda language, **_values: Edition.objects.filter(language=language), at=datetime
    )

    with pytest.raises(LookupError, match="at"):
        ask("en", at=NOW)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection():
    editions = [a_public_edition() for _ in range(8)]
    ask = Prepared(editions_of, article_id=int, at=datetime)

    def found_by(edition):
        try:
            return [ask("en", article_id=edition.article_id, at=NOW) for _ in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(found_by, editions))

    assert found == [[[edition]] * 20 for edition in editions]
