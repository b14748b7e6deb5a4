"""Finds a font of this machine that has every letter of a text, or none."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
)
# Of these the first that has every letter of a title; all of them are bold and made for headings.
NAMES = (
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifCJKsc-Bold.otf",
    "SourceHanSerif-Bold.ttc",
    "SourceHanSerifSC-Bold.otf",
    "NotoSerif-Bold.ttf",
    "LiberationSerif-Bold.ttf",
    "DejaVuSerif-Bold.ttf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Bold.otf",
    "SourceHanSansSC-Bold.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DejaVuSans-Bold.ttf",
    "Songti.ttc",
    "Georgia Bold.ttf",
)
KINDS = {".ttf", ".otf", ".ttc"}
# In a file for several countries the same character is drawn as each writes it.
COUNTRIES = {"zh-hans": "SC", "zh-hant": "TC"}
MOST_FACES = 10  # in one file
MISSING = "\U0010ffff"  # a character that no font has
TRIED_AT = 24  # pixels


class Face(NamedTuple):
    """One of the typefaces that a file of fonts holds."""

    path: Path
    number: int

    def font(self, size: int) -> Font:
        return ImageFont.truetype(self.path, size, index=self.number)


def find_face(text: str, *, language: str, own: Path) -> Face | None:
    """A face from the folder `own` or from the machine that has every letter of the text."""
    if needs_shaping(text) and not features.check("raqm"):
        return None
    country = COUNTRIES.get(language, "SC")
    faces = (face_in(path, country=country) for path in paths(own))
    return next((face for face in faces if face and has_letters(face, text)), None)


def needs_shaping(text: str) -> bool:
    """Whether letters join, combine, or run from right to left."""
    return any(
        unicodedata.bidirectional(letter) in {"R", "AL"} or unicodedata.category(letter)[0] == "M"
        for letter in text
    )


def paths(own: Path) -> Iterator[Path]:
    """The fonts somebody put there for this site first."""
    yield from sorted(each for each in own.glob("*") if each.suffix.lower() in KINDS)
    yield from fonts_of_this_machine()


@lru_cache(maxsize=1)
def fonts_of_this_machine() -> Sequence[Path]:
    found: Mapping[str, Path] = {
        path.name: path for folder in FOLDERS for path in folder.rglob("*") if path.suffix in KINDS
    }
    return [found[name] for name in NAMES if name in found]


@lru_cache(maxsize=64)
def face_in(path: Path, *, country: str) -> Face | None:
    """The face for this country, else the first; nothing if the file is no font."""
    first = None
    for number in range(MOST_FACES):
        face = Face(path, number)
        try:
            family = face.font(TRIED_AT).getname()[0] or ""
        except OSError:
            break
        first = first or face
        if family.endswith(f" {country}"):
            return face
    return first


def has_letters(face: Face, text: str) -> bool:
    return all(has_letter(face, letter) for letter in set(text) if not letter.isspace())


@lru_cache(maxsize=8192)
def has_letter(face: Face, letter: str) -> bool:
    """Whether it is drawn otherwise than what no font has."""
    font = trial(face)
    drawn, missing = font.getmask(letter), font.getmask(MISSING)
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


@lru_cache(maxsize=16)
def trial(face: Face) -> Font:
    """Draws each letter by itself, also those that a finer layout leaves out or joins."""
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(face.path, TRIED_AT, index=face.number, layout_engine=layout)
