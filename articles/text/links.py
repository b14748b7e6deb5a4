"""Decides which addresses a link in a text may have."""

import html as entities
import re

import nh3

from articles.text.markup import Token, attributes

SCHEMES = {"http", "https", "mailto", "tel"}
_MAX_ADDRESS = 2_000  # what is longer is a file in disguise

# A relative address leads from the page it was copied from, not from ours.
_WHOLE = re.compile(r"/|[a-z][a-z0-9+.-]*+:", re.IGNORECASE | re.ASCII)
_WITHOUT_SCHEME = re.compile(r"www\.[^\s./]", re.IGNORECASE | re.ASCII)

_SOUND = nh3.Cleaner(
    tags={"a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener"
)


def link_tag(token: Token) -> str:
    """The opening tag, or nothing where the address is none we print."""
    address = _address(token)
    # `//host` looks like a path and leads elsewhere; browsers read `\` as `/`.
    leads_elsewhere = address[:2].replace("\\", "/") == "//"
    if not _WHOLE.match(address) or len(address) > _MAX_ADDRESS or leads_elsewhere:
        return ""
    quoted = entities.escape(address, quote=False).replace("\xa0", "&nbsp;").replace('"', "&quot;")
    link = f'<a href="{quoted}" rel="noopener">.</a>'
    # nh3 knows what a host may look like: the link is written only if it leaves it alone.
    return link.removesuffix(".</a>") if _SOUND.clean(link) == link else ""


def is_lost(token: Token) -> bool:
    """Whether the link led somewhere and will not."""
    return _leads_out(_address(token)) and not link_tag(token)


def _address(token: Token) -> str:
    # Browsers leave out line ends and tabs within an address: so do we, before we look at it.
    address = re.sub(r"[\t\n]", "", attributes(token).get("href", "").strip())
    return f"https://{address}" if _WITHOUT_SCHEME.match(address) else address


def _leads_out(address: str) -> bool:
    # Places within the text, as of notes and bookmarks, are named by attributes nobody keeps.
    return bool(address) and not address.startswith("#")
