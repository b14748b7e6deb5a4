"""Brings addresses of earlier sites into the one form in which they are stored and looked up.

Percent-encoding, the order of the parameters, a session in the path and a slash at the end make
no other address; capital letters do.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations
from urllib.parse import unquote_to_bytes

LONGEST_ADDRESS = 500
# Every choice of these is looked up: 256 at most.
MOST_PARAMETERS = 8
# What phones, messengers and campaigns append; left out first where there is too much.
APPENDED = {
    *("from", "isappinstalled", "scene", "subscene", "clicktime", "enterid", "nsukey", "spm"),
    *("code", "state", "gclid", "fbclid", "sharer_shareinfo", "sharer_shareinfo_first"),
}

# `news.example.edu.cn/` counts as the beginning of a whole address, `show.jsp?` does not.
_HOST = re.compile(r"(?:https?:)?//[^/?#\s]+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?(?=/)", re.I)
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_STRAY_BYTE = re.compile("[\udc80-\udcff]")


class NotAnAddress(Exception):
    """What was typed is no address of an earlier site; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def stored_form(typed: str) -> str:
    """The address as it is stored; of a whole one, what follows the host.

    Raises `NotAnAddress`.
    """
    address = typed.strip().replace("&amp;", "&")
    host = _HOST.match(address)
    if host:
        address = "/" + address[host.end() :].removeprefix("/")
    if not address.startswith("/") or _UNSEEN.search(address):
        raise NotAnAddress("no_slash")
    path, _mark, query = address.partition("#")[0].partition("?")
    form = _joined(_page(readable(path)), _parameters(query.encode("utf-8", "replace")))
    if len(form) > LONGEST_ADDRESS:
        raise NotAnAddress("too_long")
    return form


def stored_forms(*, path: str, query: str) -> list[str]:
    """Under which forms a request may be stored, the most exact first; none if it cannot be.

    `path` is decoded already; `query` is as it came, a byte for each character.
    """
    page, given = _page(path), _parameters(query.encode("latin-1", "replace"))
    forms = dict.fromkeys(_joined(page, chosen) for chosen in _choices(given))
    return [form for form in forms if len(form) <= LONGEST_ADDRESS and not _UNSEEN.search(form)]


def readable(quoted: str | bytes) -> str:
    """Without percent-encoding, except of bytes that are no UTF-8, as Django writes paths."""
    raw = quoted if isinstance(quoted, bytes) else quoted.encode("utf-8", "replace")
    text = unquote_to_bytes(raw).decode("utf-8", "surrogateescape")
    text = _STRAY_BYTE.sub(lambda stray: f"%{ord(stray[0]) - 0xDC00:02X}", text)
    return unicodedata.normalize("NFC", text)


def _page(path: str) -> str:
    return unicodedata.normalize("NFC", _SESSION.sub("", path)).rstrip("/") or "/"


def _parameters(query: bytes) -> list[str]:
    """Each as `name=value`, sorted."""
    pairs = (pair.replace(b"+", b" ").partition(b"=") for pair in query.split(b"&") if pair)
    return sorted(
        f"{readable(name)}{mark.decode()}{readable(value)}" for name, mark, value in pairs
    )


def _choices(given: Sequence[str]) -> Iterator[Sequence[str]]:
    yield given
    if len(given) > MOST_PARAMETERS:
        given = [each for each in given if not _is_appended(each)]
    if len(given) <= MOST_PARAMETERS:
        for size in range(len(given), 0, -1):
            yield from combinations(given, size)
    yield ()


def _is_appended(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in APPENDED or name.startswith("utm_")


def _joined(page: str, parameters: Sequence[str]) -> str:
    return f"{page}?{'&'.join(parameters)}" if parameters else page
