"""Where a text says what was asked for: its words marked, and the passage around the first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.text.words import LONGEST_TEXT, Question, Run, runs

_SPACE = re.compile(r"\s")


class Piece(NamedTuple):
    """A part of a text; plain, to be escaped where it is printed."""

    text: str
    is_hit: bool


def marked(text: str, question: Question) -> list[Piece]:
    """The whole text in pieces, those marked that were asked for."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in hits(text, question):
        pieces += [Piece(text[end:start], is_hit=False), Piece(text[start:stop], is_hit=True)]
        end = stop
    return [piece for piece in (*pieces, Piece(text[end:], is_hit=False)) if piece.text]


def hits(text: str, question: Question) -> Iterator[tuple[int, int]]:
    """Start and end of everything that was asked for, in order, without overlaps."""
    for run in runs(text[:LONGEST_TEXT]):
        if run.is_cjk:
            yield from strings_in(run, question.strings)
        elif run.text in question.words:
            yield run.start, run.end


def strings_in(run: Run, strings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if len(run.text) != run.end - run.start:
        # Its characters are written otherwise than they are compared: marked as a whole.
        if any(string in run.text for string in strings):
            yield run.start, run.end
        return
    place = 0
    while place < len(run.text):
        longest = max(
            (len(each) for each in strings if run.text.startswith(each, place)), default=0
        )
        if longest:
            yield run.start + place, run.start + place + longest
        place += longest or 1


def excerpt(text: str, question: Question, *, length: int) -> list[Piece]:
    """The passage around the first hit, marked; the beginning where there is none."""
    first = next(hits(text, question), (0, 0))[0]
    start = _begin(text, max(0, first - length // 4), before=first) if first > length // 2 else 0
    stop = _finish(text, start + length)
    before, after = "… " if start else "", " …" if stop < len(text) else ""
    pieces = marked(text[start:stop].strip(), question)
    return [
        piece
        for piece in (Piece(before, is_hit=False), *pieces, Piece(after, is_hit=False))
        if piece.text
    ]


def _begin(text: str, place: int, *, before: int) -> int:
    """After the next space, so that no word is cut; Chinese may have none."""
    space = _SPACE.search(text, place, before)
    return space.end() if space else place


def _finish(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, place - 20), place + 1)
    return space if space > 0 else place
