"""The lists of the most read stories: of days or ever, of a language, of a section."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from articles.browsing.batch import Tally
from articles.browsing.totals import add
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release
from articles.models import BrowseTotal, Section
from articles.public import most_read
from articles.public.kept import Kept, press_run_now
from articles.public.most_read import (
    EVER,
    LONGEST,
    MONTH,
    PERIODS,
    WEEK,
    find_most_read,
    find_most_read_lately,
    rendered_list,
)
from tests.factories import (
    NOW,
    SHANGHAI,
    a_draft,
    a_public_edition,
    a_section,
    an_article,
    browsed,
)
from tests.public.clock import NEVER, later

KEPT_SHORTLY = "public, max-age=0, s-maxage=10, stale-while-revalidate=1"
pytestmark = pytest.mark.django_db

TODAY = NOW.date()
ADDRESSES = ["most-read/", "most-read/30-days/", "most-read/all-time/"]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(client, address: str) -> list[str]:
    """What stands in the rows of the list, in their order."""
    page = client.get(address).content.decode()
    ranking = re.search(r'<ol class="ranking">.*?</ol>', page, re.S)
    found = re.findall(r"<li.*?</li>", ranking[0], re.S) if ranking else []
    return [text_of(row) for row in found]


def titles(period, *, at=NOW, language="en", section=None) -> list[tuple[str, int]]:
    found = find_most_read(language, period=period, at=at, section=section)
    return [
        (edition.article.text_in(language, "title"), browses) for edition, browses in found.places
    ]


def test_the_list_says_how_often_each_story_was_read_and_when_it_came_out(client):
    browsed(a_public_edition(title="Story b"), 7)
    browsed(a_public_edition(title="Story a"), 1_234)

    assert rows(client, "/en/most-read/") == [
        "Story a 1,234 browses 10 March 2025 Campus",
        "Story b 7 browses 10 March 2025 Campus",
    ]
    assert rows(client, "/en/most-read/30-days/")[0] == (
        "Story a 1,234 browses 10 March 2025 Campus"
    )
    assert rows(client, "/en/most-read/all-time/")[0] == (
        "Story a 1,234 browses 10 March 2025 Campus"
    )
    assert rows(client, "/en/sections/campus/most-read/") == [
        "Story a 1,234 browses 10 March 2025",
        "Story b 7 browses 10 March 2025",
    ]


def test_the_list_says_the_same_in_chinese(client):
    browsed(a_public_edition(title="湖结冰了", language="zh-hans"), 1_234)

    assert rows(client, "/zh-hans/most-read/") == ["湖结冰了 浏览 1,234 次 2025年3月10日 校园"]
    assert rows(client, "/zh-hans/most-read/all-time/") == [
        "湖结冰了 浏览 1,234 次 2025年3月10日 校园"
    ]


@pytest.mark.parametrize(("period", "days"), [(WEEK, 7), (MONTH, 30)])
@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 3, 10, 0, 0, tzinfo=SHANGHAI),
        datetime(2025, 3, 10, 23, 59, 59, 999_999, tzinfo=SHANGHAI),
    ],
)
def test_the_days_are_whole_and_today_is_the_last(period, days, at):
    edition = a_public_edition(title="Story", released_at=datetime(2024, 1, 1, tzinfo=SHANGHAI))
    first = date(2025, 3, 10) - timedelta(days=days - 1)
    browsed(edition, 1_000, on=first - timedelta(days=1))
    browsed(edition, 100, on=first)
    browsed(edition, 10, on=date(2025, 3, 10))
    browsed(edition, 1, on=date(2025, 3, 11))

    assert titles(period, at=at) == [("Story", 110)]


def test_days_are_those_of_the_language():
    article = an_article()
    browsed(a_public_edition(article, title="Lake"), 2, on=TODAY)
    browsed(a_public_edition(article, title="湖", language="zh-hans"), 5, on=TODAY)

    assert titles(WEEK) == [("Lake", 2)]
    assert titles(WEEK, language="zh-hans") == [("湖", 5)]


def test_all_time_is_the_number_on_the_page():
    article, other = an_article(), an_article()
    browsed(a_public_edition(article, title="Lake"), 2, on=TODAY)
    browsed(a_public_edition(article, language="zh-hans"), 5, on=TODAY)
    browsed(a_public_edition(other, title="River"), 100, on=TODAY)
    BrowseTotal.objects.filter(article=article).update(start=1_000)
    BrowseTotal.objects.filter(article=other).update(corrected=-40)

    assert titles(EVER) == [("Lake", 1_007), ("River", 60)]


@pytest.mark.parametrize("period", PERIODS)
def test_of_stories_read_equally_often_the_newest_comes_first(period):
    for title, minute in (("Old", -2), ("New", -1), ("Older", -3), ("New too", -1)):
        browsed(a_public_edition(title=title, released_at=later(minute)), 3, on=TODAY)

    assert [title for title, _ in titles(period)] == ["New too", "New", "Old", "Older"]


@pytest.mark.parametrize("period", PERIODS)
def test_the_list_ends_with_the_twentieth_story(period):
    for number in range(LONGEST + 2):
        browsed(a_public_edition(title=f"Story {number}"), number + 1, on=TODAY)

    assert titles(period) == [(f"Story {n}", n + 1) for n in range(LONGEST + 1, 1, -1)]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("walked", [1, 2, 3, 500])
def test_no_list_depends_on_how_many_of_the_most_read_are_looked_through(
    monkeypatch, walked, period
):
    monkeypatch.setattr(most_read, "WALKED", walked)
    monkeypatch.setattr(most_read, "LONGEST", 2)
    browsed(a_public_edition(title="湖", language="zh-hans"), 9, on=TODAY)
    for _ in range(3):
        a_public_edition(title="Read by nobody yet", released_at=NOW)
    for title, times, minute in (("Old", 4, -3), ("New", 4, -1), ("Middle", 4, -2), ("Top", 5, -9)):
        browsed(a_public_edition(title=title, released_at=later(minute)), times, on=TODAY)

    assert titles(period) == [("Top", 5), ("New", 4)]


@pytest.mark.parametrize("period", PERIODS)
def test_a_story_that_only_robots_fetched_was_not_read(period):
    edition = a_public_edition()
    add({(edition.pk, TODAY): Tally(robots=50)}, articles={edition.pk: edition.article_id})

    assert titles(period) == []


@pytest.mark.parametrize("period", PERIODS)
def test_a_section_has_a_list_of_its_own(period):
    research = a_section("research", en="Research")
    browsed(a_public_edition(title="Of campus"), 9, on=TODAY)
    browsed(a_public_edition(an_article(section=research), title="Of research"), 2, on=TODAY)

    assert titles(period, section=research) == [("Of research", 2)]


def hidden_editions():
    yield a_draft(title="Draft")
    yield a_public_edition(title="Future", released_at=NEVER)
    release = Release(released_at=later(-1), expires_at=later(1))
    yield a_public_edition(title="Expired", release=release)
    withdrawn = a_public_edition(title="Withdrawn")
    withdraw(withdrawn, by=None, at=NOW)
    yield withdrawn
    yield a_public_edition(title="湖", language="zh-hans")


@pytest.mark.parametrize("period", PERIODS)
def test_what_is_not_public_at_this_second_is_not_in_it(period):
    for edition in hidden_editions():
        browsed(edition, 99, on=TODAY)
    browsed(a_public_edition(title="Public"), 1, on=TODAY)

    assert titles(period, at=later(1)) == [("Public", 1)]
    assert titles(period, at=later(1), section=Section.objects.get()) == [("Public", 1)]


@pytest.mark.parametrize("period", PERIODS)
def test_a_list_that_is_kept_shows_no_story_beyond_its_time(period):
    def shown(minute: int) -> list[str]:
        kept = Kept(language="en", press_run=press_run_now(), at=later(minute))
        return re.findall(r">(Story \w+)<", rendered_list(kept, period=period, section=None))

    expiring = Release(released_at=NOW, expires_at=later(2))
    browsed(a_public_edition(title="Story expiring", release=expiring), 3, on=TODAY)
    browsed(a_public_edition(title="Story released", released_at=later(1)), 2, on=TODAY)
    withdrawn = browsed(a_public_edition(title="Story withdrawn"), 1, on=TODAY)

    before = [shown(0), shown(1), shown(2)]
    withdraw(withdrawn, by=None, at=NOW)
    gone = shown(2)
    publish(withdrawn, by=None, at=NOW)

    assert before == [
        ["Story expiring", "Story withdrawn"],
        ["Story expiring", "Story released", "Story withdrawn"],
        ["Story released", "Story withdrawn"],
    ]
    assert gone == ["Story released"]
    assert shown(2) == ["Story released", "Story withdrawn"]


def test_a_list_of_days_is_kept_five_minutes_and_never_over_midnight():
    def shown(hour: int, minute: int) -> str:
        at = datetime(2025, 3, 10, hour, minute, tzinfo=SHANGHAI)
        kept = Kept(language="en", press_run=press_run_now(), at=at)
        words = text_of(rendered_list(kept, period=WEEK, section=None))
        return re.sub(r"^.* (from .*)\. How .* (\d+) browses? .*$", r"\1: \2", words)

    edition = browsed(a_public_edition(), 1, on=TODAY)
    first = shown(23, 54)
    browsed(edition, 1, on=TODAY)

    assert first == "from 4 March 2025 to 10 March 2025: 1"
    assert shown(23, 58) == first
    assert shown(23, 59) == "from 4 March 2025 to 10 March 2025: 2"
    kept = Kept(
        language="en",
        press_run=press_run_now(),
        at=datetime(2025, 3, 11, 0, 0, tzinfo=SHANGHAI),
    )
    assert "from 5 March 2025 to 11 March 2025" in rendered_list(kept, period=WEEK, section=None)


@pytest.mark.parametrize(
    ("address", "title", "heading"),
    [
        ("/en/most-read/", "Most read in the last 7 days", "Most read in the last 7 days"),
        (
            "/en/most-read/30-days/",
            "Most read in the last 30 days",
            "Most read in the last 30 days",
        ),
        (
            "/en/sections/campus/most-read/all-time/",
            "Most read of all time · Campus",
            "Campus Most read of all time",
        ),
        ("/zh-hans/most-read/all-time/", "历来阅读最多", "历来阅读最多"),
        (
            "/zh-hans/sections/campus/most-read/",
            "最近 7 天阅读最多 · 校园",
            "校园 最近 7 天阅读最多",
        ),
    ],
)
def test_title_and_heading_say_which_list_it_is(client, address, title, heading):
    a_section()

    page = client.get(address).content.decode()

    site = "Lakeside News" if address.startswith("/en/") else "湖滨新闻"
    assert f"<title>{title} · {site}</title>" in page
    assert text_of(re.search(r"<h1 .*?</h1>", page)[0]) == heading
    assert f'<link rel="canonical" href="https://news.example.edu.cn{address}">' in page


def ways(page: str, start: str) -> list[tuple[str, str, str]]:
    nav = page[page.index(start) :]
    nav = nav[: nav.index("</nav>")]
    return re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', nav)


def test_one_can_go_from_list_to_list(client):
    a_section()
    a_section("research", en="Research", zh_hans="")
    here = ' aria-current="page"'

    page = client.get("/en/sections/campus/most-read/30-days/").content.decode()

    assert ways(page, 'aria-label="Period"') == [
        ("/en/sections/campus/most-read/", "", "7 days"),
        ("/en/sections/campus/most-read/30-days/", here, "30 days"),
        ("/en/sections/campus/most-read/all-time/", "", "All time"),
    ]
    assert ways(page, 'aria-labelledby="by-section"') == [
        ("/en/most-read/30-days/", "", "All sections"),
        ("/en/sections/campus/most-read/30-days/", here, "Campus"),
        ("/en/sections/research/most-read/30-days/", "", "Research"),
    ]
    assert '<a href="/en/sections/campus/" aria-current="true">' in page, "in the menu, too"
    assert '<a href="/zh-hans/sections/campus/most-read/30-days/" hreflang="zh-Hans">' in page
    foreign = client.get("/en/sections/research/most-read/").content.decode()
    assert '<a href="/zh-hans/" hreflang="zh-Hans" class="elsewhere"' in foreign


def test_sections_and_foot_lead_to_the_lists(client):
    a_public_edition()

    page = client.get("/en/sections/campus/").content.decode()

    assert '<a href="/en/sections/campus/most-read/">Most read in this section</a>' in page
    foot = page[page.index("<footer") :]
    assert '<a href="/en/most-read/">Most read</a>' in foot


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_nobody_has_read_the_page_says_so(client, address):
    page = client.get(f"/en/{address}").content.decode()

    assert "Nobody has read a story here in this period yet." in page
    assert "ranking" not in page


@pytest.mark.parametrize(
    "address",
    [
        "most-read/7-days/",
        "most-read/30-days/more/",
        "most-read/365-days/",
        "sections/nowhere/most-read/",
        "sections/nowhere/most-read/30-days/",
        "sections/campus/most-read/today/",
        "sections/nameless/most-read/",
    ],
)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "This page is not here"), ("zh-hans", "这里没有这个页面")]
)
def test_an_unknown_list_is_not_found_in_the_language_of_the_address(
    client, address, language, words
):
    a_section()
    a_section("nameless", en="Nameless", zh_hans="没有名称")
    Section.objects.filter(slug="nameless").update(**{f"name_{language.replace('-', '_')}": ""})

    answer = client.get(f"/{language}/{address}")

    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize("address", [*ADDRESSES, "sections/campus/most-read/30-days/"])
def test_the_page_belongs_to_everybody_and_is_only_read(client, address):
    a_section()

    whole, head = client.get(f"/en/{address}"), client.head(f"/en/{address}")
    refused = client.post(f"/en/{address}")

    assert whole["Cache-Control"] == KEPT_SHORTLY
    assert not whole.cookies
    assert (head.status_code, head.content) == (200, b"")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_lately_is_the_shortest_period_in_which_enough_stories_were_read():
    days = {"Story a": 0, "Story b": 8, "Story c": 60}
    for times, (title, ago) in enumerate(days.items(), start=1):
        browsed(a_public_edition(title=title), times, on=TODAY - timedelta(days=ago))

    found = [find_most_read_lately("en", least=least, at=NOW) for least in (1, 2, 3, 4)]

    assert [each.period for each in found] == [WEEK, MONTH, EVER, EVER]
    assert [[edition.article.title for edition, _ in each.places] for each in found] == [
        ["Story a"],
        ["Story b", "Story a"],
        ["Story c", "Story b", "Story a"],
        ["Story c", "Story b", "Story a"],
    ]


def test_browses_of_today_are_in_the_list_of_the_week(client):
    browsed(a_public_edition(title="Today"), 5)
    browsed(a_public_edition(title="Long ago"), 9, on=localdate() - timedelta(days=29))

    assert len(rows(client, "/en/most-read/")) == 1
    assert len(rows(client, "/en/most-read/30-days/")) == 2
