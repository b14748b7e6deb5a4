"""The mark of seeded stories: a form key that says which story it is, and of which plan."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from articles.imports.seed.story import Plan

# Begins every such key; behind it stand these values, each in so many bits.
MARK = int.from_bytes(b"seeded") << 80
SIZES: Mapping[str, int] = {"paragraphs": 8, "until": 24, "count": 24, "number": 24}
MOST = 2**24 - 1  # stories
FIRST, LAST = UUID(int=MARK), UUID(int=MARK + 2**80 - 1)


class Marked(NamedTuple):
    """What a key says."""

    plan: Plan
    number: int


def form_key(plan: Plan, number: int) -> UUID:
    """That of one story; keys of one plan are in the order of their stories."""
    values = (plan.paragraphs, plan.until.toordinal(), plan.count, number)
    key = 0
    for value, bits in zip(values, SIZES.values(), strict=True):
        key = key << bits | value
    return UUID(int=MARK | key)


def read_form_key(key: UUID) -> Marked:
    rest, values = key.int, {}
    for name, bits in reversed(list(SIZES.items())):
        rest, values[name] = divmod(rest, 2**bits)
    plan = Plan(
        count=values["count"],
        paragraphs=values["paragraphs"],
        until=date.fromordinal(values["until"]),
    )
    return Marked(plan=plan, number=values["number"])
