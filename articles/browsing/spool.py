"""The spool: single browses on their way into the daily counts, in a small SQLite file (R13).

Its rows name no reader: a browse is an edition and a day, a click is a keyed hash that is gone
after a minute.
"""

import logging
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from articles.browsing.days import milliseconds
from articles.browsing.folder import alone_in

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
DOUBLE_CLICK_MS = 30_000  # inclusive: COUNTER Code of Practice 5.1, 7.2
# Rolled browses stay this long: a process that read the totals a moment before a roll-up must
# still find here what they did not hold yet.
STAY_MS = 60_000
PATIENCE = 5  # seconds to wait for another process's write, which takes less than a millisecond
SCHEMA = """
PRAGMA journal_mode = WAL;
-- After a power cut the last commits may be missing, and nothing else is: what the roller has
-- taken is in the database by then.
PRAGMA synchronous = NORMAL;
-- The roller folds the log back, not a reader's request; this is for when there is no roller.
PRAGMA wal_autocheckpoint = 10000;
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch TEXT NOT NULL,
    edition_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    day TEXT NOT NULL
);
-- Answers: which browses of this article are not in the totals yet?
CREATE INDEX IF NOT EXISTS event_of_article ON event (article_id, id);
CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rolled (through INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
"""
SEE = """
INSERT INTO seen (key, at_ms) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET at_ms = excluded.at_ms
"""
ADD = "INSERT INTO event (epoch, edition_id, article_id, day) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, kw_only=True)
class Browse:
    edition_id: int
    article_id: int
    day: date


class Spool:
    """One connection of one process, shared by its threads.

    What it adds is labelled with an epoch, a random word for the life of this connection. After
    a power cut SQLite may hand out numbers again that the roller has passed already; they then
    belong to another epoch, so no old position can hide them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "spool.sqlite3"
        self._name = str(self._path)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self.epoch = ""

    def add(self, browse: Browse, *, keys: list[bytes], at: datetime) -> bool:
        """Takes the browse, unless one of the keys was seen up to 30 s before; says which.

        The first key is renewed in either case. When this returns, kill -9 loses nothing.
        """
        now = milliseconds(at)
        marks = ", ".join("?" * len(keys))
        look = f"SELECT at_ms FROM seen WHERE key IN ({marks})"  # noqa: S608 - question marks

        def work(connection: sqlite3.Connection) -> bool:
            # Another process's clock reading may be a moment ahead of ours: "before" is either way.
            seen = [at_ms for (at_ms,) in connection.execute(look, keys)]
            recent = [at_ms for at_ms in seen if abs(now - at_ms) <= DOUBLE_CLICK_MS]
            connection.execute(SEE, (keys[0], max(now, *recent) if recent else now))
            if not recent:
                row = (self.epoch, browse.edition_id, browse.article_id, browse.day.isoformat())
                connection.execute(ADD, row)
            return not recent

        return self._do(work, begin="BEGIN IMMEDIATE")

    def rolled_through(self) -> int:
        """Up to which number everything is in the database for certain; perhaps more is."""
        through: int = self._value("SELECT coalesce(max(through), 0) FROM rolled")
        return through

    def batch_end(self, *, after: int, size: int) -> int | None:
        """The last number of the next browses to roll up, or nothing if there are none."""
        last: int | None = self._value(
            "SELECT max(id) FROM (SELECT id FROM event WHERE id > ? ORDER BY id LIMIT ?)",
            after,
            size,
        )
        return last

    def epoch_ends(self, *, after: int, through: int) -> dict[str, int]:
        """The epochs of these browses, and the last number of each."""
        return dict(
            self._rows(
                "SELECT epoch, max(id) FROM event WHERE id > ? AND id <= ? GROUP BY epoch",
                after,
                through,
            )
        )

    def tally(self, epoch: str, *, after: int, through: int) -> dict[tuple[int, date], int]:
        """How many browses of which edition on which day."""
        rows = self._rows(
            "SELECT edition_id, day, count(*) FROM event"
            " WHERE id > ? AND id <= ? AND epoch = ? GROUP BY edition_id, day",
            after,
            through,
            epoch,
        )
        return {(edition, date.fromisoformat(day)): number for edition, day, number in rows}

    def browses_of(self, article_id: int, *, after: int) -> list[tuple[int, str]]:
        """Number and epoch of each browse of the article beyond a number."""
        return self._rows(
            "SELECT id, epoch FROM event WHERE article_id = ? AND id > ?", article_id, after
        )

    def note_rolled(self, *, through: int, at: datetime) -> None:
        """Remembers that the database has everything up to this number."""
        statement = "INSERT OR IGNORE INTO rolled (through, at_ms) VALUES (?, ?)"
        self._change(statement, through, milliseconds(at))

    def prune(self, *, at: datetime, step: int = 1000) -> None:
        """Drops what was rolled up a minute ago, and clicks that can no longer be doubled."""
        old = milliseconds(at) - STAY_MS
        through = self._value("SELECT coalesce(max(through), 0) FROM rolled WHERE at_ms <= ?", old)
        # In small steps: while one of them writes, readers wait.
        while self._change(
            "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id <= ? LIMIT ?)",
            through,
            step,
        ):
            pass
        while self._change(
            "DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at_ms < ? LIMIT ?)",
            old,
            step,
        ):
            pass
        self._change("DELETE FROM rolled WHERE through < ?", through)
        self._rows("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _value(self, statement: str, *values: object) -> Any:
        return self._rows(statement, *values)[0][0]

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._do(lambda connection: connection.execute(statement, values).fetchall())

    def _change(self, statement: str, *values: object) -> int:
        return self._do(
            lambda connection: connection.execute(statement, values).rowcount,
            begin="BEGIN IMMEDIATE",
        )

    def _do(self, work: Callable[[sqlite3.Connection], Result], *, begin: str = "") -> Result:
        """Does the work; a damaged file is set aside, and the work done on a new one."""
        with self._lock:
            try:
                return self._attempt(work, begin)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._set_aside()
                return self._attempt(work, begin)

    def _attempt(self, work: Callable[[sqlite3.Connection], Result], begin: str) -> Result:
        while True:
            connection = self._connection or self._open()
            result = in_transaction(connection, work, begin)
            # If another process has set the file aside meanwhile, it counts no more.
            if self._file == identity(self._name):
                return result
            self._forget()

    def _open(self) -> sqlite3.Connection:
        with alone_in(self._folder):
            connection = sqlite3.connect(
                self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            # Known before the first statement: if that finds damage, this is the damaged file.
            self._file = identity(self._name)
            self.epoch = secrets.token_hex(8)
            try:
                connection.executescript(SCHEMA)
            except sqlite3.Error:
                connection.close()
                raise
        self._connection = connection
        return connection

    def _forget(self) -> None:
        connection, self._connection, self._file = self._connection, None, None
        if connection is not None:
            connection.close()

    def _set_aside(self) -> None:
        damaged = self._file
        self._forget()
        with alone_in(self._folder):
            if damaged != identity(self._name):
                return  # another process has done so already
            aside = self._folder / f"damaged-{self.epoch}.sqlite3"
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self._path}{ending}").rename(f"{aside}{ending}")
        logger.error(
            "The spool was damaged and is set aside as %s; the browses of the last seconds "
            "before that are missing from the counts.",
            aside,
        )


def in_transaction(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Result], begin: str
) -> Result:
    """All of the work or nothing of it; single statements need no `begin`."""
    try:
        if begin:
            connection.execute(begin)
        result = work(connection)
        if begin:
            connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return result


def identity(path: str) -> tuple[int, int] | None:
    """Which file stands at the path now; asked for every browse, so without a Path."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked at every click, and faster
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def is_damage(error: sqlite3.DatabaseError) -> bool:
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
