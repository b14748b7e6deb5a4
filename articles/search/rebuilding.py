"""Makes the index anew while the site is in use, and says whether it is as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from articles.models import Edition, EditionQuerySet, SearchEntry, SearchRebuild, Status
from articles.search.engine import engine
from articles.search.index import drop, entry_of, index, texts_of
from articles.search.places import will_do

BATCH = 500  # editions in a transaction: others wait no longer than that


@dataclass(frozen=True, kw_only=True)
class Step:
    """What has been done, after one batch."""

    last: int
    indexed: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An edition of which the index says something else than its page."""

    edition_id: int
    kind: str  # `missing`, `needless` or `stale`


def position() -> int:
    """The last edition that a rebuilding did which has not come to its end; nought if none has."""
    row = SearchRebuild.objects.filter(id=1).values_list("edition_id", flat=True).first()
    return row or 0


def rebuild(*, at: datetime) -> Iterator[Step]:
    """Indexes every edition that is not expired, from where an earlier rebuilding was stopped.

    Each step is a transaction with its position, so that it can be killed at any moment.
    """
    while step := do_batch(at=at):
        yield step


@transaction.atomic
def do_batch(*, at: datetime) -> Step | None:
    SearchRebuild.objects.get_or_create(id=1)
    # Of two at once the second waits, and goes on where the first has come to.
    row = SearchRebuild.objects.select_for_update().get(id=1)
    # Locked: who publishes meanwhile waits, and writes after us.
    later = Edition.objects.filter(pk__gt=row.edition_id).order_by("pk").select_for_update()
    ids = list(later.values_list("pk", flat=True)[:BATCH])
    if not ids:
        row.delete()
        return None
    lasting = set(unexpired(at=at).filter(pk__in=ids).values_list("pk", flat=True))
    drop(set(ids) - lasting)
    indexed = index(sorted(lasting))
    row.edition_id = ids[-1]
    row.save()
    return Step(last=row.edition_id, indexed=indexed)


def differences(*, at: datetime) -> Iterator[Difference]:
    """Every edition whose text is not in the index as it is on its page.

    What is expired may be in it still, or not.
    """
    last = 0
    while ids := list(
        Edition.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield from differences_of(ids, at=at)
        last = ids[-1]


@transaction.atomic
def differences_of(ids: list[int], *, at: datetime) -> list[Difference]:
    """Of some editions, as they are at one moment."""
    texts = {text.edition_id: text for text in texts_of(ids)}
    entries = SearchEntry.objects.filter(edition_id__in=ids)
    places = dict(entries.values_list("edition_id", "place"))
    lasting = set(unexpired(at=at).filter(pk__in=texts).values_list("pk", flat=True))
    both = [texts[pk] for pk in texts.keys() & places.keys()]
    stale = engine().differing([entry_of(text, place=places[text.edition_id]) for text in both])
    stale |= {
        text.edition_id
        for text in both
        if not will_do(places[text.edition_id], text.edition_id, text.released_at)
    }
    kinds = {
        **dict.fromkeys(lasting - places.keys(), "missing"),
        **dict.fromkeys(places.keys() - texts.keys(), "needless"),
        **dict.fromkeys(stale, "stale"),
    }
    return [Difference(edition_id=pk, kind=kind) for pk, kind in sorted(kinds.items())]


def is_unbuilt(*, at: datetime) -> bool:
    """Whether the index lacks any text, or a rebuilding was stopped.

    It is not enough that some are in it: whatever is published puts itself there.
    """
    if SearchRebuild.objects.exists():
        return True
    published = unexpired(at=at).filter(status=Status.PUBLISHED)
    return published.exclude(Exists(SearchEntry.objects.filter(edition=OuterRef("pk")))).exists()


def unexpired(*, at: datetime) -> EditionQuerySet:
    return Edition.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at)).order_by()
