"""Cleans HTML: what `clean` made is the only HTML this site stores and prints."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nh3

from articles.text.links import SCHEMES
from articles.text.losses import sifted
from articles.text.markup import VOID, Token, count_attributes, tokens, without_files
from articles.text.pasted.headings import below_the_title
from articles.text.pasted.lists import with_real_lists
from articles.text.pasted.numbers import with_numbers_as_words
from articles.text.pasted.styles import with_meaning
from articles.text.rewriting import BLANK_LINE, BLOCKS, KEPT_ATTRIBUTES, MARKS, rewritten

_MAX_BYTES = 500_000
_MAX_TAGS = 10_000
_MAX_DEPTH = 256
_MAX_ATTRIBUTES = 100

_LAST_WORD = nh3.Cleaner(
    tags=MARKS | BLOCKS | {"br", "hr", "span"},
    attributes=KEPT_ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener",
)


class TextRefused(ValueError):
    """A text that is not taken as it is: `code` says why, `field` where."""

    def __init__(self, code: str, *, field: str, params: Mapping[str, int | str]) -> None:
        self.code = code
        self.field = field
        self.params: dict[str, int | str] = dict(params)
        super().__init__(f"{field}: {code} {self.params}")


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A text in the few elements we print, and how much of what is missing, by its noun."""

    html: str
    dropped: Mapping[str, int]


def clean(html: str) -> str:
    """The same text in the few elements we print; cleaning it again changes nothing."""
    return cleaned(html).html


def cleaned(html: str) -> Cleaned:
    """The same text in the few elements we print, with what a person would miss of it."""
    if _bytes(html) > _MAX_BYTES:
        # One picture may be larger than all we take, and none is kept.
        html = without_files(html)
    pasted = below_the_title(with_meaning(_tokens_within_limits(html)))
    source = sifted(with_numbers_as_words(with_real_lists(pasted)))
    # nh3 alone is safe as well, but over thousands of tags that are never closed it takes seconds,
    # growing with the square. What it gets from here is counted, balanced and in order.
    written = rewritten(source.kept)
    # Escapes, and marks repeated in every block, make it larger: it must be taken again as it is.
    _tokens_within_limits(written)
    return Cleaned(html=_LAST_WORD.clean(written), dropped=source.missed)


# Limits


def _tokens_within_limits(html: str) -> list[Token]:
    _refuse_above(_MAX_BYTES, code="too_large", actual=_bytes(html))
    found = list(tokens(html))
    _refuse_above(_MAX_TAGS, code="too_many_tags", actual=_tags(found))
    most = max(map(count_attributes, found), default=0)
    _refuse_above(_MAX_ATTRIBUTES, code="too_many_attributes", actual=most)
    _refuse_above(_MAX_DEPTH, code="too_deep", actual=_depth(found))
    return found


def _bytes(html: str) -> int:
    # Half a surrogate pair is dropped later; here it must not stop the count.
    return len(html.encode("utf-8", "surrogatepass"))


def _tags(found: Iterable[Token]) -> int:
    # Closing tags cost as much as opening ones, and plain text becomes a paragraph at every
    # blank line.
    kinds = Counter(token.kind for token in found)
    paragraphs = sum(len(BLANK_LINE.findall(token.text)) for token in found)
    return max(kinds["open"], kinds["close"], paragraphs)


def _depth(found: Iterable[Token]) -> int:
    depth = deepest = 0
    is_open: Counter[str] = Counter()
    for tag in found:
        step = _depth_step(tag, is_open=is_open[tag.name] > 0)
        is_open[tag.name] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest


def _depth_step(tag: Token, *, is_open: bool) -> int:
    if tag.kind != "open":
        return -1 if is_open and tag.kind == "close" else 0
    # A paragraph ends where the next begins; whole sites were written without `</p>`.
    return 0 if tag.name in VOID or (tag.name == "p" and is_open) else 1


def _refuse_above(limit: int, *, code: str, actual: int) -> None:
    if actual > limit:
        raise TextRefused(code, field="body", params={"limit": limit, "actual": actual})
