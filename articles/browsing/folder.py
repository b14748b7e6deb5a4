"""The folder of the count below DATA_DIR: private, and changed by one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings


def browsing_folder() -> Path:
    return folder_below(settings.DATA_DIR)


@cache
def folder_below(place: Path) -> Path:
    return Path(place) / "browsing"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, making the folder first; for what is done in a few milliseconds."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
