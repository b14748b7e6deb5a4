"""The sheet a picture is drawn on: takes units, keeps pixels, gives a JPEG."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from articles.imports.demo.pictures.colours import Colour, mix
from articles.imports.demo.pictures.outlines import HEIGHT, WIDTH, Point, corners

# Pillow draws without smoothing: draw twice as large, then halve.
OVERSIZE = 2
# Pillow's radial gradient is 0 in the middle, 255 in the corners and this much at the sides.
RIM = 180


class Sheet:
    """A picture in the making; takes units, keeps pixels."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.unit = size[0] * OVERSIZE / WIDTH
        self.image = Image.new("RGB", (size[0] * OVERSIZE, size[1] * OVERSIZE))
        self.pen = ImageDraw.Draw(self.image)
        self.glaze = ImageDraw.Draw(self.image, "RGBA")

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.shape(corners(x, y, width, height), colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        self.pen.polygon(self._pixels(points), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.pen.ellipse(self._pixels(_around(x, y, radius)), fill=colour)

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        self.arc(x, y, radius, 0, 360, colour, width)

    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        start: float,
        end: float,
        colour: Colour,
        width: float,
    ) -> None:
        box = self._pixels(_around(x, y, radius))
        self.pen.arc(box, start, end, fill=colour, width=max(1, round(width * self.unit)))

    def pill(
        self, x: float, y: float, width: float, height: float, radius: float, colour: Colour
    ) -> None:
        box = self._pixels([(x, y), (x + width, y + height)])
        self.pen.rounded_rectangle(box, radius * self.unit, fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        pixels = max(1, round(width * self.unit))
        self.pen.line(self._pixels(points), fill=colour, width=pixels, joint="curve")

    def shade(self, points: Sequence[Point], top: Colour, bottom: Colour) -> None:
        """Fill a shape from one colour above to another below."""
        pixels = self._pixels(points)
        left = max(0, math.floor(min(x for x, _ in pixels)))
        upper = max(0, math.floor(min(y for _, y in pixels)))
        right = min(self.image.width, math.ceil(max(x for x, _ in pixels)) + 1)
        lower = min(self.image.height, math.ceil(max(y for _, y in pixels)) + 1)
        if right <= left or lower <= upper:
            return
        mask = Image.new("1", (right - left, lower - upper))
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in pixels], fill=1)
        fill = Image.new("RGB", mask.size)
        _fade(ImageDraw.Draw(fill), (0, 0, *mask.size), top, bottom)
        self.image.paste(fill, (left, upper), mask)

    def wash(
        self, x: float, y: float, width: float, height: float, top: Colour, bottom: Colour
    ) -> None:
        """The same for an upright rectangle, which needs no mask and so costs little."""
        left, upper, right, lower = (
            round(edge * self.unit) for edge in (x, y, x + width, y + height)
        )
        _fade(self.pen, (left, upper, right, lower), top, bottom)

    def veil(self, points: Sequence[Point], colour: Colour, opacity: float) -> None:
        self.glaze.polygon(self._pixels(points), fill=(*colour, round(255 * opacity)))

    def sky(self, top: Colour, bottom: Colour, height: float = HEIGHT) -> None:
        self.wash(0, 0, WIDTH, height, top, bottom)

    def glow(self, x: float, y: float, radius: float, colour: Colour, opacity: float) -> None:
        """Light that fades outwards from a point, softly at both ends."""
        fade = Image.radial_gradient("L").point(
            lambda away: _soft(max(0.0, 1 - away / RIM)) * 255 * opacity
        )
        span, left, upper = (
            round(edge * self.unit) for edge in (2 * radius, x - radius, y - radius)
        )
        box = (
            max(0, left),
            max(0, upper),
            min(self.image.width, left + span),
            min(self.image.height, upper + span),
        )
        seen = (box[0] - left, box[1] - upper, box[2] - left, box[3] - upper)
        part = tuple(edge * 256 / span for edge in seen)
        extent = (box[2] - box[0], box[3] - box[1])
        light = fade.resize(
            extent, Image.Resampling.BILINEAR, box=(part[0], part[1], part[2], part[3])
        )
        self.image.paste(colour, box, light)

    def finish(self) -> bytes:
        done = io.BytesIO()
        self.image.reduce(OVERSIZE).save(done, "JPEG", quality=88, optimize=True)
        return done.getvalue()


def _fade(
    pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], top: Colour, bottom: Colour
) -> None:
    left, upper, right, lower = box
    # More bands than there are shades between the two colours would only cost time.
    shades = 2 * max(abs(a - b) for a, b in zip(top, bottom, strict=True))
    bands = max(1, min(lower - upper, shades))
    for band in range(bands):
        start = upper + (lower - upper) * band // bands
        end = upper + (lower - upper) * (band + 1) // bands
        if end > start and right > left:
            colour = mix(top, bottom, band / max(1, bands - 1))
            pen.rectangle((left, start, right - 1, end - 1), fill=colour)


def _soft(share: float) -> float:
    return share * share * (3 - 2 * share)


def _around(x: float, y: float, radius: float) -> list[Point]:
    return [(x - radius, y - radius), (x + radius, y + radius)]
