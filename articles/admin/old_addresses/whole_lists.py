"""A list of old addresses is taken: pasted or as a file, shown as a plan, then carried out."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.old_addresses.names import name_of_target
from articles.imports.addresses import Plan, decoded, plan_of
from articles.models import OldAddress

LARGEST_LIST = 3 * 1024 * 1024  # bytes; it is sent back and forth in the form
SHOWN = 50  # lines of each kind on the page
TOO_LARGE = gettext_lazy("The list is too large: divide it into several.")


class ListForm(forms.Form):
    """A list, typed or in a file; the file goes first."""

    lines = forms.CharField(
        label=gettext_lazy("List"),
        required=False,
        max_length=LARGEST_LIST,
        error_messages={"max_length": TOO_LARGE},
        widget=forms.Textarea(
            attrs={"rows": 12, "class": "vLargeTextField", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "In each line the old address and the new one; where needed, the language of the old "
            "page, as addresses have it: /en/ or /zh-hans/. Between them a semicolon, a comma, a "
            "tab or a space; columns copied from a table are fine."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean_file(self) -> str:
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return ""
        if (file.size or 0) > LARGEST_LIST:
            raise forms.ValidationError(TOO_LARGE)
        return decoded(file.read())

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        typed["lines"] = typed.get("file") or typed.get("lines") or ""
        if not typed["lines"].strip() and not self.errors:
            self.add_error("lines", _("There is nothing in the list yet."))
        return typed


def take_list(request: HttpRequest, *, model_admin: admin.ModelAdmin) -> HttpResponse:
    may = (model_admin.has_add_permission(request), model_admin.has_change_permission(request))
    if not all(may):
        raise PermissionDenied
    if request.method != "POST":
        return page(request, model_admin, form=ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, model_admin, form=form)
    lines = form.cleaned_data["lines"]
    plan = plan_of(lines)
    if "confirmed" in request.POST and request.POST.get("planned") == measure_of(plan):
        with transaction.atomic():
            done = carry_out(plan, by=cast("User", request.user))
        if done:
            messages.success(request, what_was_done(plan))
            return HttpResponseRedirect(reverse("admin:articles_oldaddress_changelist"))
        plan = plan_of(lines)
    has_changed = "confirmed" in request.POST
    shown = ListForm(initial={"lines": lines})
    return page(request, model_admin, form=shown, plan=plan, has_changed=has_changed)


def measure_of(plan: Plan) -> str:
    """What was shown before the question: only that is done."""
    return f"{len(plan.new)}-{len(plan.changed)}-{plan.same}-{len(plan.wrong)}"


def carry_out(plan: Plan, *, by: User) -> bool:
    """Whether it was done; not if somebody added one of the addresses a moment ago."""
    try:
        with transaction.atomic():
            plan.carry_out()
    except IntegrityError:
        return False
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(OldAddress),
        object_repr=what_was_done(plan)[:200],
        action_flag=ADDITION,
        change_message="",
    )
    return True


def what_was_done(plan: Plan) -> str:
    number = len(plan.new) + len(plan.changed)
    words = ngettext(
        "{number} old address is in place.", "{number} old addresses are in place.", number
    )
    return words.format(number=number)


def sentences_on(plan: Plan) -> list[str]:
    said = [
        (len(plan.new), ngettext("{n} address is new.", "{n} addresses are new.", len(plan.new))),
        (
            len(plan.changed),
            ngettext(
                "{n} address leads elsewhere until now and will be changed.",
                "{n} addresses lead elsewhere until now and will be changed.",
                len(plan.changed),
            ),
        ),
        (
            plan.same,
            ngettext(
                "{n} address is there already and stays as it is.",
                "{n} addresses are there already and stay as they are.",
                plan.same,
            ),
        ),
        (
            len(plan.wrong),
            ngettext(
                "{n} line says nothing that can be done; it is left out.",
                "{n} lines say nothing that can be done; they are left out.",
                len(plan.wrong),
            ),
        ),
    ]
    return [words.format(n=number) for number, words in said if number]


def page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    *,
    form: ListForm,
    plan: Plan | None = None,
    has_changed: bool = False,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Take a list of old addresses"),
        "form": form,
        "plan": plan,
        "has_changed": has_changed,
    }
    if plan:
        changed = plan.changed[:SHOWN]
        stored = OldAddress.objects.in_bulk([row.pk for row in changed])
        context |= {
            "said": sentences_on(plan),
            "measure": measure_of(plan),
            "wrong": plan.wrong[:SHOWN],
            "new": [(row.path, name_of_target(row)) for row in plan.new[:SHOWN]],
            "changed": [
                (row.path, name_of_target(stored[row.pk]), name_of_target(row))
                for row in changed
                if row.pk in stored
            ],
            "number": len(plan.new) + len(plan.changed),
        }
    return TemplateResponse(request, "admin/articles/oldaddress/list.html", context)
