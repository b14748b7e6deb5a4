"""The form of a story in a real browser: tabs, bar, questions, and what is kept while typing."""

import re

import pytest
from playwright.sync_api import expect

from articles.text.titles import one_line
from tests.barriers import barriers
from tests.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MAKE_STORIES = """
from articles.editorial.writing import save_draft
from articles.text.story import written
from tests.factories import *
tag = a_tag("lake", en="Lake", zh_hans="湖")
newer = written(title="湖真的结冰了", body="<p>冰很厚</p>")
for _ in range(60):
    article = an_article(source=a_source(), tags=(tag,))
    chinese = a_public_edition(article, language="zh-hans", title="湖结冰了", body="<p>冰</p>")
    save_draft(chinese, text=newer, base=1, by=None, at=NOW)
    a_draft(article, title="The lake froze", body="<p>It is cold.</p>")
    print(article.pk)
"""
MAKE_COLLEAGUES = """
from django.contrib.auth.models import User
from tests.admin.staff import a_staff_member
User.objects.create_superuser("colleague", password="another pass phrase")
viewer = a_staff_member("view_article", name="viewer")
viewer.set_password("a third pass phrase")
viewer.save()
"""


@pytest.fixture(scope="module")
def signed_in(server, chromium):
    """What the browser of a signed-in editor keeps between its pages."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, server, name="editor", word="a long pass phrase")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture(scope="module")
def colleagues(server):
    """Another editor, and somebody who may only look."""
    server.manage("shell", "--no-imports", "-c", MAKE_COLLEAGUES)


def sign_in(page, server, *, name, word):
    page.goto(f"{server.url}/admin/login/?next=/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", word)
    page.click("[type=submit]")
    expect(page.locator("#logout-form")).to_have_count(1)


@pytest.fixture(scope="module")
def kept_tabs(server, chromium, signed_in):
    tabs = Tabs(chromium, home=server.url, signed_in=signed_in)
    yield tabs
    tabs.end()


@pytest.fixture
def tabs(kept_tabs):
    """Tabs of the editor, closed after the test."""
    yield kept_tabs
    kept_tabs.close()


@pytest.fixture
def page(tabs):
    return tabs.open()


@pytest.fixture(scope="module")
def stories(server):
    """One for each test, all made at once: a draft in English, and in Chinese a newer draft of a
    public page.
    """
    return iter(server.manage("shell", "--no-imports", "-c", MAKE_STORIES).split())


@pytest.fixture
def story(server, stories):
    return f"{server.url}/admin/articles/article/{next(stories)}/change/"


def states_of_tabs(page):
    return [" ".join(tab.inner_text().split()) for tab in page.get_by_role("tab").all()]


def offered(page):
    """The buttons of the bar that can be seen."""
    bar = page.get_by_role("group", name="What can be done next")
    return [
        " ".join(button.text_content().split())
        for button in bar.locator(".button").all()
        if button.is_visible()
    ]


def type_text(page, words, *, field="en_body"):
    page.locator(f".field-{field} [contenteditable]").click()
    page.keyboard.type(words)


# Tabs


def test_each_language_has_a_tab_with_its_state(page, story):
    page.goto(story)

    assert states_of_tabs(page) == ["English draft", "中文 public newer draft"]
    expect(page.get_by_role("tab", selected=True)).to_have_text(re.compile("English"))
    expect(page.locator("[name=en_title]")).to_be_visible()
    expect(page.locator("[name=zh_hans_title]")).to_be_hidden()


def test_tabs_are_moved_between_with_the_arrow_keys(page, story):
    page.goto(story)

    page.get_by_role("tab", selected=True).focus()
    opened = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        opened.append(page.evaluate("document.activeElement.id"))

    assert opened == ["tab-zh-hans", "tab-en", "tab-zh-hans", "tab-en", "tab-zh-hans"]
    expect(page.locator("[name=zh_hans_title]")).to_be_visible()


def test_the_reader_of_chinese_begins_with_chinese(tabs, story):
    page = tabs.open(locale="zh-CN")

    page.goto(story)

    expect(page.locator("[name=zh_hans_title]")).to_be_visible()


def test_the_open_language_is_in_the_address_and_remembered(page, story):
    page.goto(story)
    page.click("#tab-zh-hans")
    address = page.url

    page.goto(story)

    assert address == f"{story}#zh-hans"
    expect(page.locator("[name=zh_hans_title]")).to_be_visible()


def test_a_mistake_marks_its_tab_and_opens_it(page, story):
    page.goto(story)
    page.click("#tab-zh-hans")
    page.fill("[name=zh_hans_summary]", "很" * 501)
    page.click("#tab-en")

    page.click("[name=_continue]")

    expect(page.locator(".errornote")).to_be_visible()
    assert states_of_tabs(page) == ["English draft", "中文 public newer draft 1 mistake"]
    expect(page.locator("[name=zh_hans_summary]")).to_be_focused()


# The bar


def test_the_bar_offers_what_can_be_done_with_the_open_language(page, story):
    page.goto(story)

    english = offered(page)
    page.click("#tab-zh-hans")
    chinese = offered(page)

    assert english == [
        "Save draft",
        "Save and close",
        "Preview (English)",
        "Publish … (English)",
    ]
    assert chinese == [
        "Save draft",
        "Save and close",
        "Preview (Simplified Chinese)",
        "Withdraw … (Simplified Chinese)",
        "Publish the newer text … (Simplified Chinese)",
    ]


def test_the_bar_says_what_is_unsaved_until_it_is_saved(page, story):
    page.goto(story)
    note = page.locator(".bar-note")

    expect(note).to_have_text("")
    page.fill("[name=en_title]", "The lake melted")
    expect(note).to_have_text("Unsaved changes")
    page.fill("[name=en_title]", "The lake froze")
    expect(note).to_have_text("")
    page.fill("[name=en_title]", "The lake melted")
    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_have_text("“The lake melted” is saved.")
    expect(note).to_have_text("")


@pytest.mark.parametrize("way_out", ["#language-switch [value=zh-hans]", "#site-name a"])
def test_leaving_with_unsaved_words_asks_first(page, story, way_out):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(story)
    page.fill("[name=en_title]", "Not saved yet")

    page.click(way_out)

    expect(page.locator("[name=en_title]")).to_have_value("Not saved yet")
    assert asked == ["beforeunload"]


def test_enter_in_a_line_of_text_sends_nothing(page, story):
    posts = []
    page.on("request", lambda request: posts.append((request.method, request.url)))
    page.goto(story)

    for field in ("en_title", "en_slug", "en_author", "en_released_at_0"):
        page.press(f"[name={field}]", "Enter")
    page.wait_for_timeout(200)

    assert ("POST", story) not in posts


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_title_is_seen_whole_and_stays_one_line(page, story, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(story)
    title = page.locator("[name=en_title]")
    long = "A word of it and the lake " * 7 + "at its end"

    title.fill(long)
    title.press("Enter")

    expect(title).to_have_value(long)
    assert title.evaluate("field => field.scrollHeight - field.clientHeight") == 0


# Questions


def test_publishing_says_what_will_happen_and_asks(page, story):
    page.goto(story)
    page.fill("[name=en_title]", "The lake thawed")
    page.click("[name=_publish_en]")
    window = page.get_by_role("dialog", name="Publish English?")
    number = story.split("/")[-3]

    expect(window.locator(".question-plan")).to_have_text(
        f"English goes public now, at /en/news/{number}/the-lake-thawed/"
    )
    page.keyboard.press("Enter")  # as a key held too long would: it answers nothing
    expect(window).to_be_visible()
    window.get_by_role("button", name="Yes, publish").click()

    expect(page.locator(".messagelist")).to_have_text(
        f"English is public: /en/news/{number}/the-lake-thawed/"
    )
    assert states_of_tabs(page)[0] == "English public"


def test_a_no_leads_back_to_the_language_it_was_about(page, story):
    page.goto(f"{story}#zh-hans")
    page.click("[name=_publish_zh_hans]")

    page.get_by_role("link", name="No, not yet").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[name=zh_hans_title]")).to_be_visible()


@pytest.mark.parametrize("answer", ["No, not yet", "Escape"])
def test_a_no_leaves_a_saved_draft(page, story, answer):
    page.goto(story)
    page.fill("[name=en_title]", "A better title")
    page.click("[name=_publish_en]")
    window = page.get_by_role("dialog", name="Publish English?")
    expect(window).to_be_visible()

    if answer == "Escape":
        page.keyboard.press(answer)
    else:
        window.get_by_role("link", name=answer).click()

    expect(window).to_have_count(0)
    expect(page.locator("[name=en_title]")).to_have_value("A better title")
    assert states_of_tabs(page)[0] == "English draft"
    expect(page.locator(".bar-note")).to_have_text("")


def test_what_is_missing_is_said_in_the_window(page, story):
    page.goto(story)
    page.locator(".field-en_body [contenteditable]").fill("")
    page.click("[name=_publish_en]")
    window = page.get_by_role("dialog", name="English cannot go out yet")

    expect(window.locator("li")).to_have_text(
        ["There is nothing to publish yet: write the text first."]
    )
    expect(window.get_by_role("button")).to_have_count(0)
    window.get_by_role("link", name="Back to the text").click()
    expect(page.locator("[name=en_title]")).to_have_value("The lake froze")


def test_what_was_left_out_of_the_text_is_said_in_the_window(page, story):
    page.goto(story)
    page.locator("textarea[name=en_body]").evaluate(
        "field => (field.value = '<p>Ice</p><video src=\"/ice.mp4\"></video>')"
    )

    page.click("[name=_publish_en]")

    window = page.get_by_role("dialog", name="Publish English?")
    expect(window.locator(".messagelist")).to_contain_text("Left out of the text: 1 video.")


def test_a_refused_form_shows_its_mistake_instead_of_a_window(page, story):
    page.goto(story)
    page.fill("[name=en_title]", "x" * 201)

    page.click("[name=_publish_en]")

    expect(page.locator(".field-en_title .errorlist")).to_have_text(
        "The title is too long: 201 characters, at most 200 are possible."
    )
    expect(page.locator("[name=en_title]")).to_have_value("x" * 201)


def test_a_line_that_breaks_while_publishing_is_said_and_loses_nothing(page, story):
    page.goto(story)
    page.fill("[name=en_title]", "Still here")
    page.context.set_offline(True)

    page.click("[name=_publish_en]")

    expect(page.locator(".bar-note")).to_have_text(
        "The server cannot be reached. Nothing is lost: wait a moment and press the button again."
    )
    expect(page.locator("[name=en_title]")).to_have_value("Still here")


# The web address


def test_the_address_follows_the_title_until_somebody_writes_it(page, server):
    page.goto(f"{server.url}/admin/articles/article/add/")
    page.click("#tab-zh-hans")
    address = page.locator("[name=zh_hans_slug]")

    page.locator("[name=zh_hans_title]").press_sequentially("湖区开放")
    expect(address).to_have_value("hu-qu-kai-fang")
    address.fill("the-lake")
    page.fill("[name=zh_hans_title]", "湖结冰了")
    page.wait_for_timeout(600)

    expect(address).to_have_value("the-lake")


def test_the_address_of_a_text_that_was_public_stays(page, story):
    page.goto(f"{story}#zh-hans")
    before = page.input_value("[name=zh_hans_slug]")

    page.fill("[name=zh_hans_title]", "完全不同")
    page.wait_for_timeout(600)

    expect(page.locator("[name=zh_hans_slug]")).to_have_value(before)
    expect(page.locator("#zh-hans .address + .help")).to_contain_text("Readers know this text at")


# Counts


def test_characters_are_counted_as_the_server_counts_them(page, story):
    titles = [
        "The lake froze",
        "  two   spaces  ",
        "e\u0301te\u0301",
        "湖\u200b结\u00ad冰",
        "👩‍🔬 𠀀",
        "a\u00a0\u3000b",
        "x" * 201,
    ]
    page.goto(story)

    shown = []
    for title in titles:
        page.fill("[name=en_title]", title)
        shown.append(page.locator(".field-en_title .count").inner_text().split()[0])

    assert shown == [str(len(one_line(title))) for title in titles]


def test_a_length_is_told_and_spoken_only_near_its_limit(page, story):
    shown = "characters; lists and search engines show about"
    cases = [
        ("en_slug", "x" * 60, "60 characters", False),
        ("en_title", "x" * 70, "70 characters", False),
        ("en_title", "x" * 71, f"71 {shown} 70", True),
        ("en_title", "x" * 201, "201 characters, at most 200 are possible", True),
        ("zh_hans_title", "湖" * 31, f"31 {shown} 30", True),
        ("zh_hans_summary", "湖" * 81, f"81 {shown} 80", True),
    ]
    page.goto(story)

    for field, typed, words, is_spoken in cases:
        page.click("#tab-zh-hans" if field.startswith("zh") else "#tab-en")
        page.fill(f"[name={field}]", typed)
        place = page.locator(f".field-{field}")
        expect(place.locator(".count")).to_have_text(words)
        expect(place.locator("[role=status]")).to_have_text(words if is_spoken else "")


# The other language beside


def test_the_other_text_is_one_click_away_and_stays_open(page, story):
    page.goto(story)
    neighbour = page.locator("#en .neighbour-text")

    expect(neighbour).to_be_hidden()
    page.get_by_text("Show the Simplified Chinese text").click()
    expect(neighbour).to_have_text(re.compile("湖真的结冰了.*冰很厚", re.DOTALL))
    page.click("[name=_continue]")

    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(neighbour).to_be_visible()
    assert neighbour.get_attribute("lang") == "zh-hans"
    title = page.locator("[name=en_title]").bounding_box()
    beside = neighbour.bounding_box()
    assert beside["x"] >= title["x"] + title["width"]
    assert beside["y"] <= title["y"]


# What the browser keeps


def test_words_of_a_closed_window_are_offered_and_taken_up(page, story):
    page.goto(story)
    page.fill("[name=en_title]", "Nearly lost")
    page.check("[name=is_pinned]")
    type_text(page, "Nearly lost too. ")
    expect(page.locator(".bar-note")).to_have_text("Unsaved changes")
    page.wait_for_timeout(400)
    again = page.context.new_page()
    page.close()

    again.goto(story)
    offer = again.get_by_role("region", name="Text that was not saved")
    expect(offer.locator("p")).to_have_text(
        re.compile(r"Your browser kept text of \d+:\d\d.[AP]M that was not saved\.")
    )
    offer.get_by_role("button", name="Take it up").click()

    expect(again.locator("[name=en_title]")).to_have_value("Nearly lost")
    expect(again.locator("[name=is_pinned]")).to_be_checked()
    expect(again.locator(".field-en_body [contenteditable]")).to_contain_text("Nearly lost too.")
    again.click("[name=_continue]")
    expect(again.locator(".messagelist")).to_have_text("“Nearly lost” is saved.")
    again.goto(story)
    expect(offer).to_be_hidden()
    expect(again.locator("[name=en_title]")).to_have_value("Nearly lost")


def test_kept_words_can_be_thrown_away(page, story):
    page.goto(story)
    page.fill("[name=en_title]", "Not wanted")
    expect(page.locator(".bar-note")).to_have_text("Unsaved changes")
    again = page.context.new_page()
    page.close()
    again.goto(story)

    again.get_by_role("button", name="Throw it away").click()
    again.reload()

    expect(again.locator("#kept-text")).to_be_hidden()
    expect(again.locator("[name=en_title]")).to_have_value("The lake froze")


@pytest.mark.usefixtures("colleagues")
def test_kept_words_are_shown_to_nobody_else(page, server, story):
    page.goto(story)
    page.fill("[name=en_title]", "Mine alone")
    expect(page.locator(".bar-note")).to_have_text("Unsaved changes")
    other = page.context.new_page()
    page.close()
    page.context.clear_cookies()
    sign_in(other, server, name="colleague", word="another pass phrase")

    other.goto(story)

    expect(other.locator("[name=en_title]")).to_have_value("The lake froze")
    expect(other.locator("#kept-text")).to_be_hidden()


# For everybody


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_form_has_no_barrier_and_keeps_the_policy(tabs, story, language, width):
    page = tabs.open(locale=language, width=width)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{story}#en")
    page.locator("#en .neighbour summary").click()
    page.fill("[name=en_title]", "x" * 71)
    expect(page.locator(".field-en_body [contenteditable]")).to_be_visible()

    in_the_light = barriers(page)
    page.emulate_media(color_scheme="dark")
    in_the_dark = barriers(page, only="color-contrast")
    page.click("[name=_publish_en]")
    expect(page.get_by_role("dialog")).to_be_visible()
    in_the_window = barriers(page, "dialog")
    scrolled = page.evaluate("document.documentElement.scrollWidth")

    assert (in_the_light, in_the_dark, in_the_window) == ([], [], [])
    assert complaints == []
    assert scrolled == width


def test_without_scripts_both_languages_stand_there_and_publishing_still_asks(
    chromium, signed_in, story
):
    context = chromium.new_context(storage_state=signed_in, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(story)

    for field in ("en_title", "en_body", "zh_hans_title", "zh_hans_body"):
        expect(page.locator(f"[name={field}]")).to_be_visible()
    page.fill("[name=en_title]", "Without scripts")
    page.click("[name=_publish_en]")
    expect(page.locator("h1")).to_have_text("Publish English?")
    page.get_by_role("button", name="Yes, publish").click()

    expect(page.locator(".messagelist .success")).to_contain_text("English is public:")
    context.close()


@pytest.mark.usefixtures("colleagues")
def test_who_may_only_look_reads_each_language_in_its_tab(chromium, server, story):
    context = chromium.new_context(locale="en")
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, server, name="viewer", word="a third pass phrase")
    page.goto(story)

    page.click("#tab-zh-hans")
    shown, buttons = page.locator("#zh-hans").inner_text(), offered(page)
    context.close()

    assert "湖真的结冰了" in shown
    assert buttons == ["Preview (Simplified Chinese)", "Close"]
    assert complaints == []


def test_a_new_story_begins_in_its_title(page, server):
    page.goto(f"{server.url}/admin/articles/article/add/")

    expect(page.locator("[name=en_title]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[name=en_summary]")).to_be_focused()


def test_going_back_after_saving_does_not_offer_the_same_story_again(page, server):
    server.manage("shell", "-c", "from tests.factories import a_section; a_section()")
    page.goto(f"{server.url}/admin/articles/article/add/")
    page.select_option("[name=section]", index=1)
    page.fill("[name=en_title]", "Saved once")
    page.click("[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.go_back()

    expect(page.locator("[name=en_title]")).to_have_value("")
