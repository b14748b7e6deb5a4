"""Words in another language than the text around them."""

import pytest

from articles.text.differences import blocks
from articles.text.html import clean
from articles.text.languages import CODES


@pytest.mark.parametrize("code", CODES)
def test_a_marked_stretch_stays_as_it_is(code):
    body = f'<p>A <span lang="{code}">word</span> more</p>'

    assert clean(body) == body


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ('<p>a <i lang="la">Salix</i></p>', '<p>a <em><span lang="la">Salix</span></em></p>'),
        ('<p lang="en">Ice</p>', '<p><span lang="en">Ice</span></p>'),
        ("<p><span lang=zh>冰</span></p>", '<p><span lang="zh-Hans">冰</span></p>'),
        (
            '<p><span lang="en">a <span lang="de">b</span> c</span></p>',
            '<p><span lang="en">a</span> <span lang="de">b</span> <span lang="en">c</span></p>',
        ),
        (
            '<span lang="en"><p>a</p><ul><li>b</li></ul></span>',
            '<p><span lang="en">a</span></p><ul><li><span lang="en">b</span></li></ul>',
        ),
        (
            '<p><a href="/x">see <span lang="fr">Le Monde</span></a></p>',
            '<p><a href="/x" rel="noopener">see <span lang="fr">Le Monde</span></a></p>',
        ),
        (
            '<figure data-image="3"><figcaption lang="ja">湖</figcaption></figure>',
            '<figure data-image="3"><figcaption><span lang="ja">湖</span></figcaption></figure>',
        ),
        ('<p><span lang="en">  </span>a</p>', "<p>a</p>"),
    ],
)
def test_a_language_that_was_meant_is_kept(pasted, kept):
    assert clean(pasted) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "pasted",
    [
        "<p class=MsoNormal><span lang=EN-US>2022</span>年</p>",  # Word
        "<p><span lang=JA>2022</span>年</p>",
        '<p lang="zh-CN"><span lang="en-US">2022</span>年</p>',  # LibreOffice
        '<body lang="en"><div lang="en"><p>2022年</p></div></body>',
        '<p><span lang="xx">2022</span>年</p>',
        '<p><span lang="">2022</span>年</p>',
        '<p><span lang="en onclick=x">2022</span>年</p>',
        "<p><lang:xx>2022</lang:xx>年</p>",
        '<p><span style="display:none" lang="en">x</span>2022年</p>',
    ],
)
def test_a_language_that_says_nothing_is_dropped(pasted):
    assert clean(pasted) == "<p>2022年</p>"


def test_another_language_makes_another_text():
    german, french = (f'<p><span lang="{code}">Ice</span></p>' for code in ("de", "fr"))

    assert list(blocks(german)) != list(blocks(french))
    assert [block.text for block in blocks(german)] == ["Ice"]
