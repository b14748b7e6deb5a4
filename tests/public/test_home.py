"""The home page."""

import re
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from articles.models import BrowseTotal, Section
from tests.factories import a_public_edition, a_section, an_article, an_image, browsed
from tests.public.clock import later

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    return re.findall(r">(Story [^<]+)</a>", page)


def before_the_sections(page: str) -> str:
    return page.partition('class="sections"')[0].partition('most-read"')[0]


def days_ago(number: int) -> date:
    return localdate() - timedelta(days=number)


def test_an_empty_site_says_that_there_is_nothing_yet(client):
    answer = client.get("/en/")

    assert answer.status_code == 200
    assert "There are no stories yet." in answer.content.decode()


def test_pinned_stories_stand_first_then_the_newest(client):
    a_public_edition(an_article(is_pinned=True), title="Story pinned", released_at=later(0))
    a_public_edition(title="Story old", released_at=later(1))
    a_public_edition(title="Story new", released_at=later(2))

    page = client.get("/en/").content.decode()

    front = before_the_sections(page)
    assert titles(front) == ["Story pinned", "Story new", "Story old"]


def test_a_pinned_story_stands_there_once(client):
    a_public_edition(an_article(is_pinned=True), title="Story pinned")

    page = client.get("/en/").content.decode()

    front = before_the_sections(page)
    assert titles(front) == ["Story pinned"]


def test_ten_stories_stand_in_front_of_the_sections(client):
    for minute in range(12):
        a_public_edition(title=f"Story {minute}", released_at=later(minute))

    page = client.get("/en/").content.decode()

    front = before_the_sections(page)
    assert titles(front) == [f"Story {minute}" for minute in range(11, 1, -1)]


def test_each_section_shows_its_four_newest_stories_that_are_not_above_it(client):
    for slug in ("campus", "research"):
        for minute in range(10):
            article = an_article(section=a_section(slug, en=slug.title()))
            a_public_edition(article, title=f"Story {slug} {minute}", released_at=later(minute))

    page = client.get("/en/").content.decode()

    columns = page[page.index('class="sections"') :]
    assert titles(columns) == [
        f"Story {slug} {minute}" for slug in ("campus", "research") for minute in (4, 3, 2, 1)
    ]
    assert columns.count('<time datetime="2025-03-10">10 March 2025</time>') == 8


def test_the_first_story_of_a_section_has_its_picture(client):
    for minute in range(13):
        article = an_article(cover=an_image(alt_en="A lake at dawn"))
        a_public_edition(article, title=f"Story {minute}", released_at=later(minute))

    page = client.get("/en/").content.decode()

    columns = page[page.index('class="sections"') :]
    assert titles(columns) == ["Story 2", "Story 1", "Story 0"]
    assert columns.count('alt="A lake at dawn"') == 1


def test_a_section_without_stories_or_without_a_name_has_no_column(client):
    a_section("empty", en="Empty")
    nameless = a_section("nameless", en="Nameless")
    a_public_edition(an_article(section=nameless))
    Section.objects.filter(pk=nameless.pk).update(name_en="")

    page = client.get("/en/").content.decode()

    assert 'class="sections"' not in page
    assert '/en/sections/nameless/"' not in page


def most_read(client) -> str:
    page = client.get("/en/").content.decode()
    return page[page.index('class="column most-read"') :]


def test_the_most_read_of_the_week_are_numbered_by_their_browses(client):
    for number in range(1, 7):
        browsed(a_public_edition(title=f"Story {number}"), number * 1_000)
    browsed(a_public_edition(title="Story of an older time"), 99_999, on=date(2025, 3, 10))

    column = most_read(client)

    assert titles(column) == ["Story 6", "Story 5", "Story 4", "Story 3", "Story 2"]
    assert column.count(" browses</span>") == 5
    assert "6,000 browses" in column
    assert '<h2><a href="/en/most-read/">Most read in the last 7 days</a></h2>' in column


def test_where_too_few_were_read_in_the_week_a_longer_period_stands_there(client):
    for number in range(1, 6):
        browsed(a_public_edition(title=f"Story {number}"), number, on=days_ago(number * 5))

    column = most_read(client)

    assert titles(column) == ["Story 5", "Story 4", "Story 3", "Story 2", "Story 1"]
    assert len(re.findall("[1-5] browses?</span>", column)) == 5
    assert '<h2><a href="/en/most-read/30-days/">Most read in the last 30 days</a></h2>' in column


def test_where_few_were_ever_read_the_numbers_on_the_pages_count(client):
    edition = browsed(a_public_edition(title="Story a"), 34, on=days_ago(400))
    BrowseTotal.objects.filter(article=edition.article).update(start=1_200)
    a_public_edition(title="Story that nobody read")

    column = most_read(client)

    assert titles(column) == ["Story a"]
    assert "1,234 browses" in column
    assert '<h2><a href="/en/most-read/all-time/">Most read of all time</a></h2>' in column


def test_where_nobody_has_read_there_is_no_column_of_the_most_read(client):
    a_public_edition()

    assert 'class="column most-read"' not in client.get("/en/").content.decode()


def test_pictures_come_with_size_alternative_text_and_only_the_first_at_once(client):
    for minute in range(2):
        cover = an_image(alt_en="A lake at dawn")
        a_public_edition(an_article(cover=cover), released_at=later(minute))

    page = client.get("/en/").content.decode()

    pictures = re.findall(r"<img [^>]+>", page)
    assert len(pictures) == 2
    assert all('width="720" height="480" alt="A lake at dawn"' in tag for tag in pictures)
    assert ['loading="lazy"' in tag for tag in pictures] == [False, True]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_the_page_stands_with_any_number_of_stories_without_pictures(client, count):
    for _ in range(count):
        a_public_edition(title="Story without a picture")

    page = client.get("/en/").content.decode()

    front = before_the_sections(page)
    assert titles(front) == ["Story without a picture"] * count
    assert "<img" not in page


def test_the_page_in_chinese_shows_chinese_stories_only(client):
    article = an_article()
    a_public_edition(article, title="Story of the lake")
    a_public_edition(article, language="zh-hans", title="湖的故事")

    page = client.get("/zh-hans/").content.decode()

    assert "湖的故事" in page
    assert "Story of the lake" not in page


def test_only_reading_is_possible(client):
    answer = client.post("/en/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
