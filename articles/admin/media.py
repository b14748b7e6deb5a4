"""Pictures and attachments, as staff add them: checked and re-encoded before anything is kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import attachments, images
from articles.admin.languages import LANGUAGES, PerLanguageAdmin, column, key_of
from articles.admin.transactions import ChecksBeforeWriting
from articles.admin.vocabulary import PublicWords
from articles.attachments import AcceptedFile, NotAnAttachment
from articles.editorial.media import put_crop, put_picture
from articles.images import Crop, NotAPicture, Picture
from articles.models import Attachment, Image

PICTURE_SENTENCES = {
    "too_many_bytes": _(
        "The file is too large: at most {limit_mb} MB are possible. Save the picture smaller, "
        "2000 pixels on the longer side are enough."
    ),
    "too_many_pixels": _(
        "The picture has too many pixels: at most {limit_million} million are possible. Save it "
        "smaller, 2000 pixels on the longer side are enough."
    ),
    "wrong_kind": _("This kind of picture is not taken: save it as JPEG, PNG, WebP, GIF or AVIF."),
    "not_a_picture": _(
        "This is not a picture, or it is damaged: open it on your computer and save it as JPEG."
    ),
}
FILE_SENTENCES = {
    "too_many_bytes": _(
        "The file is too large: at most {limit_mb} MB are possible. Divide it into several files."
    ),
    "wrong_kind": _(
        "This kind of file is not taken, or it is not what its name says. Possible are PDF, Word, "
        "Excel, PowerPoint, ZIP, CSV and plain text."
    ),
    "empty": _("The file is empty: choose another one."),
}
NOT_STORED = _("The stored picture cannot be read: choose the file once more.")
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


class PictureForm(UploadForm):
    picture: Picture | None = None
    crop: Crop | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upload = self.fields["upload"]
        upload.widget.attrs["accept"] = "image/jpeg,image/png,image/webp,image/avif,image/gif"
        if self.instance.pk:
            upload.help_text = _("Leave this empty to keep the picture as it is.")

    def accept_upload(self, typed: dict[str, Any]) -> None:
        focal_point = (typed["focal_x"], typed["focal_y"])
        try:
            if typed["upload"]:
                self.picture = images.accept(typed["upload"], focal_point=focal_point)
            elif {"focal_x", "focal_y"} & set(self.changed_data):
                with self.instance.file.open() as stored:
                    self.crop = images.crop(stored, focal_point=focal_point)
        except NotAPicture as refusal:
            words = str(PICTURE_SENTENCES[refusal.code])
            self.add_error("upload", words.format(**refusal.params))
        except FileNotFoundError:
            self.add_error("upload", NOT_STORED)


class ImageAdmin(ChecksBeforeWriting, PublicWords, PerLanguageAdmin):
    form = PictureForm
    fields = ("preview", "upload", "alt", "caption", "credit", ("focal_x", "focal_y"))
    readonly_fields = ("preview",)
    list_display = ("preview", "__str__", "size_in_words", "used", "created_at")
    list_display_links = ("preview", "__str__")
    search_fields = [
        f"{name}_{key_of(language)}" for name in ("alt", "caption") for language in LANGUAGES
    ] + ["credit"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).annotate(uses=Count("covered"))

    def save_model(self, request: HttpRequest, obj: Image, form: PictureForm, change: bool) -> None:  # type: ignore[override] # noqa: FBT001 - Django's
        if form.picture:
            put_picture(obj, picture=form.picture)
        if form.crop:
            put_crop(obj, crop=form.crop)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> SafeString | str:
        if not image.thumbnail:
            return "–"
        return format_html(
            '<img class="preview" src="{}" width="{}" height="{}" alt="" loading="lazy">',
            image.thumbnail.url,
            image.thumbnail_width,
            image.thumbnail_height,
        )

    @admin.display(description=_("size"), ordering="size")
    def size_in_words(self, image: Image) -> str:
        return f"{image.width} × {image.height} · {filesizeformat(image.size)}"

    @admin.display(description=_("used"), ordering="uses")
    def used(self, image: Image) -> SafeString | str:
        uses: int = image.uses  # type: ignore[attr-defined]  # annotated by get_queryset
        if not uses:
            return gettext("nowhere")
        words = ngettext("by {count} story", "by {count} stories", uses).format(count=uses)
        address = f"{reverse('admin:articles_article_changelist')}?cover__id__exact={image.pk}"
        return format_html('<a href="{}">{}</a>', address, words)


class AttachmentForm(UploadForm):
    accepted: AcceptedFile | None = None

    def accept_upload(self, typed: dict[str, Any]) -> None:
        upload = typed["upload"]
        if not upload:
            return
        try:
            self.accepted = attachments.accept(upload, filename=upload.name)
        except NotAnAttachment as refusal:
            words = str(FILE_SENTENCES[refusal.code])
            self.add_error("upload", words.format(**refusal.params))


TITLES = [column("title", _("Title"), language) for language in LANGUAGES]


class AttachmentAdmin(ChecksBeforeWriting, PublicWords, PerLanguageAdmin):
    form = AttachmentForm
    fields = ("stored", "upload", "title")
    readonly_fields = ("stored",)
    list_display = (*TITLES, "stored", "created_at")
    list_display_links = TITLES
    search_fields = [f"title_{key_of(language)}" for language in LANGUAGES]
    list_per_page = 50

    def save_model(  # type: ignore[override]  # the forms are ours
        self,
        request: HttpRequest,
        obj: Attachment,
        form: AttachmentForm,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        if form.accepted:
            put_file(obj, accepted=form.accepted, content=form.cleaned_data["upload"])
        super().save_model(request, obj, form, change)

    @admin.display(description=_("file"), ordering="size")
    def stored(self, attachment: Attachment) -> SafeString | str:
        if not attachment.file:
            return "–"
        return format_html(
            '<a href="{}">{} · {}</a>',
            attachment.file.url,
            attachment.extension,
            filesizeformat(attachment.size),
        )


def put_file(attachment: Attachment, *, accepted: AcceptedFile, content: Any) -> None:
    attachment.media_type = accepted.media_type
    attachment.size, attachment.digest = accepted.size, accepted.digest
    attachment.file.save(f"file.{accepted.extension}", content, save=False)
