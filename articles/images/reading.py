"""Reads pictures: checked before they are decoded, then upright, in sRGB and without metadata."""

import struct
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from articles.images.scans import has_too_many_scans

MAX_BYTES = 20 * 1024 * 1024
_MAX_PIXELS = 50_000_000
_MAX_SIDE = 2_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

_KINDS_OF_JPEG = ("JPEG", "MPO")  # MPO: with more pictures behind the first

# A JPEG is decoded at a half, a quarter or an eighth where that leaves this many times the pixels
# we keep: a fifth of the time and of the memory, and no eye sees it.
_ROOM_TO_SHRINK = 1.5

# How pictures of other kinds begin: to tell "save it as JPEG" from "this is no picture".
_OTHER_KINDS = (
    *(b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\1\0", b"%!PS", b"<svg", b"<?xml"),
    *(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"\0\0\0\x0cJXL ", b"\xff\x0a"),  # JPEG 2000, XL
)
_OTHER_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")  # phones

_SRGB = ImageCms.createProfile("sRGB")


class NotAPicture(ValueError):
    """A file that is not taken as a picture; `code` says why."""

    def __init__(self, code: str, **params: int | str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


def read(stream: BinaryIO) -> Image.Image:
    """The picture in the stream, RGB or RGBA, not larger than we keep: its pixels and no more."""
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise NotAPicture("too_many_bytes", limit_mb=MAX_BYTES // 1024**2)
    try:
        return _decoded(content)
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


def _decoded(content: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    if image.width * image.height > _MAX_PIXELS:
        raise _too_many_pixels()
    if image.format in _KINDS_OF_JPEG and has_too_many_scans(content):
        raise NotAPicture("not_a_picture")
    return _bare(_in_srgb(_upright(_in_plain_mode(image))))


def _too_many_pixels() -> NotAPicture:
    return NotAPicture("too_many_pixels", limit_million=_MAX_PIXELS // 1_000_000)


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """One of L, RGB, RGBA and CMYK: these can be resized and may have a colour profile."""
    if image.mode.startswith("I"):
        # Pillow cuts 16 bits off at 255 instead of dividing them.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image  # not decoded yet
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _upright(image: Image.Image) -> Image.Image:
    # Smaller first: turned and converted in full size, a large picture would be in memory thrice.
    # (`thumbnail` would ask the decoder itself, but measures both sides by the longer one.)
    share = max(image.size) / (_MAX_SIDE * _ROOM_TO_SHRINK)
    image.draft(None, (max(1, int(image.width / share)), max(1, int(image.height / share))))
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
