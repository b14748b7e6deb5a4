"""Outlines as lists of points, in units of the sheet; nothing here draws."""

import math
import random
from collections.abc import Sequence

Point = tuple[float, float]

# Every motif is drawn on a sheet of 1500 × 1000 units, whatever its size in pixels.
WIDTH, HEIGHT = 1500.0, 1000.0


def corners(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def lens(x: float, y: float, length: float, thickness: float) -> list[Point]:
    half = length / 2
    return [(x, y), (x + half, y - thickness), (x + length, y), (x + half, y + thickness)]


def ridge(
    chance: random.Random, base: float, height: float, *, floor: float = HEIGHT, waves: float = 1.6
) -> list[Point]:
    """The outline of hills or drifts: three waves, each half as high and twice as quick."""
    turns = [(chance.uniform(0, math.tau), waves * 2**step, height / 2**step) for step in range(3)]
    line = []
    for x in range(-20, int(WIDTH) + 30, 10):
        rise = sum(
            lift * math.sin(start + math.tau * speed * x / WIDTH) for start, speed, lift in turns
        )
        line.append((float(x), base - rise * 0.5))
    return [*line, (WIDTH + 20, floor), (-20, floor)]


def mirrored(points: Sequence[Point], level: float, squeeze: float = 0.7) -> list[Point]:
    return [(x, level + (level - y) * squeeze) for x, y in points]


def angles(start: float, end: float, steps: int) -> list[float]:
    """Evenly from one angle to another: degrees in, radians out."""
    return [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
