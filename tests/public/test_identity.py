"""Names, logo, colours and foot of the public pages, as they are set in the admin."""

import re

import pytest

from articles.editorial.site import save_site_settings
from articles.models import FootLink, Image, SiteSettings
from articles.models.media import Rendition
from tests.factories import a_public_edition, a_section, an_article, an_image

pytestmark = pytest.mark.django_db

ADDRESS = "Lake University\n1 Lakeshore Road"


def set_up(*, links: tuple[FootLink, ...] = (), **columns: object) -> None:
    site, _made = SiteSettings.objects.get_or_create(id=1)
    for column, value in columns.items():
        setattr(site, column, value)
    save_site_settings(site, links=links, version=site.version)


def link(words: str, address: str, *, language: str = "en", position: int = 100) -> FootLink:
    return FootLink(language=language, words=words, address=address, position=position)


def in_english() -> None:
    set_up(
        name_en="Lake University",
        tagline_en="By the lake",
        address_en=ADDRESS,
        filing_number_en="ICP 0000",
        links=(link("Library", "https://lib.example.edu.cn/"),),
    )


@pytest.fixture
def addresses() -> list[str]:
    """Every kind of page, one that is not there among them, without the language in front."""
    article = an_article(section=a_section())
    for language in ("en", "zh-hans"):
        a_public_edition(article, language=language, title="2025")
    return ["", "sections/campus/", f"news/{article.pk}/2025/", "nothing/"]


def page_of(client, path: str) -> str:
    return client.get(path).content.decode()


def masthead_of(page: str) -> str:
    return re.search(r"<header.*?</header>", page, re.S)[0]


def foot_of(page: str) -> str:
    """Without the ways to pages of ours, which stand below it on every site."""
    return re.search(r'<footer.*?(?=<nav class="own")', page, re.S)[0]


def links_of(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)


def test_without_settings_the_name_of_the_environment_stands_in_each_language(client):
    english, chinese = page_of(client, "/en/"), page_of(client, "/zh-hans/")

    assert links_of(foot_of(english)) == [("/en/", "Lakeside News")]
    assert links_of(foot_of(chinese)) == [("/zh-hans/", "湖滨新闻")]
    assert "<title>Lakeside News</title>" in english
    assert '<p class="tagline">' not in english
    assert 'name="description"' not in english
    assert "<address>" not in english
    assert 'class="filing"' not in english
    assert '<html lang="en">' in english


def test_every_page_carries_the_name_and_the_foot_that_were_set(client, addresses):
    for path in addresses:
        page_of(client, f"/en/{path}")  # kept as it was
    in_english()

    pages = [page_of(client, f"/en/{path}") for path in addresses]

    for page in pages:
        assert re.search(r'class="name"><a href="/en/"[^>]*>Lake University</a>', page)
        assert re.search(r"<title>[^<]*Lake University</title>", page)
        assert links_of(foot_of(page)) == [
            ("/en/", "Lake University"),
            ("https://lib.example.edu.cn/", "Library"),
        ]
        assert "<address>Lake University<br>1 Lakeshore Road</address>" in foot_of(page)
        assert '<p class="filing">ICP 0000</p>' in foot_of(page)


def test_nothing_of_one_language_stands_on_pages_of_the_other(client, addresses):
    in_english()

    pages = [page_of(client, f"/zh-hans/{path}") for path in addresses]

    for page in pages:
        assert links_of(foot_of(page)) == [("/zh-hans/", "湖滨新闻")]
        found = [
            words
            for words in ("Lake University", "By the lake", "Lakeshore", "ICP", "Library")
            if words in page
        ]
        assert found == []


def test_the_tagline_stands_on_the_home_page_and_is_what_others_show_of_it(client, addresses):
    in_english()

    home, *others = (page_of(client, f"/en/{path}") for path in addresses)

    assert '<p class="tagline">By the lake</p>' in masthead_of(home)
    assert '<meta name="description" content="By the lake">' in home
    assert '<meta property="og:description" content="By the lake">' in home
    assert ["By the lake" in page for page in others] == [False] * 3


def test_links_stand_in_their_order(client):
    set_up(links=(link("Second", "/en/", position=2), link("First", "/en/", position=1)))

    foot = foot_of(page_of(client, "/en/"))

    assert [words for _address, words in links_of(foot)[1:]] == ["First", "Second"]


def test_the_filing_number_is_a_link_only_where_an_admin_gave_its_address(client):
    set_up(filing_number_zh_hans="京ICP备0000号", filing_address="https://beian.example.cn/")

    foot = foot_of(page_of(client, "/zh-hans/"))
    english = foot_of(page_of(client, "/en/"))

    assert links_of(foot)[1:] == [("https://beian.example.cn/", "京ICP备0000号")]
    assert "beian" not in english


def test_html_in_the_settings_is_printed_as_text(client):
    evil = "<script>alert(1)</script>"
    set_up(
        **{f"{column}_en": evil for column in ("name", "tagline", "address", "filing_number")},
        links=(link(evil, "/en/"),),
    )

    page = page_of(client, "/en/")

    assert "<script>alert" not in page
    assert "<address>&lt;script&gt;alert(1)&lt;/script&gt;</address>" in foot_of(page)


def test_the_labels_of_the_foot_are_in_the_language_of_the_page(client):
    set_up(
        links=(link("Library", "/en/"), link("图书馆", "/zh-hans/", language="zh-hans")),
    )
    # Asked for by a reader of Chinese, and keeps the parts of the English pages.
    client.get("/icon.svg", headers={"accept-language": "zh-CN"})

    labels = [
        re.search(r'<nav aria-label="([^"]*)"', foot_of(page_of(client, path)))[1]
        for path in ("/en/", "/zh-hans/")
    ]

    assert labels == ["Related links", "相关链接"]


def a_logo(name: str, *, renditions: tuple[Rendition, ...] = ()) -> Image:
    image = an_image()
    image.file = f"pictures/{name}"
    image.width, image.height = 600, 200
    image.renditions = list(renditions)
    image.save()
    return image


@pytest.mark.parametrize(("name", "classes"), [("logo.png", "logo plated"), ("photo.jpg", "logo")])
def test_the_logo_stands_before_the_name_with_its_size(client, addresses, name, classes):
    set_up(logo=a_logo(name))

    for path in addresses:
        masthead = masthead_of(page_of(client, f"/en/{path}"))
        assert masthead.index("<img ") < masthead.index('class="name"')
        assert re.search(r"<img [^>]*>", masthead)[0] == (
            f'<img class="{classes}" src="/media/pictures/{name}" width="600" height="200" alt="">'
        )


def test_the_logo_is_fetched_as_large_as_it_is_shown(client):
    renditions = tuple(
        Rendition(crop=crop, type="webp", width=width, height=width // 3, name=f"pictures/{name}")
        for crop, width, name in (
            (False, 600, "600.webp"),
            (False, 480, "480.webp"),
            (False, 216, "216.webp"),
            (False, 96, "96.webp"),
            (True, 240, "crop.webp"),
        )
    )
    set_up(logo=a_logo("logo.png", renditions=renditions))

    masthead = masthead_of(page_of(client, "/en/"))

    assert re.findall(r"<source [^>]*>", masthead)[-1] == (
        '<source type="image/webp" '
        'srcset="/media/pictures/216.webp 216w, /media/pictures/480.webp 480w" sizes="144px">'
    )


@pytest.mark.parametrize(
    ("palette", "tag"),
    [("blue", '<html lang="en">'), ("pine", '<html lang="en" data-palette="pine">')],
)
def test_the_palette_is_named_where_it_is_not_the_first(client, palette, tag):
    set_up(palette=palette)

    assert tag in page_of(client, "/en/")


def test_pages_that_say_something_is_broken_keep_the_name_of_the_environment(
    client, django_assert_num_queries
):
    in_english()

    with django_assert_num_queries(0):
        page = client.get("/en/", headers={"host": "elsewhere.example.org"}).content.decode()

    assert links_of(foot_of(page)) == [("https://news.example.edu.cn/en/", "Lakeside News")]
    assert "Lake University" not in page
    assert links_of(page[page.index('<nav class="own"') :]) == [
        ("https://news.example.edu.cn/en/archive/", "Archive"),
        ("https://news.example.edu.cn/en/most-read/", "Most read"),
        ("https://news.example.edu.cn/en/about-browse-times/", "How browse times are counted"),
        ("https://news.example.edu.cn/en/feed.xml", "RSS feed"),
    ]
