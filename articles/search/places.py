"""Where a text stands in the index: at a number that is larger the newer its release."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import randrange

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
BITS = 8  # of a second: so many texts of one moment keep their order
FARTHEST = 2**28  # 12 days: where all the places of a moment are taken, one just before is as good


def beginning_of(moment: datetime) -> int:
    """The first place of the moment's second; all earlier texts stand below."""
    return (moment - BEGINNING) // timedelta(seconds=1) << BITS


def place_of(edition_id: int, released_at: datetime) -> int:
    return beginning_of(released_at) + edition_id % 2**BITS


def places_for(edition_id: int, released_at: datetime) -> Iterator[int]:
    """Its place, and others that will do, each farther away."""
    best = place_of(edition_id, released_at)
    yield best
    for bits in count(1):
        yield best - randrange(min(2**bits, FARTHEST))  # noqa: S311 - no secret


def will_do(place: int, edition_id: int, released_at: datetime) -> bool:
    """Whether a text may stand there; as a rule it is the one place that is its own."""
    return 0 <= place_of(edition_id, released_at) - place < FARTHEST
