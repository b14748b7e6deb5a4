"""Two people, one story, in real browsers: seen, refused, compared, chosen, and nothing lost."""

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers
from tests.server import wait_until

pytestmark = pytest.mark.browser

PASSWORD = "a long pass phrase"
MAKE_STORIES = """
from django.contrib.auth.models import User
from tests.factories import *
User.objects.create_superuser("quick", password="a long pass phrase", first_name="Mei")
body = "".join(f"<p>Paragraph {number} of a story.</p>" for number in range(5))
print(*(a_draft(title="The lake froze", body=body).article.pk for _ in range(20)))
"""
WORDS = {
    "en": {
        "open": "Mei has had this story open since",
        "saved": "Mei saved “English, text”",
        "theirs": "What Mei saved at",
        "mine": "What you typed",
    },
    "zh-hans": {
        "open": "Mei 从",
        "saved": "Mei 在",
        "theirs": "保存的内容",
        "mine": "您写的内容",
    },
}


@pytest.fixture(scope="module")
def stories(server):
    """Numbers of drafts, a fresh one for each test."""
    numbers = server.manage("shell", "--no-imports", "-c", MAKE_STORIES).split()[-20:]
    return iter(numbers)


@pytest.fixture(scope="module")
def signed_in(server, chromium, stories):  # noqa: ARG001 - one of the two is made with the stories
    """What the browser of each keeps; no script has failed and the policy was kept."""
    kept, complaints = {}, []
    for name in ("quick", "editor"):
        page = chromium.new_page(locale="en-US")
        listen(page, complaints)
        page.goto(f"{server.url}/admin/login/")
        # Typing before the browser has put the cursor there makes it complain.
        expect(page.locator("#id_username")).to_be_focused()
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        kept[name] = page.context.storage_state()
        page.close()
    assert complaints == []
    return kept


@pytest.fixture
def people(chromium, signed_in):
    """Opens a browser for somebody; in the end no script has failed and the policy was kept."""
    contexts, complaints = [], []

    def come(name, *, locale="en-US", width=1280, scheme="light"):
        context = chromium.new_context(
            storage_state=signed_in[name],
            locale=locale,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
        )
        contexts.append(context)
        page = context.new_page()
        page.clock.install()
        listen(page, complaints)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield come
    for context in contexts:
        context.close()
    assert [each for each in complaints if "status of 403" not in each] == []


def listen(page, complaints):
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))


def address(server, number, page="change/"):
    return f"{server.url}/admin/articles/article/{number}/{page}"


def open_story(page, where):
    """Until the desk knows that the story is open here."""
    with page.expect_response("**/presence/"):
        page.goto(where)


def wait_for_news(page):
    with page.expect_response("**/presence/"):
        page.clock.fast_forward(31_000)


def write(page, title):
    page.locator("#tab-en").click()
    page.fill("[name=en_title]", title)


def save(page):
    with page.expect_navigation():
        page.click("[name=_continue]")


@pytest.mark.parametrize(
    ("language", "locale", "width", "scheme"),
    [
        ("en", "en-US", 1280, "light"),
        ("en", "en-US", 390, "dark"),
        ("zh-hans", "zh-CN", 1280, "dark"),
        ("zh-hans", "zh-CN", 390, "light"),
    ],
)
def test_the_second_of_two_sees_both_texts_and_chooses(
    server, people, stories, language, locale, width, scheme
):
    number, words = next(stories), WORDS[language]
    quick = people("quick")
    slow = people("editor", locale=locale, width=width, scheme=scheme)
    open_story(quick, address(server, number))
    open_story(slow, address(server, number))

    status = slow.locator("#presence [role=status]")
    expect(status).to_contain_text(words["open"])
    wait_for_news(quick)
    expect(quick.locator("#presence")).to_contain_text("editor has had this story open since")

    write(quick, "The lake melted")
    save(quick)
    wait_for_news(slow)
    expect(status).to_contain_text(words["saved"])

    write(slow, "The lake froze again")
    save(slow)
    panel = slow.locator("#conflict-en_text")
    expect(panel).to_contain_text(words["theirs"])
    expect(panel).to_contain_text(words["mine"])
    expect(panel.locator("del")).to_have_text(["melted"])
    expect(panel.locator("ins")).to_have_text(["froze again"])
    expect(slow.locator("[name=en_title]")).to_have_value("The lake froze again")
    expect(slow.locator("#kept-text")).to_be_hidden()
    assert barriers(slow) == []
    assert slow.evaluate("document.documentElement.scrollWidth") == width

    panel.locator("[value=mine]").check()
    save(slow)
    expect(slow.locator(".conflict")).to_have_count(0)
    expect(slow.locator("[name=en_title]")).to_have_value("The lake froze again")
    assert titles_of(server, number) == [
        "The lake froze",
        "The lake melted",
        "The lake froze again",
    ]


def titles_of(server, number):
    return asked(
        server,
        "from articles.models import Revision\n"
        f"found = Revision.objects.filter(edition__article={number}, edition__language='en')\n"
        "print(*found.order_by('number').values_list('title', flat=True), sep='|')",
    ).split("|")


def open_rows(server, number):
    """Of each person who has the story open, the number of the row: another one is a new visit."""
    return asked(
        server,
        "from articles.models import OpenStory\n"
        f"print(*OpenStory.objects.filter(article={number}).values_list('pk', flat=True))",
    ).split()


def asked(server, question):
    return server.manage("shell", "--no-imports", "-c", question).strip()


def test_whoever_leaves_the_form_is_no_longer_told_of(server, people, stories):
    number = next(stories)
    quick, slow = people("quick"), people("editor")
    open_story(quick, address(server, number))
    open_story(slow, address(server, number))
    expect(slow.locator("#presence")).to_contain_text("Mei has had this story open since")

    quick.goto(f"{server.url}/admin/")
    wait_until(lambda: len(open_rows(server, number)) == 1, what="the word that one has left")
    wait_for_news(slow)

    expect(slow.locator("#presence [role=status]")).to_be_empty()
    expect(slow.locator("#presence")).not_to_have_attribute("data-news", "")


def test_whoever_saves_and_goes_on_is_still_there(server, people, stories):
    number = next(stories)
    page = people("editor")
    open_story(page, address(server, number))
    before = open_rows(server, number)
    write(page, "The lake melted")

    with page.expect_response("**/presence/"):
        save(page)

    assert open_rows(server, number) == before
    assert len(before) == 1


def test_a_session_that_ended_takes_nothing_along(server, people, stories):
    number = next(stories)
    page = people("editor", width=390)
    open_story(page, address(server, number))
    write(page, "Typed for hours")
    page.context.clear_cookies(name="sessionid")

    wait_for_news(page)
    expect(page.locator("#presence")).to_contain_text("You are no longer signed in.")
    save(page)
    expect(page.locator(".kept")).to_contain_text(["", "Typed for hours"])
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.fill("[name=sign_in-username]", "editor")
    page.fill("[name=sign_in-password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=sign_in-password]", "Enter")

    expect(page.locator("[name=en_title]")).to_have_value("Typed for hours")
    assert titles_of(server, number) == ["The lake froze", "Typed for hours"]


def test_a_double_click_makes_one_story(server, people, stories):
    next(stories)  # brings a section, too
    page = people("editor")
    page.goto(f"{server.url}/admin/articles/article/add/")
    page.select_option("[name=section]", index=1)
    write(page, "Clicked twice")

    page.dblclick("[name=_continue]")
    page.wait_for_url("**/change/*")

    page.goto(f"{server.url}/admin/articles/article/?q=Clicked+twice")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
