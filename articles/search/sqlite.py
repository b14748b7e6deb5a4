"""The index in SQLite: the words in a table of FTS5, each row at the place of its entry."""

from collections.abc import Sequence

from django.db import connection

from articles.search.entries import Entry, Hit, Wanted, mark_of_language, mark_of_section

# The order in which FTS5 finds, along its own lists: nothing is sorted, and the first are enough.
NEWEST = """
    SELECT entry.place, entry.edition_id
    FROM articles_searchwords AS found CROSS JOIN articles_searchentry AS entry
    ON entry.place = found.rowid
    WHERE found.words MATCH %s AND found.rowid >= %s AND found.rowid < %s
    ORDER BY found.rowid DESC LIMIT %s
"""


def put(entries: Sequence[Entry]) -> set[int]:
    """Adds the entries; answers the editions that are in, which here are all of them."""
    # FTS5 writes to the disk whenever a place is smaller than the one before.
    in_order = sorted(entries, key=lambda entry: entry.place)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_searchentry (place, edition_id) VALUES (%s, %s)",
            [(entry.place, entry.edition_id) for entry in in_order],
        )
        cursor.executemany(
            "INSERT INTO articles_searchwords (rowid, words) VALUES (%s, %s)",
            [(entry.place, written(entry)) for entry in in_order],
        )
    return {entry.edition_id for entry in entries}


def newest(wanted: Wanted) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [question(wanted), wanted.start, wanted.stop, wanted.most])
        return [Hit(*row) for row in cursor.fetchall()]


def differing(entries: Sequence[Entry]) -> set[int]:
    """The editions whose words are not in the index as they are here."""
    marks = ", ".join(["%s"] * len(entries))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, words FROM articles_searchwords WHERE rowid IN ({marks})",  # noqa: S608 - marks only
            [entry.place for entry in entries],
        )
        stored = dict(cursor.fetchall())
    return {entry.edition_id for entry in entries if stored.get(entry.place) != written(entry)}


def written(entry: Entry) -> str:
    marks = (mark_of_language(entry.language), mark_of_section(entry.section_id))
    return " ".join((*marks, *entry.words))


def question(wanted: Wanted) -> str:
    rows = [*wanted.rows, (mark_of_language(wanted.language),)]
    if wanted.section_id is not None:
        rows.append((mark_of_section(wanted.section_id),))
    return " AND ".join(f'"{" ".join(row)}"' for row in rows)
