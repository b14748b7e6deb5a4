"""Day and time as staff type them, in the site's time zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# Databases and time zones reach their ends near the years 1 and 9999; nobody means those.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class SeenMoment(forms.HiddenInput):
    """What day and time stood in the form when it was opened, in one hidden field.

    Django's own hides them in two, and loses both when a refused form is shown again: the next
    save would then take what was typed for what had been there, and drop it.
    """

    def format_value(self, value: Any) -> str:
        if not isinstance(value, datetime):
            return value or ""
        shown = AdminSplitDateTime()
        parts = zip(shown.widgets, shown.decompress(value), strict=True)
        return " ".join(str(widget.format_value(part)) for widget, part in parts)


class MomentField(forms.SplitDateTimeField):
    hidden_widget = SeenMoment

    def to_python(self, value: Any) -> Any:
        """Django asks only for what `SeenMoment` wrote, to compare it part by part."""
        return [*str(value or "").split(" "), ""][:2]


def year_in_reach(typed: datetime) -> None:
    if not FIRST_YEAR <= typed.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("Write a year between %(first)s and %(last)s."),
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def moment(label: Any, help_text: Any) -> MomentField:
    widget = AdminSplitDateTime()
    for part, words in zip(widget.widgets, (_("date"), _("time")), strict=True):
        part.attrs["aria-label"] = format_lazy("{}, {}", label, words)
    return MomentField(
        label=label,
        help_text=help_text,
        widget=widget,
        required=False,
        show_hidden_initial=True,
        validators=[year_in_reach],
        error_messages={
            "invalid_date": _("Write the day as in 2025-03-10."),
            "invalid_time": _("Write the time as in 09:30."),
        },
    )
