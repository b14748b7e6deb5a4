"""How the site's languages are called, and which of them a page offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# The language switch is short; a language without an entry goes by its name in the settings.
OWN_NAMES = {"en": "English", "zh-hans": "中文"}
NAMES: dict[str, str | Promise] = {
    "en": pgettext_lazy("language", "English"),
    "zh-hans": pgettext_lazy("language", "Chinese"),
}
# As share cards write a language: with a country, or not at all.
LOCALES = {"en": "en_US", "zh-hans": "zh_CN", "zh-hant": "zh_TW"}
REGIONS = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One entry of the language switch."""

    tag: str
    locale: str
    own_name: str
    path: str
    is_current: bool
    is_same_page: bool
    explanation: str


def tag_of(language: str) -> str:
    """The language as HTML writes it: zh-Hans."""
    head, *rest = language.split("-")
    return "-".join([head, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def region_of(language: str) -> str:
    """The language as feeds and news search write it, Chinese by the country: zh-cn."""
    return REGIONS.get(language, language)


def own_name_of(language: str) -> str:
    return OWN_NAMES.get(language) or dict(settings.LANGUAGES)[language]


def name_of(language: str) -> str:
    """The name of the language in the language of the page."""
    return str(NAMES.get(language) or dict(settings.LANGUAGES)[language])


def choices(*, current: str, paths: Mapping[str, str]) -> list[Choice]:
    """Every language, in one order; `paths` holds the addresses of this very page."""
    return [
        Choice(
            tag=tag_of(language),
            locale=LOCALES.get(language, ""),
            own_name=own_name_of(language),
            path=paths.get(language, f"/{language}/"),
            is_current=language == current,
            is_same_page=language in paths,
            explanation=explanation(language, is_same_page=language in paths),
        )
        for language in LANGUAGES
    ]


def explanation(language: str, *, is_same_page: bool) -> str:
    if is_same_page:
        return ""
    sentence = _("This page is not available in %(language)s; go to the home page in %(language)s")
    return str(sentence) % {"language": name_of(language)}


def default_among(paths: Mapping[str, str]) -> str:
    """Where a reader of none of our languages is sent, of these addresses of one page."""
    return paths.get(settings.LANGUAGE_CODE) or next(iter(paths.values()))


def addresses_in(languages: Iterable[str], page: str, **words: object) -> dict[str, str]:
    """The addresses of the page of this name in these languages."""
    found = {}
    for language in languages:
        with override(language):
            found[language] = reverse(page, kwargs=words)
    return found
