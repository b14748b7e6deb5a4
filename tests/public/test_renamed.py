"""A list is found by every slug it ever had."""

import pytest

from articles.editorial.vocabulary import save_word
from articles.models import OldSlug
from tests.factories import a_public_edition, a_section, browsed

pytestmark = pytest.mark.django_db


def rename(word, slug: str):
    word.slug = slug
    save_word(word)
    return word


def answer_to(client, address: str, **headers) -> tuple[int, str]:
    answer = client.get(address, headers=headers)
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ""),
        ("?before=5-1&from=wechat", "?before=5-1"),
        ("?from=wechat", ""),
        ("most-read/", "most-read/"),
        ("most-read/30-days/", "most-read/30-days/"),
        ("feed.xml", "feed.xml"),
        ("feed.json?from=wechat", "feed.json"),
    ],
)
def test_a_renamed_section_is_found_by_its_old_slug(client, language, asked, found):
    rename(a_section("campus"), "campus-life")

    assert answer_to(client, f"/{language}/sections/campus/{asked}") == (
        301,
        f"/{language}/sections/campus-life/{found}",
    )


def test_each_old_slug_leads_to_the_newest_at_once(client):
    section = rename(rename(a_section("a"), "b"), "c")

    assert [answer_to(client, f"/en/sections/{slug}/")[1] for slug in "ab"] == [
        "/en/sections/c/"
    ] * 2
    assert {row.section for row in OldSlug.objects.all()} == {section}


def test_a_slug_that_comes_back_is_no_old_one(client):
    section = rename(rename(a_section("a"), "b"), "a")

    assert [answer_to(client, f"/en/sections/{slug}/") for slug in "ab"] == [
        (200, ""),
        (301, "/en/sections/a/"),
    ]
    assert [row.slug for row in section.old_slugs.all()] == ["b"]


def test_a_slug_that_a_new_section_has_leads_to_the_new_one(client):
    rename(a_section("a"), "b")
    newer = a_section("x")
    rename(newer, "a")

    assert answer_to(client, "/en/sections/a/") == (200, "")
    rename(newer, "y")
    assert answer_to(client, "/en/sections/a/") == (301, "/en/sections/y/")


def test_saving_without_a_new_slug_keeps_no_old_one():
    rename(a_section("a"), "a")

    assert OldSlug.objects.count() == 0


def test_a_section_without_a_name_in_the_language_is_led_to_in_the_other_only(client):
    rename(a_section("a", en=""), "b")

    assert [answer_to(client, f"/{code}/sections/a/")[0] for code in ("en", "zh-hans")] == [
        404,
        301,
    ]


def test_what_is_below_no_list_is_not_found_by_an_old_slug(client):
    rename(a_section("a"), "b")

    assert answer_to(client, "/en/sections/a/nothing/") == (404, "")
    assert client.post("/en/sections/a/").status_code == 405


def test_a_story_is_found_by_any_slug_and_what_senders_append_is_left_behind(client):
    edition = browsed(a_public_edition(), 5)
    old = f"/en/news/{edition.article_id}/earlier/"

    assert answer_to(client, f"{old}?utm_source=x") == (301, edition.get_absolute_url())
    assert client.head(old)["Location"] == edition.get_absolute_url()
