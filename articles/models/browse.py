"""Browse times in rows of their own: an editor's save can never overwrite a count."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition


class BrowseCount(models.Model):
    """What was counted of one edition on one civil day of the site's time zone."""

    # An edition that was counted cannot be deleted, only withdrawn: no count is ever lost.
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="browse_counts")
    day = models.DateField(_("day"))
    browses = models.PositiveIntegerField(_("browses"))
    # Each visitor of a story counts once a day, for the language read first: what the languages
    # of a story have adds up to the exact number of its visitors (R10).
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    robots = models.PositiveIntegerField(_("robots left out"), default=0)

    class Meta:
        verbose_name = _("browse count")
        verbose_name_plural = _("browse counts")
        ordering = ["edition", "day"]
        permissions = [
            ("see_statistics", _("May see statistics")),
            ("correct_totals", _("May correct browse times")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "day"], name="browsecount_one_per_edition_and_day"
            ),
            models.CheckConstraint(
                condition=Q(visitors__lte=F("browses")),
                name="browsecount_no_more_visitors_than_browses",
            ),
        ]
        indexes = [
            # Answers: what was read in this period? From the index alone, or a year of a million
            # rows would be a million looks into the table.
            models.Index(
                fields=["day", "edition", "browses", "visitors", "robots"],
                name="browsecount_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.day} · {self.browses}"


class ReferrerCount(models.Model):
    """From which other site the browses of an edition came on a day: its host, or "other" (R12)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="referrer_counts")
    day = models.DateField(_("day"))
    host = models.CharField(_("host"), max_length=253)
    browses = models.PositiveIntegerField(_("browses"))

    class Meta:
        verbose_name = _("referrer count")
        verbose_name_plural = _("referrer counts")
        ordering = ["day", "edition", "host"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "edition", "host"], name="referrercount_one_per_day_edition_host"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.host} · {self.browses}"


class SiteDay(models.Model):
    """A day of the whole site: its visitors, who are fewer than those of its stories together."""

    day = models.DateField(_("day"), primary_key=True)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    # From here on nobody can tell any more whether a visitor was here before on that day.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("day of the site")
        verbose_name_plural = _("days of the site")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} · {self.visitors}"


class DayVisitor(models.Model):
    """A keyed hash that has read an article today; emptied when the day is closed (R17)."""

    day = models.DateField()
    visitor = models.BigIntegerField()
    # Neither checked nor found by it: that cost the roller more than the row itself, and editors
    # waited for it. The rows live for a day, and an article with counts cannot be deleted.
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            # Also answers: what has this visitor read today?
            models.UniqueConstraint(
                fields=["day", "visitor", "article"], name="dayvisitor_once_per_article"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.article_id}"


class BrowseTotal(models.Model):
    """The number on the page: all days and languages, what was brought along, corrections."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.PROTECT, related_name="browse_total"
    )
    start = models.PositiveBigIntegerField(
        _("start value"), default=0, help_text=_("Brought along from an earlier site.")
    )
    counted = models.PositiveBigIntegerField(_("counted here"), default=0)
    # The sum of the corrections in the trail: what was counted is never rewritten.
    corrected = models.BigIntegerField(_("corrected by"), default=0)
    times = models.GeneratedField(
        expression=F("start") + F("counted") + F("corrected"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("browse total")
        verbose_name_plural = _("browse totals")
        constraints = [
            models.CheckConstraint(
                condition=Q(corrected__gte=-F("start") - F("counted")),
                name="browsetotal_is_not_below_nought",
            )
        ]
        indexes = [
            # Answers: which stories were read most of all?
            models.Index(fields=["-times"], name="browsetotal_most_first"),
        ]

    def __str__(self) -> str:
        return str(self.browse_times())

    def browse_times(self) -> int:
        return self.start + self.counted + self.corrected


class Correction(models.TextChoices):
    """What made somebody change a total."""

    DECIDED = "decided", _("decided by an admin")
    RECOUNTED = "recounted", _("recounted from the days")


class BrowseCorrection(models.Model):
    """The audit trail of the only way a total may fall: who changed what to what, and why."""

    kind = models.CharField(max_length=10, choices=Correction, default=Correction.RECOUNTED)
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

    def difference(self) -> int:
        return self.after - self.before


class SpoolPosition(models.Model):
    """How far an epoch of a spool has been rolled up; moves in one transaction with the counts."""

    epoch = models.CharField(max_length=32, unique=True)
    last_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.epoch}:{self.last_id}"
