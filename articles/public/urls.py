"""The public addresses below each language, grouped by the path they share."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from articles.public import lists, search, views
from articles.public.machines import share
from articles.public.machines.feeds import everything, feeds_below, with_feeds
from articles.public.most_read import PERIODS, Period
from articles.public.preview import preview


class ArticleId(IntConverter):
    """A number that fits into the database's own."""

    regex = "[0-9]{1,18}"


class PeriodOfTheMostRead:
    """Every period but the first, whose list has the short address."""

    by_slug = {period.slug: period for period in PERIODS if period.slug}
    regex = "|".join(by_slug)

    def to_python(self, slug: str) -> Period:
        return self.by_slug[slug]

    def to_url(self, period: Period) -> str:
        return period.slug


register_converter(ArticleId, "article_id")
register_converter(PeriodOfTheMostRead, "period")

urlpatterns = [
    path("", views.home, name="home"),
    *feeds_below("", find=everything, name="home"),
    *with_feeds("sections/<slug:slug>/", find=lists.section_list, name="section"),
    path("sections/<slug:slug>/most-read/", views.most_read, name="section_most_read"),
    path(
        "sections/<slug:slug>/most-read/<period:period>/",
        views.most_read,
        name="section_most_read",
    ),
    path("most-read/", views.most_read, name="most_read"),
    path("most-read/<period:period>/", views.most_read, name="most_read"),
    path("search/", search.search, name="search"),
    path("about-browse-times/", views.about_browse_times, name="about_browse_times"),
    path("preview/<article_id:article_id>/", preview, name="preview"),
    path("share-<slug:version>.png", share.site_picture, name="site_picture"),
    path(
        "news/<article_id:article_id>/share-<slug:version>.png",
        share.story_picture,
        name="story_picture",
    ),
    path("news/<article_id:article_id>/<str:slug>/", views.article, name="article"),
]
