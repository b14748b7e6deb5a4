"""The rules of MDN's HTTP Observatory: what it takes off a hundred, and what it adds.

As published at developer.mozilla.org/en-US/observatory/docs/tests_and_scoring.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import Morsel
from urllib.parse import urlsplit

SIX_MONTHS = 15_768_000  # seconds
A_PLUS = 100
ENOUGH_FOR_BONUS = 90
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", "https:", "http:", "*"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An answer over https, and where the same address leads over http."""

    headers: Mapping[str, str]
    body: str = ""
    cookies: Sequence[Morsel] = ()
    host: str = ""
    redirects_to: str = ""
    policy: Mapping[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        directives = [part.split() for part in self.header("Content-Security-Policy").split(";")]
        found = {words[0].lower(): set(words[1:]) for words in directives if words}
        object.__setattr__(self, "policy", found)

    def header(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers.items()}.get(name.lower(), "")


def policy(seen: Seen) -> int:
    if not seen.policy:
        return -25
    default = seen.policy.get("default-src", {"*"})
    scripts = seen.policy.get("script-src", default)
    objects = seen.policy.get("object-src", default)
    styles = seen.policy.get("style-src", default)
    everything = set().union(*seen.policy.values())
    if "http:" in everything or any(each.startswith("http://") for each in everything):
        return -20
    if scripts & (UNSAFE - {"'unsafe-eval'"}) or objects & UNSAFE:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if styles & UNSAFE:
        return 0
    is_closed = default == {"'none'"}
    forms = seen.policy.get("form-action", {"*"})
    return 10 if is_closed and forms <= {"'none'", "'self'"} else 5


def cookies(seen: Seen) -> int:
    if not seen.cookies:
        return 0
    marks = [mark for cookie in seen.cookies for mark in marks_of(cookie, seen)]
    if marks:
        return min(marks)
    return 5 if all(cookie["samesite"] for cookie in seen.cookies) else 0


def marks_of(cookie: Morsel, seen: Seen) -> list[int]:
    """What one cookie costs."""
    is_session = bool(re.search("sess|login", cookie.key, re.IGNORECASE))
    is_token = "csrf" in cookie.key.lower()
    is_protected = transport(seen) == 0
    marks = []
    if not cookie["secure"]:
        marks.append((-10 if is_session else -5) if is_protected else (-40 if is_session else -20))
    if is_session and not cookie["httponly"]:
        marks.append(-30)
    if cookie["samesite"] and cookie["samesite"].lower() not in {"strict", "lax"}:
        marks.append(-20)
    if is_token and not cookie["samesite"]:
        marks.append(-20)
    return marks


def sharing(seen: Seen) -> int:
    is_open = seen.header("Access-Control-Allow-Origin") not in {"", "null"}
    with_cookies = seen.header("Access-Control-Allow-Credentials").lower() == "true"
    return -50 if is_open and with_cookies else 0


def redirection(seen: Seen) -> int:
    if not seen.redirects_to:
        return -20
    target = urlsplit(seen.redirects_to)
    if target.scheme != "https":
        return -20
    return 0 if target.hostname == seen.host else -5


def referrer(seen: Seen) -> int:
    words = [word.strip() for word in seen.header("Referrer-Policy").split(",") if word.strip()]
    if not words:
        return 0
    return 5 if words[-1] in PRIVATE else -5


def transport(seen: Seen) -> int:
    found = re.search(r"max-age=(\d+)", seen.header("Strict-Transport-Security"))
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def scripts(seen: Seen) -> int:
    sources = re.findall(r"<script[^>]* src=\"([^\"]+)\"([^>]*)", seen.body)
    foreign = [
        (source, rest)
        for source, rest in sources
        if urlsplit(source).hostname not in {None, seen.host}
    ]
    if any(not source.startswith("https://") for source, _rest in foreign):
        return -50
    return -5 if any("integrity=" not in rest for _source, rest in foreign) else 0


def sniffing(seen: Seen) -> int:
    return 0 if seen.header("X-Content-Type-Options").lower() == "nosniff" else -5


def framing(seen: Seen) -> int:
    if "frame-ancestors" in seen.policy:
        return 5 if seen.policy["frame-ancestors"] <= {"'none'", "'self'"} else -20
    return 0 if seen.header("X-Frame-Options").upper() in {"DENY", "SAMEORIGIN"} else -20


def embedding(seen: Seen) -> int:
    worth = {"": 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}
    return worth.get(seen.header("Cross-Origin-Resource-Policy"), -5)


RULES: Sequence[Callable[[Seen], int]] = (
    *(policy, cookies, sharing, redirection, referrer),
    *(transport, scripts, sniffing, framing, embedding),
)


def penalties(seen: Seen) -> dict[str, int]:
    """What each broken rule takes off."""
    return {rule.__name__: rule(seen) for rule in RULES if rule(seen) < 0}


def score(seen: Seen) -> int:
    """Bonuses count only on top of what is good already."""
    without_bonus = max(0, 100 + sum(penalties(seen).values()))
    bonus = sum(max(0, rule(seen)) for rule in RULES)
    return without_bonus + bonus if without_bonus >= ENOUGH_FOR_BONUS else without_bonus
