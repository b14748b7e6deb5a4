"""The sentence about what was left out of a text."""

import pytest
from django.utils.translation import override

from articles.editorial.leftovers import said_of
from articles.text.html import cleaned

EVERYTHING = (
    "<p>Ice</p><img src=a><img src=b><video></video><audio></audio><svg><path/></svg>"
    "<math></math><iframe src=/map></iframe><input><a href='file:///c/x'>c</a>"
)


def test_nothing_is_said_where_nothing_was_left_out():
    assert said_of({}) == ""
    assert said_of(cleaned("<p>Ice</p>").dropped) == ""


@pytest.mark.parametrize(
    ("dropped", "sentence"),
    [
        (
            {"videos": 1, "pictures": 2},
            "Left out of the text: 2 pictures, 1 video. Add pictures from the library.",
        ),
        ({"links": 3}, "Left out of the text: the addresses of 3 links."),
        ({"pictures": 0, "sounds": 1}, "Left out of the text: 1 recording."),
    ],
)
def test_what_was_left_out_is_counted_in_words(dropped, sentence):
    assert said_of(dropped) == sentence


def test_everything_that_is_counted_is_said():
    assert said_of(cleaned(EVERYTHING).dropped) == (
        "Left out of the text: 2 pictures, 1 video, 1 recording, 1 drawing, 1 formula, "
        "1 embedded page or file, 1 form field, the address of 1 link. "
        "Add pictures from the library."
    )


def test_what_was_left_out_is_said_in_chinese():
    with override("zh-hans"):
        sentence = said_of(cleaned(EVERYTHING).dropped)

    assert sentence == (
        "正文未保留以下内容：2 张图片、1 个视频、1 段音频、1 个图形、1 个公式、1 处嵌入内容、"
        "1 个表单控件、1 个链接的网址。图片请从图片库中添加。"
    )
