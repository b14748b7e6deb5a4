"""Daily counts and totals: how they grow, what is brought along, recounting and correcting."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from articles.browsing.batch import Tally
from articles.browsing.database import insert
from articles.models import (
    Article,
    BrowseCorrection,
    BrowseCount,
    BrowseTotal,
    Correction,
    Edition,
    ReferrerCount,
    SiteDay,
)

Counts = Mapping[tuple[int, date], Tally]  # by edition and day
LARGEST = 10**12  # browse times that no article can have
ADD_TO_DAY = """
INSERT INTO articles_browsecount (edition_id, day, browses, visitors, robots) {rows}
ON CONFLICT (edition_id, day) DO UPDATE SET
    browses = articles_browsecount.browses + excluded.browses,
    visitors = articles_browsecount.visitors + excluded.visitors,
    robots = articles_browsecount.robots + excluded.robots
"""
ADD_TO_TOTAL = """
INSERT INTO articles_browsetotal (article_id, "start", counted, corrected) {rows}
ON CONFLICT (article_id)
DO UPDATE SET counted = articles_browsetotal.counted + excluded.counted
"""


ADD_REFERRER = """
INSERT INTO articles_referrercount (day, edition_id, host, browses) {rows}
ON CONFLICT (day, edition_id, host)
DO UPDATE SET browses = articles_referrercount.browses + excluded.browses
"""


class StartValueRefused(ValueError):
    """A number that no article can have brought along."""


class CorrectionRefused(ValueError):
    """A correction to what no total can be, or to what it is already."""


class ReasonMissing(ValueError):
    """A correction without a reason."""


class ChangedMeanwhile(Exception):
    """A total was corrected, or brought more along, after somebody looked at it to correct it."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A total as somebody saw it; browses may come in afterwards, anything else makes it stale."""

    times: int
    start: int
    last: int  # the newest correction of the article, nought before the first


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A total that is not what its days and its corrections add up to."""

    article_id: int
    counted: int
    days: int
    corrected: int
    trail: int


@transaction.atomic
def add(counts: Counts, *, articles: Mapping[int, int]) -> None:
    """Adds browses to days and totals; `articles` names the article of each edition.

    The rows are taken in the order of their keys, so two that add at once do not wait in a circle.
    """
    totals: dict[int, int] = {}
    for (edition, _day), tally in counts.items():
        if tally.browses:
            totals[articles[edition]] = totals.get(articles[edition], 0) + tally.browses
    days = [(edition, day.isoformat(), *tally) for (edition, day), tally in counts.items()]
    insert(ADD_TO_DAY, sorted(days), types=["bigint", "date", "bigint", "bigint", "bigint"])
    rows = [(article, 0, number, 0) for article, number in totals.items()]
    insert(ADD_TO_TOTAL, sorted(rows), types=["bigint"] * 4)


def add_referrers(browses: Mapping[tuple[date, int, str], int]) -> None:
    """Adds browses to where they came from, by day, edition and host."""
    rows = [(day.isoformat(), edition, host, n) for (day, edition, host), n in browses.items()]
    insert(ADD_REFERRER, sorted(rows), types=["date", "bigint", "text", "bigint"])


@transaction.atomic
def bring_start_value(article: Article, *, value: int) -> None:
    """Sets what the article brought along from an earlier site.

    Bringing it again changes nothing; of two values the larger stays, because a page that was
    read on after the first import has a larger one, and no number here ever falls.
    """
    if not 0 <= value <= LARGEST:
        raise StartValueRefused(f"{value} is not a number of browses")
    BrowseTotal.objects.get_or_create(article=article)
    BrowseTotal.objects.filter(article=article, start__lt=value).update(start=value)


@transaction.atomic
def bring_history(edition: Edition, *, counts: Mapping[date, int]) -> None:
    """Adds days of which only the browses were counted elsewhere."""
    bring_tallies(edition, tallies={day: Tally(browses=number) for day, number in counts.items()})


@transaction.atomic
def bring_tallies(edition: Edition, *, tallies: Mapping[date, Tally]) -> None:
    """Adds days that were counted elsewhere; a day that is there already stays as it is."""
    known = set(edition.browse_counts.values_list("day", flat=True))
    new = {
        (edition.pk, day): tally
        for day, tally in tallies.items()
        if any(tally) and day not in known
    }
    if new:
        add(new, articles={edition.pk: edition.article_id})


def bring_referrers(edition: Edition, *, hosts: Mapping[tuple[date, str], int]) -> None:
    """Adds where readers came from on days that were counted elsewhere."""
    ReferrerCount.objects.bulk_create(
        [
            ReferrerCount(edition=edition, day=day, host=host, browses=browses)
            for (day, host), browses in hosts.items()
        ],
        ignore_conflicts=True,
    )


def bring_site_days(visitors: Mapping[date, int], *, at: datetime) -> None:
    """Adds how many visitors the site had on days that are over and were counted elsewhere."""
    SiteDay.objects.bulk_create(
        [SiteDay(day=day, visitors=number, closed_at=at) for day, number in visitors.items()],
        ignore_conflicts=True,
    )


@transaction.atomic
def forget_history(articles: Collection[Article]) -> None:
    """Removes every count of articles that are about to be removed themselves, such as demos."""
    BrowseCount.objects.filter(edition__article__in=articles).delete()
    ReferrerCount.objects.filter(edition__article__in=articles).delete()
    BrowseCorrection.objects.filter(article__in=articles).delete()
    BrowseTotal.objects.filter(article__in=articles).delete()


def forget_days_without_counts() -> None:
    """Removes the visitors of the site on days of which no count is left."""
    SiteDay.objects.exclude(day__in=BrowseCount.objects.values("day")).delete()


def recount() -> Iterator[Difference]:
    """Compares each total with its days and its corrections, all in one statement: one moment."""
    rows = (
        Article.objects.annotate(
            counted=or_nought(F("browse_total__counted")),
            days=or_nought(Subquery(sum_of_days(OuterRef("pk")))),
            corrected=or_nought(F("browse_total__corrected")),
            trail=or_nought(Subquery(sum_of_trail(OuterRef("pk")))),
        )
        .exclude(counted=F("days"), corrected=F("trail"))
        .order_by("pk")
        .values_list("pk", "counted", "days", "corrected", "trail")
    )
    for article_id, counted, days, corrected, trail in rows:
        yield Difference(
            article_id=article_id, counted=counted, days=days, corrected=corrected, trail=trail
        )


def or_nought(value: Combinable) -> Coalesce:
    return Coalesce(value, 0, output_field=BigIntegerField())


def sum_of_days(article: OuterRef | int) -> QuerySet[Any, Any]:
    days = BrowseCount.objects.filter(edition__article=article).order_by()
    return days.values("edition__article").annotate(sum=sum_big("browses")).values("sum")


def sum_of_trail(article: OuterRef | int) -> QuerySet[Any, Any]:
    """By how much admins have changed the total; recounts only mended it."""
    decided = BrowseCorrection.objects.filter(article=article, kind=Correction.DECIDED).order_by()
    difference = sum_big(F("after") - F("before"))
    return decided.values("article").annotate(sum=difference).values("sum")


def the_sum(rows: QuerySet[Any, Any]) -> int:
    """The one sum that these rows are; nought where there are none."""
    return next((row["sum"] for row in rows), 0)


def sum_big(value: str | Combinable) -> Sum:
    return Sum(value, output_field=BigIntegerField())


@transaction.atomic
def repair(article_id: int, *, reason: str, by: User | None, at: datetime) -> BrowseCorrection:
    """Makes the total what its days and corrections add up to; needs a reason."""
    total = total_to_change(article_id, reason=reason)
    before = total.browse_times()
    total.counted = the_sum(sum_of_days(article_id))
    total.corrected = the_sum(sum_of_trail(article_id))
    return note(total, Correction.RECOUNTED, before=before, reason=reason, by=by, at=at)


@transaction.atomic
def correct(
    article_id: int, *, to: int, reason: str, by: User | None, at: datetime
) -> BrowseCorrection:
    """Makes the browse times of the article this number; needs a reason, which is kept.

    The days stay as they were counted: the difference stands beside them.
    """
    total = total_to_change(article_id, reason=reason)
    before = total.browse_times()
    if not 0 <= to <= LARGEST or to == before:
        raise CorrectionRefused(f"{before} cannot be corrected to {to}")
    total.corrected += to - before
    return note(total, Correction.DECIDED, before=before, reason=reason, by=by, at=at)


@transaction.atomic
def correct_as_seen(
    article_id: int, *, to: int, seen: Sight, reason: str, by: User | None, at: datetime
) -> BrowseCorrection:
    """As `correct`, by somebody who saw the total a while ago and decided for that number.

    What counts is the difference between the two: browses that came in meanwhile stay counted.
    """
    total = total_to_change(article_id, reason=reason)
    now = sight_of(total)
    if (now.start, now.last) != (seen.start, seen.last):
        raise ChangedMeanwhile
    if to < 0:
        raise CorrectionRefused(f"{seen.times} cannot be corrected to {to}")
    to += now.times - seen.times
    return correct(article_id, to=to, reason=reason, by=by, at=at)


def sight_of(total: BrowseTotal) -> Sight:
    trail = BrowseCorrection.objects.filter(article_id=total.article_id).order_by("-id")
    last = trail.values_list("id", flat=True).first() or 0
    return Sight(times=total.browse_times(), start=total.start, last=last)


def total_to_change(article_id: int, *, reason: str) -> BrowseTotal:
    """From here on a roll-up of this article waits, or it was done before and is in the total."""
    if not reason.strip():
        raise ReasonMissing
    BrowseTotal.objects.get_or_create(article_id=article_id)
    return BrowseTotal.objects.select_for_update().get(article_id=article_id)


def note(
    total: BrowseTotal,
    kind: Correction,
    *,
    before: int,
    reason: str,
    by: User | None,
    at: datetime,
) -> BrowseCorrection:
    total.save(update_fields=["counted", "corrected"])
    return BrowseCorrection.objects.create(
        article_id=total.article_id,
        kind=kind,
        before=before,
        after=total.browse_times(),
        reason=reason.strip(),
        by=by,
        at=at,
    )
