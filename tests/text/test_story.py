"""The text of one edition."""

from dataclasses import FrozenInstanceError

import pytest

from articles.text.html import TextRefused
from articles.text.story import StoryText, is_blank, written


def test_written_makes_every_part_clean():
    text = written(
        title=" Ice\n on the\u200b lake ",
        slug="Ice & Lake!",
        summary="\tThick,  even where a<b & b>c\r\n",
        body="<div>Cold.<script>x</script></div>",
    )

    assert text == StoryText(
        title="Ice on the lake",
        slug="ice-lake",
        summary="Thick, even where a<b & b>c",
        body="<p>Cold.</p>",
    )


@pytest.mark.parametrize(
    ("title", "slug", "expected"),
    [
        ("湖面封冻", "", "hu-mian-feng-dong"),
        ("湖面封冻", "  \n", "hu-mian-feng-dong"),
        ("湖面封冻", "Ice", "ice"),
        ("湖面封冻", "🎉", "story"),
        ("", "ice", "ice"),
        ("", "", ""),
    ],
)
def test_written_makes_the_slug_of_the_title_where_none_is_typed(title, slug, expected):
    assert written(title=title, slug=slug).slug == expected


def test_written_again_changes_nothing():
    once = written(title="Ice", slug="x", summary="a &amp; b", body="a<br><br>b\n\nc")

    again = written(title=once.title, slug=once.slug, summary=once.summary, body=once.body)

    assert again == once


@pytest.mark.parametrize(
    ("parts", "code", "field", "params"),
    [
        ({"title": "冰" * 201}, "title_too_long", "title", {"limit": 200, "actual": 201}),
        (
            {"title": "Ice", "summary": "冰" * 501},
            "summary_too_long",
            "summary",
            {"limit": 500, "actual": 501},
        ),
        (
            {"title": "Ice", "body": "x" * 500_001},
            "too_large",
            "body",
            {"limit": 500_000, "actual": 500_001},
        ),
    ],
)
def test_written_refuses_what_is_too_long(parts, code, field, params):
    with pytest.raises(TextRefused) as refusal:
        written(**parts)

    assert refusal.value.code == code
    assert refusal.value.field == field
    assert refusal.value.params == params
    assert str(refusal.value) == f"{field}: {code} {params}"


def test_written_counts_characters_after_they_are_cleaned():
    text = written(title=f" {'冰' * 200}\u200b\n", summary=f"{'冰' * 500}\ufeff ")

    assert (len(text.title), len(text.summary)) == (200, 500)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"title": ""}, True),
        ({"title": " \u200b", "summary": "\n", "body": "<p>&nbsp;</p>"}, True),
        ({"title": "", "slug": "ice"}, True),
        ({"title": "Ice"}, False),
        ({"title": "", "summary": "Ice"}, False),
        ({"title": "", "body": "Ice"}, False),
    ],
)
def test_is_blank_where_nothing_was_written(parts, expected):
    assert is_blank(written(**parts)) is expected


def test_a_story_text_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        written(title="Ice").title = "Water"
