"""Keeps what lists walk along: what an edition repeats of its article, and where its tags file it.

Whoever changes section, source or tags of a story, or the status or release of an edition, calls
this in the same transaction, after that change, with the editions locked by it.
"""

from django.db.models import OuterRef, QuerySet, Subquery

from articles.models import Article, Edition, Status, TaggedEdition


def file_again(editions: QuerySet[Edition]) -> None:
    """After a change of the facts: the section, the source and the tags of the articles."""
    article = Article.objects.filter(pk=OuterRef("article"))
    editions.update(
        section=Subquery(article.values("section")[:1]),
        source=Subquery(article.values("source")[:1]),
    )
    file_under_tags(editions)


def file_under_tags(editions: QuerySet[Edition]) -> None:
    """After a step or a change of the release: what is published stands under its tags."""
    # Taken out and put in anew: the editions are locked, and nobody sees the moment between.
    TaggedEdition.objects.filter(edition__in=editions).delete()
    TaggedEdition.objects.bulk_create(tagged(editions))


def tagged(editions: QuerySet[Edition]) -> list[TaggedEdition]:
    """The rows there must be for these editions."""
    published = editions.filter(status=Status.PUBLISHED, article__tags__isnull=False)
    rows = published.order_by("pk").values_list("pk", "article__tags", "language", "released_at")
    return [
        TaggedEdition(edition_id=edition, tag_id=tag, language=language, released_at=released_at)
        for edition, tag, language, released_at in rows
        if released_at
    ]
