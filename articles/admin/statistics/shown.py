"""A table as it is printed on a page: each cell with its words, and how it is set."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.utils.formats import date_format
from django.utils.translation import get_language

from articles.admin.statistics.table import Cell, Share, Table
from articles.admin.statistics.tables import Change, Named
from articles.templatetags.news import number, signed


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One cell on the page."""

    words: str
    is_number: bool = False
    is_day: bool = False
    language: str = ""
    address: str = ""
    mark: str = ""


FOLDED_FROM = 25  # rows: a longer table would hide what comes after it


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """The first rows of a table; all of them are in its file."""

    table: Table
    columns: list[Shown]
    rows: list[list[Shown]]
    total: list[Shown]
    is_cut: bool
    is_folded: bool
    notes: list[str]

    @classmethod
    def of(cls, table: Table, *, most: int, said: Collection[str] = ()) -> "ShownTable":
        rows = list(islice(iter(table.rows), most + 1))
        shown = [[shown_cell(cell) for cell in row] for row in rows[:most]]
        numbers = [cell.is_number for cell in shown[0]] if shown else [False] * len(table.columns)
        return cls(
            table=table,
            columns=[
                Shown(words=str(words), is_number=is_number)
                for words, is_number in zip(table.columns, numbers, strict=True)
            ],
            rows=shown,
            total=[shown_cell(cell) for cell in table.total],
            is_cut=len(rows) > most,
            is_folded=len(shown) > FOLDED_FROM,
            notes=[str(note) for note in table.notes if str(note) not in said],
        )


def shown_cell(cell: Cell) -> Shown:
    if isinstance(cell, Named):
        language = cell.language if cell.language != get_language() else ""
        return Shown(words=cell, language=language, address=cell.address, mark=cell.mark)
    if isinstance(cell, Share):
        return Shown(words=f"{cell:.1%}", is_number=True)
    if isinstance(cell, int):
        words = signed(cell) if isinstance(cell, Change) else number(cell)
        return Shown(words=words, is_number=True)
    if isinstance(cell, datetime):
        return Shown(words=date_format(cell, "SHORT_DATETIME_FORMAT"), is_day=True)
    if isinstance(cell, date):
        return Shown(words=date_format(cell, "SHORT_DATE_FORMAT"), is_day=True)
    return Shown(words=str(cell))


def percent(now: int, before: int) -> str:
    """How much more it became; nothing where there was nothing."""
    return f"{(now - before) / before:+.0%}".replace("-", "−") if before else ""
