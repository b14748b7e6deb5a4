"""Titles: one line, an address, a shorter text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.titles import one_line, shorten, slug_from, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffi\xadce\u200b\u2060\x00\x07\x7f\x9f", "ice"),
        ("a\ud800b\udfffc", "abc"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("tab\tand\u3000wide\xa0spaces", "tab\tand\u3000wide\xa0spaces"),
        ("👩\u200d🎓 می\u200cخواهم", "👩\u200d🎓 می\u200cخواهم"),
    ],
)
def test_visible_drops_what_nobody_sees(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ice \r\n on\tthe \xa0 lake\u3000", "Ice on the lake"),
        ("湖面　封冻", "湖面 封冻"),
        ("Cafe\u0301", "Café"),
        ("\u200b\n\ufeff", ""),
        ("", ""),
    ],
)
def test_one_line_has_single_spaces(text, expected):
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("沈阳工学院", "shen-yang-gong-xue-yuan"),
        ("President's Visit to the Lake", "presidents-visit-to-the-lake"),
        ("Women’s Day", "womens-day"),
        ("100天5G技术", "100-tian-5g-ji-shu"),
        ("湖边的 Café: Días & Straße", "hu-bian-de-cafe-dias-strasse"),
        ("绿色", "lv-se"),
        ("行长来访", "hang-zhang-lai-fang"),
        ("ＦＵＬＬ　Width Ⅻ", "full-width-xii"),
        ("already-a_slug", "already-a-slug"),
        ("🎉", "story"),
        ("…", "story"),
        ("Лёд", "story"),
        ("", ""),
        (" \n\u3000\u200b", ""),
    ],
)
def test_slug_from_makes_words_of_ascii(title, slug):
    assert slug_from(title) == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("word " * 16, "-".join(["word"] * 16)),
        ("word " * 17, "-".join(["word"] * 16)),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 80),
        ("x" * 79 + " yes", "x" * 79),
        ("x" * 78 + " y z", "x" * 78 + "-y"),
    ],
)
def test_slug_from_is_cut_after_a_word_within_eighty_characters(title, slug):
    assert slug_from(title) == slug


@settings(deadline=None)
@given(st.text(max_size=120))
def test_slug_from_is_an_address_or_blank(title):
    slug = slug_from(title)

    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug) or slug == one_line(title) == ""
    assert len(slug) <= 80
    assert slug_from(slug) == slug


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Ice on the lake", 15, "Ice on the lake"),
        ("Ice on the lake", 14, "Ice on the…"),
        ("Ice on the lake", 11, "Ice on the…"),
        ("Ice on the lake", 10, "Ice on…"),
        ("Ice, on the lake", 6, "Ice…"),
        ("沈阳工学院的湖", 7, "沈阳工学院的湖"),
        ("沈阳工学院的湖", 6, "沈阳工学院…"),
        ("湖面，冰厚", 4, "湖面…"),
        ("湖边 Lakeside", 8, "湖边…"),
        ("湖边Lakeside", 8, "湖边…"),
        ("Lakeside湖边", 9, "Lakeside…"),
        ("Donaudampfschiff", 6, "Donau…"),
        ("", 5, ""),
        ("Ice", 1, "…"),
    ],
)
def test_shorten_cuts_after_a_word_or_a_character(text, length, expected):
    assert shorten(text, length=length) == expected


@settings(deadline=None)
@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shorten_is_never_longer_than_asked(text, length):
    assert len(shorten(text, length=length)) <= length
