"""Double clicks (R3): which of the clicks that come in count. Pure: the clicks bring their time."""

from collections import OrderedDict
from typing import NamedTuple

DOUBLE_CLICK_MS = 30_000  # inclusive: COUNTER Code of Practice 5.1, 7.2
# Remembered a little longer: processes do not look at the clock in the order in which they write.
REMEMBERED_MS = DOUBLE_CLICK_MS + 5_000


class Click(NamedTuple):
    """One eligible request of a reader, on one edition.

    Just after midnight it has two keys: by today's secret, and by that of a click just before.
    """

    key: int
    earlier_key: int | None
    at_ms: int


class Clicks:
    """When each key was last seen; whoever takes in the same clicks comes to the same verdicts."""

    def __init__(self) -> None:
        # The one seen last stands last. A dict would walk over all that was dropped at its front.
        self._seen: OrderedDict[int, int] = OrderedDict()

    def counts(self, click: Click) -> bool:
        """Whether the click counts; whether or not, it renews the window."""
        key, earlier_key, at_ms = click
        seen = self._seen
        last = seen.pop(key, None)
        if last is None and earlier_key is not None:
            last = seen.get(earlier_key)
        # Another process's clock reading may be a moment ahead of ours: "before" is either way.
        is_double = last is not None and abs(at_ms - last) <= DOUBLE_CLICK_MS
        seen[key] = max(at_ms, last) if is_double and last is not None else at_ms
        # Two of the oldest go for each that comes: what is kept stays that of half a minute.
        for _ in range(2):
            oldest = next(iter(seen))
            if abs(at_ms - seen[oldest]) <= REMEMBERED_MS:
                break
            del seen[oldest]
        return not is_double
