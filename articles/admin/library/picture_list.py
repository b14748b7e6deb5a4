"""The list of pictures: a grid of thumbnails, what to look for, and where each picture stands."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.languages import LANGUAGES, key_of, name_of, reading_order
from articles.admin.library.uses import in_words, used_pictures, uses_of
from articles.models import Image


def title_of(picture: Image) -> str:
    """What it is called among others: what it shows, in the reader's language or in another."""
    found = (getattr(picture, name) for name in names_first_in(reading_order()))
    return next(filter(None, found), "") or gettext("Picture {number}").format(number=picture.pk)


def names_first_in(languages: Iterator[str]) -> Iterator[str]:
    for language in languages:
        yield from (f"alt_{key_of(language)}", f"caption_{key_of(language)}")


def languages_without_alt(picture: Image) -> list[str]:
    """The names of the languages in which no story with this picture can be published."""
    return [name_of(language) for language in LANGUAGES if picture.lacks_alt_in(language)]


def size_in_words(picture: Image) -> str:
    return f"{picture.width} × {picture.height} · {filesizeformat(picture.size)}"


class UseFilter(admin.SimpleListFilter):
    """Pictures that stand somewhere, and those that may go."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ARG002 - Django's
        return [("used", _("used")), ("unused", _("not used"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:  # noqa: ARG002 - Django's
        if self.value() == "used":
            return queryset.filter(used_pictures())
        return queryset.exclude(used_pictures()) if self.value() == "unused" else queryset


class AltFilter(admin.SimpleListFilter):
    """Pictures that would keep a story from being published in a language."""

    title = _("alternative text")
    parameter_name = "without_alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # noqa: ARG002 - Django's
        words = gettext("missing in {language}")
        return [(code, words.format(language=name_of(code))) for code in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:  # noqa: ARG002 - Django's
        language = self.value()
        if language not in LANGUAGES:
            return queryset
        alt = f"alt_{key_of(language)}"
        return queryset.filter(Q(**{alt: ""}) | Q(**{alt: None}), is_decorative=False)


class Shelf(ChangeList):
    """The list as a grid of thumbnails; where each picture stands is asked for all at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        pictures = list(self.result_list)
        uses = uses_of([picture.pk for picture in pictures])
        self.cards = [
            {
                "picture": picture,
                "title": title_of(picture),
                "address": reverse("admin:articles_image_change", args=[picture.pk]),
                "size": size_in_words(picture),
                "uses": in_words(uses[picture.pk]),
                "gaps": languages_without_alt(picture),
            }
            for picture in pictures
        ]
