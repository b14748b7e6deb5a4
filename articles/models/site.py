"""What an admin sets for the whole site: its names, its look and its foot."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.media import Image


class Palette(models.TextChoices):
    """The accent colours of the public pages; each is a few lines of `static/css/site.css`."""

    ACADEMIC_BLUE = "blue", _("academic blue")
    CINNABAR = "cinnabar", _("cinnabar red")
    PINE = "pine", _("pine green")
    PLUM = "plum", _("plum")
    TEAL = "teal", _("lake teal")
    OCHRE = "ochre", _("ochre")


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
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FootLink(models.Model):
    """A link in the foot of every page of one language."""

    site = models.ForeignKey(SiteSettings, on_delete=models.CASCADE, related_name="foot_links")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    words = models.CharField(_("words of the link"), max_length=80)
    address = models.CharField(
        _("address of the link"),
        max_length=300,
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
                condition=Q(address__startswith="https://")
                | Q(address__startswith="http://")
                | (Q(address__startswith="/") & ~Q(address__startswith="//")),
                name="footlink_address_is_sound",
                violation_error_message=_(
                    "An address begins with https://, or with one slash for a path of this site."
                ),
            ),
            models.CheckConstraint(condition=~Q(words=""), name="footlink_has_words"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="footlink_language_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.words
