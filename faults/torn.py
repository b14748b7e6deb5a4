"""The spool is torn while nobody runs, or overwritten while everybody does (R13)."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from faults.desks import Desk
from faults.findings import Finding, Unkept, spelled
from faults.known import COUNTERS
from faults.load import Ledger, under_load
from faults.sites import Site, Sites
from faults.wal import HEAD, frames_end, page_size

PAUSE = 0.02  # seconds between two beacons of one connection
SECONDS = 2
LOAD = 1.3  # seconds: the roller has taken some of it, and some not
# Of so many frames at the end nothing is left, and half of one more.
CUTS: list[tuple[str, Callable[[int], int]]] = [
    ("within its last frame", lambda _frames: 0),
    ("40 frames before its end", lambda _frames: 40),
    ("in its middle", lambda frames: frames // 2),
]


def torn_spool(sites: Sites) -> Iterator[Finding]:
    with sites.site() as site:
        site.start()
        for where, how_many in CUTS:
            yield tear(site, what=f"the spool's log cut {where}", how_many=how_many)


def overwritten_spool(sites: Sites) -> Iterator[Finding]:
    """Every page of the file is rubbish from one moment to the next, while readers read."""
    with sites.site() as site:
        site.start()
        ledger = Ledger()
        with under_load(COUNTERS, port=site.port, ledger=ledger, pause=PAUSE):
            time.sleep(SECONDS)
            early = ledger.acknowledged
            time.sleep(SECONDS)
            overwrite(site)
            time.sleep(SECONDS)
            late = ledger.acknowledged
            time.sleep(SECONDS)
        counted = site.counted_at_last()
        # What was rolled up long before, and what came long after.
        at_least = early + ledger.acknowledged - late
        is_said = site.said("The spool was damaged and is set aside")
        is_shown = "damaged-" in Desk(site).sign_in()
        yield Finding(
            "the spool overwritten with rubbish",
            f"acknowledged {spelled(ledger.acknowledged)}, "
            f"{spelled(at_least)} of them not around that moment; counted {spelled(counted)}; "
            f"{'said' if is_said else 'NOT said'} in the log, "
            f"{'shown' if is_shown else 'NOT shown'} at the desk",
            holds=at_least <= counted <= ledger.acknowledged
            and not ledger.refused
            and is_said
            and is_shown,
        )


def overwrite(site: Site) -> None:
    """All that follows the head of the log, and the first page of the file with its own head."""
    log = Path(f"{site.spool}-wal")
    for file, kept in ((log, HEAD.size), (site.spool, page_size(log.read_bytes()))):
        with file.open("r+b") as pages:
            pages.seek(kept)
            pages.write(os.urandom(file.stat().st_size - kept))


def tear(site: Site, *, what: str, how_many: Callable[[int], int]) -> Finding:
    """Kills all, cuts the log, and starts again: what is not torn is counted once."""
    before, ledger = site.counted_at_last(), Ledger()
    with under_load(COUNTERS, port=site.port, ledger=ledger):
        time.sleep(LOAD)
        site.kill()
    whole = rows_in_spool(site)
    cut(Path(f"{site.spool}-wal"), how_many=how_many)
    left = rows_in_spool(site)
    positions = dict(site.rows("SELECT epoch, last_id FROM articles_spoolposition"))
    expected = site.counted() + sum(number > positions.get(epoch, 0) for epoch, number in left)
    site.start()
    counted = site.counted_at_last()
    # The database may be ahead of the spool now, which gives the same numbers once more.
    later = Ledger()
    with under_load(COUNTERS, port=site.port, ledger=later):
        time.sleep(LOAD)
    counted_later = site.counted_at_last() - counted
    lost = len(whole) - len(left)
    is_within = (
        ledger.acknowledged - lost <= counted - before <= ledger.acknowledged + ledger.in_flight
    )
    return Finding(
        what,
        f"acknowledged {spelled(ledger.acknowledged)}, {spelled(lost)} rows torn off; "
        f"counted {spelled(counted - before)}, to be counted were {spelled(expected - before)}; "
        f"acknowledged afterwards {spelled(later.acknowledged)}, counted {spelled(counted_later)}",
        holds=counted == expected and is_within and counted_later == later.acknowledged > 0,
    )


def cut(log: Path, *, how_many: Callable[[int], int]) -> None:
    ends = frames_end(log.read_bytes())
    if len(ends) < 2:
        raise Unkept(f"{log.name} has {len(ends)} frames only")
    frame = ends[1] - ends[0]
    os.truncate(log, ends[-1 - how_many(len(ends))] - frame // 2)


def rows_in_spool(site: Site) -> list[tuple[str, int]]:
    """(epoch, number) of every browse that SQLite finds in the spool, looked up in a copy."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / site.spool.name
        for ending in ("", "-wal"):
            shutil.copy(f"{site.spool}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as connection:
            statement = "SELECT epoch, id FROM event WHERE article_id IS NOT NULL"
            return connection.execute(statement).fetchall()
