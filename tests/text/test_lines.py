"""Titles broken into lines, each letter one wide and each Chinese character two."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.lines import broken


def width_of(text: str) -> float:
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)


def lines(text: str, *, width: int) -> list[str]:
    return broken(text, width=width, measure=width_of)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("Ice", 10, ["Ice"]),
        ("The lake froze", 9, ["The lake", "froze"]),
        # Balanced: not "The lake froze over" and a lonely "again".
        ("The lake froze over again", 20, ["The lake froze", "over again"]),
        ("学校召开工作会议", 10, ["学校召开", "工作会议"]),
        # No line begins with a comma or a closing bracket, and none ends with an opening one.
        ("学校召开，工作会议", 8, ["学校召", "开，工", "作会议"]),
        ("召开《会议》了", 8, ["召开《会", "议》了"]),
        ("奖（附名单）", 6, ["奖（附", "名单）"]),
        # A number stays with what it counts, a word is whole, also beside Chinese.
        ("会议2026年召开", 8, ["会议", "2026年", "召开"]),
        ("举行AI大会", 6, ["举行AI", "大会"]),
        ("don’t stop", 6, ["don’t", "stop"]),
        ("U.S. 3.5%", 5, ["U.S.", "3.5%"]),
        # A word longer than a line is cut where it must be.
        ("aaaaaaaaaa", 4, ["aaaa", "aaaa", "aa"]),
    ],
)
def test_a_title_is_broken_as_printers_do(text, width, expected):
    assert lines(text, width=width) == expected


@given(text=st.text(max_size=60), width=st.integers(4, 40))
def test_nothing_is_lost_and_nothing_sticks_out(text, width):
    text = " ".join(text.split())

    found = lines(text, width=width)

    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
    assert [line for line in found if width_of(line) > width] == []
