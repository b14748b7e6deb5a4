"""Accepted pictures and files become rows of the library."""

from django.core.files.base import ContentFile

from articles.images import Picture
from articles.models import Image


def put_picture(image: Image, *, picture: Picture) -> None:
    """Puts an accepted picture into a row, which the caller saves.

    The files of an earlier picture stay: a page kept in a cache somewhere may still show them.
    """
    image.width, image.height = picture.width, picture.height
    image.thumbnail_width = picture.thumbnail_width
    image.thumbnail_height = picture.thumbnail_height
    image.size, image.digest = len(picture.content), picture.digest
    image.file.save(f"picture.{picture.extension}", ContentFile(picture.content), save=False)
    image.thumbnail.save("thumbnail.jpg", ContentFile(picture.thumbnail), save=False)
