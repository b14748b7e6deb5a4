"""Writes pictures: the same one in few widths, in the formats that browsers choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

# Each width is read by some screen: phones and lists at the small end, twice as many pixels as
# the widest place has at the large one.
WIDTHS = (480, 960, 1440, 2000)
CROP_WIDTHS = (240, 480, 720, 1440)
# For the logo of the site, which stands 48 to 216 CSS pixels wide before the name.
LOGO_WIDTHS = (48, 96, 216, 432)

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

    @property
    def size(self) -> int:
        return len(self.content)


def renditions(image: Image.Image, *, widths: Sequence[int], instead_of: Encoded) -> list[Encoded]:
    """The picture in these widths, as far as it has the pixels, the widest first.

    No file is larger than the one it stands for. A format that saves nothing at full width is left
    out in all widths: a browser would make do with the narrow ones.
    """
    largest = min(image.width, max(widths))
    made = _in_widths(image, [largest, *_narrower(largest, widths=widths)])
    saving = {
        each.extension
        for each in made
        if each.width >= instead_of.width and each.size < instead_of.size
    }
    return [
        each
        for each in made
        if each.extension in saving
        and (each.width > instead_of.width or each.size < instead_of.size)
    ]


def narrow_renditions(image: Image.Image, *, instead_of: Encoded) -> list[Encoded]:
    """The picture as it would stand before the name of the site, the widest first."""
    made = _in_widths(image, _narrower(image.width, widths=LOGO_WIDTHS))
    return [each for each in made if each.size < instead_of.size]


def _in_widths(image: Image.Image, widths: Sequence[int]) -> list[Encoded]:
    made = []
    for width in widths:
        image = scaled(image, width=width)  # from the one before: a fraction of the pixels
        made += [_webp(image), _avif(image)]
    return made


def _narrower(own: int, *, widths: Sequence[int]) -> list[int]:
    """Those that are really narrower, the widest first."""
    return [width for width in sorted(widths, reverse=True) if 6 * width <= 5 * own]


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
