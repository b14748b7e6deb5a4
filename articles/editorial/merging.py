"""Makes one word out of several: their stories move, their addresses lead on, no count changes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import get_language_info

from articles.editorial.filing import file_again
from articles.editorial.refusals import Refused
from articles.editorial.vocabulary import keep_slug, kind_of
from articles.models import (
    Article,
    Edition,
    OldAddress,
    OldSlug,
    PressRun,
    Status,
    Vocabulary,
)
from articles.search.index import index

LANGUAGES = [code for code, _name in settings.LANGUAGES]
AT_ONCE = 500  # stories in one question to the database
WAYS = {
    "section": "section__in",
    "source": "source__in",
    "translator": "editions__translator__in",
    "tag": "tags__in",
}
OF_A_TEXT = {
    "section": "article__section__in",
    "source": "article__source__in",
    "translator": "translator__in",
}


class MergeRefused(Refused):
    """Words that cannot become one."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many stories a merge would move; of these, how many have the other tag already."""

    stories: int
    has_both: int


def stories_under(words: Collection[Vocabulary]) -> QuerySet[Article]:
    """Each story once."""
    way = WAYS[kind_of(next(iter(words)))]
    ids = [word.pk for word in words]
    return Article.objects.filter(**{way: ids}).order_by("pk").distinct()


def reach_of(words: Collection[Vocabulary], *, into: Vocabulary) -> Reach:
    stories = stories_under(words)
    is_tag = kind_of(into) == "tag"
    both = stories.filter(pk__in=stories_under([into]).values("pk")).count() if is_tag else 0
    return Reach(stories=stories.count(), has_both=both)


def reasons_against_merging(
    words: Collection[Vocabulary], *, into: Vocabulary
) -> Iterator[MergeRefused]:
    """A published page must not lose a name; tags are printed only where they have one."""
    ids = [word.pk for word in words]
    if into.pk in ids:
        yield MergeRefused("merge_with_itself", name=into)
    for language in languages_without_name(into):
        texts = Edition.objects.filter(status=Status.PUBLISHED, language=language)
        if any(texts.filter(**{way: ids}).exists() for way in printed(into)):
            named = get_language_info(language)["name_translated"]
            yield MergeRefused("merge_without_name", name=into, language=named)


def printed(word: Vocabulary) -> list[str]:
    """The column in which a page finds the word; a tag without a name it leaves out."""
    way = OF_A_TEXT.get(kind_of(word))
    return [way] if way else []


def languages_without_name(word: Vocabulary) -> list[str]:
    return [language for language in LANGUAGES if not word.name_in(language)]


@transaction.atomic
def merge(words: Sequence[Vocabulary], *, into: Vocabulary, by: User, at: datetime) -> int:
    """Files every story of these words under another one, to which their addresses then lead.

    Gives the number of stories; raises `MergeRefused`. The versions of what it changes are raised,
    so that nobody who has a story open takes it back without seeing it.
    """
    # Locked in the order of `save_facts`: first stories, then words.
    stories = Article.objects.filter(pk__in=stories_under(words).values("pk")).order_by("pk")
    list(stories.select_for_update(of=("self",)).values_list("pk", flat=True))
    lock_words([*words, into])
    refusal = next(reasons_against_merging(words, into=into), None)
    if refusal:
        raise refusal
    ids = list(stories_under(words).values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        refile(ids[start : start + AT_ONCE], words, into=into, by=by, at=at)
    for word in words:
        lead_on(word, into=into)
        word.delete()
    if kind_of(into) == "section":
        # Of thousands it takes long, and everybody who saves would wait.
        transaction.on_commit(partial(find_in_section, ids))
    PressRun.start()
    return len(ids)


def find_in_section(ids: Sequence[int]) -> None:
    """Lets the search by section find these stories where they stand now, some at a time."""
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            texts = Edition.objects.filter(article__in=ids[start : start + AT_ONCE])
            locked = texts.order_by("pk").select_for_update(of=("self",))
            index(list(locked.values_list("pk", flat=True)))


def lock_words(words: Collection[Vocabulary]) -> None:
    """Raises `MergeRefused` where somebody was faster and one of them is gone."""
    rows = type(next(iter(words)))._default_manager.order_by("pk")  # noqa: SLF001 - public in spite of its name
    ids = {word.pk for word in words}
    if len(rows.select_for_update().filter(pk__in=ids)) != len(ids):
        raise MergeRefused("merge_gone")


def refile(
    ids: Sequence[int],
    words: Collection[Vocabulary],
    *,
    into: Vocabulary,
    by: User,
    at: datetime,
) -> None:
    changed: dict[str, Any] = {"facts_version": F("facts_version") + 1, "facts_by": by}
    changed["facts_at"] = at
    kind = kind_of(into)
    texts = Edition.objects.filter(article__in=ids)
    if kind == "translator":
        texts.filter(translator__in=[word.pk for word in words]).update(translator=into, **changed)
        return
    if kind == "tag":
        retag(ids, words, into=into)
    else:
        changed[kind] = into
    Article.objects.filter(pk__in=ids).update(**changed)
    file_again(texts)


def retag(ids: Sequence[int], words: Collection[Vocabulary], *, into: Vocabulary) -> None:
    """Each story once under the tag, also where it was under both."""
    rows = Article.tags.through.objects.filter(article__in=ids)
    rows.filter(tag__in=[word.pk for word in words]).delete()
    tagged = set(rows.filter(tag=into.pk).values_list("article_id", flat=True))
    Article.tags.through.objects.bulk_create(
        Article.tags.through(article_id=pk, tag_id=into.pk) for pk in ids if pk not in tagged
    )


def lead_on(word: Vocabulary, *, into: Vocabulary) -> None:
    kind = kind_of(into)
    OldSlug.objects.filter(**{kind: word}).update(**{kind: into})
    keep_slug(word.slug, into)
    if kind == "section":
        OldAddress.objects.filter(section=word.pk).update(section=into.pk)
