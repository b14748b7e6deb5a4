"""The spool: single browses on their way into the daily counts, in a small SQLite file (R13).

Its rows name no reader: a visitor and a click are keyed hashes that nobody can trace back once
the day's secret is gone, and the rows are dropped a minute after they were rolled up.
"""

import logging
import os
import secrets
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.days import milliseconds
from articles.browsing.folder import alone_in
from articles.browsing.rows import Browse, News, click_of, events_of, readable, row_of

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
# Rolled browses stay this long: a process that begins now learns from them which clicks are double.
STAY_MS = 60_000
PATIENCE = 5  # seconds to wait for another process's write, which takes less than a millisecond
MOST_BYTES = 2**30  # some eight million browses; beyond it, counting waits for the roller
PORTION = 1_000  # events that are told at once
NO_NUMBER = 2**63 - 1  # none comes as far
MOST_FREE_PAGES = 20_000  # that few are used again soon; more are given back to the disk
VACUUM = "PRAGMA incremental_vacuum(1000)"  # pages; while they are moved, readers wait
VACUUM_STEPS = 50  # of one pruning
SETTINGS = f"""
-- Small pages: a browse changes one row, and every changed page goes to the log.
PRAGMA page_size = 1024;
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
-- After a power cut the last commits may be missing, and nothing else is: what the roller has
-- taken is in the database by then.
PRAGMA synchronous = NORMAL;
-- The roller folds the log back, not a reader's request; this is for when there is no roller.
PRAGMA wal_autocheckpoint = 40000;
PRAGMA journal_size_limit = {2**26};
"""
TABLES = """
-- No number is given twice while the newest row stays, see `prune`. No index: the rows are only
-- ever read in their order, and one would cost every reader as much as the row itself.
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    edition_id INTEGER NOT NULL,
    article_id INTEGER,  -- NULL: a robot's call, which no article's number holds
    day TEXT NOT NULL,
    visitor INTEGER,
    referrer TEXT NOT NULL DEFAULT '',
    click INTEGER,  -- NULL: nothing to compare, it counts
    earlier_click INTEGER,
    at_ms INTEGER
);
CREATE TABLE IF NOT EXISTS rolled (through INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
"""
# In one transaction: a process may be killed here, too. Numbers may begin anew, so nothing is known
# to be rolled; the positions in the database tell it.
TAKE_OVER = f"""
BEGIN IMMEDIATE;
ALTER TABLE event RENAME TO earlier;
DROP INDEX event_of_article;
{TABLES}
INSERT INTO event (id, epoch, edition_id, article_id, day)
SELECT id, epoch, edition_id, article_id, day FROM earlier;
DROP TABLE earlier;
DROP TABLE seen;
DELETE FROM rolled;
COMMIT;
"""  # noqa: S608 - our own tables
COLUMNS = "epoch, edition_id, article_id, day, visitor, referrer, click, earlier_click, at_ms"
ADD = f"INSERT INTO event ({COLUMNS}) VALUES "  # noqa: S608 - our own columns
ONE_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
# The statement for so many rows at once; more are written in several.
ADD_SOME = [ADD + ", ".join([ONE_ROW] * number) for number in range(17)]


class Listener(Protocol):
    """Who is told of every event that any process adds, in their order."""

    def begin(self) -> None:
        """Another file than before: what was told of the last one is void."""

    def hear(self, news: Sequence[News]) -> None:
        """What was added since the last time; at the beginning, all that is there."""


class AnotherFile(Exception):
    """The file was lost or set aside; what was read of it says nothing about the new one."""


class Waiting:
    """A browse that a thread wants to have added."""

    __slots__ = ("browse", "is_done", "refusal")

    def __init__(self, browse: Browse) -> None:
        self.browse = browse
        self.is_done = False
        self.refusal: Exception | None = None


class Spool:
    """One connection of one process, shared by its threads.

    What it adds is labelled with an epoch, a random word for the life of this connection. After
    a power cut SQLite may hand out numbers again that the roller has passed already; they then
    belong to another epoch, so no old position can hide them.
    """

    def __init__(
        self, folder: Path, *, listener: Listener | None = None, is_limited: bool = True
    ) -> None:
        self._folder = folder
        self._path = folder / "spool.sqlite3"
        self._name = str(self._path)
        self._lock = threading.Lock()
        self._waiting: deque[Waiting] = deque()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._listener = listener
        # The roller's is not: what it writes makes room.
        self._is_limited = is_limited
        self._heard_through = 0
        self.epoch = ""

    def add(self, browse: Browse) -> None:
        """Adds it, and tells the listener. When this returns, kill -9 loses nothing.

        Raises `sqlite3.Error` or `OSError` where the file cannot be written.
        """
        [refusal] = self.add_together([browse])
        if refusal:
            raise refusal

    def add_together(self, browses: Sequence[Browse]) -> list[Exception | None]:
        """As `add`, of several; says of each why it could not be added."""
        mine = [Waiting(browse) for browse in browses]
        self._waiting.extend(mine)
        # While one thread writes, the others wait here; the next one writes for all of them.
        with self._lock:
            if not all(waiting.is_done for waiting in mine):
                self._add_waiting()
        return [waiting.refusal for waiting in mine]

    def listen(self, then: Callable[[], Result]) -> Result:
        """Tells the listener what other processes have added, and before more is, does `then`."""
        with self._lock:
            self._tell(self._attempt_mended(self._news))
            return then()

    def rolled_through(self) -> int:
        """Up to which number everything is in the database for certain; perhaps more is."""
        through: int = self._value("SELECT coalesce(max(through), 0) FROM rolled")
        return through

    def batch(self, *, after: int, size: int, of: str | None = None) -> list[Event]:
        """The next events, in the order in which they happened.

        Raises `AnotherFile` if the epoch is not `of`, as what follows does.
        """
        statement = f"SELECT id, {COLUMNS} FROM event WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - ours
        return events_of(self._rows(statement, after, size, of=of))

    def clicks_through(self, number: int, *, of: str | None = None) -> list[Click]:
        """The clicks up to a number, as far as they are still there."""
        statement = (
            "SELECT click, earlier_click, at_ms FROM event"
            " WHERE id <= ? AND click IS NOT NULL ORDER BY id"
        )
        clicks = (click_of(*row) for row in self._rows(statement, number, of=of))
        return [click for click in clicks if click]

    def waiting_since(self) -> int | None:
        """When the first click came that is not rolled up yet, in milliseconds."""
        since: int | None = self._value(
            "SELECT (SELECT at_ms FROM event WHERE at_ms IS NOT NULL"
            " AND id > (SELECT coalesce(max(through), 0) FROM rolled) ORDER BY id LIMIT 1)"
        )
        return since

    def fill(self) -> float:
        """Which part of the greatest size the file has, from 0 to 1."""
        pages = self._value("PRAGMA page_count") - self._value("PRAGMA freelist_count")
        return float(pages / self._value("PRAGMA max_page_count"))

    def try_to_write(self) -> None:
        """Raises `sqlite3.Error` or `OSError` where nothing can be written."""
        self._change("PRAGMA user_version = 1")

    def note_rolled(self, *, through: int, at: datetime, of: str | None = None) -> None:
        """Remembers that the database has all up to this number."""
        statement = "INSERT OR IGNORE INTO rolled (through, at_ms) VALUES (?, ?)"
        self._change(statement, through, milliseconds(at), of=of)

    def prune(self, *, at: datetime, step: int = 1000) -> None:
        """Drops what was rolled up a minute ago; the next turn does it if the file is lost now."""
        with suppress(AnotherFile):
            self._prune(milliseconds(at) - STAY_MS, step)

    def _prune(self, old: int, step: int) -> None:
        through = self._value("SELECT coalesce(max(through), 0) FROM rolled WHERE at_ms <= ?", old)
        epoch = self.epoch
        # In small steps: while one of them writes, readers wait.
        while self._change(
            # The newest row stays: SQLite numbers the next one after it.
            "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id <= ?"
            " AND id < (SELECT max(id) FROM event) LIMIT ?)",
            through,
            step,
            of=epoch,
        ):
            pass
        self._change("DELETE FROM rolled WHERE through < ?", through, of=epoch)
        for _ in range(VACUUM_STEPS):
            if self._value("PRAGMA freelist_count") <= MOST_FREE_PAGES:
                break
            # Python would take one page for a statement without columns; a script takes all.
            self._do(lambda connection: connection.executescript(VACUUM))
        self._rows("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _value(self, statement: str, *values: object) -> Any:
        return self._rows(statement, *values)[0][0]

    def _rows(
        self, statement: str, *values: object, of: str | None = None
    ) -> list[tuple[Any, ...]]:
        return self._do(lambda connection: connection.execute(statement, values).fetchall(), of=of)

    def _change(self, statement: str, *values: object, of: str | None = None) -> int:
        return self._do(
            lambda connection: connection.execute(statement, values).rowcount,
            begin="BEGIN IMMEDIATE",
            of=of,
        )

    def _add_waiting(self) -> None:
        """Adds what the threads of this process have brought, in one statement."""
        most = len(ADD_SOME) - 1
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            try:
                news = self._attempt_mended(partial(self._add, batch))
            except Exception as refusal:  # noqa: BLE001 - each thread raises it for its own request
                for waiting in batch:
                    waiting.is_done, waiting.refusal = True, refusal
                continue
            self._tell(news)
            for waiting in batch:
                waiting.is_done = True

    def _add(self, batch: Sequence[Waiting], connection: sqlite3.Connection) -> Sequence[News]:
        epoch = self.epoch
        values: Sequence[object] = row_of(batch[0].browse, epoch)
        if len(batch) > 1:
            values = [value for waiting in batch for value in row_of(waiting.browse, epoch)]
        last = connection.execute(ADD_SOME[len(batch)], values).lastrowid or 0
        first = last - len(batch) + 1
        news = [
            News(number, epoch, waiting.browse.article_id, waiting.browse.click)
            for number, waiting in enumerate(batch, first)
        ]
        if first == self._heard_through + 1:
            return news
        # Another process has added some meanwhile.
        theirs = self._news(connection, before=first)
        return theirs if len(theirs) == PORTION else theirs + news

    def _news(self, connection: sqlite3.Connection, *, before: int = NO_NUMBER) -> list[News]:
        """What was added, here or by another process, since this was asked last."""
        statement = (
            "SELECT id, epoch, article_id, click, earlier_click, at_ms FROM event"
            " WHERE id > ? AND id < ? ORDER BY id LIMIT ?"
        )
        values = (self._heard_through, before, PORTION)
        rows = connection.execute(statement, values).fetchall()
        return [
            News(number, epoch, article_id, click_of(key, earlier_key, at_ms))
            for number, epoch, article_id, key, earlier_key, at_ms in rows
        ]

    def _tell(self, news: Sequence[News]) -> None:
        """Tells the news, and what there is beyond them."""
        while news:
            self._heard_through = news[-1].number
            if self._listener:
                self._listener.hear(news)
            if len(news) < PORTION:
                return
            news = self._attempt_mended(self._news)

    def _do(
        self,
        work: Callable[[sqlite3.Connection], Result],
        *,
        begin: str = "",
        of: str | None = None,
    ) -> Result:
        def checked(connection: sqlite3.Connection) -> Result:
            if of not in {None, self.epoch}:
                raise AnotherFile
            return work(connection)

        with self._lock:
            return self._attempt_mended(checked, begin=begin)

    def _attempt_mended(
        self, work: Callable[[sqlite3.Connection], Result], *, begin: str = ""
    ) -> Result:
        """Does the work; a damaged file is set aside, and the work done on a new one."""
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
            result = in_transaction(connection, work, begin) if begin else work(connection)
            # If another process has set the file aside meanwhile, it counts no more.
            if self._file == identity(self._name):
                return result
            self._forget()

    def _open(self) -> sqlite3.Connection:
        with alone_in(self._folder):
            connection = sqlite3.connect(
                self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            connection.text_factory = readable
            # Known before the first statement: if that finds damage, this is the damaged file.
            self._file = identity(self._name)
            self.epoch = secrets.token_hex(8)
            try:
                make_tables(connection)
                if self._is_limited:
                    limit(connection)
            except sqlite3.Error:
                connection.close()
                raise
        self._connection = connection
        self._heard_through = 0
        if self._listener:
            self._listener.begin()
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


def make_tables(connection: sqlite3.Connection) -> None:
    """Makes what a new file lacks; a file of before 2026-12 hands over what waits in it."""
    connection.executescript(SETTINGS)
    columns = {row[1] for row in connection.execute("PRAGMA table_info(event)")}
    is_earlier = bool(columns) and "visitor" not in columns
    connection.executescript(TAKE_OVER if is_earlier else TABLES)


def limit(connection: sqlite3.Connection) -> None:
    """Keeps the file from growing without bound."""
    ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    connection.execute(f"PRAGMA max_page_count = {MOST_BYTES // size}")


def in_transaction(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Result], begin: str
) -> Result:
    """All of the work or nothing of it; a single statement is so by itself."""
    try:
        connection.execute(begin)
        result = work(connection)
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
