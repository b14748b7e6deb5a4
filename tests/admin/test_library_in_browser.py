"""The library in a real browser: uploading from a story, describing, finding, by keyboard too."""

from base64 import b64encode
from io import BytesIO
from itertools import count

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.barriers import barriers
from tests.server import Server
from tests.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MAKE_ROWS = """
from django.core.files.base import ContentFile
from io import BytesIO
from articles import images
from articles.editorial.media import put_picture
from articles.models import Image
from PIL import Image as Pillow
from tests.factories import a_section
a_section()
for number in range(26):
    file = BytesIO()
    Pillow.new("RGB", (90, 60), (number, 90, 150)).save(file, "PNG")
    file.seek(0)
    row = Image(alt_en=f"Lake {number}", alt_zh_hans=f"湖 {number}")
    put_picture(row, picture=images.accept(file))
    row.save()
"""
SEND = """
([place, kind, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "drop"
    ? new DragEvent("drop", { ...options, dataTransfer: files })
    : new ClipboardEvent("paste", { ...options, clipboardData: files });
  document.querySelector(place).dispatchEvent(event);
}
"""
COVER = "[data-picker=picture]"
FILES = "[data-picker=files]"
numbers = count(1)


def a_picture() -> bytes:
    """A picture that no other test has uploaded."""
    file = BytesIO()
    Image.new("RGB", (900, 600), (200, next(numbers), 40)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def site(server) -> Server:
    server.manage("shell", "--no-imports", "-c", MAKE_ROWS)
    return server


@pytest.fixture(scope="module")
def tabs(site, chromium):
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.url}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "a long pass phrase")
    page.click("[type=submit]")
    expect(page.locator("#logout-form")).to_have_count(1)
    tabs = Tabs(chromium, home=site.url, signed_in=context.storage_state())
    context.close()
    assert complaints == []
    yield tabs
    tabs.end()


@pytest.fixture
def desk(site, tabs):
    """A signed-in editor at a new story, and what the browser complained about."""
    page = tabs.open()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.url}/admin/articles/article/add/")
    yield page
    tabs.close()
    # A refusal is an answer of ours, and loudly logged by every browser.
    assert [each for each in complaints if "422" not in each] == []


def by_button(page: Page, content: bytes) -> None:
    page.click(f"{COVER} [data-choose]")
    file = {"name": "lake.png", "mimeType": "image/png", "buffer": content}
    page.get_by_role("dialog").locator("[type=file]").set_input_files(file)


def by_drop(page: Page, content: bytes) -> None:
    page.evaluate(SEND, [COVER, "drop", "lake.png", b64encode(content).decode()])


def by_paste(page: Page, content: bytes) -> None:
    page.evaluate(
        SEND, [f"{COVER} [data-choose]", "paste", "lake.png", b64encode(content).decode()]
    )


@pytest.mark.parametrize("upload", [by_button, by_drop, by_paste])
def test_a_picture_is_uploaded_into_a_story_described_and_found_after_saving(desk, upload):
    upload(desk, a_picture())
    library = desk.get_by_role("dialog")
    library.get_by_label("Alternative text (English)").fill("A frozen lake")
    library.get_by_label("Alternative text (Simplified Chinese)").fill("结冰的湖")
    library.get_by_role("button", name="Use this picture").click()
    expect(library).to_be_hidden()
    desk.select_option("[name=section]", label="Campus")
    desk.fill("[name=en_title]", "Ice")
    desk.locator("[name=_continue]").first.click()

    expect(desk.locator(".messagelist .success")).to_be_visible()
    cover = desk.locator(COVER)
    expect(cover.locator("[data-alt=alt_en]")).to_contain_text("A frozen lake")
    expect(cover.locator("[data-alt=alt_zh_hans]")).to_contain_text("结冰的湖")
    assert cover.locator("img").evaluate("image => image.naturalWidth") > 0


def test_a_picture_of_the_library_is_found_by_keyboard_alone(desk):
    desk.locator(f"{COVER} [data-choose]").focus()
    desk.keyboard.press("Enter")
    library = desk.get_by_role("dialog")
    expect(library.locator(".library-item")).to_have_count(24)
    library.get_by_label("Search").focus()
    desk.keyboard.type("Lake 1")
    expect(library.locator(".library-item")).to_have_count(12)
    library.locator(".library-item").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "End", "ArrowLeft"):
        desk.keyboard.press(key)
    desk.keyboard.press("Enter")
    expect(library.get_by_label("Alternative text (English)")).to_be_focused()
    desk.keyboard.press("Enter")

    expect(library).to_be_hidden()
    expect(desk.locator(f"{COVER} [data-alt=alt_en]")).to_contain_text("Lake 10")
    expect(desk.locator(f"{COVER} [data-choose]")).to_be_focused()


def test_more_pictures_are_shown_on_demand(desk):
    desk.click(f"{COVER} [data-choose]")
    library = desk.get_by_role("dialog")

    library.get_by_role("button", name="Show more").click()

    expect(library.get_by_text("Lake 0", exact=True)).to_be_attached()
    expect(library.get_by_role("button", name="Show more")).to_be_hidden()


def test_escape_changes_nothing_and_leads_back(desk):
    desk.click(f"{COVER} [data-choose]")
    library = desk.get_by_role("dialog")
    library.locator(".library-item").first.click()

    desk.keyboard.press("Escape")

    expect(library).to_be_hidden()
    expect(desk.locator("[name=cover]")).to_have_value("")


def test_what_is_no_picture_is_told_in_the_dialog(desk):
    by_button(desk, b"not a picture")

    expect(desk.get_by_role("alert").filter(has_text="This is not a picture")).to_be_visible()
    expect(desk.get_by_role("dialog").locator(".library-details")).to_be_hidden()


def test_words_that_are_too_long_are_told_at_their_field_and_stay(desk):
    by_button(desk, a_picture())
    library = desk.get_by_role("dialog")
    credit = library.get_by_label("Credit")
    credit.evaluate("field => field.removeAttribute('maxlength')")
    credit.fill("x" * 201)

    library.get_by_role("button", name="Use this picture").click()

    expect(library.get_by_text("at most 200 characters")).to_be_visible()
    expect(credit).to_be_focused()
    expect(credit).to_have_value("x" * 201)


def test_words_of_somebody_else_stay_where_only_others_were_changed(desk, site):
    by_button(desk, a_picture())
    library = desk.get_by_role("dialog")
    expect(library.get_by_label("Credit")).to_be_visible()
    site.manage(
        "shell",
        "--no-imports",
        "-c",
        "from articles.models import Image;"
        "newest = Image.objects.latest('pk').pk;"
        "Image.objects.filter(pk=newest).update(alt_en='Written by a colleague')",
    )

    library.get_by_label("Credit").fill("Lake office")
    library.get_by_role("button", name="Use this picture").click()

    expect(library).to_be_hidden()
    cover = desk.locator(f"{COVER} [data-alt=alt_en]")
    expect(cover).to_contain_text("Written by a colleague")


def test_the_focal_point_is_set_by_click_and_by_arrow_keys(desk):
    by_button(desk, a_picture())
    library = desk.get_by_role("dialog")
    picture = library.locator(".focal-picture img")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    desk.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowUp")

    crop = library.locator(".focal-window img").evaluate("image => image.style.objectPosition")
    assert crop == "26% 65%"
    assert library.locator("[name=focal_x]").input_value() == "0.26"
    assert library.locator("[name=focal_y]").input_value() == "0.65"
    expect(library.get_by_role("button", name="26 percent from the left")).to_be_focused()


def test_the_focal_point_is_set_before_the_file_is_uploaded(desk, site):
    desk.goto(f"{site.url}/admin/articles/image/add/")
    expect(desk.locator(".focal-picture")).to_be_hidden()
    file = {"name": "lake.png", "mimeType": "image/png", "buffer": a_picture()}
    desk.set_input_files("[name=upload]", file)

    box = desk.locator(".focal-picture canvas").bounding_box()
    desk.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5)
    desk.locator("[name=_continue]").click()

    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(desk.locator("[name=focal_x]")).to_have_value("0.75")
    mark = desk.locator(".focal-mark").evaluate("mark => mark.style.left")
    assert mark == "75%"


def test_a_decorative_picture_needs_no_description(desk):
    by_button(desk, a_picture())
    library = desk.get_by_role("dialog")

    library.get_by_label("None, it is decorative").check()
    expect(library.get_by_label("Alternative text (English)")).to_be_hidden()
    library.get_by_role("button", name="Use this picture").click()

    expect(desk.locator(f"{COVER} [data-decorative]")).to_be_visible()


def test_files_are_added_one_after_the_other_and_taken_away(desk):
    for name in ("Programme 2025.pdf", "Map.pdf"):
        desk.click(f"{FILES} [data-choose]")
        library = desk.get_by_role("dialog")
        content = b"%PDF-1.7\n" + name.encode()
        file = {"name": name, "mimeType": "application/pdf", "buffer": content}
        library.locator("[type=file]").set_input_files(file)
        expect(library.get_by_label("Title (English)")).to_have_value(name.removesuffix(".pdf"))
        library.get_by_role("button", name="Use this file").click()
    desk.get_by_role("button", name="Remove Programme 2025").click()

    expect(desk.locator(f"{FILES} .picker-file")).to_have_count(1)
    expect(desk.locator(f"{FILES} .picker-title")).to_have_text("Map")
    assert desk.locator("[name=attachments]:checked").count() == 1


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1280, "en")])
def test_list_page_and_dialog_have_no_barrier(desk, site, width, language):
    desk.set_viewport_size({"width": width, "height": 844})
    desk.locator(f"#language-switch [value={language}]").click()
    found = {}
    desk.goto(f"{site.url}/admin/articles/image/")
    found["list"] = barriers_on(desk)
    with desk.expect_navigation():  # a page that is still coming has barriers of its own
        desk.locator(".picture-card > a").first.click()
    found["page"] = barriers_on(desk)
    desk.goto(f"{site.url}/admin/articles/article/add/")
    desk.click(f"{COVER} [data-choose]")
    expect(desk.locator(".library-item")).to_have_count(24)
    found["dialog"] = barriers_on(desk, "dialog")
    desk.locator(".library-item").first.click()
    found["details"] = barriers_on(desk, "dialog")

    assert found == dict.fromkeys(found, ([], width))


def barriers_on(page: Page, part: str = "html") -> tuple[list, int]:
    """What axe-core finds in the light and in the dark, and how wide the page is."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += barriers(page, part)
    return found, page.evaluate("document.documentElement.scrollWidth")
