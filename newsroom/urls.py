"""The addresses of the site: the admin, and what visitors see."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

handler400 = "articles.public.errors.bad_request"
handler403 = "articles.admin.refused.not_allowed"
handler404 = "articles.public.errors.not_found"
handler500 = "articles.public.errors.broken"

# Looked through from the first to the last: what readers ask for comes first.
urlpatterns = [
    *i18n_patterns(path("", include("articles.public.urls"))),
    path("admin/", admin.site.urls),
    path("", include("articles.public.site_urls")),
]
