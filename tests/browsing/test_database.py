"""Many rows at once, on both databases."""

import pytest
from django.db import connection

from articles.browsing.database import TOGETHER, insert
from articles.models import BrowseTotal
from tests.factories import an_article

pytestmark = pytest.mark.django_db
ADD = """
INSERT INTO articles_browsetotal (article_id, "start", counted, corrected) {rows}
ON CONFLICT (article_id)
DO UPDATE SET counted = articles_browsetotal.counted + excluded.counted
"""


@pytest.mark.parametrize("number", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER])
def test_every_row_is_added_once_however_many_there_are(number):
    articles = [an_article().pk for _ in range(number)]
    rows = [(article, 0, place, 0) for place, article in enumerate(articles)]

    for _ in range(2):
        insert(ADD, rows, types=["bigint"] * 4)

    found = dict(BrowseTotal.objects.values_list("article_id", "counted"))
    assert found == {article: 2 * place for article, _start, place, _corrected in rows}
    assert connection.in_atomic_block
