"""Pictures of the town: the campus, the bridge, the tram and the running track."""

import math
import random

from articles.imports.demo.pictures.colours import BRICK, Palette, mix
from articles.imports.demo.pictures.outlines import (
    HEIGHT,
    WIDTH,
    Point,
    angles,
    corners,
    lens,
    mirrored,
    ridge,
)
from articles.imports.demo.pictures.scenery import (
    draw_glitter,
    draw_lamp,
    draw_ripples,
    draw_round_tree,
    draw_row_of_houses,
)
from articles.imports.demo.pictures.sheet import Sheet


def draw_campus(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    ground = 800.0
    sheet.sky(hue.high, hue.low, ground)
    sheet.glow(chance.uniform(300, 1200), 760, 700, hue.sun, 0.55)
    sheet.shape(ridge(chance, 640, 70, floor=ground, waves=0.9), mix(hue.far, hue.low, 0.45))
    for depth, colour in ((0.0, hue.far), (0.5, hue.mid)):
        draw_row_of_houses(sheet, chance, ground, colour, mix(colour, hue.sun, 0.55 + 0.3 * depth))
    _hall(sheet, chance, ground, hue)
    for place in range(26):
        height, x = chance.uniform(90, 170), place * 60 + chance.uniform(-25, 25)
        if not 610 < x < 890:
            draw_round_tree(
                sheet, x, ground + 12, height, mix(hue.ink, hue.near, chance.random() * 0.4)
            )
    sheet.wash(0, ground, WIDTH, HEIGHT - ground, hue.near, hue.ink)
    path = [(715, ground), (785, ground), (1010, HEIGHT), (490, HEIGHT)]
    sheet.shade(path, mix(hue.low, hue.near, 0.3), mix(hue.near, hue.low, 0.25))
    for step in (0.08, 0.3, 0.65):
        for side in (-1, 1):
            draw_lamp(
                sheet, 750 + side * (62 + 230 * step), ground + 190 * step, 70 + 130 * step, hue
            )


def _hall(sheet: Sheet, chance: random.Random, ground: float, hue: Palette) -> None:
    wall, lit = mix(hue.ink, hue.near, 0.25), mix(hue.accent, hue.sun, 0.35)
    sheet.wash(400, 560, 700, ground - 560, wall, hue.ink)
    sheet.box(385, 546, 730, 16, hue.ink)
    sheet.wash(690, 300, 120, ground - 300, mix(wall, hue.near, 0.4), wall)
    sheet.shape([(676, 300), (750, 190), (824, 300)], hue.ink)
    sheet.line([(750, 200), (750, 140)], hue.ink, 5)
    sheet.disc(750, 364, 38, hue.light)
    sheet.ring(750, 364, 38, hue.accent, 5)
    sheet.line([(750, 364), (750, 338)], hue.ink, 4)
    sheet.line([(750, 364), (768, 374)], hue.ink, 4)
    for row in (590, 662, 734):
        for column in range(7):
            for x in (424 + column * 38, 826 + column * 38):
                pane = lit if chance.random() < 0.72 else mix(wall, lit, 0.2)
                sheet.pill(x, row, 20, 44, 6, pane)
    for y in (440, 500, 560):
        sheet.pill(738, y, 24, 40, 10, lit)
    sheet.pill(718, 690, 64, 130, 32, lit)


def draw_bridge(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    level, deck = 720.0, 610.0
    sheet.sky(hue.high, hue.low, level)
    sun = chance.uniform(250, 1250)
    sheet.glow(sun, 520, 700, hue.sun, 0.7)
    sheet.disc(sun, 520, 60, hue.sun)
    sheet.wash(0, level, WIDTH, HEIGHT - level, hue.low, mix(hue.high, hue.near, 0.6))
    for base, height, colour in ((600, 90, hue.far), (670, 50, hue.mid)):
        hills = ridge(chance, base, height, floor=level, waves=1.1)
        sheet.shade(hills, colour, mix(colour, hue.low, 0.5))
        sheet.veil(mirrored(hills, level, 0.5), colour, 0.3)
    draw_glitter(sheet, chance, sun, level, hue.sun, 80)
    towers = (chance.uniform(380, 460), chance.uniform(1020, 1100))
    for tower in towers:
        _pylon(sheet, tower, deck, level, hue)
    sheet.box(0, deck, WIDTH, 24, hue.ink)
    sheet.box(0, deck - 4, WIDTH, 6, hue.accent)
    sheet.veil(corners(0, level + 60, WIDTH, 16), hue.ink, 0.4)
    for x in range(-10, 1520, 50):
        sheet.line([(x, deck - 2), (x, deck - 26)], hue.ink, 2.5)
    sheet.line([(0, deck - 26), (WIDTH, deck - 26)], hue.ink, 3)
    draw_ripples(sheet, chance, level, hue.light, 46)


def _pylon(sheet: Sheet, x: float, deck: float, level: float, hue: Palette) -> None:
    for step in range(11):
        top, reach = 210 + step * 24, 330 - step * 27
        for side in (-1, 1):
            sheet.line([(x, top), (x + side * reach, deck)], mix(hue.ink, hue.light, 0.25), 2.6)
    leg = [(x - 11, 180), (x + 11, 180), (x + 24, level + 8), (x - 24, level + 8)]
    sheet.veil(mirrored(leg, level, 0.45), hue.ink, 0.35)
    sheet.shade(leg, hue.near, hue.ink)
    sheet.pill(x - 54, level - 12, 108, 30, 10, hue.ink)


def draw_tram(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    street = 770.0
    sheet.sky(hue.high, hue.low, street)
    sheet.glow(chance.uniform(300, 1200), 560, 620, hue.sun, 0.6)
    sheet.shape(ridge(chance, 560, 60, floor=street, waves=0.9), mix(hue.far, hue.low, 0.4))
    draw_row_of_houses(sheet, chance, street, mix(hue.far, hue.mid, 0.4), hue.sun)
    for place in range(9):
        tone = mix(hue.near, hue.accent, chance.choice((0.0, 0.25, 0.6)))
        draw_round_tree(
            sheet,
            60 + place * 175 + chance.uniform(-30, 30),
            street,
            chance.uniform(200, 270),
            tone,
        )
    sheet.wash(0, street, WIDTH, HEIGHT - street, mix(hue.mid, hue.low, 0.4), hue.near)
    sheet.line([(0, 330), (WIDTH, 318)], hue.ink, 3)
    for y in (842, 884):
        sheet.box(0, y, WIDTH, 7, mix(hue.ink, hue.mid, 0.2))
    _tram_cars(sheet, chance.uniform(250, 420), hue)
    sheet.box(0, 925, WIDTH, HEIGHT, mix(hue.light, hue.mid, 0.35))
    sheet.box(0, 925, WIDTH, 8, hue.light)


def _tram_cars(sheet: Sheet, x: float, hue: Palette) -> None:
    sheet.veil(lens(x - 30, 868, 960, 16), hue.ink, 0.5)
    sheet.line([(x + 420, 520), (x + 470, 420), (x + 400, 326)], hue.ink, 6)
    sheet.pill(x + 300, 506, 220, 26, 8, mix(hue.ink, hue.mid, 0.4))
    for car in range(3):
        left = x + car * 300
        front, back = (70 if car == 2 else 0), (70 if car == 0 else 0)
        body = [
            (left + 6, 845),
            (left + 6 + back * 0.25, 640),
            (left + 6 + back, 530),
            (left + 294 - front, 530),
            (left + 294 - front * 0.25, 640),
            (left + 294, 845),
        ]
        sheet.shade(body, hue.light, mix(hue.light, hue.far, 0.35))
        sheet.shape([body[0], (left + 6, 772), (left + 294, 772), body[5]], hue.ink)
        sheet.box(left + 6, 760, 288, 12, hue.accent)
        for pane in range(3):
            start = left + 30 + pane * 84
            sheet.wash(
                start, 580, 70, 118, mix(hue.ink, hue.high, 0.3), mix(hue.near, hue.sun, 0.3)
            )
        if car < 2:
            sheet.box(left + 292, 548, 16, 290, hue.near)
        for wheel in (70, 230):
            sheet.disc(left + wheel, 850, 26, hue.ink)
            sheet.disc(left + wheel, 850, 10, hue.mid)
    sheet.disc(x + 872, 800, 13, hue.sun)


def draw_track(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    grass, clay = mix(hue.near, hue.accent, 0.12), mix(hue.accent, BRICK, 0.55)
    sheet.sky(mix(grass, hue.ink, 0.25), mix(grass, hue.ink, 0.5))
    lanes, inner, lane = 7, 330.0, 48.0
    tilt = math.radians(chance.uniform(-24, -14))
    sheet.shade(_stadium(inner + lanes * lane + 30, tilt), grass, mix(grass, hue.ink, 0.2))
    sheet.shade(_stadium(inner + lanes * lane, tilt), mix(clay, hue.sun, 0.22), clay)
    for number in range(lanes + 1):
        edge = _stadium(inner + number * lane, tilt)
        sheet.line([*edge, edge[0]], hue.light, 4)
    sheet.shape(_stadium(inner - 2, tilt), mix(grass, hue.light, 0.16))
    for band in range(-14, 5, 2):
        stripe = [_turned(point, tilt) for point in _mown(band * 74.0, 74.0, inner - 4)]
        sheet.shape(stripe, mix(grass, hue.light, 0.27))
    for number in range(lanes):
        _runner(sheet, chance, inner + (number + 0.5) * lane, tilt, hue)


def _turned(point: Point, tilt: float) -> Point:
    """A place on the sports ground, seen from a drone that hangs askew."""
    (x, y), cos, sin = point, math.cos(tilt), math.sin(tilt)
    return 760 + x * cos - y * sin, 620 + x * sin + y * cos


def _stadium(radius: float, tilt: float) -> list[Point]:
    bend = [(radius * math.cos(a), radius * math.sin(a)) for a in angles(-90, 90, 60)]
    return [_turned(point, tilt) for point in [(-2000, -radius), *bend, (-2000, radius)]]


def _mown(start: float, width: float, radius: float) -> list[Point]:
    steps = [start + width * part / 6 for part in range(7) if start + width * part / 6 < radius]
    half = [math.sqrt(radius**2 - max(0.0, x) ** 2) for x in steps]
    top = list(zip(steps, (-h for h in half), strict=True))
    bottom = list(zip(steps, half, strict=True))
    return [*top, *reversed(bottom)]


def _runner(sheet: Sheet, chance: random.Random, radius: float, tilt: float, hue: Palette) -> None:
    angle = math.radians(chance.uniform(-70, 40))
    x, y = _turned((radius * math.cos(angle), radius * math.sin(angle)), tilt)
    sheet.veil(lens(x - 8, y + 12, 92, 12), hue.ink, 0.4)
    along = (math.cos(angle + tilt) * 17, math.sin(angle + tilt) * 17)
    shirt = chance.choice((hue.ink, hue.light, hue.high))
    sheet.line([(x - along[0], y - along[1]), (x + along[0], y + along[1])], shirt, 20)
    for side in (-1, 1):
        sheet.disc(x + side * along[0], y + side * along[1], 9.5, shirt)
    sheet.disc(x, y, 11.5, mix(hue.ink, hue.accent, 0.25))
