"""Old addresses beside a story, and merging, by keyboard and mouse in a real browser."""

import json
import os
from pathlib import Path

import pytest

from tests.barriers import barriers
from tests.tabs import Tabs

pytestmark = [pytest.mark.browser, pytest.mark.looks]

SHOTS = os.environ.get("SCREENSHOTS")
MAKE_ROWS = """
import json
from django.contrib.auth.models import User
from django.test import Client
from articles.models import OldAddress
from tests.factories import *
tags = {
    name: a_tag(f"{name}-{n}", en=f"{name} {n}", zh_hans=f"{word}{n}").pk
    for n in range(4)
    for name, word in ((f"Ice{n}", "冰"), (f"Winter{n}", "冬天"))
}
article = an_article(tags=())
for language, title in (("en", "The lake froze"), ("zh-hans", "湖结冰了")):
    a_public_edition(article, language=language, title=title)
other = a_public_edition(title="Elsewhere").article
OldAddress.objects.create(article=other, path="/taken.htm")
OldAddress.objects.create(article=article, path="/info/1051/1.htm", language="zh-hans")
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(User.objects.create_superuser("Lake"))
print(json.dumps({
    "session": client.cookies["sessionid"].value,
    "story": article.pk, "section": article.section_id, "tags": tags,
}))
"""
LOOKS = [(390, "en-US"), (1280, "zh-CN"), (390, "zh-CN"), (1280, "en-US")]


@pytest.fixture(scope="module")
def desk(server) -> dict:
    return json.loads(server.manage("shell", "--no-imports", "-c", MAKE_ROWS).splitlines()[-1])


@pytest.fixture(scope="module")
def tabs(server, chromium, desk):
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": desk["session"], "url": server.url}])
    tabs = Tabs(chromium, home=server.url, signed_in=context.storage_state())
    context.close()
    yield tabs
    tabs.end()


@pytest.fixture
def visit(server, tabs):
    """Opens a page as an admin, and gathers what the browser complains of."""

    def open_page(path: str, *, width: int, language: str):
        page = tabs.open(locale=language, width=width)
        page.emulate_media(reduced_motion="reduce")
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(server.url + path)
        return page

    yield open_page
    tabs.close()


def barriers_on(page) -> list:
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*barriers(page), *(["too wide"] if too_wide else [])]


def shoot(page, name: str) -> None:
    """For people who look at it; a test run keeps none."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_an_address_is_added_beside_a_story(visit, desk, width, language):
    page = visit(f"/admin/articles/article/{desk['story']}/change/", width=width, language=language)
    block = page.locator("#old_addresses-group")
    number = page.locator("#old_addresses-group .has_original").count()
    page.locator("#old_addresses-group summary").click()
    page.locator(f"#id_old_addresses-{number}-path").fill("taken.htm")
    block.locator(".add-row a").click()
    page.locator(f"#id_old_addresses-{number + 1}-path").fill(f"http://old.cn/{width}{language}/")

    page.click("[name=_continue]")

    row = page.locator(f"#old_addresses-{number}")
    row.locator(".errorlist").wait_for()
    assert page.input_value(f"#id_old_addresses-{number}-path") == "taken.htm"
    shoot(page, f"story-{width}-{language}")
    assert barriers_on(page) == []

    page.locator(f"#id_old_addresses-{number}-path").fill("/taken.htm")
    page.click("[name=_continue]")
    row.locator(".errorlist a").wait_for()
    assert row.locator(".errorlist a").inner_text() == "Elsewhere"
    page.locator(f"#id_old_addresses-{number}-path").fill("")
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()

    kept = page.locator("#old_addresses-group .has_original input[name$=path]")
    values = [each.input_value() for each in kept.all()]
    assert f"/{width}{language}" in values
    assert page.complaints == []


def test_an_address_that_was_not_saved_is_offered_again(visit, desk):
    page = visit(f"/admin/articles/article/{desk['story']}/change/", width=1280, language="en-US")
    number = page.locator("#old_addresses-group .has_original").count()
    page.locator("#old_addresses-group summary").click()
    page.locator(f"#id_old_addresses-{number}-path").fill("/lost.htm")
    page.locator("#old_addresses-group .add-row a").click()
    page.locator(f"#id_old_addresses-{number + 1}-path").fill("/lost-too.htm")
    page.locator(f"#id_old_addresses-{number + 1}-language").select_option("zh-hans")
    page.locator(".bar-note:text('Unsaved')").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()
    page.locator("#kept-text [name=take]").click()

    rows = page.locator("#old_addresses-group .inline-related:not(.empty-form)")
    assert [
        (row.locator("input[type=text]").input_value(), row.locator("select").input_value())
        for row in rows.all()[number:]
    ] == [("/lost.htm", ""), ("/lost-too.htm", "zh-hans")]
    page.locator("#kept-text").wait_for(state="hidden")


@pytest.mark.parametrize(("number", "look"), list(enumerate(LOOKS)))
def test_a_tag_is_merged_after_a_question(visit, desk, number, look):
    width, language = look
    one, other = (desk["tags"][f"{name}{number}"] for name in ("Ice", "Winter"))
    page = visit(f"/admin/articles/tag/{one}/change/", width=width, language=language)
    page.locator(".object-tools a[href*=merge]").click()
    page.locator("#question-form").wait_for()
    shoot(page, f"merge-choose-{width}-{language}")
    assert barriers_on(page) == []

    page.locator(".select2-selection").click()
    page.keyboard.type(f"Winter{number}")
    page.locator(f".select2-results__option--highlighted:text('{number}')").wait_for()
    page.locator(".select2-results__option:nth-child(2)").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.click("#question-form [type=submit]")
    page.locator(".question-plan").wait_for()
    shoot(page, f"merge-ask-{width}-{language}")
    assert barriers_on(page) == []
    page.click("#question-form [type=submit]")

    page.locator(".messagelist .success").wait_for()
    assert page.url.endswith(f"/tag/{other}/change/")
    assert page.complaints == []


@pytest.mark.parametrize(("width", "language"), LOOKS)
def test_a_list_is_pasted_seen_and_taken(visit, desk, width, language):
    page = visit("/admin/articles/oldaddress/", width=width, language=language)
    shoot(page, f"all-{width}-{language}")
    page.locator(".object-tools a[href*=list]").click()
    page.fill("#id_lines", f"/{language}/{width}.htm;{desk['story']}\nnonsense\n")

    page.click("#list-form [type=submit]:not([name])")
    page.locator("#plan-heading").wait_for()
    shoot(page, f"list-{width}-{language}")
    assert barriers_on(page) == []
    assert page.locator(".wrong-lines li").count() == 1
    page.click("#list-form [name=confirmed]")

    page.locator(".messagelist .success").wait_for()
    assert page.get_by_text(f"/{language}/{width}.htm").is_visible()
    assert page.complaints == []


@pytest.mark.parametrize("path", ["section/{section}/change/", "oldaddress/add/"])
@pytest.mark.parametrize(("width", "language"), LOOKS[:2])
def test_the_other_forms_have_no_barrier(visit, desk, path, width, language):
    page = visit(
        f"/admin/articles/{path.format(section=desk['section'])}", width=width, language=language
    )
    page.wait_for_load_state("networkidle")
    shoot(page, f"{path.split('/')[0]}-{width}-{language}")

    assert barriers_on(page) == []
    assert page.complaints == []
