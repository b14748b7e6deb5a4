"""Writes tokens anew as balanced HTML of few elements, each where it may stand, nothing empty."""

import html as entities
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from articles.text.figures import number_of
from articles.text.languages import code_in
from articles.text.links import link_tag
from articles.text.markup import Token, attributes

KEPT_ATTRIBUTES = {
    "a": {"href"},
    "figure": {"data-image"},
    "span": {"lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_MAX_SPAN = 100

MARKS = {"strong", "em", "u", "s", "sub", "sup", "code", "a"}
_HEADINGS = {"h2", "h3", "h4"}
_LINES = {"p", "pre", "figcaption"} | _HEADINGS  # text and marks stand in them, other blocks do not
_LISTS = {"ul", "ol"}
_CELLS = {"td", "th"}
_FRAMES = {"table", "thead", "tbody", "tr"}
BLOCKS = {"blockquote", "li", "caption", "figure"} | _LINES | _LISTS | _CELLS | _FRAMES

_RENAMED = {
    "b": "strong",
    "i": "em",
    "ins": "u",
    "del": "s",
    "strike": "s",
    "h5": "h4",
    "h6": "h4",
    "tfoot": "tbody",
    "menu": "ul",
    "dir": "ul",
} | dict.fromkeys(
    (
        *("address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt"),
        *("dialog", "fieldset", "footer", "form", "header", "hgroup", "legend", "main", "nav"),
        *("optgroup", "option", "search", "section", "summary"),
    ),
    "p",
)

# What is put between where text, or a block, cannot stand directly.
_BETWEEN = {
    "": "p",
    "blockquote": "p",
    "ul": "li",
    "ol": "li",
    "table": "tbody",
    "thead": "tr",
    "tbody": "tr",
    "tr": "td",
    "figure": "figcaption",
}
# These stand in certain blocks only. Where none of them is open they are paragraphs.
_PARENTS = {
    "li": _LISTS,
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}
# From these a parent is reached, if need be by what is put between.
_REACHED_FROM = {**_PARENTS, "tr": _FRAMES - {"tr"}, "td": _FRAMES, "th": _FRAMES}
# What is in one of these neither opens nor closes anything outside of it.
_WALLS = {name: {"table"} for name in _PARENTS} | {
    "table": set(),
    "li": {"blockquote", "caption", "table"} | _CELLS | _LISTS,
    "blockquote": {"caption"} | _CELLS,
    "ul": {"caption"} | _CELLS,
    "ol": {"caption"} | _CELLS,
    "figure": BLOCKS - {"figure", "figcaption"},
}
# What a mark would say again there: headings are bold, links are underlined.
_SAID_BY = {"strong": _HEADINGS, "u": {"a"}}

BLANK_LINE = re.compile(r"\n[^\S\n]*+\n\s*+")
# Two breaks, or one before an indent as it is typed in Chinese, end a paragraph.
_NEXT_PARAGRAPH = re.compile("<br>[^<]*+<br>|<br>[ \\n]*+(?:\u3000\u3000|\xa0{4})")
_FIRST_BLANK_LINES = re.compile(r"\A\s*\n")


def rewritten(source: Iterable[Token]) -> str:
    """The tokens as HTML; to rewrite it again changes nothing."""
    writer = _Writer()
    for token in source:
        writer.take(token)
    return writer.result()


def renamed(token: Token) -> str:
    """The name of the element we write for this tag."""
    if token.name == "figure" and token.kind == "open" and not number_of(token):
        return "p"
    return _RENAMED.get(token.name, token.name)


# Attributes


def _attributes_kept(name: str, token: Token) -> str:
    if name == "figure":
        return f' data-image="{number_of(token)}"'
    if name not in _CELLS:
        return ""
    found = attributes(token)
    kept = [_span(key, found.get(key, "")) for key in ("colspan", "rowspan")]
    if name == "th" and found.get("scope") in {"row", "col", "rowgroup", "colgroup"}:
        kept.append(f' scope="{found["scope"]}"')
    return "".join(kept)


def _span(key: str, value: str) -> str:
    number = re.fullmatch("0*([1-9][0-9]{0,8})", value.strip(), re.ASCII)
    span = min(int(number[1]), _MAX_SPAN) if number else 1
    return f' {key}="{span}"' if span > 1 else ""


def _without_indents(space: str) -> str:
    """The space between two words as it is written: around a break there is none."""
    breaks = space.count("<br>")
    return "<br>" * breaks if breaks else _escaped(space)


def _escaped(text: str) -> str:
    return entities.escape(text, quote=False).replace("\xa0", "&nbsp;")


# Writing


@dataclass(kw_only=True, slots=True)
class _Line:
    """What is written between two block tags."""

    has_text: bool = False
    marks: list[tuple[str, str]] = field(default_factory=list)  # open in the result
    # Spaces and breaks wait for text to follow; at both ends of a line they are dropped.
    waiting: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class _Block:
    name: str
    is_ours: bool  # put between by us
    before: _Line  # taken up again where the block turns out to be empty
    start: int  # among the parts
    inside: int
    has_text: bool = False


class _Writer:
    """Writes tokens anew: blocks where they may stand, marks within lines, nothing empty."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[_Block] = []  # open in the result, the outermost first
        self._marks: dict[str, str] = {}  # open in the source: name and tag
        self._nested: Counter[str] = Counter()  # how often: `<b><b></b>` is still bold
        self._languages: list[str] = []  # open in the source, the innermost last
        self._line = _Line()
        self._has_text = False

    def take(self, token: Token) -> None:
        name = renamed(token)
        if token.kind == "text":
            self._take_text(token.text)
        elif name in MARKS:
            self._take_mark(token, name=name)
        elif code := code_in(name):
            self._take_language(code, is_end=token.kind == "close")
        elif name in BLOCKS and token.kind == "close":
            self._close(name)
        elif name in BLOCKS:
            self._open(name, token)
        elif token.kind == "open":
            self._take_void(name)

    def result(self) -> str:
        self._close_down_to(0)
        return "".join(self._parts) if self._has_text else ""

    # Lines

    def _take_text(self, text: str) -> None:
        first, *others = BLANK_LINE.split(text) if self._is_loose() else [text]
        self._write(first)
        for paragraph in others:
            self._close_line("p")
            self._write(paragraph)

    def _is_loose(self) -> bool:
        is_our_paragraph = self._top == "p" and self._blocks[-1].is_ours
        return is_our_paragraph or self._top in {"", "blockquote"}

    def _write(self, text: str) -> None:
        if not text.strip():
            self._line.waiting.append(text)
            return
        while self._top in _BETWEEN:
            self._start(_BETWEEN[self._top], is_ours=True)
        if self._top == "pre":
            self._write_verbatim(text)
        else:
            self._write_words(text)
        self._line.has_text = self._blocks[-1].has_text = True

    def _write_words(self, text: str) -> None:
        words = text.strip()
        before, _, after = text.partition(words)
        space = "".join([*self._line.waiting, before])
        if self._top == "p" and self._line.has_text and _NEXT_PARAGRAPH.search(space):
            self._start_next_paragraph()
        # At the start stand the spaces that indent a typed paragraph, and empty lines.
        self._write_marks(_without_indents(space) if self._line.has_text else "")
        self._parts.append(_escaped(words))
        self._line.waiting = [after]

    def _start_next_paragraph(self) -> None:
        is_ours = self._blocks[-1].is_ours
        self._close_block()
        self._start("p", is_ours=is_ours)

    def _write_verbatim(self, text: str) -> None:
        waiting = self._line.waiting
        if not self._line.has_text:
            text, waiting = _FIRST_BLANK_LINES.sub("", "".join(waiting) + text), []
        self._write_marks(_escaped("".join(waiting)))
        self._parts.append(_escaped(text.rstrip()))
        self._line.waiting = [text[len(text.rstrip()) :]]

    def _write_marks(self, space: str) -> None:
        """Close what is over, then the space, then open what is new."""
        wanted = [(name, tag) for name, tag in self._marks.items() if not self._is_said(name)]
        pairs = zip(wanted, self._line.marks, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._parts += [f"</{name}>" for name, _ in reversed(self._line.marks[same:])]
        self._parts.append(space)
        self._parts += [tag for _, tag in wanted[same:]]
        self._line.marks = wanted

    def _is_said(self, mark: str) -> bool:
        around = _SAID_BY.get(mark, set())
        return self._top in around or not around.isdisjoint(self._marks)

    def _take_mark(self, token: Token, *, name: str) -> None:
        if token.kind == "close":
            self._end_mark(name)
        elif name == "a":
            self._take_link(link_tag(token))
        else:
            self._nested[name] += 1
            self._marks.setdefault(name, f"<{name}>")

    def _take_link(self, tag: str) -> None:
        # A link ends where the next one begins, also where the next leads nowhere.
        self._end_mark("a")
        if tag:
            self._marks["a"] = tag

    def _end_mark(self, name: str) -> None:
        self._nested[name] = max(self._nested[name] - 1, 0)
        if not self._nested[name]:
            self._marks.pop(name, None)

    def _take_language(self, code: str, *, is_end: bool) -> None:
        if not is_end:
            self._languages.append(code)
        elif code in self._languages:
            del self._languages[-1 - self._languages[::-1].index(code)]
        if self._languages:
            self._marks["span"] = f'<span lang="{self._languages[-1]}">'
        else:
            self._marks.pop("span", None)

    def _take_void(self, name: str) -> None:
        if name == "br":
            self._line.waiting.append("\n" if self._top == "pre" else "<br>")
        elif name == "hr":
            self._make_room()
            self._end_line()
            self._parts.append("<hr>")

    def _end_line(self) -> None:
        self._parts += [f"</{name}>" for name, _ in reversed(self._line.marks)]
        self._line = _Line()

    # Blocks

    @property
    def _top(self) -> str:
        return self._blocks[-1].name if self._blocks else ""

    def _open(self, name: str, token: Token) -> None:
        if not self._may_stand(name):
            name = "p"
        if name == "p" and self._is_line_to_fill():
            return  # `<h2><div>` is a heading
        if name not in _PARENTS and name != "figcaption":
            self._make_room()
        self._start(name, kept=_attributes_kept(name, token))
        self._blocks[-1].has_text = name == "figure"

    def _may_stand(self, name: str) -> bool:
        """Whether its parent is open, once what is between them has been closed or opened."""
        if name == "figcaption":
            return self._top == "figure"
        return name not in _PARENTS or self._reach_parent(name)

    def _is_line_to_fill(self) -> bool:
        return self._top == "figure" or (self._top in _LINES - {"p"} and not self._line.has_text)

    def _reach_parent(self, name: str) -> bool:
        index = self._innermost(_REACHED_FROM[name], walls=_WALLS[name])
        if index is None:
            return False
        self._close_down_to(index + 1)
        while self._top not in _PARENTS[name]:
            self._start(_BETWEEN[self._top], is_ours=True)
        return True

    def _innermost(self, names: set[str], *, walls: set[str]) -> int | None:
        for index in reversed(range(len(self._blocks))):
            name = self._blocks[index].name
            if name in names or name in walls:
                return index if name in names else None
        return None

    def _make_room(self) -> None:
        """Make the top a block in which blocks may stand."""
        if self._top in _LINES:
            self._close_block()
        if self._top == "figure":
            self._close_block()
        while self._top in _LISTS | _FRAMES:
            self._start(_BETWEEN[self._top], is_ours=True)

    def _start(self, name: str, *, kept: str = "", is_ours: bool = False) -> None:
        before, start = self._line, len(self._parts)
        self._end_line()
        self._parts.append(f"<{name}{kept}>")
        inside = len(self._parts)
        self._blocks.append(
            _Block(name=name, is_ours=is_ours, before=before, start=start, inside=inside)
        )

    def _close(self, name: str) -> None:
        if name in _LINES:
            self._close_line(name if name != "figcaption" or self._top == name else "p")
            return
        index = self._innermost({name}, walls=_WALLS[name])
        if index is not None:
            self._close_down_to(index)
        elif name in _PARENTS or name == "figure":
            self._close_line("p")

    def _close_line(self, name: str) -> None:
        if self._top == name or {self._top, name} <= _HEADINGS:
            self._close_block()

    def _close_down_to(self, depth: int) -> None:
        while len(self._blocks) > depth:
            self._close_block()

    def _close_block(self) -> None:
        self._end_line()
        block = self._blocks.pop()
        if not self._is_kept(block):
            del self._parts[block.start :]
            self._line = block.before
            self._line.waiting.append(" ")  # or the words on both sides would become one
            return
        self._parts.append(f"</{block.name}>")
        if self._blocks:
            self._blocks[-1].has_text |= block.has_text
        self._has_text |= block.has_text
        if block.name == "figcaption":
            self._close_block()  # a figure has one caption, and nothing behind it

    def _is_kept(self, block: _Block) -> bool:
        # An empty cell keeps its column, an empty table has nothing to keep.
        is_part = block.name in _CELLS | _FRAMES - {"table"}
        has_parts = block.name in _CELLS or len(self._parts) > block.inside
        return block.has_text or (is_part and has_parts)
