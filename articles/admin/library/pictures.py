"""Pictures, as staff find, describe and replace them: checked and encoded anew before any row."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import images
from articles.admin.languages import LANGUAGES, key_of, name_of, per_language
from articles.admin.library.doors import LibraryAdmin
from articles.admin.library.picture_list import (
    AltFilter,
    Shelf,
    UseFilter,
    languages_without_alt,
    size_in_words,
    title_of,
)
from articles.admin.library.uploads import UploadForm
from articles.admin.library.uses import (
    languages_on_pages,
    picture_is_kept,
    stories_with_picture,
    uses_of,
)
from articles.editorial.media import (
    CROP_COLUMNS,
    PICTURE_COLUMNS,
    change_picture,
    put_crop,
    put_picture,
    remove_picture,
)
from articles.editorial.page_text import refresh_pages_with
from articles.images import Crop, NotAPicture, Picture
from articles.models import Image

SENTENCES = {
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
NEEDED_ON_PAGE = _(
    "A published text in {language} shows this picture: describe it, or call it decorative."
)
NOT_STORED = _("The stored picture cannot be read: choose the file once more.")
FOCAL_POINT_LEFT = _(
    "Somebody has chosen another file meanwhile, so the focal point is as it was: set it anew."
)
KINDS = "image/jpeg,image/png,image/webp,image/avif,image/gif"
PER_LANGUAGE = [*per_language("alt"), *per_language("caption")]


class PictureForm(UploadForm):
    picture: Picture | None = None
    crop: Crop | None = None

    is_decorative = forms.TypedChoiceField(
        label=_("Alternative text"),
        choices=[
            ("", _("Describe the picture, for readers who cannot see it")),
            ("True", _("None, it is decorative: screen readers skip it")),
        ],
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]  # any value, says Django
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As the radio button's value: the row says `False` where nothing is to be chosen.
        self.initial["is_decorative"] = self.initial.get("is_decorative") or ""
        upload = self.fields["upload"]
        upload.widget.attrs["accept"] = KINDS
        if self.instance.pk:
            upload.help_text = _(
                "Leave this empty to keep the picture as it is. A new file takes its place in "
                "every story that shows it."
            )

    def accept_upload(self, typed: dict[str, Any]) -> None:
        focal_point = (typed["focal_x"], typed["focal_y"])
        try:
            if typed["upload"]:
                self.picture = images.accept(typed["upload"], focal_point=focal_point)
            elif {"focal_x", "focal_y"} & set(self.changed_data):
                with self.instance.file.open() as stored:
                    self.crop = images.crop(stored, focal_point=focal_point)
        except NotAPicture as refusal:
            words = str(SENTENCES[refusal.code])
            self.add_error("upload", words.format(**refusal.params))
        except FileNotFoundError:
            self.add_error("upload", NOT_STORED)

    def clean(self) -> dict[str, Any]:
        """A public page must not lose its words: it would be published with a gap no more."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and not typed.get("is_decorative"):
            shown_in = languages_on_pages(self.instance)
            for language in LANGUAGES:
                name = f"alt_{key_of(language)}"
                is_changed = {name, "is_decorative"} & set(self.changed_data)
                if is_changed and not typed.get(name) and language in shown_in:
                    words = str(NEEDED_ON_PAGE).format(language=name_of(language))
                    self.add_error(name, words)
        return typed

    def changed_columns(self) -> set[str]:
        columns = super().changed_columns()
        if self.picture:
            return columns | PICTURE_COLUMNS
        return columns | CROP_COLUMNS if self.crop else columns

    def digest(self) -> str:
        return self.picture.digest if self.picture else ""


def tell_about(form: PictureForm, request: HttpRequest) -> None:
    """Where a new file stands now, and what still keeps stories from being published."""
    picture: Image = form.instance
    typed = form.cleaned_data
    if form.crop and (picture.focal_x, picture.focal_y) != (typed["focal_x"], typed["focal_y"]):
        messages.warning(request, FOCAL_POINT_LEFT)
    stories = len(uses_of([picture.pk])[picture.pk].stories)
    if form.picture and stories:
        words = ngettext(
            "The new file is in place: {count} story shows it now.",
            "The new file is in place: {count} stories show it now.",
            stories,
        )
        messages.success(request, words.format(count=stories))
    if missing := languages_without_alt(picture):
        words = gettext(
            "There is no alternative text yet in: {languages}. No story with this picture can be "
            "published there. Describe the picture, or call it decorative."
        )
        messages.warning(request, words.format(languages=", ".join(missing)))


class ImageAdmin(LibraryAdmin):
    shelf = "pictures"
    translated = ("alt", "caption")
    largest_upload = images.MAX_BYTES
    form = PictureForm
    readonly_fields = ("focal",)
    list_display = ("__str__",)  # the grid has its own template
    list_filter = (UseFilter, AltFilter)
    search_fields = [*PER_LANGUAGE, "credit"]
    search_help_text = _("Looks in alternative texts and captions of every language, and credits.")
    list_per_page = 48
    show_facets = admin.ShowFacets.NEVER
    actions = None  # a picture goes one by one, when it is seen that it stands nowhere

    # What is shown

    @property
    def media(self) -> forms.Media:
        scripts = ["admin_desk/focal.js", "admin_desk/picture.js"]
        return super().media + forms.Media(css={"all": ["admin_desk/library.css"]}, js=scripts)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:  # noqa: ARG002 - Django's
        return Shelf

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:  # noqa: ARG002 - Django's
        focal = ("focal", ("focal_x", "focal_y"))
        file = (*focal, "upload") if obj else ("upload", *focal)
        alt, caption = (per_language(name) for name in ("alt", "caption"))
        return [
            (None, {"fields": file}),
            (_("What it shows"), {"fields": ("is_decorative", *alt)}),
            (_("Below the picture"), {"fields": (*caption, "credit")}),
        ]

    @admin.display(description=_("picture"))
    def focal(self, picture: Image) -> SafeString:
        return render_to_string("admin/library/_focal.html", {"picture": picture})

    def uses_of(self, row: Image) -> dict[str, Any]:
        uses = uses_of([row.pk])[row.pk]
        return {
            "stories": stories_with_picture(row, uses.stories) if uses.stories else [],
            "is_logo": uses.is_logo,
            "is_poster": uses.is_poster,
            "was_used": not uses and picture_is_kept(row),
        }

    # What is saved

    def save_model(self, request: HttpRequest, obj: Image, form: PictureForm, change: bool) -> None:  # type: ignore[override] # noqa: FBT001 - Django's
        if form.picture:
            put_picture(obj, picture=form.picture)
        if form.crop:
            put_crop(obj, crop=form.crop)
        if not change:
            super().save_model(request, obj, form, change)
            return
        change_picture(obj, columns=form.changed_columns())
        refresh_pages_with(obj)

    def save_related(self, request: HttpRequest, form: PictureForm, *rest: Any) -> None:
        super().save_related(request, form, *rest)
        tell_about(form, request)

    def delete_model(self, request: HttpRequest, obj: Image) -> None:  # type: ignore[override] # noqa: ARG002 - Django's
        with transaction.atomic():
            remove_picture(obj)  # no page shows it, so none is to be printed anew

    # Behind the doors

    def as_json(self, row: Image) -> dict[str, Any]:
        return {
            "id": row.pk,
            "title": title_of(row),
            "thumbnail": row.thumbnail.url,
            "picture": row.file.url,
            "width": row.width,
            "height": row.height,
            "size": size_in_words(row),
            "words": self.words_of(row),
        }

    def words_of(self, row: Image) -> dict[str, Any]:
        words = {name: getattr(row, name) or "" for name in (*PER_LANGUAGE, "credit")}
        decorative = "True" if row.is_decorative else ""
        return {
            **words,
            "is_decorative": decorative,
            "focal_x": row.focal_x,
            "focal_y": row.focal_y,
        }

    def is_kept(self, row: Image) -> bool:
        return picture_is_kept(row)

    def already_here(self) -> str:
        return gettext("This picture was in the library already: here it is, with its words.")
