"""The search page: its form, what it finds, and help where there is nothing."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from articles.editorial.writing import Release
from articles.public.pages import PER_PAGE
from articles.search import finding
from tests.factories import NOW, a_public_edition, a_section, an_article
from tests.public.clock import later

pytestmark = pytest.mark.django_db


def page_of(client, query: str, *, language: str = "en") -> str:
    answer = client.get(f"/{language}/search/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    found = re.findall(r'<li class="result">\s*<h2><a [^>]+>(.*?)</a></h2>', page)
    return [unescape(re.sub("<[^>]+>", "", title)) for title in found]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def main_of(page: str) -> str:
    return re.search(r"<main.*?</main>", page, re.S)[0]


def told(page: str) -> str:
    match = re.search(r'<p class="total" role="status">(.*?)</p>', page)
    return text_of(match[1]) if match else ""


def link(page: str, rel: str) -> str:
    match = re.search(rf'<a class="\w+" rel="{rel}" href="([^"]+)"', page)
    return unescape(match[1]) if match else ""


def test_an_empty_form_says_how_to_search(client):
    page = page_of(client, "")

    assert text_of(main_of(page)) == (
        "Search Search the stories Search "
        "Every word must be in the story; upper case, accents and the endings of words make no "
        "difference. Words in quotation marks are found only in this order. "
        "Stories with the words in their title come first, newer ones before older ones."
    )
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page


def test_every_page_leads_to_the_search(client):
    a_public_edition()

    pages = [client.get(path).content.decode() for path in ("/en/", "/zh-hans/", "/en/nothing/")]

    links = [re.findall(r'<a class="seek" href="([^"]+)"', page) for page in pages]
    assert links == [["/en/search/"], ["/zh-hans/search/"], ["/en/search/"]]


def passage(page: str) -> str:
    return re.search(r'<p class="passage">(.*?)</p>', page, re.S)[1]


def test_the_passage_is_the_one_with_the_phrase_also_in_the_summary(client):
    a_public_edition(
        title="The lake", summary="Ice on the lake.", body="<p>The lake. Ice, and the lake.</p>"
    )

    assert passage(page_of(client, "?q=%22ice+on+the%22+lake")) == (
        "<mark>Ice on the</mark> <mark>lake</mark>."
    )


def test_a_chinese_passage_has_no_space_between_paragraphs(client):
    a_public_edition(language="zh-hans", title="湖", body="<p>冬天来了。</p><p>湖面结冰了。</p>")

    page = page_of(client, "?q=结冰", language="zh-hans")

    assert passage(page) == "冬天来了。湖面<mark>结冰</mark>了。"


def test_a_result_shows_title_passage_section_and_day_with_marks(client):
    edition = a_public_edition(
        title="Robots & the lake",
        summary="In short.",
        body="<p>Nobody knew.</p><p>Then a <em>robot</em> &lt;b&gt; swam.</p>",
    )

    page = page_of(client, "?q=robot")

    assert told(page) == "1 story"
    assert (
        f'<h2><a href="{edition.get_absolute_url()}"><mark>Robots</mark> &amp; the lake</a></h2>\n'
        '<p class="passage">Nobody knew. Then a <mark>robot</mark> &lt;b&gt; swam.</p>\n'
        '<p class="facts"><span>Campus</span> <time datetime="2025-03-10">10 March 2025</time>'
    ) in page


def test_chinese_is_marked_too(client):
    a_public_edition(language="zh-hans", title="工业和信息化部来访", body="<p>谈工业。</p>")

    page = page_of(client, f"?q={quote('工业')}", language="zh-hans")

    assert "<mark>工业</mark>和信息化部来访</a>" in page
    assert '<p class="passage">谈<mark>工业</mark>。</p>' in page


def test_the_passage_is_the_summary_where_only_that_has_the_words(client):
    a_public_edition(title="One", summary="Of the lake.", body="<p>Text.</p>")
    a_public_edition(title="Lake", summary="Two.", body="<p>Text.</p>", released_at=later(-1))

    passages = re.findall(r'<p class="passage">(.*?)</p>', page_of(client, "?q=lake"))

    assert sorted(passages) == ["Of the <mark>lake</mark>.", "Two."]


def test_the_best_come_first_unless_the_newest_are_asked_for(client):
    a_public_edition(title="Robot", released_at=later(-2))
    a_public_edition(title="Lake", summary="A robot", released_at=later(-1))

    best = page_of(client, "?q=robot")
    newest = page_of(client, "?q=robot&order=newest")

    assert (titles(best), titles(newest)) == (["Robot", "Lake"], ["Lake", "Robot"])
    assert '<a href="?q=robot" aria-current="true">Best match</a>' in best
    assert '<a href="?q=robot&amp;order=newest">Newest first</a>' in best
    assert '<a href="?q=robot&amp;order=newest" aria-current="true">Newest first</a>' in newest
    assert '<input type="hidden" name="order" value="newest">' in newest


def test_section_and_year_can_be_chosen(client):
    research = a_section("research", en="Research", zh_hans="科研")
    for year in (2022, 2025):
        moment = NOW.replace(year=year)
        a_public_edition(an_article(section=research), title=f"Robot {year}", released_at=moment)
    a_public_edition(title="Robot of the campus")

    every = page_of(client, "?q=robot")
    page = page_of(client, "?q=robot&section=research&year=2022")

    assert re.findall("<option.*?</option>", every) == [
        '<option value="">All sections</option>',
        '<option value="research">Research</option>',
        '<option value="campus">Campus</option>',
        '<option value="">All years</option>',
        *(f"<option>{year}</option>" for year in (2025, 2024, 2023, 2022)),
    ]
    assert titles(page) == ["Robot 2022"]
    assert '<option value="research" selected>Research</option>' in page
    assert "<option selected>2022</option>" in page


@pytest.mark.parametrize(
    "nonsense", ["section=nothing", "year=-1", "year=99999999999", "order=x", "year=２０２５"]
)
def test_what_cannot_be_chosen_is_as_if_nothing_were(client, nonsense):
    a_public_edition(title="Robot")

    page = page_of(client, f"?q=robot&{nonsense}")

    assert titles(page) == ["Robot"]
    assert " selected>" not in page


def test_one_can_walk_to_the_last_page_and_back(client):
    for number in range(2 * PER_PAGE + 1):
        a_public_edition(title=f"Robot {number}", released_at=later(number - 60))

    first = page_of(client, "?q=robot")
    second = page_of(client, link(first, "next"))
    third = page_of(client, link(second, "next"))
    back = page_of(client, link(third, "prev"))

    walked = [*titles(first), *titles(second), *titles(third)]
    assert walked == [f"Robot {number}" for number in range(2 * PER_PAGE, -1, -1)]
    assert (link(first, "prev"), link(third, "next")) == ("", "")
    assert titles(back) == titles(second)
    assert link(back, "prev") == "?q=robot"
    assert [told(page) for page in (first, third)] == [
        "41 stories page 1 of 3",
        "41 stories page 3 of 3",
    ]


@pytest.mark.parametrize(
    ("page", "number"),
    [("2", 2), ("99", 2), ("0", 1), ("-1", 1), ("x", 1), ("9" * 5_000, 1), ("²", 1), ("", 1)],
)
def test_every_number_of_a_page_has_one(client, page, number):
    for each in range(PER_PAGE + 1):
        a_public_edition(title=f"Robot {each}", released_at=later(each - 60))

    found = titles(page_of(client, f"?q=robot&page={page}"))

    assert len(found) == {1: PER_PAGE, 2: 1}[number]


def test_the_last_page_says_that_there_are_more(client, monkeypatch):
    monkeypatch.setattr(finding, "MOST", PER_PAGE + 1)
    for each in range(PER_PAGE + 2):
        a_public_edition(title=f"Robot {each}", released_at=later(each - 60))

    first, last = page_of(client, "?q=robot"), page_of(client, "?q=robot&page=2")

    assert told(first) == "21+ stories page 1 of 2"
    assert ["are shown" in page for page in (first, last)] == [False, True]


def test_nothing_found_offers_what_would_find_something(client):
    a_public_edition(title="The lake froze")
    a_public_edition(title="Robots", released_at=NOW.replace(year=2024))
    a_public_edition(title="Robot 湖", language="zh-hans")

    nothing = page_of(client, "?q=lake+robots+zebra")
    elsewhere = page_of(client, "?q=robots&year=2025")
    chinese = page_of(client, f"?q={quote('湖')}")

    assert told(nothing) == "No story has “lake robots zebra”."
    assert (
        '<li><a href="?q=lake">lake</a> (1 story)</li>\n<li><a href="?q=robots">robots</a>'
        in nothing
    )
    assert "?q=zebra" not in nothing
    assert "Use fewer words" in nothing
    assert '<h2>Latest stories</h2>\n<ul class="lines">\n<li class="line"><a href=' in nothing
    assert told(elsewhere) == "No story has “robots”. 2025"
    assert '<a href="?q=robots">Search everything</a> (1 story)' in elsewhere
    assert (
        '<a href="/zh-hans/search/?q=%E6%B9%96" hreflang="zh-Hans">'
        "Search the stories in Chinese</a> (1 story)"
    ) in chinese


def test_a_chinese_word_that_is_two_is_offered_as_two(client):
    a_public_edition(title="机器人走进图书馆", language="zh-hans")

    page = page_of(client, f"?q={quote('图书馆机器人')}", language="zh-hans")

    address = quote("图书馆") + "+" + quote("机器人")
    assert f'<a href="?q={address}">图书馆 机器人</a>' in page


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '""',
        "*",
        "NEAR(",
        "a NEAR/2 b",
        "^a",
        "{a} : b",
        "a AND",
        "NOT",
        "-a",
        "a\x00b",
        "\ud800",
        "😀",
        "😀 robot",
        "。，！？",
        "'; DROP TABLE articles_edition; --",
        "' | 'x' & !",
        "\\",
        "%s %(x)s {x}",
        "שלום \u202eabc",
        "<script>alert(1)</script>",
        "\u0301" * 500,
        "1,000" * 300,
        "a" * 1_000,
        "湖" * 1_000,
        "x " * 50_000,
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_whatever_is_typed_gets_a_clear_answer(client, typed, language):
    a_public_edition(language=language)
    query = quote(typed, errors="surrogatepass")

    page = page_of(
        client,
        f"?q={query}&section={query}&year={query}&order={query}&page={query}",
        language=language,
    )

    assert told(page) != ""
    assert "<script>alert" not in page
    assert "\x00" not in page


def test_what_has_no_words_is_told_so(client):
    page = page_of(client, "?q=%F0%9F%98%80+!")

    assert told(page).startswith("There is no word in this that could be searched for.")
    assert 'value="😀 !"' in page


def test_a_long_question_is_cut_and_told_so(client):
    a_public_edition(title="Robot")

    page = page_of(client, "?q=robot" + "+robot" * 100)

    assert titles(page) == ["Robot"]
    assert "only its beginning was searched for, at most 200 characters." in page


def test_it_is_kept_by_no_cache_that_readers_share(client):
    a_public_edition(title="Robot")

    answers = [client.get(f"/en/search/{query}") for query in ("", "?q=robot", "?q=zebra")]

    assert {answer["Cache-Control"] for answer in answers} == {
        "private, max-age=0, must-revalidate"
    }
    assert [answer.cookies for answer in answers] == [{}, {}, {}]


def test_only_reading_is_allowed(client):
    assert client.post("/en/search/", {"q": "robot"}).status_code == 405


def test_the_language_switch_takes_the_words_along(client):
    page = page_of(client, "?q=a%26b&section=x")

    assert '<a href="/zh-hans/search/?q=a%26b" hreflang="zh-Hans">' in page


def test_a_story_that_expires_while_it_is_found_is_not_shown(client):
    a_public_edition(title="Robot", release=Release(released_at=NOW, expires_at=later(1)))

    assert told(page_of(client, "?q=robot")) == "No story has “robot”."
