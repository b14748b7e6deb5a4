"""Who may not do this: a page that says what to do, with the way around the desk beside it."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    context = {**admin.site.each_context(request), "title": _("Not allowed")}
    return render(request, "403.html", context, status=403)
