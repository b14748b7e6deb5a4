"""Where the last whole frame of an SQLite write-ahead log ends (sqlite.org/walformat.html)."""

import struct
from itertools import takewhile

HEAD = struct.Struct(">4xxxxxI4x8s8x")  # of the log: page size, salts
FRAME = struct.Struct(">8x8s8x")  # of each frame: salts; the page follows


def page_size(log: bytes) -> int:
    return HEAD.unpack_from(log)[0]


def frames_end(log: bytes) -> list[int]:
    """Where each frame ends that belongs to the log as it is now.

    The file is used again from its beginning; what follows with other salts is of before.
    """
    if len(log) < HEAD.size:
        return []
    size, salts = HEAD.unpack_from(log)
    step = FRAME.size + size
    starts = range(HEAD.size, len(log) - step + 1, step)
    current = takewhile(lambda start: FRAME.unpack_from(log, start)[0] == salts, starts)
    return [start + step for start in current]
