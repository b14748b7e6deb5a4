"""Counts the scans of a JPEG by its markers, before a decoder walks over the picture for each."""

import re
from collections.abc import Iterator
from itertools import islice

# Cameras write one scan, programs that save progressively about ten. Some thousand of them in a
# small file keep a decoder busy for minutes.
_MAX_SCANS = 100
_MAX_SEGMENTS = 5_000  # profiles and thumbnails of 20 MB are some hundred

_END, _SCAN = 0xD9, 0xDA

# What a decoder reads over within a scan is no marker: stuffed bytes, fillers, restarts, unknowns.
_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd8-\xfe])")


def has_too_many_scans(content: bytes) -> bool:
    """Whether the first picture of a JPEG would keep a decoder busy.

    What stands behind it does not count: phones put a film there, whose bytes may look like scans.
    """
    markers = list(islice(_markers(content), _MAX_SEGMENTS))
    return len(markers) == _MAX_SEGMENTS or markers.count(_SCAN) > _MAX_SCANS


def _markers(content: bytes) -> Iterator[int]:
    """Those up to the end of the picture; a segment is skipped by its length, whatever it holds."""
    at = 2  # the marker that says "a JPEG begins" has no length
    while (found := _MARKER.search(content, at)) and found[1][0] != _END:
        yield found[1][0]
        length = int.from_bytes(content[found.end() : found.end() + 2])
        at = found.end() + max(2, length)
