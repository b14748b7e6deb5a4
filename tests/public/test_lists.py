"""The lists of tags, sources, translators and of all news."""

import re

import pytest

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Facts, Release, save_facts
from articles.models import Edition, Source, Tag, Translator
from articles.public.pages import PER_PAGE
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
)
from tests.public.clock import NEVER, later
from tests.public.test_section import titles

pytestmark = pytest.mark.django_db

KINDS = ["tags", "sources", "translators"]
HEADINGS = {"tags": "Tag", "sources": "Source", "translators": "Translator"}


def the_tag() -> Tag:
    return Tag.objects.filter(slug="lake").first() or a_tag("lake", en="Lake", zh_hans="湖")


def a_story(*, language: str = "en", title: str = "", minute: int = 0, **release) -> Edition:
    """A public story under the tag, from the source, by the translator of the slug `lake`."""
    article = an_article(tags=(the_tag(),), source=a_source("lake", en="Lake", zh_hans="湖"))
    translator = a_translator("lake", en="Lake", zh_hans="湖")
    times = {"released_at": later(minute)} | release
    return a_public_edition(
        article, language=language, title=title, release=Release(translator=translator, **times)
    )


def way(page: str, rel: str) -> str | None:
    match = re.search(rf'<a class="\w+" rel="{rel}" href="([^"]+)"', page)
    return match and match[1]


@pytest.mark.parametrize("kind", KINDS)
def test_it_shows_its_stories_newest_first_and_no_others(client, kind):
    a_story(title="Older")
    a_story(title="Newer", minute=1)
    a_story(title="湖", language="zh-hans", minute=2)
    a_story(title="Not yet", released_at=NEVER)
    a_public_edition(title="Another")

    page = client.get(f"/en/{kind}/lake/").content.decode()

    kicker = f'<span class="kicker">{HEADINGS[kind]}</span>'
    assert f'<h1 class="heading">{kicker} Lake</h1>' in page
    assert titles(page) == ["Newer", "Older"]


def test_all_news_are_the_stories_of_all_sections(client):
    a_public_edition(an_article(section=a_section("sports", en="Sports")), title="Older")
    a_public_edition(title="Newer", released_at=later(1))
    a_public_edition(title="湖", language="zh-hans")

    page = client.get("/en/news/").content.decode()

    assert '<h1 class="heading">All news</h1>' in page
    assert titles(page) == ["Newer", "Older"]


@pytest.mark.parametrize("address", [*(f"/en/{kind}/lake/" for kind in KINDS), "/en/news/"])
def test_one_can_walk_to_the_oldest_page_and_back(client, address):
    # Three released at the same moment lie across the border of the first page.
    for n in range(2 * PER_PAGE + 1):
        a_story(title=f"Story {n}", minute=0 if 19 <= n <= 21 else n - 20)

    first = client.get(address).content.decode()
    second = client.get(address + way(first, "next")).content.decode()
    third = client.get(address + way(second, "next")).content.decode()
    back = client.get(address + way(third, "prev")).content.decode()
    top = client.get(address + way(back, "prev"))

    walked = [*titles(first), *titles(second), *titles(third)]
    assert walked == [f"Story {n}" for n in range(2 * PER_PAGE, -1, -1)]
    assert (way(first, "prev"), way(third, "next")) == (None, None)
    assert titles(back) == titles(second)
    assert (top.status_code, top["Location"]) == (302, address)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", ["before=nonsense", "before=1-1", "after=-99999999999999999-1"])
def test_nonsense_instead_of_a_page_is_not_found(client, kind, query):
    a_story()

    assert client.get(f"/en/{kind}/lake/?{query}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_is_public_there_is_no_list(client, kind):
    edition = a_story()
    a_story(released_at=NEVER)
    a_draft(an_article(tags=(the_tag(),), source=a_source("lake")))
    withdraw(edition, by=None, at=NOW)

    answers = [
        client.get(f"/{code}/{kind}/{slug}/")
        for code in ("en", "zh-hans")
        for slug in ("lake", "sea")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [answer.content for answer in answers[::2]] == [
        answer.content for answer in answers[1::2]
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["", None])
def test_without_a_name_in_this_language_it_is_offered_in_the_other(client, kind, name):
    edition = a_story()
    a_story(language="zh-hans")
    model = {"tags": Tag, "sources": Source, "translators": Translator}[kind]
    model.objects.filter(slug="lake").update(name_en=name)

    english, chinese = (client.get(f"/{code}/{kind}/lake/") for code in ("en", "zh-hans"))

    page = english.content.decode()
    assert (edition.language, english.status_code, chinese.status_code) == ("en", 404, 200)
    assert "The list you are looking for is not available in this language." in page
    assert f'<a href="/zh-hans/{kind}/lake/" hreflang="zh-Hans" lang="zh-Hans">中文</a>' in page
    assert 'rel="alternate" hreflang="en"' not in chinese.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_it_leads_to_other_languages_only_where_they_have_stories(client, kind):
    a_story()
    alone = client.get(f"/en/{kind}/lake/").content.decode()
    a_story(language="zh-hans")

    both = client.get(f"/en/{kind}/lake/").content.decode()

    found = [re.findall(r'rel="alternate" hreflang="([^"]+)"', page) for page in (alone, both)]
    assert found == [["en", "x-default"], ["en", "zh-Hans", "x-default"]]


def test_a_story_leads_to_its_lists_and_they_are_there(client):
    page = client.get(a_story().get_absolute_url()).content.decode()

    found = re.findall(r'<a href="(/en/(?:tags|sources|translators)/[^"]+)"', page)
    assert found == ["/en/sources/lake/", "/en/translators/lake/", "/en/tags/lake/"]
    assert [client.get(address).status_code for address in found] == [200] * 3


def test_a_story_that_gets_another_tag_moves_to_its_list(client):
    edition = a_story(title="Skating")
    ice = a_tag("ice", en="Ice", zh_hans="冰")

    save_facts(edition.article, facts=Facts(section=a_section(), tags=[ice]), version=1)

    assert titles(client.get("/en/tags/ice/").content.decode()) == ["Skating"]
    assert client.get("/en/tags/lake/").status_code == 404


def test_home_leads_to_all_news_and_the_foot_of_every_page_to_the_archive(client):
    for n in range(5):
        a_public_edition(released_at=later(n))

    page = client.get("/en/").content.decode()

    assert '<h2><a href="/en/news/">More news</a></h2>' in page
    assert '<a href="/en/archive/">Archive</a>' in page[page.index("<footer") :]


def test_only_reading_is_possible(client):
    answers = [client.post(f"/en/{place}") for place in ("news/", "tags/lake/", "archive/")]

    assert [answer.status_code for answer in answers] == [405] * 3


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        *((f"/en/{kind}/lake/", [f"/en/{kind}/lake/feed.xml"]) for kind in KINDS),
        ("/en/news/", ["/en/feed.xml"]),
        ("/en/archive/2025/", []),
    ],
)
def test_it_leads_to_its_feed_and_the_feed_is_there(client, address, feeds):
    a_story(title="Skating")

    page = client.get(address).content.decode()

    assert re.findall(r'type="application/rss\+xml" title="[^"]+" href="([^"]+)"', page) == feeds
    assert ["Skating" in client.get(feed).content.decode() for feed in feeds] == [True] * len(feeds)
