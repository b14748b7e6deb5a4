"""The way around the desk: by what people do, and only what they may open."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from articles.models import Tag
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import a_draft, a_section

pytestmark = pytest.mark.django_db


def menu_of(response):
    """By heading: the words and addresses of the menu."""
    return {
        menu.label: [(entry.label, entry.address) for entry in menu.entries]
        for menu in response.context["menus"]
    }


def here(response):
    """What the printed menu marks as the page one is on."""
    menu = response.content.decode().partition('id="desk-menu"')[2].partition("</nav>")[0]
    return re.findall(r'aria-current="page">([^<]+)<', menu)


def test_the_menu_is_sorted_by_what_people_do():
    client = browser_of(a_chief())

    menu = menu_of(client.get("/admin/"))

    assert {label: [words for words, _address in entries] for label, entries in menu.items()} == {
        "Write": ["Stories", "New story", "My drafts", "Pictures", "Attachments"],
        "Translate": ["Not yet in English", "Not yet in Simplified Chinese", "Translators"],
        "Publish": ["Drafts that wait", "Newer drafts", "Going out next", "Public now"],
        "Measure": ["Statistics", "Report", "Corrections", "Most read"],
        "Settings": [
            *(["Site settings"] if is_registered("sitesettings") else []),
            "Sections",
            "Sources",
            "Tags",
            "Departments",
            "Old addresses",
            "Staff accounts",
            "Groups",
        ],
    }


def is_registered(name):
    return any(model._meta.model_name == name for model in admin.site._registry)


def test_every_entry_opens():
    client = browser_of(a_chief())
    entries = [entry for menu in menu_of(client.get("/admin/")).values() for entry in menu]

    answers = [(address, client.get(address, follow=True).status_code) for _, address in entries]

    assert answers == [(address, 200) for _, address in entries]


def test_every_list_of_the_desk_has_an_entry():
    client = browser_of(a_chief())
    menu = menu_of(client.get("/admin/"))
    addresses = {address for entries in menu.values() for _words, address in entries}

    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }

    assert lists - addresses == set(), "name these in articles/admin/navigation.py"


def test_nobody_is_shown_what_they_may_not_open():
    client = browser_of(a_staff_member("view_article", "view_tag", "change_tag"))

    menu = menu_of(client.get("/admin/"))

    assert {label: [words for words, _address in entries] for label, entries in menu.items()} == {
        "Write": ["Stories", "My drafts"],
        "Translate": ["Not yet in English", "Not yet in Simplified Chinese"],
        "Publish": ["Drafts that wait", "Newer drafts", "Going out next", "Public now"],
        "Measure": ["Most read"],
        "Settings": ["Tags"],
    }


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("articles/article/", ["Stories"]),
        ("articles/article/?q=lake", ["Stories"]),
        ("articles/article/?work=waiting&section__id__exact=1", ["Drafts that wait"]),
        ("articles/article/?work=missing-zh-hans", ["Not yet in Simplified Chinese"]),
        ("articles/article/add/", ["New story"]),
        ("articles/article/{article}/change/", ["Stories"]),
        ("articles/section/{section}/history/", ["Sections"]),
        ("auth/user/add/", ["Staff accounts"]),
        ("statistics/", ["Statistics"]),
        ("statistics/?language=en", ["Statistics"]),
        ("statistics/stories/{article}/", ["Statistics"]),
        ("statistics/stories/{article}/correct/", ["Statistics"]),
        ("statistics/corrections/?before=9", ["Corrections"]),
        ("statistics/report/?by=source", ["Report"]),
        ("password_change/", []),
        ("", []),
    ],
)
def test_the_menu_marks_where_one_is(address, entry):
    known = {"article": a_draft().article.pk, "section": a_section().pk}
    client = browser_of(a_chief())

    response = client.get("/admin/" + address.format(**known))

    assert here(response) == entry


def test_a_door_that_is_closed_marks_nothing():
    client = browser_of(a_staff_member("view_article", "change_article"))
    article = a_draft().article

    response = client.get(f"/admin/articles/article/{article.pk}/change/")

    assert here(response) == ["Stories"]


def test_the_trail_leads_back_to_the_list_and_the_row():
    section = a_section()
    client = browser_of(a_chief())

    page = client.get(f"/admin/articles/section/{section.pk}/history/").content.decode()

    trail = page.partition('class="trail"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', trail) == [
        "/admin/",
        "/admin/articles/section/",
        f"/admin/articles/section/{section.pk}/change/",
    ]


def test_nothing_at_the_desk_is_sorted_by_app():
    client = browser_of(a_chief())

    response = client.get("/admin/articles/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_the_menu_costs_no_query(django_assert_num_queries):
    Tag.objects.create(slug="lake", name_en="Lake")
    client = browser_of(a_chief())
    client.get("/admin/password_change/")

    with django_assert_num_queries(3):  # session, user and the name of the site
        client.get("/admin/password_change/")


def test_a_visitor_sees_no_menu(client):
    page = client.get("/admin/login/").content.decode()

    assert "desk-menu" not in page
