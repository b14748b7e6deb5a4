"""Lists that are only drawn become real ones."""

import pytest

from articles.text.html import clean


def line(marker, words, *, level=1, name="p", series=0):
    """A paragraph as Word writes it for an item of a list."""
    style = f"margin-left:21.0pt;mso-list:l{series} level{level} lfo{series + 1}"
    return (
        f"<{name} class=MsoListParagraph style='{style}'><![if !supportLists]>"
        f"<span style='font-family:Symbol'><span style='mso-list:Ignore'>{marker}"
        f"<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span>"
        f"<![endif]>{words}</{name}>\n\n"
    )


# What is a marker, and of what


@pytest.mark.parametrize("marker", ["·", "•", "o", "l", "n", "Ø", "§", "–", "-", "\uf0b7", "□", ""])
def test_a_bullet_makes_a_bulleted_list(marker):
    assert clean(line(marker, "Ice")) == "<ul><li>Ice</li></ul>"


@pytest.mark.parametrize(
    "marker",
    [
        *(
            "1.",
            "1)",
            "(1)",
            "[1]",
            "1",
            "01.",
            "1、",
            "１．",
            "（1）",
            "1.1.",
            "2-1",
            "①",
            "⑴",
            "⒈",
            "㈠",
            "ⅰ",
        ),
        *("a)", "a.", "(a)", "A.", "i.", "I)", "Ⅰ.", "一、", "（一）", "一", "甲、", "【一】"),
    ],
)
def test_a_number_makes_a_numbered_list(marker):
    assert clean(line(marker, "Ice")) == "<ol><li>Ice</li></ol>"


@pytest.mark.parametrize(
    ("marker", "line_begins"),
    [
        ("第一条", "第一条 "),
        ("Step 1.", "Step 1. "),
        ("附件1：", "附件1："),
        ("A1.", "A1. "),
        ("==", "== "),
        ("11111", "11111 "),
    ],
)
def test_a_marker_of_words_stays_with_its_words(marker, line_begins):
    assert clean(line(marker, "Ice")) == f"<p>{line_begins}Ice</p>"


@pytest.mark.parametrize(
    "html",
    [
        # As a browser writes it, as Word does, and where a program has thrown away the conditions.
        "<!--[if !supportLists]--><span>·</span><!--[endif]-->Ice",
        "<!--[if !supportLists]><!-->·<!--<![endif]-->Ice",
        "<![if !supportLists]>·&nbsp;<![endif]>Ice",
        "<b><![IF !SupportLists]>·<![EndIf]></b>Ice",
        "<span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Ice",
        '<span style="mso-list: ignore;font-size:7pt">·</span>Ice',
        "<![if !supportLists]><img src=dot.gif><![endif]>Ice",
    ],
)
def test_a_marker_is_found_however_it_is_written(html):
    html = clean(f'<p style="color:red; MSO-LIST: l12 level1 lfo3;">{html}</p>')

    assert html == "<ul><li>Ice</li></ul>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p style='mso-list:l0 level1 lfo1'>Ice</p>", "<p>Ice</p>"),
        ("<p style='mso-list:none'><![if !supportLists]>1.<![endif]>Ice</p>", "<p>1.Ice</p>"),
        ("<p class=MsoListParagraph><![if !supportLists]>1.<![endif]>Ice</p>", "<p>1.Ice</p>"),
        ("<p style='mso-list:l0 level1 lfo1'><![if !supportLists]>1. Ice</p>", "<p>1. Ice</p>"),
        ("<p style='mso-list:l0 level1 lfo1'><![endif]>Ice<![if !x]></p>", "<p>Ice</p>"),
        (
            "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]>1. Ice</p>Snow<![endif]>",
            "<p>1. Ice</p><p>Snow</p>",
        ),
        ("<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.", "<p>1.</p>"),
        ("<li style='mso-list:l0 level1 lfo1'>Ice</li>", "<p>Ice</p>"),
        (
            "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]>·<![endif]>Ice<hr>Snow",
            "<ul><li>Ice</li></ul><hr><p>Snow</p>",
        ),
    ],
)
def test_a_line_without_a_whole_marker_loses_no_words(html, expected):
    assert clean(html) == expected


# Levels


def test_items_are_nested_by_their_levels():
    html = (
        line("·", "One")
        + line("o", "Two", level=2)
        + line("§", "Three", level=3)
        + line("§", "Four", level=3)
        + line("·", "Five")
    )

    assert clean(html) == (
        "<ul><li>One<ul><li>Two<ul><li>Three</li><li>Four</li></ul></li></ul></li>"
        "<li>Five</li></ul>"
    )


def test_a_level_left_out_is_no_level_of_ours():
    html = line("·", "One", level=4) + line("·", "Two", level=99) + line("·", "Three", level=2)

    assert clean(html) == ("<ul><li>One<ul><li>Two</li></ul></li></ul><ul><li>Three</li></ul>")


def test_bullets_and_numbers_on_one_level_are_two_lists():
    html = line("1.", "One") + line("2.", "Two") + line("·", "Three")

    assert clean(html) == "<ol><li>One</li><li>Two</li></ol><ul><li>Three</li></ul>"


def test_a_list_of_numbers_ends_where_they_begin_again():
    html = line("1.", "One") + line("2.", "Two") + line("1.", "Three", series=1)

    assert clean(html) == "<ol><li>One</li><li>Two</li></ol><ol><li>Three</li></ol>"


@pytest.mark.parametrize("markers", [("a)", "h)", "i)"), ("A.", "H.", "I.")])
def test_the_ninth_letter_is_not_the_first_roman_number(markers):
    html = "".join(map(line, markers, ("One", "Two", "Three")))

    assert clean(html) == "<ol><li>One</li><li>Two</li><li>Three</li></ol>"


def test_items_keep_their_marks_and_lines():
    html = line("·", "<b>One</b><br>two <a href=/x>three</a>")

    assert clean(html) == (
        '<ul><li><strong>One</strong><br>two <a href="/x" rel="noopener">three</a></li></ul>'
    )


def test_empty_items_vanish():
    html = line("·", "One") + line("·", "<o:p>&nbsp;</o:p>") + line("第一条", "") + line("·", "Two")

    assert clean(html) == "<ul><li>One</li></ul><ul><li>Two</li></ul>"


def test_a_list_ends_at_words_of_no_paragraph():
    html = f"{line('·', 'One')}<span>Loose</span>{line('·', 'Two')}"

    assert clean(html) == "<ul><li>One</li></ul><p>Loose</p><ul><li>Two</li></ul>"


def test_a_list_ends_with_its_cell():
    html = f"<table><tr><td>{line('·', 'One')}</td><td>{line('·', 'Two')}</td></tr></table>"

    assert clean(html) == (
        "<table><tbody><tr><td><ul><li>One</li></ul></td><td><ul><li>Two</li></ul></td></tr>"
        "</tbody></table>"
    )


def test_a_line_that_is_not_ended_leaves_the_end_of_its_cell():
    items = [line("·", words).replace("</p>", "") for words in ("One", "Two")]

    html = clean(f"<table><tr><td>{items[0]}</td><td>{items[1]}<p>x</td></tr></table>")

    assert html == (
        "<table><tbody><tr><td><ul><li>One</li></ul></td>"
        "<td><ul><li>Two</li></ul><p>x</p></td></tr></tbody></table>"
    )


def test_a_list_may_be_drawn_with_other_blocks_than_paragraphs():
    assert clean(line("·", "One", name="div")) == "<ul><li>One</li></ul>"


def test_marks_around_several_items_do_not_part_the_list():
    html = f"<b>{line('·', 'One')}{line('·', 'Two')}</b>"

    assert clean(html) == "<ul><li><strong>One</strong></li><li><strong>Two</strong></li></ul>"


# Numbers that our lists cannot show


def test_a_numbering_that_goes_on_after_other_text_keeps_its_numbers_in_all_parts():
    html = line("一、", "Time") + "<p>Nine.</p>" + line("二、", "<b>Place</b>") + "<p>The lake.</p>"

    assert clean(html) == (
        "<p>一、Time</p><p>Nine.</p><p><strong>二、Place</strong></p><p>The lake.</p>"
    )


def test_a_numbering_copied_from_its_middle_keeps_its_numbers():
    html = line("3.", "Three") + line("·", "Bullet", level=2, series=1) + line("4.", "Four")

    assert clean(html) == "<p>3. Three</p><ul><li>Bullet</li></ul><p>4. Four</p>"


def test_a_numbering_is_not_broken_by_another_that_keeps_its_numbers():
    html = (
        line("1.", "One")
        + line("b)", "Below", level=2, series=1)
        + line("2.", "Two")
        + "<p>Text</p>"
        + line("a)", "First", level=2, series=1)
    )

    assert clean(html) == (
        "<ol><li>One</li></ol><p>b) Below</p><p>2. Two</p><p>Text</p><p>a) First</p>"
    )


def test_a_numbered_heading_stays_a_heading_with_its_number():
    html = line("1.1", "Ice", name="h2") + line("第一章", "Snow", name="h3")

    assert clean(html) == "<h2>1.1 Ice</h2><h3>第一章 Snow</h3>"


@pytest.mark.parametrize("name", ["h4", "h5", "h6"])
def test_a_deep_numbered_heading_stays_a_heading(name):
    assert clean(line("a)", "Ice", name=name)) == "<h4>a) Ice</h4>"


# Lists of Word online, and of browsers


def online(name, words, *, level=1, number="1"):
    return (
        f'<div class="ListContainerWrapper BCX0"><{name} role="list"><li data-listid="1" '
        f'data-aria-posinset="{number}" data-aria-level="{level}" role="listitem">'
        f'<p class="Paragraph">{words}</p></li></{name}></div>'
    )


def test_single_lists_of_word_online_are_joined_by_their_levels():
    html = online("ul", "One") + online("ol", "Two", level=2) + online("ul", "Three", number="2")

    assert clean(html) == (
        "<ul><li><p>One</p><ol><li><p>Two</p></li></ol></li><li><p>Three</p></li></ul>"
    )


def test_single_lists_that_go_on_after_other_text_keep_their_numbers():
    html = online("ol", "One") + "<p>Text</p>" + online("ol", "Two", number="2")

    assert clean(html) == "<p>1. One</p><p>Text</p><p>2. Two</p>"


@pytest.mark.parametrize("number", ["", "0", "-1", "two", "２"])
def test_single_lists_without_a_number_are_numbered_by_us(number):
    assert clean(online("ol", "One", number=number)) == "<ol><li><p>One</p></li></ol>"


def test_a_single_list_that_is_not_ended_ends_with_the_text():
    assert clean("<ul><li data-aria-level=1>a") == "<ul><li>a</li></ul>"


def test_lists_of_word_online_that_are_nested_keep_their_order():
    html = (
        "<ol><li>a<ul><li data-aria-level=1 data-listid=9>b</li>"
        "<li>c<ul><li data-aria-level=x>d</ul></ul><li>e</ol>f"
    )

    assert clean(html) == (
        "<ol><li>a<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul></li><li>e</li></ol><p>f</p>"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<ul><li>a</li>\n<ul><li>b</li></ul>\n<li>c</li></ul>",
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        ),
        (
            "<ul><li>a</li><ol><li>b</li></ol></ul>c",
            "<ul><li>a<ol><li>b</li></ol></li></ul><p>c</p>",
        ),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        (
            "<ul><li>a</li>b<ul><li>c</li></ul></ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
        ),
    ],
)
def test_a_list_beside_an_item_belongs_below_it(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<ol start=2><li>a</li><li><b>b</b>c</li></ol>",
            "<p>2. a</p><p><strong>3. b</strong>c</p>",
        ),
        ("<ol start=2><li>a<li>b</ol>c", "<p>2. a</p><p>3. b</p><p>c</p>"),
        ("<ol start='3'><li><p> a</p></li></ol><p>b</p>", "<p>3. a</p><p>b</p>"),
        ("<ol start=0><li>a</ol>", "<p>0. a</p>"),
        (
            "<ol start=2><li>a</li><ul><li>b</li></ul><li>c</li></ol>",
            "<p>2. a</p><ul><li>b</li></ul><p>3. c</p>",
        ),
        ("<ul><li>a<ol start=2><li>b</ol><li>c</ul>", "<ul><li>a<p>2. b</p></li><li>c</li></ul>"),
        ("<ol start=2><li><li>a</ol>", "<p>3. a</p>"),
        ("<ol start=2><li></ol>a", "<p>a</p>"),
        ("<ol start=1><li>a</ol>", "<ol><li>a</li></ol>"),
        ("<ol start=x><li>a</ol>", "<ol><li>a</li></ol>"),
        ("<ul start=2><li>a</ul>", "<ul><li>a</li></ul>"),
    ],
)
def test_a_list_that_does_not_begin_at_one_keeps_its_numbers_as_words(html, expected):
    assert clean(html) == expected
