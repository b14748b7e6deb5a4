"""Breaks a title into lines as printers do: Chinese between characters, never before a comma."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

Measure = Callable[[str], float]

# Chinese, Japanese and Korean: a line may end behind every one of these characters.
_CHARACTER = (
    r"\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3105-\u9fff\uac00-\ud7af\uf900-\ufaff\uff10-\uff19"
    r"\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\U00020000-\U0003ffff"
)
# What a line does not begin with, and what it does not end with.
_CLOSING = (
    r"\u00b7\u2019\u201d\u2014\u2026\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u301e"
    r"\uff01\uff05\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff5e"
)
_OPENING = r"\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u301d\uff08\uff3b\uff5b"
# A word, or a character, or a number with the character that says what of: 2026年.
_PIECE = re.compile(
    rf"""
    [{_OPENING}(\[]*+
    (?: [0-9]++[{_CHARACTER}] | [{_CHARACTER}] | [^\s{_CHARACTER}{_OPENING}{_CLOSING}]++ )?
    [{_CLOSING}).,:;!?%\]]*+
    \s*+
    """,
    re.VERBOSE,
)


class _Piece(NamedTuple):
    """What is not torn apart; how wide it is without and with the space behind it."""

    text: str
    ink: float
    advance: float


def broken(text: str, *, width: float, measure: Measure) -> list[str]:
    """The text in as few lines as the width allows, all of much the same length."""
    # Each piece is measured once and alone: kerning with its neighbours is too little to matter.
    pieces = list(_fitting(text, width=width, measure=measure))
    lines = _filled(pieces, width=width)
    narrow, wide = width / 2, width
    while len(lines) > 1 and wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = _filled(pieces, width=middle)
        if len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return ["".join(piece.text for piece in line).rstrip() for line in lines]


def _filled(pieces: Sequence[_Piece], *, width: float) -> list[list[_Piece]]:
    """Each line as full as it goes."""
    lines: list[list[_Piece]] = [[]]
    taken = 0.0
    for piece in pieces:
        if lines[-1] and taken + piece.ink > width:
            lines.append([])
            taken = 0.0
        lines[-1].append(piece)
        taken += piece.advance
    return lines


def _fitting(text: str, *, width: float, measure: Measure) -> Iterator[_Piece]:
    """The pieces; a word that is wider than a whole line is cut where it must be."""
    for match in _PIECE.finditer(text):
        piece = _measured(match[0], measure)
        if piece.ink <= width:
            yield piece
        else:
            yield from (_measured(letter, measure) for letter in match[0])


def _measured(text: str, measure: Measure) -> _Piece:
    return _Piece(text, measure(text.rstrip()), measure(text))
