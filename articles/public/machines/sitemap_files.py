"""Which files a sitemap has: each holds the rows of so many numbers, and so never shifts."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

# A file holds what has so many numbers in a row: at most 10,000 addresses in four languages, and
# two megabytes in two. Nothing that happens to others moves an address to another file.
PER_FILE = 2_500
LARGEST_FILE = 2**63 // PER_FILE - 1  # the numbers of the next one fit into no row

# After the last one comes nothing, which ends the walk.
FILES = """
    WITH RECURSIVE file (number) AS (
        SELECT CAST(-1 AS bigint)
        UNION ALL
        SELECT ({row}) / %s FROM file WHERE file.number IS NOT NULL
    )
    SELECT number FROM file WHERE number >= 0
"""


def numbers_of_files(rows: QuerySet, *, number: str) -> list[int]:
    """From each file to the next row behind it: one query, and never through all rows.

    `number` is the column that tells the file.
    """
    behind = RawSQL("(file.number + 1) * %s", [PER_FILE])
    found = rows.filter(**{f"{number}__gte": behind}).order_by(number)
    row, values = found.values(number)[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FILES.format(row=row), [*values, PER_FILE])
        return sorted(number for (number,) in cursor.fetchall())


def file_with(number: int) -> int:
    return number // PER_FILE


def in_file(file: int, *, number: str) -> dict[str, int]:
    """The bounds of a file, for a filter."""
    return {f"{number}__gte": file * PER_FILE, f"{number}__lt": (file + 1) * PER_FILE}
