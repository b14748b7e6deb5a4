"""Makes real lists of those that are only drawn, nested by their levels."""

from collections.abc import Iterable, Iterator

from articles.text.markup import VOID, Token
from articles.text.pasted.items import HEADINGS, Item, with_items
from articles.text.rewriting import BLOCKS, renamed

_NEEDS_NO_SPACE = tuple("）〕】．。、：，")


def with_real_lists(source: Iterable[Token]) -> Iterator[Token]:
    """The tokens with a list wherever one was drawn.

    Our lists count from 1: a numbering that goes on after other text keeps its numbers as words,
    in all its parts.
    """
    pieces = list(with_items(list(source)))
    series_in_parts = _series_in_parts(pieces)
    lists = _OpenLists()
    for piece in pieces:
        if isinstance(piece, Token):
            yield from lists.pass_by(piece)
        elif piece.series in series_in_parts or not _is_listed(piece):
            yield from lists.end()
            yield from _as_words(piece)
        else:
            yield from lists.add(piece)


def _series_in_parts(pieces: Iterable[Token | Item]) -> set[str]:
    lists = _OpenLists()
    found = set()
    for piece in pieces:
        if isinstance(piece, Token):
            lists.pass_by(piece)
        elif not _is_listed(piece):
            lists.end()
        else:
            lists.leave_for(piece)
            if lists.would_begin_late(piece):
                found.add(piece.series)
            lists.enter(piece)
    return found


def _is_listed(item: Item) -> bool:
    return bool(item.marker.list_name) and item.name not in HEADINGS


def _as_words(item: Item) -> Iterator[Token]:
    """The item as a line that begins with its marker."""
    name = item.name if item.name in HEADINGS else "p"
    space = "" if item.marker.text.endswith(_NEEDS_NO_SPACE) else " "
    marker = item.marker.text and item.marker.text + space
    yield Token(kind="open", name=name)
    for token in item.words:
        if marker and token.text.strip():
            yield token._replace(text=marker + token.text.lstrip())
            marker = ""
        else:
            yield token
    yield Token(kind="close", name=name)


class _OpenLists:
    """The lists that are open, with their levels, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str]] = []

    def pass_by(self, token: Token) -> list[Token]:
        """The token behind the lists it ends, or within those it does not."""
        if token.kind == "text" and self._levels and not token.text.strip():
            return []
        if token.kind == "text" or token.name in VOID or renamed(token) in BLOCKS:
            return [*self.end(), token]
        return [token]

    def add(self, item: Item) -> list[Token]:
        left = self.leave_for(item)
        if self.would_begin_late(item):
            return [*left, *self.end(), *_as_words(item)]
        return [*left, *self.enter(item), Token(kind="open", name="li"), *item.words]

    def end(self) -> list[Token]:
        left = [Token(kind="close", name=name) for _, name in reversed(self._levels)]
        self._levels.clear()
        return left

    def leave_for(self, item: Item) -> list[Token]:
        left = []
        while self._levels and not self._holds(item):
            _, name = self._levels.pop()
            left.append(Token(kind="close", name=name))
        return left

    def enter(self, item: Item) -> list[Token]:
        if not self._begins(item):
            return []
        self._levels.append((item.level, item.marker.list_name))
        return [Token(kind="open", name=item.marker.list_name)]

    def would_begin_late(self, item: Item) -> bool:
        return self._begins(item) and not item.marker.may_begin

    def _begins(self, item: Item) -> bool:
        return not self._levels or self._levels[-1][0] < item.level

    def _holds(self, item: Item) -> bool:
        level, name = self._levels[-1]
        if level != item.level:
            return level < item.level
        return name == item.marker.list_name and not item.marker.begins_again
