"""Two people wrote the same part: both versions side by side, and one choice between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.forms import BoundField, Field
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.languages import LANGUAGES, name_of
from articles.admin.story.clock import clock
from articles.admin.story.parts import Part
from articles.templatetags.news import colleague
from articles.text.differences import Stretch, compared_bodies, compared_lines
from articles.text.titles import slug_from

CHOICES = ("mine", "theirs")


class FormWithParts(Protocol):
    """What a conflict is told from, and where it shows."""

    data: Any
    fields: dict[str, Field]
    renewed: set[str]


class SavedValue(BoundField):
    """A field of a refused form that shows what is saved now: this editor wrote nothing in it."""

    def value(self) -> Any:
        return self.field.prepare_value(self.initial)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One field in which both wrote, or which one of them would overwrite."""

    label: str
    stretches: list[Stretch]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One part that somebody else saved meanwhile, as the refused form shows it."""

    part: Part
    name: str  # of who saved it; empty where nobody knows
    moment: str
    fields: list[Compared]
    renewed: list[str]  # the labels of the fields that now show what they saved

    @property
    def anchor(self) -> str:
        return f"conflict-{self.part.key}"

    @property
    def has_history(self) -> bool:
        """Whether what this save replaces can be read again: texts are kept, facts are not."""
        return self.part.key.endswith("_text")

    @property
    def theirs(self) -> str:
        if not self.name:
            return _("What was saved meanwhile")
        return _("What {name} saved at {moment}").format(name=self.name, moment=self.moment)

    def sentence(self) -> SafeString:
        """What happened, and the way to the two versions."""
        if self.name:
            words = _("{name} saved this at {moment}, after you opened it.")
        else:
            words = _("Somebody else has saved this since you opened it.")
        if self.fields:
            remedy = _("Nothing of yours is lost: compare both and choose")
        else:
            remedy = _("You wrote nothing here: read what is saved now and send the form again")
        return format_html(
            '<strong>{}:</strong> {} <a href="#{}">{}</a>',
            self.part.label,
            words.format(name=self.name, moment=self.moment),
            self.anchor,
            remedy,
        )


def shown_in(typed: Mapping[str, Any], key: str) -> int:
    """The number of what this editor saw last of a part: beside their own, or in the form."""
    number = typed.get(f"{key}_shown") or typed.get(f"{key}_base") or ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def choice_in(typed: Mapping[str, Any], key: str, *, version: int) -> str:
    """What was chosen, if it was chosen between these very versions."""
    choice = typed.get(f"{key}_choice", "")
    return choice if choice in CHOICES and shown_in(typed, key) == version else ""


def conflict_over(part: Part, form: FormWithParts, *, at: datetime | None = None) -> Conflict:
    """Both versions of the part; where this editor wrote nothing, the form now shows theirs."""
    renewed = [name for name in part.differing if name not in part.changed]
    for name in renewed:
        renew(form, name)
    if not part.has_writing:
        renew(form, f"{part.key}_base")
    by = User.objects.filter(pk=part.by_id).first() if part.by_id else None
    return Conflict(
        part=part,
        name=colleague(by) if by else "",
        moment=clock(part.at, at=at or timezone.now()) if part.at else "",
        fields=[
            Compared(label=label_of(form, name), stretches=compared(part, name))
            for name in part.differing
            if name in part.changed and not follows_title(part, name)
        ],
        renewed=[label_of(form, name) for name in renewed],
    )


def follows_title(part: Part, name: str) -> bool:
    """Whether this is the slug, and made from the title on both sides: it says nothing more."""
    language, _underscore, field = name.rpartition("_")
    title = f"{language}_title"
    return field == "slug" and all(
        values[name] == slug_from(values[title]) for values in (part.saved, part.typed)
    )


def renew(form: FormWithParts, name: str) -> None:
    form.renewed.add(name)
    # Else Django would go on comparing with what stood there when the form was opened.
    form.data = form.data.copy()
    form.data.pop(f"initial-{name}", None)


def label_of(form: FormWithParts, name: str) -> str:
    return str(form.fields[name].label or name)


def compared(part: Part, name: str) -> list[Stretch]:
    saved, typed = part.saved[name], part.typed[name]
    if name.endswith("_body"):
        return compared_bodies(saved, typed)
    return compared_lines(in_words(saved), in_words(typed))


def in_words(value: Any) -> str:
    """The value as staff read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, QuerySet | list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, Model):
        return str(value)
    return name_of(value) if value in LANGUAGES else str(value)
