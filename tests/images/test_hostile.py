"""Files that mean harm: each is refused by its reason, or nothing but the picture is left of it."""

import warnings
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from articles.images import NotAPicture, accept
from tests.images.files import (
    WHITE,
    corners,
    halves,
    made_of,
    opened,
    png,
    saved,
    taken,
)
from tests.images.hostile import (
    HARMLESS,
    NOT_A_PICTURE,
    REFUSED,
    TOO_MANY_PIXELS,
    a_jpeg,
    a_palette_that_shines_through,
    an_archive,
)

# What a harmful file is searched for afterwards; each of the files below that carries something
# carries one of these.
LUGGAGE = (b"lake", b"<script", b"<?php", b"PK\x03\x04", b"%PDF", b"http", b"GPS", b"Exif")
KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}
LEFT_IN = {
    "JPEG": {
        *("jfif", "jfif_density", "jfif_unit", "jfif_version"),
        *("progression", "progressive"),
    },
    "PNG": set(),
    "WEBP": {"loop", "background", "timestamp", "duration"},
    "AVIF": {"timestamp", "duration"},
}


def refusal_of(content: bytes):
    with pytest.raises(NotAPicture) as refusal:
        accept(BytesIO(content))
    return refusal.value.code, refusal.value.params


@pytest.mark.parametrize("warned", ["error", "ignore"])
@pytest.mark.parametrize("name", REFUSED)
def test_accept_refuses(name, warned):
    make, reason = REFUSED[name]
    content = make()

    with warnings.catch_warnings():
        warnings.simplefilter(warned)  # of a bomb Pillow only warns, and at twice its limit refuses
        refusal = refusal_of(content)

    assert refusal == reason


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (50_000_001, 1)])
def test_accept_refuses_a_bomb_by_its_header(size, monkeypatch):
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", None)  # nothing may be decoded

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        refusal = refusal_of(png(size=size))

    assert refusal == TOO_MANY_PIXELS


def test_accept_refuses_more_than_twenty_megabytes_without_reading_them():
    stream = BytesIO(bytes(30 * 1024 * 1024))

    with pytest.raises(NotAPicture) as refusal:
        accept(stream)

    assert (refusal.value.code, refusal.value.params) == ("too_many_bytes", {"limit_mb": 20})
    assert stream.tell() == 20 * 1024 * 1024 + 1


def test_accept_refuses_a_decoder_that_runs_out_of_memory(monkeypatch):
    def fail(*_args, **_options):
        raise MemoryError

    content = a_jpeg()

    monkeypatch.setattr(Image, "open", fail)

    assert refusal_of(content) == NOT_A_PICTURE


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # which Pillow then does without as well
@pytest.mark.parametrize("name", HARMLESS)
def test_accept_leaves_only_the_picture_of(name):
    make, colours = HARMLESS[name]

    picture = taken(make())

    assert (picture.width, picture.height, picture.extension) == (300, 200, "jpg")
    for file in made_of(picture):
        assert_is_only_a_picture(file, colours)


def assert_is_only_a_picture(file, colours):
    image = opened(file.content)
    image.load()
    assert image.format == KINDS[file.extension]
    assert image.mode in {"RGB", "RGBA"}
    assert getattr(image, "n_frames", 1) == 1
    assert set(image.info) <= LEFT_IN[image.format]
    assert dict(image.getexif()) == {}
    assert [mark for mark in LUGGAGE if mark in file.content] == []
    assert corners(file) == colours


def test_the_files_of_the_table_carry_what_is_looked_for():
    names = (
        *("JPEG with a ZIP behind it", "JPEG with a PDF behind it", "JPEG with PHP in its Exif"),
        *("PNG with a script as text", "the place in XMP"),
    )

    carried = {mark for name in names for mark in LUGGAGE if mark in HARMLESS[name][0]()}

    assert carried == set(LUGGAGE)


def test_accept_keeps_a_palette_that_shines_through_and_nothing_else_of_its_file():
    picture = taken(a_palette_that_shines_through() + an_archive())

    assert picture.extension == "png"
    for file in [picture, *picture.renditions]:
        assert opened(file.content).getpixel((file.width // 4, file.height // 4))[3] == 0
        assert opened(file.content).getpixel((file.width * 3 // 4, file.height // 4))[3] == 255
        assert [mark for mark in LUGGAGE if mark in file.content] == []


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((50_000, 1), (2_000, 1)),
        ((1, 50_000), (1, 2_000)),
        ((1, 1), (1, 1)),
        ((2, 1), (2, 1)),
        ((16_383, 3_000), (2_000, 366)),
    ],
)
def test_accept_takes_a_picture_of_any_shape(size, kept):
    picture = taken(saved(Image.new("1", size, 1), "PNG"))

    assert (picture.width, picture.height) == kept
    for file in made_of(picture):
        assert opened(file.content).size == (file.width, file.height)
        assert opened(file.content).convert("RGB").getpixel((0, 0)) == WHITE


def test_accept_takes_fifty_million_pixels():
    picture = taken(saved(Image.new("1", (50_000, 1_000)), "PNG"))

    assert (picture.width, picture.height) == (2_000, 40)


def test_accept_takes_twenty_megabytes():
    content = saved(halves(), "PNG")

    picture = taken(content + bytes(20 * 1024 * 1024 - len(content)))

    assert (picture.width, picture.height) == (300, 200)
