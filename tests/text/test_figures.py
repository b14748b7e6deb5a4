"""Pictures within a text."""

from articles.text.figures import pictures_in, with_pictures

BODY = (
    "<p>One.</p>"
    '<figure data-image="12"><figcaption>The <strong>lake</strong></figcaption></figure>'
    "<p>Two.</p>"
    '<figure data-image="7"></figure>'
    '<figure data-image="12"></figure>'
)


def test_pictures_are_found_once_in_reading_order():
    assert pictures_in(BODY) == [12, 7]
    assert pictures_in("<p>None &lt;figure data-image=&quot;3&quot;&gt;</p>") == []


def test_each_figure_is_drawn_with_its_own_caption():
    drawn = with_pictures(BODY, lambda number, caption: f"[{number}|{caption}]")

    assert drawn == "<p>One.</p>[12|The <strong>lake</strong>]<p>Two.</p>[7|][12|]"
