"""Two texts beside each other: what is marked, and that the work stays bounded."""

import random
import sys
import time

import pytest

from articles.text.differences import blocks, compared_bodies, compared_lines


def told(stretches):
    """Per row both sides and the state; what is marked stands in brackets."""
    return [
        (words_of(row.left), words_of(row.right), row.state)
        for stretch in stretches
        for row in stretch.rows
    ]


def words_of(side):
    if side is None:
        return None
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in side.pieces)


@pytest.mark.parametrize(
    ("left", "right", "row"),
    [
        ("Lake frozen", "Lake frozen", ("Lake frozen", "Lake frozen", "same")),
        ("Lake frozen", "Lake melted", ("Lake [frozen]", "Lake [melted]", "different")),
        ("Monday’s lake", "Monday lake", ("Monday[’s] lake", "Monday lake", "different")),
        ("湖面周一结冰", "湖面周二晚结冰", ("湖面周[一]结冰", "湖面周[二晚]结冰", "different")),
        ("第3届论坛", "第12届论坛", ("第[3]届论坛", "第[12]届论坛", "different")),
        ("Lake", "", ("[Lake]", None, "different")),
        ("", "湖", (None, "[湖]", "different")),
    ],
)
def test_lines_are_compared_by_word_and_in_chinese_by_character(left, right, row):
    assert told(compared_lines(left, right)) == [row]


def test_two_empty_lines_have_nothing_to_show():
    assert compared_lines("", "") == []


def test_a_body_is_read_as_people_read_it():
    body = (
        "<h2>Ice</h2><p>Cold, <strong>very</strong> cold.<br>"
        "A <a href='/x?a=1&amp;b=2'>link</a></p>"
        "<ul><li>one</li><li><p>two</p></li></ul><hr><pre>x = 1</pre>"
        '<figure data-image="12"><figcaption>The lake</figcaption></figure>'
        "<table><tbody><tr><td>a</td><td></td></tr></tbody></table><blockquote><p>q</p></blockquote>"
    )

    found = [(block.kind, block.text) for block in blocks(body)]

    assert found == [
        ("heading", "Ice"),
        ("paragraph", "Cold, very cold.\nA link (/x?a=1&b=2)"),
        ("item", "one"),
        ("item", "two"),
        ("rule", "—"),
        ("verbatim", "x = 1"),
        ("picture", "12"),
        ("paragraph", "The lake"),
        ("paragraph", "a"),
        ("paragraph", "q"),
    ]


def test_an_empty_body_has_no_blocks():
    assert list(blocks("")) == []


def test_a_new_paragraph_stands_alone_and_the_changed_one_beside_its_former_self():
    left = "<p>First.</p><p>The lake froze on Monday.</p><p>Last.</p>"
    right = "<p>First.</p><p>Quite new words.</p><p>The lake froze on Tuesday.</p><p>Last.</p>"

    assert told(compared_bodies(left, right)) == [
        ("First.", "First.", "same"),
        (None, "[Quite new words.]", "different"),
        ("The lake froze on [Monday].", "The lake froze on [Tuesday].", "different"),
        ("Last.", "Last.", "same"),
    ]


def test_rows_that_are_the_same_are_one_stretch():
    left = "<p>a</p><p>b</p><p>c</p><p>d</p>"

    stretches = compared_bodies(left, "<p>a</p><p>b</p><p>x</p><p>d</p>")

    assert [(stretch.is_same, len(stretch.rows)) for stretch in stretches] == [
        (True, 2),
        (False, 2),  # two words that share nothing, one below the other
        (True, 1),
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("<p>Cold</p>", "<p><strong>Cold</strong></p>"),
        ("<p>Cold</p>", "<h2>Cold</h2>"),
        ("<ul><li>Cold</li></ul>", "<ol><li>Cold</li></ol>"),
        ("<p>Cold</p>", "<blockquote><p>Cold</p></blockquote>"),
        (
            "<table><tbody><tr><td>Cold</td></tr></tbody></table>",
            '<table><tbody><tr><td colspan="2">Cold</td></tr></tbody></table>',
        ),
    ],
)
def test_what_differs_only_in_its_form_is_said_to(left, right):
    assert told(compared_bodies(left, right)) == [("Cold", "Cold", "formatting")]


def test_another_picture_is_marked_as_a_whole():
    left, right = (f'<figure data-image="{number}"></figure>' for number in (12, 13))

    assert told(compared_bodies(left, right)) == [("[12]", "[13]", "different")]


def test_another_address_of_a_link_is_marked():
    left, right = (f'<p>Read <a href="/{page}">more</a></p>' for page in "ab")

    assert told(compared_bodies(left, right)) == [
        ("Read more (/[a])", "Read more (/[b])", "different")
    ]


def random_words(words, *, count, seed):
    return random.Random(seed).choices(words, k=count)


def paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "make",
    [
        # Half a megabyte each, all in one paragraph, of few words, in another order.
        lambda seed: paragraphs([" ".join(random_words("ab", count=240_000, seed=seed))]),
        # Ten thousand paragraphs of which most are like many others.
        lambda seed: paragraphs(random_words("ab", count=10_000, seed=seed)),
        # A thousand paragraphs that all changed, each of words that repeat.
        lambda seed: paragraphs(
            f"{number} {' '.join(random_words('ab', count=200, seed=seed + number))}"
            for number in range(1_000)
        ),
        # Every second paragraph is the same.
        lambda seed: paragraphs(
            str(number if number % 2 else number * seed) for number in range(10_000)
        ),
        lambda seed: paragraphs(
            "".join(random_words("湖面结冰了", count=100, seed=seed + number))
            for number in range(1_600)
        ),
    ],
)
def test_half_a_megabyte_is_compared_in_little_time(make):
    left, right = make(1), make(7)
    began = time.process_time()

    rows = told(compared_bodies(left, right))

    assert time.process_time() - began < 5  # seconds; it takes less than one
    for side, body in ((0, left), (1, right)):
        shown = "".join(row[side] or "" for row in rows)
        kept = "".join(block.text for block in blocks(body))
        assert shown.replace("[", "").replace("]", "") == kept


def calls(left, right):
    """How many functions are called, Python's own ones included, until they are compared."""
    called = 0

    def count(_frame, event, _argument):
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compared_bodies(left, right)
    finally:
        sys.setprofile(before)
    return called


def signs(pattern):
    rows = "".join(f"<td>{sign}</td>" for sign in pattern)
    return f"<table><tbody><tr>{rows}</tr></tbody></table>"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (paragraphs("abab" * 250), paragraphs("aabb" * 250)),
        (signs("√×" * 500), signs("√√××" * 250)),
        (
            paragraphs(f"{number} {'a b ' * 124}" for number in range(8)),
            paragraphs(f"{number * 7} {'a a b b ' * 62}" for number in range(8)),
        ),
    ],
    ids=["paragraphs", "table", "words"],
)
def test_words_that_repeat_do_not_multiply_the_work(left, right):
    assert calls(left, right) < 2_000_000


def test_a_short_list_of_words_that_repeat_is_compared_to_its_end():
    left, right = paragraphs("abab" * 10), paragraphs("aabb" * 10)

    states = [row[2] for row in told(compared_bodies(left, right))]

    assert states.count("same") == 22


def test_a_text_that_was_only_added_to_is_compared_word_by_word_at_any_length():
    many = " ".join(map(str, range(50_000)))

    (row,) = told(compared_bodies(f"<p>{many} end</p>", f"<p>{many} more end</p>"))

    assert row == (f"{many} end", f"{many} [more ]end", "different")
