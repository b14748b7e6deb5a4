"""Browse times in rows of their own: an editor's save can never overwrite a count."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition


class BrowseCount(models.Model):
    """The browses of one edition on one civil day of the site's time zone."""

    # An edition that was counted cannot be deleted, only withdrawn: no count is ever lost.
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="browse_counts")
    day = models.DateField(_("day"))
    browses = models.PositiveIntegerField(_("browses"))

    class Meta:
        verbose_name = _("browse count")
        verbose_name_plural = _("browse counts")
        ordering = ["edition", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "day"], name="browsecount_one_per_edition_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.day} · {self.browses}"


class BrowseTotal(models.Model):
    """The number on the page: counted over all days and languages, plus what was brought along."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.PROTECT, related_name="browse_total"
    )
    start = models.PositiveBigIntegerField(
        _("start value"), default=0, help_text=_("Brought along from an earlier site.")
    )
    counted = models.PositiveBigIntegerField(_("counted here"), default=0)

    class Meta:
        verbose_name = _("browse total")
        verbose_name_plural = _("browse totals")

    def __str__(self) -> str:
        return str(self.browse_times())

    def browse_times(self) -> int:
        return self.start + self.counted


class BrowseCorrection(models.Model):
    """The audit trail of the only way a total may fall: who changed what to what, and why."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveBigIntegerField()
    after = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("browse correction")
        verbose_name_plural = _("browse corrections")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="browsecorrection_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class SpoolPosition(models.Model):
    """How far an epoch of a spool has been rolled up; moves in one transaction with the counts."""

    epoch = models.CharField(max_length=32, unique=True)
    last_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.epoch}:{self.last_id}"
