"""Double clicks (R3): which clicks count, whoever looks at them; the clicks bring their time."""

import random

import pytest

from articles.browsing.clicks import Click, Clicks

HOUR = 3_600_000
MINUTE = 60_000


def verdicts(clicks):
    known = Clicks()
    return [known.counts(click) for click in clicks]


def of_one_reader(moments):
    return [Click(1, None, at_ms) for at_ms in moments]


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([0], [True]),
        ([0, 0], [True, False]),
        ([0, 30_000], [True, False]),
        ([0, 30_001], [True, True]),
        ([0, 25_000, 50_000, 75_000], [True, False, False, False]),
        ([0, 25_000, 56_000], [True, False, True]),
        ([0, 30_000, 60_000, 90_001], [True, False, False, True]),
        ([0, 30_001, 60_001], [True, True, False]),
        # Another process looked at the clock a moment earlier.
        ([0, -5], [True, False]),
        ([0, -5, 30_000], [True, False, False]),
        # The clock was put back, or forward.
        ([0, -HOUR, 30_000 - HOUR], [True, True, False]),
        ([0, -HOUR, 0], [True, True, True]),
        ([0, HOUR, HOUR + 30_000], [True, True, False]),
    ],
)
def test_a_click_within_thirty_seconds_of_the_last_one_does_not_count(moments, expected):
    assert verdicts(of_one_reader(moments)) == expected


def test_another_key_is_another_click():
    assert verdicts([Click(1, None, 0), Click(2, None, 0), Click(1, None, 1)]) == [
        True,
        True,
        False,
    ]


OLD, NEW = 1, 2


@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        # After midnight the key is new, and that of the day before is looked for.
        ([Click(OLD, None, 0), Click(NEW, OLD, 30_000)], [True, False]),
        ([Click(OLD, None, 0), Click(NEW, OLD, 30_001)], [True, True]),
        ([Click(OLD, None, 0), Click(NEW, 9, 1)], [True, True]),
        # It is the new one that is renewed.
        (
            [Click(OLD, None, 0), Click(NEW, OLD, 20_000), Click(NEW, None, 45_000)],
            [True, False, False],
        ),
        (
            [Click(OLD, None, 0), Click(NEW, OLD, 20_000), Click(NEW, OLD, 50_001)],
            [True, False, True],
        ),
        # Without a key of the day before, nobody was here before.
        ([Click(OLD, None, 0), Click(NEW, None, 1)], [True, True]),
    ],
)
def test_across_midnight_a_click_is_known_by_two_keys(clicks, expected):
    assert verdicts(clicks) == expected


def test_a_clock_a_moment_ahead_takes_no_readers_half_minute_away():
    """Two processes: the one that looked at the clock last comes first."""
    clicks = [Click(1, None, 0), Click(2, None, 30_005), Click(1, None, 29_999)]

    assert verdicts(clicks) == [True, True, False]


def test_clicks_of_a_process_that_stood_still_take_no_readers_half_minute_away():
    """It had looked at the clock before."""
    late = [Click(10 + number, None, 0) for number in range(16)]
    clicks = [Click(1, None, 35_002), Click(2, None, MINUTE), Click(3, None, 71_000), *late]
    known = Clicks()
    for click in clicks:
        known.counts(click)

    assert [known.counts(Click(key, None, 72_000)) for key in (2, 3, 1)] == [False, False, True]


def a_stream(chance, *, clicks=300, readers=6):
    """Clicks of few readers, many of them just within half a minute or just not."""
    at_ms, stream = 0, []
    for _ in range(clicks):
        at_ms += chance.choice([0, 1, 900, 5_000, 10_000, 29_999, 30_000, 30_001])
        stream.append(Click(chance.randrange(readers), None, at_ms))
    return stream


@pytest.mark.parametrize("seed", range(20))
def test_forgetting_what_is_old_changes_no_verdict(seed):
    stream = a_stream(random.Random(seed))
    last_seen, expected = {}, []
    for key, _earlier, at_ms in stream:
        expected.append(at_ms - last_seen.get(key, -HOUR) > 30_000)
        last_seen[key] = at_ms

    assert verdicts(stream) == expected


@pytest.mark.parametrize("seed", range(20))
def test_who_begins_later_with_a_minute_of_history_comes_to_the_same_verdicts(seed):
    chance = random.Random(seed)
    stream = [click._replace(at_ms=click.at_ms + chance.randrange(5)) for click in a_stream(chance)]
    now = chance.randrange(100, 300)
    begin = next(n for n, click in enumerate(stream) if click.at_ms >= stream[now].at_ms - MINUTE)

    assert verdicts(stream[begin:])[now - begin :] == verdicts(stream)[now:]


def remembered(known):
    return len(known._seen) + len(known._seen_before)


def test_memory_stays_that_of_a_minute():
    known = Clicks()

    for number in range(20_000):  # ten a second
        known.counts(Click(number, None, number * 100))

    assert remembered(known) < 800


def test_after_a_rush_memory_shrinks_again():
    known = Clicks()
    for number in range(1_000):
        known.counts(Click(number, None, 0))

    for number in range(1_000):  # ten a second
        known.counts(Click(1_000 + number, None, MINUTE + number * 100))

    assert remembered(known) < 800


def test_a_clock_that_is_put_back_leaves_nothing_behind_that_is_kept_for_an_hour():
    known = Clicks()
    for number in range(300):
        known.counts(Click(number, None, HOUR + number * 100))

    for number in range(400):
        known.counts(Click(1_000 + number, None, number * 100))

    assert remembered(known) < 800
