"""Class-based views, with what every page shows in a context processor."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import DetailView, ListView

from benchmarks.reference_site.models import Article, Section


def public() -> QuerySet[Article]:
    return Article.objects.filter(
        language=get_language(), is_published=True, released_at__lte=timezone.now()
    )


def surroundings(_request: HttpRequest) -> dict[str, Any]:
    return {"sections": Section.objects.all(), "latest": public().defer("body")[:5]}


class ArticlePage(DetailView):
    """An article; each look at it is counted."""

    template_name = "article.htm"

    def get_queryset(self) -> QuerySet[Article]:
        return public().select_related("section", "source", "translator").prefetch_related("tags")

    def get_object(self, queryset: QuerySet[Article] | None = None) -> Article:
        article = super().get_object(queryset)
        Article.objects.filter(pk=article.pk).update(browses=F("browses") + 1)
        article.browses += 1
        return article

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        beside = {"section": self.object.section, "language": self.object.language}
        return super().get_context_data(
            newer=neighbour(self.object.get_next_by_released_at, **beside),
            older=neighbour(self.object.get_previous_by_released_at, **beside),
            **kwargs,
        )


def neighbour(find: Any, **beside: Any) -> Article | None:
    try:
        return find(is_published=True, released_at__lte=timezone.now(), **beside)
    except Article.DoesNotExist:
        return None


class Home(ListView):
    """The newest articles."""

    template_name = "home.htm"

    def get_queryset(self) -> QuerySet[Article]:
        return public().select_related("section")[:20]


class SectionPage(ListView):
    """The articles of a section, in numbered pages."""

    template_name = "section.htm"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Article]:
        self.section = get_object_or_404(Section, slug=self.kwargs["slug"])
        return public().filter(section=self.section).select_related("section")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(section=self.section, **kwargs)
