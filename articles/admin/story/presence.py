"""The form tells who else has the story open, and what they saved meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles.admin.languages import LANGUAGES
from articles.admin.story.article_list import edition_in
from articles.admin.story.clock import clock
from articles.admin.story.conflicts import shown_in
from articles.admin.story.parts import field_name, release_label, text_label
from articles.editorial.presence import arrive, leave, others
from articles.models import Article, OpenStory
from articles.templatetags.news import colleague


@dataclass(frozen=True, kw_only=True)
class News:
    """What to tell somebody who has the story open, in sentences."""

    open: list[str]
    active: list[str]  # changes all the time: shown, but not called out
    saved: list[str] = field(default_factory=list)


class Saved(NamedTuple):
    """One part as it is saved now."""

    key: str
    label: str
    number: int
    by_id: int | None
    at: datetime | None


class Presence:
    """The door of a model admin at which an open form says that it is still open."""

    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.model_admin = model_admin

    def urls(self) -> list[URLPattern]:
        view = self.model_admin.admin_site.admin_view(require_POST(self.view))
        return [path("<int:number>/presence/", view, name="articles_article_presence")]

    def view(self, request: HttpRequest, number: int) -> HttpResponse:
        article: Article | None = self.model_admin.get_object(request, str(number))
        if not self.model_admin.has_change_permission(request, article):
            raise PermissionDenied
        if not article:
            raise Http404
        user, at = cast("User", request.user), timezone.now()
        if "leaving" in request.POST:
            leave(article, user=user)
            return HttpResponse(status=204)
        arrive(article, user=user, at=at, idle=idle_in(request.POST))
        saved = list(saved_meanwhile(article, seen=request.POST, user=user, at=at))
        return JsonResponse(asdict(news_of(article, user=user, at=at, saved=saved)))


def presence_of(request: HttpRequest, article: Article | None) -> News | None:
    """For the form that is being opened; a story that is not there yet is open nowhere."""
    user = cast("User", request.user)
    return news_of(article, user=user, at=timezone.now()) if article else None


def news_of(article: Article, *, user: User, at: datetime, saved: list[str] | None = None) -> News:
    found = others(article, user=user, at=at)
    return News(
        open=[open_since(row, at=at) for row in found],
        active=[last_active(row, at=at) for row in found],
        saved=saved or [],
    )


def open_since(row: OpenStory, *, at: datetime) -> str:
    words = _("{name} has had this story open since {moment}.")
    return words.format(name=colleague(row.user), moment=clock(row.opened_at, at=at))


def last_active(row: OpenStory, *, at: datetime) -> str:
    seconds = max(int((at - row.active_at).total_seconds()), 0)
    if seconds < 60:
        words, count = ngettext("{count} second ago", "{count} seconds ago", seconds), seconds
    else:
        count = seconds // 60
        words = ngettext("{count} minute ago", "{count} minutes ago", count)
    sentence = _("{name} was last active {ago}.")
    return sentence.format(name=colleague(row.user), ago=words.format(count=count))


def idle_in(typed: Mapping[str, str]) -> timedelta:
    seconds = typed.get("idle", "")
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return timedelta(seconds=int(seconds) if is_number else 0)


def saved_meanwhile(
    article: Article, *, seen: Mapping[str, str], user: User, at: datetime
) -> Iterator[str]:
    """What others saved since the form was opened; `seen` holds the numbers it was opened with."""
    newer = [
        part
        for part in saved_parts(article)
        if f"{part.key}_base" in seen
        and part.number > shown_in(seen, part.key)
        and part.by_id != user.pk
    ]
    people = User.objects.in_bulk([part.by_id for part in newer if part.by_id]) if newer else {}
    for part in newer:
        yield saved_sentence(part, by=people.get(part.by_id or 0), at=at)
    if newer:
        yield _("Your own words stay here: when you save, both versions are shown side by side.")


def saved_parts(article: Article) -> Iterator[Saved]:
    yield Saved("facts", _("Facts"), article.facts_version, article.facts_by_id, article.facts_at)
    for language in LANGUAGES:
        edition = edition_in(article, language)
        key, latest = field_name(language, "text"), edition.latest
        if latest:
            label = text_label(language)
            yield Saved(key, label, latest.number, latest.by_id, latest.created_at)
        key, label = field_name(language, "release"), release_label(language)
        yield Saved(key, label, edition.facts_version, edition.facts_by_id, edition.facts_at)


def saved_sentence(part: Saved, *, by: User | None, at: datetime) -> str:
    if not by or not part.at:
        return _("Somebody else saved “{part}”.").format(part=part.label)
    return _("{name} saved “{part}” at {moment}.").format(
        name=colleague(by), part=part.label, moment=clock(part.at, at=at)
    )
