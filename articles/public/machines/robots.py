"""What robots are asked to leave alone, and where they find what there is to read."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.public.languages import LANGUAGES
from articles.public.machines.addresses import whole

SITEMAPS = ("sitemap", "news_sitemap")


@require_safe
@cache_control(public=True, max_age=60 * 60)
def robots_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The desk, the previews and the results of a search are for people."""
    closed = [reverse("admin:index")]
    for language in LANGUAGES:
        closed += [f"/{language}/preview/", f"/{language}/search/"]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        *(f"Sitemap: {whole(reverse(name))}" for name in SITEMAPS),
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
