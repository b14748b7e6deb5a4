"""What there is to do: the lists of stories that the sidebar and the start page lead to."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.languages import LANGUAGES, lazy_name_of
from articles.models import Article, Edition, Status


class Work(models.TextChoices):
    """The lists that are the same for every language of the site."""

    MINE = "mine", _("My drafts")
    WAITING = "waiting", _("Drafts that wait")
    NEWER = "newer", _("Newer drafts")
    NEXT = "next", _("Going out next")
    PUBLIC = "public", _("Public now")
    READ = "read", _("Most read")


def missing_in(language: str) -> str:
    """The name of the list of what is public, but not yet in this language."""
    return f"missing-{language}"


COUNTED = 10_000  # stories of a list, as far as anybody turns pages
FENCE = 10**9  # more than there will ever be
MISSING: dict[str, str] = {missing_in(language): language for language in LANGUAGES}


def heading_of(work: str) -> Any:
    if work in MISSING:
        return format_lazy(_("Not yet in {language}"), language=lazy_name_of(MISSING[work]))
    return Work(work).label


LISTS = [(work, heading_of(work)) for work in (*Work.values, *MISSING)]


def lacking(language: str, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Those of stories that have no text in this language.

    Asked of the texts: a language that came later has no edition of older stories.
    """
    written = Edition.objects.filter(
        article=OuterRef("article"), language=language, latest__isnull=False
    )
    return editions.filter(~Exists(written))


def stories_to(
    work: str, stories: QuerySet[Article], *, by: User, at: datetime
) -> QuerySet[Article]:
    """What is left of the stories in this list; all of them where there is no such list."""
    if work == Work.READ:
        times = F("browse_total__times")
        return stories.filter(browse_total__isnull=False).order_by(times.desc(), "-pk")
    if work in MISSING:
        elsewhere = Edition.objects.published(at).exclude(language=MISSING[work])
        return having(lacking(MISSING[work], elsewhere), stories)
    if work == Work.NEXT:
        return by_release(with_one_of(Edition.objects.scheduled(at), stories), at=at)
    if work == Work.PUBLIC:
        return having(Edition.objects.published(at), stories)
    lists = {
        Work.MINE: Edition.objects.unfinished().filter(latest__by=by),
        Work.WAITING: Edition.objects.unfinished(),
        Work.NEWER: Edition.objects.unfinished().filter(status=Status.PUBLISHED),
    }
    return with_one_of(lists[Work(work)], stories) if work in lists else stories


def having(editions: QuerySet[Edition], stories: QuerySet[Article]) -> QuerySet[Article]:
    """Asked of one story after the other: right where most have one."""
    return stories.filter(one_of(editions))


def one_of(editions: QuerySet[Edition]) -> Exists:
    return Exists(editions.filter(article=OuterRef("pk")))


def with_one_of(editions: QuerySet[Edition], stories: QuerySet[Article]) -> QuerySet[Article]:
    """Asked of all editions at once: right where few are.

    PostgreSQL expects many, and would ask of one story after the other but for the limit.
    """
    newest = editions.order_by("-latest_id")[:FENCE]
    return stories.filter(pk__in=newest.values("article"))


def by_release(stories: QuerySet[Article], *, at: datetime) -> QuerySet[Article]:
    """What goes out first stands first."""
    coming = Edition.objects.scheduled(at).filter(article=OuterRef("pk")).oldest_first()
    return stories.annotate(goes_out_at=Subquery(coming.values("released_at")[:1])).order_by(
        "goes_out_at", "pk"
    )
