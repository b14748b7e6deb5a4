"""What is not public does not come out, at any public address, in any part of an answer.

The addresses are those of the URL table: one that nobody walks here fails the first test.
"""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver

from articles.editorial.vocabulary import kind_of
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release, save_draft, save_release
from articles.models import Attachment, Edition, OldAddress, OldSlug
from articles.public.machines import sitemap_files
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
    browsed,
)
from tests.public.clock import NEVER, later

pytestmark = pytest.mark.django_db

SECRET = "secretword"


@pytest.fixture(autouse=True)
def one_file(monkeypatch):
    """PostgreSQL counts on from test to test: every number so far belongs to the first file."""
    monkeypatch.setattr(sitemap_files, "PER_FILE", 10**9)


def loud_article():
    """Pinned, read by thousands, with a picture, a tag, an attachment: it wants to be seen."""
    attachment = Attachment(title_en=SECRET, title_zh_hans=SECRET, media_type="text/plain", size=1)
    attachment.file.save("x.txt", ContentFile(b"x"), save=True)
    article = an_article(
        is_pinned=True,
        cover=an_image(alt_en=SECRET, alt_zh_hans=SECRET),
        source=a_source(SECRET, en=SECRET, zh_hans=SECRET),
        tags=(a_tag(SECRET, en=SECRET, zh_hans=SECRET),),
    )
    article.attachments.add(attachment)
    for edition in article.editions.all():
        browsed(edition, 99_999)
    OldAddress.objects.create(article=article, path="/old.htm")
    OldAddress.objects.create(article=article, path="/old.jsp?id=7", language="zh-hans")
    OldAddress.objects.create(attachment=attachment, path="/file.jsp?id=7")
    for word in (article.source, article.tags.get()):
        OldSlug.objects.create(slug="earlier", **{kind_of(word): word})
    return article


def release(**times) -> Release:
    translator = a_translator(SECRET, en=SECRET, zh_hans=SECRET)
    return Release(**times, translator=translator, credits={"author": [SECRET]})


OLD = ("old.jsp?id=7&from=x", "file.jsp?id=7", "en/sources/earlier/", "en/tags/earlier/")
CURSOR = "before=99999999999999999-1"
PERIODS = ("30-days/", "all-time/")
# What is asked for at each address of the table. `{id}` is the number of the hidden story; what
# stands below `<lang>/` is asked for in every language. Every list has further pages and feeds.
LISTS = {
    "<lang>/": "",
    "<lang>/sections/<slug:slug>/": "sections/campus/",
    "<lang>/tags/<slug:slug>/": f"tags/{SECRET}/",
    "<lang>/sources/<slug:slug>/": f"sources/{SECRET}/",
    "<lang>/translators/<slug:slug>/": f"translators/{SECRET}/",
}
FEEDS = {
    f"{route}{feed}": [f"{way}{feed}"]
    for route, way in LISTS.items()
    for feed in ("feed.xml", "feed.json")
}
# Where the loud article is heard once it is public.
HEARD = {
    "sitemap-stories-<int:number>.xml": ["sitemap-stories-0.xml"],
    "sitemap-tags-<int:number>.xml": ["sitemap-tags-0.xml"],
    "sitemap-sources-<int:number>.xml": ["sitemap-sources-0.xml"],
    "sitemap-translators-<int:number>.xml": ["sitemap-translators-0.xml"],
    **{route: [way] for route, way in LISTS.items()},
    **FEEDS,
    "<lang>/sections/<slug:slug>/most-read/": ["sections/campus/most-read/"],
    "<lang>/sections/<slug:slug>/most-read/<period:period>/": [
        f"sections/campus/most-read/{period}" for period in PERIODS
    ],
    "<lang>/news/": ["news/"],
    "<lang>/archive/<year:year>/": ["archive/2025/"],
    "<lang>/archive/<year:year>/<month:month>/": ["archive/2025/03/"],
    "<lang>/most-read/": ["most-read/"],
    "<lang>/most-read/<period:period>/": [f"most-read/{period}" for period in PERIODS],
    # By another word of the same story: what is typed stands on the page that answers.
    "<lang>/search/": ["search/?q=lantern", "search/?q=lantern&order=newest"],
}
WALKED = {
    **HEARD,
    **{route: [way, f"{way}?{CURSOR}"] for route, way in LISTS.items()},
    "<lang>/news/": ["news/", f"news/?{CURSOR}"],
    "<lang>/archive/": ["archive/"],
    "<lang>/archive/<year:year>/": ["archive/2025/", "archive/2199/", f"archive/2025/?{CURSOR}"],
    "<lang>/archive/<year:year>/<month:month>/": ["archive/2025/03/", "archive/2199/01/"],
    "": ["", "old.htm", "nothing/", "en/nothing/", "zh-hans/nothing/", *OLD],
    "icon.svg": ["icon.svg"],
    "robots.txt": ["robots.txt"],
    "sitemap.xml": ["sitemap.xml"],
    "news-sitemap.xml": ["news-sitemap.xml"],
    "sitemap-pages.xml": ["sitemap-pages.xml"],
    "sitemap-archive-<int:number>.xml": ["sitemap-archive-20.xml", "sitemap-archive-21.xml"],
    "health/live": ["health/live"],
    "health/ready": ["health/ready"],
    "media/<path:name>": ["media/pictures/nothing.jpg"],
    "<lang>/about-browse-times/": ["about-browse-times/"],
    "<lang>/preview/<article_id:article_id>/": ["preview/{id}/"],
    "<lang>/share-<slug:version>.png": ["share-0.png"],
    "<lang>/news/<article_id:article_id>/share-<slug:version>.png": ["news/{id}/share-0.png"],
    "<lang>/news/<article_id:article_id>/<str:slug>/": [
        f"news/{{id}}/{slug}/" for slug in (SECRET, "story")
    ],
}
WORDS = {"title": SECRET, "summary": SECRET, "body": f"<p>{SECRET} lantern</p>"}


def draft() -> Edition:
    return a_draft(loud_article(), release=release(released_at=later(1)), **WORDS)


def scheduled() -> Edition:
    return a_public_edition(loud_article(), release=release(released_at=NEVER), **WORDS)


def expired() -> Edition:
    times = {"released_at": later(1), "expires_at": later(2)}
    return a_public_edition(loud_article(), release=release(**times), **WORDS)


def withdrawn() -> Edition:
    edition = a_public_edition(loud_article(), release=release(released_at=later(-1)), **WORDS)
    withdraw(edition, by=None, at=NOW)
    return edition


def withdrawn_before_its_release() -> Edition:
    edition = a_public_edition(loud_article(), release=release(released_at=later(1)), **WORDS)
    withdraw(edition, by=None, at=NOW)
    return edition


def put_off() -> Edition:
    edition = a_public_edition(loud_article(), release=release(released_at=later(-1)), **WORDS)
    version = edition.facts_version
    save_release(edition, release=release(released_at=NEVER), version=version, at=NOW)
    return edition


HIDDEN = {
    draft: 404,
    scheduled: 404,
    withdrawn_before_its_release: 404,
    expired: 410,
    withdrawn: 410,
    put_off: 410,
}
NEVER_PUBLIC = [hide for hide, status in HIDDEN.items() if status == 404]


def table(patterns: list, before: str = "") -> Iterator[str]:
    """Every public address of the URL table, as it is written there."""
    for pattern in patterns:
        route = before + str(pattern.pattern).replace("en/", "<lang>/")
        if isinstance(pattern, URLPattern):
            yield route
        elif pattern.app_name != "admin":
            yield from table(pattern.url_patterns, route)


def addresses_at(
    route: str, ways: list[str], *, story: int, languages: tuple[str, ...]
) -> list[str]:
    homes = languages if route.startswith("<lang>/") else ("",)
    return [f"/{home}/{way}".replace("//", "/").format(id=story) for home in homes for way in ways]


def everything(client, hidden: Edition, neighbours: list[Edition]) -> str:
    """All that the public addresses answer, in both languages, with their headers."""
    addresses = [edition.get_absolute_url() for edition in neighbours]
    for route, ways in WALKED.items():
        addresses += addresses_at(route, ways, story=hidden.article_id, languages=("en", "zh-hans"))
    answers = [client.get(address, follow=False) for address in addresses]
    return "".join(
        answer.getvalue()
        .decode(errors="replace")
        # An address of the question may be in its answer.
        .replace(f"/news/{hidden.article_id}/{SECRET}/", "")
        + str(answer.headers)
        for answer in answers
    )


def test_every_public_address_is_walked_here():
    assert sorted(set(table(get_resolver().url_patterns))) == sorted(WALKED), (
        "a public address is new or gone: put into WALKED what this test is to ask for there"
    )


@pytest.mark.parametrize("hide", HIDDEN)
def test_nothing_of_a_hidden_story_comes_out(client, hide):
    neighbours = [a_public_edition(released_at=NOW)]
    hidden = hide()
    neighbours.append(a_public_edition(released_at=later(3)))

    answered = everything(client, hidden, neighbours)

    assert SECRET not in answered
    assert f"/news/{hidden.article_id}/" not in answered


@pytest.mark.parametrize("hide", HIDDEN)
def test_news_search_hears_nothing_of_a_hidden_story(client, monkeypatch, hide):
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(10))
    a_public_edition(title="Public", released_at=NOW)
    hide()

    answered = client.get("/news-sitemap.xml").content.decode()

    assert "Public" in answered
    assert SECRET not in answered


def test_news_search_hears_of_the_loud_article_once_it_is_public(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(10))
    a_public_edition(loud_article(), release=release(released_at=later(1)), **WORDS)

    assert SECRET in client.get("/news-sitemap.xml").content.decode()


@pytest.mark.parametrize("hide", NEVER_PUBLIC)
def test_a_story_that_was_never_public_cannot_be_told_from_a_missing_one(client, hide):
    a_public_edition(released_at=NOW)
    never_public, missing = hide().article_id, 999_999
    routes = [route for route in WALKED if any("{id}" in way for way in WALKED[route])]

    def answers(story: int) -> list[tuple[int, str, str]]:
        return [
            (answer.status_code, str(answer.headers), answer.content.decode())
            for route in routes
            for address in addresses_at(
                route, WALKED[route], story=story, languages=("en", "zh-hans")
            )
            for answer in [client.get(address)]
        ]

    assert answers(never_public) == answers(missing)


@pytest.mark.parametrize("hide", HIDDEN)
def test_a_hidden_language_does_not_come_out_beside_the_public_one(client, hide):
    hidden = hide()
    chinese = a_public_edition(hidden.article, language="zh-hans", title="公开的新闻")

    page = client.get(chinese.get_absolute_url()).content.decode()

    assert "公开的新闻" in page
    assert f"/en/news/{hidden.article_id}/" not in page
    assert client.get(f"/en/news/{hidden.article_id}/story/").status_code == HIDDEN[hide]


def test_a_public_text_of_another_language_does_not_come_out(client):
    edition = a_public_edition(language="zh-hans", **{**WORDS, "title": SECRET})
    browsed(edition, 99_999)
    neighbours = [a_public_edition(released_at=later(-1)), a_public_edition(released_at=later(1))]
    addresses = [neighbour.get_absolute_url() for neighbour in neighbours]
    for route, ways in HEARD.items():
        if route.startswith("<lang>/"):
            addresses += addresses_at(route, ways, story=edition.article_id, languages=("en",))

    pages = "".join(client.get(address).content.decode() for address in addresses)

    assert SECRET not in pages
    assert f"/news/{edition.article_id}/" not in pages


def test_a_newer_draft_of_a_public_story_does_not_come_out(client):
    public = a_public_edition(title="Public")
    save_draft(public, text=written(**WORDS), base=1, by=None, at=NOW)

    answered = everything(client, public, [public])

    assert "Public" in answered
    assert SECRET not in answered


def test_the_loud_article_is_heard_everywhere_once_it_is_public(client):
    edition = a_public_edition(loud_article(), release=release(released_at=later(1)), **WORDS)
    neighbour = a_public_edition(released_at=NOW)

    addresses = ["/en/nothing/", neighbour.get_absolute_url(), edition.get_absolute_url()]
    for route, ways in HEARD.items():
        addresses += addresses_at(route, ways, story=edition.article_id, languages=("en",))
    pages = [client.get(address).content.decode() for address in addresses]

    assert [
        address for address, page in zip(addresses, pages, strict=True) if SECRET not in page
    ] == []
    assert pages[2].count(SECRET) > 10
