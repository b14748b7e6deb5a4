"""Keeps the levels of headings apart below the title of the page, which is its only `h1`."""

from collections.abc import Iterable

from articles.text.markup import Token

_ONE_LEVEL_DOWN = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}


def below_the_title(source: Iterable[Token]) -> list[Token]:
    """The tokens, where they have a first level with all headings one level down."""
    tokens = list(source)
    if all(token.name != "h1" for token in tokens):
        return tokens
    return [token._replace(name=_ONE_LEVEL_DOWN.get(token.name, token.name)) for token in tokens]
