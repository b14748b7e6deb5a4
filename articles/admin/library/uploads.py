"""Forms with a file: it is opened once everything else is found good, before any transaction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CHOOSE_AGAIN = _("Choose the file once more: the browser does not keep it beside another error.")


class UploadForm(forms.ModelForm):
    """A file that must be chosen for a new row, and may be exchanged later."""

    upload = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None

    def full_clean(self) -> None:
        """Opens the file when everything else is found good, also what the row itself checks."""
        super().full_clean()
        if not self.is_bound:
            return
        if not self.errors:
            self.accept_upload(self.cleaned_data)
        elif self.cleaned_data.get("upload"):
            self.add_error("upload", CHOOSE_AGAIN)

    def accept_upload(self, typed: dict[str, Any]) -> None:
        raise NotImplementedError

    def changed_columns(self) -> set[str]:
        """What is to be written; anything else in the row may be somebody else's by now."""
        return set(self.changed_data) - {"upload"}

    def digest(self) -> str:
        """What the accepted file can be told by; empty where none was chosen."""
        raise NotImplementedError
