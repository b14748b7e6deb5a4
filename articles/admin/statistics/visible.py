"""Which stories a reader of the statistics may be told of: drafts are the desk's business (R8)."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.admin.story.article_list import working_title
from articles.models import Article


def may_see_stories(request: HttpRequest) -> bool:
    return bool(admin.site.get_model_admin(Article).has_view_permission(request))


def visible_story(request: HttpRequest, pk: int, *, among: QuerySet[Article]) -> Article:
    """The story; one that never was public is missing for those who may not see the desk's."""
    article: Article = get_object_or_404(among, pk=pk)
    was_public = any(edition.public_id for edition in article.editions.all())
    if not was_public and not may_see_stories(request):
        raise Http404
    return article


def visible_title(request: HttpRequest, article: Article) -> str:
    """The newest title the desk has, for those who may see it; for others a public one."""
    return working_title(article) if may_see_stories(request) else str(article)
