"""A page as one valid gzip member whose number can be changed without compressing it again.

It is deflated in two pieces, with the digits between them as they are: a stored block (RFC 1951).
The second piece may refer back to the first, because who unpacks it sees one stream; so the page is
hardly larger than if it were compressed whole.
"""

import struct
import zlib
from array import array
from functools import lru_cache
from typing import NamedTuple

from zlib_ng import zlib_ng

from articles.page_cache.validity import Parts

LEVEL = 6  # beyond it pages of this size get smaller by a few bytes only
WINDOW = 2**15  # how far deflate refers back
# No time, no name, system unknown (RFC 1952).
HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
PLACEHOLDER = b"\x00"  # stands for a digit: what no page contains, nothing refers back to


class Deflated(NamedTuple):
    """The pieces of one page, for numbers of one length."""

    before: bytes
    after: bytes
    crc_before: int
    crc_after: int
    size_before: int
    size_after: int
    digits: bytes  # with which it was made
    crc: int  # of the whole with these

    @property
    def length(self) -> int:
        return len(self.digits)

    def with_number(self, digits: bytes) -> bytes:
        """The whole gzip member; `digits` must have the length."""
        crc = self.crc
        if digits != self.digits:
            crc = cross(crc=zlib.crc32(digits, self.crc_before), length=self.size_after)
            crc ^= self.crc_after
        size = self.size_before + self.length + self.size_after
        end = struct.pack("<II", crc, size & 0xFFFFFFFF)
        return b"".join((self.before, stored(digits), self.after, end))


def deflate(parts: Parts) -> Deflated:
    length = len(parts.digits)
    first = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    before = first.compress(parts.before) + first.flush(zlib_ng.Z_SYNC_FLUSH)
    seen = b"" if PLACEHOLDER in parts.after else parts.before + PLACEHOLDER * length
    second = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS, zdict=seen[-WINDOW:])
    after = second.compress(parts.after) + second.flush()
    crc_before = zlib_ng.crc32(parts.before)
    return Deflated(
        before=HEADER + before,
        after=after,
        crc_before=crc_before,
        crc_after=zlib_ng.crc32(parts.after),
        size_before=len(parts.before),
        size_after=len(parts.after),
        digits=parts.digits,
        crc=zlib_ng.crc32(parts.after, zlib_ng.crc32(parts.digits, crc_before)),
    )


def stored(digits: bytes) -> bytes:
    """An uncompressed block that is not the last one."""
    if not digits:
        return b""
    return struct.pack("<BHH", 0, len(digits), len(digits) ^ 0xFFFF) + digits


def cross(*, crc: int, length: int) -> int:
    """The CRC of something, carried across so many bytes that follow.

    The CRC of two pieces is that of the first, carried across as many zeros as the second is long,
    XOR that of the second.
    """
    over = crossing(length)
    return (
        over[crc & 15]
        ^ over[16 | crc >> 4 & 15]
        ^ over[32 | crc >> 8 & 15]
        ^ over[48 | crc >> 12 & 15]
        ^ over[64 | crc >> 16 & 15]
        ^ over[80 | crc >> 20 & 15]
        ^ over[96 | crc >> 24 & 15]
        ^ over[112 | crc >> 28]
    )


@lru_cache(maxsize=1024)
def crossing(length: int) -> "array[int]":
    """What becomes of each four bits of a CRC: carrying is linear, so one look for each will do."""
    zeros = bytes(length)
    nought = zlib.crc32(zeros)
    bits = [zlib.crc32(zeros, 1 << place) ^ nought for place in range(32)]
    over = array("I")
    for first in range(0, 32, 4):
        for four in range(16):
            chosen = [bits[first + place] for place in range(4) if four >> place & 1]
            over.append(exclusive_or(chosen))
    return over


def exclusive_or(numbers: list[int]) -> int:
    result = 0
    for number in numbers:
        result ^= number
    return result
