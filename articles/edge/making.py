"""Django makes a page, from a request that says nothing of the reader; one for all who wait."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from threading import Event, Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from articles.edge.answers import takes_gzip
from articles.page_cache.page import Page, keep
from articles.page_cache.shelf import Address
from articles.page_cache.validity import NOTE, Validity

# All that a page may depend on: nothing in it tells one reader from another.
HANDED_ON = (
    "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT",
    "SERVER_PROTOCOL", "wsgi.errors", "wsgi.multiprocess", "wsgi.multithread", "wsgi.run_once",
    "wsgi.url_scheme", "wsgi.version",
)  # fmt: skip
WORTH_COMPRESSING = 200  # bytes


@dataclass(frozen=True, kw_only=True)
class Said:
    """What Django answered: a page with its validity, or something that is not kept."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    validity: Validity | None

    @property
    def is_failure(self) -> bool:
        return self.status.startswith("5")

    @property
    def is_missing(self) -> bool:
        return self.status.startswith(("404", "410"))

    def words(self, name: str) -> set[str]:
        """What all headers of this name list, in small letters."""
        values = [value for each, value in self.headers if each.lower() == name]
        return {word.strip().lower() for value in values for word in value.split(",")}

    @property
    def is_for_everybody(self) -> bool:
        return (
            self.words("vary") <= {"accept-encoding"}
            and "public" in self.words("cache-control")
            and not self.words("cache-control") & {"no-store", "no-cache", "private"}
            and not self.words("set-cookie")
            and not self.words("content-encoding")
        )

    @property
    def is_worth_compressing(self) -> bool:
        return len(self.body) >= WORTH_COMPRESSING and not self.words("content-encoding")

    def page(self, *, at: datetime) -> Page | None:
        """To be kept, if it may be."""
        if self.validity is None or not self.status.startswith("200") or not self.is_for_everybody:
            return None
        return keep(self.body, headers=tuple(self.headers), validity=self.validity, at=at)

    def headers_with_encoding_in_vary(self) -> list[tuple[str, str]]:
        """For caches, to which a page that comes compressed or not says so."""
        others = [pair for pair in self.headers if pair[0].lower() != "vary"]
        said = [value for name, value in self.headers if name.lower() == "vary"]
        if "accept-encoding" not in self.words("vary"):
            said.append("Accept-Encoding")
        return [*others, ("Vary", ", ".join(said))]

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As it is, compressed as Django's own middleware would have."""
        headers, body = [*self.headers], self.body
        if self.is_worth_compressing:
            headers = self.headers_with_encoding_in_vary()
            if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
                body = gzip.compress(body, 6)
                headers = [pair for pair in headers if pair[0].lower() != "content-length"]
                headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        start_response(self.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def ask(application: WSGIApplication, environ: WSGIEnvironment, address: Address) -> Said:
    """Asks Django for the page of this address, for nobody in particular."""
    asked: dict[str, Any] = {name: environ[name] for name in HANDED_ON if name in environ}
    asked |= {"REQUEST_METHOD": "GET", "QUERY_STRING": address.places, "wsgi.input": BytesIO()}
    asked[NOTE] = None
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _failure: Any = None, /
    ) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return written.append

    chunks = application(asked, start_response)
    try:
        written.extend(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = begun[-1]
    return Said(status=status, headers=headers, body=b"".join(written), validity=asked.get(NOTE))


class Making:
    """A page that somebody makes now."""

    def __init__(self) -> None:
        self.made: Page | Said | None = None
        self._is_over = Event()

    def wait(self, *, seconds: float) -> Page | Said | None:
        self._is_over.wait(seconds)
        return self.made

    def end(self) -> None:
        self._is_over.set()


class Makings:
    """Which pages this process makes now."""

    def __init__(self) -> None:
        self._now: dict[Address, Making] = {}
        self._lock = Lock()

    def begin(self, address: Address) -> tuple[Making, bool]:
        """The making of this page, and whether it begins with this call."""
        with self._lock:
            running = self._now.get(address)
            if running:
                return running, False
            self._now[address] = making = Making()
            return making, True

    def end(self, address: Address) -> None:
        """Those who waited go on; what was not made, they make themselves."""
        with self._lock:
            making = self._now.pop(address)
        making.end()
