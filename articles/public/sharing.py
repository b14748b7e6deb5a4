"""What caches are told of a public page: how long it may be kept, and what to ask again with."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from articles.page_cache.validity import EVERYTHING, NOTE, cache_control, etag_of
from articles.public.kept import Kept

View = Callable[..., HttpResponse]


def shared(view: View | None = None, *, reads: tuple[str, ...] = EVERYTHING) -> Any:
    """The page is the same for everybody, and depends on nothing but its path and these words.

    `reads` are the words of the query that the page reads: without others it is kept before Django
    (`edge.pages`), too. A page that does not name them is kept there without a query only.
    """
    if view is None:
        return partial(shared, reads=reads)
    answer = view

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return told(request, answer(request, *args, **kwargs))

    inner.page_reads = reads  # type: ignore[attr-defined]  # for who resolves a path
    return inner


def told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept: Kept | None = getattr(response, "kept", None)
    if response.status_code != 200 or kept is None:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response
    if NOTE in request.META:  # who asks keeps the page, and says itself what to ask again with
        request.META[NOTE] = kept.validity()
        patch_cache_control(response, public=True)
        return response
    response["Cache-Control"] = cache_control(kept.next_change(), at=kept.at)
    response["ETag"] = tag = etag_of(response.content)
    return get_conditional_response(request, etag=tag, response=response) or response
