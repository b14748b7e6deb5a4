"""What pasted text looks like becomes what it means."""

import pytest

from articles.text.html import clean


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("font-weight:bold", "<strong>a</strong>"),
        ("font-weight: 700", "<strong>a</strong>"),
        ("font-weight:600", "<strong>a</strong>"),
        ("FONT-WEIGHT:Bolder !important", "<strong>a</strong>"),
        ("font-style:italic", "<em>a</em>"),
        ("font-style:oblique", "<em>a</em>"),
        ("text-decoration:underline", "<u>a</u>"),
        ("text-decoration:underline line-through", "<u><s>a</s></u>"),
        ("text-decoration-line:line-through", "<s>a</s>"),
        ("vertical-align:super", "<sup>a</sup>"),
        ("vertical-align: sub", "<sub>a</sub>"),
        ("color:red;font-weight:bold;font-style:italic", "<strong><em>a</em></strong>"),
        ("font-weight:bold;font-weight:normal", "a"),
        ("font-weight:400;font-style:normal;text-decoration:none", "a"),
        ("font-weight:500", "a"),
        ("mso-bidi-font-weight:bold", "a"),
        ("x-font-weight:bold", "a"),
        ("vertical-align:baseline", "a"),
        ("text-decoration-style:solid", "a"),
    ],
)
def test_a_style_is_the_mark_it_shows(style, expected):
    assert clean(f"<span style='{style}'>a</span>b") == f"<p>{expected}b</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b style='font-weight:normal' id=docs-internal-guid-1>a</b>", "<p>a</p>"),
        ("<strong style='font-weight: 400'>a</strong>", "<p>a</p>"),
        ("<em style='font-style:normal'>a</em>", "<p>a</p>"),
        ("<i style='font-style:normal'>a</i>", "<p>a</p>"),
        ("<u style='text-decoration:none'>a</u>", "<p>a</p>"),
        ("<ins style='text-decoration:none'>a</ins>", "<p>a</p>"),
        ("<s style='text-decoration:none'>a</s>", "<p>a</p>"),
        ("<strike style='text-decoration:none'>a</strike>", "<p>a</p>"),
        ("<del style='text-decoration:none'>a</del>", "<p>a</p>"),
        ("<b style='mso-bidi-font-weight:normal'>a</b>", "<p><strong>a</strong></p>"),
        (
            "<b>a<b style='font-weight:normal'>b</b>c</b>d",
            "<p><strong>a</strong>b<strong>c</strong>d</p>",
        ),
    ],
)
def test_a_mark_whose_style_denies_it_is_none(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p style='font-weight:bold'>a</p><p>b</p>", "<p><strong>a</strong></p><p>b</p>"),
        ("<p style='font-weight:bold'>a<p>b", "<p><strong>a</strong></p><p>b</p>"),
        ("<p><span style='font-weight:bold'>a</p><p>b</p>", "<p><strong>a</strong></p><p>b</p>"),
        (
            "<ul><li style='font-style:italic'>a<li>b</ul>",
            "<ul><li><em>a</em></li><li>b</li></ul>",
        ),
        ("<span style='font-weight:bold'>a<b>b</span>c</b>d", "<p><strong>abc</strong>d</p>"),
        (
            "<table><tr><td style='font-style:italic'>a<td>b</table>",
            "<table><tbody><tr><td><em>a</em></td><td>b</td></tr></tbody></table>",
        ),
        (
            "<table><tr><th style='font-style:italic'>a<th>b</table>",
            "<table><tbody><tr><th><em>a</em></th><th>b</th></tr></tbody></table>",
        ),
        (
            "<table><tr style='font-style:italic'><tr><td>a",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("</span>a<br style='font-weight:bold'>b", "<p>a<br>b</p>"),
        (
            "<span style='font-weight:bold'><p>a</p><p>b</p></span>c",
            "<p><strong>a</strong></p><p><strong>b</strong></p><p>c</p>",
        ),
        (
            "<table><tr><th style='font-weight:bold'>a<td style='font-weight:bold'>b</table>",
            "<table><tbody><tr><th>a</th><td><strong>b</strong></td></tr></tbody></table>",
        ),
    ],
)
def test_a_styled_element_is_marked_until_its_end(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2><b>a</b> <i>b</i></h2>", "<h2>a <em>b</em></h2>"),
        ("<h3 style='font-weight:bold'>a</h3>", "<h3>a</h3>"),
        ("<b><h2>a</h2>b</b>", "<h2>a</h2><p><strong>b</strong></p>"),
        ("<a href=/x><u>a</u></a>", '<p><a href="/x" rel="noopener">a</a></p>'),
        (
            "<u>a <a href=/x>b</a> c</u>",
            '<p><u>a</u> <a href="/x" rel="noopener">b</a> <u>c</u></p>',
        ),
        ("<a name=x><u>a</u></a>", "<p><u>a</u></p>"),
    ],
)
def test_a_heading_is_bold_and_a_link_underlined_as_it_is(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("p class=MsoTitle", "h2"),
        ("p class='x MsoHeading7'", "h4"),
        ("p class=MsoHeading8", "h4"),
        ("p class=MsoHeading9", "h4"),
        ("p style='mso-outline-level:1'", "h2"),
        ("p style='mso-pagination:none;mso-outline-level: 2'", "h2"),
        ("p style='mso-outline-level:3'", "h3"),
        ("p style='mso-outline-level:9'", "h4"),
        ("div role=heading aria-level=3", "h3"),
        ("div role=heading", "h2"),
        ("p style='mso-outline-level:body-text'", "p"),
        ("p style='mso-outline-level:0'", "p"),
        ("p class=MsoSubtitle", "p"),
        ("p aria-level=2", "p"),
        ("div role=heading aria-level=12", "p"),
    ],
)
def test_a_heading_is_found_by_its_class_or_its_level(opening, expected):
    name = opening.split()[0]

    assert clean(f"<{opening}>a</{name}>b") == f"<{expected}>a</{expected}><p>b</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display:none'>b</span>",
        "<span style='DISPLAY: none !important;'>b</span>",
        "<div hidden><p>b</p></div>",
        "<span style='mso-hide:all'>b</span>",
        "<div style='mso-element:comment-list'><hr><p>b</p></div>",
        "<div style='mso-element:comment'>b</div>",
        "<a class=msocomanchor href='#_msocom_1'>[b]</a>",
        "<span class=MsoCommentReference><span>b</span></span>",
        "<div style='display:none'><div>b</div><span style='font-weight:bold'>b</div>",
        "<img src=x style='display:none'>",
        "<span style='display:none'>b<b style='font-weight:normal'>b</b></span>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden):
    assert clean(f"<p>a</p>{hidden}<p>c</p>") == "<p>a</p><p>c</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><p style='visibility:hidden;opacity:0'>c</p>",  # WeChat, until its script has run
        "<p>a<span style='display:none'>b</p><p>c</p>",
        "<p>a</p><p style='overflow:hidden'>c</p>",
    ],
)
def test_what_is_not_hidden_stays(html):
    assert clean(html) == "<p>a</p><p>c</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<strong>a <span style='font-weight:normal'>b</span> c</strong>d",
            "<p><strong>a</strong> b <strong>c</strong>d</p>",
        ),
        (
            "<p style='font-weight:bold'>a <span style='font-weight:400'>b</span></p><p>c</p>",
            "<p><strong>a</strong> b</p><p>c</p>",
        ),
        (
            "<i>a <span style='font-style:normal'>b</span> c</i>d",
            "<p><em>a</em> b <em>c</em>d</p>",
        ),
        (
            "<b><b>a <span style='font-weight:400'>b <b>c</b></span> d</b> e</b> f",
            "<p><strong>a</strong> b <strong>c d e</strong> f</p>",
        ),
        (
            "<i>a <p style='font-style:normal'><p style='font-style:normal'>b</p> c</i>",
            "<p><em>a</em></p><p>b</p><p><em>c</em></p>",
        ),
        (
            "<b>a <u style='font-weight:400'><s style='font-weight:400'>b</s> c</u></b>",
            "<p><strong>a</strong> <u><s>b</s> c</u></p>",
        ),
        ("<b>a <span style='font-weight:400'>b</b> c</span> d", "<p><strong>a</strong> b c d</p>"),
    ],
)
def test_a_mark_is_interrupted_by_a_style_that_denies_it(html, expected):
    assert clean(html) == expected


def rows(*texts):
    return f"<table><tbody>{''.join(f'<tr><td>{text}</td></tr>' for text in texts)}</tbody></table>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr hidden><td>a<tr><td>b<tr><td>c</table>", rows("b", "c")),
        ("<table><tbody hidden><tr><td>a<tbody><tr><td>b</table>", rows("b")),
        ("<table><tr hidden><td><ul><li>a<tr><td>b</table>", rows("b")),
        ("<table><tr hidden><td><table><tr><td>a</table>a<tr><td>b</table>", rows("b")),
        ("<table><caption hidden>a<tr><td>b</table>", rows("b")),
        ("<table><tr><td hidden>a<td>b</table>", rows("b")),
        ("<table><tr><td>b<div hidden>a<tr><td>c</table>", rows("b", "c")),
        ("<p hidden>a<div>b</div><div>c</div>", "<p>b</p><p>c</p>"),
        ("<p hidden>a<span>a<h1>b</h1>", "<h2>b</h2>"),
        ("<p hidden>a<ul><li>b</ul>", "<ul><li>b</li></ul>"),
        ("<h2 hidden>a<h3>b</h3>", "<h3>b</h3>"),
        ("<dl><dt hidden>a<dd>b</dl>", "<p>b</p>"),
        ("<dl><dd hidden>a<dt>b<dd>c</dl>", "<p>b</p><p>c</p>"),
        ("<ul><li hidden>a<ul><li>a</ul>a<li>b</ul>", "<ul><li>b</li></ul>"),
        ("<a hidden>a<a href=/x>b</a>", '<p><a href="/x" rel="noopener">b</a></p>'),
        ("<datalist><option hidden>a<option>b</datalist>", "<p>b</p>"),
        ("<div hidden='until-found'>b</div>", "<p>b</p>"),
    ],
)
def test_what_is_hidden_ends_where_html_ends_it(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
        ("a<br> \n<br>\u3000<br/>b", "<p>a</p><p>b</p>"),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
        ("<p>a<br>\u3000\u3000b<br>\u3000c</p>", "<p>a</p><p>b<br>c</p>"),
        ("<p>a<br>&nbsp;&nbsp;&nbsp;&nbsp;b</p>", "<p>a</p><p>b</p>"),
        (
            "<p><b>a<br><br>b</b> c<br><br></p>",
            "<p><strong>a</strong></p><p><strong>b</strong> c</p>",
        ),
        ("<blockquote>a<br><br>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<ul><li>a<br><br>b</ul>", "<ul><li>a<br><br>b</li></ul>"),
        ("<h2>a<br><br>b</h2>", "<h2>a<br><br>b</h2>"),
        ("<pre>a<br><br>b</pre>", "<pre>a\n\nb</pre>"),
        ("<pre>\n \n\t\n  a\n b</pre>", "<pre>  a\n b</pre>"),
    ],
)
def test_an_empty_line_or_an_indent_begins_a_paragraph(html, expected):
    assert clean(html) == expected
