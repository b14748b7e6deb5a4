"""Daily counts and totals: how they grow, what is brought along, recounting and correcting."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from articles.models import Article, BrowseCorrection, BrowseCount, BrowseTotal, Edition

Counts = Mapping[tuple[int, date], int]  # (edition, day) → browses
LARGEST_START = 10**12
ADD_TO_DAY = """
INSERT INTO articles_browsecount (edition_id, day, browses) VALUES (%s, %s, %s)
ON CONFLICT (edition_id, day)
DO UPDATE SET browses = articles_browsecount.browses + excluded.browses
"""
ADD_TO_TOTAL = """
INSERT INTO articles_browsetotal (article_id, "start", counted) VALUES (%s, 0, %s)
ON CONFLICT (article_id)
DO UPDATE SET counted = articles_browsetotal.counted + excluded.counted
"""


class StartValueRefused(ValueError):
    """A number that no article can have brought along."""


class ReasonMissing(ValueError):
    """A correction without a reason."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A total that is not the sum of its days."""

    article_id: int
    counted: int
    days: int


@transaction.atomic
def add(counts: Counts, *, articles: Mapping[int, int]) -> None:
    """Adds browses to days and totals; `articles` names the article of each edition.

    The rows are taken in the order of their keys, so two that add at once do not wait in a circle.
    """
    totals: dict[int, int] = {}
    for (edition, _day), number in counts.items():
        totals[articles[edition]] = totals.get(articles[edition], 0) + number
    with connection.cursor() as cursor:
        days = [(edition, day.isoformat(), number) for (edition, day), number in counts.items()]
        cursor.executemany(ADD_TO_DAY, sorted(days))
        cursor.executemany(ADD_TO_TOTAL, sorted(totals.items()))


@transaction.atomic
def bring_start_value(article: Article, *, value: int) -> None:
    """Sets what the article brought along from an earlier site.

    Bringing it again changes nothing; of two values the larger stays, because a page that was
    read on after the first import has a larger one, and no number here ever falls.
    """
    if not 0 <= value <= LARGEST_START:
        raise StartValueRefused(f"{value} is not a number of browses")
    BrowseTotal.objects.get_or_create(article=article)
    BrowseTotal.objects.filter(article=article, start__lt=value).update(start=value)


@transaction.atomic
def bring_history(edition: Edition, *, counts: Mapping[date, int]) -> None:
    """Adds days that were counted elsewhere; a day that is there already stays as it is."""
    known = set(edition.browse_counts.values_list("day", flat=True))
    new = {
        (edition.pk, day): number for day, number in counts.items() if number and day not in known
    }
    if new:
        add(new, articles={edition.pk: edition.article_id})


@transaction.atomic
def forget_history(articles: Collection[Article]) -> None:
    """Removes every count of articles that are about to be removed themselves, such as demos."""
    BrowseCount.objects.filter(edition__article__in=articles).delete()
    BrowseCorrection.objects.filter(article__in=articles).delete()
    BrowseTotal.objects.filter(article__in=articles).delete()


def recount() -> Iterator[Difference]:
    """Compares each total with the sum of its days, all in one statement: one moment."""
    sums = (
        BrowseCount.objects.filter(edition__article=OuterRef("pk"))
        .order_by()
        .values("edition__article")
        .annotate(days=Sum("browses", output_field=BigIntegerField()))
        .values("days")
    )
    rows = (
        Article.objects.annotate(
            counted=Coalesce(F("browse_total__counted"), 0, output_field=BigIntegerField()),
            days=Coalesce(Subquery(sums), 0, output_field=BigIntegerField()),
        )
        .exclude(counted=F("days"))
        .order_by("pk")
        .values_list("pk", "counted", "days")
    )
    for article_id, counted, days in rows:
        yield Difference(article_id=article_id, counted=counted, days=days)


@transaction.atomic
def correct(article_id: int, *, reason: str, by: User | None, at: datetime) -> BrowseCorrection:
    """Makes the total the sum of its days, and writes down what changed; needs a reason."""
    if not reason.strip():
        raise ReasonMissing
    BrowseTotal.objects.get_or_create(article_id=article_id)
    # From here on a roll-up of this article waits, or it was done before and is in the sum.
    total = BrowseTotal.objects.select_for_update().get(article_id=article_id)
    before = total.browse_times()
    days = BrowseCount.objects.filter(edition__article=article_id).aggregate(sum=Sum("browses"))
    total.counted = days["sum"] or 0
    total.save(update_fields=["counted"])
    return BrowseCorrection.objects.create(
        article_id=article_id,
        before=before,
        after=total.browse_times(),
        reason=reason.strip(),
        by=by,
        at=at,
    )
