"""The roller: in each server process a thread that would roll up; a file lock lets one do it."""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

from django.utils import timezone

from articles.browsing.database import keep_usable
from articles.browsing.folder import browsing_folder
from articles.browsing.record import recorder
from articles.browsing.rollup import prune, roll_up
from articles.browsing.visitors import close_days

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two roll-ups; R14 allows 5
PRUNE_EVERY = 10  # roll-ups
PATIENCE = 3  # seconds that a command waits for another process to end


class AnotherRolls(Exception):
    """Another process has the lock; `pid` is its number, where it wrote one."""

    def __init__(self, pid: str) -> None:
        self.pid = pid
        super().__init__(pid)


@contextmanager
def only_roller(folder: Path, *, patience: float) -> Iterator[None]:
    """Holds the roller's lock; the system takes it from a process that is killed.

    Raises `AnotherRolls` when the lock is not to be had within `patience` seconds.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "roller.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        take(lock, patience=patience)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def take(lock: int, *, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise AnotherRolls(os.pread(lock, 20, 0).decode(errors="replace")) from None
            time.sleep(0.05)


def start(*, clock: Callable[[], datetime] = timezone.now) -> None:
    """Starts this process's thread; it ends with the process, at any moment, without harm."""
    never = threading.Event()
    threading.Thread(target=run, args=(never, clock), name="roller", daemon=True).start()


def run(stop: threading.Event, clock: Callable[[], datetime]) -> None:
    """Rolls up until told to stop, whenever this process has the lock."""
    quiet_until = 0.0
    while not stop.is_set():
        try:
            forget_yesterday(at=clock())
            with only_roller(browsing_folder(), patience=0):
                roll_until(stop, clock)
        except AnotherRolls:
            pass
        except Exception:
            # Whatever it is, the browses are safe in the spool: say so once a minute, go on trying.
            if time.monotonic() >= quiet_until:
                logger.exception("Browses cannot be rolled up now; they wait in the spool")
                quiet_until = time.monotonic() + 60
        stop.wait(PAUSE)


def roll_until(stop: threading.Event, clock: Callable[[], datetime]) -> None:
    for turn in count(1):
        at = clock()
        forget_yesterday(at=at)
        keep_usable()
        roll_up(at=at)
        if turn % PRUNE_EVERY == 0:
            tidy(at=at)
        if stop.wait(PAUSE):
            return


def tidy(*, at: datetime) -> None:
    """Forgets what is rolled up, and who the visitors of past days were; after a roll-up."""
    close_days(at=at)
    prune(at=at)


def forget_yesterday(*, at: datetime) -> None:
    """Destroys yesterday's secret in time also where nobody reads anything (R17)."""
    recorder().minute(at)
