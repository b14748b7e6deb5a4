"""Knocks at the site as a server does: an environ goes in; status, headers and body come out."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from articles.models import Edition

HOST = "news.example.edu.cn"
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)
OWN_PAGE = {"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": f"https://{HOST}"}


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def beacon_path(edition: Edition, *, slug: str = "story") -> str:
    return f"/{edition.language}/news/{edition.article_id}/{slug}/read"


def pixel_path(edition: Edition) -> str:
    return beacon_path(edition) + ".png"


def make_environ(
    path: str,
    *,
    method: str = "POST",
    peer: str = "203.0.113.10",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    **environ: object,
) -> dict[str, object]:
    headers = OWN_PAGE if headers is None else headers
    names = {name: "HTTP_" + name.upper().replace("-", "_") for name in headers}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "HTTP_HOST": HOST,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(body),
        **{names[name]: value for name, value in headers.items()},
        **environ,
    }


def knock(application, path: str, **request: object) -> Answer:
    started = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_exc_info: object):
        started.update(status=int(status[:3]), headers=dict(headers))

    with kept_connection():
        chunks = application(make_environ(path, **request), start_response)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
    return Answer(body=body, **started)


@contextmanager
def kept_connection():
    """As Django's own test client: the test's transaction must outlive the request."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
