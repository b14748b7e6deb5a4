"""A table of the statistics: the same rows are read on the page and taken away as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


class Share(float):
    """A part of a whole, 0.125; it is written as 12.5%."""


Cell = str | int | Share | date | datetime


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under headings; `name` is its word in addresses and file names."""

    name: str
    heading: Any
    columns: Sequence[Any]
    rows: Iterable[Sequence[Cell]]
    # Apart from the rows, so that whoever adds these up in a file does not count anything twice.
    total: Sequence[Cell] = ()
    # Sentences that must stand beside the numbers, such as what a sum of visitors is.
    notes: Sequence[Any] = field(default=())
    # What to say of no rows, where "nothing in these days" would be wrong or too little.
    empty: str = ""
