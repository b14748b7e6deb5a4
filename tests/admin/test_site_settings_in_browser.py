"""The site settings and what the pages make of them, by keyboard and mouse in a real browser."""

import pytest

from tests.barriers import barriers
from tests.tabs import Scheme, Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

PAGE = "/admin/articles/sitesettings/1/change/"
SIZES = [(390, "light"), (1280, "light"), (390, "dark"), (1280, "dark")]
SET_UP = """
from io import BytesIO
from PIL import Image as Drawing
from articles.editorial.media import put_picture
from articles.editorial.site import save_site_settings
from articles.images import accept
from articles.models import FootLink, Image, SiteSettings
from tests.factories import *
content = BytesIO()
Drawing.new("RGBA", (900, 300), (20, 50, 100, 120)).save(content, "PNG")
logo = Image(alt_en="Logo", alt_zh_hans="标志")
put_picture(logo, picture=accept(BytesIO(content.getvalue())))
logo.save()
site = SiteSettings.objects.get_or_create(id=1)[0]
site.logo, site.palette = logo, "ochre"
site.name_en, site.name_zh_hans = "Lake University", "湖滨大学新闻网"
site.tagline_en, site.tagline_zh_hans = "Between the lake and the library", "湖畔与书架之间"
site.address_en, site.address_zh_hans = "1 Lakeshore Road\\nLakeside", "湖岸路1号\\n湖滨区"
site.filing_number_en, site.filing_number_zh_hans = "No. 0000", "演示备0000号"
site.filing_address = "/en/"
links = [
    FootLink(language=language, words=words, address="/en/")
    for language, words in (("en", "Library"), ("en", "Museum"), ("zh-hans", "图书馆"))
]
save_site_settings(site, links=links, version=site.version)
for language, title in (("en", "The lake froze"), ("zh-hans", "湖结冰了")):
    a_public_edition(language=language, title=title)
"""
# Set up before the first paint: sums up how far anything moved that had been painted.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def site(server) -> str:
    server.manage("shell", "--no-imports", "-c", SET_UP)
    return server.url


@pytest.fixture(scope="module")
def signed_in(site, chromium) -> dict:
    """The cookies of an admin."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "a long pass phrase")
    page.click("[type=submit]")
    page.wait_for_load_state()
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture(scope="module")
def tabs(site, chromium, signed_in):
    tabs = Tabs(chromium, home=site, signed_in=signed_in)
    yield tabs
    tabs.end()


@pytest.fixture
def visit(site, tabs):
    """Opens a page as an admin, and gathers what the browser complains of."""

    def open_page(path: str, *, width: int = 1280, scheme: Scheme = "light", language: str = "en"):
        page = tabs.open(locale=language, width=width, scheme=scheme)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.add_init_script(WATCH_SHIFTS)
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        # As at a first visit: what comes from a cache moves nothing.
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{site}{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    tabs.close()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_page_of_the_settings_has_no_barrier(visit, width, scheme, language):
    page = visit(PAGE, width=width, scheme=scheme, language=language)

    assert page.complaints == []
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", ["/en/", "/zh-hans/"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), *SIZES, (1600, "dark")])
def test_the_home_page_with_all_settings_has_no_barrier(visit, path, width, scheme):
    page = visit(path, width=width, scheme=scheme)

    assert page.complaints == []
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # On a busy machine Chromium paints the masthead before all of it has come.
    assert page.evaluate("window.shifted") < 0.01


@pytest.mark.parametrize(("width", "height"), [(390, 40), (1280, 48)])
def test_the_logo_keeps_its_height_and_lies_on_a_light_plate_by_night(visit, width, height):
    look = "logo => [logo.offsetHeight, getComputedStyle(logo).backgroundColor]"
    by_day, by_night = (
        visit("/en/", width=width, scheme=scheme).locator(".logo") for scheme in ("light", "dark")
    )

    assert by_day.evaluate(look) == [height, "rgba(0, 0, 0, 0)"]
    assert by_night.evaluate(look) == [height, "rgb(251, 250, 246)"]
    assert by_day.evaluate("logo => logo.currentSrc").endswith(".avif")


def test_logo_and_name_are_printed(visit):
    page = visit("/en/")

    page.emulate_media(media="print")

    assert page.locator(".logo").is_visible()
    assert page.locator("h1.name").is_visible()
    assert not page.locator(".foot").is_visible()


@pytest.mark.parametrize(
    ("scheme", "accent"), [("light", "rgb(107, 67, 0)"), ("dark", "rgb(233, 194, 131)")]
)
def test_the_pages_wear_the_palette(visit, scheme, accent):
    page = visit("/en/", scheme=scheme)

    colour = page.locator(".masthead").evaluate("it => getComputedStyle(it).borderTopColor")
    assert colour == accent


def test_links_are_added_and_a_palette_is_chosen_by_keyboard(visit):
    page = visit(PAGE)
    rows = page.locator(".foot-links").first.locator(".foot-link")
    before = rows.count()

    page.get_by_role("button", name="Add a link").first.press("Enter")
    page.keyboard.type("Press office")
    page.keyboard.press("Tab")
    page.keyboard.type("/en/sections/campus/")
    page.get_by_role("radio", name="ochre").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_load_state("networkidle")

    assert before == 3
    assert page.locator(".messagelist").inner_text() == (
        "The site settings are saved; every page shows them now."
    )
    assert page.get_by_role("radio", name="lake teal").is_checked()
    page.goto(f"{page.url.partition('/admin/')[0]}/en/")
    links = page.locator(".foot nav a").all_inner_texts()
    assert links[:4] == ["Library", "Museum", "Press office", "Archive"]
    assert page.locator("html").get_attribute("data-palette") == "teal"


def test_all_that_was_typed_is_there_after_a_refusal(visit):
    page = visit(PAGE)
    page.get_by_label("Tagline (English)").fill("x" * 200)
    page.locator("#id_links_zh_hans-0-address").fill("javascript:alert(1)")

    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state("networkidle")

    assert page.get_by_label("Tagline (English)").input_value() == "x" * 200
    assert page.locator("#id_links_zh_hans-0-address").input_value() == "javascript:alert(1)"
    assert "at most 160 are possible" in page.locator(".field-tagline_en .errorlist").inner_text()
    assert barriers(page) == []
