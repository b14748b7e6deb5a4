"""Takes a picture and makes everything of it that the pages may ask for."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from articles.images.reading import read
from articles.images.renditions import (
    CROP_WIDTHS,
    WIDTHS,
    Encoded,
    fallback,
    narrow_renditions,
    renditions,
    scaled,
)

_THUMBNAIL = 720

FocalPoint = tuple[float, float]
MIDDLE: FocalPoint = (0.5, 0.5)


@dataclass(frozen=True, kw_only=True)
class Crop(Encoded):
    """The part around the focal point, three by two, as lists show it: a JPEG on white."""

    renditions: Sequence[Encoded]


@dataclass(frozen=True, kw_only=True)
class Picture(Encoded):
    """A picture as it is kept: nothing of the file that came in is left but the colours."""

    renditions: Sequence[Encoded]
    crop: Crop

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def accept(stream: BinaryIO, *, focal_point: FocalPoint = MIDDLE) -> Picture:
    """The picture in the stream in all its widths, or `NotAPicture`."""
    image = read(stream)
    whole = fallback(image)
    return Picture(
        **asdict(whole),
        renditions=[
            *renditions(image, widths=WIDTHS, instead_of=whole),
            *narrow_renditions(image, instead_of=whole),
        ],
        crop=_crop(image, focal_point=focal_point),
    )


def crop(stream: BinaryIO, *, focal_point: FocalPoint) -> Crop:
    """The crop of a picture around another point; the picture itself is not encoded again."""
    return _crop(read(stream), focal_point=focal_point)


def _crop(image: Image.Image, *, focal_point: FocalPoint) -> Crop:
    part = _around(focal_point, _on_white(image))
    thumbnail = fallback(scaled(part, width=min(_THUMBNAIL, part.width)))
    return Crop(
        **asdict(thumbnail),
        renditions=renditions(part, widths=CROP_WIDTHS, instead_of=thumbnail),
    )


def _around(focal_point: FocalPoint, image: Image.Image) -> Image.Image:
    """Three by two, and not larger than what there is."""
    step = max(1, min(max(CROP_WIDTHS) // 3, image.width // 3, image.height // 2))
    x, y = (min(max(part, 0.0), 1.0) for part in focal_point)
    size = (3 * step, 2 * step)
    return ImageOps.fit(image, size, method=Image.Resampling.LANCZOS, centering=(x, y))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")
