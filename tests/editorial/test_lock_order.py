"""Two who change one story at the same moment wait for each other, never both for ever."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from articles.editorial.page_text import print_anew
from articles.editorial.workflow import publish, withdraw
from articles.models import Article, Edition, Status
from tests.factories import NOW, a_public_edition
from tests.server import wait_until

WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
ACTS: dict[str, Callable[[Edition], None]] = {
    "publish": lambda edition: publish(edition, by=None, at=NOW),
    "withdraw": lambda edition: withdraw(edition, by=None, at=NOW),
    "print_anew": lambda edition: print_anew(edition.pk),
}


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITERS)
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only on PostgreSQL")
@pytest.mark.parametrize("act", ACTS)
def test_who_saves_facts_is_waited_for_and_waits_for_nobody(act):
    edition = a_public_edition()
    failures = []

    def run() -> None:
        try:
            ACTS[act](Edition.objects.get(pk=edition.pk))
        except Exception as error:  # noqa: BLE001 - told to the test, whatever it is
            failures.append(error)
        finally:
            connection.close()

    other = Thread(target=run)
    with transaction.atomic():
        # As `save_facts` does: the article first, then its editions.
        Article.objects.filter(pk=edition.article_id).update(is_pinned=True)
        other.start()
        wait_until(somebody_waits, what="the other wants the story")
        Edition.objects.filter(pk=edition.pk).update(translated_from="zh-hans")
    other.join()

    assert failures == []
    assert Edition.objects.get(pk=edition.pk).status == (
        Status.WITHDRAWN if act == "withdraw" else Status.PUBLISHED
    )
