"""The demo site on loopback, and one page of every kind that a reader can come to by links."""

import http.client
import os
import re
import secrets
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
import django.utils.translation
from django.urls import Resolver404, resolve

from benchmarks.servers import free_port, run, serving

STARTS = ("/en/", "/zh-hans/", "/en/nothing-here/", "/zh-hans/nothing-here/")
OF_A_KIND = 2  # pages of one address pattern and language that are read
HREF = re.compile(r'<a [^>]*href="([^"#]+)"')


@contextmanager
def demo_site() -> Iterator[int]:
    """A fresh site with the demo stories; gives its port."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "SITE_URL": f"http://127.0.0.1:{port}",
        }
        for command in ("migrate", "collectstatic --noinput", "load_demo --only-if-empty"):
            run("manage.py", *command.split(), "--verbosity", "0", environment=os.environ)
        django.setup()
        with serving("newsroom.wsgi:application", port=port, environment=os.environ):
            yield port


def read(path: str, *, port: int) -> tuple[int, str, str]:
    """Status, media type and text of what stands at this path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    return answer.status, answer.getheader("Content-Type", ""), text


def pages(*, port: int) -> dict[str, str]:
    """HTML by path, found by following links: a few of each kind."""
    found: dict[str, str] = {}
    kinds: Counter[tuple[str, str]] = Counter()
    waiting = deque(STARTS)
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kinds[kind] >= OF_A_KIND:
            continue
        status, media_type, text = read(path, port=port)
        # The first page of a list goes by one address, also where a link says "newer".
        if not media_type.startswith("text/html") or 300 <= status < 400:
            continue
        kinds[kind] += 1
        found[path] = text
        for link in map(unescape, HREF.findall(text)):
            there = urlsplit(urljoin(path, link))
            onward = there.path + (f"?{there.query}" if there.query else "")
            if not there.netloc and onward not in seen and not there.path.startswith("/admin/"):
                seen.add(onward)
                waiting.append(onward)
    return found


def kind_of(path: str) -> tuple[str, str]:
    """The language, and the name of the address pattern; a later page is a kind of its own."""
    parts = urlsplit(path)
    language = parts.path.split("/")[1]
    with django.utils.translation.override(language):
        try:
            name = resolve(parts.path).url_name or ""
        except Resolver404:
            name = ""
    return language, f"{name}?{'&'.join(sorted(parts.query.split('=')[0::2]))}"


def named(path: str) -> Path:
    """A file name for the page of this path."""
    return Path(re.sub(r"[^A-Za-z0-9-]+", "_", path).strip("_")[:120] or "front").with_suffix(
        ".html"
    )
