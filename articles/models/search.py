"""What the search has of a public text, and how far its rebuilding has come."""

from django.db import models
from django.db.models import Q

from articles.models.edition import Edition


class SearchEntry(models.Model):
    """A public text in the index; its place is larger the newer it is.

    The words themselves stand where the database can search them: `articles.search` alone knows
    where. The migration that makes them says what else must be made again should Django ever
    make this table anew.
    """

    # Given by the index, never by the database: of this kind only because SQLite finds it at once.
    place = models.BigAutoField(primary_key=True)
    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return str(self.place)


class SearchRebuild(models.Model):
    """One row while the index is made anew: the last edition that is done."""

    edition_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="searchrebuild_is_one_row")]

    def __str__(self) -> str:
        return str(self.edition_id)
