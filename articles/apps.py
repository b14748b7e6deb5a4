"""The app's entry in the project, and the admin site it brings."""

from importlib import import_module

from django.apps import AppConfig

# As a module: Django would take a class named here for one of this app's own entries.
from django.contrib.admin import apps as admin_apps
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from articles.checks import check_https


class ArticlesConfig(AppConfig):
    name = "articles"
    default = True
    verbose_name = _("News")

    def ready(self) -> None:
        register(check_https)
        # After Django's own pages for accounts, whose places ours take.
        import_module("articles.admin.accounts")


class NewsAdminConfig(admin_apps.AdminConfig):
    """Django's admin app with our site in it."""

    default = False
    default_site = "articles.admin.site.NewsAdminSite"
