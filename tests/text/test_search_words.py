"""The words of texts and of questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.words import GAP, LONGEST_QUESTION, MOST_UNITS, asked, words_of


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("工业", [("工业",)]),
        ("业", [("业",)]),
        ("信息化部", [("信息", "息化", "化部")]),
        ("工业 信息", [("工业",), ("信息",)]),
        ("工业、信息", [("工业",), ("信息",)]),
        ("𠀀𠀁", [("𠀀𠀁",)]),  # beyond the first plane
        ("臺灣", [("臺灣",)]),  # as it is written
        ("カメラ", [("カメ", "メラ")]),
        ("Robots", [("robot",)]),
        ("robotics", [("robot",)]),
        ("Running runs", [("run",)]),
        ("Café naïve Straße", [("cafe",), ("naiv",), ("strass",)]),
        ("cafe\u0301", [("cafe",)]),
        ("ＲＯＢＯＴ　２０２５", [("robot",), ("2025",)]),
        ("2025 年 robot 大赛", [("2025",), ("年",), ("robot",), ("大赛",)]),
        ("2025年robot大赛", [("2025",), ("年",), ("robot",), ("大赛",)]),
        ("5G网络", [("5g",), ("网络",)]),
        ("COVID-19", [("covid", "19")]),
        ("1,000 10,00", [("1000",), ("10", "00")]),
        ("a university’s", [("a",), ("universiti",)]),
        ("lake lake", [("lake",)]),
        ('"machine learning"', [("machin", "learn")]),
        ("“5G 网络建设”", [("5g", "网络", "络建", "建设")]),
        ("「湖 边」", [("湖",), ("边",)]),
        ('"2025 年 robot', [("2025",), ("年",), ("robot",)]),
        ('""', []),
        ("NEAR(a, b) OR c*", [("near", "a"), ("b",), ("or",), ("c",)]),
        ("x'; DROP TABLE y; --", [("x",), ("drop",), ("tabl",), ("y",)]),
        ("a\x00b", [("ab",)]),
        ("a\u200bb", [("ab",)]),  # a space nobody sees
        ("שלום عالم", [("שלום",), ("عالم",)]),
        ("_ 😀 … %", []),
        ("⑴ ½", [("1",), ("12",)]),
        ("", []),
    ],
)
def test_a_question_is_understood(typed, units):
    assert list(asked(typed).units) == units


def test_what_is_typed_is_cut_where_it_is_too_long():
    within = asked("a" * LONGEST_QUESTION)
    beyond = asked("a " * LONGEST_QUESTION)
    many = asked(" ".join(f"w{number}" for number in range(MOST_UNITS + 1)))

    assert [each.is_cut for each in (within, beyond, many)] == [False, True, True]
    assert beyond.units == (("a",),)
    assert len(many.units) == MOST_UNITS


def test_a_story_has_its_title_apart_and_its_characters_last():
    words = words_of(title="工业 Robots", texts=["湖", "A lake's 冰面"])

    assert words == [
        *("t_工业", "t_robot"),
        *(GAP, "工业", "robot"),
        *(GAP, "湖"),
        *(GAP, "a", "lake", "冰面"),
        *(GAP, "t_工", "t_业", "工", "业", "湖", "冰", "面"),
    ]


@given(st.text())
def test_words_are_letters_and_digits_only(text):
    words = [word for unit in asked(text).units for word in unit]
    written = [word for word in words_of(title="", texts=[text]) if word != GAP]

    assert [word for word in (*words, *written) if not word.isalnum()] == []


@given(st.text(max_size=100), st.text(max_size=100))
def test_whatever_is_in_a_text_is_found_by_it(before, text):
    words = words_of(title="", texts=[f"{before} {text}"])

    missing = [word for unit in asked(text).units for word in unit if word not in words]

    assert missing == []


@given(st.text(alphabet="1,0aé'’\u0301中 \"“”", max_size=400))
def test_odd_neighbours_are_taken(text):
    assert isinstance(asked(text).units, tuple)
