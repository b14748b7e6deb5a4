"""What keeps browses from being counted now, in sentences for the people who answer for them."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.browsing.days import milliseconds
from articles.browsing.folder import browsing_folder
from articles.browsing.record import recorder
from articles.browsing.spool import Spool

PATIENT = timedelta(minutes=1)  # R14 asks for five seconds; a restart of the server takes longer
NEARLY_FULL = 0.5
LITTLE_ROOM = 100 * 2**20  # bytes on the disk


def trouble(*, at: datetime) -> Iterator[str]:
    """Every trouble there is now; none if all is well. Writes to the spool to find out."""
    spool = recorder().spool
    try:
        spool.try_to_write()
        yield from waiting(spool, at=at)
        yield from filling(spool)
    except (sqlite3.Error, OSError) as error:
        yield _(
            "Browses cannot be counted at the moment: “{reason}”. Pages go on, but what readers do"
            " now is missing from the numbers. Look at the folder {folder}."
        ).format(reason=error, folder=browsing_folder())
    # On a full disk a word more may find room where a browse does not.
    yield from little_room()
    yield from damaged()


def waiting(spool: Spool, *, at: datetime) -> Iterator[str]:
    since = spool.waiting_since()
    minutes = (milliseconds(at) - since) // 60_000 if since is not None else 0
    if since is None or minutes < PATIENT // timedelta(minutes=1):
        return
    yield ngettext(
        "Browses have been waiting for {minutes} minute to be added to the daily counts. None is"
        " lost, but the statistics are behind: does the server run, and does the database answer?",
        "Browses have been waiting for {minutes} minutes to be added to the daily counts. None is"
        " lost, but the statistics are behind: does the server run, and does the database answer?",
        minutes,
    ).format(minutes=minutes)


def filling(spool: Spool) -> Iterator[str]:
    fill = spool.fill()
    if fill >= NEARLY_FULL:
        yield _(
            "The file in which browses wait is {percent} percent full. When it is full,"
            " nothing more is counted until they are added to the daily counts."
        ).format(percent=round(fill * 100))


def little_room() -> Iterator[str]:
    with suppress(OSError):  # without a folder, that it cannot be written is told already
        free = shutil.disk_usage(browsing_folder()).free
        if free < LITTLE_ROOM:
            yield _(
                "The disk with the folder {folder} has {free} left. When it is full, nothing more"
                " is counted, until there is room again."
            ).format(folder=browsing_folder(), free=filesizeformat(free))


def damaged() -> Iterator[str]:
    for path in sorted(browsing_folder().glob("damaged-*.sqlite3")):
        yield _(
            "A damaged file of browses was set aside as {path}; those of the last seconds before"
            " that are missing from the counts. Remove the file when you have seen this."
        ).format(path=path)
