"""The addresses below each language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from benchmarks.reference_site.views import ArticlePage, Home, SectionPage

urlpatterns = [
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", Home.as_view(), name="home"),
        path("news/<int:pk>/<slug:slug>/", ArticlePage.as_view(), name="article"),
        path("sections/<slug:slug>/", SectionPage.as_view(), name="section"),
    ),
]
