"""Colours, and the palettes that light a whole picture."""

from dataclasses import dataclass

from PIL import ImageColor

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    high: Colour
    low: Colour
    sun: Colour
    far: Colour
    mid: Colour
    near: Colour
    ink: Colour
    accent: Colour
    light: Colour


def _palette(colours: str) -> Palette:
    red_green_blue = [ImageColor.getrgb(f"#{colour}")[:3] for colour in colours.split()]
    return Palette(*red_green_blue)


#                  high   low    sun    far    mid    near   ink    accent light
DAWN = _palette("86a9c4 f5dcc4 fff3dc a8b8c8 6f8ba7 3f6186 1d3557 d4805a faf3e8")
NOON = _palette("9fc1d8 eef2ea fff9e8 b3cbcf 7ba0a6 467680 20405f d6a14c f7f5ec")
DUSK = _palette("223a66 e5a68a ffdcb0 77769c 4b5688 2c3d6b 16233f f0b56a f6e6d6")
AUTUMN = _palette("9ab3c4 f3e4c6 fff4d6 c5b696 b88a56 775a42 263a58 c4623c f8f0df")
WINTER = _palette("7d9cbd e8eef3 fffaf0 bccddc 8ca8c3 557a9f 1e3a5f d98b6a f7fafc")
NIGHT = _palette("0b1a33 47689a fff4d8 3a5379 27406a 172c50 0a1730 e8b872 dfe8f2")
# What keeps its colour in every light.
BRICK: Colour = (176, 84, 66)
STRAW: Colour = (206, 158, 78)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
