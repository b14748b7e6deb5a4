"""What a first visit of an article page costs, over the wire, in a real browser."""

import math
import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

pytestmark = [pytest.mark.browser, pytest.mark.looks]

# Bytes over the wire of the page with its style, script and icon and the logo, without the pictures
# of the article: what a server sends before it waits for the first answer of the reader.
LARGEST = 14_336
# The logo is one more, where there is one. The beacon is none of them: it is sent when the page is
# there and read, brings nothing but a number, and no reader waits for it.
MOST_REQUESTS = 4
MAKE_STORY = """
from io import BytesIO
from pathlib import Path
from articles.editorial.media import put_picture
from articles.images import accept
from articles.editorial.site import save_site_settings
from articles.models import FootLink, Image, SiteSettings
from tests.factories import *
logo = Image(is_decorative=True)
put_picture(logo, picture=accept(BytesIO(Path({seal!r}).read_bytes())))
logo.save()
site = SiteSettings.objects.get_or_create(id=1)[0]
site.name_en, site.tagline_en = "Lake University News", "Research, people and days by the lake"
site.logo, site.address_en = logo, "Lake University\\n1 Lakeshore Road\\nLakeside 264200"
site.filing_number_en = "ICP 05000000"
site.filing_address = "https://filing.example.edu.cn/"
links = [
    FootLink(language="en", words=words, address="https://%s.example.edu.cn/" % words.lower())
    for words in ("Library", "Admissions", "Hospital", "Alumni", "Jobs", "Archive")
]
save_site_settings(site, links=links, version=site.version)
cover = Image(alt_en="The lake in winter", alt_zh_hans="冬天的湖")
put_picture(cover, picture=accept(BytesIO(Path({picture!r}).read_bytes())))
cover.save()
tag = a_tag("lake", en="Lake", zh_hans="湖")
body = "<p>" + "A sentence about the ice on the lake and who walks on it. " * 8 + "</p>"
for number in range(12):
    story = a_public_edition(
        an_article(source=a_source(), tags=(tag,), cover=cover) if number == 6 else None,
        title=f"Story number {{number}} of the lake, with a title of usual length",
        summary="What the ice taught us.",
        body=body * 6,
    )
    if number == 6:
        address = story.get_absolute_url()
print(address)
"""
# Set up before the first paint: sums up how far anything moved that had been painted.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# A browser that shows no tab does not ask for it by itself; others have it already, at no cost.
FETCH_ICON = "fetch(document.querySelector('link[rel=icon]').href).then((icon) => icon.text())"


def a_seal() -> Image.Image:
    """As universities have them: a round drawing with small parts, on a see-through ground."""
    image = Image.new("RGBA", (1_500, 1_500))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((0, 0, 1_499, 1_499), fill="#123f73")
    for number in range(60):
        turn = 2 * math.pi * number / 60
        x, y, size = 750 + 630 * math.cos(turn), 750 + 630 * math.sin(turn), 12 + number % 3 * 18
        drawing.ellipse((x - size, y - size, x + size, y + size), fill="#f0dca0")
        ray = (750, 750, 750 + 525 * math.cos(turn), 750 + 525 * math.sin(turn))
        drawing.line(ray, fill="white", width=6 + number % 5 * 3)
    return image


@pytest.fixture(scope="module")
def address(server, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("pictures")
    picture, seal = folder / "cover.jpg", folder / "seal.png"
    a_seal().save(seal)
    content = BytesIO()
    Image.effect_noise((1500, 1000), 60).convert("RGB").save(content, "JPEG")
    picture.write_bytes(content.getvalue())
    script = MAKE_STORY.format(picture=str(picture), seal=str(seal))
    return server.manage("shell", "--no-imports", "-c", script).split()[-1]


@pytest.fixture(params=[390, 1280])
def visit(request, server, chromium, address):
    """The page after a first visit at this width, and what went over the wire: (address, bytes)."""
    page = chromium.new_context(viewport={"width": request.param, "height": 844}).new_page()
    page.add_init_script(WATCH_SHIFTS)
    wire = page.context.new_cdp_session(page)
    asked: dict[str, str] = {}
    received: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    wire.on(
        "Network.loadingFinished",
        lambda event: received.update({event["requestId"]: event["encodedDataLength"]}),
    )
    wire.send("Network.enable")
    page.goto(server.url + address, wait_until="networkidle")
    page.mouse.wheel(0, 10_000)
    page.wait_for_load_state("networkidle")
    page.evaluate(FETCH_ICON)
    yield page, [(asked[number], size) for number, size in received.items() if size]
    page.context.close()


def test_a_first_visit_is_small_and_asks_seldom(visit, server):
    page, wire = visit
    logo_url = page.locator("img.logo").evaluate("image => image.currentSrc")

    logo = [size for url, size in wire if url == logo_url]
    own = [(url, size) for url, size in wire if "/media/" not in url]
    waited_for = [(url, size) for url, size in own if not url.endswith("/read")]

    kinds = sorted(re.sub(r"\.[0-9a-f]{12}", "", url.rpartition("/")[2]) for url, _size in own)
    assert kinds == ["", "browse.js", "icon.svg", "read", "site.css"]
    assert len(waited_for) <= MOST_REQUESTS
    assert len(logo) == 1
    assert sum(size for _url, size in waited_for) + sum(logo) <= LARGEST
    assert all(url.startswith(server.url) for url, _size in wire), "no page asks another host"


def test_the_logo_is_fetched_no_larger_than_its_place(visit):
    page, _wire = visit

    assert page.locator("img.logo").evaluate("image => image.currentSrc").endswith("-48.avif")
    assert page.locator("img.logo").evaluate("image => image.naturalWidth > 0")


def test_pictures_move_nothing_that_is_on_the_page(visit):
    page, wire = visit

    assert any("/media/" in url for url, _size in wire)
    assert page.locator("figure img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate("window.shifted") == 0


def test_the_narrowest_picture_that_fills_its_place_is_fetched_and_only_that(visit):
    page, wire = visit
    narrow = page.viewport_size["width"] == 390

    pictures = [url.rpartition("-")[2] for url, _size in wire if "/media/" in url]

    assert sorted(pictures) == ["48.avif", "480.avif" if narrow else "960.avif"]


def test_what_a_picture_chooses_from_takes_no_place_of_its_own(visit):
    page, _wire = visit

    displays = page.locator("main picture *").evaluate_all(
        "parts => parts.map((part) => [part.localName, getComputedStyle(part).display])"
    )

    assert displays == [["source", "none"], ["img", "block"]], "as WebP such grain saves nothing"


def test_the_page_is_whole_without_javascript(server, chromium, address):
    page = chromium.new_context(java_script_enabled=False).new_page()
    counted = []
    page.on(
        "response",
        lambda answer: counted.append(answer.status) if answer.url.endswith("read.png") else None,
    )

    page.goto(server.url + address, wait_until="networkidle")

    assert page.locator("h1").inner_text().startswith("Story number 6")
    assert page.locator("[data-browse-times]").inner_text().isdigit()
    assert counted == [200], "the pixel counts"
    assert page.locator("a[rel=prev]").count() == page.locator("a[rel=next]").count() == 1
    page.context.close()
