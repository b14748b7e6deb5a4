"""What a text says without its tags."""

import pytest

from articles.text.plain import plain


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>The ice</p><p>is gone</p>", "The ice is gone"),
        ("<p>H<sub>2</sub>O is <strong>i</strong>ce</p>", "H2O is ice"),
        ('<p>他说<span lang="en">ice</span>化了</p>', "他说ice化了"),
        ('<p>Fish &amp; <a href="/x?a=1&amp;b=&lt;">chips</a></p>', "Fish & chips"),
    ],
)
def test_words_stay_whole_and_blocks_apart(html, words):
    assert plain(html) == words
