"""What a first visit of an article page costs, over the wire, in a real browser."""

import re
from io import BytesIO

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.looks]

LARGEST = 20_000  # bytes over the wire, without the article's own pictures
MOST_REQUESTS = 5
MAKE_STORY = """
from io import BytesIO
from pathlib import Path
from articles.editorial.media import put_picture
from articles.images import accept
from articles.models import Image
from tests.factories import *
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


@pytest.fixture(scope="module")
def address(server, tmp_path_factory) -> str:
    picture = tmp_path_factory.mktemp("pictures") / "cover.jpg"
    content = BytesIO()
    Image.effect_noise((1500, 1000), 60).convert("RGB").save(content, "JPEG")
    picture.write_bytes(content.getvalue())
    script = MAKE_STORY.format(picture=str(picture))
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
    yield page, [(asked[number], size) for number, size in received.items()]
    page.context.close()


def test_a_first_visit_is_small_and_asks_seldom(visit, server):
    _page, wire = visit
    own = [(url, size) for url, size in wire if "/media/" not in url]

    kinds = sorted(re.sub(r"\.[0-9a-f]{12}", "", url.rpartition("/")[2]) for url, _size in own)
    assert kinds == ["", "browse.js", "icon.svg", "read", "site.css"]
    assert len(own) <= MOST_REQUESTS
    assert sum(size for _url, size in own) <= LARGEST
    assert all(url.startswith(server.url) for url, _size in wire), "no page asks another host"


def test_pictures_move_nothing_that_is_on_the_page(visit):
    page, wire = visit

    assert any("/media/" in url for url, _size in wire)
    assert page.locator("figure img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate("window.shifted") == 0


def test_the_narrowest_picture_that_fills_its_place_is_fetched_and_only_that(visit):
    page, wire = visit
    narrow = page.viewport_size["width"] == 390

    pictures = [url.rpartition("-")[2] for url, _size in wire if "/media/" in url]

    assert pictures == ["480.avif" if narrow else "960.avif"]


def test_what_a_picture_chooses_from_takes_no_place_of_its_own(visit):
    page, _wire = visit

    displays = page.locator("picture *").evaluate_all(
        "parts => parts.map((part) => [part.localName, getComputedStyle(part).display])"
    )

    assert displays == [["source", "none"], ["source", "none"], ["img", "block"]]


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
