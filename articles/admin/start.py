"""The start page: what waits for the person who opens it, a few rows of each and a way to all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.languages import LANGUAGES, name_of, reading_order
from articles.admin.work import MISSING, Work, heading_of, lacking
from articles.models import BrowseTotal, Edition, Revision, State

ROWS = 6
# So many of the newest texts are looked through for what is missing or unfinished: the rest is
# history, and the work must not grow with it. The lists of stories have all of it.
NEWEST = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """One story in one language: what it is called, how it stands, and where it is edited."""

    edition: Edition
    title: str
    language: str
    state: State
    moment: datetime | None = None
    browse_times: int | None = None

    def address(self) -> str:
        """The form, opened at the tab of this language."""
        form = reverse("admin:articles_article_change", args=[self.edition.article_id])
        return f"{form}#{self.language}"

    def language_name(self) -> str:
        return name_of(self.language)

    def shown_times(self) -> str:
        # In thousands in every language, as on the public page.
        words = ngettext("{times} browse", "{times} browses", self.browse_times or 0)
        return words.format(times=f"{self.browse_times:,}")

    def has_newer_draft(self) -> bool:
        return self.language == self.edition.language and self.edition.has_unpublished_changes()


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """Some rows of one list of work, and where all of them are."""

    work: str
    rows: list[Row]
    when_empty: str

    def heading(self) -> Any:
        return heading_of(self.work)

    def address(self) -> str:
        return f"{reverse('admin:articles_article_changelist')}?work={self.work}"


def work_lists(*, by: User, at: datetime) -> Iterator[WorkList]:
    """The lists of the start page; each asks for a few rows that an index brings in order."""
    yield WorkList(
        work=Work.MINE,
        rows=my_drafts(by=by, at=at),
        when_empty=_("Nothing that you wrote lately waits. Begin with “New story”."),
    )
    yield WorkList(
        work=Work.NEXT,
        rows=going_out(at=at),
        when_empty=_(
            "Nothing is scheduled. Give a story a release time in the future to see it here."
        ),
    )
    for work, language in MISSING.items():
        yield WorkList(
            work=work,
            rows=not_yet_in(language, at=at),
            when_empty=_("The newest public stories all have a text in {language}.").format(
                language=name_of(language)
            ),
        )
    yield WorkList(
        work=Work.PUBLIC,
        rows=newest_public(at=at),
        when_empty=_("Nothing is public yet. Open a draft and publish it."),
    )


def with_titles(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    return editions.select_related("latest").defer(
        "latest__body", "latest__summary", "latest__slug"
    )


def row_of(edition: Edition, *, at: datetime, **more: Any) -> Row:
    return Row(
        edition=edition,
        title=edition.latest.title if edition.latest else "",
        **{"language": edition.language, "state": edition.state(at=at), **more},
    )


def my_drafts(*, by: User, at: datetime) -> list[Row]:
    newest = Revision.objects.filter(by=by).order_by("-created_at", "-id")[:NEWEST]
    editions = Edition.objects.unfinished().filter(latest__in=newest.values("pk"))
    drafts = with_titles(editions).order_by("-latest__created_at", "-latest_id")
    return [row_of(edition, at=at, moment=saved_at(edition)) for edition in drafts[:ROWS]]


def saved_at(edition: Edition) -> datetime | None:
    return edition.latest.created_at if edition.latest else None


def going_out(*, at: datetime) -> list[Row]:
    coming = with_titles(Edition.objects.scheduled(at).oldest_first())
    return [row_of(edition, at=at, moment=edition.released_at) for edition in coming[:ROWS]]


def not_yet_in(language: str, *, at: datetime) -> list[Row]:
    """Public stories without a text in this language; each leads to where it is to be written."""
    found = [
        edition
        for code in LANGUAGES
        if code != language
        for edition in with_titles(lacking(language, newest_in(code, at=at)))[:ROWS]
    ]
    return [
        row_of(edition, at=at, language=language, state=State.EMPTY, moment=edition.released_at)
        for edition in one_of_each_story(found)
    ]


def newest_in(language: str, *, at: datetime) -> QuerySet[Edition]:
    newest = Edition.objects.published(at).filter(language=language).newest_first()
    return Edition.objects.filter(pk__in=newest.values("pk")[:NEWEST]).newest_first()


def newest_public(*, at: datetime) -> list[Row]:
    found = [
        edition
        for language in LANGUAGES
        for edition in with_titles(newest_in(language, at=at))[:ROWS]
    ]
    editions = one_of_each_story(found)
    totals = BrowseTotal.objects.in_bulk([edition.article_id for edition in editions])
    return [
        row_of(
            edition,
            at=at,
            moment=edition.released_at,
            browse_times=total.browse_times() if (total := totals.get(edition.article_id)) else 0,
        )
        for edition in editions
    ]


def one_of_each_story(editions: list[Edition]) -> list[Edition]:
    """The newest first; of a story that came out twice at one moment, the reader's language."""
    languages = list(reading_order())
    editions.sort(key=lambda edition: languages.index(edition.language))
    editions.sort(key=released_at, reverse=True)
    first = {edition.article_id: edition for edition in reversed(editions)}
    return [edition for edition in editions if first[edition.article_id] is edition][:ROWS]


def released_at(edition: Edition) -> datetime:
    """What is public has a release time; the database says so."""
    return cast("datetime", edition.released_at)
