"""Pages of the old site, as somebody may have kept them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.imports.page import ImportedPage, PageRefused, parse
from articles.text.titles import one_line

ENGLISH = """Ice on the Lake Holds for a Hundred Days

Release time:2022-06-10Source of articles: Browse times:

The ice was measured at four places.

It will be measured again in March.


Translated by Department of Foreign Languages

上一条:A meeting about the boats was held in the...

下一条:The library opens its new reading room on...
"""
PAGE = ImportedPage(
    language="en",
    title="Ice on the Lake Holds for a Hundred Days",
    released_on=date(2022, 6, 10),
    source="",
    browse_times=None,
    paragraphs=("The ice was measured at four places.", "It will be measured again in March."),
    translator="Department of Foreign Languages",
    newer_title="A meeting about the boats was held in the...",
    older_title="The library opens its new reading room on...",
)


def page(meta="Release time:2022-06-10", *, end=""):
    return f"Title\n{meta}\nText.\n{end}"


def test_parse_reads_a_page_with_empty_labels_and_neighbours():
    assert parse(ENGLISH) == PAGE


def test_parse_reads_a_chinese_page():
    text = (
        "湖面封冻一百天\n\n发布时间：2022年6月10日 作者：王芳 来源：新闻中心 浏览次数：1，234次\n\n"
        "　　四处测得冰厚。\n　　三月再测。\n\n翻译：外国语学院\n上一条：游船会议\n下一条：没有了"
    )

    assert parse(text) == ImportedPage(
        language="zh-hans",
        title="湖面封冻一百天",
        released_on=date(2022, 6, 10),
        source="新闻中心",
        browse_times=1234,
        paragraphs=("四处测得冰厚。", "三月再测。"),
        translator="外国语学院",
        newer_title="游船会议",
        older_title="",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + ENGLISH,
        ENGLISH.replace("\n", "\r\n"),
        ENGLISH.replace("\n", "\r"),
        ENGLISH.replace("\n\n", "\n"),
        ENGLISH.replace("\n", "\n\n\n"),
        ENGLISH.replace("\n", " \u3000\n\u3000\xa0 "),
        ENGLISH.replace(":", "："),
        ENGLISH.replace("上一条", "上一篇").replace("下一条", "下一篇"),
        ENGLISH.replace("上一条", "Previous").replace("下一条", "Next"),
        ENGLISH.replace("上一条:", "上一条 : ").replace("the...\n\n下", "the...下"),
        ENGLISH.replace("Release time:", "RELEASE TIME : "),
        ENGLISH.replace("Translated by", "Translated by:"),
        ENGLISH.replace("Foreign Languages", "Foreign Languages."),
        ENGLISH.replace("Translated by", "(Translated by").replace("Languages", "Languages)"),
    ],
)
def test_parse_reads_the_same_page_however_it_was_saved(text):
    assert parse(text) == PAGE


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ("Release time:2022-06-10", ("en", date(2022, 6, 10), "", None)),
        ("Release time: 2022/6/1", ("en", date(2022, 6, 1), "", None)),
        ("Release date:2022年6月10日", ("en", date(2022, 6, 10), "", None)),
        ("Release time:2022-06-10 23:59", ("en", date(2022, 6, 10), "", None)),
        ("Release time:2024-02-29 | Source: | Views:", ("en", date(2024, 2, 29), "", None)),
        (
            "Release time:2022-06-10Source of articles:News Centre Browse times:1,234",
            ("en", date(2022, 6, 10), "News Centre", 1234),
        ),
        (
            "Release time:2022-06-10Source of articles:News Centre",
            ("en", date(2022, 6, 10), "News Centre", None),
        ),
        ("Release time:2022-06-10Browse times:0", ("en", date(2022, 6, 10), "", 0)),
        ("Release time:2022-06-10Browse times: 56 times", ("en", date(2022, 6, 10), "", 56)),
        ("Release time:2022-06-10Browse times:[56]", ("en", date(2022, 6, 10), "", 56)),
        ("Release time:2022-06-10Browse times:[56] times", ("en", date(2022, 6, 10), "", 56)),
        ("Release time:2022-06-10Browse times: times", ("en", date(2022, 6, 10), "", None)),
        (
            f"Release time:2022-06-10Browse times:{10**12}",
            ("en", date(2022, 6, 10), "", 10**12),
        ),
        (
            "发布日期：2022-06-10信息来源：宣传部点击数：【12】",
            ("zh-hans", date(2022, 6, 10), "宣传部", 12),
        ),
        (
            "来源：宣传部　发布时间：2022-06-10　阅读次数：12 次　编辑：李明",
            ("zh-hans", date(2022, 6, 10), "宣传部", 12),
        ),
    ],
)
def test_parse_reads_the_line_of_labels(meta, expected):
    read = parse(page(meta))

    assert (read.language, read.released_on, read.source, read.browse_times) == expected


@pytest.mark.parametrize(
    ("end", "newer", "older"),
    [
        ("", "", ""),
        ("上一条:没有了\n下一条:无", "", ""),
        ("Previous: None\nNext:", "", ""),
        ("下一条:Older\n上一条:Newer", "Newer", "Older"),
        ("上一条：甲下一条：乙", "甲", "乙"),
        ("下一条:Only older", "", "Only older"),
        ("Previous: What Comes Next: a Talk\nNext: Ice", "What Comes Next: a Talk", "Ice"),
    ],
)
def test_parse_takes_the_previous_title_for_the_newer_neighbour(end, newer, older):
    read = parse(page(end=end))

    assert (read.newer_title, read.older_title, read.paragraphs) == (newer, older, ("Text.",))


@pytest.mark.parametrize(
    "sentence",
    [
        "The poem was Translated by Li Ming.",
        "Translated bypasses are drawn in red.",
        "Translated by " + "many hands over many years, the book " * 3 + "is read again.",
        "Next: " + "the boats " * 30,
    ],
)
def test_parse_leaves_a_sentence_in_the_text(sentence):
    read = parse(page(end=sentence))

    assert read.paragraphs == ("Text.", sentence.strip())
    assert read.translator == ""
    assert read.older_title == ""


def test_parse_takes_a_translator_only_after_the_text():
    read = parse(page(end="Translated by Li Ming\nThe end."))

    assert read.paragraphs == ("Text.", "Translated by Li Ming", "The end.")
    assert read.translator == ""


def test_parse_takes_an_empty_translator_for_none():
    read = parse(page(end="Translated by"))

    assert (read.translator, read.paragraphs) == ("", ("Text.",))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "the file is empty."),
        (" \n\u3000\n\ufeff", 1, "the file is empty."),
        (
            "Title\nRelease time:2022-06-10\nA\0B",
            3,
            "the file is not a text: it holds a NUL character.",
        ),
        (
            "\nRelease time:2022-06-10\n\nText.",
            2,
            "expected the title before the release time.",
        ),
        (
            "x" * 201 + "\nRelease time:2022-06-10\nText.",
            1,
            "the title has 201 characters, at most 200 are possible.",
        ),
        (
            "Title",
            2,
            "expected a line that begins with 'Release time:' or '发布时间：'.",
        ),
        (
            "Title\n\nText about a Release time:2022-06-10",
            3,
            "expected a line that begins with 'Release time:' or '发布时间：'.",
        ),
        (
            "Title\n\nSource of articles:News Centre\nText.",
            3,
            "expected a line that begins with 'Release time:' or '发布时间：'.",
        ),
        (page("Release time:"), 2, "the release date is missing after its label."),
        (
            page("Release time:Source of articles:News Centre"),
            2,
            "the release date is missing after its label.",
        ),
        (page("Release time:yesterday"), 2, "'yesterday' is no date; write it as 2022-06-10."),
        (page("Release time:10-06-2022"), 2, "'10-06-2022' is no date; write it as 2022-06-10."),
        (page("Release time:2022-02-30"), 2, "there is no day '2022-02-30'."),
        (page("Release time:0000-01-01"), 2, "there is no day '0000-01-01'."),
        (page("Release time:2022-06-10Views:many"), 2, "'many' is no number of browse times."),
        (page("Release time:2022-06-10Views:-5"), 2, "'-5' is no number of browse times."),
        (page("Release time:2022-06-10Views:1.5"), 2, "'1.5' is no number of browse times."),
        (page("Release time:2022-06-10Views:1,23"), 2, "'1,23' is no number of browse times."),
        (
            page(f"Release time:2022-06-10Views:{10**12 + 1}"),
            2,
            "there are more browse times than anybody can believe.",
        ),
        (
            page("Release time:2022-06-10Views:" + "9" * 5000),
            2,
            "there are more browse times than anybody can believe.",
        ),
        ("Title\nRelease time:2022-06-10\n", 2, "the page has no paragraph of text."),
        (
            "Title\nRelease time:2022-06-10\n\nTranslated by Li Ming\n上一条:Newer",
            5,
            "the page has no paragraph of text.",
        ),
        (
            page(end="上一条:Newer\nCopyright of the site"),
            4,
            "the neighbours must be the last lines.",
        ),
        (
            page(end="上一条:One\n上一条:Two"),
            4,
            "the neighbours must be the last lines.",
        ),
    ],
)
def test_parse_refuses_what_is_no_page_with_line_and_reason(text, line, reason):
    with pytest.raises(PageRefused) as refusal:
        parse(text)

    assert (refusal.value.line, refusal.value.reason) == (line, reason)
    assert str(refusal.value) == f"line {line}: {reason}"


def test_parse_takes_a_title_of_two_hundred_characters():
    title = "冰" * 200

    assert parse(ENGLISH.replace(PAGE.title, title)) == replace(PAGE, title=title)


FRAGMENTS = [
    "Title", "Release time:", "发布时间：", "2022-06-10", "Browse times:", "来源：", "7", "Text",
    "Translated by ", "上一条:", "Next:", "\n", "\r\n", "　", " ", "\u2028", "[", "次", "\0",
]  # fmt: skip


def squeezed(text):
    return "".join(one_line(text).split())


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=30).map("".join))
def test_parse_reads_or_refuses_and_invents_nothing(text):
    try:
        read = parse(text)
    except PageRefused:
        return

    said = [read.title, read.source, read.translator, read.newer_title, read.older_title]
    assert [words for words in said if squeezed(words) not in squeezed(text)] == []
    assert [words for words in read.paragraphs if squeezed(words) not in squeezed(text)] == []
