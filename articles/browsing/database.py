"""The database as counting uses it: outside Django's requests, and with many rows at once."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

TOGETHER = 50  # rows of one statement on SQLite


def keep_usable() -> None:
    """Drops a connection that broke, such as when the database was restarted."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def insert(statement: str, rows: Sequence[Sequence[str | int]], *, types: Sequence[str]) -> None:
    """Runs an INSERT, in which `{rows}` stands for the rows, in their order.

    PostgreSQL takes them as one array of each of the types, SQLite many in one statement: both in a
    third of the time of single rows.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(statement.format(rows=f"SELECT * FROM unnest({arrays})"), columns)  # noqa: S608 - our own types
        else:
            row = f"({', '.join(['%s'] * len(types))})"
            many = statement.format(rows=f"VALUES {', '.join([row] * TOGETHER)}")
            # Always so many, and then single ones: two statements, which SQLite knows already.
            single = len(rows) - len(rows) % TOGETHER
            for start in range(0, single, TOGETHER):
                some = rows[start : start + TOGETHER]
                cursor.execute(many, [value for each in some for value in each])
            cursor.executemany(statement.format(rows=f"VALUES {row}"), rows[single:])


def append(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Adds many rows that are not there yet, by COPY where there is such a thing.

    SQLite takes moments and keys only as `connection.ops` adapts them; so does PostgreSQL.
    """
    names = ", ".join(map(connection.ops.quote_name, columns))
    into = f"{connection.ops.quote_name(table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - our own tables


def reserve_ids(table: str, number: int) -> Sequence[int]:
    """So many ids that no other row of the table will get, in their order; in a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = (
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            )
            cursor.execute(sequence, [table, number])
            return [row[0] for row in cursor.fetchall()]
        # Rows with these ids move the sequence on; until they are there, nobody else can write.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = next((row[0] for row in cursor.fetchall()), 0)
    return range(last + 1, last + 1 + number)


def rows_among(statement: str, *given: str, among: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of a SELECT that ends with a column and `{among}`: it must be one of these numbers.

    They travel as one value: thousands of them would be parsed, planned and bound one by one.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(statement.format(among="= ANY(%s)"), [*given, list(among)])
        else:
            one_by_one = "IN (SELECT value FROM json_each(%s))"
            cursor.execute(statement.format(among=one_by_one), [*given, json.dumps(among)])
        return list(cursor.fetchall())


def look_around() -> None:
    """Tells PostgreSQL's planner of many new rows; else it learns of them a minute later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
