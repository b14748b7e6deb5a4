"""Pictures within a text: references to the library, as `html.clean` writes them.

A figure is `<figure data-image="12"></figure>`, or holds one `<figcaption>` with the words below
the picture; it stands where a paragraph may stand. What the page prints for it is made at
publishing.
"""

import re
from collections.abc import Callable

from articles.text.markup import Token, attributes

_NUMBER = re.compile("[1-9][0-9]{0,17}")
FIGURE = re.compile(
    rf'<figure data-image="({_NUMBER.pattern})">(?:<figcaption>(.*?)</figcaption>)?</figure>',
    re.DOTALL,
)


def number_of(token: Token) -> str:
    """The number of the library picture that the tag of a figure names, or nothing."""
    number = attributes(token).get("data-image", "")
    return number if _NUMBER.fullmatch(number) else ""


def pictures_in(body: str) -> list[int]:
    """The numbers of the library pictures in a cleaned text, each once, in reading order."""
    return list(dict.fromkeys(int(match[1]) for match in FIGURE.finditer(body)))


def with_pictures(body: str, draw: Callable[[int, str], str]) -> str:
    """The cleaned text, each figure as `draw` makes it of its number and its caption (HTML)."""
    return FIGURE.sub(lambda match: draw(int(match[1]), match[2] or ""), body)
