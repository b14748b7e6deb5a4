"""Counting with several processes, and with processes that are killed at any moment (R13)."""

import json
import subprocess
import sys

import pytest

from tests.browsing.doors import HOST
from tests.server import ROOT, Server


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the nursery tells of its scenarios, on a site of its own.

    Of its own, because other processes do not see what is in a test's transaction.
    """
    site = Server(tmp_path_factory.mktemp("site"))
    site.manage("migrate", "--verbosity", "0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browsing.nursery"],
        cwd=ROOT,
        env=site.environment | {"ALLOWED_HOSTS": HOST, "SITE_URL": f"http://{HOST}"},
        capture_output=True,
        text=True,
        check=False,
    )
    site.drop_database()
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_eight_equal_beacons_at_one_moment_are_one_browse(told):
    assert told["equal_beacons"] == {
        "codes": [0] * 4,
        "statuses": ["200"] * 80,
        "counted": 10,
    }


def test_two_rollers_at_once_count_nothing_twice(told):
    result = told["two_rollers"]

    assert result == {"written": 1500, "counted": 1500, "differences": 0}


def test_a_writer_that_is_killed_has_lost_nothing_it_acknowledged(told):
    result = told["killed_writers"]

    # The one in hand when the kill came may be in the spool without being acknowledged.
    assert set(result["beyond"]) <= {0, 1}
    assert result["acknowledged"] >= 8
    assert result["counted"] == result["acknowledged"] + sum(result["beyond"])


def test_a_roller_that_is_killed_again_and_again_loses_nothing_and_counts_nothing_twice(told):
    result = told["killed_rollers"]

    written = result["written"]
    assert result == {"written": written, "shown": written, "counted": written, "differences": 0}
    assert written >= 12


def test_a_roller_can_be_killed_before_each_of_its_statements(told):
    result = told["killed_between_statements"]

    assert result["counted"] == result["written"] == 3 * (result["deaths"] + 1)
    assert result["deaths"] >= 12


def test_a_reader_who_tries_again_after_a_kill_is_counted_once(told):
    result = told["killed_within_a_browse"]

    assert result["counted"] == result["readers"]
    assert result["readers"] >= 6


def test_a_forked_process_has_connections_of_its_own(told):
    assert told["forked"] == {"shared": 0}
