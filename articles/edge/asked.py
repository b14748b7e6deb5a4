"""Which page a request asks for, if it is one that is kept and nothing about the request is odd."""

from functools import lru_cache
from urllib.parse import urlencode, urlsplit
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import get_path_info
from django.http import QueryDict
from django.http.request import split_domain_port
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override

from articles.page_cache.shelf import Address
from articles.page_cache.validity import EVERYTHING

# What is longer is no page of ours, and not remembered.
LONGEST_PATH = 300
LONGEST_HOST = 260
# What is longer may ask for a page, but senders must not fill the memory with what they invent.
LONGEST_QUERY = 300


def address_of(environ: WSGIEnvironment, *, is_secure: bool) -> Address | None:
    """Under which a page may be kept; nothing for what only Django understands."""
    path, host = environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", "")
    if not is_plain(environ) or len(path) > LONGEST_PATH or not has_kept_pages(host):
        return None
    query = environ.get("QUERY_STRING")
    places = read_places(query, path=path) if query else ""
    return None if places is None else Address(host.lower(), is_secure, path, places)


def has_kept_pages(host: str) -> bool:
    """Whether the site is reached there; Django answers for every port that a sender thinks of."""
    if not 0 < len(host) <= LONGEST_HOST:
        return False
    if ":" not in host:
        return True
    ports = {"", str(settings.PORT), str(urlsplit(settings.SITE_URL).port)}
    return split_domain_port(host)[1] in ports


def is_plain(environ: WSGIEnvironment) -> bool:
    """Whether it asks for a page, and as readers do."""
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and "HTTP_RANGE" not in environ
        and "HTTP_AUTHORIZATION" not in environ
        and not environ.get("SCRIPT_NAME")
    )


def has_session(environ: WSGIEnvironment) -> bool:
    """Whether somebody may be signed in: they see what is made for them this moment."""
    cookies = environ.get("HTTP_COOKIE", "")
    if settings.SESSION_COOKIE_NAME not in cookies:
        return False
    names = {cookie.partition("=")[0].strip() for cookie in cookies.split(";")}
    return settings.SESSION_COOKIE_NAME in names


def is_page(path: str) -> bool:
    return reads_of(path) is not None


def read_places(query: str, *, path: str) -> str | None:
    find = places_in if len(query) <= LONGEST_QUERY else places_in.__wrapped__
    return find(query, path=path)


@lru_cache(maxsize=1024)
def places_in(query: str, *, path: str) -> str | None:
    """What the page reads of the query, in its own order; nothing where that cannot be known."""
    reads = reads_of(path)
    if reads is None or reads == EVERYTHING:
        return None
    if not reads:
        return ""
    try:
        said = QueryDict(query)
    except SuspiciousOperation:  # too many of them
        return None
    return urlencode({name: said[name] for name in reads if name in said})


@lru_cache(maxsize=4096)
def reads_of(path: str) -> tuple[str, ...] | None:
    """Which words of a query the page of this path reads; nothing if there is no such page."""
    decoded = get_path_info({"PATH_INFO": path})
    try:
        view = match_of(decoded).func
    except Resolver404:
        return None
    reads: tuple[str, ...] | None = getattr(view, "page_reads", None)
    # Without a language in its path, a page must say that it does not choose one by the reader.
    return None if reads == EVERYTHING and get_language_from_path(decoded) is None else reads


@lru_cache(maxsize=64)  # asked for here, and a moment later by `PublicHandler`
def match_of(path: str) -> ResolverMatch:
    """The view of this path; raises `Resolver404`."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        return resolve(path)
