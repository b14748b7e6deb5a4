"""Reads HTML into text and tags as a browser finds them; what is allowed is decided elsewhere."""

import html as entities
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from articles.text.titles import visible

# Read by a browser as text up to their own end tag, whatever stands between.
RAW = {"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"}
# These never hold anything and need no end tag.
VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}

# The work is linear: a repeat of characters is possessive (`++`, `*+`) and never goes back, and no
# group is repeated; attributes are read one by one.
_ATTRIBUTE = re.compile(
    r"""
    [\s/]*+ (?P<name> [^\s/>] [^\s/>=]*+ )
    (?: \s*+ = \s*+
        (?: "(?P<double>[^"]*+)"?+ | '(?P<single>[^']*+)'?+ | (?P<bare>[^\s>]*+) )
    )?
    """,
    re.VERBOSE | re.ASCII,
)
_START = re.compile(
    r"""
      (?P<text> [^<]++ | < (?![a-z/!?]) .*? (?= < [a-z/!?] | \Z ) )
    | <!-- (?: -?> | .*? (?: --!?> | \Z ) )
    | < (?: [!?] | / (?![a-z]) ) [^>]*+ >?+
    | < (?P<slash>/?+) (?P<tag> [a-z] [^\s/>]*+ )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.ASCII,
)
# Word has these around what is for other programs only; browsers write them as comments.
_CONDITION = re.compile(
    r"<!(?:--)?(?:<!)?\[(?P<word>if\b[^\]>]*+|endif)\](?:><!)?(?:--)?>", re.IGNORECASE | re.ASCII
)
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in RAW}

# An address that is a file itself; in a style it ends at the bracket.
_FILE = re.compile(r"\b(data:[\sa-z0-9/+.;=-]{0,100}+,).*+", re.DOTALL | re.IGNORECASE | re.ASCII)
_FILE_IN_STYLE = re.compile(r"\b(data:[\sa-z0-9/+.;=-]{0,100}+,)[^)]*+", re.IGNORECASE | re.ASCII)

# Python's own decoder stops with an error at numbers of more than 4,300 digits.
_LEADING_ZEROS = re.compile("&#0++")
_ENDLESS_NUMBER = re.compile("&#[0-9]{9,}+;?+")
# In an address `&section=2` is a parameter and not the sign `§`: a name counts only with its `;`.
_REFERENCE = re.compile(
    "&(?:#[0-9]++;?+|#x[0-9a-f]++;?+|[a-z][a-z0-9]*+;)", re.IGNORECASE | re.ASCII
)


class Token(NamedTuple):
    """A text, a tag with its attributes as they stand in the source, or one of Word's conditions.

    The text of a condition is what it asks, `if !supportlists`, or `endif`.
    """

    kind: Literal["text", "open", "close", "condition"]
    text: str = ""
    name: str = ""
    attributes: str = ""
    is_closed: bool = False  # `<svg/>`


class _Piece(NamedTuple):
    """A text, a comment, or a tag with its attributes and its rest; without `>` it never ends."""

    start: re.Match[str]
    attributes: str
    rest: str
    end: int


def tokens(html: str) -> Iterator[Token]:
    """Texts, tags and conditions in their order, without comments and tags that never end."""
    texts: list[str] = []
    for piece in _pieces(visible(html)):
        if text := piece.start["text"]:
            texts.append(_decoded(text))
        elif token := _tag(piece) if piece.start["tag"] else _condition(piece.start[0]):
            if texts:
                yield Token(kind="text", text="".join(texts))
                texts = []
            yield token
    if texts:
        yield Token(kind="text", text="".join(texts))


def attributes(token: Token) -> dict[str, str]:
    """The attributes by name; of two with one name the first counts, as in a browser."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(token.attributes):
        value = match["double"] or match["single"] or match["bare"] or ""
        found.setdefault(match["name"].lower(), _REFERENCE.sub(_referred, value))
    return found


def count_attributes(token: Token) -> int:
    """How many attributes the tag has, the repeated ones too."""
    return sum(1 for _ in _ATTRIBUTE.finditer(token.attributes))


def without_files(html: str) -> str:
    """The source without the pictures and other files that stand in its attributes."""
    kept: list[str] = []
    position = 0
    while piece := _piece(html, at=position):
        kept += (piece.start[0], _ATTRIBUTE.sub(_without_file, piece.attributes), piece.rest)
        position = piece.end
    return "".join(kept)


def _without_file(attribute: re.Match[str]) -> str:
    group = next((name for name in ("double", "single", "bare") if attribute[name]), None)
    if group is None:
        return attribute[0]
    start, end = (place - attribute.start() for place in attribute.span(group))
    file = _FILE_IN_STYLE if attribute["name"].lower() == "style" else _FILE
    return attribute[0][:start] + file.sub(r"\1", attribute[group]) + attribute[0][end:]


def _pieces(html: str) -> Iterator[_Piece]:
    position = 0
    while piece := _piece(html, at=position):
        yield piece
        position = piece.end
        name = (piece.start["tag"] or "").lower()
        if name in RAW and not piece.start["slash"]:
            end = _RAW_END[name].search(html, position)
            position = end.start() if end else len(html)


def _piece(html: str, *, at: int) -> _Piece | None:
    start = _START.match(html, at)
    if start is None:
        return None
    place = end = start.end()
    if start["tag"]:
        while attribute := _ATTRIBUTE.match(html, place):
            place = attribute.end()
        # Up to `>` there are only spaces and slashes left.
        end = html.find(">", place) + 1 or len(html)
    return _Piece(start, attributes=html[start.end() : place], rest=html[place:end], end=end)


def _tag(tag: _Piece) -> Token | None:
    if not tag.rest.endswith(">"):
        return None
    return Token(
        kind="close" if tag.start["slash"] else "open",
        name=tag.start["tag"].lower(),
        attributes=tag.attributes,
        is_closed=(tag.attributes + tag.rest).endswith("/>"),
    )


def _condition(comment: str) -> Token | None:
    found = _CONDITION.fullmatch(comment)
    return Token(kind="condition", text=found["word"].lower()) if found else None


def _referred(match: re.Match[str]) -> str:
    return _decoded(match[0])


def _decoded(text: str) -> str:
    # Made visible again: a reference may stand for a character nobody sees.
    if "&" not in text:
        return text
    text = _ENDLESS_NUMBER.sub("\ufffd", _LEADING_ZEROS.sub("&#0", text))
    return visible(entities.unescape(text))
