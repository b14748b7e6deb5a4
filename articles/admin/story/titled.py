"""Finds stories by words of their titles, those that nobody has published as well."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from articles.admin.languages import LANGUAGES
from articles.models import Article, Edition, EditionQuerySet, Status
from articles.search.finding import find_titled
from articles.text.words import asked

MOST = 2_000  # of each language and kind, the newest of them: more than anybody looks through
WITHOUT_QUOTES = dict.fromkeys(map(ord, '"“”„«»「」『』'), " ")
RECENT = 5_000  # published stories of each language in which parts of words are found, too


def titled(articles: QuerySet[Article], words: str, *, at: datetime) -> QuerySet[Article]:
    """Those with a title, in any language, that has all of these words.

    What is published is found by the index of the public search, which has whole words only. The
    newest are looked through for parts of words, and so is what the index does not hold.
    """
    published = [
        pk
        for language in LANGUAGES
        for pk in find_titled(asked(words), language=language, most=MOST)
    ]
    parts = words.translate(WITHOUT_QUOTES).split()
    numbers = set(articles_of(Edition.objects.filter(pk__in=published).order_by()))
    for editions in looked_through(at=at):
        found = editions.filter(*(Q(latest__title__icontains=word) for word in parts))
        numbers.update(articles_of(found.order_by("-latest_id")[:MOST]))
    return articles.filter(pk__in=numbers)


def articles_of(editions: EditionQuerySet) -> QuerySet[Edition, int]:
    return editions.values_list("article_id", flat=True)


def looked_through(*, at: datetime) -> Iterator[EditionQuerySet]:
    """Each is one stretch of an index of the database: drafts, withdrawn, expired, newest texts."""
    yield Edition.objects.unfinished()
    # The languages are all there are, and where both indexes begin.
    languages = Edition.objects.filter(language__in=LANGUAGES)
    yield languages.filter(status=Status.WITHDRAWN)
    yield languages.filter(status=Status.PUBLISHED, expires_at__lte=at)
    for language in LANGUAGES:
        published = Edition.objects.filter(language=language, status=Status.PUBLISHED)
        newest = published.newest_first().values("pk")[:RECENT]
        yield Edition.objects.filter(pk__in=newest)
