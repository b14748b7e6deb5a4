"""The admin site: what is in it, its name, its languages and its policy."""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from articles.admin.languages import OWN_NAMES
from articles.admin.library.files import AttachmentAdmin
from articles.admin.library.pictures import ImageAdmin
from articles.admin.navigation import SEE, menus_for, place_in
from articles.admin.old_addresses.pages import OldAddressAdmin
from articles.admin.policy import with_policy
from articles.admin.rich_text.pasting import clean_paste
from articles.admin.rich_text.words import EditorCatalog
from articles.admin.site_settings import SiteSettingsAdmin
from articles.admin.start import work_lists
from articles.admin.statistics.corrections import correct_page
from articles.admin.statistics.exports import export
from articles.admin.statistics.pages import dashboard, story
from articles.admin.statistics.report import report_page
from articles.admin.statistics.trail import trail_page
from articles.admin.story.article import ArticleAdmin
from articles.admin.vocabulary import DepartmentalAdmin, SectionAdmin, VocabularyAdmin
from articles.browsing.trouble import trouble
from articles.models import (
    Article,
    Attachment,
    Department,
    Image,
    OldAddress,
    Section,
    SiteSettings,
    Source,
    Tag,
    Translator,
)


class NewsAdminSite(AdminSite):
    """Django's admin site with our rows; nothing in it needs an inline script or style."""

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Registered here and not by decorators: those would ask for this very site while it is
        # being made.
        self.register(Article, ArticleAdmin)
        self.register(Image, ImageAdmin)
        self.register(Attachment, AttachmentAdmin)
        self.register(Section, SectionAdmin)
        self.register([Source, Translator], DepartmentalAdmin)
        self.register([Tag, Department], VocabularyAdmin)
        self.register(SiteSettings, SiteSettingsAdmin)
        self.register(OldAddress, OldAddressAdmin)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        switch = path("language/", require_POST(set_language), name="set_language")
        # Django's "view on site" would tell any staff the address of any row, withdrawn ones too.
        # Our pages link the public address themselves.
        rest = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        paste = path("paste/", self.admin_view(clean_paste), name="clean_paste")
        return [switch, paste, *self.statistics_urls(), *rest]

    def statistics_urls(self) -> list[URLPattern]:
        pages = [
            ("", dashboard, "statistics"),
            ("stories/<int:article_id>/", story, "statistics_story"),
            ("stories/<int:article_id>/correct/", correct_page, "statistics_correct"),
            ("corrections/", trail_page, "statistics_corrections"),
            ("report/", report_page, "statistics_report"),
        ]
        # Files say themselves who may keep them; Django would add words of its own.
        files = self.admin_view(export, cacheable=True)
        return [
            *(
                path(f"statistics/{route}", self.admin_view(view), name=name)
                for route, view, name in pages
            ),
            path("statistics/export/<slug:name>.<slug:kind>", files, name="statistics_export"),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's
        return with_policy(super().admin_view(view, cacheable))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        stories = self.get_model_admin(Article)
        by = cast("User", request.user)
        may_look = stories.has_view_permission(request)
        start = {
            "title": _("To do"),
            "work_lists": list(work_lists(by=by, at=timezone.now())) if may_look else [],
            "may_write": stories.has_add_permission(request),
        }
        return super().index(request, {**start, **(extra_context or {})})

    def app_index(  # type: ignore[override]  # a redirect is no page
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        app_label: str,  # noqa: ARG002 - Django's
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's
    ) -> HttpResponse:
        """Nothing at the desk is sorted by app."""
        return HttpResponseRedirect(reverse("admin:index"))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        answer: HttpResponse = with_policy(super().login)(request, extra_context)
        return answer

    def i18n_javascript(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's
    ) -> HttpResponse:
        return cast(
            "HttpResponse", EditorCatalog.as_view(packages=["django.contrib.admin"])(request)
        )

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = SiteSettings.current().name_in(get_language() or settings.LANGUAGE_CODE)
        menus = menus_for(request, site=self) if self.has_permission(request) else []
        return {
            **super().each_context(request),
            "site_header": name,
            "site_title": name,
            "own_names": [(code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES],
            "menus": menus,
            "place": place_in(menus),
            # Asked only by the pages that print it.
            "counting_trouble": partial(counting_trouble, request),
        }


def counting_trouble(request: HttpRequest) -> list[str]:
    """What keeps browses from being counted, for those who answer for the numbers."""
    return list(trouble(at=timezone.now())) if request.user.has_perm(SEE) else []
