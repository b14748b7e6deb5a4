"""What other programs put on the clipboard comes out as a person expects, whole texts at a time."""

from pathlib import Path

import pytest

from articles.text.html import cleaned

CLIPBOARDS = Path(__file__).resolve().parent.parent / "data/paste"

EXPECTED = {
    "word": [
        "<h2>冬季校园安全通知</h2>",
        "<p>湖面封冻，<strong>冰厚一掌</strong>，请勿<u>上冰</u>。详见",
        '<a href="https://news.example.edu.cn/ice" rel="noopener">通知</a>和预案。[1]</p>',
        "<h2>物品</h2>",
        "<ul><li>救生圈<ul><li>绳索</li></ul></li><li><em>警示牌</em></li></ul>",
        "<p>步骤如下：</p>",
        "<ol><li>巡查<ol><li>早晨</li><li>傍晚</li></ol></li><li>上报</li></ol>",
        "<h3>冰厚</h3>",
        '<table><tbody><tr><td colspan="2"><p>东湖</p></td>',
        '<td rowspan="2"><p>10<sup>2</sup> mm</p></td></tr>',
        "<tr><td><p>北岸</p></td><td></td></tr></tbody></table>",
        "<hr>",
        "<p>[1]\u3000保卫处测量。</p>",
    ],
    "word_online": [
        "<h2>Ice on the lake</h2>",
        "<p><strong>Stay</strong> <em>off</em> it<sup>2</sup><br><s>today</s></p>",
        "<ul><li><p>Rope</p><ul><li><p>long</p></li></ul></li><li><p>Ladder</p></li></ul>",
        "<p>Then:</p>",
        "<ol><li><p>Call</p></li><li><p>Wait</p></li></ol>",
        "<table><tbody><tr><td><p>North</p></td><td><p>10 cm</p></td></tr></tbody></table>",
    ],
    "wps": [
        "<h2>实验室开放日</h2>",
        "<p>欢迎新同学，共12间实验室。</p>",
        "<ol><li><strong>签到</strong><ul><li>带学生证</li></ul></li><li><em>参观</em></li></ol>",
        "<p><strong>一、时间</strong></p>",
        "<p>周六上午九点。</p>",
        "<p><strong>二、地点</strong></p>",
        "<p>工学馆，面积300 m<sup>2</sup>。</p>",
        "<table><tbody><tr><td><p><strong>楼层</strong></p></td><td><p>3</p></td></tr>",
        "</tbody></table>",
    ],
    "wechat": [
        "<p><strong>冰雪节开幕</strong></p>",
        "<p>湖面封冻，<strong>冰厚一掌</strong>。</p>",
        "<p>图：学生在湖边</p>",
        '<p><u>报名</u>请看<a href="https://mp.example.cn/s?__biz=Mz&amp;mid=22" rel="noopener">',
        "往期文章</a></p>",
        "<p>联系团委</p>",
        "<ul><li><p>滑冰</p></li><li><p>雪雕</p></li></ul>",
    ],
    "google_docs": [
        "<h2>Ice on the lake</h2>",
        "<p>It is <strong>thick</strong> and <em>cold</em> <s>warm</s>, 10 m<sup>2</sup>. See ",
        '<a href="https://news.example.edu/ice" rel="noopener">the notice</a>.</p>',
        "<ul><li><p>Rope</p><ul><li><p>long</p></li></ul></li><li><p>Ladder</p></li></ul>",
        '<table><tbody><tr><td colspan="2"><p><strong>Depth</strong></p></td></tr>',
        "<tr><td><p>North</p></td><td></td></tr></tbody></table>",
    ],
    "libreoffice": [
        "<h2>Ice on the lake</h2>",
        "<p>It\nis <strong>thick</strong> and <em><u>cold</u></em>, ",
        "<s>warm</s>\n10 m<sup>2</sup>. ",
        'See <a href="https://news.example.edu/ice" rel="noopener">the\nnotice</a>.',
        "<sup>1</sup></p>",
        "<ul><li><p>Rope</p><ul><li><p>long</p></li></ul></li><li><p>Ladder</p></li></ul>",
        "<table><tbody><tr><td><p>North</p></td>",
        "<td><p><strong>10&nbsp;cm</strong></p></td></tr></tbody></table>",
        "<p>1\n\tMeasured in the morning.</p>",
    ],
    "outlook": [
        "<p>Dear colleagues,</p>",
        "<p>The lake is <strong>closed</strong>. Questions: ",
        '<a href="mailto:office@example.edu" rel="noopener">office@example.edu</a></p>',
        "<p>Ask at the gate.</p>",
        "<ul><li><p>Rope</p></li><li><p>Ladder</p></li></ul>",
        "<p>Kind regards</p>",
    ],
    "pages": [
        "<p><strong>Ice on the lake</strong></p>",
        "<p>It is <em>thick</em>.</p>",
        "<ul><li>Rope<ul><li>long</li></ul></li><li>Ladder</li></ul>",
    ],
    "web_page": [
        "<h2>Ice on the lake</h2>",
        "<p>By the press office</p>",
        "<p>The first day.</p>",
        "<p>The second day.</p>",
        "<p>The third day,<br>in the evening.</p>",
        "<p>The lake in <em>December</em></p>",
        "<p><em>A note.</em></p>",
        "<p>Equation: , chart:</p>",
        "<blockquote><p><strong>Stay off.</strong></p></blockquote>",
        '<table><thead><tr><th>Where</th><th scope="col">Depth</th></tr></thead>',
        "<tbody><tr><td>North</td><td>10 cm</td></tr></tbody></table>",
        '<p>Read <a href="https://news.example.org/more" rel="noopener">more</a> or this.</p>',
    ],
}
DROPPED = {
    "word": {"pictures": 1, "links": 1},  # the picture stands there twice
    "word_online": {"pictures": 1},
    "wps": {"pictures": 1},
    "wechat": {"pictures": 1, "videos": 1, "sounds": 1, "links": 1},
    "google_docs": {"pictures": 1},
    "libreoffice": {"pictures": 1},
    "outlook": {"pictures": 1},  # the dot that tells the sender of the reader is none
    "pages": {},
    "web_page": {
        "pictures": 1,
        "videos": 1,
        "embeds": 1,
        "drawings": 2,
        "formulas": 1,
        "forms": 2,
        "links": 1,
    },
}


def clipboard(name):
    return (CLIPBOARDS / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_pasted_text_keeps_its_words_and_their_order(name):
    assert cleaned(clipboard(name)).html == "".join(EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_pasted_text_lost_is_counted(name):
    assert cleaned(clipboard(name)).dropped == DROPPED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_pasted_text_stays_as_it_is_when_it_is_saved(name):
    pasted = cleaned(clipboard(name))

    saved = cleaned(pasted.html)

    assert saved.html == pasted.html
    assert saved.dropped == {}


def test_every_clipboard_is_tried():
    assert {path.stem for path in CLIPBOARDS.iterdir()} == set(EXPECTED) == set(DROPPED)
