"""The one form of a story: its facts, and in every language its text, release and credits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.languages import LANGUAGES, lazy_name_of
from articles.admin.library.pickers import is_number
from articles.admin.rich_text.editor import BodyWidget
from articles.admin.story.conflicts import Conflict, SavedValue, choice_in, conflict_over, shown_in
from articles.admin.story.form_key import FormKeyField
from articles.admin.story.moments import moment
from articles.admin.story.names import NamesField
from articles.admin.story.parts import (
    FACTS,
    RELEASE,
    TEXT,
    Part,
    field_name,
    names_of,
    release_label,
    step_name,
    text_label,
)
from articles.admin.story.words import NOT_THERE
from articles.editorial.readiness import missing_words
from articles.editorial.refusals import sentence
from articles.editorial.writing import Facts, Release
from articles.models import Article, Edition, Revision, Role, Status, Translator
from articles.text.html import TextRefused
from articles.text.story import MAX_SUMMARY, MAX_TITLE, StoryText, is_blank, written
from articles.text.titles import SLUG_LENGTH

ROLE_LABELS = {**dict(Role.choices), Role.AUTHOR: _("Text by"), Role.PHOTOGRAPHER: _("Photos by")}
# How many characters of a text lists and search engines show whole: Latin, and Chinese, whose
# characters are twice as wide.
SHOWN_WHOLE = {"title": (70, 30), "summary": (160, 80)}


def line(label: Any, language: str, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "vLargeTextField", "lang": language})
    return forms.CharField(label=label, required=False, **{"widget": widget, **options})


def lines_of_one(language: str) -> forms.Textarea:
    """For what is one line and may be longer than the field is wide: all of it is seen."""
    attrs = {"rows": 2, "class": "vLargeTextField", "lang": language, "data-line": True}
    return forms.Textarea(attrs=attrs)


def counted(field: forms.CharField, part: str, *, language: str, limit: int) -> forms.CharField:
    """Tells the browser how long the text may be, and up to which length it reads well."""
    latin, chinese = SHOWN_WHOLE.get(part, (limit, limit))
    good = chinese if language.startswith("zh") else latin
    field.widget.attrs |= {"data-limit": limit, "data-good": good}
    return field


def language_fields(language: str) -> Iterator[tuple[str, forms.Field]]:
    """The fields of one language; their initial values come from its edition."""
    others = [(code, lazy_name_of(code)) for code in LANGUAGES if code != language]
    title = line(_("Title"), language, widget=lines_of_one(language))
    yield "title", counted(title, "title", language=language, limit=MAX_TITLE)
    slug = line(_("Web address"), language, help_text=_("Made from the title if empty."))
    yield "slug", counted(slug, "slug", language=language, limit=SLUG_LENGTH)
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "lang": language}),
        required=False,
        help_text=_("One or two sentences for lists and search engines."),
    )
    yield "summary", counted(summary, "summary", language=language, limit=MAX_SUMMARY)
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


def with_sound_numbers(data: QueryDict | None) -> QueryDict | None:
    """What was sent without numbers that no row can have: Django's own fields trip over them."""
    if not data:
        return data
    sound = data.copy()
    for name in ("tags", "initial-tags", "initial-attachments"):
        if name in sound:
            sound.setlist(name, [each for each in sound.getlist(name) if is_number(each)])
    return sound


class FactsForm(forms.ModelForm):
    """What is true in every language; never a translated column, which holds public text only."""

    facts_base = hidden_number()
    form_key = FormKeyField()

    class Meta:
        model = Article
        fields = FACTS

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_sound_numbers(data), *args, **kwargs)
        for name in set(FACTS) & set(self.fields):
            self.fields[name].show_hidden_initial = True
            for code in ("invalid_choice", "invalid_pk_value"):
                self.fields[name].error_messages[code] = NOT_THERE
        self.initial["facts_base"] = self.instance.facts_version
        if self.instance.pk:
            del self.fields["form_key"]

    def facts(self) -> Facts:
        return Facts(**{name: self.cleaned_data[name] for name in FACTS})


class StoryForm(FactsForm):
    """The whole story. `texts` holds what may be saved, cleaned once, here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.editions = editions_of(self.instance)
        self.opened = {code: self.opened_revision(code) for code in LANGUAGES}
        self.texts: dict[str, StoryText] = {}
        self.parts: dict[str, Part] = {}
        self.conflicts: list[Conflict] = []
        self.renewed: set[str] = set()  # fields that show what is saved, not what was sent
        for language in LANGUAGES:
            for part, value in self.saved_values(language).items():
                self.initial[field_name(language, part)] = value

    def __getitem__(self, name: str) -> forms.BoundField:
        if name in self.renewed:
            return SavedValue(self, self.fields[name], name)
        return super().__getitem__(name)

    def opened_revision(self, language: str) -> Revision | None:
        """The text this editor started from: the latest, or after a refusal still the same."""
        edition = self.editions[language]
        if not self.is_bound or not edition.latest:
            return edition.latest
        number = shown_in(self.data, field_name(language, "text"))
        if number == edition.latest.number:
            return edition.latest
        return edition.revisions.filter(number=number).first()

    def saved_values(self, language: str) -> dict[str, Any]:
        edition = self.editions[language]
        return {
            **{part: getattr(edition.latest, part, "") for part in TEXT},
            **release_values(edition),
            "text_base": edition.latest.number if edition.latest else 0,
            "release_base": edition.facts_version,
        }

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for language in LANGUAGES:
            self.clean_text(language)
            self.clean_times(language)
        self.parts = {part.key: part for part in self.sound_parts()}
        for language in LANGUAGES:
            self.clean_words(language)
        if self.instance.pk:
            self.clean_conflicts()
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
        release = self.parts[field_name(language, "release")]
        if not (self.parts["facts"].is_new or release.is_new):
            return
        translator = field_name(language, "translator")
        words = {name: self.cleaned_data[name] for name in ("section", "source", "cover")}
        for refusal in missing_words(language, translator=self.cleaned_data[translator], **words):
            place = refusal.code.partition("_")[0]
            self.add_error(translator if place == "translator" else place, str(refusal))

    def clean_conflicts(self) -> None:
        """What somebody else saved since, of all that this save would write or publish."""
        contested = [part for part in self.parts.values() if part.is_contested]
        if not self.errors and all(part.choice for part in contested):
            return
        self.conflicts = [conflict_over(part, self) for part in contested]
        for conflict in self.conflicts:
            if not conflict.part.choice:
                self.add_error(None, conflict.sentence())

    def sound_parts(self) -> Iterator[Part]:
        """Each part whose fields say something; what is wrong with others is told first."""
        if self.is_sound("facts_base", *FACTS):
            yield self.part_of_facts()
        for language in LANGUAGES:
            if language in self.texts and self.is_sound(field_name(language, "text_base")):
                yield self.part_of_text(language)
            if self.is_sound(*names_of(language, (*RELEASE, "release_base"))):
                yield self.part_of_release(language)

    def is_sound(self, *names: str) -> bool:
        return set(names) <= set(self.cleaned_data)

    def part_of_facts(self) -> Part:
        article = self.instance
        several = {
            "tags": article.tags.all() if article.pk else None,
            "attachments": article.attachments.all() if article.pk else None,
        }
        return self.part(
            "facts",
            gettext("Facts"),
            saved={name: getattr(article, name, None) for name in FACTS if name not in several}
            | several,
            version=article.facts_version,
            by_id=article.facts_by_id,
            at=article.facts_at,
        )

    def part_of_text(self, language: str) -> Part:
        latest, opened, text = (
            self.editions[language].latest,
            self.opened[language],
            self.texts[language],
        )
        names = dict(zip(names_of(language, TEXT), TEXT, strict=True))
        typed = {name: getattr(text, column) for name, column in names.items()}
        seen = {name: getattr(opened, column, "") for name, column in names.items()}
        has_text = latest or not is_blank(text)  # a slug alone is none
        return self.part(
            field_name(language, "text"),
            text_label(language),
            language=language,
            saved={name: getattr(latest, column, "") for name, column in names.items()},
            typed=typed,
            changed={name for name in names if has_text and typed[name] != seen[name]},
            version=latest.number if latest else 0,
            by_id=latest.by_id if latest else None,
            at=latest.created_at if latest else None,
        )

    def part_of_release(self, language: str) -> Part:
        edition = self.editions[language]
        saved = {**release_values(edition), **credited(edition)}
        return self.part(
            field_name(language, "release"),
            release_label(language),
            language=language,
            saved={field_name(language, name): value for name, value in saved.items()},
            version=edition.facts_version,
            by_id=edition.facts_by_id,
            at=edition.facts_at,
        )

    def part(
        self,
        key: str,
        label: str,
        *,
        saved: dict[str, Any],
        version: int,
        language: str = "",
        typed: dict[str, Any] | None = None,
        changed: set[str] | None = None,
        **saving: Any,
    ) -> Part:
        return Part(
            key=key,
            label=label,
            language=language,
            saved=saved,
            typed=typed or {name: self.cleaned_data[name] for name in saved},
            changed=frozenset(self.changed_data if changed is None else changed) & set(saved),
            base=self.cleaned_data[f"{key}_base"] or 0,
            version=version,
            is_published=bool(language) and self.publishes(language),
            choice=choice_in(self.data, key, version=version),
            **saving,
        )

    def publishes(self, language: str) -> bool:
        """Whether this save is to publish the language: then nothing unseen may go out."""
        return step_name("publish", language) in self.data

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


FIELDS = {
    field_name(language, part): field
    for language in LANGUAGES
    for part, field in language_fields(language)
}


class ArticleMeta(FactsForm.Meta):
    # For those who may only look: Django prints their fields without asking these.
    labels = {name: field.label for name, field in FIELDS.items() if field.label}


# The metaclass of Django's forms collects the fields as if they were written out one by one.
ArticleForm: type[StoryForm] = type(
    "ArticleForm", (StoryForm,), {"__module__": __name__, "Meta": ArticleMeta, **FIELDS}
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


def credited(edition: Edition) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {role: [] for role in Role.values}
    for credit in edition.credits.all() if edition.pk else ():
        names[credit.role].append(credit.name)
    return names


def release_values(edition: Edition) -> dict[str, Any]:
    """The release as its fields show it."""
    comma = "、" if edition.language.startswith("zh") else ", "
    return {
        "released_at": edition.released_at,
        "expires_at": edition.expires_at,
        "translator": edition.translator,
        "translated_from": edition.translated_from,
        **{role: comma.join(people) for role, people in credited(edition).items()},
    }
