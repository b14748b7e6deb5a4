"""Counting with several processes, and with processes that are killed at any moment (R13)."""

import json
import subprocess
import sys

import pytest

from tests.browsing.doors import HOST
from tests.server import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory, model):
    """A site of its own, because other processes do not see what is in a test's transaction."""
    site = model.copy(tmp_path_factory.mktemp("site"))
    yield site
    site.drop_database()


@pytest.fixture(scope="module")
def told(site):
    """What the nursery tells of its scenarios."""
    itself = {"ALLOWED_HOSTS": HOST, "SITE_URL": f"http://{HOST}", "TRUSTED_PROXIES": "10.0.0.0/8"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.browsing.nursery"],
        cwd=ROOT,
        env=site.environment | itself,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_eight_equal_beacons_at_one_moment_are_one_browse_and_all_learn_the_number(told):
    assert told["equal_beacons"] == {
        "codes": [0] * 4,
        "answers": [{f'200 {{"browse_times": {number}}}': 8} for number in range(1, 11)],
        "counted": 10,
    }


def test_two_hundred_readers_behind_one_proxy_are_two_hundred(told):
    assert told["readers_behind_a_proxy"] == {"codes": [0] * 4, "counted": 200, "visitors": 200}


def test_two_rollers_at_once_count_nothing_twice(told):
    assert told["two_rollers"] == {
        "written": 1500,
        "counted": 1500,
        "visitors": 1500,
        "differences": 0,
    }


@pytest.mark.parametrize(
    ("scenario", "threads"), [("killed_writers", 1), ("killed_writers_with_threads", 4)]
)
def test_a_writer_that_is_killed_has_lost_nothing_it_acknowledged(told, scenario, threads):
    result = told[scenario]

    # Those in hand when the kill came may be in the spool without being acknowledged.
    assert set(result["beyond"]) <= set(range(threads + 1))
    assert result["acknowledged"] >= 6
    assert result["counted"] == result["acknowledged"] + sum(result["beyond"])
    assert result["visitors"] == result["counted"]
    assert result["differences"] == 0


def test_a_roller_that_is_killed_again_and_again_loses_nothing_and_counts_nothing_twice(told):
    result = told["killed_rollers"]

    written = result["written"]
    assert result == {
        "written": written,
        "shown": written,
        "counted": written,
        "visitors": written,
        "differences": 0,
    }
    assert written >= 12


def test_a_roller_that_is_killed_between_two_clicks_makes_one_browse_of_them(told):
    assert told["killed_between_two_clicks"] == {"browses": [1, 1, 1, 2]}


def test_a_roller_can_be_killed_before_each_of_its_statements(told):
    result = told["killed_between_statements"]

    written = 3 * (result["deaths"] + 1)
    assert result == {
        "written": written,
        "deaths": result["deaths"],
        "counted": written,
        "visitors": written,
        "differences": 0,
    }
    assert result["deaths"] >= 18


def test_a_day_can_be_closed_by_processes_that_are_killed_before_each_of_their_statements(told):
    result = told["killed_while_tidying"]

    days = result["days"]
    assert result == {
        "days": days,
        "counted": 3 * days,
        "visitors": 2 * days,
        "known": 0,
        "differences": 0,
    }
    assert days >= 12


def test_a_reader_who_tries_again_after_a_kill_is_counted_once(told):
    result = told["killed_within_a_browse"]

    readers = result["readers"]
    assert result == {
        "readers": readers,
        "told": list(range(1, readers + 1)),
        "counted": readers,
    }
    assert readers >= 7


def test_a_spool_of_before_is_taken_over_once_whenever_a_process_is_killed_at_it(told):
    result = told["killed_within_a_take_over"]

    waiting = [[41, "a", 7], [42, "a", 7], [43, "b", 8]]
    assert result["found"] == [waiting] * (result["deaths"] + 1)
    assert result["deaths"] >= 6


def test_nothing_of_a_reader_is_in_any_file_or_row(told):
    """The files of the spool with its log, of the database on SQLite, of the secrets."""
    result = told["odd_readers"]

    assert result["statuses"] == [200] * 5
    names = {"spool.sqlite3", "spool.sqlite3-wal", "secrets.json"}
    assert {f"browsing/{name}" for name in names} <= set(result["files"])
    assert result["found"] == [["search.example"]] * 3


def test_a_forked_process_has_connections_of_its_own(told):
    assert told["forked"] == {"shared": 0}
