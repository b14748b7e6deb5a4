"""Pictures as staff, phones and attackers send them."""

import hashlib
import struct
import warnings
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from articles.images import NotAPicture, accept

ORIENTATION, GPS = 0x0112, 0x8825
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)


def saved(image, kind, **options):
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def halves(size=(300, 200), *, left=RED, right=BLUE):
    """A picture of two colours, side by side."""
    image = Image.new("RGB", size, left)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=right)
    return image


def taken(content, **options):
    return accept(BytesIO(content), **options)


def opened(content):
    return Image.open(BytesIO(content))


def colour(content, x, y):
    """The colour of a point, rounded: JPEG never gives it back exactly."""
    pixel = opened(content).convert("RGB").getpixel((x, y))
    return tuple(min(RED + GREEN + BLUE, key=lambda part: abs(part - value)) for value in pixel)


def refused(content):
    with pytest.raises(NotAPicture) as refusal:
        taken(content)
    return refusal.value.code, refusal.value.params


def png(*, size, bits=8, kind=2, pixels=b""):
    """A PNG made by hand, which may claim what it likes."""

    def chunk(name, body):
        checksum = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checksum

    header = struct.pack(">IIBBBBB", *size, bits, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
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


def test_accept_puts_a_thumbnail_on_white():
    picture = taken(saved(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG"))

    assert opened(picture.thumbnail).format == "JPEG"
    assert opened(picture.thumbnail).getpixel((150, 100)) == WHITE


def test_accept_makes_the_longest_side_two_thousand_pixels():
    wide = taken(saved(Image.new("RGB", (4_000, 1_000)), "PNG"))
    tall = taken(saved(Image.new("L", (10, 2_001)), "PNG"))
    small = taken(saved(Image.new("RGB", (2_000, 10)), "PNG"))

    assert (wide.width, wide.height) == (2_000, 500)
    assert (tall.width, tall.height) == (10, 2_000)
    assert (small.width, small.height) == (2_000, 10)
    assert opened(wide.content).size == (2_000, 500)


@pytest.mark.parametrize(
    ("size", "thumbnail"),
    [
        ((1_500, 1_000), (720, 480)),
        ((5_000, 700), (420, 280)),  # after it was made smaller
        ((720, 480), (720, 480)),
        ((719, 480), (717, 478)),
        ((300, 900), (300, 200)),
        ((3, 2), (3, 2)),
        ((1, 1), (3, 2)),
        ((1, 900), (3, 2)),
    ],
)
def test_accept_makes_a_thumbnail_of_three_by_two(size, thumbnail):
    picture = taken(saved(Image.new("RGB", size), "PNG"))

    assert (picture.thumbnail_width, picture.thumbnail_height) == thumbnail
    assert opened(picture.thumbnail).size == thumbnail


@pytest.mark.parametrize(
    ("focal_point", "seen"),
    [((0.0, 0.5), RED), ((1.0, 0.5), BLUE), ((-7.0, 0.5), RED), ((7.0, 0.5), BLUE)],
)
def test_accept_keeps_the_focal_point_in_the_thumbnail(focal_point, seen):
    content = saved(halves((1_200, 200)), "PNG")

    picture = taken(content, focal_point=focal_point)

    assert [colour(picture.thumbnail, x, 100) for x in (10, 290)] == [seen, seen]


def test_accept_keeps_the_middle_in_the_thumbnail_unless_told():
    picture = taken(saved(halves((1_200, 200)), "PNG"))

    assert [colour(picture.thumbnail, x, 100) for x in (10, 290)] == [RED, BLUE]


# What goes away


def exif(**tags):
    found = Image.Exif()
    found[ORIENTATION] = tags.get("orientation", 1)
    found[0x010E] = "taken at the lake"
    found.get_ifd(GPS)[2] = (41.0, 48.0, 12.0)
    return found


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
    for made in (picture.content, picture.thumbnail):
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("orientation", "size", "top_left", "bottom_right"),
    [
        (1, (300, 200), RED, BLUE),
        (2, (300, 200), BLUE, RED),
        (3, (300, 200), BLUE, RED),
        (6, (200, 300), RED, BLUE),
        (8, (200, 300), BLUE, RED),
    ],
)
def test_accept_turns_a_picture_upright(kind, orientation, size, top_left, bottom_right):
    content = saved(halves(), kind, exif=exif(orientation=orientation))

    picture = taken(content)

    assert (picture.width, picture.height) == size
    assert colour(picture.content, 5, 5) == top_left
    assert colour(picture.content, size[0] - 5, size[1] - 5) == bottom_right


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


def test_accept_takes_the_first_of_moving_pictures():
    frames = [Image.new("RGB", (30, 20), shade) for shade in (RED, GREEN, BLUE)]

    for kind in ("GIF", "PNG", "WEBP"):
        picture = taken(saved(frames[0], kind, save_all=True, append_images=frames[1:]))

        assert (picture.extension, colour(picture.content, 10, 10)) == ("jpg", RED)
        assert getattr(opened(picture.content), "n_frames", 1) == 1


# Colours


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LA", "RGBA", "PA"])
def test_accept_makes_srgb_of_every_mode(mode):
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "PA": "PNG"}.get(mode, "PNG")
    image = halves(left=WHITE, right=(0, 0, 0))
    content = saved(image.convert("P" if mode == "PA" else mode), kind)

    picture = taken(content)

    assert (picture.extension, opened(picture.content).mode) == ("jpg", "RGB")
    assert [colour(picture.content, x, 100) for x in (50, 250)] == [WHITE, (0, 0, 0)]


def test_accept_reads_a_cmyk_jpeg_in_its_colours():
    picture = taken(saved(halves().convert("CMYK"), "JPEG"))

    assert [colour(picture.content, x, 100) for x in (50, 250)] == [RED, BLUE]


def test_accept_reads_sixteen_bits_of_grey():
    rows = b"".join(b"\0" + struct.pack(">3H", 0, 0x8080, 0xFFFF) for _ in range(2))

    picture = taken(png(size=(3, 2), bits=16, kind=0, pixels=rows))

    greys = opened(picture.content).convert("L").get_flattened_data()
    assert [round(grey / 16) for grey in greys] == [0, 8, 16] * 2


def test_accept_reads_sixteen_bits_of_colour():
    rows = b"".join(b"\0" + struct.pack(">3H", 0xFFFF, 0, 0) * 300 for _ in range(200))

    picture = taken(png(size=(300, 200), bits=16, kind=2, pixels=rows))

    assert colour(picture.content, 150, 100) == RED


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
    image = halves(left=WHITE, right=(0, 0, 0)).convert(mode)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for profile in (b"rubbish" * 40, srgb[:300], srgb):
        picture = taken(saved(image, "JPEG", icc_profile=profile))

        assert [colour(picture.content, x, 100) for x in (50, 250)] == [WHITE, (0, 0, 0)]


# What is refused


def test_accept_refuses_more_than_twenty_megabytes_without_reading_them():
    stream = BytesIO(bytes(30 * 1024 * 1024))

    with pytest.raises(NotAPicture) as refusal:
        accept(stream)

    assert (refusal.value.code, refusal.value.params) == ("too_many_bytes", {"limit_mb": 20})
    assert stream.tell() == 20 * 1024 * 1024 + 1


def test_accept_takes_twenty_megabytes():
    content = saved(halves(), "PNG")

    picture = taken(content + bytes(20 * 1024 * 1024 - len(content)))

    assert (picture.width, picture.height) == (300, 200)


@pytest.mark.parametrize("warned", ["error", "ignore"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (50_000_001, 1)])
def test_accept_refuses_a_bomb_by_its_header(size, warned, monkeypatch):
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", None)  # nothing may be decoded
    warnings.simplefilter(warned)  # Pillow only warns of a bomb, and at twice its limit refuses

    assert refused(png(size=size)) == ("too_many_pixels", {"limit_million": 50})


def test_accept_takes_fifty_million_pixels():
    picture = taken(saved(Image.new("1", (50_000, 1_000)), "PNG"))

    assert (picture.width, picture.height) == (2_000, 40)


JPEG = saved(halves(), "JPEG")
PNG = saved(halves(), "PNG")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"Dear reader, this is a text named .jpg",
        b"<html><body>GIF89a</body></html>",
        JPEG[: len(JPEG) // 2],
        PNG[: len(PNG) // 2],
        JPEG[:20],
        PNG.replace(b"IDAT", b"IDAX"),
        png(size=(300, 200), pixels=b"too few"),
        png(size=(0, 5)),
        b"GIF89a/*" + b"\xff" * 40 + b"*/=alert(1)//",
        b"\xff\xd8\xff" + b"\0" * 400,
        b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 400,
        b"\0\0\0\x1cftypavif" + b"\0" * 400,
    ],
)
def test_accept_refuses_what_is_no_picture(content):
    assert refused(content) == ("not_a_picture", {})


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'\n<?xml version="1.0"?><svg/>',
        saved(halves(), "BMP"),
        saved(halves(), "TIFF"),
        saved(halves(), "ICO"),
        saved(halves(), "EPS"),
        b"\0\0\0\x18ftypheic" + b"\0" * 400,
    ],
)
def test_accept_refuses_pictures_of_another_kind(content):
    assert refused(content) == ("wrong_kind", {})


def test_accept_leaves_nothing_of_a_file_that_is_two_things():
    script = b"*/=alert('lake')//"
    content = saved(halves(), "GIF", comment=b"lake") + script

    picture = taken(content)

    assert content.count(b"lake") == 2
    assert opened(picture.content).format == "JPEG"
    assert b"lake" not in picture.content + picture.thumbnail


def test_accept_refuses_a_decoder_that_runs_out_of_memory(monkeypatch):
    def fail(*_args, **_options):
        raise MemoryError

    monkeypatch.setattr(Image, "open", fail)

    assert refused(JPEG) == ("not_a_picture", {})
