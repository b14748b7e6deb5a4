"""The index in PostgreSQL: the words in a column of the entries, with a GIN index on it."""

from collections.abc import Sequence

from django.db import connection

from articles.search.entries import Entry, Hit, Row, Wanted, mark_of_section
from articles.text.words import GAP

LAST_POSITION = 16_383  # of a word, as a tsvector knows it; after it they begin anew
MOST_POSITIONS = 255  # of one word; further ones a tsvector drops by itself
# A GIN index finds everything at once, in no order: all stories with a common word, however many.
# So each entry carries a mark of its language and its month or so, its shelf. Shelves are asked in
# groups, the newest first, until there are enough: 1, 2, 4, 8 shelves and then always 16, because
# a rare word costs as much in each group as in all of them, and a common one is in every shelf.
# The shelves are a condition of their own: in one with the words they would be held against every
# text with the rarest of them; of two, each goes on from where the other has come to.
BITS_OF_A_SHELF = 29  # of a place: 24 days
NEWEST = """
    WITH ends AS (
        SELECT least(%(last)s::bigint, max(place) >> %(bits)s) AS last,
               greatest(%(first)s::bigint, min(place) >> %(bits)s) AS first
        FROM articles_searchentry
        HAVING max(place) IS NOT NULL -- an empty index has no shelves, instead of all that could be
    ), shelves AS (
        SELECT shelf, last - shelf AS back
        FROM ends, generate_series(first, last) AS shelf
    ), groups AS (
        SELECT CASE
                   WHEN back < 15 THEN floor(log(2, back + 1)) ELSE 4 + (back - 15) / 16
               END AS far,
               string_agg('''' || %(mark)s || shelf || '''', ' | ') AS marks
        FROM shelves GROUP BY far
    )
    SELECT hit.place, hit.edition_id
    FROM (SELECT marks FROM groups ORDER BY far OFFSET 0) AS one_by_one
    CROSS JOIN LATERAL (
        SELECT found.place, found.edition_id
        FROM (
            SELECT place, edition_id FROM articles_searchentry
            WHERE words @@ %(question)s::tsquery AND words @@ marks::tsquery
            OFFSET 0 -- a fence: never along the primary key, looking at every story
        ) AS found
        WHERE found.place >= %(start)s AND found.place < %(stop)s
        ORDER BY found.place DESC LIMIT %(most)s
    ) AS hit
    LIMIT %(most)s
"""
PUT = """
    INSERT INTO articles_searchentry (place, edition_id, words)
    SELECT place, edition_id, words::tsvector
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new (place, edition_id, words)
    ON CONFLICT (place) DO NOTHING
    RETURNING edition_id
"""
# What is new waits in a list, up to four megabytes, that every search would read once for each
# group of shelves. Sorted in with its batch, it costs no more than later.
TIDY = "SELECT gin_clean_pending_list('articles_searchentry_words')"
DIFFERING = """
    SELECT new.edition_id
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS new (place, edition_id, words)
    LEFT JOIN articles_searchentry AS entry USING (place)
    WHERE entry.words IS DISTINCT FROM new.words::tsvector
"""


def put(entries: Sequence[Entry]) -> set[int]:
    """Adds the entries; answers the editions that are in, not those whose place was just taken."""
    done = editions_in(PUT, entries)
    with connection.cursor() as cursor:
        cursor.execute(TIDY)
    return done


def differing(entries: Sequence[Entry]) -> set[int]:
    """The editions whose words are not in the index as they are here."""
    return editions_in(DIFFERING, entries)


def editions_in(statement: str, entries: Sequence[Entry]) -> set[int]:
    columns: tuple[list[int], list[int], list[str]] = (
        [entry.place for entry in entries],
        [entry.edition_id for entry in entries],
        [written(entry) for entry in entries],
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
        return {edition_id for (edition_id,) in cursor.fetchall()}


def newest(wanted: Wanted) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(
            NEWEST,
            {
                "first": shelf_of(wanted.start),
                "last": shelf_of(wanted.stop),
                "bits": BITS_OF_A_SHELF,
                "question": question(wanted),
                "mark": mark_of_shelves(wanted.language),
                "start": wanted.start,
                "stop": wanted.stop,
                "most": wanted.most,
            },
        )
        return [Hit(*row) for row in cursor.fetchall()]


def shelf_of(place: int) -> int:
    return place >> BITS_OF_A_SHELF


def mark_of_shelves(language: str) -> str:
    return f"b_{language.replace('-', '_')}_"


def written(entry: Entry) -> str:
    """A tsvector as it is typed: each word with its positions."""
    shelf = f"{mark_of_shelves(entry.language)}{shelf_of(entry.place)}"
    positions: dict[str, list[int]] = {shelf: [], mark_of_section(entry.section_id): []}
    for position, word in enumerate(entry.words):
        positions.setdefault(word, []).append(1 + position % LAST_POSITION)
    positions.pop(GAP, None)
    return " ".join(
        f"'{word}'" + (f":{','.join(map(str, at[:MOST_POSITIONS]))}" if at else "")
        for word, at in positions.items()
    )


def question(wanted: Wanted) -> str:
    """A tsquery."""
    rows = list(wanted.rows)
    if wanted.section_id is not None:
        rows.append((mark_of_section(wanted.section_id),))
    return " & ".join(f"({in_a_row(row)})" for row in rows)


def in_a_row(row: Row) -> str:
    return " <-> ".join(f"'{word}'" for word in row)
