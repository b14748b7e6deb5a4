"""What was written and what was decided: rows that are made once and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition, Status
from articles.models.media import Image


class Revision(models.Model):
    """One edition's text as someone left it, numbered from 1."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(_("slug"), max_length=80, blank=True)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="revision_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_numbered_from_one"),
        ]
        indexes = [
            # Answers: has a page with this title been imported before?
            models.Index(fields=["title"], name="revision_title"),
            # Answers: what did this person write last?
            models.Index(fields=["by", "created_at", "id"], name="revision_by_writer"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PictureUse(models.Model):
    """A library picture stands in a text: what is used anywhere, ever, is not deleted."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="picture_uses")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="uses_in_text")

    class Meta:
        verbose_name = _("use of a picture")
        verbose_name_plural = _("uses of pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "image"], name="pictureuse_once_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} · {self.revision_id}"


class Transition(models.Model):
    """Who moved which edition from what to what, when, with which text and what note."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="transitions")
    from_status = models.CharField(max_length=10, choices=Status)
    to_status = models.CharField(max_length=10, choices=Status)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["edition", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_status__in=Status.values, to_status__in=Status.values),
                name="transition_statuses_are_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"
