"""Stories beside which a reader goes on: of the same tags, then of the same section."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from articles.models import Edition

SHOWN = 4
# Some of them stand on the page already or have expired: so many are looked at.
FOUND = 20
# The work is bounded: of so many tags, and of the section, so many of the newest are looked at.
TAGS = 8
WALKED = 16

# Written by hand: for a union of limited walks Django takes as long as for the whole page.
UNDER_TAG = """
SELECT * FROM (
    SELECT edition_id AS id, released_at, 1 AS shared FROM articles_taggededition
    WHERE tag_id = %s AND language = %s AND released_at <= %s
    ORDER BY released_at DESC, edition_id DESC LIMIT %s
) AS under_tag
"""
IN_SECTION = """
SELECT * FROM (
    SELECT id, released_at, 0 AS shared FROM articles_edition
    WHERE section_id = %s AND language = %s AND status = 'published' AND released_at <= %s
    ORDER BY released_at DESC, id DESC LIMIT %s
) AS in_section
"""
NEAREST = """
SELECT near.id FROM (
    SELECT id, released_at, SUM(shared) AS shared FROM ({walks}) AS found
    GROUP BY id, released_at ORDER BY SUM(shared) DESC, released_at DESC, id DESC LIMIT %s
) AS near JOIN articles_edition ON articles_edition.id = near.id
WHERE (articles_edition.expires_at IS NULL OR articles_edition.expires_at > %s)
    AND near.id NOT IN (%s, %s, %s)
ORDER BY near.shared DESC, near.released_at DESC, near.id DESC LIMIT %s
"""


def numbers_near(
    edition: Edition,
    *,
    tags: Sequence[int],
    neighbours: tuple[int | None, int | None] = (None, None),
    at: datetime,
) -> list[int]:
    """Of what is public under these tags and in the section: the nearest, without its neighbours.

    What shares most tags comes first, then what is newer.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    walks = [(UNDER_TAG, tag) for tag in tags[:TAGS]] + [(IN_SECTION, edition.section_id)]
    union = " UNION ALL ".join(sql for sql, _place in walks)
    places = [(place, edition.language, moment, WALKED) for _sql, place in walks]
    values = [value for place in places for value in place]
    shown = [edition.pk, *(pk or 0 for pk in neighbours)]
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(walks=union), [*values, FOUND, moment, *shown, SHOWN])
        return [pk for (pk,) in cursor.fetchall()]
