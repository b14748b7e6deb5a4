"""Stories beside which a reader goes on: of the same tags, then of the same section."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from django.db import connection
from django.template.loader import render_to_string

from articles.models import Edition
from articles.public.kept import Kept
from articles.public.stories import listed
from articles.public.story import Story

SHOWN = 4
# The work is bounded: of so many tags, and of the section, so many of the newest are looked at.
TAGS = 8
WALKED = 40

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
NEAREST_FIRST = """
GROUP BY id, released_at ORDER BY SUM(shared) DESC, released_at DESC, id DESC LIMIT %s
"""


def related(kept: Kept, story: Story) -> str:
    """As they are printed; the story itself and its neighbours stand on the page already."""
    edition = story.edition
    shown = [each.pk for each in (edition, story.newer, story.older) if each]
    find = partial(
        find_related, edition, tags=[tag.pk for tag in story.tags], besides=shown, at=kept.at
    )
    return kept.part(f"related:{edition.pk}", lambda: render(find()))


def render(editions: Sequence[Edition]) -> str:
    return render_to_string("article/_related.html", {"editions": editions})


def find_related(
    edition: Edition, *, tags: Sequence[int], besides: Collection[int], at: datetime
) -> list[Edition]:
    """Those that share most tags first, then the newer; in two queries."""
    near = [pk for pk in numbers_near(edition, tags=tags[:TAGS], at=at) if pk not in besides]
    # What expired is still among the numbers; the public gate alone lets a story out.
    found = listed(Edition.objects.published(at)).in_bulk(near[: 2 * SHOWN])
    return [found[pk] for pk in near if pk in found][:SHOWN]


def numbers_near(edition: Edition, *, tags: Sequence[int], at: datetime) -> list[int]:
    """Of what was released by now under these tags and in the section, the nearest first."""
    moment = connection.ops.adapt_datetimefield_value(at)
    walks = [(UNDER_TAG, tag) for tag in tags] + [(IN_SECTION, edition.section_id)]
    union = " UNION ALL ".join(sql for sql, _place in walks)
    places = [(place, edition.language, moment, WALKED) for _sql, place in walks]
    values = [value for place in places for value in place]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({union}) AS near {NEAREST_FIRST}", [*values, WALKED])  # noqa: S608 - all constants
        return [pk for (pk,) in cursor.fetchall()]
