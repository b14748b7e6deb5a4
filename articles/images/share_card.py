"""Draws the picture that stands for a story without a cover where somebody shares it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from articles.images.fonts import Face, Font, find_face
from articles.text.lines import broken
from articles.text.titles import shorten

WIDTH, HEIGHT = 1200, 630
DRAWN_AS = 1  # raised when the drawing changes, so that every picture gets a new address

_EDGE = 84
_BAR = (_EDGE, 84, _EDGE + 96, 94)
_ABOVE = 124  # the top of the line over the title
_TITLE = (176, 492)  # between these heights
_RULE = 520
_BELOW = 546
_SIZES = (110, 96, 84, 76, 68, 60, 54, 48, 42, 38, 34)
_SMALL = 30
_LEADING = 1.28
_INITIAL = 400

# Shades between the ground and white: few, so that the file is small.
_SHADES = 16
_WHITE, _QUIET, _FAINT = 255, 208, 112


@dataclass(frozen=True, kw_only=True)
class ShareCard:
    """What stands on the picture, on a ground of the site's colour."""

    title: str
    above: str
    below: str
    initial: str  # stands alone where no font has every letter
    accent: str
    language: str

    @property
    def version(self) -> str:
        """Another for every other drawing."""
        return hashlib.sha256(repr((DRAWN_AS, *vars(self).values())).encode()).hexdigest()[:16]


def drawn(card: ShareCard, *, fonts: Path) -> bytes:
    """The picture as PNG. `fonts` is a folder whose fonts are tried before the machine's own."""
    sheet = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(sheet)
    words = card.title + card.above + card.below
    if face := find_face(words, language=card.language, own=fonts):
        _write(pen, card, face=face)
    elif face := find_face(card.initial, language=card.language, own=fonts):
        _set_initial(pen, card.initial, font=face.font(_INITIAL))
    pen.rectangle(_BAR, fill=_WHITE)
    return _encoded(sheet, ground=card.accent)


def _write(pen: ImageDraw.ImageDraw, card: ShareCard, *, face: Face) -> None:
    small = face.font(_SMALL)
    above = _one_line(card.above, font=small)
    pen.text((_EDGE, _ABOVE), above, fill=_QUIET, font=small)
    lines, title = _title(card.title, face=face)
    height = round(title.size * _LEADING)
    top = (_TITLE[0] + _TITLE[1] - height * len(lines)) // 2
    for number, line in enumerate(lines):
        pen.text((_EDGE, top + number * height), line, fill=_WHITE, font=title)
    pen.rectangle((_EDGE, _RULE, WIDTH - _EDGE, _RULE + 1), fill=_FAINT)
    pen.text((_EDGE, _BELOW), _one_line(card.below, font=small), fill=_WHITE, font=small)


def _title(title: str, *, face: Face) -> tuple[Sequence[str], Font]:
    """As large as it fits; what does not fit at all ends with an ellipsis."""
    for size in _SIZES:
        font = face.font(size)
        lines = broken(title, width=WIDTH - 2 * _EDGE, measure=font.getlength)
        room = (_TITLE[1] - _TITLE[0]) // round(size * _LEADING)
        if len(lines) <= room:
            break
    else:
        lines = [*lines[: room - 1], f"{lines[room - 1]}…"]
    return lines, font


def _one_line(text: str, *, font: Font) -> str:
    while font.getlength(text) > WIDTH - 2 * _EDGE:
        text = shorten(text, length=len(text) - 1)
    return text


def _set_initial(pen: ImageDraw.ImageDraw, letter: str, *, font: Font) -> None:
    pen.text((WIDTH // 2, HEIGHT // 2), letter, fill=_WHITE, font=font, anchor="mm")


def _encoded(sheet: Image.Image, *, ground: str) -> bytes:
    """In few shades between the ground and white."""
    levels = sheet.point([value * _SHADES // 256 for value in range(256)])
    picture = Image.new("P", sheet.size)
    picture.putpalette(_shades(ImageColor.getrgb(ground)))
    picture.paste(levels)
    content = BytesIO()
    picture.save(content, "PNG", optimize=True, bits=4)
    return content.getvalue()


def _shades(ground: tuple[int, ...]) -> list[int]:
    steps = [number / (_SHADES - 1) for number in range(_SHADES)]
    return [round(part + (255 - part) * step) for step in steps for part in ground[:3]]
