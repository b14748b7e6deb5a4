"""What the head of a page tells programs: cards for other sites, and facts in JSON-LD."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.editorial.workflow import publish
from articles.editorial.writing import Release, save_draft
from articles.models import Department, Edition, SiteSettings
from articles.public.machines.linked_data import known, written
from articles.text.story import written as text
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    a_withdrawn_edition,
    an_article,
    an_image,
)
from tests.public.clock import NEVER, later

SITE = "https://news.example.edu.cn"
# What Google's documentation of articles recommends, and what schema.org knows of a NewsArticle.
RECOMMENDED = {"author", "dateModified", "datePublished", "headline", "image"}
KNOWN = RECOMMENDED | {
    *("@context", "@type", "@id", "mainEntityOfPage", "description", "inLanguage", "keywords"),
    *("articleSection", "isAccessibleForFree", "publisher", "editor", "sourceOrganization"),
    *("translator", "translationOfWork", "workTranslation"),
}


class Scripts(HTMLParser):
    """Reads a page as a browser does: what stands in its blocks of JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.is_inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.is_inside = (tag, dict(attrs).get("type")) == ("script", "application/ld+json")

    def handle_endtag(self, _tag):
        self.is_inside = False

    def handle_data(self, data):
        if self.is_inside:
            self.found.append(data)


def facts(client, address: str) -> dict:
    """The one block of JSON-LD on the page."""
    scripts = Scripts()
    scripts.feed(client.get(address).content.decode())
    [found] = scripts.found
    return json.loads(found)


def cards(client, address: str) -> list[tuple[str, str]]:
    page = client.get(address).content.decode()
    wanted = r'<meta (?:property|name)="((?:og|twitter|article):[^"]+)" content="([^"]*)">'
    return [each for each in re.findall(wanted, page) if not each[0].startswith("og:image")]


def a_translated_story() -> tuple[Edition, Edition]:
    """In Chinese, and in English as it was translated from that."""
    cover = an_image()
    tags = (a_tag("lake", en="Lake", zh_hans="湖"), a_tag("ice", en="Ice", zh_hans="冰"))
    article = an_article(source=a_source(), tags=tags, cover=cover)
    chinese = a_public_edition(article, language="zh-hans", title="湖结冰了", released_at=NOW)
    people = {"author": ["Ann", "Bo"], "editor": ["Chen"], "photographer": ["Dai"]}
    english = a_public_edition(
        article,
        title="The lake froze",
        summary="It is thick.",
        release=Release(
            released_at=later(5),
            translator=a_translator(),
            translated_from="zh-hans",
            credits=people,
        ),
    )
    return chinese, english


@pytest.mark.django_db
def test_a_story_tells_search_engines_all_about_itself(client):
    chinese, english = a_translated_story()
    cover = english.article.cover
    address = SITE + english.get_absolute_url()

    told = facts(client, english.get_absolute_url())

    assert told == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": "The lake froze",
        "description": "It is thick.",
        "inLanguage": "en",
        "datePublished": "2025-03-10T10:05:00+08:00",
        "dateModified": "2025-03-10T10:05:00+08:00",
        "articleSection": "Campus",
        "keywords": ["Lake", "Ice"],
        "isAccessibleForFree": True,
        "image": [
            {
                "@type": "ImageObject",
                "url": f"{SITE}{cover.file.url}",
                "width": 1200,
                "height": 800,
            }
        ],
        "author": [{"@type": "Person", "name": "Ann"}, {"@type": "Person", "name": "Bo"}],
        "editor": [{"@type": "Person", "name": "Chen"}],
        "sourceOrganization": {"@type": "Organization", "name": "News Centre"},
        "translator": {"@type": "Person", "name": "Basic Courses Department"},
        "publisher": {
            "@type": "Organization",
            "name": "Lakeside News",
            "url": SITE,
            "logo": {"@type": "ImageObject", "url": f"{SITE}/icon.svg"},
        },
        "translationOfWork": {
            "@type": "NewsArticle",
            "@id": SITE + chinese.get_absolute_url(),
            "inLanguage": "zh-Hans",
        },
    }


@pytest.mark.django_db
def test_the_original_names_its_translation_in_return(client):
    chinese, english = a_translated_story()

    told = facts(client, chinese.get_absolute_url())

    assert told["workTranslation"] == [
        {"@type": "NewsArticle", "@id": SITE + english.get_absolute_url(), "inLanguage": "en"}
    ]
    assert told["inLanguage"] == "zh-Hans"
    assert told["author"] == [{"@type": "Organization", "name": "新闻中心"}]
    assert "translationOfWork" not in told


@pytest.mark.django_db
def test_no_translation_is_named_that_is_not_public(client):
    article = an_article()
    release = Release(released_at=NEVER, translated_from="zh-hans")
    chinese = a_public_edition(article, language="zh-hans")
    a_public_edition(article, release=release)

    assert "workTranslation" not in facts(client, chinese.get_absolute_url())


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_story_has_what_search_engines_ask_for_and_nothing_they_do_not_know(client, language):
    plain, full = a_public_edition(language=language), a_translated_story()

    for edition in (plain, *full):
        told = facts(client, edition.get_absolute_url())
        assert RECOMMENDED <= told.keys() <= KNOWN
        assert None not in told.values()
        assert all(person["name"] for person in told["author"])


@pytest.mark.django_db
def test_a_department_that_translates_is_an_organization(client):
    department = Department.objects.create(slug="basic", name_en="Basic Courses")
    translator = a_translator()
    translator.department = department
    translator.save()
    edition = a_public_edition(release=Release(released_at=NOW, translator=translator))

    told = facts(client, edition.get_absolute_url())

    assert told["translator"] == {"@type": "Organization", "name": "Basic Courses Department"}


@pytest.mark.django_db
def test_a_story_of_nobody_is_by_the_site_with_its_logo(client):
    logo = an_image()
    SiteSettings.objects.create(id=1, name_en="Lake News", logo=logo)

    told = facts(client, a_public_edition().get_absolute_url())

    assert told["author"] == [{"@type": "Organization", "name": "Lake News"}]
    assert told["publisher"]["logo"] == {
        "@type": "ImageObject",
        "url": f"{SITE}{logo.file.url}",
        "width": 1200,
        "height": 800,
    }
    assert told["image"][0]["url"].endswith(".png")


@pytest.mark.django_db
def test_a_correction_moves_only_the_date_of_change(client):
    edition = a_public_edition()
    save_draft(edition, text=text(title="New", body="<p>b</p>"), base=1, by=None, at=NOW)
    publish(edition, by=None, at=later(30))
    edition.article.refresh_from_db()

    told = facts(client, edition.get_absolute_url())
    card = dict(cards(client, edition.get_absolute_url()))

    dates = ("2025-03-10T10:00:00+08:00", "2025-03-10T10:30:00+08:00")
    assert (told["datePublished"], told["dateModified"]) == dates
    assert card["article:published_time"] == "2025-03-10T10:00+08:00"
    assert card["article:modified_time"] == "2025-03-10T10:30+08:00"


@pytest.mark.django_db
def test_a_release_known_by_its_day_is_told_as_a_day(client):
    edition = a_public_edition()
    Edition.objects.update(has_release_time=False)

    told = facts(client, edition.get_absolute_url())

    assert told["datePublished"] == "2025-03-10"
    assert dict(cards(client, edition.get_absolute_url()))["article:published_time"] == "2025-03-10"


@pytest.mark.django_db
def test_a_story_has_a_card_for_other_sites(client):
    chinese, english = a_translated_story()

    assert cards(client, english.get_absolute_url()) == [
        ("og:description", "It is thick."),
        ("og:type", "article"),
        ("og:title", "The lake froze"),
        ("article:published_time", "2025-03-10T10:05+08:00"),
        ("article:modified_time", "2025-03-10T10:05+08:00"),
        ("article:section", "Campus"),
        ("article:tag", "Lake"),
        ("article:tag", "Ice"),
        ("og:url", SITE + english.get_absolute_url()),
        ("og:site_name", "Lakeside News"),
        ("og:locale", "en_US"),
        ("og:locale:alternate", "zh_CN"),
        ("twitter:card", "summary_large_image"),
    ]
    locales = [each for each in cards(client, chinese.get_absolute_url()) if "locale" in each[0]]
    assert locales == [("og:locale:alternate", "en_US"), ("og:locale", "zh_CN")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/en/", "Lakeside News"),
        ("/en/sections/campus/", "Campus"),
        ("/en/most-read/", "Most read in the last 7 days"),
        ("/en/about-browse-times/", "How browse times are counted"),
    ],
)
def test_every_other_page_has_one_too(client, path, title):
    a_section()

    told = cards(client, path)

    assert len(dict(told)) == len(told), "nothing is told twice"
    wanted = ("og:type", "og:title", "og:url", "og:site_name", "twitter:card")
    assert [dict(told)[name] for name in wanted] == [
        "website",
        title,
        SITE + path,
        "Lakeside News",
        "summary_large_image",
    ]


@pytest.mark.django_db
def test_the_home_page_tells_whose_site_it_is(client):
    SiteSettings.objects.create(id=1, tagline_zh_hans="湖边")

    assert facts(client, "/zh-hans/") == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": f"{SITE}/zh-hans/",
        "url": f"{SITE}/zh-hans/",
        "name": "湖滨新闻",
        "description": "湖边",
        "inLanguage": "zh-Hans",
        "publisher": {
            "@type": "Organization",
            "name": "湖滨新闻",
            "url": SITE,
            "logo": {"@type": "ImageObject", "url": f"{SITE}/icon.svg"},
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{SITE}/zh-hans/search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/en/sections/campus/", "Campus"),
        ("/en/most-read/30-days/", "Most read in the last 30 days"),
    ],
)
def test_a_list_tells_the_way_from_the_home_page(client, path, name):
    a_section()

    assert facts(client, path) == {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Lakeside News", "item": f"{SITE}/en/"},
            {"@type": "ListItem", "position": 2, "name": name, "item": SITE + path},
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/en/nothing/", 404), ("/en/news/999999/x/", 404), ("withdrawn", 410)]
)
def test_a_page_that_is_not_there_tells_nothing_and_is_not_to_be_found(client, path, status):
    if path == "withdrawn":
        path = a_withdrawn_edition().get_absolute_url()

    answer = client.get(path)

    page = answer.content.decode()
    assert answer.status_code == status
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page
    assert "og:" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!-- <script>", 'a "b" \\ &lt; c', "שלום 🎉"]
)
def test_no_title_breaks_the_head(client, title):
    edition = a_public_edition(title=title, summary=title)

    told = facts(client, edition.get_absolute_url())

    assert (told["headline"], told["description"]) == (title, title)


@given(words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.just("</script>"))
def test_no_word_ends_the_block_it_stands_in(words):
    block = written({"headline": words})

    assert json.loads(block) == {"@context": "https://schema.org", "headline": words}
    assert re.search("[<>&\u2028\u2029]", block) is None


def test_what_is_not_known_is_left_out():
    empty = {"a": "", "b": None, "c": [], "d": {"e": "", "f": 0}, "g": [{"h": ""}], "i": False}

    assert known(empty) == {"d": {"f": 0}, "g": [{}], "i": False}
