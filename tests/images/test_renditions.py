"""One picture in every width and format that pages ask for, and its crop for lists."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image

from articles.images import NotAPicture, crop
from tests.images.files import (
    BLACK,
    BLUE,
    GREEN,
    RED,
    WHITE,
    colour,
    corners,
    halves,
    made_of,
    opened,
    quarters,
    saved,
    taken,
)

PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


def listed(files):
    return [(each.extension, each.width, each.height) for each in files]


def pairs(*sizes):
    return [(extension, *size) for size in sizes for extension in ("webp", "avif")]


def test_a_large_picture_is_made_in_every_width():
    picture = taken(saved(quarters((3_000, 2_000)), "JPEG"))

    assert listed([picture, picture.crop]) == [("jpg", 2_000, 1_333), ("jpg", 720, 480)]
    assert listed(picture.renditions) == pairs(
        *((2_000, 1_333), (1_440, 960), (960, 640), (480, 320)),
        *((432, 288), (216, 144), (96, 64), (48, 32)),
    )
    assert listed(picture.crop.renditions) == pairs(
        (1_440, 960), (720, 480), (480, 320), (240, 160)
    )


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((2_000, 10), [2_000, 1_440, 960, 480, 432, 216, 96, 48]),
        ((1_333, 2_000), [1_333, 960, 480, 432, 216, 96, 48]),
        ((1_152, 100), [1_152, 960, 480, 432, 216, 96, 48]),
        ((1_151, 100), [1_151, 480, 432, 216, 96, 48]),  # 960 would save next to nothing
        ((480, 300), [480, 216, 96, 48]),
        ((57, 40), [57]),
        ((7, 5), [7]),
        ((1, 2_000), [1]),
    ],
)
def test_no_picture_is_made_wider_than_it_is(size, widths):
    picture = taken(saved(Image.new("RGB", size), "PNG"))

    assert [each.width for each in picture.renditions[::2]] == widths
    assert all(each.height >= 1 for each in picture.renditions)


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1_500, 1_000), [1_440, 720, 480, 240]),
        ((1_000, 1_500), [999, 720, 480, 240]),
        ((720, 480), [720, 480, 240]),
        ((300, 900), [300, 240]),
        ((200, 900), [198]),
        ((1, 1), [3]),
    ],
)
def test_no_crop_is_made_wider_than_its_picture_and_each_is_three_by_two(size, widths):
    picture = taken(saved(Image.new("RGB", size), "PNG"))

    assert [each.width for each in picture.crop.renditions[::2]] == widths
    assert all(3 * each.height == 2 * each.width for each in picture.crop.renditions)


@pytest.mark.parametrize("content", [saved(quarters((1_500, 1_000)), "PNG")])
def test_every_file_is_what_its_name_says_and_shows_the_picture(content):
    picture = taken(content)

    for file in made_of(picture):
        image = opened(file.content)
        assert image.format == PILLOW_NAMES[file.extension]
        assert image.size == (file.width, file.height)
        assert corners(file) == (RED, GREEN, BLUE, WHITE)


def test_what_shines_through_does_so_in_every_width_of_the_whole_picture():
    image = Image.new("RGBA", (1_000, 400), (*BLUE, 255))
    image.paste((0, 0, 0, 0), (0, 0, 500, 400))

    picture = taken(saved(image, "PNG"))

    assert {(each.width, each.height) for each in picture.renditions} >= {(480, 192), (96, 38)}
    for file in [picture, *picture.renditions]:
        left, right = (opened(file.content).getpixel((file.width * x // 4, 9)) for x in (1, 3))
        assert left[3] == 0
        assert right[3] == 255


def test_a_crop_of_what_shines_through_stands_on_white():
    image = Image.new("RGBA", (900, 600), (0, 0, 0, 0))
    image.paste((*BLACK, 255), (450, 0, 900, 600))

    picture = taken(saved(image, "PNG"))

    for file in [picture.crop, *picture.crop.renditions]:
        assert opened(file.content).mode == "RGB"
        assert corners(file) == (WHITE, BLACK, WHITE, BLACK)


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
def test_the_thumbnail_is_three_by_two(size, thumbnail):
    picture = taken(saved(Image.new("RGB", size), "PNG"))

    assert (picture.crop.width, picture.crop.height) == thumbnail
    assert opened(picture.crop.content).size == thumbnail


@pytest.mark.parametrize(
    ("focal_point", "seen"),
    [
        ((0.0, 0.5), (RED, RED)),
        ((1.0, 0.5), (BLUE, BLUE)),
        ((0.5, 0.5), (RED, BLUE)),
        ((-7.0, 0.5), (RED, RED)),
        ((7.0, 0.5), (BLUE, BLUE)),
    ],
)
def test_the_crop_keeps_what_is_at_the_focal_point(focal_point, seen):
    content = saved(halves((1_200, 200)), "PNG")

    picture = taken(content, focal_point=focal_point)
    again = crop(BytesIO(content), focal_point=focal_point)

    assert again == picture.crop
    for file in [again, *again.renditions]:
        assert corners(file) == seen * 2


def test_the_crop_keeps_the_middle_unless_told():
    picture = taken(saved(halves((1_200, 200)), "PNG"))

    assert [colour(picture.crop.content, x, 100) for x in (10, 290)] == [RED, BLUE]


def test_a_crop_of_no_picture_is_refused():
    with pytest.raises(NotAPicture) as refusal:
        crop(BytesIO(b"no picture"), focal_point=(0.5, 0.5))

    assert refusal.value.code == "not_a_picture"


def a_pattern() -> bytes:
    """As PNG it is far smaller than in the formats for photographs: rows of one tile, repeated."""
    tile = Image.frombytes("L", (20, 600), Random(1).randbytes(12_000))
    image = Image.new("RGBA", (1_000, 600))
    for step in range(0, 960, 20):
        image.paste(tile.point(lambda grey: 255 * (grey > 127)), (step, 0))
    return saved(image, "PNG")


def grain() -> bytes:
    """The worst there is for every encoder."""
    return saved(Image.frombytes("RGB", (900, 600), Random(1).randbytes(1_620_000)), "PNG")


@pytest.mark.parametrize("make", [a_pattern, grain, lambda: saved(quarters(), "PNG")])
def test_no_file_is_larger_than_the_one_it_stands_for(make):
    picture = taken(make())

    for whole in (picture, picture.crop):
        stood_for = [each for each in whole.renditions if each.width <= whole.width]
        assert all(each.size < whole.size for each in stood_for)


def test_a_format_that_saves_nothing_at_full_width_is_kept_for_the_logo_only():
    picture = taken(a_pattern())

    assert picture.extension == "png"
    assert {each.width for each in picture.renditions} <= {432, 216, 96, 48}
    assert ("avif", 96, 58) in listed(picture.renditions)


def test_each_width_is_made_from_the_one_before_and_encoded_once(monkeypatch):
    # What keeps a large picture below four seconds; benchmarks/pictures.py has the seconds.
    resized, encoded = [], []
    resize, save = Image.Image.resize, Image.Image.save

    def note_resize(image, size, *args, **options):
        resized.append((image.width, size[0]))
        return resize(image, size, *args, **options)

    def note_save(image, target, kind, **options):
        encoded.append((kind, image.width))
        return save(image, target, kind, **options)

    content = saved(halves((6_000, 4_000)), "JPEG")
    monkeypatch.setattr(Image.Image, "resize", note_resize)
    monkeypatch.setattr(Image.Image, "save", note_save)
    taken(content)

    assert resized == [
        *((3_000, 2_000), (2_000, 1_440), (1_440, 960), (960, 480)),
        *((2_000, 432), (432, 216), (216, 96), (96, 48)),
        *((2_000, 1_440), (1_440, 720), (1_440, 720), (720, 480), (480, 240)),
    ], "decoded at half its size, because JPEG can"
    assert sorted(encoded) == sorted(
        [
            *(("JPEG", 2_000), ("JPEG", 720)),
            *((kind, width) for kind in ("WEBP", "AVIF") for width in (2_000, 1_440, 960, 480)),
            *((kind, width) for kind in ("WEBP", "AVIF") for width in (432, 216, 96, 48)),
            *((kind, width) for kind in ("WEBP", "AVIF") for width in (1_440, 720, 480, 240)),
        ]
    )
