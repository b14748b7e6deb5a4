"""The media library: pictures and files for download."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, TypedDict

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def unguessable_stem(folder: str) -> str:
    """A name of ours: a draft's picture must not be found by guessing, nor a name run as a path."""
    return f"{folder}/{secrets.token_urlsafe(16)}"


def unguessable_name(folder: str, filename: str) -> str:
    extension = filename.rpartition(".")[2].lower()
    return f"{unguessable_stem(folder)}.{extension}"


def picture_name(_image: "Image", filename: str) -> str:
    return unguessable_name("pictures", filename)


def attachment_name(_attachment: "Attachment", filename: str) -> str:
    return unguessable_name("attachments", filename)


# In the order in which browsers are asked to choose: the smallest files first.
RenditionType = Literal["avif", "webp"]
RENDITION_TYPES: tuple[RenditionType, ...] = ("avif", "webp")

# Narrower files of a whole picture are made for the logo of the site; no other place is so small.
NARROWEST_ON_PAGES = 480
SHARPEST_SCREEN = 3  # pixels for each CSS pixel, in one direction


class Rendition(TypedDict):
    """A picture, or its crop for lists, in one width and format; a member of `Image.renditions`."""

    crop: bool
    type: RenditionType
    width: int
    height: int
    name: str


@dataclass(frozen=True, kw_only=True)
class PictureSource:
    """The files of one format, as `<source>` names them."""

    media_type: str
    srcset: str


@dataclass(frozen=True, kw_only=True)
class PrintedPicture:
    """What a page needs to print a picture: the file for every browser, and better ones."""

    url: str
    width: int
    height: int
    sources: Sequence[PictureSource]


class Image(models.Model):
    """A picture as it was accepted: upright, without metadata, with a 3:2 crop for lists."""

    file = models.FileField(_("picture"), upload_to=picture_name, max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width in pixels"), editable=False)
    height = models.PositiveIntegerField(_("height in pixels"), editable=False)
    thumbnail = models.FileField(upload_to=picture_name, max_length=200, editable=False)
    thumbnail_width = models.PositiveIntegerField(editable=False)
    thumbnail_height = models.PositiveIntegerField(editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    digest = models.CharField("SHA-256", max_length=64, editable=False)
    # The same picture in other widths and formats, as `images.accept` made them; a list of
    # `Rendition`. In the row, so that a page prints its pictures without a query of their own.
    renditions = models.JSONField(default=list, blank=True, editable=False)
    focal_x = models.FloatField(
        _("focal point, from the left"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the left edge, 1 the right edge; lists crop around this point."),
    )
    focal_y = models.FloatField(
        _("focal point, from the top"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the top edge, 1 the bottom edge."),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It says nothing that the text does not say: screen readers pass over it."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True, default="")
    credit = models.CharField(_("credit"), max_length=200, blank=True, default="")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    alt_en: str | None
    alt_zh_hans: str | None
    caption_en: str | None
    caption_zh_hans: str | None

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    width__gt=0, height__gt=0, thumbnail_width__gt=0, thumbnail_height__gt=0
                ),
                name="image_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_lies_inside",
            ),
        ]

    def __str__(self) -> str:
        named = self.alt or self.alt_zh_hans or self.alt_en
        return named or gettext("Picture {number}").format(number=self.pk)

    def alt_in(self, language: str) -> str:
        """The alternative text in exactly this language, or nothing."""
        return getattr(self, f"alt_{language.replace('-', '_')}") or ""

    def lacks_alt_in(self, language: str) -> bool:
        """Whether a reader of this language would hear nothing where there is something to say."""
        return not self.is_decorative and not self.alt_in(language)

    def whole(self) -> PrintedPicture:
        return self._printed_whole(
            [
                each
                for each in self._made(crop=False)
                if each["width"] >= min(NARROWEST_ON_PAGES, self.width)
            ]
        )

    def whole_within(self, width: int) -> PrintedPicture:
        """The same for a place of so many CSS pixels: only the files a screen may choose there."""
        return self._printed_whole(
            [each for kind in RENDITION_TYPES for each in self._choice(kind, place=width)]
        )

    def crop(self) -> PrintedPicture:
        """The part around the focal point, three by two, as lists show it."""
        return PrintedPicture(
            url=self.thumbnail.url,
            width=self.thumbnail_width,
            height=self.thumbnail_height,
            sources=self._sources(self._made(crop=True)),
        )

    def _printed_whole(self, made: Sequence[Rendition]) -> PrintedPicture:
        return PrintedPicture(
            url=self.file.url, width=self.width, height=self.height, sources=self._sources(made)
        )

    def _made(self, *, crop: bool) -> list[Rendition]:
        """The narrow ones first."""
        made: list[Rendition] = [each for each in self.renditions if each["crop"] == crop]
        return sorted(made, key=itemgetter("width"))

    def _choice(self, kind: RenditionType, *, place: int) -> list[Rendition]:
        """From the width of the place up to what sharp screens ask; none if all are blurred."""
        made = [each for each in self._made(crop=False) if each["type"] == kind]
        wide = [each for each in made if each["width"] >= min(place, self.width)]
        if not wide or wide[-1]["width"] < min(2 * place, self.width):
            return []
        too_narrow = [each for each in wide if each["width"] < SHARPEST_SCREEN * place]
        return wide[: len(too_narrow) + 1]

    def _sources(self, made: Sequence[Rendition]) -> list[PictureSource]:
        url = self.file.storage.url
        files = {
            kind: [f"{url(each['name'])} {each['width']}w" for each in made if each["type"] == kind]
            for kind in RENDITION_TYPES
        }
        return [
            PictureSource(media_type=f"image/{kind}", srcset=", ".join(named))
            for kind, named in files.items()
            if named
        ]

    def file_names(self) -> list[str]:
        """Every file this row names."""
        return [
            str(self.file.name),
            str(self.thumbnail.name),
            *(rendition["name"] for rendition in self.renditions),
        ]


class Attachment(models.Model):
    """A file for download beside a story."""

    file = models.FileField(_("file"), upload_to=attachment_name, max_length=200, editable=False)
    title = models.CharField(
        _("title"),
        max_length=200,
        help_text=_("A reader sees the file in those languages in which it has a title."),
    )
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    poster = models.ForeignKey(
        Image,
        verbose_name=_("still picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="poster_of",
        help_text=_("Of a film: what readers see before they play it."),
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    digest = models.CharField("SHA-256", max_length=64, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    title_en: str | None
    title_zh_hans: str | None

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(title_en__isnull=False, title_en__gt="")
                | Q(title_zh_hans__isnull=False, title_zh_hans__gt=""),
                name="attachment_has_a_title",
                violation_error_message=_("Give the title in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.title_zh_hans or self.title_en or str(self.file.name)

    @property
    def extension(self) -> str:
        """The kind of file in capital letters, as printed beside the link: PDF."""
        return str(self.file.name).rpartition(".")[2].upper()
