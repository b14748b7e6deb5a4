"""Earlier texts of a story: every save is kept, can be read again and brought back."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.admin.languages import LANGUAGES, name_of
from articles.admin.story.article_list import Named, edition_in
from articles.editorial.page_text import page_body
from articles.editorial.refusals import StaleSave, sentence
from articles.editorial.writing import bring_back
from articles.models import Article, Edition, Revision
from articles.text.html import TextRefused

SHOWN = 1_000  # of an edition that was saved more often, the newest


class Versions:
    """The pages of a model admin that show and bring back earlier texts."""

    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.model_admin = model_admin

    def urls(self) -> list[URLPattern]:
        wrap = self.model_admin.admin_site.admin_view
        return [
            path(
                "<int:article_id>/versions/<str:language>/",
                wrap(self.all_view),
                name="articles_article_versions",
            ),
            path(
                "<int:article_id>/versions/<str:language>/<int:number>/",
                wrap(self.one_view),
                name="articles_article_version",
            ),
        ]

    def all_view(self, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
        return show_all(request, versions=self, article_id=article_id, language=language)

    def one_view(
        self, request: HttpRequest, article_id: int, language: str, number: int
    ) -> HttpResponse:
        edition = self.edition(request, article_id, language)
        kept = Revision.objects.filter(edition=edition.pk, number=number)
        revision = kept.select_related("by").first()
        if not revision:
            raise Http404
        return show_one(request, versions=self, edition=edition, revision=revision)

    def edition(self, request: HttpRequest, article_id: int, language: str) -> Edition:
        """The edition, for those who may see the story; for others it is not there."""
        article = cast("Article | None", self.model_admin.get_object(request, str(article_id)))
        if not article or language not in LANGUAGES:
            raise Http404
        if not self.model_admin.has_view_permission(request, article):
            raise PermissionDenied
        return edition_in(article, language)

    def context(self, request: HttpRequest, edition: Edition, **more: Any) -> dict[str, Any]:
        article, language = edition.article, edition.language
        here = reverse("admin:articles_article_change", args=[article.pk])
        return {
            **self.model_admin.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "edition": edition,
            "article": article,
            "object": Named.of(article),
            "language": language,
            "language_name": name_of(language),
            "story_address": f"{here}#{language}",
            **more,
        }


@require_safe
def show_all(
    request: HttpRequest, *, versions: Versions, article_id: int, language: str
) -> HttpResponse:
    edition = versions.edition(request, article_id, language)
    kept = Revision.objects.filter(edition=edition.pk).select_related("by").defer("body")
    context = versions.context(
        request,
        edition,
        title=_("Versions in {language}").format(language=name_of(language)),
        revisions=list(kept.order_by("-number")[:SHOWN]),
    )
    return TemplateResponse(request, "admin/articles/article/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_one(
    request: HttpRequest, *, versions: Versions, edition: Edition, revision: Revision
) -> HttpResponse:
    may_write = versions.model_admin.has_change_permission(request, edition.article)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        return bring_back_and_tell(request, edition, revision=revision)
    context = versions.context(
        request,
        edition,
        title=_("Version {number} in {language}").format(
            number=revision.number, language=name_of(edition.language)
        ),
        revision=revision,
        # Only cleaned HTML is ever stored.
        body=mark_safe(page_body(revision, language=edition.language)),  # noqa: S308 - cleaned
        newest=edition.latest.number if edition.latest else 0,
        can_bring_back=may_write and revision.pk != edition.latest_id,
    )
    return TemplateResponse(request, "admin/articles/article/version.html", context)


def bring_back_and_tell(
    request: HttpRequest, edition: Edition, *, revision: Revision
) -> HttpResponse:
    seen = request.POST.get("newest", "")
    newest = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    by = cast("User", request.user)
    try:
        bring_back(edition, revision=revision, newest=newest, by=by, at=timezone.now())
    except TextRefused as refusal:
        messages.error(request, sentence(refusal.code, refusal.params))
        return HttpResponseRedirect(request.path)
    except StaleSave:
        words = _("Somebody has saved a newer text meanwhile: look at it first, then try again.")
        messages.error(request, words)
        here = reverse(
            "admin:articles_article_versions", args=[edition.article_id, edition.language]
        )
        return HttpResponseRedirect(here)
    words = _("{language}: version {number} is the newest text again. Nothing is published by it.")
    messages.success(
        request, words.format(language=name_of(edition.language), number=revision.number)
    )
    story = reverse("admin:articles_article_change", args=[edition.article_id])
    return HttpResponseRedirect(f"{story}#{edition.language}")
