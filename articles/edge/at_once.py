"""What is answered from memory alone, and so never waits for anything nor makes others wait."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment


class TakesTime(Exception):
    """A database, a sender or a template must be waited for."""


class TakesAMoment(TakesTime):
    """All is there but a word from the database, which nobody slow should hold up."""


class DoneTogether(TakesTime):
    """All is there; to do what is asked costs little more for several than for one."""

    def __init__(self, part: Any) -> None:
        self.part = part
        super().__init__()


def takes_time(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    """Of an application that has nothing in memory."""
    raise TakesTime
