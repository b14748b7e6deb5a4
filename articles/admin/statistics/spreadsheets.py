"""Tables as files that Excel and WPS open: CSV, made while it is sent, and XLSX."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import chain, islice
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from articles.admin.statistics.cells import in_csv, local, plain
from articles.admin.statistics.table import Cell, Share, Table

AT_ONCE = 200  # rows of a CSV that are made before they are sent
MOST_ROWS = 1_000_000  # of a sheet; Excel has a few more
HEAD = 3  # the row of the headings: above it title, period, and an empty row
NARROWEST, WIDEST = 9, 60
FIRST_DAY = date(1900, 3, 1)  # before it Excel knows a day that there never was
SHOWN_AS = {
    "number": "#,##0",
    "share": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "text": "@",
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A table, and what must be said about it wherever it goes."""

    title: str
    period: str
    table: Table
    about: Sequence[tuple[str, Cell]]


# CSV: what it is, an empty line, headings, rows; the total after another empty line.


def csv_parts(document: Document, *, language: str) -> Iterator[bytes]:
    """The file, a few rows at a time; no row is read before it is asked for."""
    rows = csv_rows(document)
    yield b"\xef\xbb\xbf"  # tells Excel that it is UTF-8
    while part := csv_part(rows, language=language):
        yield part


def csv_rows(document: Document) -> Iterator[Sequence[Any]]:
    table = document.table
    total: Sequence[Any] = ((), table.total) if table.total else ()
    return chain(document.about, ((), table.columns), table.rows, total)


def csv_part(rows: Iterator[Sequence[Any]], *, language: str) -> bytes:
    lines = StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    # It is sent when the view is done, and the thread may speak another language by then.
    with override(language):
        for row in islice(rows, AT_ONCE):
            if row:
                writer.writerow([in_csv(cell) for cell in row])
            else:
                lines.write("\r\n")
    return lines.getvalue().encode()


# XLSX: the table on the first sheet, below its title and period; all about it on the last.


def xlsx_file(document: Document) -> IO[bytes]:
    """A file that is gone once it is closed; rows are written one by one and not kept."""
    file = TemporaryFile()  # noqa: SIM115 - closed by the answer, when it is sent
    try:
        with TemporaryDirectory() as folder:
            Book(file, folder=folder).write(document)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Book:
    """A workbook while it is written."""

    def __init__(self, file: IO[bytes], *, folder: str) -> None:
        self.book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        self.formats = {
            (kind, is_bold): self.book.add_format({"num_format": shown, "bold": is_bold})
            for kind, shown in SHOWN_AS.items()
            for is_bold in (False, True)
        }
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.heading = self.book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, document: Document) -> None:
        try:
            self.write_sheets(document)
        finally:
            # Also where the rows end too early: it lets go of what it kept on the disk.
            self.book.close()

    def write_sheets(self, document: Document) -> None:
        self.book.set_properties({"title": plain(document.title), "comments": document.period})
        name = sheet_name(document.table.heading)
        for number, rows in enumerate(in_parts(document.table.rows, size=MOST_ROWS), start=1):
            sheet = self.book.add_worksheet(f"{name} {number}" if number > 1 else name)
            end = self.write_table(sheet, document, rows)
        for column, cell in enumerate(document.table.total):
            # Apart from the rows, so that no filter and no pivot table takes it for one of them.
            self.write_cell(sheet, end + 1, column, cell, is_bold=True)
        self.write_about(document)

    def write_table(self, sheet: Worksheet, document: Document, rows: Iterable[Any]) -> int:
        """Gives the row after the last one."""
        columns, total = document.table.columns, document.table.total
        widths = [min(measured(words), 2 * NARROWEST) for words in columns]
        for column, cell in enumerate(total):
            widths[column] = max(widths[column], measured(in_csv(cell)) + 3)
        sheet.write_string(0, 0, plain(document.title), self.title)
        sheet.write_string(1, 0, plain(document.period))
        for column, words in enumerate(columns):
            sheet.write_string(HEAD, column, plain(words), self.heading)
        end = HEAD + 1
        for row in rows:
            for column, cell in enumerate(row):
                written = self.write_cell(sheet, end, column, cell)
                widths[column] = max(widths[column], written)
            end += 1
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST) + 1)
        sheet.freeze_panes(HEAD + 1, 1)
        sheet.autofilter(HEAD, 0, end - 1, len(columns) - 1)
        prepare_for_paper(sheet)
        return end

    def write_cell(
        self, sheet: Worksheet, row: int, column: int, cell: Cell, *, is_bold: bool = False
    ) -> int:
        """Gives how wide it is, in letters."""
        kind = kind_of(cell)
        shown: Format = self.formats[kind, is_bold]
        if kind == "text":
            text = str(in_csv(cell))
            sheet.write_string(row, column, text, shown)
            return measured(text)
        if isinstance(cell, date):
            day = local(cell) if isinstance(cell, datetime) else cell
            sheet.write_datetime(row, column, day, shown)
        else:
            sheet.write_number(row, column, cell, shown)
        return len(SHOWN_AS[kind]) if isinstance(cell, date) else len(f"{cell:,}")

    def write_about(self, document: Document) -> None:
        sheet = self.book.add_worksheet(sheet_name(_("About")))
        for row, (label, value) in enumerate(document.about):
            sheet.write_string(row, 0, plain(label), self.heading)
            if kind_of(value) == "text":
                sheet.write_string(row, 1, plain(value), self.wrapped)
            else:
                self.write_cell(sheet, row, 1, value)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        prepare_for_paper(sheet)


def in_parts(rows: Iterable[Any], *, size: int) -> Iterator[Iterator[Any]]:
    """Parts of so many rows, one at least; each is to be read before the next is asked for."""
    rows = iter(rows)
    yield islice(rows, size)
    for row in rows:
        yield chain([row], islice(rows, size - 1))


def kind_of(cell: Cell) -> str:
    if isinstance(cell, Share):
        return "share"
    if isinstance(cell, int):
        return "number"
    if isinstance(cell, datetime):
        return "moment" if local(cell).date() >= FIRST_DAY else "text"
    if isinstance(cell, date):
        return "day" if cell >= FIRST_DAY else "text"
    return "text"


def measured(words: Any) -> int:
    """The letters of the longest line; a Chinese one is as wide as two."""
    lines = str(words).splitlines() or [""]
    return max(sum(1 + (east_asian_width(sign) in "WF") for sign in line) for line in lines)


def sheet_name(words: Any) -> str:
    """At most 31 letters, and none that stands for something in a formula."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in plain(words))[:27].strip()


def prepare_for_paper(sheet: Worksheet) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD)
    sheet.set_footer("&C&P / &N")
