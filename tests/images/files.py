"""Picture files for the tests of this room, sound and broken, made when they are needed."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

from articles.images import Encoded, Picture, accept

ORIENTATION, GPS = 0x0112, 0x8825
RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255,) * 3, (0,) * 3
COLOURS = (RED, GREEN, BLUE, WHITE, BLACK)


def saved(image, kind, **options):
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def halves(size=(300, 200), *, left=RED, right=BLUE):
    """A picture of two colours, side by side."""
    image = Image.new("RGB", size, left)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=right)
    return image


def quarters(size=(300, 200), *, colours=(RED, GREEN, BLUE, WHITE)):
    """A picture of four colours: whoever turns or mirrors it is found out."""
    image = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for place, shade in enumerate(colours):
        image.paste(shade, (place % 2 * width, place // 2 * height, *size))
    return image


def taken(content, **options) -> Picture:
    return accept(BytesIO(content), **options)


def opened(content):
    return Image.open(BytesIO(content))


def made_of(picture: Picture) -> list[Encoded]:
    """Every file that is made of a picture."""
    return [picture, *picture.renditions, picture.crop, *picture.crop.renditions]


def colour(content, x, y):
    """The colour of a point, as the nearest of ours: no encoder gives it back exactly."""
    pixel = opened(content).convert("RGB").getpixel((x, y))
    return min(COLOURS, key=lambda ours: sum(abs(a - b) for a, b in zip(ours, pixel, strict=True)))


def corners(file: Encoded):
    """The colours in the middle of the four quarters."""
    return tuple(
        colour(file.content, file.width * x // 4, file.height * y // 4)
        for y in (1, 3)
        for x in (1, 3)
    )


def exif(*, orientation=1):
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[0x010E] = "taken at the lake"
    found.get_ifd(GPS)[2] = (41.0, 48.0, 12.0)
    return found


def chunk(name, body):
    checksum = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + checksum


def png(*, size, bits=8, kind=2, pixels=b"", more=b""):
    """A PNG made by hand, which may claim what it likes."""
    header = struct.pack(">IIBBBBB", *size, bits, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + more
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )
