"""Pictures within a text: references to the library, as `html.clean` writes them.

A figure is `<figure data-image="12"></figure>`, or holds one `<figcaption>` with the words below
the picture; it stands where a paragraph may stand. Figures with nothing between them belong
together. What the page prints for them is made at publishing.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from articles.text.markup import Token, attributes

_NUMBER = re.compile("[1-9][0-9]{0,17}")
FIGURE = re.compile(
    rf'<figure data-image="({_NUMBER.pattern})">(?:<figcaption>(.*?)</figcaption>)?</figure>',
    re.DOTALL,
)
_RUN = re.compile(rf"(?:{FIGURE.pattern})+", re.DOTALL)


class Figure(NamedTuple):
    """A picture of the library, and what its text says of it (HTML)."""

    number: int
    caption: str


def number_of(token: Token) -> str:
    """The number of the library picture that the tag of a figure names, or nothing."""
    number = attributes(token).get("data-image", "")
    return number if _NUMBER.fullmatch(number) else ""


def pictures_in(body: str) -> list[int]:
    """The numbers of the library pictures in a cleaned text, each once, in reading order."""
    return list(dict.fromkeys(int(match[1]) for match in FIGURE.finditer(body)))


def with_pictures(body: str, draw: Callable[[Sequence[Figure]], str]) -> str:
    """The cleaned text, its figures as `draw` makes them of each one or several in a row."""
    return _RUN.sub(lambda run: draw(_figures(run[0])), body)


def _figures(html: str) -> list[Figure]:
    return [Figure(number=int(match[1]), caption=match[2] or "") for match in FIGURE.finditer(html)]
