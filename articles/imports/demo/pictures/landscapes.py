"""Pictures of open country: the lake, the snow, the wheat and the observatory."""

import math
import random

from articles.imports.demo.pictures.colours import STRAW, Colour, Palette, mix
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
    draw_conifer,
    draw_glitter,
    draw_lamp,
    draw_ripples,
)
from articles.imports.demo.pictures.sheet import Sheet


def draw_lake(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    level, sun = 610.0, chance.uniform(480, 1080)
    sheet.sky(hue.high, hue.low, level)
    sheet.glow(sun, 400, 620, hue.sun, 0.75)
    sheet.disc(sun, 400, 74, hue.sun)
    sheet.wash(0, level, WIDTH, HEIGHT - level, hue.low, mix(hue.high, hue.near, 0.5))
    for base, height, colour in ((500, 90, hue.far), (545, 75, hue.mid), (590, 45, hue.near)):
        hills = ridge(chance, base, height, floor=level, waves=chance.uniform(0.9, 1.5))
        sheet.veil(mirrored(hills, level, 0.6), mix(colour, hue.low, 0.3), 0.4)
        sheet.shade(hills, colour, mix(colour, hue.low, 0.35))
    draw_glitter(sheet, chance, sun, level, hue.sun, 90)
    draw_ripples(sheet, chance, level, hue.light, 46)
    sheet.shade(ridge(chance, 950, 40, waves=0.7), hue.ink, mix(hue.ink, hue.near, 0.25))
    side = chance.choice((0.0, WIDTH))
    for _ in range(34):
        _reed(sheet, chance, abs(side - chance.random() ** 1.6 * 520), hue.ink)
    _birds(sheet, chance, hue.near)


def _reed(sheet: Sheet, chance: random.Random, x: float, colour: Colour) -> None:
    height, lean = chance.uniform(120, 330), chance.uniform(-40, 60)
    stem = [(x + lean * t * t, 985 - height * t) for t in (0, 0.25, 0.5, 0.75, 1)]
    sheet.line(stem, colour, 3.5)
    top_x, top_y = stem[-1]
    if chance.random() < 0.5:
        sheet.pill(top_x - 5, top_y - 14, 10, 52, 5, colour)


def _birds(sheet: Sheet, chance: random.Random, colour: Colour) -> None:
    x, y = chance.uniform(250, 1100), chance.uniform(150, 230)
    for place in range(5):
        left, top, span = x + place * 44, y + abs(place - 2) * 20, chance.uniform(15, 20)
        sheet.line([(left - span, top - 9), (left, top), (left + span, top - 9)], colour, 3.5)


def draw_snow(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    sheet.sky(hue.high, hue.low, 700)
    sheet.glow(chance.uniform(300, 1200), 420, 600, hue.sun, 0.7)
    for base, height, colour in ((520, 90, hue.far), (590, 70, mix(hue.far, hue.mid, 0.6))):
        sheet.shade(ridge(chance, base, height, floor=760), colour, mix(colour, hue.light, 0.6))
    for place in range(30):
        x, tall = place * 52 + chance.uniform(-20, 20), chance.uniform(110, 190)
        draw_conifer(sheet, x, 700 + chance.uniform(-12, 14), tall, mix(hue.mid, hue.near, 0.5))
    sheet.shade(ridge(chance, 700, 36, waves=0.8), hue.light, mix(hue.light, hue.far, 0.5))
    sheet.shade(_winding(700), mix(hue.mid, hue.light, 0.5), mix(hue.near, hue.far, 0.45))
    trees = [(90, 860, 420), (260, 810, 290), (1190, 800, 270), (1310, 850, 380), (1450, 900, 470)]
    for x, middle, height in trees:
        foot = middle + chance.uniform(-12, 12)
        shadow = lens(x - height * 0.1, foot, height * 0.75, height * 0.03)
        sheet.veil(shadow, hue.mid, 0.4)
        draw_conifer(sheet, x, foot, height * chance.uniform(0.9, 1.1), hue.near, hue.light)
    draw_lamp(sheet, 625, 790, 170, hue)
    draw_lamp(sheet, 910, 880, 260, hue)
    sheet.shade(ridge(chance, 975, 20, waves=0.6), hue.light, mix(hue.light, hue.far, 0.4))
    for _ in range(170):
        size = 1.5 + 5 * chance.random() ** 3
        sheet.disc(chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT), size, hue.light)


def _winding(level: float) -> list[Point]:
    """A cleared path that swings towards us and widens."""
    left, right = [], []
    for step in range(41):
        near = step / 40
        y = level + (HEIGHT - level) * near**1.3
        middle = 745 + 70 * math.sin(near * 4.6) * (0.4 + near)
        half = 14 + 190 * near**1.5
        left.append((middle - half, y))
        right.append((middle + half, y))
    return [*left, *reversed(right)]


def draw_wheat(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    level, gold = 560.0, mix(STRAW, hue.sun, 0.25)
    sheet.sky(hue.high, hue.low, level)
    sheet.glow(chance.uniform(200, 800), 430, 560, hue.sun, 0.8)
    sheet.shade(ridge(chance, 510, 60, floor=level, waves=1), hue.far, mix(hue.far, hue.low, 0.5))
    _silos(sheet, chance.uniform(900, 1120), level + 6, hue)
    sheet.wash(0, level, WIDTH, HEIGHT - level, gold, mix(STRAW, hue.near, 0.45))
    vanish = chance.uniform(420, 760)
    for furrow in range(-26, 27, 2):
        left, right = vanish + furrow * 150, vanish + (furrow + 1) * 150
        strip = [(vanish + furrow * 7, level), (vanish + furrow * 7 + 7, level)]
        sheet.veil([*strip, (right, HEIGHT), (left, HEIGHT)], hue.sun, 0.26)
    for number in range(64):
        depth = number / 64
        _ear(
            sheet,
            chance,
            chance.uniform(-30, WIDTH + 30),
            1050,
            150 + 150 * chance.random(),
            depth,
            hue,
        )


def _silos(sheet: Sheet, x: float, foot: float, hue: Palette) -> None:
    for place in range(4):
        left, height = x + place * 92, 210 + 26 * (place % 2)
        sheet.wash(left, foot - height, 84, height, hue.light, hue.far)
        sheet.veil(corners(left + 54, foot - height, 30, height), hue.near, 0.35)
        roof = [
            (left - 5, foot - height),
            (left + 42, foot - height - 44),
            (left + 89, foot - height),
        ]
        sheet.shape(roof, hue.near)
        for rib in range(1, 5):
            sheet.line([(left, foot - rib * 44), (left + 84, foot - rib * 44)], hue.mid, 2)
    sheet.wash(x - 44, foot - 360, 34, 360, hue.far, hue.mid)
    sheet.shape([(x - 50, foot - 360), (x - 27, foot - 392), (x - 4, foot - 360)], hue.near)
    sheet.line([(x - 27, foot - 340), (x + 330, foot - 288)], hue.near, 8)


def _ear(
    sheet: Sheet,
    chance: random.Random,
    x: float,
    foot: float,
    height: float,
    depth: float,
    hue: Palette,
) -> None:
    colour = mix(mix(STRAW, hue.ink, 0.5), mix(hue.sun, STRAW, 0.4), depth)
    lean = chance.uniform(-0.1, 0.3)
    top = (x + math.sin(lean) * height, foot - math.cos(lean) * height)
    sheet.line([(x, foot), top], colour, 4)
    for grain in range(7):
        for side in (-1, 1):
            base = (top[0] + math.sin(lean) * grain * 17, top[1] - math.cos(lean) * grain * 17)
            turn = lean + side * 0.5
            tip = (base[0] + math.sin(turn) * 32, base[1] - math.cos(turn) * 32)
            bulge = (base[0] + math.sin(turn + side * 0.35) * 19, base[1] - math.cos(turn) * 15)
            sheet.shape([base, bulge, tip], colour)
    end = (top[0] + math.sin(lean) * 155, top[1] - math.cos(lean) * 155)
    sheet.line([top, end], colour, 2.5)


def draw_observatory(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    sheet.sky(hue.high, hue.low)
    sheet.glow(750, 1000, 900, mix(hue.low, hue.accent, 0.5), 0.45)
    pole = (chance.uniform(420, 1080), 330.0)
    trails = chance.random() < 0.5
    for _ in range(190 if trails else 420):
        _star(sheet, chance, pole, hue, trails=trails)
    if not trails:
        sheet.glow(1190, 220, 300, hue.sun, 0.3)
        sheet.shape(_crescent(1190, 220, 60), hue.sun)
    sheet.shape(ridge(chance, 770, 110, waves=0.8), mix(hue.far, hue.low, 0.3))
    sheet.shape(ridge(chance, 850, 80, waves=1.1), hue.mid)
    dome = chance.choice((520.0, 930.0))
    _dome(sheet, dome, 800, 190, hue)
    hill = [(x, 880 - 86 * math.exp(-(((x - dome) / 420) ** 2))) for x in range(-20, 1540, 20)]
    sheet.shade([*hill, (1520, HEIGHT), (-20, HEIGHT)], hue.near, hue.ink)
    for _ in range(24):
        x = chance.uniform(0, WIDTH)
        if abs(x - dome) > 260:
            draw_conifer(sheet, x, 905 + chance.uniform(-10, 60), chance.uniform(70, 150), hue.ink)


def _crescent(x: float, y: float, radius: float) -> list[Point]:
    rim = [(math.cos(turn), math.sin(turn)) for turn in angles(-90, 90, 40)]
    hollow = [(0.55 * along, across) for along, across in reversed(rim)]
    cos, sin = math.cos(0.5), math.sin(0.5)
    return [
        (x + radius * (along * cos - across * sin), y + radius * (along * sin + across * cos))
        for along, across in rim + hollow
    ]


def _star(sheet: Sheet, chance: random.Random, pole: Point, hue: Palette, *, trails: bool) -> None:
    away, angle = 40 + 1150 * math.sqrt(chance.random()), chance.uniform(0, 360)
    colour = mix(hue.low, chance.choice((hue.light, hue.sun, hue.accent)), chance.uniform(0.35, 1))
    if trails:
        end = angle + chance.uniform(18, 42)
        sheet.arc(*pole, away, angle, end, colour, chance.uniform(1.2, 3))
    else:
        x, y = chance.uniform(0, WIDTH), 820 * chance.random() ** 1.2
        sheet.disc(x, y, 1 + 2.4 * chance.random() ** 4, colour)


def _dome(sheet: Sheet, x: float, foot: float, radius: float, hue: Palette) -> None:
    wall, shell = mix(hue.far, hue.light, 0.5), mix(hue.light, hue.far, 0.25)
    sheet.wash(x - radius * 0.94, foot - 90, radius * 1.88, 150, wall, hue.mid)
    half = [
        (x + radius * math.cos(a), foot - 90 + radius * math.sin(a)) for a in angles(180, 360, 60)
    ]
    sheet.shade(half, shell, hue.far)
    shadow = [*half[36:], (x + radius * 0.3, foot - 90)]
    sheet.veil(shadow, hue.near, 0.28)
    slit = [(x - 64, foot - 112), (x - 100, foot - 250), (x - 22, foot - 279), (x + 6, foot - 112)]
    sheet.shape(slit, hue.ink)
    tube = [(x - 60, foot - 150), (x - 112, foot - 300), (x - 66, foot - 316), (x - 14, foot - 164)]
    sheet.shade(tube, hue.accent, mix(hue.accent, hue.ink, 0.5))
    sheet.line([tube[1], tube[2]], hue.light, 7)
    sheet.box(x - radius, foot - 98, radius * 2, 16, hue.mid)
    sheet.pill(x + 40, foot - 30, 50, 100, 6, hue.accent)
