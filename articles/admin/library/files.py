"""Attachments, as staff add them: checked before anything is kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import attachments
from articles.admin.languages import LANGUAGES, column, per_language
from articles.admin.library.doors import LibraryAdmin
from articles.admin.library.pickers import PicksFromLibrary
from articles.admin.library.uploads import UploadForm
from articles.admin.library.uses import number_in_words, stories_with_file
from articles.admin.old_addresses.rows import HasOldAddresses
from articles.attachments import AcceptedFile, NotAnAttachment
from articles.editorial.media import FILE_COLUMNS, change_attachment, put_file, remove_attachment
from articles.models import Article, Attachment

SENTENCES = {
    "too_many_bytes": _(
        "The file is too large: at most {limit_mb} MB are possible. Divide it into several files."
    ),
    "wrong_kind": _(
        "This kind of file is not taken, or it is not what its name says. Possible are PDF, Word, "
        "Excel, PowerPoint, ZIP, CSV, plain text, MP4 and WebM films, MP3 and M4A sounds, and "
        "captions as WebVTT."
    ),
    "not_utf_8": _("The captions are not written in UTF-8: save them in UTF-8 and choose them."),
    "empty": _("The file is empty: choose another one."),
}
EXTENSIONS = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.zip,.csv,.txt,.mp4,.webm,.mp3,.m4a,.vtt"
TITLES = [column("title", _("Title"), language) for language in LANGUAGES]


class AttachmentForm(UploadForm):
    accepted: AcceptedFile | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upload = self.fields["upload"]
        upload.widget.attrs["accept"] = EXTENSIONS
        if self.instance.pk:
            upload.help_text = _("Leave this empty to keep the file as it is.")

    def accept_upload(self, typed: dict[str, Any]) -> None:
        upload = typed["upload"]
        if not upload:
            return
        try:
            self.accepted = attachments.accept(upload, filename=upload.name)
        except NotAnAttachment as refusal:
            words = str(SENTENCES[refusal.code])
            self.add_error("upload", words.format(**refusal.params))

    def changed_columns(self) -> set[str]:
        columns = super().changed_columns()
        return columns | FILE_COLUMNS if self.accepted else columns

    def digest(self) -> str:
        return self.accepted.digest if self.accepted else ""


class AttachmentAdmin(HasOldAddresses, PicksFromLibrary, LibraryAdmin):
    shelf = "files"
    translated = ("title",)
    largest_upload = attachments.MAX_MEDIA_BYTES
    form = AttachmentForm
    readonly_fields = ("stored",)
    list_display = (*TITLES, "stored", "uses", "created_at")
    list_display_links = TITLES
    search_fields = per_language("title")
    search_help_text = _("Looks in the titles of every language.")
    list_per_page = 50
    actions = None  # a file goes one by one, when it is seen that no story offers it

    # What is shown

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["admin_desk/library.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).annotate(stories=Count("article"))

    def get_fieldsets(self, request: HttpRequest, obj: Attachment | None = None) -> Any:  # noqa: ARG002 - Django's
        stored = ("stored",) if obj else ()
        return [(None, {"fields": (*stored, "upload", *per_language("title"), "poster")})]

    @admin.display(description=_("file"), ordering="size")
    def stored(self, attachment: Attachment) -> SafeString:
        return format_html(
            '<a href="{}">{} · {}</a>',
            attachment.file.url,
            attachment.extension,
            filesizeformat(attachment.size),
        )

    @admin.display(description=_("used"), ordering="stories")
    def uses(self, attachment: Attachment) -> str:
        number: int = attachment.stories  # type: ignore[attr-defined]  # annotated by get_queryset
        return number_in_words(number)

    def uses_of(self, row: Attachment) -> dict[str, Any]:
        return {"stories": stories_with_file(row)}

    # What is saved

    def save_model(  # type: ignore[override]  # the forms are ours
        self,
        request: HttpRequest,
        obj: Attachment,
        form: AttachmentForm,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        if form.accepted:
            put_file(obj, accepted=form.accepted, content=form.cleaned_data["upload"])
        if change:
            change_attachment(obj, columns=form.changed_columns())
        else:
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Attachment) -> None:  # type: ignore[override] # noqa: ARG002 - Django's
        with transaction.atomic():
            remove_attachment(obj)

    # Behind the doors

    def as_json(self, row: Attachment) -> dict[str, Any]:
        return {
            "id": row.pk,
            "title": str(row),
            "file": row.file.url,
            "kind": row.extension,
            "size": filesizeformat(row.size),
            "words": self.words_of(row),
        }

    def words_of(self, row: Attachment) -> dict[str, Any]:
        titles = {name: getattr(row, name) or "" for name in per_language("title")}
        return {**titles, "poster": row.poster_id or ""}

    def is_kept(self, row: Attachment) -> bool:
        return Article.objects.filter(attachments=row).exists()

    def already_here(self) -> str:
        return gettext("This file was in the library already: here it is, with its titles.")
