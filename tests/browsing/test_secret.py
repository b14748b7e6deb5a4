"""The secret of the day: agreed on, private, and gone when its day is over (R17)."""

import stat
from datetime import datetime

import pytest

from articles.browsing.secret import SecretOfTheDay
from tests.factories import SHANGHAI


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOON = at("2025-03-10T12:00:00")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def everything_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_secret_holds_all_day_and_also_after_a_restart(folder):
    first = SecretOfTheDay(folder).at(at("2025-03-10T00:10:00"))

    again = SecretOfTheDay(folder).at(at("2025-03-10T23:59:59.999"))

    assert again == first
    assert len(first.today) == 32
    assert first.yesterday is None


def test_only_the_owner_can_read_it(folder):
    SecretOfTheDay(folder).at(NOON)

    assert mode(folder) == 0o700
    assert mode(folder / "secrets.json") == 0o600
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_midnight_of_the_site_makes_a_new_one(folder):
    secrets = SecretOfTheDay(folder)
    before = secrets.at(datetime.fromisoformat("2025-03-10T15:59:59.999+00:00"))

    after = secrets.at(datetime.fromisoformat("2025-03-10T16:00:00+00:00"))

    assert after.today != before.today
    assert after.yesterday == before.today


def test_the_old_one_is_destroyed_at_ten_past_midnight_in_the_file_and_in_every_process(folder):
    secrets, idle = SecretOfTheDay(folder), SecretOfTheDay(folder)
    old = secrets.at(at("2025-03-10T23:59:00")).today
    idle.at(at("2025-03-10T23:59:00"))
    new = secrets.at(at("2025-03-11T00:09:59.999"))

    later = secrets.at(at("2025-03-11T00:10:00"))
    idle.at(at("2025-03-11T00:10:00"))

    assert (new.yesterday, later.yesterday) == (old, None)
    assert later.today == new.today
    assert old.hex().encode() not in everything_below(folder)
    assert [list(kept._kept.values()) for kept in (secrets, idle)] == [[new.today], [new.today]]


def test_two_processes_on_both_sides_of_midnight_agree(folder):
    early, late = SecretOfTheDay(folder), SecretOfTheDay(folder)
    late.at(at("2025-03-10T23:59:59"))

    ahead = late.at(at("2025-03-11T00:00:00"))
    behind = early.at(at("2025-03-10T23:59:59.990"))

    assert behind.today == ahead.yesterday
    assert early.at(at("2025-03-11T00:00:00.010")) == ahead


def test_a_clock_that_is_put_back_over_midnight_finds_the_day_before_again(folder):
    secrets = SecretOfTheDay(folder)
    before = secrets.at(at("2025-03-10T23:59:50"))
    after = secrets.at(at("2025-03-11T00:00:10"))

    again = secrets.at(at("2025-03-10T23:59:55"))

    assert again == before
    assert secrets.at(at("2025-03-11T00:00:01")) == after


def test_within_a_minute_no_file_is_read(folder):
    secrets = SecretOfTheDay(folder)
    first = secrets.at(at("2025-03-10T12:00:00"))
    (folder / "secrets.json").unlink()

    assert secrets.at(at("2025-03-10T12:00:59.999")) is first


def test_a_secret_left_over_from_a_stopped_server_is_destroyed_at_the_next_start(folder):
    old = SecretOfTheDay(folder).at(NOON).today

    SecretOfTheDay(folder).at(at("2025-03-20T12:00:00"))

    assert old.hex().encode() not in everything_below(folder)


@pytest.mark.parametrize("rubbish", ["", "[]", '{"2025-03-10": 7}', '{"monday": "00"}', "\0\1"])
def test_a_file_that_cannot_be_read_is_replaced(folder, rubbish, caplog):
    SecretOfTheDay(folder).at(NOON)
    (folder / "secrets.json").write_text(rubbish)

    fresh = SecretOfTheDay(folder).at(NOON)

    assert fresh == SecretOfTheDay(folder).at(NOON)
    assert caplog.messages == ["The secret of the day cannot be read; a new one is made."]
