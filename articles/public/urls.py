"""The public addresses below each language, grouped by the path they share."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from articles.public import archive, lists, search, views
from articles.public.machines import share
from articles.public.machines.feeds import everything, feeds_below, with_feeds
from articles.public.most_read import PERIODS, Period
from articles.public.preview import preview


class ArticleId(IntConverter):
    """A number that fits into the database's own."""

    regex = "[0-9]{1,18}"


class FourDigits(IntConverter):
    """A year; each has one address."""

    regex = "[12][0-9]{3}"


class TwoDigits(IntConverter):
    """A month; each has one address."""

    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: str | int) -> str:
        return f"{int(value):02}"


class PeriodOfTheMostRead:
    """Every period but the first, whose list has the short address."""

    by_slug = {period.slug: period for period in PERIODS if period.slug}
    regex = "|".join(by_slug)

    def to_python(self, slug: str) -> Period:
        return self.by_slug[slug]

    def to_url(self, period: Period) -> str:
        return period.slug


register_converter(ArticleId, "article_id")
register_converter(FourDigits, "year")
register_converter(TwoDigits, "month")
register_converter(PeriodOfTheMostRead, "period")

# Looked through from the first to the last: what is asked for most comes first.
urlpatterns = [
    path("news/<article_id:article_id>/<str:slug>/", views.article, name="article"),
    path("", views.home, name="home"),
    *feeds_below("", find=everything, name="home"),
    *with_feeds("sections/<slug:slug>/", find=lists.section_list, name="section"),
    path("sections/<slug:slug>/most-read/", views.most_read, name="section_most_read"),
    path(
        "sections/<slug:slug>/most-read/<period:period>/",
        views.most_read,
        name="section_most_read",
    ),
    path("news/", views.list_page, {"find": lists.news_list}, name="news"),
    *with_feeds("tags/<slug:slug>/", find=lists.tag_list, name="tag"),
    *with_feeds("sources/<slug:slug>/", find=lists.source_list, name="source"),
    *with_feeds("translators/<slug:slug>/", find=lists.translator_list, name="translator"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/", views.list_page, {"find": archive.span_list}, name="archive"),
    path(
        "archive/<year:year>/<month:month>/",
        views.list_page,
        {"find": archive.span_list},
        name="archive",
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
]
