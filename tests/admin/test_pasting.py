"""What is pasted is cleaned: who may use the door, what it refuses, and what people are told."""

import json

import pytest
from django.test import Client

from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import address_of, save
from tests.factories import a_draft

pytestmark = pytest.mark.django_db

DOOR = "/admin/paste/"
NOTHING = {"errors": {"html": "Nothing that can be pasted has arrived: copy it once more."}}


def send(client, body, **options):
    return client.post(DOOR, body, content_type="application/json", **options)


@pytest.mark.parametrize("permission", ["add_article", "change_article"])
def test_who_writes_stories_gets_a_paste_cleaned(permission):
    client = browser_of(a_staff_member(permission))

    response = send(client, json.dumps({"html": '<div style="color: red">湖 <b>opens</b></div>'}))

    assert response.json() == {"html": "<p>湖 <strong>opens</strong></p>", "dropped": ""}


def test_a_paste_says_what_it_lost_in_the_language_of_the_editor():
    client = browser_of(a_chief(), language="zh-hans")

    response = send(client, json.dumps({"html": "<p>湖</p><img src=''><video></video>"}))

    assert response.json() == {
        "html": "<p>湖</p>",
        "dropped": "正文未保留以下内容：1 张图片、1 个视频。图片请从图片库中添加。",
    }


def test_what_is_too_much_is_refused_in_the_language_of_the_editor():
    client = browser_of(a_chief(), language="zh-hans")

    response = send(client, json.dumps({"html": "<div>" * 300 + "x"}))

    assert response.status_code == 422
    assert response.json() == {"errors": {"html": "正文嵌套过深：最多 256 层。请以纯文本粘贴。"}}


@pytest.mark.parametrize(
    "body",
    ["", "<p>no JSON</p>", "[" * 100_000, '"<p>x</p>"', "{}", '{"html": 3}', b"\xff\xfe"],
)
def test_what_is_no_paste_is_refused(body):
    client = browser_of(a_chief())

    response = send(client, body)

    assert (response.status_code, response.json()) == (422, NOTHING)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_half_a_character_and_invisible_ones_do_no_harm(language):
    client = browser_of(a_chief(), language=language)

    response = send(client, '{"html": "<p>a\\ud83d\\u0000\\u200bb</p>"}')

    assert response.json() == {"html": "<p>ab</p>", "dropped": ""}


def test_who_may_not_write_is_told_so():
    client = browser_of(a_staff_member("view_article"))

    response = send(client, json.dumps({"html": "<p>x</p>"}))

    assert response.status_code == 403
    assert response.json() == {
        "errors": {"html": "You may not do this. Ask an admin for the permission."}
    }


def test_who_is_signed_out_is_sent_to_the_sign_in_page(client):
    response = send(client, json.dumps({"html": "<p>x</p>"}))

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/paste/")


def test_the_door_takes_no_other_method():
    client = browser_of(a_chief())

    assert client.get(DOOR, {"html": "<p>x</p>"}).status_code == 405


def test_the_door_is_safe_from_other_sites():
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_chief())

    response = send(client, json.dumps({"html": "<p>x</p>"}))

    assert response.status_code == 403
    assert "<p>x</p>" not in response.content.decode()


def test_a_save_says_what_was_left_out_in_each_language():
    article = a_draft(title="Lake").article
    client = browser_of(a_chief())

    response = save(
        client,
        address_of(article),
        {
            "en_body": "<p>One <img src='x'><img src='y'></p>",
            "zh_hans_title": "湖",
            "zh_hans_body": "<p>一</p><video></video>",
        },
    )

    assert words_of(response) == [
        "English: Left out of the text: 2 pictures. Add pictures from the library.",
        "Simplified Chinese: Left out of the text: 1 video.",
        "“Lake” is saved.",
    ]


def test_a_save_that_loses_nothing_says_nothing_of_it():
    article = a_draft(title="Lake").article
    client = browser_of(a_chief())

    response = save(client, address_of(article), {"en_body": "<p style='x'>One</p>"})

    assert words_of(response) == ["“Lake” is saved."]
