"""Keeps the numbers of a list that does not begin at 1 as words: our lists count from there."""

import re
from collections.abc import Iterable, Iterator

from articles.text.markup import Token, attributes

_LISTS = {"ul", "ol", "menu", "dir"}
_NUMBER = re.compile("[0-9]{1,4}", re.ASCII)


def with_numbers_as_words(source: Iterable[Token]) -> Iterator[Token]:
    """The tokens with a paragraph that says its number for every item of such a list."""
    reader = _Reader()
    for token in source:
        yield from reader.take(token)


class _Reader:
    def __init__(self) -> None:
        # The lists that are open, each with the next number to write, if it has any.
        self._lists: list[tuple[str, int | None]] = []
        self._waiting = ""  # a number, for the first word of its item

    def take(self, token: Token) -> Iterator[Token]:
        if token.name in _LISTS:
            yield from self._take_list(token)
        elif token.name == "li" and self._lists and self._lists[-1][1] is not None:
            self._count(token)
            yield Token(kind=token.kind, name="p")
        elif self._waiting and token.text.strip():
            yield token._replace(text=f"{self._waiting}. {token.text.lstrip()}")
            self._waiting = ""
        else:
            yield token

    def _take_list(self, token: Token) -> Iterator[Token]:
        if token.kind == "open":
            number = _late_start(token)
            self._lists.append((token.name, number))
        else:
            number = self._leave(token.name)
        if number is None:
            yield token
        elif token.kind == "close":
            self._waiting = ""
            yield Token(kind="close", name="p")

    def _leave(self, name: str) -> int | None:
        """Forget the innermost list of that name, and tell the number it was at."""
        while any(each == name for each, _ in self._lists):
            left, number = self._lists.pop()
            if left == name:
                return number
        return None

    def _count(self, token: Token) -> None:
        self._waiting = ""
        name, number = self._lists[-1]
        if token.kind == "open" and number is not None:
            self._waiting = str(number)
            self._lists[-1] = (name, number + 1)


def _late_start(token: Token) -> int | None:
    """The number a list begins at, where it is another than 1."""
    if token.name != "ol" or "start" not in token.attributes.lower():
        return None
    found = _NUMBER.fullmatch(attributes(token).get("start", "").strip())
    return int(found[0]) if found and int(found[0]) != 1 else None
