"""Keeps the moment from which on the public could first see a text.

Whoever changes the status, the release time or the expiry of an edition calls this in the same
transaction, with the edition as it was and as it is: what was once public answers "taken down"
when it is no more, and what never was cannot be told from a page that does not exist.
"""

from datetime import datetime

from articles.models import Edition, State, Status


def note_publicity(edition: Edition, *, before: Edition, at: datetime) -> None:
    """Writes down what a change at this moment means for it."""
    edition.first_public_at = first_public_at(before=before, after=edition, at=at)
    if edition.first_public_at != before.first_public_at:
        edition.save(update_fields=["first_public_at"])


def first_public_at(*, before: Edition, after: Edition, at: datetime) -> datetime | None:
    """The moment it first was or will be public, as things stand after a change at this moment."""
    known = before.first_public_at
    if known and known <= at:
        return known
    if before.released_at and before.state(at=at) == State.PUBLIC:
        return before.released_at  # a row that was not made by the desk
    if after.status != Status.PUBLISHED or not after.released_at:
        return None
    begins = max(after.released_at, at)
    return begins if after.expires_at is None or after.expires_at > begins else None
