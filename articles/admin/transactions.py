"""Forms whose checks take long: they run before the write transaction, not inside of it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect


class ChecksBeforeWriting(admin.ModelAdmin):
    """Django wraps the whole view into one transaction, and every other editor would wait while
    a text is cleaned or a picture decoded; the classes below open a short one where they write.
    """

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        answer: HttpResponse = self._changeform_view(  # type: ignore[attr-defined]  # Django's, not in the stubs
            request, object_id, form_url, extra_context
        )
        return answer
