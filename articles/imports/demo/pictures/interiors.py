"""Pictures from indoors: the shelves, the desk with books, the choir and the laboratory glass."""

import math
import random
from collections.abc import Sequence

from articles.imports.demo.pictures.colours import Colour, Palette, mix
from articles.imports.demo.pictures.outlines import HEIGHT, WIDTH, Point, angles, corners, ridge
from articles.imports.demo.pictures.sheet import Sheet


def draw_shelves(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    wood, back = mix(hue.near, hue.accent, 0.3), mix(hue.ink, hue.near, 0.2)
    sheet.sky(back, hue.ink)
    colours = [
        hue.far,
        hue.mid,
        hue.near,
        hue.accent,
        hue.light,
        mix(hue.accent, hue.ink, 0.45),
        hue.low,
    ]
    for row in range(4):
        top = -70 + row * 268
        sheet.wash(0, top, WIDTH, 90, hue.ink, back)
        for left, right in ((26, 498), (526, 974), (1002, 1474)):
            _books_in(sheet, chance, left, right, top + 246, colours, hue)
        sheet.wash(0, top + 246, WIDTH, 22, mix(wood, hue.sun, 0.25), wood)
        sheet.veil(corners(0, top + 268, WIDTH, 16), hue.ink, 0.45)
    for x in (0, 500, 976, 1476):
        sheet.wash(x, 0, 24, HEIGHT, mix(wood, hue.sun, 0.2), wood)
    sheet.glow(chance.choice((260, 750, 1240)), 180, 900, hue.sun, 0.34)


def _books_in(
    sheet: Sheet,
    chance: random.Random,
    left: float,
    right: float,
    foot: float,
    colours: Sequence[Colour],
    hue: Palette,
) -> None:
    x = left + 2
    while x < right - 16:
        width, height = chance.uniform(18, 46), chance.uniform(140, 212)
        if x + width > right - 60 and chance.random() < 0.6:
            _leaning_book(sheet, x, foot, height, chance.choice(colours))
            return
        colour = chance.choice(colours)
        width = min(width, right - x)
        spine = mix(colour, hue.ink, chance.uniform(0.0, 0.22))
        sheet.wash(x, foot - height, width, height, spine, mix(spine, hue.ink, 0.18))
        sheet.box(x, foot - height, 3, height, mix(spine, hue.light, 0.25))
        band = mix(spine, hue.light if sum(spine) < 480 else hue.ink, 0.5)
        if chance.random() < 0.7:
            sheet.box(x + 3, foot - height * 0.86, width - 3, 5, band)
            sheet.box(x + 3, foot - height * 0.8, width - 3, 3, band)
        if chance.random() < 0.4 and width > 26:
            sheet.box(x + 9, foot - height * 0.62, width - 15, height * 0.24, band)
        x += width + 1.5


def _leaning_book(sheet: Sheet, x: float, foot: float, height: float, colour: Colour) -> None:
    slide, rise = height * 0.24, height * 0.97
    top = [(x, foot - rise), (x + 25, foot - rise - 6)]
    sheet.shape([*top, (x + 25 + slide, foot - 6), (x + slide, foot)], colour)


def draw_books(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    wall, desk = mix(hue.ink, hue.near, 0.35), 770.0
    sheet.sky(wall, mix(wall, hue.near, 0.6), desk)
    _window(sheet, chance, hue)
    sheet.wash(0, desk, WIDTH, HEIGHT - desk, mix(hue.accent, hue.ink, 0.45), hue.ink)
    sheet.box(0, desk, WIDTH, 8, mix(hue.accent, hue.sun, 0.2))
    beam = [(1020, 410), (1160, 410), (1440, desk + 20), (660, desk + 20)]
    sheet.veil(beam, hue.sun, 0.14)
    sheet.glow(1080, 440, 480, hue.sun, 0.4)
    _desk_lamp(sheet, hue, desk)
    _pile(sheet, chance, 640, desk, chance.randint(4, 6), hue)
    open_left = [(830, desk), (1010, desk), (1010, desk - 34), (930, desk - 54), (838, desk - 30)]
    sheet.shade(open_left, hue.light, mix(hue.light, hue.far, 0.5))
    open_right = [(2020 - x, y) for x, y in open_left]
    sheet.shade(open_right, mix(hue.light, hue.sun, 0.5), mix(hue.light, hue.far, 0.35))
    sheet.box(822, desk - 6, 376, 12, hue.near)
    sheet.pill(180, desk - 110, 96, 110, 14, hue.light)
    sheet.ring(284, desk - 60, 34, hue.light, 13)
    sheet.box(180, desk - 62, 96, 12, hue.accent)


def _window(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    sheet.box(118, 88, 504, 524, mix(hue.ink, hue.near, 0.1))
    sheet.wash(134, 104, 472, 492, hue.high, hue.low)
    sheet.disc(chance.uniform(250, 480), 250, 44, hue.sun)
    hills = [(x, min(596.0, y)) for x, y in ridge(chance, 470, 60, floor=596) if 134 <= x <= 606]
    sheet.shade([*hills, (606, 596), (134, 596)], hue.far, hue.mid)
    sheet.box(363, 104, 14, 492, mix(hue.ink, hue.near, 0.1))
    sheet.box(134, 330, 472, 14, mix(hue.ink, hue.near, 0.1))
    sheet.box(92, 608, 556, 18, hue.mid)


def _desk_lamp(sheet: Sheet, hue: Palette, desk: float) -> None:
    sheet.line([(1310, desk), (1350, 560), (1110, 350)], hue.accent, 14)
    sheet.disc(1350, 560, 15, hue.accent)
    sheet.pill(1230, desk - 18, 170, 20, 10, hue.accent)
    sheet.disc(1090, 405, 30, hue.sun)
    sheet.shade(
        [(1050, 310), (1130, 310), (1190, 412), (990, 412)],
        hue.accent,
        mix(hue.accent, hue.ink, 0.3),
    )


def _pile(
    sheet: Sheet, chance: random.Random, x: float, foot: float, count: int, hue: Palette
) -> None:
    colours = [hue.mid, hue.accent, hue.near, hue.far, mix(hue.accent, hue.ink, 0.5), hue.low]
    chance.shuffle(colours)
    for number in range(count):
        thick, width = chance.uniform(38, 58), chance.uniform(270, 350) - number * 10
        left, top = x - width / 2 + chance.uniform(-18, 18), foot - thick
        sheet.pill(left, top, width, thick, 8, colours[number])
        sheet.box(
            left + width * 0.1, top + 7, width * 0.9 - 6, thick - 14, mix(hue.light, hue.far, 0.3)
        )
        sheet.box(left + 8, top, width * 0.1, thick, colours[number])
        foot = top


def draw_choir(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    sheet.sky(mix(hue.ink, hue.near, 0.2), hue.near)
    for number in range(10, 0, -1):
        sheet.disc(
            750, 760, 60 + number * 105, mix(hue.ink, hue.accent, 0.08 + 0.05 * (10 - number))
        )
    sheet.glow(750, 480, 900, hue.sun, 0.4)
    for row in range(4):
        _choir_row(sheet, chance, row, (hue.ink, hue.near)[row % 2], hue)
    sheet.shade(_arched(868, 90), mix(hue.accent, hue.ink, 0.4), hue.ink)
    sheet.line([(795, 880), (872, 822), (902, 760)], hue.ink, 28)
    sheet.line([(899, 768), (952, 704)], hue.light, 5)
    sheet.line([(705, 880), (626, 832), (596, 770)], hue.ink, 28)
    _singer(sheet, 750, 920, 1.9, hue.ink, hue.ink, mix(hue.ink, hue.near, 0.35))


def _arched(level: float, bend: float) -> list[Point]:
    edge = [(x, level + bend * ((x - 750) / 750) ** 2) for x in range(-20, 1540, 20)]
    return [*edge, (1520, HEIGHT), (-20, HEIGHT)]


def _choir_row(sheet: Sheet, chance: random.Random, row: int, robe: Colour, hue: Palette) -> None:
    gap, size = 92 + row * 9, 1.0 + row * 0.1
    level, bend = 375 + row * 124, 70 + row * 15
    sheet.shade(
        _arched(level + 40, bend), mix(hue.ink, hue.accent, 0.34), mix(hue.ink, hue.accent, 0.12)
    )
    reach = 660 - row * 25
    count = round(2 * reach / gap)
    for place in range(count):
        x = 750 + (place - (count - 1) / 2) * gap
        y = level + bend * ((x - 750) / 750) ** 2
        face = mix(hue.low, hue.accent, chance.choice((0.1, 0.25, 0.4)))
        hair = mix(hue.ink, hue.accent, chance.choice((0.0, 0.12, 0.25)))
        _singer(sheet, x, y, size, robe, face, hair, long_hair=chance.random() < 0.5)
        folder = [(x - 27 * size, y + 8), (x, y + 16), (x + 27 * size, y + 8)]
        sheet.shape([*folder, *((px, py + 32 * size) for px, py in reversed(folder))], hue.light)
        sheet.line([(x, y + 16), (x, y + 16 + 32 * size)], hue.far, 2.5)


def _singer(
    sheet: Sheet,
    x: float,
    chest: float,
    size: float,
    robe: Colour,
    face: Colour,
    hair: Colour,
    *,
    long_hair: bool = False,
) -> None:
    head = chest - 62 * size
    if long_hair:
        sheet.pill(x - 23 * size, head - 10 * size, 46 * size, 52 * size, 14 * size, hair)
    sheet.pill(x - 38 * size, chest - 30 * size, 76 * size, 170 * size, 30 * size, robe)
    sheet.box(x - 8 * size, head + 10 * size, 16 * size, 28 * size, face)
    sheet.disc(x, head - 4 * size, 24 * size, hair)
    sheet.disc(x, head + 4 * size, 19 * size, face)


def draw_glass(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    bench = 790.0
    sheet.sky(hue.light, mix(hue.low, hue.far, 0.35), bench)
    sheet.disc(chance.uniform(560, 940), 440, 350, mix(hue.far, hue.light, 0.45))
    for y in (300.0, 560.0):
        sheet.box(0, y, WIDTH, 3, mix(hue.far, hue.light, 0.4))
    sheet.wash(0, bench, WIDTH, HEIGHT - bench, hue.near, hue.ink)
    sheet.box(0, bench, WIDTH, 10, hue.mid)
    liquids = [hue.accent, hue.near, hue.mid, mix(hue.accent, hue.near, 0.5), hue.ink]
    chance.shuffle(liquids)
    _flask(sheet, 290, bench, liquids[0], hue)
    _beaker(sheet, 1240, bench, liquids[1], hue)
    _round_flask(sheet, 900, bench, liquids[2], hue)
    for place in range(4):
        _tube(sheet, 506 + place * 58, bench, chance.uniform(0.3, 0.75), liquids[place + 1], hue)
    for y in (bench - 170, bench - 16):
        sheet.box(482, y, 248, 16, hue.ink)
    for x in (482, 718):
        sheet.box(x, bench - 170, 12, 170, hue.ink)


def _vessel(
    sheet: Sheet, glass: Sequence[Point], liquid: Sequence[Point], colour: Colour, hue: Palette
) -> None:
    sheet.veil(glass, hue.light, 0.55)
    sheet.shade(liquid, mix(colour, hue.light, 0.35), colour)
    sheet.line([*glass, glass[0]], mix(hue.near, hue.ink, 0.3), 5)


def _flask(sheet: Sheet, x: float, foot: float, colour: Colour, hue: Palette) -> None:
    glass = [(x - 38, 330), (x + 38, 330), (x + 38, 500), (x + 160, foot), (x - 160, foot)]
    level = 0.48
    half = 38 + (160 - 38) * level
    y = 500 + (foot - 500) * level
    liquid = [(x - half, y), (x + half, y), (x + 156, foot - 3), (x - 156, foot - 3)]
    _vessel(sheet, [*glass, (x - 38, 500)], liquid, colour, hue)
    sheet.pill(x - 50, 318, 100, 18, 9, mix(hue.near, hue.ink, 0.3))
    sheet.line([(x - 26, 350), (x - 26, 505), (x - 92, 660)], hue.light, 8)
    for bubble in range(5):
        sheet.ring(x - 50 + bubble * 27, 720 - (bubble * 37) % 70, 6 + bubble, hue.light, 3)


def _beaker(sheet: Sheet, x: float, foot: float, colour: Colour, hue: Palette) -> None:
    glass = corners(x - 130, 480, 260, foot - 480)
    _vessel(sheet, glass, corners(x - 126, 610, 252, foot - 613), colour, hue)
    sheet.pill(x - 146, 470, 292, 16, 8, mix(hue.near, hue.ink, 0.3))
    for mark in range(5):
        sheet.box(x + 40, 560 + mark * 42, 60 if mark % 2 else 40, 5, hue.light)
    sheet.line([(x - 40, 740), (x - 150, 330)], mix(hue.mid, hue.light, 0.3), 9)


def _round_flask(sheet: Sheet, x: float, foot: float, colour: Colour, hue: Palette) -> None:
    y, radius = 560.0, 140.0
    neck = math.degrees(math.asin(30 / radius))
    bulb = [
        (x + radius * math.sin(a), y - radius * math.cos(a)) for a in angles(neck, 360 - neck, 90)
    ]
    low = [(px, py) for px, py in bulb if py > y + 10]
    sheet.line([(x - 80, foot), (x - 80, foot - 94)], hue.ink, 10)
    sheet.line([(x + 80, foot), (x + 80, foot - 94)], hue.ink, 10)
    sheet.box(x - 110, foot - 100, 220, 12, hue.ink)
    _vessel(sheet, [(x + 30, 280), *bulb, (x - 30, 280)], low, colour, hue)
    sheet.pill(x - 44, 268, 88, 18, 9, mix(hue.near, hue.ink, 0.3))
    sheet.arc(x, y, radius - 26, 195, 255, hue.light, 9)


def _tube(sheet: Sheet, x: float, foot: float, level: float, colour: Colour, hue: Palette) -> None:
    sheet.pill(x, foot - 292, 42, 284, 21, mix(hue.near, hue.ink, 0.3))
    sheet.pill(x + 4, foot - 290, 34, 278, 17, mix(hue.light, hue.far, 0.25))
    height = 250 * level
    sheet.pill(x + 4, foot - 12 - height, 34, height, 17, colour)
    sheet.pill(x - 6, foot - 300, 54, 13, 6, mix(hue.near, hue.ink, 0.3))
