"""What a row of the library tells a page about its picture."""

import pytest

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
