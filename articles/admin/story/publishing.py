"""Publishing asks first: what will happen in words, and what is still missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.languages import name_of
from articles.admin.story.article_list import Named
from articles.editorial.readiness import reasons_against_publishing
from articles.models import Edition, State


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the publisher is asked to agree to; `version` names exactly this state of it."""

    edition: Edition
    seen: int
    version: str
    will_happen: list[str]
    particulars: list[tuple[str, str]]
    reasons: list[str]

    @classmethod
    def of(cls, edition: Edition, *, seen: int, at: datetime) -> "Plan":
        return cls(
            edition=edition,
            seen=seen,
            version=version_of(edition),
            will_happen=list(what_will_happen(edition, at=at)),
            particulars=list(particulars(edition)),
            reasons=list(reasons_in_words(edition, seen=seen, at=at)),
        )


def version_of(edition: Edition) -> str:
    """Changes with everything the page of the question says: text, release and facts."""
    number = edition.latest.number if edition.latest else 0
    return f"{number}.{edition.facts_version}.{edition.article.facts_version}"


def reasons_in_words(edition: Edition, *, seen: int, at: datetime) -> Iterator[str]:
    """All that is still missing, so that nobody has to come back once for each."""
    if edition.latest and edition.latest.number != seen:
        yield _(
            "Somebody else has just saved a newer text, which you have not seen: read it first."
        )
        return
    yield from map(str, reasons_against_publishing(edition, at=at))


def what_will_happen(edition: Edition, *, at: datetime) -> Iterator[str]:
    """The first sentence says when and where, the others what else readers will notice."""
    yield when_and_where(edition, at=at)
    old, new = edition.get_absolute_url(), address_to_be(edition)
    if edition.public_id and old != new:
        words = _("Its address changes; readers who follow the old one, {address}, are sent there.")
        yield words.format(address=old)
    if edition.expires_at:
        words = _("On {moment} it goes away by itself.")
        yield words.format(
            moment=date_format(timezone.localtime(edition.expires_at), "DATETIME_FORMAT")
        )
    if edition.article.is_pinned:
        yield _("It stands first on the home page.")


def when_and_where(edition: Edition, *, at: datetime) -> str:
    state, released_at = edition.state(at=at), edition.released_at
    if state == State.PUBLIC:
        words = _("{language}: readers see the new text at once, at {address}")
    elif released_at and released_at > at:
        words = _("{language} is scheduled for {moment}: it goes out by itself then, at {address}")
    elif released_at:
        words = _("{language} goes public now, dated {moment}, at {address}")
    else:
        words = _("{language} goes public now, at {address}")
    return words.format(
        language=name_of(edition.language),
        moment=release_in_words(edition),
        address=address_to_be(edition),
    )


def release_in_words(edition: Edition) -> str:
    if not edition.released_at:
        return ""
    form = "DATETIME_FORMAT" if edition.has_release_time else "DATE_FORMAT"
    return date_format(timezone.localtime(edition.released_at), form)


def address_to_be(edition: Edition) -> str:
    return edition.address_with(edition.latest.slug if edition.latest else "")


def particulars(edition: Edition) -> Iterator[tuple[str, str]]:
    """The facts that stand on the page beside the text; a missing cover is worth a word."""
    article = edition.article
    yield _("Section"), str(article.section)
    named: list[tuple[str, object]] = [
        (_("Source"), article.source),
        (_("Tags"), in_words(article.tags.all())),
        (_("Cover picture"), article.cover or _("none")),
        (_("Attachments"), in_words(article.attachments.all())),
        (_("Translator"), edition.translator),
    ]
    yield from ((name, str(value)) for name, value in named if value)


def in_words(rows: Iterable[object]) -> str:
    return " · ".join(map(str, rows))


def ask_before_publishing(
    model_admin: admin.ModelAdmin, request: HttpRequest, *, plan: Plan, has_changed: bool
) -> HttpResponse:
    """The page between the wish and the deed; the form shows it in a window of its own."""
    language = name_of(plan.edition.language)
    title = _("{language} cannot go out yet") if plan.reasons else _("Publish {language}?")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title.format(language=language),
        "object": Named.of(plan.edition.article),
        "opts": model_admin.opts,
        "plan": plan,
        "has_changed": has_changed,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/articles/article/publish.html", context)
