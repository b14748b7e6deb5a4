"""The database as counting uses it: outside Django's requests, and with many rows at once."""

from collections.abc import Sequence

from django.db import connection


def keep_usable() -> None:
    """Drops a connection that broke, such as when the database was restarted."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def insert(statement: str, rows: Sequence[Sequence[str | int]], *, types: Sequence[str]) -> None:
    """Runs an INSERT, in which `{rows}` stands for the rows, in their order.

    PostgreSQL takes them as one array of each of the types, in a third of the time of single rows.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(statement.format(rows=f"SELECT * FROM unnest({arrays})"), columns)  # noqa: S608 - our own types
        else:
            marks = ", ".join(["%s"] * len(types))
            cursor.executemany(statement.format(rows=f"VALUES ({marks})"), rows)
