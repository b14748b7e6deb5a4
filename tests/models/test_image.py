"""What a row of the library tells a page about its picture."""

import re

import pytest

from articles.models import Image
from tests.factories import a_rendition, an_image

pytestmark = pytest.mark.django_db
FILES = (
    a_rendition("lake-960.webp", width=960, height=640),
    a_rendition("lake-480.webp", width=480, height=320),
    a_rendition("lake-960.avif", width=960, height=640),
    a_rendition("lake-480.avif", width=480, height=320),
    a_rendition("lake-crop-240.avif", width=240, height=160),
    a_rendition("lake-crop-240.webp", width=240, height=160),
)


def test_the_whole_picture_is_offered_in_the_better_formats_first_the_narrow_files_first():
    image = an_image(renditions=FILES)

    whole = image.whole()

    assert (whole.url, whole.width, whole.height) == (image.file.url, 1200, 800)
    assert [(source.media_type, source.srcset) for source in whole.sources] == [
        ("image/avif", "/media/pictures/lake-480.avif 480w, /media/pictures/lake-960.avif 960w"),
        ("image/webp", "/media/pictures/lake-480.webp 480w, /media/pictures/lake-960.webp 960w"),
    ]


def test_the_crop_is_offered_with_its_own_files_only():
    image = an_image(renditions=FILES)

    crop = image.crop()

    assert (crop.url, crop.width, crop.height) == (image.thumbnail.url, 720, 480)
    assert [(source.media_type, source.srcset) for source in crop.sources] == [
        ("image/avif", "/media/pictures/lake-crop-240.avif 240w"),
        ("image/webp", "/media/pictures/lake-crop-240.webp 240w"),
    ]


def logo_files(*widths: int, kind: str = "avif"):
    return [a_rendition(f"seal-{width}.{kind}", width=width, height=width) for width in widths]


def srcsets(picture) -> list[tuple[str, list[str]]]:
    return [
        (source.media_type, re.findall(r" (\d+)w", source.srcset)) for source in picture.sources
    ]


ALL = (48, 96, 216, 432, 480, 960)


@pytest.mark.parametrize(
    ("own", "place", "widths"),
    [
        (960, 48, ["48", "96", "216"]),
        (960, 50, ["96", "216"]),
        (960, 144, ["216", "432"]),
        (960, 216, ["216", "432", "480", "960"]),
        (960, 320, ["432", "480", "960"]),
        (96, 216, ["96"]),  # all there is
    ],
)
def test_in_a_small_place_a_screen_chooses_between_few_files(own, place, widths):
    files = logo_files(*(width for width in ALL if width <= own))
    image = Image(file="pictures/seal.png", width=own, height=own, renditions=files)

    assert srcsets(image.whole_within(place)) == [("image/avif", widths)]


def test_a_format_with_blurred_files_only_is_not_offered_in_a_small_place():
    files = [*logo_files(48, 96), *logo_files(48, 96, 216, 960, kind="webp")]
    image = Image(file="pictures/seal.png", width=960, height=960, renditions=files)

    assert srcsets(image.whole_within(144)) == [("image/webp", ["216", "960"])]
    assert srcsets(image.whole_within(48)) == [
        ("image/avif", ["48", "96"]),
        ("image/webp", ["48", "96", "216"]),
    ]


@pytest.mark.parametrize(("own", "widths"), [(960, ["480", "960"]), (216, ["216"])])
def test_the_narrow_files_of_a_logo_are_not_printed_elsewhere(own, widths):
    files = logo_files(*(width for width in ALL if width <= own))
    image = Image(file="pictures/seal.png", width=own, height=own, renditions=files)

    assert srcsets(image.whole()) == [("image/avif", widths)]


def test_a_picture_of_former_times_has_only_its_file():
    image = an_image()

    assert image.whole().sources == image.crop().sources == []


def test_a_picture_is_told_without_asking_the_database(django_assert_num_queries):
    image = an_image(renditions=FILES)

    with django_assert_num_queries(0):
        image.whole()
        image.crop()


def test_a_picture_names_all_its_files():
    image = an_image(renditions=FILES[:2])

    assert image.file_names() == [
        image.file.name,
        image.thumbnail.name,
        "pictures/lake-960.webp",
        "pictures/lake-480.webp",
    ]


@pytest.mark.parametrize(
    ("alt_en", "is_decorative", "lacks"),
    [("A lake", False, False), ("", False, True), ("", True, False), ("A lake", True, False)],
)
def test_only_a_picture_that_says_something_lacks_its_words(alt_en, is_decorative, lacks):
    image = an_image(alt_en=alt_en, alt_zh_hans="湖", is_decorative=is_decorative)

    assert image.lacks_alt_in("en") is lacks
    assert image.lacks_alt_in("zh-hans") is False
