"""How a sitemap is written: addresses in every language, each beside its translations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from articles.public.languages import default_among, tag_of
from articles.public.machines.addresses import whole
from articles.text.xml import sayable

MEDIA_TYPE = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page: its address in every language in which it is public, and when each was changed."""

    paths: Mapping[str, str]
    neutral: str = ""  # the address that chooses a language, where there is one
    modified_at: Mapping[str, datetime] = field(default_factory=dict)


def element(name: str, words: str) -> str:
    return f"<{name}>{escape(sayable(words))}</{name}>"


def document(name: str, children: Iterable[str], *, namespaces: str) -> bytes:
    """A child on each line."""
    return f"{HEAD}<{name} {namespaces}>\n{''.join(children)}</{name}>\n".encode()


def urlset(entries: Iterable[Entry]) -> bytes:
    urls = (url for entry in entries for url in urls_of(entry))
    return document("urlset", urls, namespaces=f"{SITEMAP} {XHTML}")


def urls_of(entry: Entry) -> Iterable[str]:
    """One for each language, all with the same translations, their own address among them."""
    links = translations(entry)
    for language, path in entry.paths.items():
        yield f"<url>{loc(path)}{lastmod(entry.modified_at.get(language))}{links}</url>\n"


def translations(entry: Entry) -> str:
    ways = {tag_of(language): path for language, path in entry.paths.items()}
    ways["x-default"] = entry.neutral or default_among(entry.paths)
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(whole(path))}/>'
        for tag, path in ways.items()
    )


def loc(path: str) -> str:
    return element("loc", whole(path))


def lastmod(at: datetime | None) -> str:
    return element("lastmod", moment(at)) if at else ""


def moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
