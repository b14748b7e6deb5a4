"""The addresses that are the same in every language."""

from django.conf import settings
from django.urls import path

from articles.public import files, health, views
from articles.public.machines import news_sitemap, robots, sitemap_lists, sitemaps

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("icon.svg", files.icon, name="icon"),
    path("robots.txt", robots.robots_txt, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-stories-<int:number>.xml", sitemaps.stories, name="sitemap_stories"),
    *(
        path(
            f"sitemap-{kind.page}s-<int:number>.xml",
            sitemaps.words,
            {"kind": kind},
            name=f"sitemap_{kind.page}",
        )
        for kind in sitemap_lists.KINDS
    ),
    path("sitemap-archive-<int:number>.xml", sitemaps.archive, name="sitemap_archive"),
    path("news-sitemap.xml", news_sitemap.news, name="news_sitemap"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", files.media, name="media"),
]
