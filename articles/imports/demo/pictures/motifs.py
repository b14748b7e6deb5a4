"""The motifs a story may ask for, each with its drawing and the palettes that suit it."""

import random
from collections.abc import Callable

from articles.imports.demo.pictures.colours import AUTUMN, DAWN, DUSK, NIGHT, NOON, WINTER, Palette
from articles.imports.demo.pictures.flow import draw_flow
from articles.imports.demo.pictures.interiors import (
    draw_books,
    draw_choir,
    draw_glass,
    draw_shelves,
)
from articles.imports.demo.pictures.landscapes import (
    draw_lake,
    draw_observatory,
    draw_snow,
    draw_wheat,
)
from articles.imports.demo.pictures.sheet import Sheet
from articles.imports.demo.pictures.town import draw_bridge, draw_campus, draw_track, draw_tram


class UnknownMotif(ValueError):
    """There is no drawing of this name."""


Drawing = Callable[[Sheet, random.Random, Palette], None]

MOTIFS: dict[str, tuple[Drawing, tuple[Palette, ...]]] = {
    "books": (draw_books, (DUSK, AUTUMN, DAWN)),
    "bridge": (draw_bridge, (DAWN, WINTER, DUSK)),
    "campus": (draw_campus, (DUSK, DAWN, AUTUMN)),
    "choir": (draw_choir, (DUSK, AUTUMN)),
    "flow": (draw_flow, (NIGHT, DUSK, WINTER)),
    "glass": (draw_glass, (NOON, WINTER, DAWN)),
    "lake": (draw_lake, (DAWN, NOON, DUSK, AUTUMN, WINTER)),
    "observatory": (draw_observatory, (NIGHT, DUSK)),
    "shelves": (draw_shelves, (AUTUMN, DUSK, NOON)),
    "snow": (draw_snow, (WINTER, DAWN, DUSK)),
    "track": (draw_track, (NOON, DAWN)),
    "tram": (draw_tram, (NOON, AUTUMN, DAWN)),
    "wheat": (draw_wheat, (AUTUMN, NOON, DAWN)),
}


def draw(motif: str, *, seed: int, size: tuple[int, int] = (1440, 960)) -> bytes:
    """A JPEG of the motif; the seed chooses its light and its details, the same each time."""
    if motif not in MOTIFS:
        raise UnknownMotif(motif)
    drawing, palettes = MOTIFS[motif]
    chance = random.Random(seed)  # noqa: S311 - chance for a drawing, not for a secret
    sheet = Sheet(size)
    drawing(sheet, chance, palettes[seed % len(palettes)])
    return sheet.finish()
