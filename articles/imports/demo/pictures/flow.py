"""The picture of air around a wing, calculated and not imagined."""

import cmath
import itertools
import math
import random

from articles.imports.demo.pictures.colours import Palette, mix
from articles.imports.demo.pictures.outlines import Point, angles
from articles.imports.demo.pictures.sheet import Sheet


def draw_flow(sheet: Sheet, chance: random.Random, hue: Palette) -> None:
    sheet.sky(mix(hue.ink, hue.high, 0.15), hue.near)
    sheet.glow(640, 480, 860, hue.mid, 0.75)
    air = _Aerofoil(attack=math.radians(chance.uniform(5, 11)))
    for step in range(64):
        path = air.streamline(-3.6 + step * 0.113)
        for (here, speed), (there, _) in itertools.pairwise(path):
            warmth = min(1.0, max(0.0, (speed - 0.7) / 1.1))
            colour = mix(mix(hue.mid, hue.light, 0.3), hue.accent, warmth)
            sheet.line([air.place(here), air.place(there)], colour, 2.4 + 3.2 * warmth)
    outline = [air.place(point) for point in air.outline()]
    sheet.shade(outline, hue.light, hue.far)
    sheet.line([*outline, outline[0]], hue.ink, 3)


class _Aerofoil:
    """The exact flow around a Joukowski wing: a circle in still algebra, bent into a wing."""

    def __init__(self, *, attack: float) -> None:
        self.centre = complex(-0.1, 0.12)
        self.radius = abs(1 - self.centre)
        self.attack = attack
        lift = attack + math.asin(self.centre.imag / self.radius)
        self.swirl = 2 * self.radius * math.sin(lift)

    def place(self, point: complex) -> Point:
        wing = (point + 1 / point) * cmath.exp(-1j * self.attack)
        return 730 + wing.real * 235, 510 - wing.imag * 235

    def outline(self) -> list[complex]:
        return [self.centre + self.radius * cmath.exp(1j * turn) for turn in angles(0, 360, 180)]

    def velocity(self, point: complex) -> complex:
        away = point - self.centre
        ahead, back = cmath.exp(-1j * self.attack), cmath.exp(1j * self.attack)
        flow = ahead - back * self.radius**2 / away**2 + 1j * self.swirl / away
        return flow.conjugate()

    def streamline(self, height: float) -> list[tuple[complex, float]]:
        point = complex(-4.4, height) * cmath.exp(1j * self.attack)
        path = []
        for _ in range(165):
            velocity = self.velocity(point)
            stretch = abs(1 - 1 / point**2)
            path.append((point, abs(velocity) / max(stretch, 0.3)))
            half_way = point + 0.03 * velocity / max(abs(velocity), 0.05)
            velocity = self.velocity(half_way)
            point += 0.06 * velocity / max(abs(velocity), 0.05)
        return path
