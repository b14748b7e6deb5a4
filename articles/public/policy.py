"""What a public page may load, said without working it out for each page."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def with_policy_of_the_site(get_response: Answer) -> Answer:
    """Middleware: as django-csp's own for views that change nothing, or have one of their own."""
    of_the_site = build_policy()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        own = getattr(response, "_csp_config", None)  # where its decorators leave it
        response.setdefault(HEADER, build_policy(config=own) if own else of_the_site)
        return response

    return middleware
