"""The list of a section, page by page."""

import re
from datetime import UTC, datetime

import pytest

from articles.editorial.workflow import withdraw
from articles.models import Section
from articles.public.pages import PER_PAGE
from tests.factories import NOW, a_public_edition, a_section, an_article, an_image
from tests.public.clock import later

pytestmark = pytest.mark.django_db

ADDRESS = "/en/sections/campus/"


def titles(page: str) -> list[str]:
    return re.findall(r"<h2><a [^>]+>([^<]+)</a></h2>", page)


def link(page: str, rel: str) -> str | None:
    match = re.search(rf'<a class="\w+" rel="{rel}" href="([^"]+)"', page)
    return ADDRESS + match[1] if match else None


def test_it_shows_its_stories_newest_first_with_day_summary_and_picture(client):
    cover = an_image(alt_en="A lake at dawn")
    a_public_edition(an_article(cover=cover), title="Older", summary="In short.")
    a_public_edition(title="Newer", released_at=later(1))

    page = client.get(ADDRESS).content.decode()

    assert '<h1 class="heading">Campus</h1>' in page
    assert titles(page) == ["Newer", "Older"]
    assert '<p class="summary">In short.</p>' in page
    assert (
        f'<img class="picture" src="/media/{cover.thumbnail.name}" width="720" height="480" '
        'alt="A lake at dawn" loading="lazy" decoding="async">'
    ) in page
    assert page.count('<time datetime="2025-03-10">10 March 2025</time>') == 2


def test_stories_of_other_sections_and_languages_are_not_there(client):
    a_section()
    a_public_edition(an_article(section=a_section("research")), title="Of research")
    a_public_edition(title="校园新闻", language="zh-hans")

    page = client.get(ADDRESS).content.decode()

    assert titles(page) == []
    assert "There are no stories in this section yet." in page


def test_one_can_walk_to_the_oldest_page_and_back(client):
    # Three released at the same moment lie across the border of the first page.
    for n in range(2 * PER_PAGE + 1):
        a_public_edition(title=f"Story {n}", released_at=later(0 if 19 <= n <= 21 else n - 20))

    first = client.get(ADDRESS).content.decode()
    second = client.get(link(first, "next")).content.decode()
    third = client.get(link(second, "next")).content.decode()
    back = client.get(link(third, "prev")).content.decode()
    top = client.get(link(back, "prev"))

    walked = [*titles(first), *titles(second), *titles(third)]
    assert walked == [f"Story {n}" for n in range(2 * PER_PAGE, -1, -1)]
    assert (link(first, "prev"), link(third, "next")) == (None, None)
    assert titles(back) == titles(second)
    assert (top.status_code, top["Location"]) == (302, ADDRESS)


def test_one_can_walk_through_stories_from_before_1970(client):
    for n in range(PER_PAGE + 2):
        released_at = datetime(1960, 5, 1, n, 30, 15, 123_456, tzinfo=UTC)
        a_public_edition(title=f"Story {n}", released_at=released_at)

    first = client.get(ADDRESS).content.decode()
    second = client.get(link(first, "next")).content.decode()

    assert titles(first) == [f"Story {n}" for n in range(PER_PAGE + 1, 1, -1)]
    assert titles(second) == ["Story 1", "Story 0"]
    assert client.get(link(second, "prev"))["Location"] == ADDRESS


@pytest.mark.parametrize("left", [1, 0])
def test_the_link_to_newer_stories_leads_to_the_first_page_when_they_are_gone(client, left):
    editions = [a_public_edition(released_at=later(n)) for n in range(PER_PAGE + 1)]
    second = client.get(link(client.get(ADDRESS).content.decode(), "next")).content.decode()
    for edition in editions[left:]:
        withdraw(edition, by=None, at=NOW)

    answer = client.get(link(second, "prev"))

    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert len(titles(client.get(ADDRESS).content.decode())) == left


def test_exactly_one_page_has_no_links(client):
    for _ in range(PER_PAGE):
        a_public_edition()

    page = client.get(ADDRESS).content.decode()

    assert len(titles(page)) == PER_PAGE
    assert (link(page, "prev"), link(page, "next")) == (None, None)


def test_a_deep_page_names_itself_and_its_neighbours_to_machines(client):
    for n in range(2 * PER_PAGE + 1):
        a_public_edition(released_at=later(n))
    second = link(client.get(ADDRESS).content.decode(), "next")

    page = client.get(second).content.decode()

    assert f'<link rel="canonical" href="https://news.example.edu.cn{second}">' in page
    assert '<link rel="prev" href="?after=' in page
    assert '<link rel="next" href="?before=' in page
    assert 'rel="alternate" hreflang' not in page


@pytest.mark.parametrize(
    "query",
    [
        "before=",
        "before=nonsense",
        "before=1",
        "before=1-",
        "before=-1-1",
        "before=1-1-1",
        "before=1-1%00",
        "before=１-１",
        "before=1e3-1",
        "before=999999999999999999-1",
        "after=nonsense",
        "before=--1-1",
        "before=-99999999999999999-1",
        "after=-99999999999999999-1",
        "before=1-1",
    ],
)
def test_nonsense_instead_of_a_page_is_not_found(client, query):
    a_public_edition()

    assert client.get(f"{ADDRESS}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["before=99999999999999999-999999999999999999", "page=7"])
def test_what_can_be_a_page_is_one(client, query):
    a_public_edition(title="The only one")

    assert titles(client.get(f"{ADDRESS}?{query}").content.decode()) == ["The only one"]


def test_an_unknown_section_is_not_found(client):
    assert client.get("/en/sections/nowhere/").status_code == 404


@pytest.mark.parametrize("name", ["", None])
def test_a_section_without_a_name_in_this_language_is_not_found_in_it(client, name):
    a_public_edition()
    Section.objects.update(name_en=name)

    assert client.get(ADDRESS).status_code == 404
    assert client.get("/zh-hans/sections/campus/").status_code == 200


def test_the_menu_marks_the_section_one_is_in(client):
    a_section("campus")
    a_section("research", en="Research")
    addresses = [ADDRESS, "/en/sections/research/", "/en/"]

    pages = [client.get(address).content.decode() for address in addresses]

    assert [re.findall(r'<a href="([^"]+)" aria-current="true">', page) for page in pages] == [
        [ADDRESS],
        ["/en/sections/research/"],
        [],
    ]
    menus = [page[page.index('class="menu"') : page.index("<main")] for page in pages]
    assert [re.findall(r'href="([^"]+)"', menu) for menu in menus] == [addresses[:2]] * 3


def test_only_reading_is_possible(client):
    answer = client.post(ADDRESS)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
