"""A spool as sites had it before 2026-12, with what still waited in it."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch TEXT NOT NULL,
    edition_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    day TEXT NOT NULL
);
CREATE INDEX event_of_article ON event (article_id, id);
CREATE TABLE seen (key BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rolled (through INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
INSERT INTO seen VALUES (x'00', 1), (x'01', 2);
"""
Row = tuple[int, str, int, int, str]  # as in the table of events


def make_earlier_spool(folder: Path, *, rows: Iterable[Row], rolled_through: int) -> None:
    folder.mkdir(mode=0o700)
    connection = sqlite3.connect(folder / "spool.sqlite3")
    connection.executescript(SCHEMA)
    connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO rolled VALUES (?, 1)", (rolled_through,))
    connection.commit()
    connection.close()
