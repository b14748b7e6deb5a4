"""What a fault run finds: numbers, and whether they are what they must be."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")
PATIENCE = 40  # seconds to wait for something that must happen


class Finding(NamedTuple):
    """One line: what was tried, what came of it, and whether that is what we promise."""

    what: str
    numbers: str
    holds: bool

    def __str__(self) -> str:
        return f"{self.what}: {self.numbers}: {'holds' if self.holds else 'DOES NOT HOLD'}"


class LeftOut(Exception):
    """Something cannot be tried on this machine; the message says what, and why."""


class Unkept(Exception):
    """What must happen did not; the message says what."""


class TookTooLong(Exception):
    """A whole scenario has used up its time."""


def wait_until(happened: Callable[[], Result], *, what: str, seconds: float = PATIENCE) -> Result:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = happened()
        if result:
            return result
        time.sleep(0.05)
    raise Unkept(f"waited {seconds:.0f} s in vain for {what}")


def spelled(number: int) -> str:
    return f"{number:,}"
