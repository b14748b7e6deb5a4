"""RSS and JSON Feed of every list, read by programs that follow feeds."""

import json
import re
from datetime import timedelta
from time import time
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_draft, save_release
from articles.models import SiteSettings
from articles.public.machines import json_feed, rss
from articles.public.machines.addresses import with_whole_addresses
from articles.public.machines.feed import Feed, FeedStory
from articles.text.story import written
from articles.text.xml import sayable
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
)
from tests.public.clock import NEVER, later

SITE = "https://news.example.edu.cn"
TEXT = f'<p>See <a href="{SITE}/en/sections/campus/" rel="noopener">campus</a>.</p>'
LISTS = ["/en/", "/en/sections/campus/"]


def a_full_story(language: str = "en"):
    """With everything that a feed tells."""
    tags = (a_tag("lake", en="Lake", zh_hans="湖"), a_tag("silent", en="", zh_hans="静"))
    article = an_article(source=a_source(), tags=tags, cover=an_image())
    people = {"author": ["Ann", "Bo"], "photographer": ["Chen"]}
    return a_public_edition(
        article,
        language=language,
        title="Ice & snow",
        summary="Thick.",
        body='<p>See <a href="/en/sections/campus/">campus</a>.</p>',
        release=Release(released_at=NOW, translator=a_translator(), credits=people),
    )


@pytest.mark.django_db
def test_a_feed_reader_finds_everything_in_the_rss(client):
    edition = a_full_story()
    address = f"{SITE}{edition.get_absolute_url()}"

    answer = client.get("/en/sections/campus/feed.xml")
    read = feedparser.parse(answer.content)

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (read.bozo, read.version, read.encoding) == (False, "rss20", "utf-8")
    assert {name: read.feed[name] for name in ("title", "link", "subtitle", "language", "ttl")} == {
        "title": "Campus · Lakeside News",
        "link": f"{SITE}/en/sections/campus/",
        "subtitle": "Campus · Lakeside News",
        "language": "en",
        "ttl": "15",
    }
    own = [link.href for link in read.feed.links if link.rel == "self"]
    assert own == [f"{SITE}/en/sections/campus/feed.xml"]
    [entry] = read.entries
    assert {name: entry[name] for name in ("title", "link", "summary", "id", "guidislink")} == {
        "title": "Ice & snow",
        "link": address,
        "summary": "Thick.",
        "id": f"{SITE}/en/news/{edition.article_id}/",
        "guidislink": False,
    }
    assert entry.published == "Mon, 10 Mar 2025 10:00:00 +0800"
    assert [tag.term for tag in entry.tags] == ["Campus", "Lake"]
    assert [person.name for person in entry.authors if "name" in person] == ["Ann", "Bo"]
    assert [person.name for person in entry.contributors] == ["Chen", "Basic Courses Department"]
    assert entry.content[0].value == TEXT
    cover = edition.article.cover
    assert [(each.href, each.length, each.type) for each in entry.enclosures] == [
        (f"{SITE}{cover.file.url}", "1000", "image/jpeg")
    ]


@pytest.mark.django_db
def test_the_json_feed_says_the_same(client):
    edition = a_full_story("zh-hans")
    SiteSettings.objects.create(id=1, tagline_zh_hans="湖边的研究")

    answer = client.get("/zh-hans/feed.json")

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    assert answer.json() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "湖滨新闻",
        "home_page_url": f"{SITE}/zh-hans/",
        "feed_url": f"{SITE}/zh-hans/feed.json",
        "description": "湖边的研究",
        "favicon": f"{SITE}/icon.svg",
        "authors": [{"name": "湖滨新闻"}],
        "language": "zh-Hans",
        "items": [
            {
                "id": f"{SITE}/zh-hans/news/{edition.article_id}/",
                "url": f"{SITE}{edition.get_absolute_url()}",
                "title": "Ice & snow",
                "summary": "Thick.",
                "content_html": TEXT,
                "image": f"{SITE}{edition.article.cover.file.url}",
                "date_published": "2025-03-10T10:00:00+08:00",
                "date_modified": "2025-03-10T10:00:00+08:00",
                "authors": [{"name": "Ann"}, {"name": "Bo"}],
                "tags": ["校园", "湖", "静"],
                "language": "zh-Hans",
            }
        ],
    }


@pytest.mark.django_db
def test_a_story_without_a_named_author_is_by_its_source(client):
    a_public_edition(an_article(source=a_source()))

    [item] = client.get("/en/feed.json").json()["items"]

    assert item["authors"] == [{"name": "News Centre"}]
    assert "image" not in item


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_a_feed_is_whole_without_a_story(client, path):
    a_section()

    feed, again = client.get(f"{path}feed.xml"), client.get(f"{path}feed.xml")
    read = feedparser.parse(feed.content)

    assert (read.bozo, read.entries) == (False, [])
    assert client.get(f"{path}feed.json").json()["items"] == []
    assert feed["ETag"] == again["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_the_page_of_a_list_names_its_feeds(client, path):
    a_public_edition()

    page = client.get(path).content.decode()

    for media_type, file in (("rss+xml", "feed.xml"), ("feed+json", "feed.json")):
        assert f'<link rel="alternate" type="application/{media_type}" title="' in page
        assert f'href="{path}{file}">' in page
        assert client.get(f"{path}{file}").status_code == 200


@pytest.mark.django_db
def test_a_feed_tells_the_newest_twenty_first(client):
    editions = [a_public_edition(released_at=later(number)) for number in range(22)]

    items = client.get("/en/feed.json").json()["items"]

    expected = [f"{SITE}{edition.get_absolute_url()}" for edition in editions[:1:-1]]
    assert [item["url"] for item in items] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["feed.xml", "feed.json"])
def test_there_is_no_feed_of_a_list_that_is_not_there(client, file):
    a_section("silent", en="", zh_hans="静")

    missing = [client.get(f"/en/sections/{slug}/{file}").status_code for slug in ("no", "silent")]

    assert missing == [404, 404]
    assert client.get(f"/zh-hans/sections/silent/{file}").status_code == 200
    assert client.post(f"/zh-hans/sections/silent/{file}").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["feed.xml", "feed.json"])
def test_a_feed_is_sent_again_only_when_it_has_changed(client, file):
    edition = a_public_edition()
    first = client.get(f"/en/{file}")
    by_tag = {"if-none-match": first["ETag"]}

    unchanged = client.get(f"/en/{file}", headers=by_tag)
    withdraw(edition, by=None, at=later(5))
    changed = client.get(f"/en/{file}", headers=by_tag)

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert first["Cache-Control"] == client.get("/en/")["Cache-Control"]


@pytest.mark.django_db
def test_an_expiry_changes_a_feed_although_nobody_did_anything(client):
    a_public_edition(release=Release(released_at=NOW, expires_at=later(60)))

    answer = client.get("/en/feed.json")

    assert answer.json()["items"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["feed.xml", "feed.json"])
def test_a_feed_that_was_got_lately_is_sent_when_a_story_has_left_it(client, file):
    edition = a_public_edition(title="Ice")
    first = client.get(f"/en/{file}")
    save_release(edition, release=Release(released_at=NEVER), version=edition.facts_version)

    # A moved release leaves no moment behind that could be compared.
    asked = {"if-modified-since": http_date(time())}
    answer = client.get(f"/en/{file}", headers=asked)

    assert (first.status_code, answer.status_code) == (200, 200)
    assert ("Ice" in first.content.decode(), "Ice" in answer.content.decode()) == (True, False)
    assert "Last-Modified" not in answer


@pytest.mark.django_db
def test_a_correction_is_told_as_such(client):
    edition = a_public_edition(title="Ice")
    save_draft(edition, text=written(title="Thick ice", body="<p>b</p>"), base=1, by=None, at=NOW)
    publish(edition, by=None, at=later(30))

    [item] = client.get("/en/feed.json").json()["items"]

    assert (item["title"], item["date_published"], item["date_modified"]) == (
        "Thick ice",
        "2025-03-10T10:00:00+08:00",
        "2025-03-10T10:30:00+08:00",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("path", ["/en/", "/en/sections/campus/"])
@pytest.mark.parametrize("file", ["feed.xml", "feed.json"])
def test_a_feed_costs_so_many_queries(client, django_assert_num_queries, count, path, file):
    for number in range(count):
        tags = (a_tag(f"tag-{number}", en=f"Tag {number}", zh_hans="签"),)
        a_public_edition(
            an_article(source=a_source(), tags=tags, cover=an_image()),
            release=Release(
                released_at=later(number), translator=a_translator(), credits={"author": ["Ann"]}
            ),
        )

    with django_assert_num_queries(7):
        client.get(f"{path}{file}")
    with django_assert_num_queries(4):
        client.get(f"{path}{file}")


def a_feed(words: str) -> Feed:
    """Whose every word is this one."""
    story = FeedStory(
        identity="https://example.org/1/",
        address="https://example.org/1/x/",
        title=words,
        summary=words,
        body=words,
        released_at=NOW,
        modified_at=NOW + timedelta(hours=1),
        authors=[words],
        contributors=[words],
        categories=[words],
        picture=None,
    )
    return Feed(
        language="zh-hans",
        title=words,
        description=words,
        address="https://example.org/feed.xml",
        page="https://example.org/",
        icon="https://example.org/icon.svg",
        site_name=words,
        stories=[story],
    )


KNOWN = ["]]>", "</script>", "&lt;b>&amp;", "a\x00b\x0b", "\ufffe\uffff", "\ud83d", "🎉", "שלום"]
HOSTILE = st.sampled_from(KNOWN) | st.text(st.characters(exclude_categories=[]), min_size=1)


@given(words=HOSTILE)
def test_no_title_breaks_the_rss(words):
    channel = ET.fromstring(rss.written(a_feed(words)))[0]

    # XML reads every line end as a newline.
    told = sayable(words).replace("\r\n", "\n").replace("\r", "\n")
    item = channel.find("item")
    said = [channel.find("title"), item.find("title"), item.find("description")]
    said.append(item.find("{http://purl.org/dc/elements/1.1/}creator"))
    said.append(item.find("{http://purl.org/rss/1.0/modules/content/}encoded"))
    assert [each.text or "" for each in said] == [told] * 5


@given(words=HOSTILE)
def test_no_title_breaks_the_json_feed(words):
    feed = json.loads(json_feed.written(a_feed(words)))

    told = re.sub("[\ud800-\udfff\ufffe\uffff]", "", words)
    [item] = feed["items"]
    assert (item["title"], item["content_html"], item["authors"]) == (told, told, [{"name": told}])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="/en/">x</a>', f'<a href="{SITE}/en/">x</a>'),
        ('<a href="https://a.org/">x</a>', '<a href="https://a.org/">x</a>'),
        ('<a href="mailto:a@b.cn">x</a>', '<a href="mailto:a@b.cn">x</a>'),
        (
            '<img src="/media/a.jpg" alt=" src=&quot;/x&quot;">',
            f'<img src="{SITE}/media/a.jpg" alt=" src=&quot;/x&quot;">',
        ),
        (
            '<source srcset="/media/a.webp 480w, /media/b.webp 960w" sizes="92vw">',
            f'<source srcset="{SITE}/media/a.webp 480w, {SITE}/media/b.webp 960w" sizes="92vw">',
        ),
        ('<p> href="/en/" is code</p>', '<p> href="/en/" is code</p>'),
    ],
)
def test_addresses_in_a_text_become_whole(body, expected):
    assert with_whole_addresses(body) == expected
