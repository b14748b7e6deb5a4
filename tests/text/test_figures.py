"""Pictures within a text."""

from articles.text.figures import Figure, pictures_in, with_pictures

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


def test_figures_are_drawn_with_their_captions_and_together_where_nothing_parts_them():
    runs = []

    drawn = with_pictures(BODY, lambda figures: runs.append(figures) or f"[{len(figures)}]")

    assert drawn == "<p>One.</p>[1]<p>Two.</p>[2]"
    assert runs == [
        [Figure(12, "The <strong>lake</strong>")],
        [Figure(7, ""), Figure(12, "")],
    ]
