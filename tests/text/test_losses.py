"""What is left out of a text is counted, once, and only what a person would miss."""

import pytest

from articles.text.html import cleaned
from articles.text.story import written


@pytest.mark.parametrize(
    ("html", "dropped"),
    [
        ("<img src=a><img data-src=b><IMG SRC=c>", {"pictures": 3}),
        ("<picture><source srcset=a><img src=b></picture>", {"pictures": 1}),
        ("<img src='data:image/png;base64,AA'>", {"pictures": 1}),
        ("<svg><image href=a /></svg>", {"pictures": 1}),
        (
            "<svg><g><image href=a></g><image href=b></svg><svg><path/></svg>",
            {"pictures": 2, "drawings": 1},
        ),
        ("<svg><path>", {"drawings": 1}),
        ("<canvas></canvas>", {"drawings": 1}),
        ("<math><mi>x</mi></math>", {"formulas": 1}),
        ("<video><source src=a></video><video src=b></video>", {"videos": 2}),
        ("<iframe src='https://v.qq.com/x'></iframe>", {"videos": 1}),
        ("<iframe class=video_iframe data-src=x></iframe>", {"videos": 1}),
        ("<embed src=//player.youku.com/x><object data=/video.swf></object>", {"videos": 2}),
        ("<mp-common-videosnap></mp-common-videosnap>", {"videos": 1}),
        ("<iframe src=/map></iframe><embed src=a>", {"embeds": 2}),
        ("<object data=a><embed src=a><img src=b></object>", {"embeds": 1}),
        ("<audio src=a></audio><mpvoice></mpvoice>", {"sounds": 2}),
        ("<qqmusic></qqmusic><mp-common-mpaudio></mp-common-mpaudio>", {"sounds": 2}),
        ("<applet code=a></applet>", {"embeds": 1}),
        (
            "<input><select><option>a</select><textarea>b</textarea><button>c</button>",
            {"forms": 4},
        ),
        ("<a href='javascript:x'>a</a><a href=file:///c/x>b</a><a href=//h>c</a>", {"links": 3}),
        ("<a href=list.pdf>a</a><a href='../x'>b</a><a href='?page=2'>c</a>", {"links": 3}),
        ("<ul><li role=checkbox><img src=a><p>b <img src=c></p></ul>", {"pictures": 1}),
        ("<ul><li role=checkbox><p>b</p><li><img src=c></ul>", {"pictures": 1}),
        ("<img src=a class=emoji><img src=b alt='A lake'><img src=c alt='[]'>", {"pictures": 3}),
    ],
)
def test_what_a_person_would_miss_is_counted(html, dropped):
    assert cleaned(f"x{html}").dropped == dropped


@pytest.mark.parametrize(
    "html",
    [
        "<script>a</script><style>b</style><link href=x><meta name=x><title>c</title>",
        "<noscript><img src=a></noscript><template><img src=b></template>",
        "<svg viewBox='0 0 1 1'></svg><svg/>",
        "<img src=a width=1 height=1><img src=b width=0 height=1>",
        "<img src=a style='display:none'><div hidden><img src=b><video></video></div>",
        "<input type=hidden name=token>",
        "<a name=x>a</a><a href=''>b</a><a href='#_ftn1'>c</a><a href=/x>d</a>",
        "<figure data-image=12><img src=a></figure>",
        "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><img src=dot><![endif]>a</p>",
        "<!-- <img src=a> --><!--[if gte vml 1]><v:imagedata src=a /><![endif]-->",
        "</video></img></a>",
        "<ul><li role=checkbox><img src=a><p>b</p><li role=checkbox><img src=a>c</ul>",
        "<img src=a aria-roledescription=checkbox>",
        "<a href=www.example.edu.cn>a</a>",
    ],
)
def test_what_nobody_would_miss_is_not_counted(html):
    assert cleaned(f"x{html}").dropped == {}


@pytest.mark.parametrize(
    ("html", "pictures"),
    [
        ("<v:shape id=a><v:imagedata src=x /></v:shape><img src=y v:shapes=a>", 1),
        ("<v:shape id=a><v:imagedata src=x></v:imagedata></v:shape>", 1),
        ("<img src=y v:shapes=a><img src=z v:shapes=b><v:imagedata src=x />", 2),
        ("<v:imagedata src=x /><img src=y v:shapes=a><img src=other>", 2),
    ],
)
def test_a_picture_that_word_writes_twice_is_counted_once(html, pictures):
    assert cleaned(html).dropped == {"pictures": pictures}


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        ("<img class='wp-smiley emoji' src=a alt='😀'>", "😀"),
        ("<img class=icon_emotion src=a alt=微笑>", "微笑"),
        ("<img src=a alt='[微笑]'>", "[微笑]"),
    ],
)
def test_a_picture_of_an_emoji_is_kept_as_its_word(picture, word):
    found = cleaned(f"<p>a {picture}b</p>")

    assert (found.html, found.dropped) == (f"<p>a {word}b</p>", {})


def test_an_emoji_in_a_figure_does_not_become_its_caption():
    html = "<figure data-image=12><img class=emoji alt='😀'></figure>"

    assert cleaned(html).html == '<figure data-image="12"></figure>'


def test_pictures_behind_a_figure_are_counted_again():
    html = "<figure data-image=12><img src=a></figure><img src=b><figure><img src=c></figure>"

    assert cleaned(html).dropped == {"pictures": 2}


def test_a_written_story_says_what_was_left_out():
    text = written(title="Ice", body="<p>Cold.</p><img src=x>")

    assert text.dropped == {"pictures": 1}
    assert text == written(title="Ice", body="<p>Cold.</p>")
    assert written(title="Ice").dropped == {}
