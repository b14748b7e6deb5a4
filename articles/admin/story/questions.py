"""The addresses of a story beside its form: questions before a step, and the slug of a title."""

import re

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from articles.admin.story.article_list import edition_in
from articles.admin.story.publishing import Plan, ask_before_publishing
from articles.admin.story.steps import ask_before_withdrawing, publish_and_tell, withdraw_and_tell
from articles.models import Edition
from articles.text.story import MAX_TITLE
from articles.text.titles import slug_from

NUMBER = re.compile("[0-9]{1,9}")


class Questions:
    """The pages of a model admin between a wish and its deed, and what its form asks meanwhile."""

    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.model_admin = model_admin

    def urls(self) -> list[URLPattern]:
        wrap = self.model_admin.admin_site.admin_view
        return [
            path("slug/", wrap(self.slug_view), name="slug"),
            path(
                "<int:article_id>/publish/<str:language>/",
                wrap(self.publish_view),
                name="articles_article_publish",
            ),
            path(
                "<int:article_id>/withdraw/<str:language>/",
                wrap(self.withdraw_view),
                name="articles_article_withdraw",
            ),
        ]

    def slug_view(self, request: HttpRequest) -> HttpResponse:
        return slug_of_title(request, model_admin=self.model_admin)

    def publish_view(self, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
        edition = self.edition(request, article_id, language)
        return confirm_publication(request, model_admin=self.model_admin, edition=edition)

    def withdraw_view(self, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
        edition = self.edition(request, article_id, language)
        return confirm_withdrawal(request, model_admin=self.model_admin, edition=edition)

    def edition(self, request: HttpRequest, article_id: int, language: str) -> Edition:
        """The edition, for those who may change the story."""
        article = self.model_admin.get_object(request, str(article_id))
        if not self.model_admin.has_change_permission(request, article):
            raise PermissionDenied
        edition = edition_in(article, language) if article else None
        if not edition or not edition.pk:
            raise Http404
        return edition


@require_safe
def slug_of_title(request: HttpRequest, *, model_admin: admin.ModelAdmin) -> HttpResponse:
    """What stands in the address if nobody writes anything else: Chinese by its sound."""
    if not (model_admin.has_add_permission(request) or model_admin.has_change_permission(request)):
        raise PermissionDenied
    title = request.GET.get("title", "")
    return JsonResponse({"slug": slug_from(title[:MAX_TITLE])})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_publication(
    request: HttpRequest, *, model_admin: admin.ModelAdmin, edition: Edition
) -> HttpResponse:
    """Says what will happen; publishes when exactly that was agreed to."""
    seen = request.GET.get("seen", "")
    plan = Plan.of(edition, seen=int(seen) if NUMBER.fullmatch(seen) else 0, at=timezone.now())
    agreed = request.POST.get("version")
    if agreed == plan.version:
        publish_and_tell(request, edition, seen=plan.seen)
        return HttpResponseRedirect(story_address(edition))
    return ask_before_publishing(model_admin, request, plan=plan, has_changed=agreed is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_withdrawal(
    request: HttpRequest, *, model_admin: admin.ModelAdmin, edition: Edition
) -> HttpResponse:
    if request.method == "POST":
        withdraw_and_tell(request, edition)
        return HttpResponseRedirect(story_address(edition))
    return ask_before_withdrawing(model_admin, request, editions=[edition], action="")


def story_address(edition: Edition) -> str:
    """The form, open at this language."""
    form = reverse("admin:articles_article_change", args=[edition.article_id])
    return f"{form}#{edition.language}"


def question_address(step: str, *, article_id: int, language: str) -> str:
    return reverse(f"admin:articles_article_{step}", args=[article_id, language])
