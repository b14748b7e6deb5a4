"""Accepted pictures on their way into the library: files, names and rows."""

import re
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image as Pillow

from articles import images
from articles.editorial.media import add_renditions, put_crop, put_picture, remove_picture
from articles.models import Image, PressRun
from tests.factories import an_image

pytestmark = pytest.mark.django_db


def accepted(size=(600, 400), *, left="red", right="blue", focal_point=(0.5, 0.5)):
    drawing = Pillow.new("RGB", size, left)
    drawing.paste(right, (size[0] // 2, 0, *size))
    content = BytesIO()
    drawing.save(content, "PNG")
    content.seek(0)
    return images.accept(content, focal_point=focal_point)


def a_kept_picture(picture=None) -> Image:
    image = Image(alt_en="A lake", alt_zh_hans="湖")
    put_picture(image, picture=picture or accepted())
    image.save()
    return image


def a_picture_of_former_times() -> Image:
    """As it was kept before there were renditions."""
    image = a_kept_picture()
    for rendition in image.renditions:
        default_storage.delete(rendition["name"])
    image.renditions = []
    image.save()
    return image


def stored() -> set[str]:
    return {f"pictures/{name}" for name in default_storage.listdir("pictures")[1]}


def content_of(name) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def colour_at_the_left(name):
    with default_storage.open(name) as file, Pillow.open(file) as picture:
        pixel = picture.convert("RGB").getpixel((5, 5))
    return "RGB"[pixel.index(max(pixel))]


def test_a_picture_is_kept_with_all_its_files_under_one_name_that_cannot_be_guessed():
    picture = accepted()

    image = a_kept_picture(picture)

    image.refresh_from_db()
    stem = re.fullmatch(r"(pictures/[A-Za-z0-9_-]{22})\.jpg", image.file.name)[1]
    assert (image.width, image.height) == (600, 400)
    assert (image.size, image.digest) == (len(picture.content), picture.digest)
    assert image.thumbnail.name == f"{stem}-crop.jpg"
    assert (image.thumbnail_width, image.thumbnail_height) == (600, 400)
    assert image.renditions == [
        {"crop": crop, "type": kind, "width": width, "height": height, "name": f"{stem}{name}"}
        for crop, kind, width, height, name in [
            (False, "avif", 600, 400, "-600.avif"),
            (False, "avif", 480, 320, "-480.avif"),
            (False, "avif", 432, 288, "-432.avif"),
            (False, "avif", 216, 144, "-216.avif"),
            (False, "avif", 96, 64, "-96.avif"),
            (False, "avif", 48, 32, "-48.avif"),
            (False, "webp", 600, 400, "-600.webp"),
            (False, "webp", 480, 320, "-480.webp"),
            (False, "webp", 432, 288, "-432.webp"),
            (False, "webp", 216, 144, "-216.webp"),
            (False, "webp", 96, 64, "-96.webp"),
            (False, "webp", 48, 32, "-48.webp"),
            (True, "avif", 600, 400, "-crop-600.avif"),
            (True, "avif", 480, 320, "-crop-480.avif"),
            (True, "avif", 240, 160, "-crop-240.avif"),
            (True, "webp", 600, 400, "-crop-600.webp"),
            (True, "webp", 480, 320, "-crop-480.webp"),
            (True, "webp", 240, 160, "-crop-240.webp"),
        ]
    ]
    assert stored() == set(image.file_names())
    assert content_of(image.file.name) == picture.content
    assert content_of(f"{stem}-480.avif") == picture.renditions[3].content


def test_another_picture_has_other_names_and_the_old_files_stay():
    image = a_kept_picture()
    before = image.file_names()

    put_picture(image, picture=accepted((300, 200)))
    image.save()

    assert set(before).isdisjoint(image.file_names())
    assert stored() == {*before, *image.file_names()}
    assert {rendition["width"] for rendition in image.renditions} == {300, 240, 216, 96, 48}


def test_another_crop_has_other_names_and_leaves_the_picture_alone():
    image = a_kept_picture(accepted((1_200, 400)))
    before = image.file_names()
    whole = [rendition for rendition in image.renditions if not rendition["crop"]]

    with image.file.open() as file:
        put_crop(image, crop=images.crop(file, focal_point=(1.0, 0.5)))
    image.save()

    new = set(image.file_names()) - set(before)
    assert image.file.name == before[0]
    assert [each for each in image.renditions if not each["crop"]] == whole
    assert new == {
        image.thumbnail.name,
        *(each["name"] for each in image.renditions if each["crop"]),
    }
    assert {colour_at_the_left(name) for name in new} == {"B"}
    assert set(before) < stored()


def test_an_error_in_the_middle_leaves_no_file_and_the_row_as_it_was(monkeypatch):
    image = a_kept_picture()
    before, files = image.file_names(), stored()
    save = default_storage.save

    def full_disk(name, content):
        if name.endswith("-crop-480.webp"):
            raise OSError("no space left")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", full_disk)
    with pytest.raises(OSError, match="no space left"):
        put_picture(image, picture=accepted((700, 400)))

    assert (image.file_names(), image.width) == (before, 600)
    assert stored() == files


@pytest.mark.django_db(transaction=True)
def test_a_removed_picture_takes_its_files_along():
    image, other = a_kept_picture(), a_kept_picture()

    remove_picture(image)

    assert list(Image.objects.all()) == [other]
    assert stored() == set(other.file_names())


# Pictures of former times


def test_renditions_are_made_for_pictures_that_have_none_and_for_no_others():
    old, new = a_picture_of_former_times(), a_kept_picture()
    kept = (old.file.name, old.thumbnail.name, old.digest)
    said, run = StringIO(), PressRun.objects.filter(id=1).values_list("number", flat=True)

    call_command("make_renditions", stdout=said)
    call_command("make_renditions", stdout=said)

    files = new.file_names()
    old.refresh_from_db()
    new.refresh_from_db()
    assert said.getvalue().splitlines() == [f"1 of 1: {old.file.name}"]
    assert (old.file.name, old.thumbnail.name, old.digest) == kept
    assert [each["width"] for each in old.renditions] == [
        *([600, 480, 432, 216, 96, 48] * 2),
        *([600, 480, 240] * 2),
    ]
    assert new.file_names() == files
    assert stored() == {*old.file_names(), *files}
    assert list(run) == [1], "pages that are kept rendered show the old markup"


def test_renditions_are_cut_around_the_focal_point():
    image = a_kept_picture(accepted((1_200, 400), focal_point=(1.0, 0.5)))
    Image.objects.filter(pk=image.pk).update(renditions=[], focal_x=1.0)

    call_command("make_renditions", stdout=StringIO())

    image.refresh_from_db()
    assert {colour_at_the_left(each["name"]) for each in image.renditions if each["crop"]} == {"B"}


def test_a_lost_or_broken_file_is_told_and_the_others_are_done():
    lost, broken, sound = an_image(), a_picture_of_former_times(), a_picture_of_former_times()
    default_storage.delete(broken.file.name)
    default_storage.save(broken.file.name, BytesIO(b"no picture"))
    said, complained = StringIO(), StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("make_renditions", stdout=said, stderr=complained)

    assert str(refusal.value) == "2 pictures could not be read; they are shown as before."
    lines = complained.getvalue().splitlines()
    assert [line.partition(":")[0] for line in lines] == [lost.file.name, broken.file.name]
    assert said.getvalue().splitlines() == [f"3 of 3: {sound.file.name}"]
    sound.refresh_from_db()
    assert len(sound.renditions) == 18


def test_renditions_of_a_picture_that_was_replaced_meanwhile_are_thrown_away():
    as_read = a_picture_of_former_times()
    image = Image.objects.get(pk=as_read.pk)
    put_picture(image, picture=accepted((300, 200)))
    image.save()
    before, files = image.file_names(), stored()

    add_renditions(as_read)

    image.refresh_from_db()
    assert image.file_names() == before
    assert stored() == files
    assert not PressRun.objects.exists()
