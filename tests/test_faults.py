"""What the fault runs reckon with: their own sums, and what they read from system and SQLite."""

import sqlite3
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from faults.asks import Answer
from faults.findings import Finding
from faults.load import READERS_AT_ONCE, Ledger, under_load
from faults.processes import Process, inode_of, process_in
from faults.wal import frames_end, page_size
from tests.server import wait_until

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: 0100007F:1F40 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 22 1 0
   2: 0100007F:C001 0100007F:1F40 01 00000000:00000000 00:00000000 00000000     0        0 33 1 0
"""


def told(number: int, *, status: int = 200) -> Answer:
    body = b'{"browse_times": %d}' % number
    head = b"HTTP/1.1 %d\r\ndate: Tue, 24 Nov 2026 19:10:57 GMT\r\nserver: x\r\n\r\n" % status
    return Answer(status=status, head=head, body=body)


@pytest.mark.parametrize(
    ("counted", "is_allowed"), [(9, False), (10, True), (12, True), (13, False)]
)
def test_counted_is_between_acknowledged_and_what_was_sent(counted, is_allowed):
    ledger = Ledger(acknowledged=10, in_flight=2)

    assert ledger.allows(counted) is is_allowed


def test_a_ledger_notes_refusals_and_numbers_that_do_not_rise():
    ledger = Ledger()

    ledger.note("/read", told(5), above=4)
    ledger.note("/read", told(5), above=5)
    ledger.note("/read", told(0, status=503), above=5)

    assert (ledger.acknowledged, ledger.fallen, ledger.highest) == (2, 1, {"/read": 5})
    assert ledger.refused == Counter({503: 1})
    assert ledger.said() == "1 answered 503, 1 numbers did not rise"
    assert not ledger.is_clean


def test_ledgers_add_up():
    together = Ledger(acknowledged=1)

    together.add(Ledger(acknowledged=10, in_flight=2, refused=Counter({503: 3}), fallen=4))

    assert (together.acknowledged, together.in_flight, together.fallen) == (11, 2, 4)
    assert together.refused == Counter({503: 3})


def test_every_connection_comes_to_every_story():
    paths = [f"/{number}/read" for number in range(5)]
    seen: dict[object, Counter[str]] = {}

    class Counts(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            asked = seen.setdefault(self.client_address, Counter())
            asked[self.path] += 1
            body = b'{"browse_times": 1}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    def all_have_gone_round():
        return len(seen) == READERS_AT_ONCE and all(
            asked.total() >= len(paths) for asked in list(seen.values())
        )

    with ThreadingHTTPServer(("127.0.0.1", 0), Counts) as server:
        Thread(target=server.serve_forever).start()
        try:
            with under_load(paths, port=server.server_port, ledger=Ledger(), pause=0.01):
                wait_until(all_have_gone_round, what="every reader to go round")
        finally:
            server.shutdown()

    assert [set(asked) for asked in seen.values()] == [set(paths)] * READERS_AT_ONCE


def test_answers_are_compared_but_for_their_date():
    assert told(7).but_for_its_date() == b'HTTP/1.1 200\r\nserver: x\r\n\r\n{"browse_times": 7}'


def test_a_finding_is_one_line():
    assert str(Finding("a", "1 of 1", holds=True)) == "a: 1 of 1: holds"
    assert str(Finding("a", "0 of 1", holds=False)) == "a: 0 of 1: DOES NOT HOLD"


def test_the_name_of_a_process_may_hold_anything():
    assert process_in("12 (a) S 1 2 (b) R 7 8 9 0") == Process(12, "R", 7, 8)


def test_a_connection_is_found_by_its_two_ports():
    assert inode_of(TABLE, here=8000, there=0xC001) == 22
    assert inode_of(TABLE, here=0xC001, there=8000) == 33
    assert inode_of(TABLE, here=8000, there=0xC002) == 0


def a_log(folder: Path, *, folded: bool) -> bytes:
    """A log of three frames; if folded, written over one that was longer."""
    path = folder / f"{folded}.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE event (id INTEGER PRIMARY KEY)")
        if folded:
            connection.executescript("INSERT INTO event DEFAULT VALUES;" * 9)
            connection.execute("PRAGMA wal_checkpoint(RESTART)")
            connection.executescript("INSERT INTO event DEFAULT VALUES;" * 2)
        connection.execute("INSERT INTO event DEFAULT VALUES")
        return Path(f"{path}-wal").read_bytes()


@pytest.mark.parametrize("folded", [False, True])
def test_the_frames_of_a_log_end_where_those_of_before_begin(tmp_path, folded):
    log = a_log(tmp_path, folded=folded)

    assert page_size(log) == 1024
    assert frames_end(log) == [32 + frame * (24 + 1024) for frame in (1, 2, 3)]
    assert (len(log) > frames_end(log)[-1]) is folded


def test_half_a_frame_is_none(tmp_path):
    log = a_log(tmp_path, folded=False)

    assert frames_end(log[:-500]) == frames_end(log)[:-1]
    assert frames_end(log[:20]) == []
    assert frames_end(b"") == []
