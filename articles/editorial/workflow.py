"""The steps in the life of an edition: the only place that assigns a status."""

from copy import copy
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.editorial import page_text
from articles.editorial.filing import file_under_tags
from articles.editorial.publicity import note_publicity
from articles.editorial.readiness import reasons_against_publishing
from articles.editorial.refusals import StaleSave, StepRefused
from articles.models import Edition, PressRun, Status, Transition
from articles.search.index import drop, drop_expired, index

# Every step there is; publishing again puts a newer text on the page.
STEPS = {
    (Status.DRAFT, Status.PUBLISHED),
    (Status.PUBLISHED, Status.PUBLISHED),
    (Status.WITHDRAWN, Status.PUBLISHED),
    (Status.PUBLISHED, Status.WITHDRAWN),
}


@transaction.atomic
def publish(
    edition: Edition,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Puts the latest text on the page, from the edition's release time on, or from now.

    `seen` is the number of the revision that stood before the publisher's eyes, if any did.
    Raises `StaleSave` if there is a later one, `StepRefused` with the first reason against it.
    """
    locked = page_text.locked(edition.pk)
    if seen is not None and locked.latest and locked.latest.number != seen:
        raise StaleSave(edition)
    refuse_impossible_step(locked, Status.PUBLISHED)
    refusal = next(reasons_against_publishing(locked, at=at), None)
    if refusal:
        raise refusal
    before, locked.status = copy(locked), Status.PUBLISHED
    locked.released_at = locked.released_at or at.replace(microsecond=0)
    locked.public = locked.latest
    locked.save(update_fields=["status", "released_at", "public"])
    note_publicity(locked, before=before, at=at)
    page_text.put_on_page(locked)
    index([locked.pk])
    drop_expired(at=at)
    record(locked, before=before.status, by=by, at=at, note=note)
    edition.refresh_from_db()


@transaction.atomic
def withdraw(edition: Edition, *, by: User | None, at: datetime, note: str = "") -> None:
    """Takes the page away from the public; text, counts and history stay. Raises `StepRefused`."""
    locked = page_text.locked(edition.pk)
    refuse_impossible_step(locked, Status.WITHDRAWN)
    before, locked.status = copy(locked), Status.WITHDRAWN
    locked.save(update_fields=["status"])
    note_publicity(locked, before=before, at=at)
    drop([locked.pk])
    record(locked, before=before.status, by=by, at=at, note=note)
    edition.refresh_from_db()


def refuse_impossible_step(edition: Edition, to: Status) -> None:
    if (edition.status, to) not in STEPS:
        raise StepRefused("step_not_allowed", from_status=Status(edition.status).label)


def record(edition: Edition, *, before: str, by: User | None, at: datetime, note: str) -> None:
    Transition.objects.create(
        edition=edition,
        from_status=before,
        to_status=edition.status,
        revision=edition.latest,
        by=by,
        at=at,
        note=note,
    )
    file_under_tags(Edition.objects.filter(pk=edition.pk))
    PressRun.start()
