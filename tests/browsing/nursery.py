"""Raises processes that count, kills them, and tells what became of their browses.

`python -m tests.browsing.nursery` on an empty, migrated site; prints JSON. Django is loaded once
and the processes are forked from here, so a scenario can kill many of them.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - as below
from django.db import (  # noqa: E402 - the apps must be loaded first
    IntegrityError,
    OperationalError,
    connection,
    connections,
)

from articles.browsing.folder import browsing_folder  # noqa: E402 - Django first
from articles.browsing.reader import Reader  # noqa: E402 - Django first
from articles.browsing.record import recorder  # noqa: E402 - Django first
from articles.browsing.roller import tidy  # noqa: E402 - Django first
from articles.browsing.rollup import RolledElsewhere, roll_in, roll_up  # noqa: E402 - Django first
from articles.browsing.spool import Spool  # noqa: E402 - Django first
from articles.browsing.totals import recount  # noqa: E402 - Django first
from articles.browsing.visitors import recount_visitors  # noqa: E402 - Django first
from articles.edge.count import CountFirst  # noqa: E402 - Django first
from articles.models import (  # noqa: E402 - Django first
    BrowseCount,
    BrowseTotal,
    DayVisitor,
    Edition,
)
from tests.browsing.doors import BROWSER, OWN_PAGE, beacon_path, knock  # noqa: E402 - Django first
from tests.browsing.earlier import make_earlier_spool  # noqa: E402 - Django first
from tests.factories import NOW, a_public_edition  # noqa: E402 - Django first

SECOND = timedelta(seconds=1)


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


def was_killed(pid: int) -> bool:
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def record(edition: Edition, number: int, *, at: datetime = NOW) -> None:
    """A click of the reader with this number, who has an address of their own."""
    reader = Reader(address=number.to_bytes(4, "big"), agent="", token=f"t{number}")
    browse = recorder().browse_of(edition, reader=reader, referrer="a.example", at=at)
    assert recorder().record([browse]) == [None]


def counted(edition: Edition) -> int:
    roll_up(at=NOW)
    return BrowseTotal.objects.get(article=edition.article_id).counted


def visitors(edition: Edition) -> int:
    """The sum of the daily visitors."""
    return sum(BrowseCount.objects.filter(edition=edition).values_list("visitors", flat=True))


def differences() -> int:
    """Totals that are not their days, and days whose visitors are not those who are known."""
    return len(list(recount())) + len(list(recount_visitors()))


def equal_beacons() -> dict[str, object]:
    """Eight equal beacons at one moment, over four processes with two threads each; ten times."""
    edition = a_public_edition()
    path = beacon_path(edition)
    gates = [os.pipe() for _ in range(10)]
    heard, mouth = os.pipe()

    def knock_at_each_gate(_thread: int) -> None:
        site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)
        for reader, (gate, _key) in enumerate(gates):
            os.read(gate, 1)
            answer = knock(site, path, body=b"sid=%d" % reader)
            os.write(mouth, f"{answer.status} {answer.body.decode()}\n".encode())

    children = [raise_child(partial(in_threads, knock_at_each_gate, 2)) for _ in range(4)]
    answers = []
    for _gate, key in gates:
        os.write(key, b"x" * 8)
        answers.append(Counter(lines_from(heard, 8)))
    codes = [os.waitpid(child, 0)[1] for child in children]
    return {"codes": codes, "answers": answers, "counted": counted(edition)}


def lines_from(pipe: int, number: int) -> list[str]:
    """So many lines, as soon as they are there."""
    said = b""
    while said.count(b"\n") < number:
        said += os.read(pipe, 65_536)
    return said.decode().splitlines()


def readers_behind_a_proxy() -> dict[str, object]:
    """Two hundred readers behind one trusted address, twenty of them at a time."""
    edition = a_public_edition()
    path = beacon_path(edition)
    site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)

    def read(process: int, thread: int) -> None:
        for place in range(10):
            number = (process * 5 + thread) * 10 + place
            headers = OWN_PAGE | {"X-Forwarded-For": f"198.51.100.{number}, 10.0.0.{number}"}
            answer = knock(site, path, peer="10.1.2.3", headers=headers)
            if answer.status != 200:
                os._exit(1)

    children = [raise_child(partial(in_threads, partial(read, n), 5)) for n in range(4)]
    codes = [os.waitpid(child, 0)[1] for child in children]
    return {"codes": codes, "counted": counted(edition), "visitors": visitors(edition)}


def two_rollers() -> dict[str, object]:
    """Two processes roll up as fast as they can without the lock, while a third writes.

    Every click is a double one.
    """
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
        for _ in range(2):
            record(edition, number)
    time.sleep(0.2)
    for pid in rollers:
        kill(pid)
    return {
        "written": browses,
        "counted": counted(edition),
        "visitors": visitors(edition),
        "differences": differences(),
    }


def killed_writers(threads: int) -> dict[str, object]:
    """Writers are killed while they write; each says aloud what it has acknowledged."""
    edition = a_public_edition()
    acknowledged, beyond = 0, []
    for life in range(6):
        heard, mouth = os.pipe()
        pid = raise_child(partial(write_for_ever, edition, life, threads, mouth))
        os.close(mouth)
        said = len(os.read(heard, 1))
        time.sleep(random.random() / 20)
        kill(pid)
        while chunk := os.read(heard, 65_536):
            said += len(chunk)
        os.close(heard)
        acknowledged += said
        beyond.append(counted(edition) - acknowledged - sum(beyond))
    return {
        "acknowledged": acknowledged,
        "beyond": beyond,
        "counted": counted(edition),
        "visitors": visitors(edition),
        "differences": differences(),
    }


def write_for_ever(edition: Edition, life: int, threads: int, mouth: int) -> None:
    def write(thread: int) -> None:
        for number in range(1_000_000):
            record(edition, (life * threads + thread) * 1_000_000 + number)
            os.write(mouth, b".")

    in_threads(write, threads)


def in_threads(work: Callable[[int], None], number: int) -> None:
    """Does the work so many times at once."""
    threads = [threading.Thread(target=work, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def killed_rollers() -> dict[str, object]:
    """Rollers are killed again and again, anywhere in their work, while double clicks come in."""
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
            record(edition, browses // 2)
            browses += 1
        kill(pid)
    shown = recorder().numbers.browse_times(edition.article_id, at=NOW + timedelta(minutes=1))
    return {
        "written": browses,
        "shown": shown,
        "counted": counted(edition),
        "visitors": visitors(edition),
        "differences": differences(),
    }


def killed_between_two_clicks() -> dict[str, object]:
    """A roller takes in the first click and is killed; another one takes in the second, …"""
    edition = a_public_edition()
    browses = []
    for seconds in (0, 30, 60, 90.001):
        record(edition, 1, at=NOW + SECOND * seconds)
        was_killed(raise_child(roll_up_and_die))
        browses.append(BrowseTotal.objects.get(article=edition.article_id).counted)
    return {"browses": browses}


def roll_up_and_die() -> None:
    roll_up(at=NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def killed_between_statements() -> dict[str, object]:
    """One life for each statement that a roll-up sends: the process is killed right before it.

    Each time three readers come who click twice, the second time after the death.
    """
    edition = a_public_edition()
    browses = deaths = 0
    while True:
        readers = range(browses, browses + 3)
        browses += 3
        for number in readers:
            record(edition, number)
        has_died = was_killed(raise_child(partial(roll_up_and_die_at, deaths)))
        for number in readers:
            record(edition, number, at=NOW + SECOND * 20)
        if not has_died:
            break
        deaths += 1
    return {
        "written": browses,
        "deaths": deaths,
        "counted": counted(edition),
        "visitors": visitors(edition),
        "differences": differences(),
    }


def roll_up_and_die_at(statement: int) -> None:
    with dying(roll_in(browsing_folder()).spool, at=statement):
        roll_up(at=NOW)


def killed_while_tidying() -> dict[str, object]:
    """One life for each statement by which a day is closed and the spool pruned.

    After each, what was begun is done again, and one of two visitors comes late.
    """
    edition = a_public_edition()
    deaths = 0
    while True:
        day = NOW + timedelta(days=deaths)
        for number in (1, 2):
            record(edition, number, at=day)
        roll_up(at=day)
        has_died = was_killed(raise_child(partial(tidy_and_die_at, deaths, day)))
        tidy_after(day)
        record(edition, 1, at=day + SECOND * 40)
        roll_up(at=day)
        if not has_died:
            break
        deaths += 1
    return {
        "days": deaths + 1,
        "counted": counted(edition),
        "visitors": visitors(edition),
        "known": DayVisitor.objects.filter(article=edition.article_id).count(),
        "differences": differences(),
    }


def tidy_and_die_at(statement: int, day: datetime) -> None:
    with dying(roll_in(browsing_folder()).spool, at=statement):
        tidy_after(day)


def tidy_after(day: datetime) -> None:
    tidy(at=day + timedelta(days=1))


def killed_within_a_browse() -> dict[str, object]:
    """One life for each statement of a count request; after each death the reader tries again."""
    edition = a_public_edition()
    site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)
    deaths, told = 0, []
    while True:
        body = b"sid=%d" % deaths
        has_died = was_killed(raise_child(partial(knock_and_die_at, deaths, edition, body)))
        told.append(json.loads(knock(site, beacon_path(edition), body=body).body)["browse_times"])
        if not has_died:
            break
        deaths += 1
    return {"readers": deaths + 1, "told": told, "counted": counted(edition)}


def knock_and_die_at(statement: int, edition: Edition, body: bytes) -> None:
    site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)
    with dying(recorder().spool, at=statement):
        knock(site, beacon_path(edition), body=body)


@contextmanager
def dying(spool: Spool, *, at: int) -> Iterator[None]:
    """The process is killed right before this statement to the spool or to the database."""
    watch = executioner(at)
    spool.rolled_through()
    spool._connection.set_trace_callback(watch)
    with connection.execute_wrapper(lambda execute, *sent: (watch(), execute(*sent))[1]):
        yield


def executioner(statement: int) -> Callable[..., None]:
    """Called before each statement, at the doors that SQLite and Django have for watching them."""
    left = iter(range(statement))

    def watch(*_sent: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def killed_within_a_take_over() -> dict[str, object]:
    """One life for each statement by which a spool of before is taken over; then the next one."""
    rows = [
        (41, "a", 7, 3, "2025-03-09"),
        (42, "a", 7, 3, "2025-03-10"),
        (43, "b", 8, 4, "2025-03-10"),
    ]
    deaths, found = 0, []
    while True:
        folder = browsing_folder().with_name(f"earlier-{deaths}")
        make_earlier_spool(folder, rows=rows, rolled_through=41)
        has_died = was_killed(raise_child(partial(take_over_and_die_at, deaths, folder)))
        events = Spool(folder).batch(after=0, size=9)
        found.append([[event.number, event.epoch, event.edition_id] for event in events])
        if not has_died:
            break
        deaths += 1
    return {"deaths": deaths, "found": found}


def take_over_and_die_at(statement: int, folder: Path) -> None:
    connect = sqlite3.connect

    def connect_watched(*where: object, **how: object) -> sqlite3.Connection:
        opened = connect(*where, **how)
        opened.set_trace_callback(executioner(statement))
        return opened

    sqlite3.connect = connect_watched  # of this process only
    Spool(folder).rolled_through()


TRACES = (
    b"198.51.100.77",
    b"c633644d",
    bytes([198, 51, 100, 77]),
    b"2001:db8:77",
    b"20010db800770088",
    bytes.fromhex("20010db800770088"),
    b"rare-browser",
    b"Chrome/131",
    b"Googlebot",
    b"rare-token",
    b"rare-path",
    b"rare-word",
    b"search.example",  # is to be found, so we look in the right places
)


RARE_PAGE = "a-rare-path?q=a-rare-word"


def odd_readers() -> dict[str, object]:
    """What is found of their addresses, browsers, tabs and referrers, in files and in rows."""
    edition = a_public_edition()
    site = CountFirst(lambda _environ, _start: [], clock=lambda: NOW)
    headers = OWN_PAGE | {"User-Agent": f"{BROWSER} a-rare-browser/7"}
    headers |= {"X-Sid": "a-rare-token", "X-Ref": f"https://search.example/{RARE_PAGE}"}
    statuses = []
    for peer, also in [
        ("198.51.100.77", {}),
        ("2001:db8:77:88::99", {}),
        ("10.1.2.3", {"X-Forwarded-For": "198.51.100.77"}),
        ("198.51.100.77", {"Sec-GPC": "1"}),
        ("198.51.100.77", {"User-Agent": "a-rare-browser/7 Googlebot/2.1"}),
    ]:
        answer = knock(site, beacon_path(edition), peer=peer, headers=headers | also)
        statuses.append(answer.status)
    files = all_files()
    roll_up(at=NOW)
    kept = [files, all_files(), {"rows": all_rows()}]
    return {
        "statuses": statuses,
        "files": sorted(files),
        "found": [
            sorted(
                {
                    each.decode("latin-1")
                    for each in TRACES
                    for text in texts.values()
                    if each in text
                }
            )
            for texts in kept
        ],
    }


def all_files() -> dict[str, bytes]:
    """Every file in the data folder, that of the database among them where it is SQLite."""
    folder = Path(settings.DATA_DIR)
    found = {}
    for path in folder.rglob("*"):
        # The last process that closes a database takes two of its files away.
        with suppress(FileNotFoundError, IsADirectoryError):
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def all_rows() -> bytes:
    """Every row of every table, as it is."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return repr(rows).encode()


def forked() -> dict[str, object]:
    """A forked process shares no connection, so no epoch, with the one it came from."""
    heard, mouth = os.pipe()

    def spools() -> list[Spool]:
        return [recorder().spool, roll_in(browsing_folder()).spool]

    parents = spools()

    def compare() -> None:
        shared = [spool for spool in spools() if spool in parents]
        os.write(mouth, str(len(shared)).encode())

    os.waitpid(raise_child(compare), 0)
    return {"shared": int(os.read(heard, 9))}


SCENARIOS = {
    "equal_beacons": equal_beacons,
    "readers_behind_a_proxy": readers_behind_a_proxy,
    "two_rollers": two_rollers,
    "killed_writers": partial(killed_writers, 1),
    "killed_writers_with_threads": partial(killed_writers, 4),
    "killed_rollers": killed_rollers,
    "killed_between_two_clicks": killed_between_two_clicks,
    "killed_between_statements": killed_between_statements,
    "killed_within_a_browse": killed_within_a_browse,
    "killed_within_a_take_over": killed_within_a_take_over,
    "odd_readers": odd_readers,
    "killed_while_tidying": killed_while_tidying,  # closes the day of the others, too
    "forked": forked,
}

if __name__ == "__main__":
    told = {name: scenario() for name, scenario in SCENARIOS.items()}
    sys.stdout.write(json.dumps(told))
