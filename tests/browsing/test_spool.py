"""The spool: what one transaction takes, and what a damaged, lost or earlier file does to it."""

from datetime import date, timedelta

import pytest

from articles.browsing.spool import Browse, Spool
from tests.factories import NOW

DAY = date(2025, 3, 10)
BROWSE = Browse(edition_id=7, article_id=3, day=DAY)


@pytest.fixture
def open_spool(folder):
    """Opens the folder's spool as another process would; all are closed at the end."""
    opened = []

    def open_one():
        opened.append(Spool(folder))
        return opened[-1]

    yield open_one
    for spool in opened:
        spool.close()


def after(milliseconds):
    return NOW + timedelta(milliseconds=milliseconds)


def numbers(spool):
    return [number for number, _epoch in spool.browses_of(3, after=0)]


@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        ([0], [True]),
        ([0, 0], [True, False]),
        ([0, 30_000], [True, False]),
        ([0, 30_001], [True, True]),
        ([0, 25_000, 50_000, 75_000], [True, False, False, False]),
        ([0, 25_000, 56_000], [True, False, True]),
        ([0, -5], [True, False]),  # another process looked at the clock a moment earlier
        ([0, -5, 30_000], [True, False, False]),
        ([0, -3_600_000, -3_600_000 + 30_000], [True, True, False]),  # the clock was put back
    ],
)
def test_a_click_within_thirty_seconds_of_the_last_is_not_taken(open_spool, clicks, expected):
    spool = open_spool()

    taken = [spool.add(BROWSE, keys=[b"reader"], at=after(click)) for click in clicks]

    assert taken == expected
    assert len(numbers(spool)) == sum(expected)


def test_time_is_looked_at_in_whole_milliseconds(open_spool):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"reader"], at=NOW)

    within = spool.add(BROWSE, keys=[b"reader"], at=NOW + timedelta(seconds=30, microseconds=999))

    assert within is False


def test_another_key_is_another_click(open_spool):
    spool = open_spool()

    taken = [spool.add(BROWSE, keys=[key], at=NOW) for key in (b"one", b"other")]

    assert taken == [True, True]


def test_yesterdays_key_is_looked_for_and_todays_renewed(open_spool):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"old"], at=after(0))

    across_midnight = spool.add(BROWSE, keys=[b"new", b"old"], at=after(20_000))
    later = spool.add(BROWSE, keys=[b"new"], at=after(45_000))

    assert (across_midnight, later) == (False, False)


def test_processes_see_each_others_clicks_and_share_one_row_of_numbers(open_spool):
    one, other = open_spool(), open_spool()

    taken = [
        one.add(BROWSE, keys=[b"reader"], at=NOW),
        other.add(BROWSE, keys=[b"reader"], at=NOW),
        other.add(BROWSE, keys=[b"second"], at=NOW),
    ]

    assert taken == [True, False, True]
    assert one.browses_of(3, after=0) == [(1, one.epoch), (2, other.epoch)]
    assert one.epoch != other.epoch


def test_a_tally_counts_browses_of_an_epoch_by_edition_and_day(open_spool):
    spool = open_spool()
    next_day = DAY + timedelta(days=1)
    for number, (edition, day) in enumerate([(7, DAY), (8, DAY), (7, next_day), (7, DAY)]):
        browse = Browse(edition_id=edition, article_id=3, day=day)
        spool.add(browse, keys=[bytes([number])], at=NOW)

    tally = spool.tally(spool.epoch, after=0, through=4)

    assert tally == {(7, DAY): 2, (8, DAY): 1, (7, next_day): 1}
    assert spool.tally(spool.epoch, after=1, through=3) == {(8, DAY): 1, (7, next_day): 1}
    assert spool.tally("another", after=0, through=4) == {}
    assert spool.epoch_ends(after=0, through=3) == {spool.epoch: 3}


def test_batches_end_where_they_are_full_or_the_spool_does(open_spool):
    spool = open_spool()
    for number in range(5):
        spool.add(BROWSE, keys=[bytes([number])], at=NOW)

    assert [spool.batch_end(after=after, size=2) for after in (0, 2, 4, 5)] == [2, 4, 5, None]


def test_rolled_browses_stay_a_minute_and_numbers_are_never_given_twice(open_spool):
    spool = open_spool()
    for number in range(3):
        spool.add(BROWSE, keys=[bytes([number])], at=NOW)
    spool.note_rolled(through=2, at=after(0))
    spool.note_rolled(through=3, at=after(10_000))

    spool.prune(at=after(59_999))
    kept = numbers(spool)
    spool.prune(at=after(60_000), step=1)
    kept_then = numbers(spool)
    spool.prune(at=after(70_000), step=1)
    kept_at_last = numbers(spool)
    spool.add(BROWSE, keys=[b"new"], at=after(80_000))

    assert (kept, kept_then, kept_at_last) == ([1, 2, 3], [3], [])
    assert numbers(spool) == [4]
    assert spool.rolled_through() == 3


def test_browses_that_were_not_rolled_up_are_never_pruned(open_spool):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"reader"], at=NOW)

    spool.prune(at=NOW + timedelta(days=300))

    assert numbers(spool) == [1]


def test_clicks_are_forgotten_after_a_minute(open_spool):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"early"], at=after(0))
    spool.add(BROWSE, keys=[b"late"], at=after(1))

    spool.prune(at=after(60_001))

    assert spool._rows("SELECT key FROM seen") == [(b"late",)]


def test_pruning_folds_the_log_back_so_that_no_reader_has_to(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"reader"], at=NOW)
    before = (folder / "spool.sqlite3").stat().st_size

    spool.prune(at=NOW)

    assert (folder / "spool.sqlite3").stat().st_size > before


def test_a_damaged_file_is_set_aside_and_counting_goes_on(open_spool, folder, caplog):
    damaged = open_spool()
    damaged.add(BROWSE, keys=[b"reader"], at=NOW)
    damaged.close()
    (folder / "spool.sqlite3").write_bytes(b"no database at all " * 1000)

    spool = open_spool()
    taken = spool.add(BROWSE, keys=[b"reader"], at=NOW)

    aside = list(folder.glob("damaged-*.sqlite3"))
    assert taken is True
    assert numbers(spool) == [1]
    assert [path.read_bytes()[:19] for path in aside] == [b"no database at all "]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_damage_that_is_found_while_open_is_set_aside_too(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"reader"], at=NOW)
    spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    page = 4096
    with (folder / "spool.sqlite3").open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * page * 20)
    other = open_spool()

    taken = [one.add(BROWSE, keys=[b"second"], at=NOW) for one in (other, spool)]

    assert taken == [True, False]
    assert numbers(spool) == numbers(other) == [1]


def test_two_that_find_the_same_damage_set_aside_one_file(open_spool, folder):
    one, other = open_spool(), open_spool()
    for spool in (one, other):
        spool.add(BROWSE, keys=[b"reader"], at=NOW)

    one._set_aside()
    one.add(BROWSE, keys=[b"reader"], at=NOW)
    other._set_aside()

    assert numbers(other) == numbers(one) == [1]
    assert len(list(folder.glob("damaged-*.sqlite3"))) == 1


def test_a_browse_written_into_a_file_that_was_set_aside_is_written_again(open_spool, folder):
    slow, quick = open_spool(), open_spool()
    slow.add(BROWSE, keys=[b"first"], at=NOW)
    for path in folder.glob("spool.sqlite3*"):
        path.rename(folder / f"aside-{path.name}")
    quick.add(BROWSE, keys=[b"second"], at=NOW)

    slow.add(BROWSE, keys=[b"third"], at=NOW)

    assert len(numbers(quick)) == 2
    assert numbers(slow) == numbers(quick)


def test_a_folder_that_vanished_is_made_again(open_spool, folder):
    spool = open_spool()
    spool.add(BROWSE, keys=[b"first"], at=NOW)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    spool.add(BROWSE, keys=[b"second"], at=NOW)

    assert numbers(spool) == [1]
