"""Who has which story open: what the desk shows to others, not a lock."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from articles.models.article import Article

# The form says every 30 seconds that it is still open; two missed and it counts as closed.
STILL_THERE = timedelta(seconds=75)


class OpenStoryQuerySet(models.QuerySet["OpenStory"]):
    def at(self, moment: datetime) -> Self:
        """Those that are open now; a row of a browser that went away is as good as none."""
        return self.filter(seen_at__gt=moment - STILL_THERE)

    def gone_at(self, moment: datetime) -> Self:
        return self.filter(seen_at__lte=moment - STILL_THERE)


class OpenStory(models.Model):
    """A story in front of a member of staff."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="open_at")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_stories"
    )
    opened_at = models.DateTimeField()
    # When they last touched key or mouse; the browser tells of itself until the page is closed.
    active_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = OpenStoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], name="openstory_once_per_article_and_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.article_id}"
