"""What the list of stories asks of the database is a walk along an index, also among many."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.admin.story.article_list import articles_in
from articles.admin.story.titled import titled
from articles.admin.work import stories_to
from articles.models import Article, State
from tests.factories import a_draft
from tests.public.clock import later
from tests.public.test_queries import make_many, plans_of

pytestmark = pytest.mark.django_db
AT = later(10_000)


@pytest.fixture(autouse=True)
def many() -> None:
    make_many()
    a_draft(title="The lake")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows are read faster whole than one by one.
            cursor.execute("SET LOCAL enable_seqscan = off")
        else:
            # A site may be without statistics.
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_master")  # reads them again


def assert_no_table_is_read_whole(plan: str) -> None:
    for table in ("edition", "revision", "article"):
        assert f"SCAN articles_{table}\n" not in f"{plan}\n", plan
        assert f"Seq Scan on articles_{table}" not in plan, plan
    assert "SCAN U0\n" not in f"{plan}\n", plan


def test_titles_are_found_along_the_indexes():
    plan = plans_of(lambda: list(titled(Article.objects.all(), "the lake", at=AT)))

    assert_no_table_is_read_whole(plan)
    assert "edition_at_the_desk" in plan, plan


@pytest.mark.parametrize("work", ["waiting", "newer"])
def test_drafts_are_found_along_their_index(work):
    plan = plans_of(
        lambda: list(stories_to(work, Article.objects.all(), by=User(pk=1), at=AT)[:50])
    )

    assert_no_table_is_read_whole(plan)
    assert "edition_at_the_desk" in plan, plan


def test_drafts_in_one_language_are_found_along_their_index():
    drafts = articles_in(State.DRAFT, Article.objects.all(), language="en", at=AT)

    plan = plans_of(lambda: list(drafts[:50]))

    assert_no_table_is_read_whole(plan)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite")
@pytest.mark.parametrize("work", ["public", "missing-zh-hans"])
def test_what_most_stories_are_is_asked_of_one_after_the_other(work):
    plan = plans_of(
        lambda: list(stories_to(work, Article.objects.all(), by=User(pk=1), at=AT)[:50])
    )

    assert "CORRELATED SCALAR SUBQUERY" in plan, plan
    assert "LIST SUBQUERY" not in plan, plan
    assert "USE TEMP B-TREE" not in plan, plan
