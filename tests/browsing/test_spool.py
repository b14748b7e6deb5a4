"""The spool: what is added, told and dropped; what a damaged, lost, full or earlier file does."""

import shutil
import sqlite3
import threading
from datetime import date, timedelta

import pytest

from articles.browsing.batch import Event
from articles.browsing.clicks import Click
from articles.browsing.spool import Browse, News, Spool
from tests.browsing.earlier import make_earlier_spool
from tests.factories import NOW

DAY = date(2025, 3, 10)
BROWSE = Browse(edition_id=7, article_id=3, day=DAY)
ROBOT = Browse(edition_id=7, article_id=None, day=DAY)
CLICK = Click(-5, None, 1_741_572_000_000)


class Listener:
    """Notes what it is told."""

    def __init__(self):
        self.begun = 0
        self.told = []
        self.most_at_once = 0

    def begin(self):
        self.begun += 1
        self.told = []

    def hear(self, news):
        self.told += news
        self.most_at_once = max(self.most_at_once, len(news))

    @property
    def numbers(self):
        return [news.number for news in self.told]


@pytest.fixture
def open_spool(folder):
    """Opens the folder's spool as another process would; all are closed at the end."""
    opened = []

    def open_one(**how):
        opened.append(Spool(folder, **how))
        return opened[-1]

    yield open_one
    for spool in opened:
        spool.close()


def after(milliseconds):
    return NOW + timedelta(milliseconds=milliseconds)


def numbers(spool):
    return [event.number for event in spool.batch(after=0, size=10_000)]


def add(spool, times):
    for _ in range(times):
        spool.add(BROWSE)


def listen(spool):
    """Makes the spool tell what is new."""
    spool.listen(lambda: None)


# What is added, and what it is read as.


@pytest.mark.parametrize(
    ("browse", "visitor", "referrer", "click"),
    [
        (BROWSE, None, "", None),
        (BROWSE._replace(click=CLICK), None, "", CLICK),
        (BROWSE._replace(click=Click(0, 0, 0)), None, "", Click(0, 0, 0)),
        (BROWSE._replace(visitor=0), 0, "", None),
        (
            BROWSE._replace(
                visitor=-(2**63), referrer="a.example", click=Click(2**63 - 1, -(2**63), 0)
            ),
            -(2**63),
            "a.example",
            Click(2**63 - 1, -(2**63), 0),
        ),
    ],
)
def test_what_is_added_is_read_as_it_was(open_spool, browse, visitor, referrer, click):
    spool = open_spool()

    spool.add(browse)

    assert spool.batch(after=0, size=9) == [
        Event(1, spool.epoch, 7, 3, DAY, visitor, referrer, click)
    ]


def test_a_robots_call_belongs_to_no_article(open_spool):
    spool = open_spool()

    spool.add(ROBOT)

    assert spool.batch(after=0, size=9) == [Event(1, spool.epoch, 7, None, DAY, None, "", None)]


def test_batches_are_read_in_the_order_in_which_events_came(open_spool):
    spool = open_spool()
    add(spool, 5)

    batches = [spool.batch(after=after, size=2) for after in (0, 2, 4, 5)]

    assert [[event.number for event in batch] for batch in batches] == [[1, 2], [3, 4], [5], []]


def test_clicks_are_told_up_to_a_number_in_their_order(open_spool):
    spool = open_spool()
    spool.add(BROWSE._replace(click=Click(1, None, 50)))
    spool.add(ROBOT)
    spool.add(BROWSE)
    spool.add(BROWSE._replace(click=Click(2, 1, 40)))
    spool.add(BROWSE._replace(click=Click(3, None, 60)))

    assert spool.clicks_through(4) == [Click(1, None, 50), Click(2, 1, 40)]
    assert spool.clicks_through(0) == []


def test_processes_share_one_row_of_numbers_and_have_epochs_of_their_own(open_spool):
    one, other = open_spool(), open_spool()

    for spool in (one, other, one):
        spool.add(BROWSE)

    events = one.batch(after=0, size=9)
    assert [(event.number, event.epoch) for event in events] == [
        (1, one.epoch),
        (2, other.epoch),
        (3, one.epoch),
    ]
    assert one.epoch != other.epoch


# Several threads.


def raise_threads(spool, browses):
    """One thread for each browse, all waiting for the spool; what each of them came to."""
    came_to = [None] * len(browses)

    def add_one(place):
        try:
            spool.add(browses[place])
            came_to[place] = "added"
        except sqlite3.Error as error:
            came_to[place] = str(error)

    threads = [threading.Thread(target=add_one, args=(place,)) for place in range(len(browses))]
    with spool._lock:
        for thread in threads:
            thread.start()
        while len(spool._waiting) < len(browses):
            pass
    for thread in threads:
        thread.join()
    return came_to


def statements_of(spool):
    """What is sent to the spool from now on."""
    sent = []
    spool._connection.set_trace_callback(sent.append)
    return sent


@pytest.mark.parametrize(("threads", "statements"), [(1, 1), (5, 1), (16, 1), (17, 2), (40, 3)])
def test_what_threads_bring_at_once_is_added_in_few_statements(open_spool, threads, statements):
    listener = Listener()
    spool = open_spool(listener=listener)
    spool.add(ROBOT)
    sent = statements_of(spool)
    browses = [BROWSE._replace(article_id=n, click=Click(n, None, n)) for n in range(threads)]

    came_to = raise_threads(spool, browses)

    number_sent = len(sent)
    events = spool.batch(after=1, size=99)
    assert came_to == ["added"] * threads
    assert number_sent == statements
    assert sorted(event.article_id for event in events) == list(range(threads))
    assert [event.number for event in events] == list(range(2, threads + 2))
    assert listener.told[1:] == [
        News(event.number, event.epoch, event.article_id, event.click) for event in events
    ]


def test_a_failing_write_is_raised_for_each_that_waits_and_later_ones_go_on(open_spool):
    listener = Listener()
    spool, blocking = open_spool(listener=listener), open_spool()
    spool.add(BROWSE)
    spool._connection.execute("PRAGMA busy_timeout = 0")
    blocking.rolled_through()
    blocking._connection.execute("BEGIN IMMEDIATE")

    refused = raise_threads(spool, [BROWSE] * 20)
    blocking._connection.execute("ROLLBACK")
    taken = raise_threads(spool, [BROWSE] * 20)

    assert refused == ["database is locked"] * 20
    assert taken == ["added"] * 20
    assert numbers(spool) == listener.numbers == list(range(1, 22))
    assert len(spool._waiting) == 0


def test_one_that_cannot_be_written_fails_alone_when_it_comes_alone(open_spool):
    spool = open_spool()
    spool.add(BROWSE)

    with pytest.raises(OverflowError):
        spool.add(BROWSE._replace(visitor=2**63))
    spool.add(BROWSE)

    assert numbers(spool) == [1, 2]


def test_threads_that_add_and_read_for_a_while_lose_nothing(open_spool):
    listener = Listener()
    spool, other = open_spool(listener=listener), open_spool()

    def add_many(spool):
        for _ in range(50):
            spool.add(BROWSE)
            listen(spool)

    threads = [threading.Thread(target=add_many, args=(each,)) for each in (spool, other) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listen(spool)

    assert listener.numbers == numbers(spool) == list(range(1, 301))


# The listener.


def test_a_listener_is_told_of_everything_once_and_in_order(open_spool):
    listener = Listener()
    mine, other = open_spool(listener=listener), open_spool()
    add(other, 2)  # before we began
    told = []

    for spool, times in ((mine, 1), (mine, 2), (other, 3), (mine, 1), (other, 1)):
        add(spool, times)
        told.append(listener.numbers)
    listen(mine)
    told.append(listener.numbers)
    listen(mine)

    assert [numbers[-1] for numbers in told] == [3, 5, 5, 9, 9, 10]
    assert listener.numbers == list(range(1, 11))
    assert [news.epoch == mine.epoch for news in listener.told] == [
        number in {3, 4, 5, 9} for number in range(1, 11)
    ]
    assert listener.begun == 1


def test_a_listener_hears_of_articles_and_clicks_of_its_own_process_as_of_others(open_spool):
    listener = Listener()
    mine, other = open_spool(listener=listener), open_spool()
    browses = [BROWSE, ROBOT, BROWSE._replace(click=CLICK), BROWSE._replace(click=Click(1, 2, 3))]

    for spool in (mine, other, mine):
        for browse in browses:
            spool.add(browse)

    heard = [(news.article_id, news.click) for news in listener.told]
    assert heard == [(3, None), (None, None), (3, CLICK), (3, Click(1, 2, 3))] * 3


def test_a_browse_that_was_added_is_told_before_the_adding_is_over(open_spool):
    listener = Listener()
    spool = open_spool(listener=listener)

    for number in (1, 2, 3):
        spool.add(BROWSE)
        assert listener.numbers[-1] == number


def test_nothing_is_told_between_hearing_and_what_is_done_then(open_spool):
    """Whatever other processes, and other threads of this one, add meanwhile."""
    listener = Listener()
    spool, other = open_spool(listener=listener), open_spool()
    add(other, 2)
    thread = threading.Thread(target=add, args=(spool, 1))

    def note():
        add(other, 1)
        thread.start()
        while thread.is_alive() and not spool._waiting:
            pass
        return list(listener.numbers)

    noted = spool.listen(note)
    thread.join()

    assert noted == [1, 2]
    assert listener.numbers == [1, 2, 3, 4]


def test_a_new_file_is_a_new_beginning_for_the_listener(open_spool, folder):
    listener = Listener()
    spool, other = open_spool(listener=listener), open_spool()
    add(spool, 3)
    first = spool.epoch
    for path in folder.glob("spool.sqlite3*"):
        path.unlink()

    add(other, 1)
    add(spool, 1)

    assert listener.begun == 2
    assert listener.numbers == numbers(other) == [1, 2]
    assert spool.epoch != first


def test_who_begins_late_is_told_of_much_in_portions(open_spool):
    """After hours without the database there are millions; all at once they fill the memory."""
    listener = Listener()
    filled, late = open_spool(), open_spool(listener=listener)
    add(filled, 1)
    filled._rows(
        "INSERT INTO event (epoch, edition_id, article_id, day)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)"
        " SELECT 'epoch', 7, 3, '2025-03-10' FROM n"
    )

    late.add(BROWSE)

    assert listener.numbers == list(range(1, 25_003))
    assert listener.most_at_once <= 10_000


# What is rolled up, and dropped.


def test_rolled_browses_stay_a_minute_and_the_newest_row_for_good(open_spool):
    spool = open_spool()
    add(spool, 3)
    spool.note_rolled(through=2, at=after(0))
    spool.note_rolled(through=3, at=after(10_000))
    kept = []

    for moment in (59_999, 60_000, 70_000, 10**9):
        spool.prune(at=after(moment), step=1)
        kept.append(numbers(spool))

    assert kept == [[1, 2, 3], [3], [3], [3]]
    assert spool.rolled_through() == 3


def test_numbers_are_never_given_twice_also_not_by_the_next_process(open_spool):
    for number in range(1, 4):
        spool = open_spool()
        spool.add(BROWSE)
        assert spool.batch(after=0, size=9)[-1].number == number
        spool.note_rolled(through=number, at=NOW)
        spool.prune(at=after(60_000))
        spool.close()

    assert numbers(open_spool()) == [3]


def test_browses_that_were_not_rolled_up_are_never_pruned(open_spool):
    spool = open_spool()
    add(spool, 2)

    spool.prune(at=NOW + timedelta(days=300))

    assert numbers(spool) == [1, 2]


def test_what_is_pruned_was_told_and_is_not_told_again(open_spool):
    listener = Listener()
    spool = open_spool(listener=listener)
    add(spool, 3)
    spool.note_rolled(through=3, at=NOW)
    spool.prune(at=after(60_000))

    add(spool, 1)
    listen(spool)

    assert listener.numbers == [1, 2, 3, 4]


@pytest.mark.parametrize("step", range(4))
def test_a_file_that_is_lost_while_another_is_pruned_loses_nothing_of_the_next(
    open_spool, folder, step
):
    """What is known of the old file must not be taken for something about the new one."""
    spool, other = open_spool(), open_spool()
    add(spool, 5)
    spool.note_rolled(through=5, at=NOW)
    attempt, left, lost = spool._attempt, iter(range(step)), []

    def lose_the_file(*asked):
        if next(left, None) is None and not lost:
            lost.append(asked)
            for path in folder.glob("spool.sqlite3*"):
                path.unlink()
            add(other, 3)
        return attempt(*asked)

    spool._attempt = lose_the_file
    spool.prune(at=after(60_000))

    assert numbers(other) == [1, 2, 3]


def test_a_note_can_be_made_twice(open_spool):
    """By a roller that was killed in between."""
    spool = open_spool()
    add(spool, 2)

    for moment in (0, 5_000):
        spool.note_rolled(through=2, at=after(moment))
    spool.prune(at=after(60_000))

    assert spool.rolled_through() == 2
    assert numbers(spool) == [2]


def test_notes_do_not_pile_up(open_spool):
    spool = open_spool()

    for second in range(130):
        spool.add(BROWSE)
        spool.note_rolled(through=second + 1, at=after(second * 1000))
        if second % 10 == 0:
            spool.prune(at=after(second * 1000))

    assert spool._value("SELECT count(*) FROM rolled") <= 70
    assert len(numbers(spool)) <= 70


def test_pruning_folds_the_log_back_so_that_no_reader_has_to(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE)
    before = (folder / "spool.sqlite3").stat().st_size

    spool.prune(at=NOW)

    assert (folder / "spool.sqlite3").stat().st_size > before


def fill(spool):
    """Adds until there is no room; how many were taken."""
    before = len(numbers(spool))
    with pytest.raises(sqlite3.OperationalError, match=r"^database or disk is full$"):
        add(spool, 20_000)
    return len(numbers(spool)) - before


def test_a_full_spool_says_so_and_goes_on_after_a_roll_up(open_spool, folder, monkeypatch):
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 2**16)
    listener = Listener()
    spool, other = open_spool(listener=listener), open_spool()

    taken = fill(spool)
    refused_elsewhere = fill(other)
    still_there = len(numbers(spool))
    open_spool(is_limited=False).note_rolled(through=taken, at=NOW)
    spool.prune(at=after(60_000))
    spool.add(BROWSE)

    assert taken > 500
    assert refused_elsewhere == 0
    assert still_there == taken
    assert numbers(other) == [taken, taken + 1]
    assert listener.numbers == list(range(1, taken + 2))
    assert (folder / "spool.sqlite3").stat().st_size <= 2**16


def test_a_full_spool_can_note_every_batch_that_was_rolled_up(open_spool, monkeypatch):
    """It holds thousands of batches: if a note found no room, it would be full for ever."""
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 2**16)
    spool, rollers = open_spool(), open_spool(is_limited=False)
    taken = fill(spool)

    for through in range(1, taken + 1):
        rollers.note_rolled(through=through, at=NOW)
    still_full = fill(spool)
    rollers.prune(at=after(60_000))

    assert still_full == 0
    assert numbers(spool) == [taken]
    assert fill(spool) > 500
    assert fill(open_spool()) == 0


def test_a_spool_that_is_pruned_never_grows(open_spool, folder):
    spool, sizes = open_spool(), []

    for turn in range(6):
        add(spool, 300)
        spool.note_rolled(through=(turn + 1) * 300, at=NOW)
        spool.prune(at=after(60_000))
        sizes.append((folder / "spool.sqlite3").stat().st_size)

    assert sizes[-1] == sizes[1]


def test_what_is_freed_is_given_back_to_the_disk(open_spool, folder, monkeypatch):
    monkeypatch.setattr("articles.browsing.spool.MOST_FREE_PAGES", 10)
    spool = open_spool()
    add(spool, 1000)
    spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (folder / "spool.sqlite3").stat().st_size
    spool.note_rolled(through=1000, at=NOW)

    spool.prune(at=after(60_000))

    spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert spool._value("PRAGMA freelist_count") == 0
    assert (folder / "spool.sqlite3").stat().st_size < before / 10


def test_few_free_pages_are_kept_to_be_used_again(open_spool):
    spool = open_spool()
    add(spool, 1000)
    spool.note_rolled(through=1000, at=NOW)

    spool.prune(at=after(60_000))

    assert spool._value("PRAGMA freelist_count") > 30


# A damaged or lost file.


def test_a_damaged_file_is_set_aside_and_counting_goes_on(open_spool, folder, caplog):
    damaged = open_spool()
    damaged.add(BROWSE)
    damaged.close()
    (folder / "spool.sqlite3").write_bytes(b"no database at all " * 1000)

    spool = open_spool()
    spool.add(BROWSE)

    aside = list(folder.glob("damaged-*.sqlite3"))
    assert numbers(spool) == [1]
    assert [path.read_bytes()[:19] for path in aside] == [b"no database at all "]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_damage_that_is_found_while_open_is_set_aside_too(open_spool, folder):
    listeners = Listener(), Listener()
    spool = open_spool(listener=listeners[0])
    add(spool, 300)
    spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    page = 1024
    with (folder / "spool.sqlite3").open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * page * 40)
    other = open_spool(listener=listeners[1])

    for one in (other, spool):
        one.add(BROWSE)
    listen(other)

    assert numbers(spool) == numbers(other) == [1, 2]
    assert [listener.numbers for listener in listeners] == [[1, 2], [1, 2]]
    assert len(list(folder.glob("damaged-*.sqlite3"))) == 1


def test_two_that_find_the_same_damage_set_aside_one_file(open_spool, folder):
    one, other = open_spool(), open_spool()
    for spool in (one, other):
        spool.add(BROWSE)

    one._set_aside()
    one.add(BROWSE)
    other._set_aside()

    assert numbers(other) == numbers(one) == [1]
    assert len(list(folder.glob("damaged-*.sqlite3"))) == 1


def test_a_browse_written_into_a_file_that_was_set_aside_is_written_again(open_spool, folder):
    listener = Listener()
    slow, quick = open_spool(listener=listener), open_spool()
    slow.add(BROWSE)
    for path in folder.glob("spool.sqlite3*"):
        path.rename(folder / f"aside-{path.name}")
    quick.add(BROWSE)

    slow.add(BROWSE)

    assert len(numbers(quick)) == 2
    assert numbers(slow) == numbers(quick) == listener.numbers


def test_threads_that_wait_while_the_file_is_lost_are_all_written_into_the_next(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE)
    for path in folder.glob("spool.sqlite3*"):
        path.unlink()

    came_to = raise_threads(spool, [BROWSE] * 20)

    assert came_to == ["added"] * 20
    assert numbers(open_spool()) == list(range(1, 21))


def test_a_folder_that_vanished_is_made_again(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE)
    shutil.rmtree(folder)

    spool.add(BROWSE)

    assert numbers(spool) == [1]


def test_a_directory_in_place_of_the_file_is_told_and_gone_round_as_soon_as_it_is_gone(
    open_spool, folder
):
    (folder / "spool.sqlite3").mkdir(parents=True)
    spool = open_spool()

    with pytest.raises(sqlite3.OperationalError):
        spool.add(BROWSE)
    (folder / "spool.sqlite3").rmdir()
    spool.add(BROWSE)

    assert numbers(spool) == [1]


# A spool of before.

ROWS = [
    (41, "rolled", 7, 3, "2025-03-09"),
    (42, "waits", 7, 3, "2025-03-09"),
    (43, "waits", 8, 4, "2025-03-10"),
]


def columns(folder):
    connection = sqlite3.connect(folder / "spool.sqlite3")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in tables
        if not name.startswith("sqlite_")
    }
    connection.close()
    return found


def test_a_spool_of_before_is_taken_over_with_what_waits_in_it(open_spool, folder):
    """What is rolled up already the positions in the database tell."""
    make_earlier_spool(folder, rows=ROWS, rolled_through=41)
    listener = Listener()
    spool = open_spool(listener=listener)

    spool.add(BROWSE)
    other = open_spool()
    other.add(ROBOT)

    events = other.batch(after=0, size=9)
    assert events[:3] == [
        Event(number, epoch, edition, article, date.fromisoformat(day), None, "", None)
        for number, epoch, edition, article, day in ROWS
    ]
    assert [(event.number, event.epoch) for event in events[3:]] == [
        (44, spool.epoch),
        (45, other.epoch),
    ]
    assert spool.rolled_through() == 0
    assert listener.numbers == [41, 42, 43, 44]
    assert {"earlier", "seen"} & columns(folder).keys() == set()


def test_an_empty_spool_of_before_is_taken_over_too(open_spool, folder):
    make_earlier_spool(folder, rows=[], rolled_through=41)
    spool = open_spool()

    spool.add(BROWSE._replace(click=CLICK))
    spool.add(ROBOT)

    assert numbers(spool) == [1, 2]
    assert spool.rolled_through() == 0


def test_a_spool_of_before_is_as_bounded_as_others(open_spool, folder, monkeypatch):
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 2**17)
    make_earlier_spool(folder, rows=ROWS, rolled_through=41)
    spool = open_spool()

    taken = fill(spool)
    spool.note_rolled(through=43 + taken, at=NOW)
    spool.prune(at=after(60_000))

    assert fill(spool) > 500
    assert (folder / "spool.sqlite3").stat().st_size <= 2**17
