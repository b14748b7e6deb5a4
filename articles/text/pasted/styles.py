"""Reads the look of pasted text as what it means: marks, headings, and what nobody sees."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import repeat, takewhile
from typing import NamedTuple

from articles.text.languages import language_of, mark_name
from articles.text.markup import VOID, Token, attributes
from articles.text.rewriting import BLOCKS, renamed

# Declarations that mean something to us; the last of two with one name counts, as in a browser.
_DECLARATION = re.compile(
    r"(?:\A|;)\s*+(font-weight|font-style|text-decoration(?:-line)?|vertical-align|display"
    r"|mso-hide|mso-element|mso-outline-level)\s*+:\s*+([^;]*+)"
)
_LEVEL = re.compile("[1-9]")
_BOLD = re.compile("bold|[6-9]00")
_NOT_BOLD = re.compile("normal|lighter|[1-5]00")
# Google Docs puts a whole text in `<b style="font-weight:normal">`.
_DENIED = {
    **dict.fromkeys(("b", "strong"), ("font-weight", _NOT_BOLD)),
    **dict.fromkeys(("i", "em"), ("font-style", re.compile("normal"))),
    **dict.fromkeys(("u", "ins", "s", "strike", "del"), ("text-decoration", re.compile("none"))),
}
_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_MOST_INTERRUPTED = 8  # of one kind; nobody means more, and each costs a tag at every place

_HEADING_CLASS = {
    "msotitle": "h1",
    "msoheading7": "h6",
    "msoheading8": "h6",
    "msoheading9": "h6",
}
# Word online has one around every item of a list.
# Where a language is told of some words; around a whole page it says nothing new.
_SPEAK = {
    *("a", "b", "bdi", "cite", "dfn", "em", "font", "i", "q", "s", "small", "span", "strong", "u"),
    *("blockquote", "caption", "dd", "dt", "figcaption", "li", "p", "td", "th"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_AROUND_ITEMS = "listcontainerwrapper"
# The remarks of reviewers, and the letters in the text that point at them.
_REMARK_CLASSES = {"msocomanchor", "msocommentreference"}
_REMARK_ELEMENTS = {"comment", "comment-list"}
# Web pages leave out end tags: a tag with one of these names ends those.
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_IN_A_ROW = {"td", "th", "caption", "colgroup"}
_ENDS = {
    **dict.fromkeys(("td", "th"), _IN_A_ROW),
    "tr": _IN_A_ROW | {"tr"},
    **dict.fromkeys(("tbody", "thead", "tfoot"), _IN_A_ROW | {"tr", "tbody", "thead", "tfoot"}),
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    **dict.fromkeys(_HEADINGS, _HEADINGS),
    "option": {"option"},
    "optgroup": {"option", "optgroup"},
    "a": {"a"},
}
# What begins in one of these ends nothing around it.
_TABLE = {"table"}
_LISTS = {"ul", "ol", "menu", "dir", "table"}
_WALLS = {
    **dict.fromkeys(("td", "th", "tr", "tbody", "thead", "tfoot"), _TABLE),
    "li": _LISTS,
    "dt": {"dl", "table"},
    "dd": {"dl", "table"},
}


class _Element(NamedTuple):
    name: str
    written: str  # the name it goes on with
    marks: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()  # marks around it that its style takes back
    interrupted: tuple[str, ...] = ()  # the same as often as they are open
    is_hidden: bool = False


def with_meaning(source: Iterable[Token]) -> Iterator[Token]:
    """The tokens with a tag for every mark that a style shows, without what a style hides."""
    reader = _Reader()
    for token in source:
        yield from reader.take(token)


class _Reader:
    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()  # of the open elements
        self._marks: Counter[str] = Counter()  # that they show
        self._hidden = 0  # how many of them are

    def take(self, token: Token) -> Iterator[Token]:
        if token.kind == "open":
            yield from self._begin(token)
        elif token.kind == "close":
            yield from self._end(token)
        elif not self._hidden:
            yield token

    def _begin(self, token: Token) -> Iterator[Token]:
        yield from self._end_what_is_over(token)
        element = _element(token)
        if not (self._hidden or element.is_hidden):
            yield token._replace(name=element.written)
            element = element._replace(interrupted=tuple(self._interrupted(element)))
            yield from (Token(kind="close", name=mark) for mark in element.interrupted)
            yield from (Token(kind="open", name=mark) for mark in element.marks)
        if token.name not in VOID:
            self._open.append(element)
            self._names[element.name] += 1
            self._marks.subtract(element.interrupted)
            self._marks.update(_shown(element))
            self._hidden += element.is_hidden

    def _interrupted(self, element: _Element) -> Iterator[str]:
        for mark in element.denied:
            if self._marks[mark] <= _MOST_INTERRUPTED:
                yield from repeat(mark, self._marks[mark])

    def _end_what_is_over(self, token: Token) -> Iterator[Token]:
        """Forget what HTML ends here, and all that stands in it."""
        over = _ended_by(token)
        if not any(self._names[name] for name in over):
            return
        around = takewhile(
            lambda index: self._open[index].name not in _WALLS.get(token.name, set()),
            reversed(range(len(self._open))),
        )
        ended = min((i for i in around if self._open[i].name in over), default=len(self._open))
        while len(self._open) > ended:
            yield from self._end_marks()

    def _end(self, token: Token) -> Iterator[Token]:
        written = token.name
        if self._names[token.name]:
            while self._open[-1].name != token.name:
                yield from self._end_marks()
            written = "" if self._hidden else self._open[-1].written
            yield from self._end_marks()
        if written and not self._hidden:
            yield token._replace(name=written)

    def _end_marks(self) -> Iterator[Token]:
        """Forget the innermost element; its own end tag is written where it stands."""
        element = self._open.pop()
        if not self._hidden:
            yield from (Token(kind="close", name=mark) for mark in reversed(element.marks))
            yield from (Token(kind="open", name=mark) for mark in element.interrupted)
        self._marks.subtract(_shown(element))
        self._marks.update(element.interrupted)
        self._names[element.name] -= 1
        self._hidden -= element.is_hidden


def _ended_by(token: Token) -> set[str]:
    """The elements that end where the tag begins, also without an end tag of their own."""
    ends = _ENDS.get(token.name, set())
    # A paragraph ends before any block.
    is_block = token.name in {"h1", "hr"} or renamed(token) in BLOCKS
    return ends | {"p"} if is_block else ends


def _element(token: Token) -> _Element:
    if not token.attributes:
        return _Element(name=token.name, written=token.name)
    found = attributes(token)
    style = dict(_DECLARATION.findall(found.get("style", "").lower()))
    classes = set(found.get("class", "").lower().split())
    if _is_hidden(style, classes=classes, hidden=found.get("hidden")):
        return _Element(name=token.name, written="", is_hidden=True)
    return _Element(
        name=token.name,
        written=_written(token.name, found=found, style=style, classes=classes),
        marks=() if token.name in VOID else (*_marks(token.name, style), *_language(token)),
        denied=() if token.name in VOID else tuple(_denied(style)),
    )


def _is_hidden(style: dict[str, str], *, classes: set[str], hidden: str | None) -> bool:
    # A browser shows what is hidden until it is found to whoever looks for it.
    return bool(
        (hidden is not None and hidden.strip().lower() != "until-found")
        or _word(style, "display") == "none"
        or _word(style, "mso-hide") == "all"
        or _word(style, "mso-element") in _REMARK_ELEMENTS
        or classes & _REMARK_CLASSES
    )


def _written(name: str, *, found: dict[str, str], style: dict[str, str], classes: set[str]) -> str:
    if name in _DENIED:
        key, denied = _DENIED[name]
        return "span" if denied.match(style.get(key, "")) else name
    if name in {"p", "div"}:
        if _AROUND_ITEMS in classes:
            return "span"
        named = next((_HEADING_CLASS[word] for word in classes if word in _HEADING_CLASS), "")
        return named or _outline(found, style=style) or name
    return name


def _outline(found: dict[str, str], *, style: dict[str, str]) -> str:
    """The heading that a paragraph is in Word's outline, or to a screen reader."""
    is_heading = found.get("role", "").strip().lower() == "heading"
    level = found.get("aria-level", "2") if is_heading else style.get("mso-outline-level", "")
    number = _LEVEL.fullmatch(level.strip())
    return f"h{min(int(number[0]), 6)}" if number else ""


def _marks(name: str, style: dict[str, str]) -> Iterator[str]:
    # A heading of a table is bold as it is.
    if name != "th" and _BOLD.match(style.get("font-weight", "")):
        yield "strong"
    if _word(style, "font-style") in {"italic", "oblique"}:
        yield "em"
    lines = style.get("text-decoration", "") + " " + style.get("text-decoration-line", "")
    if "underline" in lines:
        yield "u"
    if "line-through" in lines:
        yield "s"
    align = _word(style, "vertical-align")
    if align in {"super", "sub"}:
        yield align.removesuffix("er")


def _language(token: Token) -> Iterator[str]:
    if token.name in _SPEAK and (code := language_of(token)):
        yield mark_name(code)


def _denied(style: dict[str, str]) -> Iterator[str]:
    if _NOT_BOLD.match(style.get("font-weight", "")):
        yield "strong"
    if _word(style, "font-style") == "normal":
        yield "em"


def _shown(element: _Element) -> list[str]:
    """The marks it shows by its style and by its name."""
    return [*element.marks, *filter(None, [_MARKS.get(element.written)])]


def _word(style: dict[str, str], name: str) -> str:
    """The value of a declaration, without `!important`."""
    return style.get(name, "").partition("!")[0].strip()
