"""What stands in more than one picture: water, trees, houses and lamps."""

import random

from articles.imports.demo.pictures.colours import Colour, Palette, mix
from articles.imports.demo.pictures.outlines import HEIGHT, WIDTH, lens
from articles.imports.demo.pictures.sheet import Sheet


def draw_ripples(
    sheet: Sheet, chance: random.Random, level: float, colour: Colour, count: int
) -> None:
    for _ in range(count):
        depth = chance.random() ** 1.5
        y = level + 12 + depth * (HEIGHT - level - 20)
        length = 40 + 190 * depth * chance.random()
        x = chance.uniform(-60, WIDTH)
        sheet.veil(lens(x, y, length, 1.5 + 3 * depth), colour, 0.35)


def draw_glitter(
    sheet: Sheet, chance: random.Random, x: float, level: float, colour: Colour, spread: float
) -> None:
    """The broken column of light below a sun, a moon or a lamp."""
    y = level + 8
    while y < HEIGHT:
        depth = (y - level) / (HEIGHT - level)
        length = spread * (0.4 + 1.4 * depth) * chance.uniform(0.5, 1.1)
        start = x - length / 2 + chance.uniform(-0.2, 0.2) * spread
        sheet.veil(lens(start, y, length, 2 + 4 * depth), colour, 0.75 - 0.45 * depth)
        y += 11 + 17 * depth


def draw_conifer(
    sheet: Sheet, x: float, foot: float, height: float, colour: Colour, snow: Colour | None = None
) -> None:
    sheet.box(x - height * 0.02, foot - height * 0.1, height * 0.04, height * 0.12, colour)
    for tier in range(4):
        top = foot - height * (1 - 0.2 * tier)
        low = top + height * (0.28 + 0.035 * tier)
        half = height * (0.1 + 0.052 * tier)
        sheet.shape([(x, top), (x + half, low), (x - half, low)], colour)
        if snow:
            cap = [(x, top), (x + half * 0.25, low - height * 0.06), (x - half, low)]
            sheet.shape(cap, snow)


def draw_round_tree(sheet: Sheet, x: float, foot: float, height: float, colour: Colour) -> None:
    sheet.box(x - height * 0.02, foot - height * 0.4, height * 0.04, height * 0.4, colour)
    sheet.disc(x, foot - height * 0.66, height * 0.3, colour)
    sheet.disc(x - height * 0.16, foot - height * 0.5, height * 0.22, colour)
    sheet.disc(x + height * 0.17, foot - height * 0.52, height * 0.23, colour)


def draw_row_of_houses(
    sheet: Sheet, chance: random.Random, ground: float, colour: Colour, lit: Colour
) -> None:
    x = chance.uniform(-60, 0)
    while x < WIDTH:
        width, height = chance.choice((120.0, 160.0, 210.0)), chance.uniform(140, 330)
        top = ground - height
        sheet.wash(x, top, width, height, colour, mix(colour, lit, 0.12))
        for row in range(int(height // 38) - 1):
            for column in range(int(width // 30) - 1):
                pane = lit if chance.random() < 0.42 else mix(colour, lit, 0.12)
                sheet.box(x + 22 + column * 30, top + 20 + row * 38, 14, 20, pane)
        x += width + chance.choice((6, 30, 64))


def draw_lamp(sheet: Sheet, x: float, foot: float, height: float, hue: Palette) -> None:
    sheet.line([(x, foot), (x, foot - height)], hue.ink, 3 + height / 60)
    sheet.glow(x, foot - height, height * 0.6, hue.sun, 0.7)
    sheet.disc(x, foot - height, height * 0.075, hue.sun)
