"""Files that mean harm, or were harmed, made when the tests run; none is kept anywhere."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from random import Random

from PIL import Image, ImageCms, ImageOps

from tests.images.files import (
    BLACK,
    BLUE,
    GREEN,
    ORIENTATION,
    RED,
    WHITE,
    chunk,
    exif,
    halves,
    png,
    quarters,
    saved,
)

FOUR = (RED, GREEN, BLUE, WHITE)
# Parts of which the files are made


def an_archive() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("lake/Evil.class", b"\xca\xfe\xba\xbe lake")
    return content.getvalue()


def a_jpeg(**options) -> bytes:
    return saved(quarters(), "JPEG", quality=95, subsampling=0, **options)


def a_png_with(*chunks: bytes) -> bytes:
    content = saved(quarters(), "PNG")
    return content[:33] + b"".join(chunks) + content[33:]  # behind the IHDR


def a_packed_text(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


def moving(kind: str, **options) -> bytes:
    others = [Image.new("RGB", (300, 200), shade) for shade in (BLACK, WHITE)]
    return saved(quarters(), kind, save_all=True, append_images=others, duration=90, **options)


def cut(make: Callable[[], bytes], share: float) -> bytes:
    content = make()
    return content[: int(len(content) * share)]


def claiming(content: bytes, *, at: int, form: str, size: tuple[int, int]) -> bytes:
    """The file, saying another size of itself at this place."""
    written = struct.pack(form, *size)
    return content[:at] + written + content[at + len(written) :]


def a_jpeg_claiming(width: int, height: int) -> bytes:
    content = a_jpeg()
    at = content.index(b"\xff\xc0") + 5
    return claiming(content, at=at, form=">HH", size=(height, width))


def an_avif_claiming(width: int, height: int, *, of: Image.Image | None = None) -> bytes:
    content = saved(of or quarters(), "AVIF", speed=10)
    at = content.index(b"ispe") + 8
    return claiming(content, at=at, form=">II", size=(width, height))


def a_webp_claiming(width: int, height: int) -> bytes:
    content = saved(quarters(), "WEBP", exif=exif().tobytes())
    at = content.index(b"VP8X") + 12
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return content[:at] + size + content[at + 6 :]


def a_gif_claiming(width: int, height: int) -> bytes:
    return claiming(saved(quarters(), "GIF"), at=6, form="<HH", size=(width, height))


def a_jpeg_of_many_scans(number: int, **options) -> bytes:
    content = a_jpeg(progressive=True, **options)
    scan = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + number * scan + b"\xff\xd9"


def an_mpo_of_many_scans(number: int) -> bytes:
    """Called an MPO for what it says in front: that there are more pictures behind the first."""
    mpo = saved(quarters(), "MPO", save_all=True, append_images=[halves()])
    at = mpo.index(b"MPF\0") - 4
    (length,) = struct.unpack(">H", mpo[at + 2 : at + 4])
    content = a_jpeg_of_many_scans(number)
    return content[:2] + mpo[at : at + 2 + length] + content[2:]


def a_jpeg_of_scans_behind_a_false_length(number: int) -> bytes:
    """Within its first scan stands a marker that decoders pass over, with a length that is none."""
    content = a_jpeg_of_many_scans(number, restart_marker_blocks=4)
    return content.replace(b"\xff\xd0", b"\xff\x05\x7f\x7f\xff\xd0", 1)


def a_photo_with_a_film(size: int) -> bytes:
    """As phones store a photo that moves: the film behind the picture looks like anything."""
    return a_jpeg() + Random(1).randbytes(size)


def in_ycck() -> bytes:
    """CMYK as some programs store it: colour turned into brightness and two differences."""
    y, cb, cr = ImageOps.invert(quarters()).convert("YCbCr").split()
    black = Image.new("L", y.size, 0)
    # Ink is stored inverted, and Pillow inverts what it writes as CMYK.
    channels = [ImageOps.invert(channel) for channel in (y, cb, cr)]
    content = saved(Image.merge("CMYK", [*channels, black]), "JPEG", quality=95)
    at = content.index(b"Adobe") + 11
    return content[:at] + b"\x02" + content[at + 1 :]


def without_adobe_marker(content: bytes) -> bytes:
    at = content.index(b"\xff\xee")
    (length,) = struct.unpack(">H", content[at + 2 : at + 4])
    return content[:at] + content[at + 2 + length :]


def sixteen_bits(*, kind: int, pixels: Sequence[bytes]) -> bytes:
    """A PNG of 300 × 200 whose rows have one pixel on the left and one on the right."""
    rows = b"".join(b"\0" + left * 150 + right * 150 for left, right in [pixels] * 200)
    return png(size=(300, 200), bits=16, kind=kind, pixels=rows)


def a_palette_that_shines_through() -> bytes:
    image = quarters().quantize(8)
    image.info.clear()
    hidden = image.getpixel((75, 50))
    return saved(image, "PNG", transparency=hidden)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """Stored so that it shows the four quarters once it is turned as its metadata say."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters()
    if orientation in back:
        stored = stored.transpose(back[orientation])
    return saved(stored, kind, exif=exif(orientation=orientation))


def with_orientation_in_words() -> bytes:
    entry = struct.pack("<HHII", ORIENTATION, 2, 12, 26)
    found = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + b"upside down\0"
    return a_jpeg(exif=found)


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description exif:GPSLatitude="41,48.2N" xmlns:exif="http://ns.adobe.com/'
    b'exif/1.0/">lake</rdf:Description></rdf:RDF></x:xmpmeta>'
)


# What is refused

NOT_A_PICTURE = ("not_a_picture", {})
WRONG_KIND = ("wrong_kind", {})
TOO_MANY_PIXELS = ("too_many_pixels", {"limit_million": 50})

REFUSED: dict[str, tuple[Callable[[], bytes], tuple[str, dict[str, int]]]] = {
    # Nothing, or something else
    "0 bytes": (lambda: b"", NOT_A_PICTURE),
    "1 byte": (lambda: b"\xff", NOT_A_PICTURE),
    "zeros": (lambda: bytes(5_000), NOT_A_PICTURE),
    "text": (lambda: b"Dear reader, this is a text named .jpg", NOT_A_PICTURE),
    "HTML named .jpg": (lambda: b"<!doctype html><script>alert(1)</script>", NOT_A_PICTURE),
    "HTML that names a picture": (lambda: b"<html><body>GIF89a</body></html>", NOT_A_PICTURE),
    "script that begins as a GIF": (lambda: b"GIF89a/*" + b"\xff" * 40 + b"*/=1//", NOT_A_PICTURE),
    "PHP that begins as a JPEG": (lambda: b"\xff\xd8\xff\xe0<?php system(1);", NOT_A_PICTURE),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", NOT_A_PICTURE),
    "ZIP": (an_archive, NOT_A_PICTURE),
    "program": (lambda: b"MZ" + bytes(400), NOT_A_PICTURE),
    # Pictures of other kinds
    "SVG with a script": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        WRONG_KIND,
    ),
    "SVG that reads a file": (
        lambda: (
            b'\n<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg/>'
        ),
        WRONG_KIND,
    ),
    "BMP": (lambda: saved(halves(), "BMP"), WRONG_KIND),
    "TIFF": (lambda: saved(halves(), "TIFF"), WRONG_KIND),
    "TIFF of the other byte order": (lambda: b"MM\0*" + bytes(400), WRONG_KIND),
    "ICO": (lambda: saved(halves(), "ICO"), WRONG_KIND),
    "EPS": (lambda: saved(halves(), "EPS"), WRONG_KIND),
    "PSD": (lambda: b"8BPS\0\1" + bytes(400), WRONG_KIND),
    "JPEG 2000": (lambda: saved(halves(), "JPEG2000"), WRONG_KIND),
    "JPEG 2000 without a box": (lambda: b"\xff\x4f\xff\x51" + bytes(400), WRONG_KIND),
    "JPEG XL": (lambda: b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(400), WRONG_KIND),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(400), WRONG_KIND),
    "HEIC of another brand": (lambda: b"\0\0\0\x18ftypmif1" + bytes(400), WRONG_KIND),
    # Bombs
    "PNG that claims 3,600 megapixels": (lambda: png(size=(60_000, 60_000)), TOO_MANY_PIXELS),
    "PNG that claims 100 megapixels": (lambda: png(size=(10_000, 10_000)), TOO_MANY_PIXELS),
    "PNG that claims one line too many": (lambda: png(size=(50_000_001, 1)), TOO_MANY_PIXELS),
    "JPEG that claims 4,000 megapixels": (lambda: a_jpeg_claiming(65_000, 65_000), TOO_MANY_PIXELS),
    "GIF that claims 4,000 megapixels": (lambda: a_gif_claiming(65_535, 65_535), TOO_MANY_PIXELS),
    "WebP that claims 268 megapixels": (lambda: a_webp_claiming(16_384, 16_384), TOO_MANY_PIXELS),
    "AVIF that claims 256 megapixels": (lambda: an_avif_claiming(16_000, 16_000), TOO_MANY_PIXELS),
    "AVIF that claims 3,600 megapixels": (lambda: an_avif_claiming(60_000, 60_000), NOT_A_PICTURE),
    "PNG with a text that unpacks to 100 MB": (
        lambda: a_png_with(chunk(b"zTXt", b"lake\0\0" + a_packed_text(100_000_000))),
        NOT_A_PICTURE,
    ),
    "PNG with a text in UTF-8 that unpacks to 100 MB": (
        lambda: a_png_with(chunk(b"iTXt", b"lake\0\1\0\0\0" + a_packed_text(100_000_000))),
        NOT_A_PICTURE,
    ),
    "PNG with a profile that unpacks to 100 MB": (
        lambda: a_png_with(chunk(b"iCCP", b"lake\0\0" + a_packed_text(100_000_000))),
        NOT_A_PICTURE,
    ),
    "PNG with a hundred texts of 1 MB": (
        lambda: a_png_with(*[chunk(b"zTXt", b"lake\0\0" + a_packed_text(1_000_000))] * 100),
        NOT_A_PICTURE,
    ),
    "JPEG of a thousand scans": (lambda: a_jpeg_of_many_scans(1_000), NOT_A_PICTURE),
    "JPEG of 120 scans behind a false length": (
        lambda: a_jpeg_of_scans_behind_a_false_length(110),
        NOT_A_PICTURE,
    ),
    "JPEG of ten thousand empty comments": (
        lambda: a_jpeg()[:-2] + b"\xff\xfe\0\2" * 10_000 + b"\xff\xd9",
        NOT_A_PICTURE,
    ),
    "MPO of a thousand scans": (lambda: an_mpo_of_many_scans(1_000), NOT_A_PICTURE),
    # Broken
    **{
        f"{name} cut at {share:.0%}": (
            partial(cut, make, share),
            NOT_A_PICTURE,
        )
        for share in (0.02, 0.3, 0.6, 0.9)
        for name, make in {
            "JPEG": a_jpeg,
            "progressive JPEG": partial(a_jpeg, progressive=True),
            "PNG": partial(saved, quarters(), "PNG"),
            "WebP": partial(saved, quarters(), "WEBP"),
            "AVIF": partial(saved, quarters(), "AVIF"),
            "GIF": partial(saved, quarters(), "GIF"),
        }.items()
    },
    "PNG without pixels": (lambda: png(size=(300, 200), pixels=b"too few"), NOT_A_PICTURE),
    "PNG of no width": (lambda: png(size=(0, 5)), NOT_A_PICTURE),
    "PNG with a wrong checksum": (
        lambda: saved(quarters(), "PNG").replace(b"IDAT", b"IDAX"),
        NOT_A_PICTURE,
    ),
    "JPEG of zeros": (lambda: b"\xff\xd8\xff" + bytes(400), NOT_A_PICTURE),
    "WebP of zeros": (lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(400), NOT_A_PICTURE),
    "AVIF of zeros": (lambda: b"\0\0\0\x1cftypavif" + bytes(400), NOT_A_PICTURE),
}


# What becomes harmless

GREYS = (BLACK, WHITE, BLACK, WHITE)
HARMLESS: dict[str, tuple[Callable[[], bytes], Sequence[tuple[int, int, int]]]] = {
    # Two things at once
    "JPEG with a ZIP behind it": (lambda: a_jpeg() + an_archive(), FOUR),
    "JPEG with a PDF behind it": (lambda: a_jpeg() + b"%PDF-1.7 lake", FOUR),
    "GIF with a JAR behind it": (lambda: saved(quarters(), "GIF") + an_archive(), FOUR),
    "GIF with a script in its comment": (
        lambda: saved(quarters(), "GIF", comment=b"*/=alert('lake')//<script>"),
        FOUR,
    ),
    "JPEG with PHP in its comment": (lambda: a_jpeg(comment=b"<?php system('lake'); ?>"), FOUR),
    "JPEG with PHP in its Exif": (
        lambda: a_jpeg(exif=b"Exif\0\0<?php system('lake'); ?>"),
        FOUR,
    ),
    "PNG with a script as text": (
        lambda: a_png_with(chunk(b"tEXt", b"lake\0<script>alert(1)</script>")),
        FOUR,
    ),
    "PNG with PHP behind its end": (lambda: saved(quarters(), "PNG") + b"<?php lake", FOUR),
    "WebP with a ZIP behind it": (lambda: saved(quarters(), "WEBP") + an_archive(), FOUR),
    "JPEG with scans in its comment": (lambda: a_jpeg(comment=b"\xff\xda" * 500), FOUR),
    # Moving pictures: the first stays
    "photo with a film of 10 MB behind it": (lambda: a_photo_with_a_film(10_000_000), FOUR),
    "moving GIF": (lambda: moving("GIF"), FOUR),
    "moving PNG": (lambda: moving("PNG"), FOUR),
    "moving WebP": (lambda: moving("WEBP", lossless=True), FOUR),
    "moving AVIF": (lambda: moving("AVIF"), FOUR),
    "MPO of two pictures": (
        lambda: saved(quarters(), "MPO", save_all=True, append_images=[halves()]),
        FOUR,
    ),
    # Colours
    "CMYK": (lambda: saved(quarters().convert("CMYK"), "JPEG", quality=95), FOUR),
    "CMYK without Adobe's marker": (
        lambda: without_adobe_marker(saved(quarters().convert("CMYK"), "JPEG", quality=95)),
        FOUR,
    ),
    "YCCK": (in_ycck, FOUR),
    "16 bits of grey": (lambda: sixteen_bits(kind=0, pixels=(b"\0\0", b"\xff\xff")), GREYS),
    "16 bits of colour": (
        lambda: sixteen_bits(kind=2, pixels=(b"\xff\xff\0\0\0\0", b"\0\0\0\0\xff\xff")),
        (RED, BLUE, RED, BLUE),
    ),
    "1 bit": (
        lambda: saved(halves(left=BLACK, right=WHITE).convert("1"), "PNG"),
        GREYS,
    ),
    "grey": (lambda: saved(halves(left=BLACK, right=WHITE).convert("L"), "JPEG"), GREYS),
    "grey with an alpha channel": (
        lambda: saved(halves(left=BLACK, right=WHITE).convert("LA"), "PNG"),
        GREYS,
    ),
    "a palette": (lambda: saved(quarters().quantize(8), "PNG"), FOUR),
    "grey AVIF": (
        lambda: saved(halves(left=BLACK, right=WHITE).convert("L"), "AVIF"),
        GREYS,
    ),
    "a profile that is rubbish": (lambda: a_jpeg(icc_profile=b"lake" * 90), FOUR),
    "a profile of 4 MB": (lambda: a_jpeg(icc_profile=srgb_profile() + b"lake" * 1_000_000), FOUR),
    "a profile that ends too soon": (lambda: a_jpeg(icc_profile=srgb_profile()[:300]), FOUR),
    # Metadata
    **{
        f"{kind} turned as {orientation}": (
            partial(turned, orientation, kind),
            FOUR,
        )
        for kind in ("JPEG", "PNG", "WEBP", "AVIF")
        for orientation in range(1, 9)
    },
    **{
        f"turned as {orientation}, which means nothing": (
            partial(turned, orientation),
            FOUR,
        )
        for orientation in (0, 9, 65_535)
    },
    "turned as it says in words": (with_orientation_in_words, FOUR),
    "the place in XMP": (lambda: a_jpeg(xmp=XMP), FOUR),
    "the place in Exif and XMP of a WebP": (
        lambda: saved(quarters(), "WEBP", exif=exif(), xmp=XMP),
        FOUR,
    ),
    "the place in Exif and XMP of an AVIF": (
        lambda: saved(quarters(), "AVIF", exif=exif(), xmp=XMP),
        FOUR,
    ),
    # Sizes that are not so
    "PNG with a hundred times its pixels": (
        lambda: png(size=(300, 200), pixels=bytes(100 * 200 * 901)),
        (BLACK,) * 4,
    ),
    "AVIF of 36 megapixels that claims little": (
        lambda: an_avif_claiming(300, 200, of=quarters((7_350, 4_900))),
        FOUR,
    ),
    "JPEG of ninety scans": (lambda: a_jpeg_of_many_scans(80), FOUR),
    "JPEG of ninety scans behind a false length": (
        lambda: a_jpeg_of_scans_behind_a_false_length(80),
        FOUR,
    ),
    "MPO of ninety scans": (lambda: an_mpo_of_many_scans(80), FOUR),
}
