"""Reads a page of the old site, kept as plain text; what is absent stays absent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from articles.text.titles import one_line, visible

Language = Literal["en", "zh-hans"]

_MAX_TITLE = 200  # characters, of a neighbour's title too
_MAX_TRANSLATOR = 80  # a longer line is a sentence of the text
_MAX_SOURCE = 200  # what the vocabulary holds
_MAX_BROWSE_TIMES = 10**12
_YEARS = range(1800, 2200)  # of a release; beyond these a digit was mistyped

_RELEASE_LABELS: dict[Language, str] = {
    "en": r"Release\s*(?:time|date)|Publication\s*(?:time|date)|Published\s*on",
    "zh-hans": "发布时间|发布日期|发表时间|发表日期",
}
_LABELS = {
    "release": "|".join(_RELEASE_LABELS.values()),
    "source": r"Source\s*of\s*articles?|Article\s*source|Source|文章来源|信息来源|稿件来源|来源",
    "browse_times": (
        r"Browse\s*times?|Browses|Page\s*views|Views|Hits|Clicks"
        "|浏览次数|浏览量|点击次数|点击数|点击量|阅读次数|阅读数|阅读量|浏览|点击|阅读"
    ),
    # Nothing is made of these; they only end the value before them.
    "nobody": "Author|Editor|文章作者|作者|责任编辑|编辑|审核|字号",
}
# The labels are glued to what stands before them: there is no boundary of words to look for.
_LABEL = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")\s*[:：]",
    re.IGNORECASE,
)
_RELEASE_LABEL = re.compile(rf"(?:{_LABELS['release']})\s*[:：]", re.IGNORECASE)
_CHINESE_RELEASE_LABEL = re.compile(_RELEASE_LABELS["zh-hans"])
_DAY = re.compile(
    r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?"
    r"(?:\s+[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
)
_COUNT = re.compile("[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+")
_UNIT = re.compile(r"(?:times?|views?|人次|次)\Z", re.IGNORECASE)

_NEIGHBOUR = re.compile(
    r"(?:(?P<newer>上一条|上一篇|Previous)|(?P<older>下一条|下一篇|Next))\s*[:：]", re.IGNORECASE
)
# On one line with the newer neighbour; "Next:" may well be a part of an English title.
_OLDER_AFTER_NEWER = re.compile(r"(?=(?:下一条|下一篇)\s*[:：])")
_CHINESE_NEIGHBOUR = re.compile(r"[上下]一[条篇]\s*[:：]")
_NO_NEIGHBOUR = {"没有了", "没有", "无", "none", "-"}
_TRANSLATOR = re.compile(
    r"(?P<bracket>[(（])?\s*(?:Translated\s+by\b\s*[:：]?|Translator\s*[:：]|(?:翻译|译者)\s*[:：])"
    r"\s*(?P<name>.*?)[.。]?\s*(?(bracket)[)）])",
    re.IGNORECASE,
)

_AROUND_VALUES = " \t\n\u3000\xa0|丨,，;；"
_BRACKETS = _AROUND_VALUES + "[]【】()（）"


@dataclass(frozen=True, kw_only=True)
class ImportedPage:
    """What the page says; "" and None where it says nothing."""

    language: Language
    title: str
    released_on: date
    source: str
    browse_times: int | None
    paragraphs: tuple[str, ...]
    translator: str
    newer_title: str
    older_title: str


class PageRefused(ValueError):
    """A text that is no such page: `line` counts from 1, `reason` is for the person importing."""

    def __init__(self, reason: str, *, line: int) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


class _Line(NamedTuple):
    number: int
    text: str


class _Facts(NamedTuple):
    language: Language
    released_on: date
    source: str
    browse_times: int | None


def parse(text: str) -> ImportedPage:
    """The page, or `PageRefused` with the line that is at fault."""
    lines = _lines(text)
    last_line = lines[-1].number if lines else 1
    title = _take_title(lines)
    facts = _take_facts(lines, expected_at=title.number + 1)
    neighbours = _take_neighbours(lines)
    translator = _take_translator(lines)
    _refuse_what_is_no_text(lines, last_line=last_line)
    return ImportedPage(
        language=facts.language,
        title=title.text,
        released_on=facts.released_on,
        source=facts.source,
        browse_times=facts.browse_times,
        paragraphs=tuple(line.text for line in lines),
        translator=translator,
        newer_title=neighbours.get("newer", ""),
        older_title=neighbours.get("older", ""),
    )


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank, trimmed, with their numbers."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise PageRefused("the file is not a text: it holds a NUL character.", line=line)
    numbered = enumerate(visible(text).split("\n"), start=1)
    return [_Line(number, line.strip()) for number, line in numbered if line.strip()]


def _take_title(lines: list[_Line]) -> _Line:
    if not lines:
        raise PageRefused("the file is empty.", line=1)
    title = lines.pop(0)
    if _RELEASE_LABEL.match(title.text):
        raise PageRefused("expected the title before the release time.", line=title.number)
    if len(title.text) > _MAX_TITLE:
        reason = f"the title has {len(title.text)} characters, at most {_MAX_TITLE} are possible."
        raise PageRefused(reason, line=title.number)
    return title


# The line of labels


def _take_facts(lines: list[_Line], *, expected_at: int) -> _Facts:
    line = lines.pop(0) if lines else _Line(expected_at, "")
    values = _values(one_line(line.text))
    if not _LABEL.match(line.text) or "release" not in values:
        reason = "expected a line that begins with 'Release time:' or '发布时间：'."
        raise PageRefused(reason, line=line.number)
    return _Facts(
        language="zh-hans" if _CHINESE_RELEASE_LABEL.search(line.text) else "en",
        released_on=_day(values["release"], line=line.number),
        source=_source(values.get("source", ""), line=line.number),
        browse_times=_browse_times(values.get("browse_times", ""), line=line.number),
    )


def _values(text: str) -> dict[str, str]:
    """What stands behind each label, up to the next; the first counts."""
    found: dict[str, str] = {}
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=False):
        found.setdefault(str(label.lastgroup), text[label.end() : end].strip(_AROUND_VALUES))
    return found


def _day(text: str, *, line: int) -> date:
    if not text:
        raise PageRefused("the release date is missing after its label.", line=line)
    match = _DAY.fullmatch(text)
    if not match:
        raise PageRefused(f"'{text}' is no date; write it as 2022-06-10.", line=line)
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        raise PageRefused(f"there is no day '{text}'.", line=line) from None
    if day.year not in _YEARS:
        raise PageRefused(f"the year {day.year} cannot be right.", line=line)
    return day


def _source(text: str, *, line: int) -> str:
    if len(text) > _MAX_SOURCE:
        reason = f"the source has {len(text)} characters, at most {_MAX_SOURCE} are possible."
        raise PageRefused(reason, line=line)
    return text


def _browse_times(text: str, *, line: int) -> int | None:
    number = _UNIT.sub("", text.strip(_BRACKETS)).strip(_BRACKETS)
    if not number:
        return None
    if not _COUNT.fullmatch(number):
        raise PageRefused(f"'{text}' is no number of browse times.", line=line)
    digits = re.sub("[,，]", "", number).lstrip("0") or "0"
    # Looked at before it is read: Python refuses to read numbers of thousands of digits.
    if len(digits) > len(str(_MAX_BROWSE_TIMES)) or int(digits) > _MAX_BROWSE_TIMES:
        raise PageRefused("there are more browse times than anybody can believe.", line=line)
    return int(digits)


# What follows the text


def _take_neighbours(lines: list[_Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    while lines:
        titles = dict(_neighbours(lines[-1].text))
        is_text = any(len(title) > _MAX_TITLE for title in titles.values())
        if not titles or is_text or titles.keys() & found.keys():
            break
        found |= titles
        del lines[-1]
    return found


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    if not _NEIGHBOUR.match(text):
        return
    for part in filter(None, _OLDER_AFTER_NEWER.split(text)):
        if match := _NEIGHBOUR.match(part):
            title = part[match.end() :].strip()
            yield str(match.lastgroup), "" if title.casefold() in _NO_NEIGHBOUR else title


def _take_translator(lines: list[_Line]) -> str:
    match = _TRANSLATOR.fullmatch(one_line(lines[-1].text)) if lines else None
    if not match or len(match["name"]) > _MAX_TRANSLATOR:
        return ""
    del lines[-1]
    return match["name"]


def _refuse_what_is_no_text(lines: list[_Line], *, last_line: int) -> None:
    if not lines:
        raise PageRefused("the page has no paragraph of text.", line=last_line)
    for line in lines:
        if _CHINESE_NEIGHBOUR.match(line.text):
            raise PageRefused("the neighbours must be the last lines.", line=line.number)
