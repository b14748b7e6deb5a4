"""A part of a file, as players ask for it (RFC 9110, section 14): one range, or the whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import File

# Several ranges at once are answered with the whole file, as the standard allows.
_ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)
_PIECE = 64 * 1024


class NotInFile(Exception):
    """The range lies outside of the file."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """From one byte up to and with another."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def read_range(header: str, *, size: int) -> Stretch | None:
    """The stretch that is asked for; nothing for what is no range of ours. Raises `NotInFile`."""
    match = _ONE_RANGE.fullmatch(header)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return _ending(size=size, length=int(match[2]))
    first = int(match[1])
    if match[2] and int(match[2]) < first:
        return None
    if first >= size:
        raise NotInFile
    return Stretch(first=first, last=min(int(match[2] or size), size - 1))


def _ending(*, size: int, length: int) -> Stretch:
    """The last bytes."""
    if not (size and length):
        raise NotInFile
    return Stretch(first=max(size - length, 0), last=size - 1)


def bytes_in(content: File, stretch: Stretch) -> Iterator[bytes]:
    """What is in the stretch, piece by piece."""
    content.seek(stretch.first)
    left = stretch.length
    while left and (piece := content.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
