"""What a server process need not hold, or look through again and again."""

import gc
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# Each thread has a connection with a cache; the system keeps the file in memory anyhow.
CACHE = 512  # KB, where SQLite takes 2 MB
# Objects that come before the garbage is looked for: requests leave few that need it.
GARBAGE = 5_000


def keep_little(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Sent where a connection is opened."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE}")


def stay_as_loaded() -> None:
    """What is loaded by now is never garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)
