"""The languages of the site, as staff read about them in the language of the admin."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Field, Model
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, get_language_info
from modeltranslation.admin import TranslationAdmin

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Each language in its own word, as the public pages write it; others by their name in settings.
OWN_NAMES = {**dict(settings.LANGUAGES), "zh-hans": "中文"}


def name_of(language: str) -> str:
    """The name of a language, in the language of the reader."""
    return str(get_language_info(language)["name_translated"])


lazy_name_of = lazy(name_of, str)


def key_of(language: str) -> str:
    """The language as part of a column or field name: zh_hans."""
    return language.replace("-", "_")


def per_language(name: str) -> list[str]:
    """The columns of a translated field, one for each language."""
    return [f"{name}_{key_of(language)}" for language in LANGUAGES]


def reading_order() -> Iterator[str]:
    """The reader's language, then the others."""
    yield from sorted(LANGUAGES, key=lambda code: code != get_language())


def labelled(words: Any, language: str) -> Any:
    return format_lazy("{} ({})", words, lazy_name_of(language))


class PerLanguageAdmin(TranslationAdmin):
    """Translated columns say for which language they are: "Name (English)", not "Name [en]"."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        translated = getattr(db_field, "translated_field", None)
        if field and translated:
            # Which language may be left out is the row's own constraint, not the first one's.
            field.required = False
            words = capfirst(translated.verbose_name)
            field.label = labelled(words, db_field.language)  # type: ignore[attr-defined]  # modeltranslation's field
            field.widget.attrs["lang"] = db_field.language  # type: ignore[attr-defined]  # modeltranslation's field
        return field


def column(name: str, words: Any, language: str) -> Any:
    """A column for lists: one translated field in one language."""
    translated = f"{name}_{key_of(language)}"

    @admin.display(description=labelled(words, language), ordering=translated)
    def show(row: Model) -> str:
        return getattr(row, translated) or ""

    show.__name__ = translated
    return show
