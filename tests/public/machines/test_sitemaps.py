"""The sitemaps, held against a schema of the protocol, and robots.txt."""

import re
from functools import partial
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from xmlschema import XMLSchema

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import SiteSettings
from articles.public.machines import news_sitemap, sitemap_files
from articles.public.machines.sitemap import SITEMAP, document, element
from articles.text.story import written
from articles.text.xml import sayable
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    a_withdrawn_edition,
    an_article,
)
from tests.public.clock import NEVER, later

SITE = "https://news.example.edu.cn"
SCHEMA = XMLSchema(Path(__file__).parents[2] / "data/schemas/sitemap.xsd")


def read(client, path: str) -> list[dict]:
    """What stands in a sitemap, if it keeps the schema."""
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    SCHEMA.validate(answer.content.decode())
    found = SCHEMA.to_dict(answer.content.decode())
    return found.get("url") or found.get("sitemap") or []


def addresses(entries: list[dict]) -> list[str]:
    return [entry["loc"].removeprefix(SITE) for entry in entries]


def ways(entry: dict) -> list[tuple[str, str]]:
    return [(link["@hreflang"], link["@href"]) for link in entry["xhtml:link"]]


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(sitemap_files, "PER_FILE", 2)


@pytest.fixture
def one_file(monkeypatch):
    """PostgreSQL counts on from test to test: every number so far belongs to the first file."""
    monkeypatch.setattr(sitemap_files, "PER_FILE", 10**9)


@pytest.fixture
def clock(monkeypatch):
    """The clock of the views; a test puts it forward."""

    class Clock:
        now = NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.now)
    return Clock


@pytest.mark.django_db
@pytest.mark.usefixtures("small_files")
def test_the_index_names_the_pages_and_every_file_that_has_stories(client):
    articles = [an_article() for _ in range(7)]
    first = articles[0].pk // 2
    for article in (articles[0], articles[-1]):
        a_public_edition(article, released_at=later(1))

    named = read(client, "/sitemap.xml")

    assert named == [
        {"loc": f"{SITE}/sitemap-pages.xml"},
        *(
            {
                "loc": f"{SITE}/sitemap-stories-{number}.xml",
                "lastmod": "2025-03-10T10:01:00+08:00",
            }
            for number in (first, articles[-1].pk // 2)
        ),
        {"loc": f"{SITE}/sitemap-archive-20.xml"},
    ]
    assert [client.get(path).status_code for path in addresses(named)] == [200] * 4
    assert client.get(f"/sitemap-stories-{first + 1}.xml").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("one_file")
def test_a_story_stands_in_the_sitemap_once_for_each_public_language(client):
    article, chinese_only = an_article(), an_article()
    english = a_public_edition(article, title="Ice")
    chinese = a_public_edition(article, language="zh-hans", title="冰", released_at=later(1))
    a_public_edition(chinese_only, released_at=NEVER)
    alone = a_public_edition(chinese_only, language="zh-hans", title="雪", released_at=later(2))

    urls = read(client, "/sitemap-stories-0.xml")

    both = [
        ("en", SITE + english.get_absolute_url()),
        ("zh-Hans", SITE + chinese.get_absolute_url()),
        ("x-default", SITE + english.get_absolute_url()),
    ]
    own = SITE + alone.get_absolute_url()
    assert [(url["loc"], url["lastmod"], ways(url)) for url in urls] == [
        (both[0][1], "2025-03-10T10:00:00+08:00", both),
        (both[1][1], "2025-03-10T10:01:00+08:00", both),
        (own, "2025-03-10T10:02:00+08:00", [("zh-Hans", own), ("x-default", own)]),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("one_file")
def test_a_correction_is_a_change_and_a_first_publishing_before_the_release_is_none(client):
    edition = a_public_edition(released_at=later(10))
    first = read(client, "/sitemap-stories-0.xml")[0]["lastmod"]
    save_draft(edition, text=written(title="New", body="<p>b</p>"), base=1, by=None, at=NOW)
    publish(edition, by=None, at=later(30))

    assert first == "2025-03-10T10:10:00+08:00"
    assert read(client, "/sitemap-stories-0.xml")[0]["lastmod"] == "2025-03-10T10:30:00+08:00"
    assert read(client, "/sitemap.xml")[1]["lastmod"] == "2025-03-10T10:30:00+08:00"


@pytest.mark.django_db
@pytest.mark.usefixtures("small_files")
def test_what_becomes_of_other_stories_moves_none_to_another_file(client):
    editions = [a_public_edition() for _ in range(6)]
    number = editions[2].article_id // 2
    before = client.get(f"/sitemap-stories-{number}.xml").content

    for edition in (editions[0], editions[5]):
        withdraw(edition, by=None, at=NOW)
    a_public_edition()

    assert client.get(f"/sitemap-stories-{number}.xml").content == before


@pytest.mark.django_db
def test_every_page_and_list_stands_in_the_sitemap_of_pages(client):
    a_section()
    a_section("silent", en="", zh_hans="静")

    found = read(client, "/sitemap-pages.xml")

    assert addresses(found) == [
        "/en/",
        "/zh-hans/",
        "/en/news/",
        "/zh-hans/news/",
        "/en/archive/",
        "/zh-hans/archive/",
        "/en/about-browse-times/",
        "/zh-hans/about-browse-times/",
        "/en/most-read/",
        "/zh-hans/most-read/",
        "/en/most-read/30-days/",
        "/zh-hans/most-read/30-days/",
        "/en/most-read/all-time/",
        "/zh-hans/most-read/all-time/",
        "/en/sections/campus/",
        "/zh-hans/sections/campus/",
        "/zh-hans/sections/silent/",
    ]


def lists_named(client) -> list[str]:
    """In all the files that the index names, but those of stories and pages."""
    files = [
        path
        for path in addresses(read(client, "/sitemap.xml"))
        if "stories" not in path and "pages" not in path
    ]
    return [address for path in files for address in addresses(read(client, path))]


@pytest.mark.django_db
def test_the_lists_of_words_and_months_are_named_where_they_have_a_public_story(client):
    lake = a_tag("lake", en="Lake", zh_hans="湖")
    ours = an_article(tags=(lake, a_tag("ice", en="", zh_hans="冰")), source=a_source())
    a_public_edition(ours, release=Release(released_at=NOW, translator=a_translator()))
    chinese = an_article(tags=(lake,))
    a_public_edition(chinese, language="zh-hans", released_at=later(60 * 24 * 30))

    assert lists_named(client) == [
        "/en/tags/lake/",
        "/zh-hans/tags/lake/",
        "/en/sources/news-centre/",
        "/en/translators/basic-courses/",
        "/en/archive/2025/",
        "/zh-hans/archive/2025/",
        "/en/archive/2025/03/",
        "/zh-hans/archive/2025/04/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hide", [a_draft, a_withdrawn_edition, partial(a_public_edition, released_at=NEVER)]
)
def test_no_list_is_named_of_which_no_story_is_public(client, hide):
    hide(an_article(tags=(a_tag("lake", en="Lake", zh_hans="湖"),), source=a_source()))

    assert addresses(read(client, "/sitemap.xml")) == ["/sitemap-pages.xml"]
    for name in ("tags", "sources", "translators"):
        assert client.get(f"/sitemap-{name}-0.xml").status_code == 404
    assert client.get("/sitemap-archive-20.xml").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("small_files")
def test_what_becomes_of_other_tags_moves_none_to_another_file(client):
    tags = [a_tag(f"t{n}", en=f"T{n}", zh_hans=f"标{n}") for n in range(6)]
    editions = [a_public_edition(an_article(tags=(tag,))) for tag in tags]
    file = f"/sitemap-tags-{tags[2].pk // 2}.xml"
    before = addresses(read(client, file))

    for number in (0, 3, 4, 5):
        withdraw(editions[number], by=None, at=NOW)

    assert "/en/tags/t2/" in before
    assert addresses(read(client, file)) == [path for path in before if path != "/en/tags/t3/"]
    named = [path for path in addresses(read(client, "/sitemap.xml")) if "tags" in path]
    assert named == sorted({f"/sitemap-tags-{tag.pk // 2}.xml" for tag in tags[1:3]})


@pytest.mark.django_db
def test_an_archive_has_a_file_for_each_century(client):
    for year in (1999, 2000):
        a_public_edition(released_at=NOW.replace(year=year))

    assert lists_named(client) == [
        "/en/archive/1999/",
        "/en/archive/1999/03/",
        "/en/archive/2000/",
        "/en/archive/2000/03/",
    ]
    assert client.get("/sitemap-archive-30.xml").status_code == 404


@pytest.mark.django_db
def test_a_page_says_of_itself_what_the_sitemap_says_of_it(client):
    article = an_article(
        source=a_source(),
        tags=(a_tag("lake", en="Lake", zh_hans="湖"), a_tag("ice", en="", zh_hans="冰")),
    )
    a_public_edition(article, release=Release(released_at=NOW, translator=a_translator()))
    a_public_edition(article, language="zh-hans")
    a_public_edition(language="zh-hans", released_at=NOW.replace(year=2024))
    files = addresses(read(client, "/sitemap.xml"))
    urls = [url for file in files for url in read(client, file)]
    assert len(files) == 6

    for url in urls:
        page = client.get(url["loc"].removeprefix(SITE))
        text = page.content.decode()
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{url["loc"]}">' in text
        found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text)
        assert found == ways(url)
        assert "noindex" not in text + str(page.headers)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_file")
@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_sitemap_costs_so_many_queries(client, django_assert_num_queries, count):
    tags = tuple(a_tag(f"t{n}", en=f"T{n}", zh_hans=f"标{n}") for n in range(count))
    for number in range(count):
        a_public_edition(an_article(tags=tags), released_at=later(number))

    with django_assert_num_queries(11):
        client.get("/sitemap.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap.xml")
    with django_assert_num_queries(2):
        client.get("/sitemap-pages.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap-stories-0.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap-tags-0.xml")
    with django_assert_num_queries(2):
        client.get("/sitemap-archive-20.xml")
    with django_assert_num_queries(4):
        client.get("/news-sitemap.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 6])
def test_the_index_costs_as_much_for_any_number_of_files(
    client, django_assert_num_queries, monkeypatch, count
):
    monkeypatch.setattr(sitemap_files, "PER_FILE", 1)
    for number in range(count):
        tag = a_tag(f"t{number}", en=f"T{number}", zh_hans=f"标{number}")
        a_public_edition(an_article(tags=(tag,)))

    with django_assert_num_queries(11):
        named = addresses(read(client, "/sitemap.xml"))

    assert len(named) == 2 + 2 * count


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 40, str(sitemap_files.LARGEST_FILE), "400000"])
@pytest.mark.parametrize("of", ["stories", "tags", "sources", "translators", "archive"])
def test_there_is_no_empty_file(client, of, number):
    a_public_edition(an_article(tags=(a_tag("lake", en="Lake", zh_hans="湖"),)))

    assert client.get(f"/sitemap-{of}-{number}.xml").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("one_file")
@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-stories-0.xml"])
def test_a_sitemap_is_sent_again_only_when_it_has_changed(client, path):
    edition = a_public_edition()
    first = client.get(path)
    asked = {"if-none-match": first["ETag"]}

    unchanged = client.get(path, headers=asked)
    withdraw(edition, by=None, at=later(5))
    a_public_edition(an_article(section=a_section("new", en="New", zh_hans="新")))

    assert (first.status_code, unchanged.status_code) == (200, 304)
    assert client.get(path, headers=asked).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("one_file")
def test_the_index_learns_of_a_release_of_any_language_at_its_second(client, clock):
    a_public_edition(language="zh-hans", released_at=later(1))
    before = read(client, "/sitemap.xml")

    clock.now = later(1)

    assert addresses(before) == ["/sitemap-pages.xml"]
    assert addresses(read(client, "/sitemap.xml")) == [
        "/sitemap-pages.xml",
        "/sitemap-stories-0.xml",
        "/sitemap-archive-20.xml",
    ]


@pytest.mark.django_db
def test_news_are_the_stories_of_two_days_the_newest_first(client, clock):
    clock.now = later(48 * 60)
    a_public_edition(released_at=NOW)
    english = a_public_edition(title="Ice", released_at=later(1))
    chinese = a_public_edition(language="zh-hans", title="冰", released_at=later(2))
    a_public_edition(released_at=NEVER)
    a_public_edition(release=Release(released_at=later(3), expires_at=later(4)))
    SiteSettings.objects.create(id=1, name_en="Lake News")

    urls = read(client, "/news-sitemap.xml")

    assert urls == [
        {
            "loc": SITE + chinese.get_absolute_url(),
            "news:news": [
                {
                    "news:publication": {"news:name": "湖滨新闻", "news:language": "zh-cn"},
                    "news:publication_date": "2025-03-10T10:02:00+08:00",
                    "news:title": "冰",
                }
            ],
        },
        {
            "loc": SITE + english.get_absolute_url(),
            "news:news": [
                {
                    "news:publication": {"news:name": "Lake News", "news:language": "en"},
                    "news:publication_date": "2025-03-10T10:01:00+08:00",
                    "news:title": "Ice",
                }
            ],
        },
    ]


@pytest.mark.django_db
def test_news_are_at_most_so_many_of_all_languages_together(client, clock, monkeypatch):
    monkeypatch.setattr(news_sitemap, "MOST", 3)
    clock.now = later(60)
    for number in range(4):
        a_public_edition(title=f"e{number}", released_at=later(number))
        a_public_edition(language="zh-hans", title=f"z{number}", released_at=later(number))

    urls = read(client, "/news-sitemap.xml")

    assert [url["news:news"][0]["news:title"] for url in urls] == ["z3", "e3", "z2"]


@pytest.mark.django_db
def test_the_sitemaps_are_whole_without_a_story(client):
    assert read(client, "/news-sitemap.xml") == []
    assert addresses(read(client, "/sitemap.xml")) == ["/sitemap-pages.xml"]


@given(words=st.text(st.characters(exclude_categories=[]), min_size=1) | st.just("]]></url>&"))
def test_no_title_breaks_a_sitemap(words):
    content = document("urlset", [element("title", words)], namespaces=SITEMAP)

    [read] = ET.fromstring(content)
    assert (read.text or "") == sayable(words).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.django_db
def test_robots_are_told_what_to_leave_and_where_to_begin(client):
    answer = client.get("/robots.txt")

    robots = RobotFileParser()
    robots.parse(answer.content.decode().splitlines())
    edition = a_public_edition()
    allowed = ["/en/", edition.get_absolute_url(), "/en/feed.xml", "/media/x.jpg", "/static/x.css"]
    closed = ["/admin/", "/admin/x", "/en/preview/1/", "/zh-hans/preview/1/", "/en/search/?q=x"]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert [path for path in allowed if not robots.can_fetch("Googlebot", path)] == []
    assert [path for path in closed if robots.can_fetch("Googlebot", path)] == []
    assert robots.site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/news-sitemap.xml"]
    assert [client.get(path.removeprefix(SITE)).status_code for path in robots.site_maps()] == [
        200,
        200,
    ]


@pytest.mark.django_db
def test_no_sitemap_fetches_texts(client):
    a_public_edition(released_at=NOW)

    with CaptureQueriesContext(connection) as queries:
        for path in [*addresses(read(client, "/sitemap.xml")), "/sitemap.xml", "/news-sitemap.xml"]:
            client.get(path)

    assert [query["sql"] for query in queries if "body" in query["sql"]] == []
