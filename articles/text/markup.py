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

# Every repeat below is possessive (`++`, `*+`): it never goes back, so the work is linear.
_ATTRIBUTE = re.compile(
    r"""
    [\s/]*+ (?P<name> [^\s/>] [^\s/>=]*+ )
    (?: \s*+ = \s*+
        (?: "(?P<double>[^"]*+)"?+ | '(?P<single>[^']*+)'?+ | (?P<bare>[^\s>]*+) )
    )?+
    """,
    re.VERBOSE | re.ASCII,
)
_ATTRIBUTES = re.sub(r"\?P<\w+>", "?:", _ATTRIBUTE.pattern)
_TOKEN = re.compile(
    rf"""
      (?P<text> (?: [^<]++ | < (?![a-z/!?]) )++ )
    | <!-- (?: -?> | .*? (?: --!?> | \Z ) )
    | < (?: [!?] | / (?![a-z]) ) [^>]*+ >?+
    | < (?P<slash>/?+) (?P<tag> [a-z] [^\s/>]*+ )
        (?P<attributes> (?: {_ATTRIBUTES} )*+ ) [\s/]*+ (?P<end>>?+)
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


def tokens(html: str) -> Iterator[Token]:
    """Texts, tags and conditions in their order, without comments and tags that never end."""
    texts: list[str] = []
    for match in _matches(visible(html)):
        if match["text"]:
            texts.append(_decoded(match["text"]))
        elif token := _tag(match) if match["end"] else _condition(match[0]):
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
    return _TOKEN.sub(_without_files, html)


def _without_files(tag: re.Match[str]) -> str:
    if not tag["attributes"]:
        return tag[0]
    start, end = (place - tag.start() for place in tag.span("attributes"))
    return tag[0][:start] + _ATTRIBUTE.sub(_without_file, tag["attributes"]) + tag[0][end:]


def _without_file(attribute: re.Match[str]) -> str:
    group = next((name for name in ("double", "single", "bare") if attribute[name]), None)
    if group is None:
        return attribute[0]
    start, end = (place - attribute.start() for place in attribute.span(group))
    file = _FILE_IN_STYLE if attribute["name"].lower() == "style" else _FILE
    return attribute[0][:start] + file.sub(r"\1", attribute[group]) + attribute[0][end:]


def _matches(html: str) -> Iterator[re.Match[str]]:
    position = 0
    while match := _TOKEN.match(html, position):
        yield match
        position = match.end()
        if match["end"] and not match["slash"] and match["tag"].lower() in RAW:
            end = _RAW_END[match["tag"].lower()].search(html, position)
            position = end.start() if end else len(html)


def _tag(match: re.Match[str]) -> Token:
    return Token(
        kind="close" if match["slash"] else "open",
        name=match["tag"].lower(),
        attributes=match["attributes"],
        is_closed=match[0].endswith("/>"),
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
