"""The whole path in a real browser against the real server: from the admin to a counted page."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browsing.doors import BROWSER
from tests.server import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.journey]

OLDER = """An Older Story of the Lake

Release time:2022-06-09Source of articles: Browse times:41

The ice is a hand thick.

Translated by Basic Courses Department
"""
NEWER = """A Newer Story of the Lake

Release time:2022-06-11Source of articles: Browse times:

The ice is gone.
"""


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (900, 600), "#2a4b6e").save(file, "JPEG")
    return file.getvalue()


def log_in(page: Page, server) -> None:
    page.goto(f"{server.url}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "a long pass phrase")
    page.click("[type=submit]")
    expect(page.get_by_role("heading", name="To do")).to_be_visible()


def shown_count(page: Page) -> int:
    return int(page.locator("[data-browse-times]").inner_text().replace(",", ""))


def count_settles_at(page: Page, number: int) -> None:
    wait_until(lambda: shown_count(page) == number, what=f"{number} browse times on the page")


def add_cover(page: Page) -> None:
    """In the library's dialog, as the button of the field opens it."""
    page.click(".field-cover [data-choose]")
    library = page.get_by_role("dialog")
    picture = {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    library.locator("[type=file]").set_input_files(picture)
    library.get_by_label("Alternative text (English)").fill("The lake in winter")
    library.get_by_label("Alternative text (Simplified Chinese)").fill("冬天的湖")
    library.get_by_role("button", name="Use this picture").click()
    expect(page.locator("[name=cover]")).not_to_have_value("")


def open_language(page: Page, language: str) -> None:
    page.click(f"#tab-{language.replace('_', '-')}")


def publish(page: Page, language: str) -> None:
    """Through the window that says what will happen and asks."""
    open_language(page, language)
    page.click(f"[name=_publish_{language}]")
    page.get_by_role("button", name="Yes, publish").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def write(page: Page, language: str, *, title: str, text: str, translator: str = "") -> None:
    open_language(page, language)
    page.fill(f"[name={language}_title]", title)
    page.locator(f".field-{language}_body [contenteditable]").click()
    page.keyboard.type(text)
    page.fill(f"[name={language}_released_at_0]", "2022-06-10")
    page.fill(f"[name={language}_released_at_1]", "09:30:00")
    if translator:
        page.select_option(f"[name={language}_translator]", label=translator)


def test_a_story_from_the_admin_to_a_counted_page_and_back(server, chromium, tmp_path):
    for name, text in (("older", OLDER), ("newer", NEWER)):
        (tmp_path / f"{name}.txt").write_text(text)
    server.manage("import_page", str(tmp_path / "older.txt"), str(tmp_path / "newer.txt"))
    desk = chromium.new_context(locale="en").new_page()
    # Not the one that Chromium says when nobody sees its window: that is a robot's.
    reader = chromium.new_context(locale="en", user_agent=BROWSER).new_page()
    violations: list[str] = []
    for page in (desk, reader):
        page.on(
            "console",
            lambda message: (
                violations.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )

    # Staff write both languages with a cover picture …
    log_in(desk, server)
    desk.goto(f"{server.url}/admin/articles/article/add/")
    desk.select_option("[name=section]", label="News")
    add_cover(desk)
    write(
        desk,
        "en",
        title="The Story of the Lake",
        text="The ice is thin.",
        translator="Basic Courses Department",
    )
    write(desk, "zh_hans", title="湖的故事", text="冰很薄。")

    # … and publish English only.
    publish(desk, "en")
    address = desk.locator(".desk-release a").first.get_attribute("href")
    reader.goto(f"{server.url}/en/")
    expect(reader.get_by_role("link", name="The Story of the Lake").first).to_be_visible()
    reader.goto(f"{server.url}/zh-hans/")
    expect(reader.get_by_text("湖的故事")).to_have_count(0)
    missing = reader.goto(server.url + address.replace("/en/", "/zh-hans/"))
    assert missing.status == 404
    expect(reader.get_by_role("link", name="English").first).to_be_visible()

    # Chinese needs the words that would stand on its page; then it goes out too.
    publish(desk, "zh_hans")

    # A second browser reads: the number rises by one, and not on reload.
    reader.goto(server.url + address)
    count_settles_at(reader, 1)
    reader.reload()
    count_settles_at(reader, 1)
    expect(reader.locator("h1")).to_have_text("The Story of the Lake")
    expect(reader.get_by_text("Translated by Basic Courses Department")).to_be_visible()
    expect(reader.get_by_alt_text("The lake in winter")).to_be_visible()

    # The language switch goes to the same story, which shares the number.
    reader.get_by_role("link", name="中文").click()
    expect(reader.locator("h1")).to_have_text("湖的故事")
    count_settles_at(reader, 2)
    expect(reader.get_by_alt_text("冬天的湖")).to_be_visible()

    # Previous is the newer, next the older story, and both lead back.
    reader.goto(server.url + address)
    reader.click("a[rel=prev]")
    expect(reader.locator("h1")).to_have_text("A Newer Story of the Lake")
    reader.click("a[rel=next]")
    expect(reader.locator("h1")).to_have_text("The Story of the Lake")
    reader.click("a[rel=next]")
    expect(reader.locator("h1")).to_have_text("An Older Story of the Lake")
    count_settles_at(reader, 42)
    reader.click("a[rel=prev]")
    expect(reader.locator("h1")).to_have_text("The Story of the Lake")
    number = shown_count(reader)

    # Staff see the same number in their list, once the roller has been by.
    def number_in_list() -> bool:
        desk.goto(f"{server.url}/admin/articles/article/")
        row = desk.locator("#result_list tbody tr", has_text="The Story of the Lake")
        return row.locator(".field-browse_times").inner_text() == str(number)

    story = desk.url
    wait_until(number_in_list, what=f"{number} browse times in the admin's list")
    desk.goto(story)

    # Withdrawn, it is gone in English only.
    open_language(desk, "en")
    desk.click("[name=_withdraw_en]")
    desk.get_by_role("button", name="Yes, withdraw").click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert reader.goto(server.url + address).status == 410
    expect(reader.get_by_role("link", name="中文").first).to_be_visible()
    publish(desk, "en")

    # kill -9 for every process; started again, article and count are as they were.
    server.kill()
    server.start()
    reader.goto(server.url + address)
    expect(reader.locator("h1")).to_have_text("The Story of the Lake")
    count_settles_at(reader, number)
    assert violations == []
