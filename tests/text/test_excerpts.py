"""Marks on what was asked for, and the passage around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.excerpts import Piece, excerpt, marked, tells
from articles.text.plain import flowing, plain
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
        ("The lake: ice on the lake", '"ice on the lake"', "The lake: [ice on the lake]"),
        (
            "The lake: ice, on the Lakes",
            'lake "ice on the lake"',
            "The [lake]: [ice, on the Lakes]",
        ),
        ("ice on the", '"ice on the lake"', "ice on the"),
        ("on ice on ice on the lake", '"ice on the" "on ice"', "[on ice] [on ice] on the lake"),
        ("网络5G和新5G网络建设", "“5G网络”", "网络5G和新[5G网络]建设"),
        ("湖面 结冰了，湖面，结冰", "“湖面 结冰”", "[湖面 结冰]了，[湖面，结冰]"),
        ("COVID 19, COVID or 19", "covid-19", "[COVID 19], COVID or 19"),
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


@pytest.mark.parametrize("typed", ['"ice on the lake"', 'lake "ice on the lake"'])
def test_an_excerpt_is_the_passage_around_the_phrase(typed):
    text = "The lake and the ice on it. " * 20 + "At last there was ice on the lake again."

    passage = shown(excerpt(text, asked(typed), length=40))

    assert "[ice on the lake]" in passage


def test_an_excerpt_is_the_passage_around_a_chinese_phrase():
    text = "湖面很大。" * 20 + "今天湖面 结冰了。" + "大家都去看" * 20

    assert shown(excerpt(text, asked("湖面 “湖面 结冰”"), length=20)) == (
        "… 很大。今天[湖面 结冰]了。大家都去看大家都 …"
    )


@pytest.mark.parametrize(
    ("text", "much"),
    [("ice on the lake", 2), ("the lake", 1), ("the ice", 0), ("", 0)],
)
def test_a_text_with_the_phrase_tells_most(text, much):
    assert tells(text, asked('lake "on the lake"')) == much


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


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>冰很厚。</p><p>湖很大。</p>", "冰很厚。湖很大。"),
        ("<p>“真冷！”</p><p>湖……</p><p>冰</p>", "“真冷！”湖……冰"),
        ("<h2>湖</h2><p>很大。</p>", "湖 很大。"),
        ("<p>See “ice.”</p><p>Then…</p><p>it (all) froze</p>", "See “ice.” Then… it (all) froze"),
    ],
)
def test_chinese_blocks_follow_each_other_without_a_space(html, text):
    assert flowing(plain(html)) == text
