"""Takes pictures for the pages: checked before they are decoded, upright, in sRGB, encoded anew."""

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

_MAX_BYTES = 20 * 1024 * 1024
_MAX_PIXELS = 50_000_000
_MAX_SIDE = 2_000
_QUALITY = 85
_THUMBNAIL = (720, 480)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

# How pictures of other kinds begin: to tell "save it as JPEG" from "this is no picture".
_OTHER_KINDS = (b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\1\0", b"%!PS", b"<svg", b"<?xml")
_OTHER_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")  # phones

_SRGB = ImageCms.createProfile("sRGB")


class NotAPicture(ValueError):
    """A file that is not taken as a picture; `code` says why."""

    def __init__(self, code: str, **params: int | str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it is kept: nothing of the file that came in is left but the colours."""

    content: bytes
    extension: str  # "jpg", or "png" where something shines through
    width: int
    height: int
    digest: str
    thumbnail: bytes  # JPEG
    thumbnail_width: int
    thumbnail_height: int


def accept(stream: BinaryIO, *, focal_point: tuple[float, float] = (0.5, 0.5)) -> Picture:
    """The picture in the stream, whose thumbnail keeps what is at the focal point."""
    content = stream.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise NotAPicture("too_many_bytes", limit_mb=_MAX_BYTES // 1024**2)
    try:
        return _picture(_decoded(content), focal_point=focal_point)
    except NotAPicture:
        raise
    except Exception as error:
        # Decoders meet hostile bytes with every error there is, `MemoryError` among them.
        code = "wrong_kind" if _is_of_other_kind(content) else "not_a_picture"
        raise NotAPicture(code) from error


def _is_of_other_kind(content: bytes) -> bool:
    start = content[:1024].lstrip().lower()
    is_other_brand = content[4:8] == b"ftyp" and content[8:12] in _OTHER_BRANDS
    return is_other_brand or content.startswith(_OTHER_KINDS) or start.startswith(_OTHER_KINDS)


# Reading


def _decoded(content: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    if image.width * image.height > _MAX_PIXELS:
        raise _too_many_pixels()
    return _bare(_in_srgb(_upright(_in_plain_mode(image))))


def _too_many_pixels() -> NotAPicture:
    return NotAPicture("too_many_pixels", limit_million=_MAX_PIXELS // 1_000_000)


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """One of L, RGB, RGBA and CMYK: these can be resized and may have a colour profile."""
    if image.mode.startswith("I"):
        # Pillow cuts 16 bits off at 255 instead of dividing them.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    # Smaller first: turned and converted in full size, a large picture would be in memory thrice.
    image.thumbnail((_MAX_SIDE, _MAX_SIDE), Image.Resampling.LANCZOS)
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return image  # rubbish in the metadata does not say which side is up


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # cameras and programs write profiles that are none
        if converted:
            return converted
    return image.convert(mode)


def _bare(image: Image.Image) -> Image.Image:
    """Only the pixels: Pillow writes comments and profiles it finds beside them."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


# Writing


def _picture(image: Image.Image, *, focal_point: tuple[float, float]) -> Picture:
    content = _png(image) if image.mode == "RGBA" else _jpeg(image)
    thumbnail = _thumbnail(image, focal_point=focal_point)
    return Picture(
        content=content,
        extension="png" if image.mode == "RGBA" else "jpg",
        width=image.width,
        height=image.height,
        digest=hashlib.sha256(content).hexdigest(),
        thumbnail=_jpeg(thumbnail),
        thumbnail_width=thumbnail.width,
        thumbnail_height=thumbnail.height,
    )


def _thumbnail(image: Image.Image, *, focal_point: tuple[float, float]) -> Image.Image:
    """Three by two, and not larger than what there is."""
    step = max(1, min(_THUMBNAIL[0] // 3, image.width // 3, image.height // 2))
    x, y = (min(max(part, 0.0), 1.0) for part in focal_point)
    size = (3 * step, 2 * step)
    return ImageOps.fit(_on_white(image), size, method=Image.Resampling.LANCZOS, centering=(x, y))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    output = BytesIO()
    image.save(output, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
    return output.getvalue()


def _png(image: Image.Image) -> bytes:
    output = BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
