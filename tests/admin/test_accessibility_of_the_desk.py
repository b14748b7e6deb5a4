"""No barrier that axe-core knows, no breach of the policy, and no foreign host on any page."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MAKE_ROWS = """
import json
from django.test import Client
from tests.admin.pages import addresses, rows_behind
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(rows_behind("Lake"))
answers = {address: client.get(address) for address in addresses()}
pages = [
    address
    for address, answer in answers.items()
    if answer.status_code == 200
    and not answer.streaming
    and b"<html" in answer.content[:200]
    and "?" not in address
]
print(json.dumps({"session": client.cookies["sessionid"].value, "pages": pages}))
"""
# It opens tabs, dialogs and an editor, and has tests of its own.
STORY_FORM = re.compile(r"/article/(add|\d+/change)/")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
LOOKS = ((PHONE, "light"), (DESKTOP, "dark"))
FIELDS_ARE_MADE = """[...document.querySelectorAll(
  'select.admin-autocomplete:not([name*=__prefix__])'
)].every((each) => each.classList.contains('select2-hidden-accessible'))"""
# Said by the browser and not by the page: files that the rows of the test do not have, and advice.
HARMLESS = re.compile(r"404|\[DOM\]|Autofocus")


@pytest.fixture(scope="module")
def desk(server):
    """The session of a chief, and every page there is."""
    return json.loads(server.manage("shell", "--no-imports", "-c", MAKE_ROWS).splitlines()[-1])


@pytest.fixture
def browser_in(server, chromium, desk):
    """Opens a signed-in browser in a language."""
    contexts = []

    def opened(language, **options):
        context = chromium.new_context(
            locale=language, color_scheme="light", reduced_motion="reduce", **options
        )
        session = {"name": "sessionid", "value": desk["session"], "url": server.url}
        context.add_cookies([session])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def problems_on(page, looks=LOOKS, read=LOOKS):
    """What axe-core finds on a phone in the light and at a desk in the dark, as far as it is read.

    Colours do not depend on the width, so the other two pairs would find nothing new. At each
    width also how far the page can be pushed sideways.
    """
    found = []
    for size, scheme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        width = page.evaluate("document.documentElement.scrollWidth") - size["width"]
        found += [width] if width > 0 else []
        found += barriers(page) if (size, scheme) in read else []
    return found


@pytest.mark.parametrize(("first", "language"), [(0, "en-US"), (1, "zh-CN")])
def test_no_page_has_a_barrier_or_breaks_the_policy(server, desk, browser_in, first, language):
    """Each page in both looks: in one of them in English, in the other in Chinese."""
    page = browser_in(language)
    complaints, hosts, found = [], set(), {}
    page.on("console", lambda message: complaints.append((page.url, message.text)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    addresses = [each for each in desk["pages"] if not STORY_FORM.search(each)]
    for number, address in enumerate(addresses, first):
        page.goto(server.url + address)
        if not page.evaluate(FIELDS_ARE_MADE):
            page.wait_for_function(FIELDS_ARE_MADE)
        # It came in the look of the last page, and is turned to its own.
        own = LOOKS[number % 2]
        if problems := problems_on(page, [LOOKS[number % 2 - 1], own], read=[own]):
            found[address] = problems

    assert found == {}
    assert [each for each in complaints if not HARMLESS.search(each[1])] == []
    assert hosts == {server.url.split("/")[2]}
    assert len(desk["pages"]) > 55


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_the_sign_in_has_no_barrier(server, chromium, language):
    page = chromium.new_page(locale=language, reduced_motion="reduce")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{server.url}/admin/login/")
    expect(page.locator("#id_username")).to_be_focused()

    empty = problems_on(page)
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "nothing")
    page.click("#login-form input[type=submit]")
    refused = problems_on(page)
    page.close()

    assert (empty, refused) == ([], [])
    assert complaints == []


def test_the_keyboard_skips_the_menu_and_shows_where_it_is(server, browser_in):
    page = browser_in("en-US", viewport=DESKTOP)
    page.goto(f"{server.url}/admin/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.className")
    is_seen = page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    after = page.evaluate("document.activeElement.textContent")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert (skip, is_seen, after, outline) == ("skip-to-content-link", True, "New story", "solid")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(server, browser_in):
    page = browser_in("en-US", viewport=PHONE)
    page.goto(f"{server.url}/admin/")
    entry = page.locator("#desk-menu a", has_text="Sections")

    before = entry.is_visible()
    page.focus("#desk-menu-button")
    page.keyboard.press("Enter")
    opened = entry.is_visible()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('#desk-menu') !== null")
    page.keyboard.press("Escape")
    closed = not entry.is_visible()
    page.click("#desk-menu-button")
    entry.click()

    assert (before, opened, inside, closed) == (False, True, True, True)
    assert page.url == f"{server.url}/admin/articles/section/"


def test_fingers_find_every_target_of_a_phone(server, browser_in):
    page = browser_in("en-US", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{server.url}/admin/articles/article/")
    page.click("#desk-menu-button")

    small = page.evaluate(
        """[...document.querySelectorAll(
          '#desk-menu a, #desk-menu button, #desk-menu summary, #header button, #header a,' +
          '#changelist-filter summary, .object-tools a, #result_list th a, #changelist .button'
        )].filter((each) => each.checkVisibility())
          .map((each) => [each.textContent.trim(), Math.round(each.getBoundingClientRect().height)])
          .filter(([, height]) => height < 44)"""
    )

    assert small == []


def test_the_theme_button_turns_the_colours_of_ours_too(server, browser_in):
    page = browser_in("en-US", viewport=DESKTOP)
    page.goto(f"{server.url}/admin/")
    paper = "getComputedStyle(document.body).backgroundColor"

    light = page.evaluate(paper)
    page.click(".theme-toggle")
    dark = page.evaluate(paper)

    assert (light, dark) == ("rgb(251, 250, 246)", "rgb(20, 22, 26)")
