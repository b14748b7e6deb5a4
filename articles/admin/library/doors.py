"""The library's doors: what its dialog lists, uploads and changes from other pages, as JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from articles.admin.languages import PerLanguageAdmin, key_of, reading_order
from articles.admin.library.uploads import UploadForm
from articles.admin.library.uses import number_in_words
from articles.admin.transactions import ChecksBeforeWriting
from articles.admin.vocabulary import PublicWords

PER_PAGE = 24
LAST_PAGE = 100_000
LONGEST_SEARCH = 100

Door = Callable[..., HttpResponse]


def library_media() -> forms.Media:
    """What a page needs so that its scripts can call `newsLibrary`."""
    told = {
        "data-pictures": reverse("admin:library_pictures_dialog"),
        "data-files": reverse("admin:library_files_dialog"),
        "data-broken": _("The library could not be opened. Save your work and reload the page."),
    }
    return forms.Media(
        css={"all": ["admin_desk/library.css"]},
        js=["admin_desk/focal.js", Script("admin_desk/library.js", **told)],  # type: ignore[list-item]  # the stubs know paths only
    )


class LibraryAdmin(ChecksBeforeWriting, PublicWords, PerLanguageAdmin):
    """Rows with a file: in lists and forms of their own, and behind doors for scripts.

    A door asks for the same permissions as the page it stands for, and fills the same form.
    """

    shelf: str
    translated: tuple[str, ...]
    largest_upload: int
    form: type[UploadForm]
    change_form_template = "admin/library/change_form.html"

    def as_json(self, row: Any) -> dict[str, Any]:
        """What the dialog shows of a row."""
        raise NotImplementedError

    def words_of(self, row: Any) -> dict[str, Any]:
        """The fields of the row that the dialog can change, by their names in the form."""
        raise NotImplementedError

    def uses_of(self, row: Any) -> dict[str, Any]:
        """The stories with it, for the page of the row."""
        raise NotImplementedError

    def is_kept(self, row: Any) -> bool:
        """Whether something shows it, or did: then it cannot be deleted."""
        raise NotImplementedError

    def already_here(self) -> str:
        """What is said when the same file was uploaded before."""
        raise NotImplementedError

    # What is shown

    def render_change_form(  # type: ignore[override]  # Django's options as keywords
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        if row := options.get("obj"):
            context |= {"row": row, **self.uses_of(row)}
            context["number_of_stories"] = number_in_words(len(context["stories"]))
            # Titles of drafts are for those who may see the stories.
            context["can_see_stories"] = request.user.has_perm("articles.view_article")
        return super().render_change_form(request, context, **options)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who writes stories may use what is there; adding and changing are rights of their own."""
        writes = any(request.user.has_perm(f"articles.{may}_article") for may in ("add", "change"))
        return writes or super().has_view_permission(request, obj)

    # What is changed

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.model.DoesNotExist:  # deleted while the file was made ready
            words = _("Nothing was saved: somebody has deleted this from the library meanwhile.")
            messages.error(request, words)
            page = f"admin:articles_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(page))

    # What is deleted

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self.is_kept(obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row and super().has_delete_permission(request, row) and self.is_kept(row):
            words = _("This is in use and cannot be deleted; below you see where it is used.")
            messages.error(request, words)
            page = f"admin:articles_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(page, args=[row.pk]))
        return super().delete_view(request, object_id, extra_context)

    # Doors

    def get_urls(self) -> list[URLPattern]:
        doors = [
            ("library/", self.shelf_door, f"library_{self.shelf}"),
            ("library/dialog/", self.dialog_door, f"library_{self.shelf}_dialog"),
            ("library/<int:number>/", self.row_door, f"library_{self.shelf.removesuffix('s')}"),
        ]
        mine = [path(where, self.guarded(door), name=name) for where, door, name in doors]
        return [*mine, *super().get_urls()]

    def guarded(self, door: Any) -> Door:
        """As `admin_view`, but whoever is signed out is told so instead of sent to a page."""

        @never_cache
        @wraps(door)
        def inner(request: HttpRequest, **parts: Any) -> HttpResponse:
            if not self.admin_site.has_permission(request):
                words = _("You are signed out. Sign in in another window, then try again here.")
                return refused(words, status=403)
            return door(request, **parts)

        return inner

    @method_decorator(require_GET)
    def dialog_door(self, request: HttpRequest) -> HttpResponse:
        return dialog(request, model_admin=self)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def shelf_door(self, request: HttpRequest) -> HttpResponse:
        door = add_row if request.method == "POST" else list_rows
        return door(request, model_admin=self)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def row_door(self, request: HttpRequest, *, number: int) -> HttpResponse:
        row = self.get_object(request, str(number))
        if row is None or not self.has_view_permission(request, row):
            return not_there()
        if request.method != "POST":
            return JsonResponse(self.as_json(row))
        try:
            return change_row(request, model_admin=self, row=row)
        except self.model.DoesNotExist:  # deleted while the file was made ready
            return not_there()


def refused(words: str, *, status: int, field: str = NON_FIELD_ERRORS) -> JsonResponse:
    return JsonResponse({"errors": {field: words}}, status=status)


def not_there() -> JsonResponse:
    return refused(_("This is no longer in the library: choose another one."), status=404)


def may_not() -> JsonResponse:
    words = _("You may not do this. Ask an admin for the permission.")
    return refused(words, status=403)


def list_rows(request: HttpRequest, *, model_admin: LibraryAdmin) -> JsonResponse:
    """A page of the newest that fit, and whether there are more."""
    if not model_admin.has_view_permission(request):
        return may_not()
    found = found_by(request, model_admin)
    start = (page_number(request) - 1) * PER_PAGE
    rows = list(found[start : start + PER_PAGE + 1])
    shown = [model_admin.as_json(row) for row in rows[:PER_PAGE]]
    return JsonResponse({model_admin.shelf: shown, "more": len(rows) > PER_PAGE})


def found_by(request: HttpRequest, model_admin: LibraryAdmin) -> QuerySet[Any]:
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    rows = model_admin.get_queryset(request).order_by("-pk")
    return model_admin.get_search_results(request, rows, words)[0]


def page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(LAST_PAGE))
    return max(1, int(typed)) if is_number else 1


def add_row(request: HttpRequest, *, model_admin: LibraryAdmin) -> JsonResponse:
    """A new row; or the one that is there, where somebody uploaded the same file before."""
    if not model_admin.has_add_permission(request):
        return may_not()
    form = filled(request, model_admin, row=None)
    if not form.is_valid():
        return wrong(form)
    same = model_admin.get_queryset(request).filter(digest=form.digest()).order_by("pk").first()
    if same and model_admin.has_view_permission(request, same):
        note = model_admin.already_here()
        return JsonResponse({**model_admin.as_json(same), "note": note})
    row = form.save(commit=False)
    model_admin.save_model(request, row, form, change=False)
    model_admin.log_addition(request, row, changes_in(form, model_admin, request, is_new=True))
    return JsonResponse(model_admin.as_json(row), status=201)


def change_row(request: HttpRequest, *, model_admin: LibraryAdmin, row: Any) -> JsonResponse:
    if not model_admin.has_change_permission(request, row):
        return may_not()
    form = filled(request, model_admin, row=row)
    if not form.is_valid():
        return wrong(form)
    model_admin.save_model(request, form.instance, form, change=True)
    model_admin.log_change(request, row, changes_in(form, model_admin, request, is_new=False))
    return JsonResponse(model_admin.as_json(row))


def changes_in(form: Any, model_admin: LibraryAdmin, request: HttpRequest, *, is_new: bool) -> Any:
    """What the journal says was changed, as for the admin's own page."""
    return model_admin.construct_change_message(request, form, [], add=is_new)


def filled(request: HttpRequest, model_admin: LibraryAdmin, *, row: Any) -> UploadForm:
    """The form of the admin's own page; what was not sent stays as it is."""
    form_class = model_admin.get_form(request, row, change=row is not None)
    typed = request.POST.copy()
    for name, value in model_admin.words_of(row or model_admin.model()).items():
        typed.setdefault(name, value)
    return cast("UploadForm", form_class(typed, request.FILES, instance=row))


def wrong(form: forms.ModelForm) -> JsonResponse:
    sentences = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    return JsonResponse({"errors": sentences}, status=422)


def dialog(request: HttpRequest, *, model_admin: LibraryAdmin) -> HttpResponse:
    """The dialog itself, in the language of the reader and for what they may do."""
    if not model_admin.has_view_permission(request):
        return may_not()
    form_class = model_admin.get_form(request, None, change=False)
    # The dialog stands in a page that has fields of the same names.
    form = form_class(auto_id=f"library-{model_admin.shelf}-%s")
    context = {
        "shelf": model_admin.shelf,
        "form": form,
        "groups": [
            [(code, form[f"{name}_{key_of(code)}"]) for code in reading_order()]
            for name in model_admin.translated
        ],
        "largest": model_admin.largest_upload,
        "too_large": _("The file is too large: at most {limit} are possible.").format(
            limit=filesizeformat(model_admin.largest_upload)
        ),
        "can_add": model_admin.has_add_permission(request),
        "can_change": model_admin.has_change_permission(request),
    }
    return render(request, f"admin/library/{model_admin.shelf}.html", context)
