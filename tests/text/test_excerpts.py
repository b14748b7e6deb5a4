"""Marks on what was asked for, and the passage around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.excerpts import Piece, excerpt, marked
from articles.text.plain import plain
from articles.text.words import asked


def shown(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "marks"),
    [
        ("Robots and a robot", "robot", "[Robots] and a [robot]"),
        ("A robot’s robotics", "robots", "A [robot’s] [robotics]"),
        ("Café CAFE cafeteria", "cafe", "[Café] [CAFE] cafeteria"),
        ("工业和信息化部", "工业 信息", "[工业]和[信息]化部"),
        ("学生和大学生", "大学 学生", "[学生]和[大学]生"),
        ("学生们在学习", "学", "[学]生们在[学]习"),
        ("部里", "工业部", "部里"),
        ("２０２５年ＡＩ大赛", "2025 ai 大赛", "[２０２５]年[ＡＩ][大赛]"),
        ("5G网络", "5g 网络", "[5G][网络]"),
        ("a < b & lake", "lake", "a < b & [lake]"),
        ("nothing", "lake", "nothing"),
        ("", "lake", ""),
    ],
)
def test_words_found_are_marked(text, typed, marks):
    assert shown(marked(text, asked(typed))) == marks


def test_an_excerpt_is_the_passage_around_the_first_hit():
    text = "one two three four five six seven lake eight nine ten eleven twelve thirteen"

    assert shown(excerpt(text, asked("lakes"), length=40)) == (
        "… seven [lake] eight nine ten eleven twelve …"
    )


def test_an_excerpt_of_chinese_needs_no_spaces():
    text = "冬天来了" * 20 + "湖面结冰了" + "大家都去看" * 20

    assert shown(excerpt(text, asked("结冰"), length=20)) == (
        "… 天来了湖面[结冰]了大家都去看大家都去看大家 …"
    )


def test_an_excerpt_without_a_hit_is_the_beginning():
    text = "one two three four five six"

    assert shown(excerpt(text, asked("lake"), length=12)) == "one two …"
    assert shown(excerpt("one two", asked("lake"), length=12)) == "one two"


@given(st.text(max_size=300), st.text(max_size=30), st.integers(min_value=8, max_value=90))
def test_marks_change_no_text(text, typed, length):
    whole = marked(text, asked(typed))
    part = "".join(piece.text for piece in excerpt(text, asked(typed), length=length))

    assert "".join(piece.text for piece in whole) == text
    assert part.removeprefix("… ").removesuffix(" …").strip() in text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<p>工<strong>业</strong></p>", "工业"),
        ("<p>H<sub>2</sub>O &amp; &lt;b&gt;</p>", "H2O & <b>"),
        ('<p><a href="/?a>b" title="x">link</a>ed</p>', "linked"),
        ("one<br>two", "one two"),
        ('<figure><img src="x" alt="a > b"><figcaption>Below</figcaption></figure>', "Below"),
    ],
)
def test_a_text_is_read_without_its_tags(html, text):
    assert plain(html) == text
