"""Two versions of a text beside each other, marked where they differ; the work is bounded."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import groupby, takewhile, zip_longest
from typing import Any, NamedTuple

from articles.text.markup import Token, attributes, tokens

# Comparing is charged by the step: one for every word looked at, and one for every place where the
# other side has it too. Words that repeat make it grow faster than the product of both lengths.
# What still stands between its marks when the steps are used up is marked as a whole.
_MOST_FOR_BLOCKS = 1_000_000
_MOST_FOR_WORDS = 250_000
_MOST_FOR_ALL_WORDS = 2_000_000

# Chinese and Japanese are compared by the character, other scripts by the word.
_IDEOGRAPHS = r"\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+|\s+|[^\w\s]")
_ALIKE = 0.3  # of two paragraphs that share less, marks would hide more than they show
_MOST_TO_PAIR = 10  # paragraphs at one place, of which each looks for its like

_KINDS = {"h2": "heading", "h3": "heading", "h4": "heading", "li": "item", "pre": "verbatim"}
_MARKS = {"strong", "em", "u", "s", "sub", "sup", "code", "a", "span", "br"}


class Block(NamedTuple):
    """A paragraph, heading, list item, cell, picture or rule."""

    kind: str
    text: str
    source: str  # the tags around and within it: what differs only here is formatting


class Piece(NamedTuple):
    text: str
    is_marked: bool  # the other side does not have it


class Side(NamedTuple):
    kind: str
    pieces: tuple[Piece, ...]


class Row(NamedTuple):
    """What stands at one place in both texts, or in one of them."""

    left: Side | None
    right: Side | None
    state: str  # `same`, `formatting` or `different`


class Stretch(NamedTuple):
    """Rows that follow each other, and are all the same on both sides or all not."""

    is_same: bool
    rows: tuple[Row, ...]


@dataclass(kw_only=True)
class _Budget:
    left: int

    def pays(self, steps: int) -> bool:
        if steps > self.left:
            return False
        self.left -= steps
        return True


class _Matcher(SequenceMatcher[Any]):
    """Looks for what both have in common as long as the budget pays for it."""

    def __init__(
        self, left: Sequence[Hashable], right: Sequence[Hashable], *, budget: _Budget
    ) -> None:
        super().__init__(None, left, right, autojunk=False)
        self._left = left
        self._places = Counter(right)
        self._budget = budget

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        if not self._budget.pays(sum(1 + self._places[word] for word in self._left[alo:ahi])):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def compared_lines(left: str, right: str) -> list[Stretch]:
    """Two plain texts, such as titles."""
    return _compared(_line(left), _line(right))


def compared_bodies(left: str, right: str) -> list[Stretch]:
    """Two cleaned HTML texts, block by block and within blocks word by word."""
    return _compared(list(blocks(left)), list(blocks(right)))


def _line(text: str) -> list[Block]:
    return [Block("line", text, "")] if text else []


# Reading


def blocks(body: str) -> Iterator[Block]:
    """The cleaned HTML as people read it, one block after the other."""
    reader = _Reader()
    for token in tokens(body):
        yield from reader.take(token)
    yield from reader.end_block()


class _Reader:
    """Takes the tags of a cleaned text, and gives a block wherever one ends."""

    def __init__(self) -> None:
        self._around: list[Token] = []
        self._words: list[str] = []
        self._source: list[str] = []
        self._address = ""

    def take(self, token: Token) -> Iterator[Block]:
        if token.kind == "text":
            self._words.append(token.text)
            self._source.append(token.text)
        elif token.name in _MARKS:
            self._take_mark(token)
        else:
            yield from self.end_block()
            yield from self._take_block(token)

    def end_block(self) -> Iterator[Block]:
        text = "".join(self._words).strip()
        if text:
            around = [f"<{token.name} {token.attributes.strip()}>" for token in self._around]
            yield Block(self._kind(), text, "".join([*around, *self._source]))
        self._words, self._source = [], []

    def _take_mark(self, token: Token) -> None:
        self._source.append(f"<{token.kind} {token.name}{token.attributes}>")
        if token.name == "br":
            self._words.append("\n")
        elif token.name == "a" and token.kind == "open":
            self._address = attributes(token).get("href", "")
        elif token.name == "a" and self._address:
            # Where a link leads can be all that was changed.
            self._words.append(f" ({self._address})")
            self._address = ""

    def _take_block(self, token: Token) -> Iterator[Block]:
        if token.kind == "close":
            names = [each.name for each in self._around]
            if token.name in names:
                del self._around[len(names) - 1 - names[::-1].index(token.name) :]
        elif token.name == "hr":
            yield Block("rule", "—", "hr")
        else:
            self._around.append(token)
            if token.name == "figure":
                number = attributes(token).get("data-image", "")
                yield Block("picture", number, f"figure {number}")

    def _kind(self) -> str:
        names = reversed([token.name for token in self._around])
        return next((_KINDS[name] for name in names if name in _KINDS), "paragraph")


# Comparing


def _compared(left: Sequence[Block], right: Sequence[Block]) -> list[Stretch]:
    rows = list(_rows(left, right, budget=_Budget(left=_MOST_FOR_ALL_WORDS)))
    return [
        Stretch(is_same, tuple(stretch))
        for is_same, stretch in groupby(rows, key=lambda row: row.state == "same")
    ]


def _rows(left: Sequence[Block], right: Sequence[Block], *, budget: _Budget) -> Iterator[Row]:
    for is_same, lefts, rights in _runs(left, right, budget=_Budget(left=_MOST_FOR_BLOCKS)):
        if is_same:
            yield from (Row(_plain(block), _plain(block), "same") for block in lefts)
        else:
            for one, other in _partners(lefts, rights):
                yield _row(one, other, budget=budget)


def _runs(
    left: Sequence[Hashable], right: Sequence[Hashable], *, budget: _Budget
) -> Iterator[tuple[bool, Sequence[Any], Sequence[Any]]]:
    """Both sequences in stretches that are the same and stretches that are not, in their order."""
    start = _common(left, right)
    left_rest, right_rest = left[start:], right[start:]
    end = _common(left_rest[::-1], right_rest[::-1])
    left_rest, right_rest = left_rest[: len(left_rest) - end], right_rest[: len(right_rest) - end]
    if start:
        yield True, left[:start], right[:start]
    matcher = _Matcher(left_rest, right_rest, budget=budget)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag == "equal", left_rest[i1:i2], right_rest[j1:j2]
    if end:
        yield True, left[len(left) - end :], right[len(right) - end :]


def _common(left: Iterable[Hashable], right: Iterable[Hashable]) -> int:
    """How many they have in common at their start."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _partners(
    left: Sequence[Block], right: Sequence[Block]
) -> Iterator[tuple[Block | None, Block | None]]:
    """Each block with what became of it, in the order of both texts."""
    if max(len(left), len(right)) > _MOST_TO_PAIR:
        yield from zip_longest(left, right)
        return
    alike = {
        (i, j): _likeness(one, other) for i, one in enumerate(left) for j, other in enumerate(right)
    }
    place = max(alike, key=lambda pair: alike[pair], default=None)
    if place is None or alike[place] < _ALIKE:
        yield from ((block, None) for block in left)
        yield from ((None, block) for block in right)
        return
    i, j = place
    yield from _partners(left[:i], right[:j])
    yield left[i], right[j]
    yield from _partners(left[i + 1 :], right[j + 1 :])


def _likeness(one: Block, other: Block) -> float:
    """From 0 to 1: how many of their words they share."""
    if one.kind != other.kind and {one.kind, other.kind} & {"picture", "rule"}:
        return 0
    if one.kind in {"picture", "line"}:
        return 1  # there is one place, and this is what either side put there
    words, others = Counter(_WORD.findall(one.text)), Counter(_WORD.findall(other.text))
    return 2 * (words & others).total() / (words.total() + others.total())


def _row(one: Block | None, other: Block | None, *, budget: _Budget) -> Row:
    if one is None or other is None:
        return Row(_marked(one), _marked(other), "different")
    if one.text == other.text:
        return Row(_plain(one), _plain(other), "formatting")
    if one.kind == "picture":
        return Row(_marked(one), _marked(other), "different")
    left, right = _WORD.findall(one.text), _WORD.findall(other.text)
    share = min(budget.left, _MOST_FOR_WORDS)
    own = _Budget(left=share)
    runs = list(_runs(left, right, budget=own))
    budget.left -= share - own.left
    return Row(
        Side(one.kind, _pieces((not is_same, words) for is_same, words, _others in runs)),
        Side(other.kind, _pieces((not is_same, words) for is_same, _others, words in runs)),
        "different",
    )


def _pieces(runs: Iterable[tuple[bool, Sequence[str]]]) -> tuple[Piece, ...]:
    stretches = groupby(runs, key=lambda run: run[0])
    joined = (
        Piece("".join(word for _, words in stretch for word in words), is_marked)
        for is_marked, stretch in stretches
    )
    return tuple(piece for piece in joined if piece.text)


def _plain(block: Block) -> Side:
    return Side(block.kind, (Piece(block.text, is_marked=False),))


def _marked(block: Block | None) -> Side | None:
    return Side(block.kind, (Piece(block.text, is_marked=True),)) if block else None
