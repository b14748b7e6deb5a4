"""What an admin sets for the whole site: its names, its look and its foot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.media import Image

NOT_AN_ADDRESS = _(
    "This is not an address a link can lead to: begin it with https://, or with one slash for a "
    "path of this site, and write no spaces."
)
# Browsers read "/\" as "//": such a path leads to another site.
ADDRESS = re.compile(r"https?://[^\s/\\]\S*|/([^\s/\\]\S*)?")


def sound_address(value: str) -> None:
    """Refuses what a link cannot lead to."""
    if not ADDRESS.fullmatch(value):
        raise ValidationError(NOT_AN_ADDRESS)


def begins_soundly(column: str) -> Q:
    """What the database can tell of `sound_address`."""

    def begins(start: str) -> Q:
        return Q(**{f"{column}__startswith": start})

    return begins("https://") | begins("http://") | (begins("/") & ~begins("//"))


class Palette(models.TextChoices):
    """The accent colours of the public pages; each is a few lines of `static/css/site.css`."""

    ACADEMIC_BLUE = "blue", _("academic blue")
    CINNABAR = "cinnabar", _("cinnabar red")
    PINE = "pine", _("pine green")
    PLUM = "plum", _("plum")
    TEAL = "teal", _("lake teal")
    OCHRE = "ochre", _("ochre")

    @property
    def accent(self) -> "Accent":
        return ACCENTS[self.value]


@dataclass(frozen=True, kw_only=True)
class Accent:
    """The colour of a palette, for what cannot read the style sheet: the icon and the desk."""

    by_day: str
    by_night: str


ACCENTS: Mapping[str, Accent] = {
    Palette.ACADEMIC_BLUE: Accent(by_day="#123f73", by_night="#a3c5f0"),
    Palette.CINNABAR: Accent(by_day="#8f1f14", by_night="#f5b1a3"),
    Palette.PINE: Accent(by_day="#1c4f2e", by_night="#a2d3ae"),
    Palette.PLUM: Accent(by_day="#6a2158", by_night="#e3b3d6"),
    Palette.TEAL: Accent(by_day="#004f5c", by_night="#8fd3dc"),
    Palette.OCHRE: Accent(by_day="#6b4300", by_night="#e9c283"),
}


class SiteSettings(models.Model):
    """One row; where a name is empty, that of the environment stands."""

    name = models.CharField(
        _("name of the site"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("In the masthead and in titles. Empty: the name given at installation."),
    )
    tagline = models.CharField(
        _("tagline"),
        max_length=160,
        blank=True,
        default="",
        help_text=_("One line below the name, and what search engines show of the home page."),
    )
    logo = models.ForeignKey(
        Image,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="logo_of",
        help_text=_("Stands before the name. A square or wide PNG with a transparent ground."),
    )
    palette = models.CharField(
        _("colours"), max_length=20, choices=Palette, default=Palette.ACADEMIC_BLUE
    )
    address = models.TextField(
        _("postal address"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("In the foot of every page; several lines are possible."),
    )
    filing_number = models.CharField(
        _("filing number"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("The number under which the site is filed (ICP), as the law wants it shown."),
    )
    filing_address = models.CharField(
        _("link of the filing number"),
        max_length=300,
        blank=True,
        default="",
        validators=[sound_address],
        help_text=_(
            "Where the number leads, such as https://beian.miit.gov.cn/. Empty: it is no link."
        ),
    )
    # Raised by each save, so that the second of two admins is told.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="sitesettings_is_one_row"),
            models.CheckConstraint(
                condition=Q(palette__in=Palette.values), name="sitesettings_palette_is_known"
            ),
            models.CheckConstraint(
                condition=Q(filing_address="") | begins_soundly("filing_address"),
                name="sitesettings_filing_address_is_sound",
                violation_error_message=NOT_AN_ADDRESS,
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "SiteSettings":
        """The row with its logo; as long as nobody saved one, what stands without it."""
        return cls.objects.select_related("logo").first() or cls(id=1)

    def name_in(self, language: str) -> str:
        """The name in exactly this language: the admin's, or else that of the environment."""
        return self.words_in(language, "name") or settings.SITE_NAMES[language]

    def words_in(self, language: str, column: str) -> str:
        """A translated column in exactly this language, or nothing."""
        return getattr(self, f"{column}_{language.replace('-', '_')}") or ""


class FootLink(models.Model):
    """A link in the foot of every page of one language."""

    site = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="foot_links")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    words = models.CharField(_("words of the link"), max_length=80)
    address = models.CharField(
        _("address of the link"),
        max_length=300,
        validators=[sound_address],
        help_text=_("https://www.example.edu.cn/ or a path of this site that begins with /"),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Smaller numbers come first.")
    )

    class Meta:
        verbose_name = _("link in the foot")
        verbose_name_plural = _("links in the foot")
        ordering = ["language", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=begins_soundly("address"),
                name="footlink_address_is_sound",
                violation_error_message=NOT_AN_ADDRESS,
            ),
            models.CheckConstraint(condition=~Q(words=""), name="footlink_has_words"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="footlink_language_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.words
