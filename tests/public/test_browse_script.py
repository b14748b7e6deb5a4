"""What the script of an article page sends when it is read, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

SITE = "http://news.example.edu.cn"
ADDRESS = f"{SITE}/en/news/1/story/"
SCRIPT = Path(__file__).resolve().parents[2] / "static/js/browse.js"
PAGE = """<!doctype html>
<html lang="en">
<title>Story</title>
<p>Browse times: <span data-browse-times="/en/news/1/story/read">7</span></p>
<script src="/browse.js" defer></script>
"""
SAID = {"x-sid", "x-ref"}
ABROAD = "https://www.search.example/results?q=what+nobody+must+know"
COMES_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


def says(name: str, value: str, *, of: str = "Navigator") -> str:
    """A script that runs before the page and makes the browser say this of itself."""
    return f"Object.defineProperty({of}.prototype, '{name}', {{ get: () => {value} }});"


@pytest.fixture
def visit(chromium):
    """Opens the page in a browser of its own; what is sent to the count address ends up in `sent`.

    Nothing leaves the machine: the page, its script and the count are answered here.
    """
    contexts = []

    def open_page(*, before: str = "", referrer: str = ""):
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.sent = []

        def answer_count(route) -> None:
            request = route.request
            told = {name: value for name, value in request.headers.items() if name in SAID}
            page.sent.append((request.method, told, request.post_data))
            route.fulfill(json={"browse_times": 12_345 + len(page.sent)})

        context.route("**/*", lambda route: route.abort())
        context.route(ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        context.route(f"{SITE}/browse.js", lambda route: route.fulfill(path=SCRIPT))
        context.route(f"{ADDRESS}read", answer_count)
        context.add_init_script(before)
        page.goto(ADDRESS, referer=referrer or None)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sent(page) -> list:
    """All that was sent until now: what the page asks for later is answered later."""
    page.evaluate("fetch('/browse.js')")
    return page.sent


def test_a_page_that_is_read_is_counted_and_shows_the_fresh_number(visit):
    page = visit()

    [(method, told, body)] = sent(page)
    assert (method, body) == ("POST", None)
    assert list(told) == ["x-sid"], "nobody sent the reader here"
    assert told["x-sid"] == page.evaluate("sessionStorage.getItem('sid')")
    assert len(told["x-sid"]) == 32
    expect(page.locator("span")).to_have_text("12,346")


def test_only_the_name_of_the_site_that_led_here_is_sent(visit):
    [(_method, told, _body)] = sent(visit(referrer=ABROAD))

    assert told["x-ref"] == "https://www.search.example"


@pytest.mark.parametrize("referrer", [f"{SITE}/en/", "android-app://com.example.reader/", ""])
def test_a_page_of_this_site_and_what_is_no_site_are_no_referrers(visit, referrer):
    page = visit(before=says("referrer", f"'{referrer}'", of="Document"))

    assert [list(told) for _method, told, _body in sent(page)] == [["x-sid"]]


@pytest.mark.parametrize(
    "wish", [says("globalPrivacyControl", "true"), says("doNotTrack", "'1'")], ids=["gpc", "dnt"]
)
def test_of_who_asks_not_to_be_known_nothing_is_sent_or_made(visit, wish):
    page = visit(before=wish, referrer=ABROAD)

    assert sent(page) == [("POST", {}, None)]
    assert page.evaluate("sessionStorage.length") == 0
    expect(page.locator("span")).to_have_text("12,346")


def test_a_page_that_comes_back_out_of_memory_is_sent_once_more(visit):
    page = visit()
    before = list(sent(page))

    page.evaluate(COMES_BACK)

    assert sent(page) == before * 2
    expect(page.locator("span")).to_have_text("12,347")


def test_a_browser_that_a_program_drives_is_never_counted(visit):
    page = visit(before=says("webdriver", "true"))

    page.evaluate(COMES_BACK)

    assert sent(page) == []
    expect(page.locator("span")).to_have_text("7")


@pytest.mark.parametrize(
    ("name", "in_advance", "seen", "event"),
    [
        ("prerendering", "true", "false", "prerenderingchange"),
        ("visibilityState", "'hidden'", "'visible'", "visibilitychange"),
    ],
)
def test_a_page_that_nobody_sees_yet_is_counted_once_it_is_seen(
    visit, name, in_advance, seen, event
):
    page = visit(before=f"window.now = {in_advance};" + says(name, "window.now", of="Document"))
    page.evaluate(COMES_BACK)
    unseen = list(sent(page))

    page.evaluate(f"window.now = {seen}; document.dispatchEvent(new Event('{event}'))")

    assert unseen == []
    assert len(sent(page)) == 1
