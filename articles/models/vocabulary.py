"""The words stories are filed under: sections, sources, translators, tags, departments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

HAS_A_NAME = Q(name_en__isnull=False, name_en__gt="") | Q(
    name_zh_hans__isnull=False, name_zh_hans__gt=""
)


class Vocabulary(models.Model):
    """A named thing with one slug for all languages; its name is translated."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        help_text=_("The word in the address, the same in every language: campus-life"),
    )
    is_demo = models.BooleanField(default=False, editable=False)

    name_en: str | None
    name_zh_hans: str | None

    class Meta:
        abstract = True
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=HAS_A_NAME,
                name="%(class)s_has_a_name",
                violation_error_message=_("Give the name in at least one language."),
            )
        ]

    def __str__(self) -> str:
        """The name in the reader's language, else in any: staff must be able to tell them apart."""
        return (
            self.name_in(get_language() or "en") or self.name_zh_hans or self.name_en or self.slug
        )

    def name_in(self, language: str) -> str:
        """The name in exactly this language, or nothing."""
        return getattr(self, f"name_{language.replace('-', '_')}") or ""


class Department(Vocabulary):
    """A part of the university: who staff belong to, whose stories are whose."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class Section(Vocabulary):
    """A column of the site; every article stands in exactly one."""

    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Smaller numbers come first in the menu.")
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "id"]


class Source(Vocabulary):
    """Where a story came from, printed as "Source: …"."""

    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("If the source is a department of the university."),
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")


class Translator(Vocabulary):
    """A person or a department, printed as "Translated by …"."""

    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("If the translator is a department of the university."),
    )

    class Meta(Vocabulary.Meta):
        verbose_name = _("translator")
        verbose_name_plural = _("translators")


class Tag(Vocabulary):
    """A subject that runs across sections."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
