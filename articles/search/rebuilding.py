"""Makes the index anew while the site is in use, and says whether it is as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from articles.models import Edition, SearchEntry, SearchRebuild, Status
from articles.search.engine import engine
from articles.search.index import entry_of, index, texts_of
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


def rebuild() -> Iterator[Step]:
    """Indexes every edition, from where an earlier rebuilding was stopped.

    Each step is a transaction with its position, so that it can be killed at any moment.
    """
    while step := do_batch():
        yield step


@transaction.atomic
def do_batch() -> Step | None:
    SearchRebuild.objects.get_or_create(id=1)
    # Of two at once the second waits, and goes on where the first has come to.
    row = SearchRebuild.objects.select_for_update().get(id=1)
    # Locked: who publishes meanwhile waits, and writes after us.
    later = Edition.objects.filter(pk__gt=row.edition_id).order_by("pk").select_for_update()
    ids = list(later.values_list("pk", flat=True)[:BATCH])
    if not ids:
        row.delete()
        return None
    indexed = index(ids)
    row.edition_id = ids[-1]
    row.save()
    return Step(last=row.edition_id, indexed=indexed)


def differences() -> Iterator[Difference]:
    """Every edition whose text is not in the index as it is on its page."""
    last = 0
    while ids := list(
        Edition.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield from differences_of(ids)
        last = ids[-1]


@transaction.atomic
def differences_of(ids: list[int]) -> list[Difference]:
    """Of some editions, as they are at one moment."""
    texts = {text.edition_id: text for text in texts_of(ids)}
    entries = SearchEntry.objects.filter(edition_id__in=ids)
    places = dict(entries.values_list("edition_id", "place"))
    both = [texts[pk] for pk in texts.keys() & places.keys()]
    stale = engine().differing([entry_of(text, place=places[text.edition_id]) for text in both])
    stale |= {
        text.edition_id
        for text in both
        if not will_do(places[text.edition_id], text.edition_id, text.released_at)
    }
    kinds = {
        **dict.fromkeys(texts.keys() - places.keys(), "missing"),
        **dict.fromkeys(places.keys() - texts.keys(), "needless"),
        **dict.fromkeys(stale, "stale"),
    }
    return [Difference(edition_id=pk, kind=kind) for pk, kind in sorted(kinds.items())]


def is_unbuilt() -> bool:
    """Whether texts are public and none is in the index, or a rebuilding was stopped."""
    if SearchRebuild.objects.exists():
        return True
    published = Edition.objects.filter(status=Status.PUBLISHED)
    return not SearchEntry.objects.exists() and published.exists()
