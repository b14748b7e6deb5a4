"""Raises processes that count, kills them, and tells what became of their browses.

`python -m tests.browsing.nursery` on an empty, migrated site; prints JSON. Django is loaded once
and the processes are forked from here, so a scenario can kill many of them.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import django

django.setup()

from django.db import (  # noqa: E402 - the apps must be loaded first
    IntegrityError,
    OperationalError,
    connection,
    connections,
)

from articles.browsing.folder import browsing_folder  # noqa: E402 - Django first
from articles.browsing.reader import Reader  # noqa: E402 - Django first
from articles.browsing.record import recorder  # noqa: E402 - Django first
from articles.browsing.rollup import RolledElsewhere, roll_up, spool_to_roll  # noqa: E402 - Django first
from articles.browsing.spool import Spool  # noqa: E402 - Django first
from articles.browsing.totals import recount  # noqa: E402 - Django first
from articles.edge import CountFirst  # noqa: E402 - Django first
from articles.models import BrowseTotal, Edition  # noqa: E402 - Django first
from tests.browsing.doors import beacon_path, knock  # noqa: E402 - Django first
from tests.factories import NOW, a_public_edition  # noqa: E402 - Django first


def raise_child(work: Callable[[], None]) -> int:
    """Forks a process for the work; a connection must not be shared with it."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        os.write(2, f"child: {error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def record(edition: Edition, number: int) -> None:
    reader = Reader(address=None, agent="", token=f"t{number}")
    recorder().record(edition, reader=reader, at=NOW)


def counted(edition: Edition) -> int:
    roll_up(at=NOW)
    return BrowseTotal.objects.get(article=edition.article_id).counted


def equal_beacons() -> dict[str, object]:
    """Eight equal beacons at one moment, over four processes with two threads each; ten times."""
    edition = a_public_edition()
    path = beacon_path(edition)
    gates = [os.pipe() for _ in range(10)]
    heard, mouth = os.pipe()

    def knock_at_each_gate() -> None:
        site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)
        for reader, (gate, _key) in enumerate(gates):
            os.read(gate, 1)
            answer = knock(site, path, body=b"sid=%d" % reader)
            os.write(mouth, f"{answer.status}\n".encode())

    def two_threads() -> None:
        threads = [threading.Thread(target=knock_at_each_gate) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    children = [raise_child(two_threads) for _ in range(4)]
    for _gate, key in gates:
        os.write(key, b"x" * 8)
        time.sleep(0.02)
    codes = [os.waitpid(child, 0)[1] for child in children]
    statuses = os.read(heard, 65_536).decode().split()
    return {"codes": codes, "statuses": statuses, "counted": counted(edition)}


def two_rollers() -> dict[str, object]:
    """Two processes roll up as fast as they can without the lock, while a third writes."""
    edition = a_public_edition()
    browses = 1500

    def roll_for_ever() -> None:
        while True:
            try:
                roll_up(at=NOW)
            except (RolledElsewhere, IntegrityError, OperationalError):
                time.sleep(random.random() / 200)

    rollers = [raise_child(roll_for_ever) for _ in range(2)]
    for number in range(browses):
        record(edition, number)
    time.sleep(0.2)
    for pid in rollers:
        kill(pid)
    return {"written": browses, "counted": counted(edition), "differences": len(list(recount()))}


def killed_writers() -> dict[str, object]:
    """Writers are killed while they write; each says aloud what it has acknowledged."""
    edition = a_public_edition()
    acknowledged, beyond = 0, []
    for life in range(8):
        heard, mouth = os.pipe()

        def write_for_ever(life: int = life, mouth: int = mouth) -> None:
            for number in range(1_000_000):
                record(edition, life * 1_000_000 + number)
                os.write(mouth, b".")

        pid = raise_child(write_for_ever)
        os.close(mouth)
        said = len(os.read(heard, 1))
        time.sleep(random.random() / 20)
        kill(pid)
        while chunk := os.read(heard, 65_536):
            said += len(chunk)
        os.close(heard)
        acknowledged += said
        beyond.append(counted(edition) - acknowledged - sum(beyond))
    return {"acknowledged": acknowledged, "beyond": beyond, "counted": counted(edition)}


def killed_rollers() -> dict[str, object]:
    """Rollers are killed again and again, anywhere in their work, while browses come in."""
    edition = a_public_edition()
    browses = 0

    def roll_for_ever() -> None:
        while True:
            roll_up(at=NOW)

    for _life in range(12):
        pid = raise_child(roll_for_ever)
        deadline = time.monotonic() + 0.02 + random.random() / 10
        while time.monotonic() < deadline:
            record(edition, browses)
            browses += 1
        kill(pid)
    shown = recorder().numbers.browse_times(edition.article_id, at=NOW + timedelta(minutes=1))
    return {
        "written": browses,
        "shown": shown,
        "counted": counted(edition),
        "differences": len(list(recount())),
    }


def killed_between_statements() -> dict[str, object]:
    """One life for each statement that a roll-up sends: the process is killed right before it."""
    edition = a_public_edition()
    browses = deaths = 0
    while True:
        for _ in range(3):
            record(edition, browses)
            browses += 1
        pid = raise_child(partial(roll_up_and_die_at, deaths))
        if not os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
            break
        deaths += 1
    return {"written": browses, "deaths": deaths, "counted": counted(edition)}


def roll_up_and_die_at(statement: int) -> None:
    watch = executioner(statement)
    spool = spool_to_roll(browsing_folder())
    spool.rolled_through()
    spool._connection.set_trace_callback(watch)
    with connection.execute_wrapper(lambda execute, *sent: (watch(), execute(*sent))[1]):
        roll_up(at=NOW)


def killed_within_a_browse() -> dict[str, object]:
    """One life for each statement of a browse; after each death the reader tries once more."""
    edition = a_public_edition()
    deaths = 0
    while True:
        pid = raise_child(partial(record_and_die_at, deaths, edition))
        died = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        record(edition, deaths)
        if not died:
            break
        deaths += 1
    return {"readers": deaths + 1, "counted": counted(edition)}


def record_and_die_at(statement: int, edition: Edition) -> None:
    spool = recorder().spool
    spool.rolled_through()
    spool._connection.set_trace_callback(executioner(statement))
    record(edition, statement)


def executioner(statement: int) -> Callable[..., None]:
    """Called before each statement, at the doors that SQLite and Django have for watching them."""
    left = iter(range(statement))

    def watch(*_sent: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def forked() -> dict[str, object]:
    """A forked process shares no connection, so no epoch, with the one it came from."""
    heard, mouth = os.pipe()

    def spools() -> list[Spool]:
        return [recorder().spool, spool_to_roll(browsing_folder())]

    parents = spools()

    def compare() -> None:
        shared = [spool for spool in spools() if spool in parents]
        os.write(mouth, str(len(shared)).encode())

    os.waitpid(raise_child(compare), 0)
    return {"shared": int(os.read(heard, 9))}


SCENARIOS = (
    equal_beacons,
    two_rollers,
    killed_writers,
    killed_rollers,
    killed_between_statements,
    killed_within_a_browse,
    forked,
)

if __name__ == "__main__":
    sys.stdout.write(json.dumps({scenario.__name__: scenario() for scenario in SCENARIOS}))
