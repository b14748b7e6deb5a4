"""Which requests may count at all: sent by our own page (R7), for a person who sees it (R5)."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

# Browsers that fetch a page in advance say so in one of these.
SPECULATION = {
    "HTTP_SEC_PURPOSE": ("prefetch", "prerender"),
    "HTTP_PURPOSE": ("prefetch", "preview"),
    "HTTP_X_PURPOSE": ("prefetch", "preview"),
    "HTTP_X_MOZ": ("prefetch",),
}


def is_speculative(environ: Mapping[str, Any]) -> bool:
    """Whether the browser asks in advance, for a page that may never be seen."""
    return any(
        word in environ[header].lower()
        for header, words in SPECULATION.items()
        if header in environ
        for word in words
    )


def is_own_beacon(environ: Mapping[str, Any], *, origins: Collection[str]) -> bool:
    """Whether a page of ours sent the beacon; `origins` are ours, such as https://news.example."""
    if "HTTP_SEC_FETCH_SITE" in environ:
        return is_same_origin(environ["HTTP_SEC_FETCH_SITE"])
    return environ.get("HTTP_ORIGIN", "").lower() in origins


def is_own_pixel(environ: Mapping[str, Any], *, origins: Collection[str]) -> bool:
    """Whether a page of ours shows the pixel."""
    if "HTTP_SEC_FETCH_SITE" in environ:
        return is_same_origin(environ["HTTP_SEC_FETCH_SITE"])
    host = host_of(environ.get("HTTP_REFERER", ""))
    return bool(host) and host in {host_of(origin) for origin in origins}


def is_same_origin(site: str) -> bool:
    return site.strip().lower() == "same-origin"


def host_of(address: str) -> str:
    """The host and port of an address; nothing where it is not one."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # such as http://[
        return ""
