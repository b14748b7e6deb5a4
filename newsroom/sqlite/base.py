"""The backend: Django's own but for one thing, so a page with four statements costs less.

Django looks through a statement for the places of its values at every execution.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.db.backends.sqlite3 import base
from django.utils.asyncio import async_unsafe

REMEMBERED = 300  # statements
LONGEST = 8_000  # characters; what is longer adds many rows, and is seldom the same again


class Cursor(base.SQLiteCursorWrapper):
    """Remembers how a statement is written for SQLite."""

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        if param_names is not None or len(query) > LONGEST:
            converted: str = super().convert_query(query, param_names=param_names)
            return converted
        return with_question_marks(query)


@lru_cache(REMEMBERED)
def with_question_marks(query: str) -> str:
    """With `?` where a value stands, as Django itself writes it."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Whose connections have these cursors."""

    @async_unsafe
    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django's own
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor
