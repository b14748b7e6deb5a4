"""What the public pages cost the database: a number that does not grow."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editorial.writing import Release
from articles.models import (
    Article,
    Attachment,
    BrowseCount,
    BrowseTotal,
    Edition,
    Revision,
    Section,
    Status,
    Tag,
    TaggedEdition,
)
from articles.public import lists, most_read, stories
from articles.public.kept import at_hand, next_changes
from articles.public.machines import feeds, news_sitemap, sitemap_files, sitemap_lists, sitemaps
from articles.public.most_read import EVER, PERIODS, WEEK, find_most_read
from articles.public.pages import Cursor, first_page, page_after, page_before
from articles.public.related import numbers_near
from articles.public.story import find_story
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
    browsed,
)
from tests.public.clock import later

pytestmark = pytest.mark.django_db

MANY = 2_000


def a_full_story(number: int) -> Edition:
    """A story in both languages, in a section of its own, with all that can hang on it."""
    section = a_section(f"section-{number % 7}", en=f"Section {number}", zh_hans=f"栏目{number}")
    tags = tuple(
        a_tag(f"tag-{number}-{n}", en=f"Tag {n}", zh_hans=f"标签{n}") for n in range(number % 4)
    )
    everywhere = Tag.objects.get_or_create(slug="everywhere", name_zh_hans="处处")[0]
    tags = (*tags, everywhere)
    article = an_article(section=section, source=a_source(), tags=tags, cover=an_image())
    article.attachments.add(an_attachment())
    BrowseTotal.objects.create(article=article, counted=number + 1)
    people = {"author": ["Ann", "Bo"], "editor": ["Chen"]}
    for language in ("en", "zh-hans"):
        release = Release(released_at=later(number), translator=a_translator(), credits=people)
        edition = a_public_edition(article, language=language, release=release)
    return edition


def an_attachment() -> Attachment:
    attachment = Attachment(title_en="File", title_zh_hans="文件", media_type="text/plain", size=1)
    attachment.file.save("x.txt", ContentFile(b"x"), save=True)
    return attachment


def nothing_is_kept() -> None:
    """As at the beginning of a test."""
    cache.clear()
    at_hand.clear()


@pytest.mark.tally
@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_cost_so_many_queries(client, django_assert_num_queries, count):
    pages = [
        ("/zh-hans/sections/section-0/", 6, 2),
        ("/zh-hans/news/", 6, 2),
        ("/zh-hans/tags/everywhere/", 6, 2),
        ("/zh-hans/sources/news-centre/", 6, 2),
        ("/zh-hans/translators/basic-courses/", 6, 2),
        ("/zh-hans/archive/", 6, 1),
        ("/zh-hans/archive/2025/", 7, 2),
        ("/zh-hans/archive/2025/03/", 7, 2),
        ("/zh-hans/most-read/all-time/", 9, 1),
        ("/zh-hans/sections/section-0/most-read/all-time/", 9, 1),
        ("/zh-hans/about-browse-times/", 5, 1),
        ("/zh-hans/search/", 8, 1),
        ("/zh-hans/search/?q=text", 12, 5),
        ("/zh-hans/search/?q=text&order=newest", 11, 4),
    ]
    for number in range(count):
        a_full_story(number)

    for path, cold, warm in pages:
        nothing_is_kept()
        with django_assert_num_queries(cold, info=path):
            first = client.get(path)
        with django_assert_num_queries(warm, info=path):
            second = client.get(path)

        assert (path, first.status_code, second.status_code) == (path, 200, 200)
        assert first.content == second.content, path


@pytest.mark.tally
@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_story_costs_so_many_queries(client, django_assert_num_queries, count):
    editions = [a_full_story(number) for number in range(count)]
    path = editions[count // 2].get_absolute_url()

    with django_assert_num_queries(8):
        first = client.get(path)
    with django_assert_num_queries(3):
        second = client.get(path)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content


@pytest.mark.tally
def test_a_story_nobody_has_read_costs_three_queries_beside_one_that_was(
    client, django_assert_num_queries
):
    read, unread = [a_full_story(number) for number in (0, 7)]  # of one section
    path = unread.get_absolute_url()
    client.get(read.get_absolute_url())

    with django_assert_num_queries(3):
        client.get(path)


@pytest.mark.tally
@pytest.mark.parametrize(("count", "cold"), [(1, 13), (3, 13), (12, 14), (30, 14)])
def test_the_home_page_costs_so_many_queries(client, django_assert_num_queries, count, cold):
    """One less while all stories stand before the sections."""
    for number in range(count):
        a_full_story(number)

    with django_assert_num_queries(cold):
        client.get("/zh-hans/")
    with django_assert_num_queries(1):
        client.get("/zh-hans/")


@pytest.mark.tally
@pytest.mark.parametrize("count", [12, 30])
def test_pinned_stories_cost_one_query_more(client, django_assert_num_queries, count):
    editions = [a_full_story(number) for number in range(count)]
    Article.objects.filter(editions__in=editions).update(is_pinned=True)

    with django_assert_num_queries(15):
        client.get("/zh-hans/")
    with django_assert_num_queries(1):
        client.get("/zh-hans/")


@pytest.mark.tally
@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_most_read_of_some_days_cost_so_many_queries(client, django_assert_num_queries, count):
    for number in range(count):
        browsed(a_full_story(number), number + 1)

    for path in ("most-read/", "sections/section-0/most-read/30-days/"):
        nothing_is_kept()
        with django_assert_num_queries(9, info=path):
            client.get(f"/zh-hans/{path}")
        with django_assert_num_queries(1, info=path):
            client.get(f"/zh-hans/{path}")


@pytest.mark.tally
@pytest.mark.parametrize("count", [12, 30])
def test_the_home_page_costs_less_where_enough_was_read_in_the_week(
    client, django_assert_num_queries, count
):
    for number in range(count):
        browsed(a_full_story(number), number + 1)

    with django_assert_num_queries(12):
        client.get("/zh-hans/")


@pytest.mark.tally
@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_page_that_is_not_there_costs_little(client, django_assert_num_queries, count):
    editions = [a_full_story(number) for number in range(count)]
    Edition.objects.filter(pk=editions[0].pk).update(status=Status.WITHDRAWN)
    address = editions[0].get_absolute_url()
    client.get("/zh-hans/nothing/")

    with django_assert_num_queries(2):
        nothing = client.get("/zh-hans/nothing/")
    with django_assert_num_queries(4):
        gone = client.get(address)
    with django_assert_num_queries(4):
        missing = client.get("/zh-hans/news/999999/story/")

    assert [each.status_code for each in (nothing, gone, missing)] == [404, 410, 404]


@pytest.fixture
def many() -> Section:
    return make_many()


def make_many() -> Section:
    """One of twenty sections with thousands of stories, ten of each at one moment."""
    text = Revision.objects.get(edition=a_public_edition())
    sections = [a_section(f"s{n}", en=f"Section {n}") for n in range(20)]
    articles = Article.objects.bulk_create(
        Article(section=sections[n % 20], created_at=NOW, title_en=f"Story {n}", slug_en="story")
        for n in range(MANY)
    )
    Edition.objects.bulk_create(
        Edition(
            article=article,
            language="en",
            section=article.section,
            status=Status.PUBLISHED,
            released_at=later(n // 200),
            latest=text,
            public=text,
        )
        for n, article in enumerate(articles)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sections[7]


def plans_of(act) -> str:
    """How the database does what `act` asks of it."""
    with CaptureQueriesContext(connection) as queries:
        act()
    # PostgreSQL says how it does the step of a recursive query only once it has done it.
    explain = "EXPLAIN ANALYZE " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    lines = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            cursor.execute(explain + query["sql"])
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return "\n".join(lines)


def assert_walks(plan: str, *indexes: str) -> None:
    for index in indexes:
        assert index in plan, plan
    assert "SCAN articles_edition\n" not in f"{plan}\n", plan
    assert "Seq Scan on articles_edition" not in plan, plan
    assert "USE TEMP B-TREE" not in plan, plan


def middle(section: Section) -> Edition:
    return Edition.objects.filter(section=section, language="en")[MANY // 40]


def test_neighbours_are_found_along_the_index(many):
    edition = middle(many)

    plan = plans_of(lambda: find_story(edition.article_id, language="en", at=later(10_000)))

    assert plan.count("edition_section_by_release") == 3, plan  # and what is near
    few_are_sorted = re.sub("USE TEMP B-TREE FOR (ORDER BY|GROUP BY)", "", plan)
    assert_walks(few_are_sorted, "edition_section_by_release")


@pytest.mark.parametrize("tags", [0, 1, 3])
def test_related_stories_are_found_along_the_indexes(many, tags):
    edition = middle(many)
    found = [a_tag(f"t{n}", en=f"T{n}", zh_hans=f"标{n}") for n in range(tags)]
    editions = Edition.objects.filter(language="en", status=Status.PUBLISHED)
    TaggedEdition.objects.bulk_create(
        TaggedEdition(edition=each, tag=tag, language="en", released_at=each.released_at)
        for tag in found
        for each in editions
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So few rows are read faster whole than one by one.
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
        else:
            # A site may be without statistics.
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_master")  # reads them again

    plan = plans_of(lambda: numbers_near(edition, tags=[tag.pk for tag in found], at=later(10_000)))

    assert plan.count("taggededition_by_release") == tags, plan
    assert "edition_by_release" not in plan.replace("taggededition_by_release", ""), plan
    few_are_sorted = re.sub("USE TEMP B-TREE FOR (ORDER BY|GROUP BY)", "", plan)
    assert_walks(few_are_sorted, "edition_section_by_release")
    assert "Seq Scan on articles_taggededition" not in plan, plan
    assert "SCAN articles_taggededition" not in plan, plan


@pytest.mark.parametrize("read", [page_before, page_after])
def test_a_deep_page_of_a_section_is_found_along_the_index(many, read):
    edition = middle(many)
    listed = stories.listed(stories.public("en", at=later(10_000)).filter(section=many))

    plan = plans_of(lambda: read(listed, Cursor(released_at=edition.released_at, pk=edition.pk)))

    assert_walks(plan, "edition_section_by_release")


def test_the_first_page_of_a_section_is_found_along_the_index(many):
    listed = stories.listed(stories.public("en", at=later(10_000)).filter(section=many))

    assert_walks(plans_of(lambda: first_page(listed)), "edition_section_by_release")


@pytest.mark.usefixtures("many")
def test_a_feed_is_found_along_the_index():
    everything = stories.public("en", at=later(10_000))

    plan = plans_of(lambda: feeds.newest(everything, "en"))

    sorted_few = plan.replace("USE TEMP B-TREE FOR ORDER BY", "")
    assert_walks(sorted_few, "edition_by_release")
    assert plan.count("edition_by_release") == 1, plan


@pytest.mark.usefixtures("many")
def test_the_files_of_the_sitemap_are_found_along_the_numbers_of_stories(monkeypatch):
    monkeypatch.setattr(sitemap_files, "PER_FILE", 100)

    plan = plans_of(lambda: sitemaps.files_of_stories(at=later(10_000)))

    assert_walks(plan, "article")
    assert "Sort" not in plan, plan


@pytest.mark.usefixtures("many")
def test_a_file_of_the_sitemap_is_one_walk_along_the_numbers_of_stories(monkeypatch):
    monkeypatch.setattr(sitemap_files, "PER_FILE", 100)

    plan = plans_of(lambda: list(sitemaps.find_rows(7, at=later(10_000))))

    assert_walks(plan.replace("USE TEMP B-TREE FOR ORDER BY", ""), "article")


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        (lists.TAG, "taggededition_by_release"),
        (lists.SOURCE, "edition_source_by_release"),
        (lists.TRANSLATOR, "edition_translator_by_release"),
    ],
)
def test_words_with_lists_are_found_by_looks_into_the_index_of_their_stories(many, kind, index):
    word = kind.model.objects.create(slug="ours", name_en="Ours")
    editions = Edition.objects.filter(section=many, language="en")
    if kind is lists.TAG:
        TaggedEdition.objects.bulk_create(
            TaggedEdition(edition=each, tag=word, language="en", released_at=each.released_at)
            for each in editions
        )
    else:
        editions.update(**{kind.page: word})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows are read faster whole than one by one.
            cursor.execute("SET LOCAL enable_seqscan = off")

    files = plans_of(lambda: sitemap_lists.files_of_words(kind, at=later(10_000)))
    entries = plans_of(lambda: list(sitemap_lists.word_entries(kind, 0, at=later(10_000))))

    assert_walks(files, index)
    assert_walks(entries, index)
    assert "hashed" not in files, "the stories of all words are read\n" + files


@pytest.mark.usefixtures("many")
def test_news_are_found_along_the_index():
    plan = plans_of(lambda: news_sitemap.fresh(at=later(10)))

    assert_walks(plan, "edition_by_release")


@pytest.mark.usefixtures("many")
def test_the_newest_stories_are_found_along_the_index():
    plan = plans_of(lambda: stories.latest("en", at=later(10_000)))

    assert_walks(plan, "edition_by_release")


@pytest.fixture
def three_pinned(many) -> None:
    """The oldest of the many."""
    oldest = many.edition_set.filter(language="en").order_by("released_at", "id")[:3]
    pinned = [edition.article_id for edition in oldest]
    Article.objects.filter(pk__in=pinned).update(is_pinned=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("three_pinned")
def test_the_stories_that_stand_first_are_found_along_the_indexes():
    plan = plans_of(lambda: stories.front("en", at=later(10_000)))

    few_are_sorted = plan.replace("USE TEMP B-TREE FOR ORDER BY", "")
    assert_walks(few_are_sorted, "article_pinned", "edition_by_release")
    assert "Seq Scan on articles_article" not in plan, plan
    # Only the newest are looked for among all stories of the language.
    assert plan.count("edition_by_release") == 1, plan


@pytest.mark.usefixtures("three_pinned")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite")
def test_the_pinned_are_found_along_their_index_also_without_statistics():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_master")  # reads them again

    plan = plans_of(lambda: stories.front("en", at=later(10_000)))

    assert "article_pinned" in plan, plan


@pytest.mark.usefixtures("many")
def test_the_columns_of_the_home_page_are_found_along_the_index():
    plan = plans_of(lambda: stories.section_columns("en", at=later(10_000)))

    assert plan.count("edition_section_by_release") == stories.PER_SECTION, plan
    assert "Seq Scan on articles_edition" not in plan, plan
    assert "SCAN articles_edition\n" not in f"{plan}\n", plan


@pytest.fixture
def many_read(many) -> Section:
    """Every story read on one of a hundred days, and as often as its number says in all."""
    editions = list(Edition.objects.filter(language="en", status=Status.PUBLISHED))
    BrowseCount.objects.bulk_create(
        BrowseCount(edition=edition, day=NOW.date() - timedelta(days=n % 100), browses=1 + n % 7)
        for n, edition in enumerate(editions)
    )
    BrowseTotal.objects.bulk_create(
        BrowseTotal(article_id=edition.article_id, start=n) for n, edition in enumerate(editions)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return many


@pytest.mark.parametrize("of", ["language", "section"])
def test_what_was_read_most_in_days_is_found_along_their_index(many_read, of):
    section = many_read if of == "section" else None

    plan = plans_of(lambda: find_most_read("en", period=WEEK, at=later(10_000), section=section))

    few_are_sorted = plan.replace("USE TEMP B-TREE FOR ORDER BY", "")
    # The editions of the period, who are fewer than its rows.
    few_are_summed = few_are_sorted.replace("USE TEMP B-TREE FOR GROUP BY", "")
    assert_walks(few_are_summed, "browsecount_by_day")
    assert "Seq Scan on articles_browsecount" not in plan, plan
    assert "SCAN articles_browsecount" not in plan, plan


@pytest.mark.usefixtures("many_read")
def test_what_was_read_most_ever_is_found_along_the_totals(monkeypatch):
    monkeypatch.setattr(most_read, "WALKED", 50)

    with CaptureQueriesContext(connection) as queries:
        plan = plans_of(lambda: find_most_read("en", period=EVER, at=later(10_000)))

    asked = [query["sql"] for query in queries if not query["sql"].startswith("EXPLAIN")]
    assert len(asked) == 3, "the stories themselves are not sorted"
    assert_walks(plan.replace("USE TEMP B-TREE FOR ORDER BY", ""), "browsetotal_most_first")


@pytest.mark.parametrize("period", PERIODS)
def test_no_list_of_the_most_read_fetches_texts(period):
    browsed(a_public_edition(), 1, on=NOW.date())

    with CaptureQueriesContext(connection) as queries:
        found = find_most_read("en", period=period, at=NOW)

    assert len(found.places) == 1
    assert [query for query in queries if "body" in query["sql"]] == []


@pytest.mark.usefixtures("many")
def test_the_next_change_is_found_along_the_indexes():
    plan = plans_of(lambda: next_changes(at=NOW))

    assert_walks(plan, "edition_by_release", "edition_by_expiry")
