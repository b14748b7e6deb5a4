"""The editor of a story as people use it: typed, pasted, dropped and saved in a real browser."""

import io
import re
from base64 import b64encode
from urllib.parse import parse_qs

import pytest
from PIL import Image as Pixels
from playwright.sync_api import expect

from tests.barriers import barriers
from tests.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

TABS = {"en": "English", "zh-hans": "中文"}
MAKE_STORIES = """
from tests.factories import *
print(*(a_draft(title="Lake").article.pk for _ in range(30)))
"""

# As Word writes a list, and with the picture it puts into its own folder.
FROM_WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>"
    "p.MsoListParagraph {mso-style-name:'List Paragraph';}</style></head><body lang=ZH-CN>"
    "<!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto'><b>Open</b> now"
    "<o:p></o:p></p>"
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
    "<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span "
    "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>one</p>"
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
    "<![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span "
    "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>two</p>"
    "<p class=MsoNormal><img width=200 height=100 src='file:///C:/Temp/image001.png'></p>"
    "<!--EndFragment--></body></html>"
)


@pytest.fixture(scope="module")
def stories(server):
    """Addresses of drafts, a fresh one for each test."""
    numbers = server.manage("shell", "--no-imports", "-c", MAKE_STORIES).split()[-30:]
    return iter([f"{server.url}/admin/articles/article/{number}/change/" for number in numbers])


@pytest.fixture(scope="module")
def signed_in(server, chromium):
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{server.url}/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "a long pass phrase")
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="module")
def tabs(server, chromium, signed_in):
    tabs = Tabs(chromium, home=server.url, signed_in=signed_in)
    yield tabs
    tabs.end()


@pytest.fixture
def desk(tabs, stories):
    """Opens a draft; in the end, no script has failed and the policy was kept."""
    opened = []

    def open_desk(*, language="en", locale="en-US", width=1280, scheme="light"):
        page = tabs.open(locale=locale, width=width, scheme=scheme)
        desk = Desk(page, next(stories), language=language)
        opened.append(desk)
        return desk

    yield open_desk
    complaints = [desk.complaints for desk in opened]
    tabs.close()
    assert complaints == [[]] * len(opened)


class Desk:
    """The form of one story in a browser, and the editor of one of its languages."""

    def __init__(self, page, address, *, language):
        self.page = page
        self.complaints = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())  # leaving with unsaved words
        page.goto(address)
        self.write_in(language)

    def write_in(self, language):
        self.page.get_by_role("tab", name=TABS[language]).click()
        name = f"{language.replace('-', '_')}_body"
        self.box = self.page.locator(f".prose-editor:has(textarea[name={name}])")
        expect(self.box.get_by_role("toolbar")).to_be_attached()
        self.text = self.box.get_by_role("textbox")
        self.note = self.box.get_by_role("status")

    def body(self):
        return self.box.locator("textarea").input_value()

    def tool(self, name):
        return self.box.get_by_role("button", name=name, exact=True)

    def put(self, html):
        """As if it had been written just now; the cursor is at its end."""
        self.text.evaluate(
            "(dom, html) => dom.editor.chain().setContent(html, {emitUpdate: true})"
            ".focus('end').run()",
            html,
        )
        expect(self.text).to_be_focused()

    def paste(self, *, html="", text="", pictures=()):
        self.transfer("paste", html=html, text=text, pictures=pictures)

    def drop(self, *, on, html="", pictures=()):
        """Drops behind the last word of this paragraph."""
        self.transfer("drop", html=html, pictures=pictures, on=on)

    def transfer(self, kind, *, html="", text="", pictures=(), on=""):
        encoded = [b64encode(picture).decode() for picture in pictures]
        self.text.evaluate(
            """(dom, [kind, html, text, pictures, on]) => {
                const clipboardData = new DataTransfer();
                if (html) clipboardData.setData("text/html", html);
                if (text) clipboardData.setData("text/plain", text);
                for (const picture of pictures) {
                    const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
                    const file = new File([bytes], "picture.png", { type: "image/png" });
                    clipboardData.items.add(file);
                }
                const options = { bubbles: true, cancelable: true };
                if (kind === "paste") {
                    dom.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData }));
                    return;
                }
                const place = [...dom.children].find((block) => block.textContent === on);
                const { right, top, height } = place.getBoundingClientRect();
                const where = { clientX: right - 2, clientY: top + height / 2 };
                const dropped = { ...options, ...where, dataTransfer: clipboardData };
                dom.dispatchEvent(new DragEvent("drop", dropped));
            }""",
            [kind, html, text, encoded, on],
        )

    def take_picture(self, *, alt):
        """In the dialog of the library, where a picture is being uploaded."""
        dialog = self.page.get_by_role("dialog")
        dialog.locator("[name=alt_en]").fill(alt, timeout=60_000)
        dialog.get_by_role("button", name="Use this picture").click()
        expect(dialog).to_be_hidden()
        expect(self.text).to_be_focused()

    def save(self):
        self.page.locator("[name=_continue]").first.click()
        expect(self.page.locator(".messagelist .success")).to_be_visible()
        self.write_in("en")


def a_picture(colour):
    file = io.BytesIO()
    Pixels.new("RGB", (900, 600), colour).save(file, "PNG")
    return file.getvalue()


def without_numbers(html):
    return re.sub(r'data-image="\d+"', 'data-image="N"', html)


def test_everything_can_be_typed_and_taken_back(desk):
    desk = desk()
    desk.put("")
    keyboard = desk.page.keyboard

    desk.box.get_by_label("Kind of paragraph").select_option("Heading")
    expect(desk.text).to_be_focused()
    keyboard.type("News")
    keyboard.press("Enter")
    for name, mark in (("Bold", "b"), ("Italic", "i"), ("Subscript", "2"), ("Underlined", "u")):
        desk.tool(name).click()
        keyboard.type(mark)
        desk.tool(name).click()
    keyboard.press("Enter")
    desk.tool("Bulleted list").click()
    keyboard.type("one")
    keyboard.press("Enter")
    keyboard.press("Enter")
    desk.tool("Quotation").click()
    keyboard.type("said")
    keyboard.press("Enter")
    keyboard.press("Enter")
    desk.tool("Horizontal rule").click()
    desk.tool("Link").click()
    desk.page.get_by_label("Address (URL)").fill("www.example.edu.cn")
    desk.page.get_by_label("Words of the link").fill("site")
    keyboard.press("Enter")
    expect(desk.text.locator("a")).to_have_text("site")
    expect(desk.text).to_be_focused()
    typed = desk.body()
    keyboard.press("Control+z")
    taken_back = desk.body()
    desk.tool("Redo").click()

    assert typed == (
        "<h2>News</h2>"
        "<p><strong>b</strong><em>i</em><sub>2</sub><u>u</u></p>"
        "<ul><li><p>one</p></li></ul>"
        "<blockquote><p>said</p></blockquote>"
        '<hr><p><a href="https://www.example.edu.cn">site</a></p>'
    )
    assert "site" not in taken_back
    assert desk.body() == typed


def test_a_table_is_made_and_changed_in_words(desk):
    desk = desk()
    desk.put("")

    desk.tool("Table").click()
    desk.page.get_by_label("Rows").fill("2")
    desk.page.get_by_label("Columns").fill("1")
    desk.page.keyboard.press("Enter")
    expect(desk.text.locator("th")).to_have_count(1)
    desk.page.keyboard.type("Year")
    desk.tool("Add a column").click()
    desk.tool("Delete the row").click()
    left = desk.body()
    desk.tool("Delete the table").click()

    assert left == "<table><tbody><tr><td><p></p></td><td><p></p></td></tr></tbody></table>"
    assert desk.body() == ""


def select_word(desk, word):
    """As with the mouse: the word is selected, wherever it stands."""
    desk.text.evaluate(
        """(dom, word) => {
            const { state } = dom.editor;
            state.doc.descendants((node, pos) => {
                const start = node.isText ? node.text.indexOf(word) : -1;
                if (start < 0) return;
                const range = { from: pos + start, to: pos + start + word.length };
                dom.editor.chain().focus().setTextSelection(range).run();
            });
        }""",
        word,
    )
    # The editor is focused in the next frame, and keys go where the focus is.
    expect(desk.text).to_be_focused()


def test_words_in_another_language_are_marked_changed_saved_and_unmarked(desk):
    desk = desk()
    desk.put("<p>A motto: Weht der Wind.</p><p>Salix alba</p>")
    dialog = desk.page.get_by_role("dialog")

    select_word(desk, "Weht der Wind")
    desk.tool("Language of the text").click()
    offered = dialog.locator("option").all_text_contents()
    dialog.get_by_label("These words are written in").select_option("German")
    dialog.get_by_role("button", name="Apply").click()
    expect(desk.text).to_be_focused()
    expect(desk.tool("Language of the text")).to_have_attribute("aria-pressed", "true")
    select_word(desk, "Salix alba")
    desk.page.keyboard.press("ArrowLeft")
    desk.tool("Language of the text").click()
    dialog.get_by_label("These words are written in").select_option("Latin")
    dialog.get_by_role("button", name="Apply").click()
    expect(desk.text.locator("span[lang=la]")).to_have_text("Salix alba")
    marked = desk.body()
    desk.save()
    saved = desk.body()
    select_word(desk, "der")
    desk.page.keyboard.press("ArrowLeft")
    desk.tool("Language of the text").click()
    chosen = dialog.get_by_label("These words are written in").input_value()
    dialog.get_by_role("button", name="Remove the mark").click()
    expect(desk.text).to_be_focused()

    assert marked == (
        '<p>A motto: <span lang="de">Weht der Wind</span>.</p>'
        '<p><span lang="la">Salix alba</span></p>'
    )
    assert saved == marked
    assert "German" in offered
    assert "English" not in offered, "the text is English anyway"
    assert chosen == "de"
    assert desk.body() == ('<p>A motto: Weht der Wind.</p><p><span lang="la">Salix alba</span></p>')


def test_a_language_survives_a_paste_where_it_was_meant(desk):
    desk = desk()
    desk.put("")

    desk.paste(html='<p lang=EN-US>The <i lang="la">Salix</i> stands</p>', text="The Salix stands")

    expect(desk.text.locator("span[lang=la] em")).to_have_text("Salix")
    assert desk.body() == '<p>The <span lang="la"><em>Salix</em></span> stands</p>'


def test_pictures_one_after_another_stand_side_by_side(desk):
    desk = desk()
    desk.put("<p>Before.</p>")

    for number, colour in enumerate(("#205080", "#805020", "#208050")):
        if number:
            desk.page.keyboard.press("Escape")  # from the caption to the picture itself
            desk.text.locator("figure.active").get_by_role(
                "button", name="Add a picture beside it"
            ).click()
            desk.page.get_by_role("dialog").locator("input[type=file]").set_input_files(
                {"name": "x.png", "mimeType": "image/png", "buffer": a_picture(colour)}
            )
        else:
            desk.paste(pictures=[a_picture(colour)])
        desk.take_picture(alt=f"Colour {number}")
    expect(desk.text.locator("figure img")).to_have_count(3)
    boxes = [figure.bounding_box() for figure in desk.text.locator("figure").all()]
    desk.page.keyboard.press("Alt+ArrowUp")
    desk.save()

    across, left, right = boxes
    assert across["y"] + across["height"] <= left["y"]
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    assert across["width"] > 2 * left["width"]
    assert re.fullmatch(r'<p>Before.</p>(<figure data-image="\d+"></figure>){3}', desk.body()), (
        "nothing of the look is saved"
    )


def test_an_address_that_is_none_is_refused_and_stays(desk):
    desk = desk()
    desk.put("<p>word</p>")

    desk.page.keyboard.press("Control+k")
    desk.page.get_by_label("Address (URL)").fill("javascript:alert(1)")
    desk.page.keyboard.press("Enter")

    expect(desk.page.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "This is no address: write one such as https://www.example.edu.cn/ or an e-mail address."
    )
    expect(desk.page.get_by_label("Address (URL)")).to_have_value("javascript:alert(1)")
    desk.page.keyboard.press("Escape")
    assert desk.body() == "<p>word</p>"


def test_a_paste_from_word_is_cleaned_and_what_it_lost_is_said(desk):
    desk = desk()
    desk.put("<p>Before.</p>")

    desk.page.keyboard.press("Enter")
    desk.paste(html=FROM_WORD, text="Open now\none\ntwo")
    expect(desk.text.locator("li")).to_have_count(2)
    expect(desk.note).to_contain_text("picture")
    pasted = desk.body()
    desk.page.keyboard.press("Control+z")
    taken_back = desk.body()
    desk.tool("Redo").click()
    desk.tool("Dismiss").click()
    expect(desk.note).to_have_text("")
    desk.save()

    assert pasted == (
        "<p>Before.</p><p><strong>Open</strong> now</p>"
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>"
    )
    assert taken_back == "<p>Before.</p><p></p>"
    assert desk.body() == pasted


@pytest.mark.parametrize(
    ("cursor", "result"),
    [
        ("1", "<p>far!left <em>middle</em></p>"),
        ("{from: 6, to: 11}", "<p>left far<em>middle!</em></p>"),
    ],
    ids=["elsewhere", "over the marked words"],
)
def test_what_is_typed_while_a_paste_is_cleaned_stays(desk, cursor, result):
    desk = desk()
    desk.put("<p>left right</p>")
    held = []

    def hold(route):
        held.append(route)

    desk.page.route("**/admin/paste/", hold)

    desk.text.evaluate("dom => dom.editor.commands.setTextSelection({from: 6, to: 11})")
    desk.paste(html="<p><em>middle</em></p>", text="middle")
    expect(desk.note).to_have_text("The pasted text is being cleaned …")
    desk.text.evaluate(f"dom => dom.editor.commands.setTextSelection({cursor})")
    desk.page.keyboard.type("far")
    held[0].continue_()
    expect(desk.text.locator("em")).to_have_count(1)
    desk.page.keyboard.type("!")

    assert desk.body() == result


def test_nothing_is_saved_while_a_part_of_it_is_still_on_its_way(desk):
    desk = desk()
    desk.put("<p>One</p>")
    held = []

    def hold(route):
        held.append(route)

    desk.page.route("**/admin/paste/", hold)

    desk.paste(html="<p> and <b>two</b></p>", text=" and two")
    expect(desk.note).to_have_text("The pasted text is being cleaned …")
    desk.page.locator("[name=_continue]").first.click()
    expect(desk.text).to_be_focused()
    held[0].continue_()
    expect(desk.text.locator("strong")).to_have_count(1)
    desk.save()

    assert len(held) == 1
    assert "<strong>two</strong>" in desk.body()


def test_nothing_is_published_while_a_part_of_it_is_still_on_its_way(desk):
    desk = desk()
    desk.put("<p>One</p>")
    held = []

    def hold(route):
        held.append(route)

    desk.page.route("**/admin/paste/", hold)
    posted = []
    desk.page.on("request", lambda request: posted.append(request.post_data or ""))

    desk.paste(html="<p>, <b>two</b></p>", text=", two")
    expect(desk.note).to_have_text("The pasted text is being cleaned …")
    desk.page.locator("[name=_publish_en]").click()
    expect(desk.text).to_be_focused()
    held[0].continue_()
    expect(desk.text.locator("strong")).to_have_count(1)
    desk.page.locator("[name=_publish_en]").click()
    expect(desk.page.locator("#question-form")).to_be_visible()

    saved = [parse_qs(each)["en_body"] for each in posted if "en_body=" in each]
    assert saved == [["<p>One, <strong>two</strong></p>"]]


def test_foreign_text_that_is_dropped_is_cleaned_too(desk):
    desk = desk()
    desk.put("<p>One</p><p>Two</p>")

    desk.drop(on="One", html='<meta charset="utf-8"><span style="color: red">, <i>then</i></span>')
    expect(desk.text.locator("em")).to_have_count(1)

    assert desk.body() == "<p>One, <em>then</em></p><p>Two</p>"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"abort": "failed"}, "The server cannot be reached."),
        ({"status": 413, "body": "<h1>"}, "That was too much at once."),
        ({"status": 200, "body": "<h1>"}, "You are signed out: sign in in another window."),
        (
            {"status": 200, "body": '{"html": "<p>O', "content_type": "application/json"},
            "The server cannot be reached.",
        ),
    ],
)
def test_a_paste_that_cannot_be_cleaned_is_kept_as_plain_words(desk, answer, sentence):
    desk = desk()
    desk.put("")
    desk.page.route(
        "**/admin/paste/",
        lambda route: (
            route.abort()
            if "abort" in answer
            else route.fulfill(**{"content_type": "text/html", **answer})
        ),
    )

    desk.paste(html="<p>One</p><p>two</p>", text="One\n\ntwo")

    expect(desk.note).to_have_text(f"{sentence} The words were pasted without their formatting.")
    assert desk.body() == "<p>One</p><p>two</p>"
    desk.save()
    desk.complaints[:] = [each for each in desk.complaints if "Failed to load" not in each]


def test_blank_lines_of_plain_words_part_the_paragraphs(desk):
    desk = desk()
    desk.put("")

    desk.paste(text="湖区\r\n开放\r\n\r\n明天")

    assert desk.body() == "<p>湖区<br>开放</p><p>明天</p>"


def test_pictures_come_by_button_and_by_drop_and_are_the_same_after_saving(desk):
    desk = desk()
    desk.put("<p>One</p><p>Two</p><p>Three</p>")
    desk.text.evaluate("dom => dom.editor.commands.setTextSelection(4)")

    desk.tool("Picture").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "lake.png", "mimeType": "image/png", "buffer": a_picture("#123f73")}
    )
    desk.take_picture(alt="A lake")
    desk.page.keyboard.type("Seen at ")
    desk.tool("Bold").click()
    desk.page.keyboard.type("noon")
    desk.drop(on="Two", pictures=[a_picture("#d0a030")])
    desk.take_picture(alt="Sand")
    expect(desk.text.locator("figure img")).to_have_count(2)
    written = desk.body()
    desk.save()

    assert without_numbers(written) == (
        '<p>One</p><figure data-image="N"><figcaption>Seen at <strong>noon</strong></figcaption>'
        '</figure><p>Two</p><figure data-image="N"></figure><p>Three</p>'
    )
    assert desk.body() == written
    first, second = desk.text.locator("figure").all()
    expect(first).to_contain_text("Alternative text: A lake")
    expect(second).to_contain_text("Alternative text: Sand")


def test_a_picture_is_moved_described_copied_and_removed_with_the_keyboard(desk):
    desk = desk()
    keyboard = desk.page.keyboard
    desk.put("<p>One</p>")
    desk.paste(pictures=[a_picture("#804020")])
    desk.take_picture(alt="Clay")
    expect(desk.text.locator("figure")).to_have_count(1)

    keyboard.press("Enter")
    keyboard.type("Two")
    in_the_middle = without_numbers(desk.body())
    keyboard.press("Home")
    keyboard.press("ArrowUp", delay=200)
    keyboard.type("Its caption", delay=20)
    keyboard.press("Escape")
    expect(desk.tool("Another picture")).to_be_visible()
    keyboard.press("Alt+ArrowUp")
    moved = without_numbers(desk.body())
    keyboard.press("Tab")
    expect(desk.tool("Another picture")).to_be_focused()
    for _ in range(5):
        keyboard.press("Tab")
    keyboard.press("Enter")
    removed = desk.body()
    desk.tool("Undo").click()

    assert in_the_middle == '<p>One</p><figure data-image="N"></figure><p>Two</p>'
    assert moved == (
        '<figure data-image="N"><figcaption>Its caption</figcaption></figure><p>One</p><p>Two</p>'
    )
    assert removed == "<p>One</p><p>Two</p>"
    assert without_numbers(desk.body()) == moved


def test_a_picture_is_copied_into_the_text_of_the_other_language(desk):
    desk = desk()
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.put(
        '<p>One</p><figure data-image="99999"><figcaption>My <u>words</u></figcaption></figure>'
    )

    expect(desk.text.locator("figure")).to_contain_text(
        "This picture is no longer in the library: choose another one, or remove it."
    )
    desk.page.keyboard.press("Escape")
    expect(desk.tool("Another picture")).to_be_visible()
    desk.page.keyboard.press("Control+c")
    desk.write_in("zh-hans")
    desk.put("")
    desk.page.keyboard.press("Control+v")

    expect(desk.text.locator("figure")).to_have_count(1)
    assert desk.body() == (
        '<figure data-image="99999"><figcaption>My <u>words</u></figcaption></figure>'
    )
    desk.complaints[:] = [each for each in desk.complaints if "404" not in each]


def test_what_is_pasted_into_a_caption_becomes_one_line(desk):
    desk = desk()
    desk.put('<figure data-image="99999"><figcaption>At</figcaption></figure><p>x</p>')
    desk.text.evaluate("dom => dom.editor.commands.setTextSelection(4)")

    desk.paste(html="<p>, the <b>lake</b></p><ul><li>now</li></ul>", text=", the lake now")
    expect(desk.text.locator("figcaption strong")).to_have_count(1)

    assert desk.body() == (
        '<figure data-image="99999"><figcaption>At, the <strong>lake</strong> now</figcaption>'
        "</figure><p>x</p>"
    )
    desk.complaints[:] = [each for each in desk.complaints if "404" not in each]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_has_no_barrier_and_stays_within_a_phone(desk, scheme):
    desk = desk(language="zh-hans", locale="zh-CN", width=390, scheme=scheme)
    desk.put(
        "<h2>湖</h2><table><tbody><tr><th><p>年</p></th></tr><tr><td><p>一</p></td></tr></tbody>"
        '</table><figure data-image="99999"></figure>' + "<p>水</p>" * 40
    )
    expect(desk.text.locator("figure")).to_contain_text("图库中已没有这张图片")

    desk.text.evaluate("dom => dom.editor.commands.setTextSelection(8)")
    tools = desk.box.get_by_role("toolbar").get_by_role("button").all()
    names = [tool.get_attribute("aria-label") or tool.inner_text() for tool in tools]
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    desk.text.locator("p").last.scroll_into_view_if_needed()
    expect(desk.box.get_by_role("toolbar")).to_be_in_viewport()

    assert barriers(desk.page, ".prose-editor") == []
    assert [name for name in names if re.search("[A-Za-z]", name)] == []
    assert width == 390
    desk.complaints[:] = [each for each in desk.complaints if "404" not in each]
