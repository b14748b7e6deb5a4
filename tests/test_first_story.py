"""Somebody's very first story, with two pictures, in few clicks: the browser counts them."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.journey]

MOST_CLICKS = 12  # besides typing, from the start page to the public page
# The button that goes down: a click on a label is told twice, as one on the field too.
COUNT_CLICKS = "addEventListener('pointerdown', (e) => e.isTrusted && window.clicked(), true);"


class Hand:
    """Counts what the mouse does, over all pages."""

    def __init__(self, page: Page) -> None:
        self.clicks = 0
        page.expose_function("clicked", self.count)
        page.add_init_script(COUNT_CLICKS)

    def count(self) -> None:
        self.clicks += 1


def a_picture(colour: str) -> dict:
    file = BytesIO()
    Image.new("RGB", (1200, 800), colour).save(file, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def put_picture_into_text(page: Page, hand: Hand, *, colour: str, shows: str) -> None:
    page.locator("#en").get_by_role("button", name="Picture", exact=True).click()
    library = page.get_by_role("dialog", name="Choose a picture")
    with page.expect_file_chooser() as chooser:
        library.get_by_text("Upload a picture").click()
    chooser.value.set_files(a_picture(colour))
    hand.count()  # in the window of the system
    alternative = library.get_by_label("Alternative text (English)")
    expect(alternative).to_be_visible()
    alternative.focus()
    page.keyboard.type(shows)
    library.get_by_role("button", name="Use this picture").click()
    expect(library).to_be_hidden()


def test_a_first_story_with_two_pictures_takes_at_most_twelve_clicks(server, chromium):
    server.manage("shell", "-c", "from tests.factories import a_section; a_section()")
    page = chromium.new_context(locale="en", viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{server.url}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "a long pass phrase")
    page.click("[type=submit]")
    hand = Hand(page)
    page.reload()

    page.get_by_role("main").get_by_role("link", name="New story").click()
    expect(page.locator("[name=en_title]")).to_be_focused()
    page.keyboard.type("Ice on the Lake")
    page.keyboard.press("Tab")
    page.keyboard.type("The first cold week.")
    page.locator("#en [contenteditable]").focus()
    page.keyboard.type("It came overnight.")
    put_picture_into_text(page, hand, colour="navy", shows="The lake at night")
    put_picture_into_text(page, hand, colour="teal", shows="The lake at noon")
    page.click("[name=_publish_en]")
    page.get_by_role("button", name="Yes, publish").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    clicks = hand.clicks

    address = page.locator(".messagelist .success a").get_attribute("href")
    page.goto(server.url + address)
    expect(page.locator("h1")).to_have_text("Ice on the Lake")
    expect(page.locator(".text figure img")).to_have_count(2)
    expect(page.get_by_alt_text("The lake at night")).to_be_visible()
    expect(page.get_by_alt_text("The lake at noon")).to_be_visible()
    assert 10 <= clicks <= MOST_CLICKS, "fewer than ten: the count does not work"
