"""Pictures as staff and phones send them: each is taken, and what it shows stays what it was."""

import hashlib
import struct

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tests.images.files import (
    BLACK,
    BLUE,
    GPS,
    GREEN,
    RED,
    WHITE,
    colour,
    exif,
    halves,
    opened,
    png,
    saved,
    taken,
)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "MPO"])
def test_accept_takes_each_kind_as_jpeg(kind):
    picture = taken(saved(halves(), kind))

    assert (picture.extension, picture.width, picture.height) == ("jpg", 300, 200)
    assert opened(picture.content).format == "JPEG"
    assert opened(picture.content).info["progressive"] == 1
    assert [colour(picture.content, x, 100) for x in (50, 250)] == [RED, BLUE]
    assert picture.digest == hashlib.sha256(picture.content).hexdigest()


def test_accept_keeps_what_shines_through_as_png():
    image = halves().convert("RGBA")
    image.putpixel((7, 8), (1, 2, 3, 0))

    picture = taken(saved(image, "PNG"))

    assert (picture.extension, opened(picture.content).mode) == ("png", "RGBA")
    assert opened(picture.content).getpixel((7, 8))[3] == 0
    assert opened(picture.content).getpixel((250, 100)) == (*BLUE, 255)


def test_accept_makes_a_jpeg_of_an_alpha_channel_that_hides_nothing():
    picture = taken(saved(halves().convert("RGBA"), "PNG"))

    assert (picture.extension, opened(picture.content).mode) == ("jpg", "RGB")


def test_accept_makes_the_longest_side_two_thousand_pixels():
    wide = taken(saved(Image.new("RGB", (4_000, 1_000)), "PNG"))
    tall = taken(saved(Image.new("L", (10, 2_001)), "PNG"))
    small = taken(saved(Image.new("RGB", (2_000, 10)), "PNG"))

    assert (wide.width, wide.height) == (2_000, 500)
    assert (tall.width, tall.height) == (10, 2_000)
    assert (small.width, small.height) == (2_000, 10)
    assert opened(wide.content).size == (2_000, 500)


# What goes away


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_accept_leaves_no_metadata(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif(), "icc_profile": profile, "xmp": b"<x:xmpmeta>lake</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = b"taken at the lake"
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "taken at the lake")
    content = saved(halves(), kind, **options)

    picture = taken(content)

    assert GPS in opened(content).getexif()
    assert b"lake" in content
    for made in (picture.content, picture.crop.content):
        assert dict(opened(made).getexif()) == {}
        assert set(opened(made).info) == {
            *("jfif", "jfif_density", "jfif_unit", "jfif_version"),
            *("progression", "progressive"),
        }
        assert b"lake" not in made


def test_accept_leaves_no_metadata_in_a_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "taken at the lake")
    image = Image.new("RGBA", (30, 20), (255, 0, 0, 10))
    content = saved(image, "PNG", exif=exif(), pnginfo=info, icc_profile=b"x" * 200)

    picture = taken(content)

    assert picture.extension == "png"
    assert opened(picture.content).info == {}
    assert b"lake" not in picture.content


def test_accept_turns_a_large_picture_upright():
    picture = taken(saved(halves((3_000, 1_000)), "JPEG", exif=exif(orientation=6)))

    assert (picture.width, picture.height) == (667, 2_000)
    assert [colour(picture.content, 300, y) for y in (10, 1_990)] == [RED, BLUE]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # which Pillow then does without as well
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("rubbish", [b"?" * 40, b"II*\0" + b"?" * 40, b"MM\0*\0\0\0\x08\0\x09\x01"])
def test_accept_does_without_metadata_that_are_rubbish(kind, rubbish):
    content = saved(halves(), kind, exif=b"Exif\0\0" + rubbish)

    picture = taken(content)

    assert rubbish in content
    assert (picture.width, picture.height) == (300, 200)


# Colours


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LA", "RGBA", "PA"])
def test_accept_makes_srgb_of_every_mode(mode):
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "PA": "PNG"}.get(mode, "PNG")
    image = halves(left=WHITE, right=BLACK)
    content = saved(image.convert("P" if mode == "PA" else mode), kind)

    picture = taken(content)

    assert (picture.extension, opened(picture.content).mode) == ("jpg", "RGB")
    assert [colour(picture.content, x, 100) for x in (50, 250)] == [WHITE, BLACK]


def test_accept_reads_sixteen_bits_of_grey():
    rows = b"".join(b"\0" + struct.pack(">3H", 0, 0x8080, 0xFFFF) for _ in range(2))

    picture = taken(png(size=(3, 2), bits=16, kind=0, pixels=rows))

    greys = opened(picture.content).convert("L").get_flattened_data()
    assert [round(grey / 16) for grey in greys] == [0, 8, 16] * 2


@pytest.mark.parametrize("alphas", [bytes([0, 255, 255]), bytes([128, 255, 255])])
def test_accept_keeps_a_palette_that_shines_through(alphas):
    image = Image.new("P", (30, 20), 1)
    image.putpalette([*RED, *GREEN, *BLUE])
    image.putpixel((0, 0), 0)

    picture = taken(saved(image, "PNG", transparency=alphas))

    assert picture.extension == "png"
    assert opened(picture.content).getpixel((0, 0))[3] == alphas[0]
    assert opened(picture.content).getpixel((9, 9)) == (*GREEN, 255)


def test_accept_converts_the_colours_of_another_profile():
    # A profile in which the places of red and green are exchanged.
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"

    plain = taken(saved(Image.new("RGB", (30, 20), RED), "PNG"))
    profiled = taken(saved(Image.new("RGB", (30, 20), RED), "PNG", icc_profile=bytes(swapped)))

    assert colour(plain.content, 10, 10) == RED
    assert opened(profiled.content).getpixel((10, 10))[1] > 200


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_accept_does_without_a_profile_that_is_rubbish(mode):
    image = halves(left=WHITE, right=BLACK).convert(mode)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for profile in (b"rubbish" * 40, srgb[:300], srgb):
        picture = taken(saved(image, "JPEG", icc_profile=profile))

        assert [colour(picture.content, x, 100) for x in (50, 250)] == [WHITE, BLACK]
