"""Django for pages that are the same for everybody, without what only signed-in people need."""

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils.module_loading import import_string

from articles.edge.asked import match_of


class PublicHandler(WSGIHandler):
    """As Django's own, with `PUBLIC_MIDDLEWARE`: a tenth of a page's time is in the rest.

    Only for what `edge.making` asks, which has no cookie, no body and no Accept-Encoding.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - Django's own
        # None of them has a hook beside the call itself.
        self._view_middleware: list[object] = []
        self._template_response_middleware: list[object] = []
        self._exception_middleware: list[object] = []
        handler = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # Django's own
        for name in reversed(settings.PUBLIC_MIDDLEWARE):
            handler = convert_exception_to_response(import_string(name)(handler))
        self._middleware_chain = handler

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        request.resolver_match = match = match_of(request.path_info)
        return match
