"""Where a text says what was asked for: marked, and the passage around it."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from articles.text.words import LONGEST_TEXT, Part, Question, Run, runs

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
    end = 0
    longest = max(map(len, question.phrases), default=1)
    for ahead in windows(runs(text[:LONGEST_TEXT]), length=longest):
        for start, stop in hits_at(ahead, question):
            if start >= end:
                yield start, stop
                end = stop


def windows(found: Iterator[Run], *, length: int) -> Iterator[Sequence[Run]]:
    """Every run with those after it, so many in all where there are."""
    ahead = deque(islice(found, length))
    while ahead:
        yield ahead
        ahead.popleft()
        ahead.extend(islice(found, 1))


def hits_at(ahead: Sequence[Run], question: Question) -> Iterator[tuple[int, int]]:
    """The longest phrase that begins in the first run, or what else of it was asked for."""
    run = ahead[0]
    spans = [span for each in question.phrases if (span := phrase_in(ahead, each))]
    if spans:
        yield max(spans, key=itemgetter(1))
    elif run.is_cjk:
        yield from strings_in(run, question.strings)
    elif run.text in question.words:
        yield run.start, run.end


def phrase_in(ahead: Sequence[Run], phrase: Sequence[Part]) -> tuple[int, int] | None:
    """Where the phrase stands, if it begins in the first run; Chinese goes on before and after."""
    if len(ahead) < len(phrase) or not ends_with(ahead[0], phrase[0]):
        return None
    first, last = ahead[0], ahead[len(phrase) - 1]
    between = list(map(Part.of, islice(ahead, 1, len(phrase) - 1)))
    if between != list(phrase[1:-1]) or not begins_with(last, phrase[-1]):
        return None
    # Characters that are written otherwise than they are compared are marked as a whole.
    before = len(first.text) - len(phrase[0].text) if is_as_written(first) else 0
    stop = last.start + len(phrase[-1].text) if last.is_cjk and is_as_written(last) else last.end
    return first.start + before, stop


def ends_with(run: Run, part: Part) -> bool:
    return run.is_cjk == part.is_cjk and (
        run.text.endswith(part.text) if run.is_cjk else run.text == part.text
    )


def begins_with(run: Run, part: Part) -> bool:
    return run.is_cjk == part.is_cjk and (
        run.text.startswith(part.text) if run.is_cjk else run.text == part.text
    )


def is_as_written(run: Run) -> bool:
    return len(run.text) == run.end - run.start


def strings_in(run: Run, strings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if not is_as_written(run):
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
    """The passage around the first phrase or hit, marked; the beginning where there is none."""
    found = chain(hits(text, phrases_of(question)), hits(text, question))
    first, end = next(found, (0, 0))
    start = _begin(text, max(0, first - length // 4), before=first) if first > length // 2 else 0
    stop = _finish(text, start + length, after=end)
    before, after = "… " if start else "", " …" if stop < len(text) else ""
    pieces = marked(text[start:stop].strip(), question)
    return [
        piece
        for piece in (Piece(before, is_hit=False), *pieces, Piece(after, is_hit=False))
        if piece.text
    ]


def phrases_of(question: Question) -> Question:
    """What of it is asked for in this order."""
    return replace(question, words=frozenset(), strings=())


def tells(text: str, question: Question) -> int:
    """How much of what was asked for a text says: a phrase, words only, or nothing."""
    if any(hits(text, phrases_of(question))):
        return 2
    return int(any(hits(text, question)))


def _begin(text: str, place: int, *, before: int) -> int:
    """After the next space, so that no word is cut; Chinese may have none."""
    space = _SPACE.search(text, place, before)
    return space.end() if space else place


def _finish(text: str, place: int, *, after: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", max(after, place - 20), place + 1)
    return space if space > 0 else place
