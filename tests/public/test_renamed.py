"""A list is found by every slug it ever had."""

import pytest

from articles.editorial.merging import merge
from articles.editorial.vocabulary import save_word
from articles.editorial.writing import Release
from articles.models import OldSlug
from tests.admin.staff import a_chief
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    browsed,
)

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


def a_word(kind: str):
    """Of this kind, with a public story in English under it."""
    if kind == "tag":
        word = a_tag("old", en="Lake", zh_hans="湖")
        a_public_edition(an_article(tags=(word,)), title="The lake froze")
    elif kind == "source":
        word = a_source("old")
        a_public_edition(an_article(source=word), title="The lake froze")
    else:
        word = a_translator("old")
        release = Release(released_at=NOW, translator=word)
        a_public_edition(release=release, title="The lake froze")
    return word


@pytest.mark.parametrize("kind", ["source", "translator", "tag"])
@pytest.mark.parametrize("rest", ["", "feed.xml", "feed.json"])
def test_a_renamed_word_is_found_where_it_has_a_list(client, kind, rest):
    rename(a_word(kind), "new")

    assert answer_to(client, f"/en/{kind}s/old/{rest}") == (301, f"/en/{kind}s/new/{rest}")
    assert client.get(f"/en/{kind}s/new/{rest}").status_code == 200
    assert answer_to(client, f"/zh-hans/{kind}s/old/{rest}") == (404, "")


@pytest.mark.parametrize("kind", ["source", "translator", "tag"])
def test_a_word_that_was_merged_leads_to_the_other_list_with_its_stories(client, kind):
    word = a_word(kind)
    into = type(word).objects.create(slug="new", name_en="New", name_zh_hans="新")
    merge([word], into=into, by=a_chief(), at=NOW)

    page = client.get(f"/en/{kind}s/old/?before=5-1", follow=True)
    listed = client.get(f"/en/{kind}s/old/", follow=True)

    assert page.redirect_chain == [(f"/en/{kind}s/new/?before=5-1", 301)]
    assert listed.redirect_chain == [(f"/en/{kind}s/new/", 301)]
    assert "The lake froze" in listed.content.decode()
