"""The one form of a story: its facts, and in every language its text, release and credits."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.editor import BodyWidget
from articles.admin.languages import LANGUAGES, key_of, lazy_name_of, name_of
from articles.admin.moments import moment
from articles.editorial.readiness import missing_words
from articles.editorial.refusals import sentence
from articles.editorial.writing import Facts, Release
from articles.models import Article, Edition, Revision, Role, Status, Translator
from articles.text.html import TextRefused
from articles.text.story import StoryText, is_blank, written

FACTS = ("section", "source", "tags", "cover", "attachments", "is_pinned")
TEXT = ("title", "slug", "summary", "body")
RELEASE = ("released_at", "expires_at", "translator", "translated_from", *Role.values)

ROLE_LABELS = {**dict(Role.choices), Role.AUTHOR: _("Text by"), Role.PHOTOGRAPHER: _("Photos by")}
SEPARATORS = re.compile("[,，、;；\n]")
LONGEST_NAME = 100
MOST_NAMES = 50


def field_name(language: str, part: str) -> str:
    """`en_title`: not a column of the article, whose `title_en` is public text."""
    return f"{key_of(language)}_{part}"


def step_name(step: str, language: str) -> str:
    """The name of a button: `_publish_en`."""
    return f"_{step}_{key_of(language)}"


def names_of(language: str, parts: tuple[str, ...]) -> list[str]:
    return [field_name(language, part) for part in parts]


class NamesField(forms.CharField):
    """Names in one line, as people separate them in either language."""

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value)
        names = [" ".join(name.split()) for name in SEPARATORS.split(typed)]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("A name is longer than %(limit)s characters: separate names with commas."),
                params={"limit": LONGEST_NAME},
            )
        different = list(dict.fromkeys(filter(None, names)))
        if len(different) > MOST_NAMES:
            raise forms.ValidationError(
                _("At most %(limit)s names are possible."), params={"limit": MOST_NAMES}
            )
        return different


def line(label: Any, language: str, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vLargeTextField", "lang": language})
    return forms.CharField(label=label, widget=widget, required=False, **options)


def language_fields(language: str) -> Iterator[tuple[str, forms.Field]]:
    """The fields of one language; their initial values come from its edition."""
    others = [(code, lazy_name_of(code)) for code in LANGUAGES if code != language]
    yield "title", line(_("Title"), language)
    yield (
        "slug",
        line(_("Slug"), language, help_text=_("In the address. Made from the title if empty.")),
    )
    yield (
        "summary",
        forms.CharField(
            label=_("Summary"),
            widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "lang": language}),
            required=False,
            help_text=_("One or two sentences for lists and search engines."),
        ),
    )
    yield (
        "body",
        forms.CharField(
            label=_("Text"),
            widget=BodyWidget(attrs={"class": "vLargeTextField", "lang": language}),
            required=False,
        ),
    )
    yield (
        "released_at",
        moment(
            _("Release time"),
            _("Empty: the moment you publish. In the future: it goes out by itself then."),
        ),
    )
    yield "expires_at", moment(_("Expires"), _("Empty: never. From then on the page is gone."))
    yield (
        "translator",
        forms.ModelChoiceField(
            Translator.objects.all(),
            label=_("Translator"),
            required=False,
            show_hidden_initial=True,
        ),
    )
    yield (
        "translated_from",
        forms.ChoiceField(
            label=_("Translated from"),
            choices=[("", "---------"), *others],
            required=False,
            show_hidden_initial=True,
        ),
    )
    for role in Role:
        yield (
            role.value,
            NamesField(
                label=ROLE_LABELS[role],
                widget=forms.TextInput(attrs={"class": "vLargeTextField", "lang": language}),
                required=False,
                show_hidden_initial=True,
                help_text=_("Names, separated by commas.") if role == Role.AUTHOR else "",
            ),
        )
    # What stood in the form when it was opened: the second of two editors is told.
    yield "text_base", hidden_number()
    yield "release_base", hidden_number()


def hidden_number() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)


class FactsForm(forms.ModelForm):
    """What is true in every language; never a translated column, which holds public text only."""

    facts_base = hidden_number()

    class Meta:
        model = Article
        fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(FACTS) & set(self.fields):
            self.fields[name].show_hidden_initial = True
        self.initial["facts_base"] = self.instance.facts_version

    def has_new_facts(self) -> bool:
        return bool(set(FACTS) & set(self.changed_data))

    def facts(self) -> Facts:
        return Facts(**{name: self.cleaned_data[name] for name in FACTS})


class StoryForm(FactsForm):
    """The whole story. `texts` holds what may be saved, cleaned once, here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = editions_of(self.instance)
        self.opened = {code: self.opened_revision(code) for code in LANGUAGES}
        self.texts: dict[str, StoryText] = {}
        for language in LANGUAGES:
            found = self.opened_values(language)
            for part, value in found.items():
                self.initial[field_name(language, part)] = value

    def opened_revision(self, language: str) -> Revision | None:
        """The text this editor started from: the latest, or after a refusal still the same."""
        edition = self.editions[language]
        if not self.is_bound or not edition.latest:
            return edition.latest
        typed = self.data.get(field_name(language, "text_base"), "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        if number == edition.latest.number:
            return edition.latest
        return edition.revisions.filter(number=number).first()

    def opened_values(self, language: str) -> dict[str, Any]:
        edition, revision = self.editions[language], self.opened[language]
        return {
            **{part: getattr(revision, part, "") for part in TEXT},
            **release_values(edition),
            "text_base": revision.number if revision else 0,
            "release_base": edition.facts_version,
        }

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for language in LANGUAGES:
            self.clean_text(language)
            self.clean_times(language)
            self.clean_words(language)
        if self.instance.pk and not self.errors:
            for part in list(self.stale_parts()):
                self.add_error(None, self.stale_sentence(part))
        return typed

    def clean_text(self, language: str) -> None:
        """Cleans the text, the only time on its way in; what is refused is told at its field."""
        if set(names_of(language, TEXT)) - set(self.cleaned_data):
            return
        typed = {part: self.cleaned_data[field_name(language, part)] for part in TEXT}
        try:
            self.texts[language] = written(**typed)
        except TextRefused as refusal:
            place = field_name(language, refusal.field)
            self.add_error(place, sentence(refusal.code, refusal.params))

    def clean_times(self, language: str) -> None:
        released_at, expires_at = (
            self.cleaned_data.get(field_name(language, part))
            for part in ("released_at", "expires_at")
        )
        name = field_name(language, "released_at")
        if (
            self.editions[language].status == Status.PUBLISHED
            and not released_at
            and not self.publishes(language)
            and not self.has_error(name)
        ):
            self.add_error(name, sentence("release_missing", {}))
        if released_at and expires_at and expires_at <= released_at:
            place = field_name(language, "expires_at")
            self.add_error(place, sentence("expires_before_release", {}))

    def clean_words(self, language: str) -> None:
        """A page that is public must not lose a word: the desk would refuse it, told here."""
        if self.editions[language].status != Status.PUBLISHED or self.errors:
            return
        if not (self.has_new_facts() or self.has_new_release(language)):
            return
        translator = field_name(language, "translator")
        words = {name: self.cleaned_data[name] for name in ("section", "source", "cover")}
        for refusal in missing_words(language, translator=self.cleaned_data[translator], **words):
            place = refusal.code.partition("_")[0]
            self.add_error(translator if place == "translator" else place, str(refusal))

    def stale_parts(self) -> Iterator[str]:
        """What somebody else saved since, of all that this save would write or publish."""
        if self.has_new_facts() and self.facts_seen() != self.instance.facts_version:
            yield gettext("Facts")
        for language in LANGUAGES:
            edition, is_published = self.editions[language], self.publishes(language)
            latest = edition.latest.number if edition.latest else 0
            if (is_published or self.has_new_text(language)) and latest != self.base(
                language, "text"
            ):
                yield gettext("{language}, text").format(language=name_of(language))
            if (is_published or self.has_new_release(language)) and (
                edition.facts_version != self.base(language, "release")
            ):
                yield gettext("{language}, release and credits").format(language=name_of(language))

    def stale_sentence(self, part: str) -> SafeString:
        return format_html(
            '<strong>{}:</strong> {} <a href="{}" target="_blank">{}</a>',
            part,
            sentence("stale", {}),
            reverse("admin:articles_article_change", args=[self.instance.pk]),
            _("Open what is saved now"),
        )

    def publishes(self, language: str) -> bool:
        """Whether this save is to publish the language: then nothing unseen may go out."""
        return step_name("publish", language) in self.data

    def has_new_text(self, language: str) -> bool:
        """Whether this editor changed the text, whatever others did meanwhile."""
        text, opened = self.texts[language], self.opened[language]
        if not opened:
            return not is_blank(text)
        return any(getattr(text, part) != getattr(opened, part) for part in TEXT)

    def has_new_release(self, language: str) -> bool:
        return bool(set(names_of(language, RELEASE)) & set(self.changed_data))

    def facts_seen(self) -> int:
        return self.cleaned_data["facts_base"] or 0

    def base(self, language: str, part: str) -> int:
        return self.cleaned_data[field_name(language, f"{part}_base")] or 0

    def release(self, language: str) -> Release:
        typed = {part: self.cleaned_data[field_name(language, part)] for part in RELEASE}
        day_only = not self.editions[language].has_release_time
        is_same_moment = field_name(language, "released_at") not in self.changed_data
        return Release(
            credits={role: typed.pop(role) for role in Role.values},
            has_release_time=not (day_only and is_same_moment),
            **{**typed, "released_at": self.exact_release(language, typed["released_at"])},
        )

    def exact_release(self, language: str, typed: datetime | None) -> datetime | None:
        """The stored moment where nobody changed it: the form shows no fractions of a second.

        A text that is published anew without one goes out now, as the field promises.
        """
        if field_name(language, "released_at") not in self.changed_data:
            return self.editions[language].released_at
        if not typed and self.editions[language].status == Status.PUBLISHED:
            return timezone.now().replace(microsecond=0)
        return typed


# The metaclass of Django's forms collects these as if they were written out one by one.
ArticleForm: type[StoryForm] = type(
    "ArticleForm",
    (StoryForm,),
    {
        "__module__": __name__,
        **{
            field_name(language, part): field
            for language in LANGUAGES
            for part, field in language_fields(language)
        },
    },
)


def editions_of(article: Article) -> dict[str, Edition]:
    """The editions by language; an empty one where there is none yet."""
    stored = {edition.language: edition for edition in stored_editions(article)}
    return {code: stored.get(code) or Edition(article=article, language=code) for code in LANGUAGES}


def stored_editions(article: Article) -> list[Edition]:
    if not article.pk:
        return []
    editions = article.editions.select_related("latest__by", "translator")
    return list(editions.prefetch_related("credits"))


def release_values(edition: Edition) -> dict[str, Any]:
    names: dict[str, list[str]] = {role: [] for role in Role.values}
    for credit in edition.credits.all() if edition.pk else ():
        names[credit.role].append(credit.name)
    comma = "、" if edition.language.startswith("zh") else ", "
    return {
        "released_at": edition.released_at,
        "expires_at": edition.expires_at,
        "translator": edition.translator,
        "translated_from": edition.translated_from,
        **{role: comma.join(people) for role, people in names.items()},
    }
