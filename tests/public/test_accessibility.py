"""No barrier that axe-core knows and no breach of the policy, on every kind of page."""

import pytest

from tests.barriers import barriers
from tests.factories import NOW
from tests.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MAKE_STORIES = """
from datetime import timedelta
from articles.editorial.writing import Release
from tests.factories import *
table = "<table><tr>" + "<th>A long heading of a column</th>" * 9 + "</tr></table>"
gone = an_article()
for language in ("en", "zh-hans"):
    a_withdrawn_edition(gone, language=language)
for minute in range(-22, 1):
    tag = a_tag(f"tag-{-minute}", en="Lake", zh_hans="湖")
    article = an_article(source=a_source(), tags=(tag,))
    for language, title in (("en", "The lake froze"), ("zh-hans", "湖结冰了")):
        release = Release(
            released_at=NOW + timedelta(minutes=minute),
            translator=a_translator(),
            credits={"author": ["Ann"], "photographer": ["Bo"]},
        )
        edition = a_public_edition(
            article,
            language=language,
            title=title,
            summary=title,
            body=f"<p>{title}, <a href='https://example.org/'>{title}</a></p>{table}",
            release=release,
        )
        browsed(edition, 1234)
print(article.pk)
"""
CURSOR = int(NOW.timestamp() * 1e6)  # everything but the newest story is before it
PATHS = [
    "",
    "sections/campus/",
    "news/{article}/x/",
    "nothing/",
    "news/1/gone/",
    "sections/campus/most-read/",
    "about-browse-times/",
    "search/",
    "search/?q=lake+湖",
    "search/?q=lake&section=campus",
    "search/?q=湖&page=2",
    "search/?q=湖+zebra",
    "tags/tag-22/",
    "sources/news-centre/?before={cursor}-0",
    "archive/",
    "archive/2025/",
    "archive/2025/03/",
]


@pytest.fixture(scope="module")
def article(server) -> int:
    return int(server.manage("shell", "--no-imports", "-c", MAKE_STORIES).split()[-1])


@pytest.fixture(scope="module")
def tabs(server, chromium):
    tabs = Tabs(chromium, home=server.url, signed_in={"cookies": [], "origins": []})
    yield tabs
    tabs.end()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_barrier_and_keeps_the_policy(server, tabs, article, language, path):
    page = tabs.open(width=390)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{server.url}/{language}/{path.format(article=article, cursor=CURSOR)}")

    in_the_light = barriers(page)
    page.emulate_media(color_scheme="dark")
    in_the_dark = barriers(page, only="color-contrast")
    width = page.evaluate("document.documentElement.scrollWidth")
    tabs.close()

    assert (in_the_light, in_the_dark) == ([], [])
    # The browser itself says so of a page that is missing, or gone.
    expected = ("status of 404", "status of 410")
    assert [each for each in complaints if not any(said in each for said in expected)] == []
    assert width == 390
