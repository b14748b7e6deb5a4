"""From which other site a reader came: the host and nothing else of the address (R12)."""

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

MOST_HOSTS = 200  # of one day; the rest is one row
OTHER = "other"
LONGEST = 253  # characters of a host name, RFC 1035
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]*:[0-9a-f:.]*")


def referring_host(address: str, *, own: Collection[str]) -> str:
    """The host of another site, lower case, without `www.`; nothing where it is none."""
    host = host_named_in(address)
    return "" if host in {plain(each) for each in own} else host


@lru_cache(maxsize=4096)
def host_named_in(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"}:
            return ""
        if not host.isascii():
            host = host.encode("idna").decode()
    except ValueError:  # such as http://[ or a label that is too long
        return ""
    host = plain(host)
    return host if len(host) <= LONGEST and HOST.fullmatch(host) else ""


def plain(host: str) -> str:
    """As it is compared and kept: News.Example.edu.cn. and www.news.example.edu.cn are one."""
    return host.lower().rstrip(".").removeprefix("www.")
