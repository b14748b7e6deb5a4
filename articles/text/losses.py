"""Leaves out what a story cannot hold, and counts what a person would miss of it."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from articles.text.figures import number_of
from articles.text.links import is_lost
from articles.text.markup import RAW, Token, attributes

# No reader is meant to see what stands in them, or not without them.
_DROPPED = RAW | {
    *("applet", "audio", "canvas", "math", "noscript", "object", "select", "svg", "template"),
    *("video", "xml"),
}
_MISSED = {
    "video": "videos",
    "mp-common-videosnap": "videos",  # of WeChat, as are the next three
    "mpvoice": "sounds",
    "mp-common-mpaudio": "sounds",
    "qqmusic": "sounds",
    "audio": "sounds",
    "iframe": "embeds",
    "embed": "embeds",
    "object": "embeds",
    "applet": "embeds",
    "canvas": "drawings",
    "math": "formulas",
    "input": "forms",
    "select": "forms",
    "textarea": "forms",
    "button": "forms",
}
# Pictures that are written as a word: `class="emoji" alt="😀"`, and in WeChat `alt="[微笑]"`.
_EMOJI_CLASS = re.compile("emoji|emotion|emoticon", re.IGNORECASE)
_EMOJI_WORD = re.compile(r"\[\w{1,10}\]")
_MOST_OF_A_WORD = 20
_SHOWS_A_VIDEO = re.compile(r"video|v\.qq\.com|youtu|bilibili|youku|vimeo", re.IGNORECASE)


class Sifted(NamedTuple):
    """What may be written, and how much of what is missing from it, by its noun."""

    kept: list[Token]
    missed: dict[str, int]


def sifted(source: Iterable[Token]) -> Sifted:
    """The tokens without scripts, drawings, pictures and the like, and without what is in them."""
    sieve = _Sieve()
    for token in source:
        sieve.take(token)
    return sieve.result()


class _Sieve:
    def __init__(self) -> None:
        self._kept: list[Token] = []
        self._missed: Counter[str] = Counter()
        self._dropped = ""  # the element we are in
        self._depth = 0  # how often it stands in itself
        self._drawn: Counter[str] = Counter()  # elements of the drawing we are in
        self._is_in_figure = False
        self._is_at_checkbox = False  # an item to tick begins, as in Google Docs
        # Word writes a picture twice: for itself, and for browsers with the name of the first.
        self._shapes: Counter[str] = Counter()

    def take(self, token: Token) -> None:
        if not self._dropped and token.kind == "open" and token.name in _DROPPED:
            self._dropped = token.name
            self._count(token)
        if self._dropped:
            self._pass_over(token)
        elif (word := _emoji(token)) and not self._is_in_figure:
            self._kept.append(Token(kind="text", text=word))
        else:
            self._count(token)
            self._kept.append(token)

    def result(self) -> Sifted:
        self._end_drawing()
        self._missed["pictures"] += max(self._shapes.values(), default=0)
        return Sifted(kept=self._kept, missed={key: n for key, n in self._missed.items() if n})

    def _pass_over(self, token: Token) -> None:
        if token.name == self._dropped:
            self._depth += _depth_step(token)
            if not self._depth:
                self._end_drawing()
                self._dropped = ""
        elif self._dropped == "svg" and token.kind == "open":
            self._drawn[token.name] += 1

    def _end_drawing(self) -> None:
        # An empty drawing is how WeChat keeps a distance.
        self._missed["pictures"] += self._drawn["image"]
        self._missed["drawings"] += bool(self._drawn) and not self._drawn["image"]
        self._drawn.clear()

    def _count(self, token: Token) -> None:
        if token.text.strip():
            self._is_at_checkbox = False
        if token.name == "figure":
            self._is_in_figure = token.kind == "open" and bool(number_of(token))
        elif token.kind == "open":
            self._count_opened(token)

    def _count_opened(self, token: Token) -> None:
        if token.name == "li":
            self._is_at_checkbox = attributes(token).get("role") == "checkbox"
        elif token.name == "a":
            self._missed["links"] += is_lost(token)
        elif token.name == "v:imagedata":
            self._shapes["drawn"] += 1
        elif token.name == "img":
            self._count_picture(attributes(token))
        elif token.name in {"iframe", "embed", "object"} and _SHOWS_A_VIDEO.search(
            token.attributes
        ):
            self._missed["videos"] += 1
        elif token.name in _MISSED:
            self._missed[_MISSED[token.name]] += attributes(token).get("type") != "hidden"

    def _count_picture(self, found: dict[str, str]) -> None:
        is_dot = {found.get("width"), found.get("height")} <= {"0", "1"}
        # In a figure of ours stands the picture we know already.
        if is_dot or self._is_in_figure or self._is_box(found):
            return
        if "v:shapes" in found:
            self._shapes["shown"] += 1
        else:
            self._missed["pictures"] += 1

    def _is_box(self, found: dict[str, str]) -> bool:
        is_first, self._is_at_checkbox = self._is_at_checkbox, False
        return is_first or found.get("aria-roledescription") == "checkbox"


def _emoji(token: Token) -> str:
    """The word that the picture stands for."""
    if token.kind != "open" or token.name != "img":
        return ""
    found = attributes(token)
    word = " ".join(found.get("alt", "").split())
    is_emoji = _EMOJI_CLASS.search(found.get("class", "")) or _EMOJI_WORD.fullmatch(word)
    return word if is_emoji and len(word) <= _MOST_OF_A_WORD else ""


def _depth_step(token: Token) -> int:
    if token.kind == "close":
        return -1
    return 0 if token.is_closed and token.name not in RAW else 1
