"""Double clicks (R3): which of the clicks that come in count. Pure: the clicks bring their time."""

from typing import NamedTuple

DOUBLE_CLICK_MS = 30_000  # inclusive: COUNTER Code of Practice 5.1, 7.2
# Remembered a little longer: processes do not look at the clock in the order in which they write.
REMEMBERED_MS = DOUBLE_CLICK_MS + 5_000
# So many clicks that are older than all that is remembered: they are not from a process that stood
# still for a while, the clock was put back.
PUT_BACK = 100


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
        # Forgotten by the half: one by one would cost each click as much again.
        self._seen: dict[int, int] = {}
        self._seen_before: dict[int, int] = {}
        self._began_ms = 0
        self._behind = 0

    def counts(self, click: Click) -> bool:
        """Whether the click counts; whether or not, it renews the window."""
        key, earlier_key, at_ms = click
        if abs(at_ms - self._began_ms) > REMEMBERED_MS:
            self._forget(at_ms)
        last = self._seen.get(key)
        if last is None:
            last = self._seen_before.get(key)
        if last is None and earlier_key is not None:
            last = self._last(earlier_key)
        # Another process's clock reading may be a moment ahead of ours: "before" is either way.
        if last is None or abs(at_ms - last) > DOUBLE_CLICK_MS:
            self._seen[key] = at_ms
            return True
        self._seen[key] = max(at_ms, last)
        return False

    def _forget(self, at_ms: int) -> None:
        """Forgets the half that is too old to matter."""
        self._behind = self._behind + 1 if at_ms < self._began_ms else 0
        if 0 < self._behind < PUT_BACK:
            return
        self._seen, self._seen_before = {}, self._seen
        self._began_ms, self._behind = at_ms, 0

    def _last(self, key: int) -> int | None:
        last = self._seen.get(key)
        return self._seen_before.get(key) if last is None else last
