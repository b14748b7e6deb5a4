"""Finds the items of lists that are only drawn: Word's paragraphs, and its single lists online."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.text.markup import VOID, Token, attributes
from articles.text.pasted.markers import BULLET, Marker, counted, marker_of
from articles.text.rewriting import BLOCKS, renamed

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol"}
_LIST_TAGS = _LISTS | {"li"}
_ENDS_A_LINE = BLOCKS | {"hr"}
_MOST_LEVELS = 9  # in Word

_PLACE = re.compile(
    r"mso-list\s*+:\s*+(?P<series>l[0-9]++\s++level(?P<level>[0-9]{1,2})\s++lfo[0-9]++)",
    re.IGNORECASE | re.ASCII,
)
_LEVEL = re.compile("[0-9]{1,2}", re.ASCII)
_IGNORED = re.compile(r"mso-list\s*+:\s*+ignore", re.IGNORECASE | re.ASCII)


class Item(NamedTuple):
    """One item of a drawn list, without its marker among the words."""

    name: str  # of the element it was: a heading stays one
    marker: Marker
    level: int
    series: str  # which numbering it belongs to
    words: list[Token]


def with_items(tokens: list[Token]) -> Iterator[Token | Item]:
    """The tokens, with an item in place of the tags and words of each."""
    position = 0
    around: list[str] = []  # lists of Word online that are open
    while position < len(tokens):
        found = _online(tokens, position, around=around) or _paragraph(tokens, position)
        if found:
            position, item = found
            if item:
                yield item
        else:
            if not _goes_on_below(tokens, position):
                yield tokens[position]
            position += 1


# Paragraphs of Word and WPS


def _paragraph(tokens: list[Token], position: int) -> tuple[int, Item] | None:
    token = tokens[position]
    is_line = token.kind == "open" and token.name in HEADINGS | {"p", "div"}
    place = _PLACE.search(token.attributes) if is_line else None
    if not place:
        return None
    end = position + 1
    while end < len(tokens) and renamed(tokens[end]) not in _ENDS_A_LINE:
        end += 1
    line = tokens[position + 1 : end]
    drawn = _between_conditions(line) or _in_a_span(line)
    if not drawn:
        return None
    has_own_end = [(tag.kind, tag.name) for tag in tokens[end : end + 1]] == [("close", token.name)]
    return end + has_own_end, Item(
        name=token.name,
        marker=marker_of("".join(token.text for token in line[drawn] if token.kind == "text")),
        level=_level(place["level"]),
        series=place["series"],
        words=line[: drawn.start] + _tags(line[drawn]) + line[drawn.stop :],
    )


def _between_conditions(line: list[Token]) -> slice | None:
    asked = ((index, token.text) for index, token in enumerate(line) if token.kind == "condition")
    start = next((index for index, text in asked if "supportlists" in text), None)
    # What is left of the conditions after that one.
    end = next((index for index, text in asked if text == "endif"), None)
    return slice(start, end + 1) if start is not None and end is not None else None


def _in_a_span(line: list[Token]) -> slice | None:
    starts = (i for i, token in enumerate(line) if _IGNORED.search(token.attributes))
    start = next(starts, None)
    if start is None:
        return None
    depth = 0
    for index in range(start, len(line)):
        if line[index].name == line[start].name:
            depth += 1 if line[index].kind == "open" else -1
            if not depth:
                return slice(start, index + 1)
    return None


def _tags(line: list[Token]) -> list[Token]:
    """What was opened or closed in the marker, without its words and its drawn bullets."""
    return [token for token in line if token.name and token.name not in VOID]


def _level(digits: str) -> int:
    return min(max(int(digits), 1), _MOST_LEVELS)


# Lists of Word online: one around every item, however deep it stands


def _online(
    tokens: list[Token], position: int, *, around: list[str]
) -> tuple[int, Item | None] | None:
    token = tokens[position]
    if token.name not in _LIST_TAGS:
        return None
    if token.name in _LISTS and token.kind == "open":
        if not around and not _has_level(_next_tag(tokens, position + 1)):
            return None
        around.append(token.name)
    elif not around:
        return None
    elif token.name in _LISTS:
        around.pop()
    elif token.kind == "open":
        return _online_item(tokens, position, around=around)
    return position + 1, None


def _online_item(
    tokens: list[Token], position: int, *, around: list[str]
) -> tuple[int, Item | None]:
    end = position + 1
    while end < len(tokens) and tokens[end].name not in _LIST_TAGS:
        end += 1
    found = attributes(tokens[position])
    level = _LEVEL.fullmatch(found.get("data-aria-level", ""))
    number = found.get("data-aria-posinset", "")
    return end, Item(
        name="li",
        marker=counted(number) if around[-1] == "ol" else BULLET,
        level=_level(level[0]) if level else min(len(around), _MOST_LEVELS),
        series=f"{found.get('data-listid', '')} {around[-1]} {level and level[0]}",
        words=tokens[position + 1 : end],
    )


def _has_level(token: Token) -> bool:
    return token.name == "li" and "data-aria-level" in token.attributes


# Lists below an item, which browsers write beside it


def _goes_on_below(tokens: list[Token], position: int) -> bool:
    """Whether this ends an item before the list that belongs below it."""
    token = tokens[position]
    if token.kind != "close" or token.name != "li":
        return False
    return _next_tag(tokens, position + 1).name in _LISTS


def _next_tag(tokens: list[Token], position: int) -> Token:
    """The tag that opens next, where nothing to read and no other tag stands before it."""
    for index in range(position, len(tokens)):
        token = tokens[index]
        if token.kind == "open":
            return token
        if token.kind == "close" or token.text.strip():
            break
    return Token(kind="text")
