"""Whole addresses: what a program reads has left the page it stood on."""

import re
from urllib.parse import urljoin

from django.conf import settings

from articles.models import Edition
from articles.templatetags.news import TAG

# Within a tag: no value of an attribute holds a quotation mark of its own.
ADDRESS = re.compile(r' (href|src|poster)="(/[^"]*)"')
CHOICE = re.compile(r' srcset="([^"]*)"')


def whole(path: str) -> str:
    """With scheme and host, if it has none."""
    if path.startswith("/") and not path.startswith("//"):
        return f"{settings.SITE_URL}{path}"
    return urljoin(f"{settings.SITE_URL}/", path)


def with_whole_addresses(body: str) -> str:
    """The text of a page as it may stand anywhere: links and pictures lead to this site."""
    return TAG.sub(lambda tag: whole_in_tag(tag[0]), body)


def whole_in_tag(tag: str) -> str:
    tag = ADDRESS.sub(lambda found: f' {found[1]}="{whole(found[2])}"', tag)
    return CHOICE.sub(lambda found: f' srcset="{whole_choice(found[1])}"', tag)


def whole_choice(srcset: str) -> str:
    return ", ".join(whole(each) for each in srcset.split(", "))


def identity_of(edition: Edition) -> str:
    """What names the edition for ever: its address without the words of its title."""
    return whole(f"/{edition.language}/news/{edition.article_id}/")
