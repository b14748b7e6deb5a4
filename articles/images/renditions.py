"""Writes pictures: the same one in few widths, in the formats that browsers choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

# Each width is read by some screen: phones and lists at the small end, twice as many pixels as
# the widest place has at the large one.
WIDTHS = (480, 960, 1440, 2000)
CROP_WIDTHS = (240, 480, 720, 1440)

# Chosen side by side at full size: where each begins to look like the JPEG, at about half its size.
_JPEG_QUALITY = 85
_WEBP_QUALITY = 78
_WEBP_METHOD = 2  # half the time of the usual 4 for a twentieth more bytes
_AVIF_QUALITY = 60
_AVIF_SPEED = 8  # the encoder's own choice takes twenty times as long for a tenth fewer bytes
_AVIF_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """A picture as a file holds it."""

    content: bytes
    extension: str  # "jpg", "png", "webp" or "avif"
    width: int
    height: int


def renditions(image: Image.Image, *, widths: Sequence[int]) -> list[Encoded]:
    """The picture in these widths, as far as it has the pixels, the widest first."""
    made = []
    for width in _within(image.width, widths=widths):
        image = scaled(image, width=width)  # from the one before: a fraction of the pixels
        made += [_webp(image), _avif(image)]
    return made


def _within(own: int, *, widths: Sequence[int]) -> list[int]:
    """The widths that are really smaller, below the picture's own or the largest we keep."""
    largest = min(own, max(widths))
    return [largest, *(width for width in sorted(widths, reverse=True) if 6 * width <= 5 * largest)]


def scaled(image: Image.Image, *, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def fallback(image: Image.Image) -> Encoded:
    """What every browser and every other site can show; PNG where something shines through."""
    if image.mode == "RGBA":
        return _encoded(image, "png")
    return _encoded(image, "jpg", quality=_JPEG_QUALITY, progressive=True, optimize=True)


def _webp(image: Image.Image) -> Encoded:
    return _encoded(image, "webp", quality=_WEBP_QUALITY, method=_WEBP_METHOD)


def _avif(image: Image.Image) -> Encoded:
    return _encoded(
        image, "avif", quality=_AVIF_QUALITY, speed=_AVIF_SPEED, max_threads=_AVIF_THREADS
    )


_KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


def _encoded(image: Image.Image, extension: str, **options: int | bool) -> Encoded:
    output = BytesIO()
    image.save(output, _KINDS[extension], **options)
    return Encoded(
        content=output.getvalue(), extension=extension, width=image.width, height=image.height
    )
