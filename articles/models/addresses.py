"""Addresses that were given out once and go on leading somewhere: of earlier sites, and slugs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from articles.models.media import Attachment
from articles.models.vocabulary import Section, Source, Tag, Translator
from articles.text.addresses import LONGEST_ADDRESS

TARGETS = ("article", "section", "attachment")
KINDS = ("section", "source", "translator", "tag")
ONE_TARGET = _("Choose one story, one section or one attachment: where the old address leads.")


def just_one(columns: tuple[str, ...]) -> Q:
    """The condition that exactly one of these columns is filled."""
    found = Q()
    for chosen in columns:
        found |= Q(**{f"{column}__isnull": column != chosen for column in columns})
    return found


class OldAddress(models.Model):
    """An address of an earlier site, in the form of `text.addresses`; answered with 301."""

    path = models.CharField(
        pgettext_lazy("of an earlier site", "old address"),
        max_length=LONGEST_ADDRESS,
        unique=True,
        help_text=_(
            "Begins with a slash, such as /info/1051/2345.htm; or paste the whole address: what "
            "follows the host is kept."
        ),
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="old_addresses",
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="old_addresses",
    )
    attachment = models.ForeignKey(
        Attachment,
        verbose_name=_("attachment"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="old_addresses",
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        help_text=_("Of the earlier page. Empty: readers are led to the text in their language."),
    )

    class Meta:
        verbose_name = pgettext_lazy("of an earlier site", "old address")
        verbose_name_plural = pgettext_lazy("of an earlier site", "old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(path__startswith="/"),
                name="oldaddress_begins_with_a_slash",
                violation_error_message=_("An old path begins with a slash."),
            ),
            models.CheckConstraint(
                condition=just_one(TARGETS),
                name="oldaddress_leads_to_one_thing",
                violation_error_message=ONE_TARGET,
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *(code for code, _name in settings.LANGUAGES)]),
                name="oldaddress_language_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def target(self) -> Article | Section | Attachment | None:
        """Where it leads; a query, unless that was fetched along."""
        return self.article or self.section or self.attachment


class OldSlug(models.Model):
    """A slug that a section, source, translator or tag had before; its lists are still found by it.

    What has the slug now goes first. Rows lead to the thing itself and not to its next slug: so
    there are no chains and no loops.
    """

    slug = models.SlugField(_("slug"), max_length=80, db_index=False)
    section = models.ForeignKey(
        Section, null=True, on_delete=models.CASCADE, related_name="old_slugs"
    )
    source = models.ForeignKey(
        Source, null=True, on_delete=models.CASCADE, related_name="old_slugs"
    )
    translator = models.ForeignKey(
        Translator, null=True, on_delete=models.CASCADE, related_name="old_slugs"
    )
    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="old_slugs")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=just_one(KINDS), name="oldslug_is_of_one_thing"),
            # Each answers as well: which section (source …) was called so?
            *(
                models.UniqueConstraint(
                    fields=["slug"],
                    condition=Q(**{f"{kind}__isnull": False}),
                    name=f"oldslug_one_{kind}",
                )
                for kind in KINDS
            ),
        ]

    def __str__(self) -> str:
        return self.slug
