"""The names of people in one field."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SEPARATORS = re.compile("[,，、;；\n]")
LONGEST_NAME = 100
MOST_NAMES = 50


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
