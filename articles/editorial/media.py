"""Accepted pictures and files become rows of the library: all files first, then the row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from articles import images
from articles.attachments import AcceptedFile
from articles.editorial.page_text import refresh_pages_with
from articles.images import Crop, Encoded, NotAPicture, Picture
from articles.models import Attachment, Image, Rendition
from articles.models.media import RENDITION_TYPES, unguessable_stem

FOLDER = "pictures"
# What `put_crop`, `put_picture` and `put_file` change, with the point that a crop was made around.
CROP_COLUMNS = frozenset(
    {"thumbnail", "thumbnail_width", "thumbnail_height", "renditions", "focal_x", "focal_y"}
)
PICTURE_COLUMNS = CROP_COLUMNS | {"file", "width", "height", "size", "digest"}
FILE_COLUMNS = frozenset({"file", "media_type", "size", "digest"})
Files = Mapping[str, Encoded]


def put_picture(image: Image, *, picture: Picture) -> None:
    """Stores an accepted picture and puts it into a row, which the caller saves.

    Call it before a transaction begins, if you can: it writes files. Those of an earlier picture
    stay, because a page kept in a cache somewhere may still show them.
    """
    stem = unguessable_stem(FOLDER)
    name, thumbnail = f"{stem}.{picture.extension}", thumbnail_name(stem)
    whole = named(stem, picture.renditions)
    crop = named(crop_stem(stem), picture.crop.renditions)
    store({name: picture, thumbnail: picture.crop, **whole, **crop})
    image.file, image.width, image.height = name, picture.width, picture.height
    image.size, image.digest = len(picture.content), picture.digest
    put_thumbnail(image, thumbnail, picture.crop)
    image.renditions = rows(whole, is_crop=False) + rows(crop, is_crop=True)


def put_crop(image: Image, *, crop: Crop) -> None:
    """The same for a crop around another point; the picture itself keeps its files.

    Under new names, because browsers keep a file for ever.
    """
    stem = unguessable_stem(FOLDER)
    thumbnail, files = thumbnail_name(stem), named(crop_stem(stem), crop.renditions)
    store({thumbnail: crop, **files})
    put_thumbnail(image, thumbnail, crop)
    whole = [rendition for rendition in image.renditions if not rendition["crop"]]
    image.renditions = whole + rows(files, is_crop=True)


def put_thumbnail(image: Image, name: str, crop: Crop) -> None:
    image.thumbnail = name
    image.thumbnail_width, image.thumbnail_height = crop.width, crop.height


def crop_stem(stem: str) -> str:
    return f"{stem}-crop"


def thumbnail_name(stem: str) -> str:
    return f"{crop_stem(stem)}.jpg"


def named(stem: str, renditions: Sequence[Encoded]) -> dict[str, Encoded]:
    """One stem for all files of a picture: a page that names many of them is packed well."""
    return {f"{stem}-{each.width}.{each.extension}": each for each in renditions}


def rows(files: Files, *, is_crop: bool) -> list[Rendition]:
    return [
        Rendition(crop=is_crop, type=kind, width=file.width, height=file.height, name=name)
        for kind in RENDITION_TYPES
        for name, file in files.items()
        if file.extension == kind
    ]


def store(files: Files) -> None:
    """Every file, or after an error none: a row never names a file that is not there."""
    stored: list[str] = []
    try:
        for name, file in files.items():
            stored.append(default_storage.save(name, ContentFile(file.content)))
    except BaseException:
        delete_files(stored)
        raise


def delete_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def change_picture(image: Image, *, columns: Collection[str]) -> None:
    """Writes these columns only: making a picture takes long, and others may have changed the rest.

    A crop is left out where somebody has exchanged the picture it was cut from. Where the row is
    gone this raises `Image.DoesNotExist`, and no file of the picture stays.
    """
    try:
        write_picture(image, columns=frozenset(columns))
    except Image.DoesNotExist:
        delete_files(image.file_names())
        raise
    image.refresh_from_db()


@transaction.atomic
def write_picture(image: Image, *, columns: frozenset[str]) -> None:
    stored = Image.objects.select_for_update(of=("self",)).get(pk=image.pk)
    is_crop_alone = "thumbnail" in columns and "file" not in columns
    if is_crop_alone and stored.file.name != image.file.name:
        columns -= CROP_COLUMNS
        transaction.on_commit(partial(delete_files, crop_names(image)))
    image.save(update_fields=columns)


def crop_names(image: Image) -> list[str]:
    crops = (rendition["name"] for rendition in image.renditions if rendition["crop"])
    return [str(image.thumbnail.name), *crops]


def remove_picture(image: Image) -> None:
    """The row now, its files when the row is gone for good."""
    names = image.file_names()
    image.delete()
    transaction.on_commit(partial(delete_files, names))


def put_file(attachment: Attachment, *, accepted: AcceptedFile, content: Any) -> None:
    """Stores an accepted file and puts it into a row, which the caller saves."""
    attachment.media_type = accepted.media_type
    attachment.size, attachment.digest = accepted.size, accepted.digest
    attachment.file.save(f"file.{accepted.extension}", content, save=False)


def change_attachment(attachment: Attachment, *, columns: Collection[str]) -> None:
    """As `change_picture`: these columns only, or `Attachment.DoesNotExist` and no file stays."""
    try:
        write_attachment(attachment, columns=columns)
    except Attachment.DoesNotExist:
        delete_files([str(attachment.file.name)])
        raise
    attachment.refresh_from_db()


@transaction.atomic
def write_attachment(attachment: Attachment, *, columns: Collection[str]) -> None:
    Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    attachment.save(update_fields=columns)


def remove_attachment(attachment: Attachment) -> None:
    """The row now, its file when the row is gone for good."""
    name = str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(partial(delete_files, [name]))


def make_renditions(*, say: Callable[[str], object], complain: Callable[[str], object]) -> int:
    """Makes the widths of pictures that have none, and returns the number of pictures it left out.

    Each picture is done by itself: after a stop the next call goes on with the rest.
    """
    missing = list(Image.objects.filter(renditions=[]).order_by("pk").values_list("pk", flat=True))
    left_out = 0
    for number, pk in enumerate(missing, start=1):
        image = Image.objects.filter(pk=pk, renditions=[]).first()
        if not image:
            continue  # done or removed by someone else in the meantime
        try:
            add_renditions(image)
        except (OSError, NotAPicture) as error:
            complain(f"{image.file.name}: {error}")
            left_out += 1
        else:
            say(f"{number} of {len(missing)}: {image.file.name}")
    return left_out


def add_renditions(image: Image) -> None:
    """The widths beside the stored files, unless someone replaced these while they were made."""
    with image.file.open() as stored:
        content = BytesIO(stored.read())
    picture = images.accept(content, focal_point=(image.focal_x, image.focal_y))
    stem = unguessable_stem(FOLDER)
    whole, crop = named(stem, picture.renditions), named(crop_stem(stem), picture.crop.renditions)
    store({**whole, **crop})
    as_read = Image.objects.filter(
        pk=image.pk, file=image.file.name, thumbnail=image.thumbnail.name, renditions=[]
    )
    updated = as_read.update(renditions=rows(whole, is_crop=False) + rows(crop, is_crop=True))
    if updated:
        image.refresh_from_db()
        refresh_pages_with(image)
    else:
        delete_files([*whole, *crop])
