"""Puts public texts into the index, and takes them out again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Edition, SearchEntry, Status
from articles.search.engine import engine
from articles.search.entries import Entry
from articles.search.places import places_for
from articles.text.plain import plain
from articles.text.words import words_of

LOOKED_THROUGH = 1_000  # expiries of a language, each time something is published
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Text(NamedTuple):
    """What a page says, read in one query for many."""

    edition_id: int
    language: str
    section_id: int
    released_at: datetime
    title: str | None
    summary: str | None
    body: str | None


@transaction.atomic
def index(edition_ids: Sequence[int]) -> int:
    """Makes the index say of these editions what their pages say; answers how many are in it.

    Those that are not published are taken out. Call it in the transaction that changed them, with
    the rows locked: of two at once the later one must see what the earlier wrote.
    """
    drop(edition_ids)
    texts = list(texts_of(edition_ids))
    waiting = texts
    while waiting:
        places = free_places(waiting)
        done = engine().put([entry_of(text, place=places[text.edition_id]) for text in waiting])
        waiting = [text for text in waiting if text.edition_id not in done]
    return len(texts)


def drop(edition_ids: Iterable[int]) -> None:
    """Takes these editions out of the index."""
    SearchEntry.objects.filter(edition_id__in=list(edition_ids)).delete()


def drop_expired(*, at: datetime) -> None:
    """Takes out what expired last, so that what nobody may find does not fill the index.

    Whoever is changing one of them has its entry locked, and puts it in order himself.
    """
    for language in LANGUAGES:
        expired = Edition.objects.filter(
            language=language, status=Status.PUBLISHED, expires_at__lte=at
        )
        last = expired.order_by("-expires_at").values("pk")[:LOOKED_THROUGH]
        entries = SearchEntry.objects.filter(edition__in=last)
        places = list(entries.select_for_update(skip_locked=True).values_list("place", flat=True))
        if places:
            SearchEntry.objects.filter(place__in=places).delete()


def texts_of(edition_ids: Iterable[int]) -> Iterator[Text]:
    """The public texts of those editions that are published."""
    facts = ("pk", "language", "section_id", "released_at")
    # Not asked for by their language: SQLite would walk everything that is published in it.
    published = Edition.objects.filter(pk__in=list(edition_ids), status=Status.PUBLISHED)
    languages = dict(published.order_by().values_list("pk", "language"))
    for language in LANGUAGES:
        ids = [pk for pk, its_language in languages.items() if its_language == language]
        texts = [f"article__{column(name, language)}" for name in ("title", "summary", "body")]
        rows = Edition.objects.filter(pk__in=ids).order_by().values_list(*facts, *texts)
        yield from (Text(*row) for row in rows)


def entry_of(text: Text, *, place: int) -> Entry:
    return Entry(
        place=place,
        edition_id=text.edition_id,
        language=text.language,
        section_id=text.section_id,
        words=words_of(title=text.title or "", texts=(text.summary or "", plain(text.body or ""))),
    )


def free_places(texts: Iterable[Text]) -> dict[int, int]:
    """A place for each, as near its own as there is one."""
    proposals = {text.edition_id: places_for(text.edition_id, text.released_at) for text in texts}
    placed: dict[int, int] = {}
    while proposals.keys() - placed.keys():
        proposed = {pk: next(proposals[pk]) for pk in proposals.keys() - placed.keys()}
        entries = SearchEntry.objects.filter(place__in=proposed.values())
        taken = {*placed.values(), *entries.values_list("place", flat=True)}
        # Of several that want the same place, one gets it.
        winners = {place: pk for pk, place in proposed.items() if place not in taken}
        placed |= {pk: place for place, pk in winners.items()}
    return placed
