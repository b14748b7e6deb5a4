"""What was cleaned once stays as it is, whatever it was before."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.html import clean, cleaned

FRAGMENTS = [
    *("<p>", "</p>", "<p class=x>", "<b>", "</b>", "<i>", "</i>", "<s>", "<sub>", "</sub>"),
    *("<div>", "</div>", "<h1>", "</h1>", "<h3>", "<pre>", "</pre>", "<code>", "</code>"),
    *("<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<blockquote>", "</blockquote>"),
    *("<table>", "</table>", "<caption>", "<thead>", "<tfoot>", "<tr>", "</tr>", "</td>"),
    *("<td>", "<td colspan=3>", "<th scope=row rowspan=9999>", "<col>", "<br>", "</br>", "<hr>"),
    *("<a href='/x'>", "<a href='http://[::1'>", "<a href=//h>", "<a name=x>", "</a>"),
    *("<a href=https://e.cn/?a&b=1&lt>", "<a href='&#x6a;avascript:x'>", "<a ", "<form>"),
    *("<script>", "</script>", "<style>", "</style>", "<svg>", "<svg/>", "</svg>", "<math>"),
    *("<title>", "</title>", "<textarea>", "<select>", "<template>", "</template>", "<object>"),
    *("<noscript>", "<plaintext>", "<frameset>", "<body>", "<html>", "<marquee>", "<image>"),
    *("<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?x", "</>", "<", ">", "/>", "'", '"', "="),
    *("&", "&amp;", "&lt;", "&#0;", "&#x200b;", "&nbsp;", "&#13;", "&am", "p;", "&notit;"),
    *("<figure data-image=12>", "<figure data-image='0'>", "<figure>", "</figure>"),
    *("<figcaption>", "</figcaption>", "<img src=x>", "<image href=x>", "<v:imagedata>"),
    *("<p style='mso-list:l0 level1 lfo1'>", "<p style='mso-list:l0 level3 lfo1'>"),
    *("<h2 style='mso-list:l1 level1 lfo2'>", "<span style='mso-list:Ignore'>", "</span>"),
    *("<![if !supportLists]>", "<!--[if !supportLists]-->", "<![endif]>", "1.", "二、", "·"),
    *("<ul><li data-aria-level=2>", "<ol><li data-aria-level=1 data-aria-posinset=3>"),
    *("<b style='font-weight:normal'>", "<p style='font-weight:bold'>", "<h1>", "<u>", "</u>"),
    *("<span style='font-style:italic;text-decoration:underline'>", "<p class=MsoTitle>"),
    *("<div style='display:none'>", "<div role=heading aria-level=1>", "<br><br>"),
    *("<br>\u3000\u3000", "<li></li><ul>"),
    *("<ol start=3>", "<span style='font-weight:normal'>", "<li role=checkbox>", "<tr hidden>"),
    *("<img class=emoji alt='😀'>", "<a href=www.e.cn>", "<p hidden>", "<dialog>", "<menu>"),
    *("<span lang=de>", "<span lang=ja>", "<i lang=la>", "<p lang=en>", "<span lang=EN-US>"),
    *("<lang:de>", "</lang:ja>", "<lang:xx>", "<li lang=zh>"),
    *(" ", "\n", "\n\n", "\r\n", "\u3000", "\u200b", "\x00", "\ud800", "\u2028", "x", "冰"),
]
NASTY = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40).map("".join)
ALLOWED = re.compile(
    r"</?(?:p|br|h[234]|strong|em|u|s|sub|sup|ul|ol|li|blockquote|hr|pre|code"
    r"|table|thead|tbody|tr|caption|figcaption)>"
    r"|<figure data-image=\"12\">|</figure>"
    r"|<span lang=\"(?:de|ja|la|en|zh-Hans)\">|</span>"
    r"|<(?:td|th)(?: colspan=\"\d+\")?(?: rowspan=\"\d+\")?(?: scope=\"row\")?>|</(?:td|th)>"
    r"|<a href=\"(?:/x|https://e\.cn/|https://www\.e\.cn)[^\"<>]*\" rel=\"noopener\">|</a>"
)


@settings(deadline=None, max_examples=60)
@given(NASTY)
def test_clean_again_changes_nothing_and_misses_nothing(html):
    once = clean(html)

    again = cleaned(once)

    assert again.html == once
    assert again.dropped == {}


@settings(deadline=None, max_examples=60)
@given(NASTY)
def test_clean_prints_nothing_but_what_is_allowed(html):
    text = ALLOWED.sub("", clean(html))

    assert "<" not in text
    assert ">" not in text
    assert re.sub("&(amp|lt|gt|nbsp);", "", text).count("&") == 0


@settings(deadline=None, max_examples=60)
@given(NASTY)
def test_clean_leaves_text_or_nothing(html):
    body = clean(html)

    text = re.sub("<(?!figure)[^>]*>|&nbsp;", "", body).strip()
    assert (text == "" and "<hr>" not in body) == (body == "")
