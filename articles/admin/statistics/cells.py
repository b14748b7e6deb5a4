"""Cells in files: numbers and days stay what they are, and no text starts a formula."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from articles.admin.statistics.table import Share

LONGEST = 32_767  # of a text in a cell of Excel, in units of UTF-16
# What XML 1.0 has no place for; all but tab and the ends of lines is no text either.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(value: Any) -> str:
    """A text as any file can hold it."""
    text = NO_TEXT.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return cut(harmless(text))


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run, or might once it is saved again.

    Programs skip blanks and what cannot be seen, and take wide signs for the usual ones.
    """
    visible = next((sign for sign in text if not is_skipped(sign)), "")
    starts_formula = unicodedata.normalize("NFKC", visible)[:1] in {"=", "+", "-", "@"}
    return f"'{text}" if starts_formula or text[:1] in {"\t", "\n"} else text


def is_skipped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Mn"}


def cut(text: str) -> str:
    """So much of it that a cell can hold it; the last sign says that there was more."""
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le")[: (LONGEST - 1) * 2]
    return units.decode("utf-16-le", "ignore") + "…"


def in_csv(cell: Any) -> str | int:
    """As it stands between commas: what is written as a day is read as one."""
    if isinstance(cell, Share):
        return f"{cell:.1%}"
    if isinstance(cell, datetime):
        return f"{local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return int(cell) if isinstance(cell, int) else plain(cell)


def local(moment: datetime) -> datetime:
    """In the site's time zone, which no cell can name."""
    return timezone.localtime(moment).replace(tzinfo=None)
