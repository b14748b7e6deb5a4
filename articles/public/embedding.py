"""What other sites may put into their own pages: nothing but what says so itself."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "Cross-Origin-Resource-Policy"
Answer = Callable[[HttpRequest], HttpResponseBase]


def for_our_pages_only(get_response: Answer) -> Answer:
    """Middleware: browsers keep every answer from the pages of other sites."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault(HEADER, "same-origin")
        return response

    return middleware


def for_every_page(response: HttpResponseBase) -> None:
    """Pictures of stories are shown by feed readers, networks and search engines."""
    response[HEADER] = "cross-origin"
