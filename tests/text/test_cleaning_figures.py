"""Pictures of the library stay in a text; every other picture is left out and counted."""

import pytest

from articles.text.figures import FIGURE
from articles.text.html import clean, cleaned

ONE = '<figure data-image="12"></figure>'
WITH_WORDS = '<figure data-image="12"><figcaption>a <strong>b</strong></figcaption></figure>'


@pytest.mark.parametrize(
    "html",
    [
        ONE,
        WITH_WORDS,
        f"<p>x</p>{ONE}{ONE}<p>y</p>",
        f"<ul><li>x{ONE}</li></ul>",
        f"<blockquote>{WITH_WORDS}</blockquote>",
        f"<table><tbody><tr><td>{ONE}</td></tr></tbody></table>",
        '<figure data-image="12"><figcaption>a<br><em>b</em></figcaption></figure>',
        f'<figure data-image="{10**18 - 1}"></figure>',
    ],
)
def test_clean_keeps_a_figure_as_it_is(html):
    assert cleaned(html).html == html
    assert cleaned(html).dropped == {}
    assert FIGURE.search(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<FIGURE class=x DATA-IMAGE=12 style='float:left'></FIGURE>", ONE),
        ("<figure data-image=12><img src=x alt=y><figcaption></figcaption></figure>", ONE),
        ("<figure data-image=12> <figcaption>&nbsp;<b></b></figcaption> </figure>", ONE),
        ("<figure data-image=12>a <b>b</b></figure>", WITH_WORDS),
        ("<figure data-image=12><p>a <b>b</b></p></figure>", WITH_WORDS),
        ("<figure data-image=12><figcaption><p>a <b>b</b></p></figcaption></figure>", WITH_WORDS),
        ("<figure data-image=12><figcaption>a <b>b</b>", WITH_WORDS),
        ("<figure data-image=12><figcaption></figcaption><figcaption>a <b>b", WITH_WORDS),
    ],
)
def test_clean_writes_a_figure_in_its_one_form(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>x{ONE}y</p>", f"<p>x</p>{ONE}<p>y</p>"),
        (f"<p>{ONE}</p>", ONE),
        (f"<h2>x{ONE}</h2>", f"<h2>x</h2>{ONE}"),
        (f"<b>x{ONE}y</b>", f"<p><strong>x</strong></p>{ONE}<p><strong>y</strong></p>"),
        (f"<a href=/x>{ONE}</a>", ONE),
        (f"<ul>{ONE}</ul>", f"<ul><li>{ONE}</li></ul>"),
        (
            f"<table>{ONE}</table>",
            f"<table><tbody><tr><td>{ONE}</td></tr></tbody></table>",
        ),
        (f"<figure data-image=7>{ONE}</figure>", f'<figure data-image="7"></figure>{ONE}'),
        (f"<figure>{ONE}</figure>", ONE),
        (f"<pre>x{ONE}y</pre>", f"<pre>x</pre>{ONE}<p>y</p>"),
    ],
)
def test_clean_puts_a_figure_where_a_paragraph_may_stand(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("inside", "behind"),
    [
        ("<figcaption>a <b>b</b>", ""),
        ("a <b>b</b>", ""),
        ("<figcaption>a <b>b</b></figcaption>c", "<p>c</p>"),
        ("<figcaption>a <b>b</b></figcaption><figcaption>c</figcaption>", "<p>c</p>"),
        ("<figcaption>a <b>b</b><figcaption>c", "<p>c</p>"),
        ("<figcaption><p>a <b>b</b></p><p>c</p></figcaption>", "<p>c</p>"),
        ("<figcaption>a <b>b</b><ul><li>c</ul></figcaption>", "<ul><li>c</li></ul>"),
        ("<figcaption>a <b>b</b><h2>c</h2></figcaption>", "<h2>c</h2>"),
        ("a <b>b</b><hr>c", "<hr><p>c</p>"),
    ],
)
def test_clean_loses_no_words_of_a_figure(inside, behind):
    html = f"<figure data-image=12>{inside}</figure>d"

    assert clean(html) == f"{WITH_WORDS}{behind}<p>d</p>"


@pytest.mark.parametrize(
    "number",
    [
        "",
        "0",
        "012",
        "-1",
        "1.5",
        "x",
        " 12",
        "12 ",
        "１２",
        "1e3",
        "9" * 19,
        '12"><b>',
        "1\u200b2x",
    ],
)
def test_clean_makes_paragraphs_of_a_figure_that_names_no_picture(number):
    figure = f"<figure data-image='{number}'><img src=x>a<figcaption>b</figcaption>c</figure>"
    html = f"x{figure}y"

    assert cleaned(html).html == "<p>x</p><p>a</p><p>b</p><p>c</p><p>y</p>"
    assert cleaned(html).dropped == {"pictures": 1}


def test_a_caption_outside_of_a_figure_is_a_paragraph():
    assert clean("<figcaption>a</figcaption>b") == "<p>a</p><p>b</p>"


def test_a_text_of_one_figure_is_a_text():
    assert clean(f"<div><p></p>{ONE}<p>&nbsp;</p></div>") == ONE
    assert clean(f"<ul><li>{ONE}</li></ul>") == f"<ul><li>{ONE}</li></ul>"
