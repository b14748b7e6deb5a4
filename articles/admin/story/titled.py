"""Finds stories by words of their titles, those that nobody has published as well."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from articles.admin.languages import LANGUAGES
from articles.models import Article, Edition, EditionQuerySet, Status
from articles.search.finding import find_titled
from articles.text.words import asked

MOST = 2_000  # of each language and kind, the newest of them: more than anybody looks through


def titled(articles: QuerySet[Article], words: str, *, at: datetime) -> QuerySet[Article]:
    """Those with a title, in any language, that has all of these words.

    What is published is found by the index of the public search. What that does not hold is
    little, and looked through.
    """
    published = [
        pk
        for language in LANGUAGES
        for pk in find_titled(asked(words), language=language, most=MOST)
    ]
    numbers = set(articles_of(Edition.objects.filter(pk__in=published).order_by()))
    for editions in beside_the_index(at=at):
        found = editions.filter(*(Q(latest__title__icontains=word) for word in words.split()))
        numbers.update(articles_of(found.order_by("-latest_id")[:MOST]))
    return articles.filter(pk__in=numbers)


def articles_of(editions: EditionQuerySet) -> QuerySet[Edition, int]:
    return editions.values_list("article_id", flat=True)


def beside_the_index(*, at: datetime) -> Iterator[EditionQuerySet]:
    """Each is one stretch of an index of the database: drafts, withdrawn and expired texts."""
    yield Edition.objects.unfinished()
    # The languages are all there are, and where both indexes begin.
    languages = Edition.objects.filter(language__in=LANGUAGES)
    yield languages.filter(status=Status.WITHDRAWN)
    yield languages.filter(status=Status.PUBLISHED, expires_at__lte=at)
