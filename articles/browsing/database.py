"""The database connection outside Django's own requests, where nobody else looks after it."""

from django.db import connection


def keep_usable() -> None:
    """Drops a connection that broke, such as when the database was restarted."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
