"""The public addresses below each language, grouped by the path they share."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from articles.public import views
from articles.public.preview import preview


class ArticleId(IntConverter):
    """A number that fits into the database's own."""

    regex = "[0-9]{1,18}"


register_converter(ArticleId, "article_id")

urlpatterns = [
    path("", views.home, name="home"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("about-browse-times/", views.about_browse_times, name="about_browse_times"),
    path("preview/<article_id:article_id>/", preview, name="preview"),
    path("news/<article_id:article_id>/<str:slug>/", views.article, name="article"),
]
