"""What a batch of events adds up to (R4, R10, R11, R12): values in, values out."""

from collections import Counter
from datetime import date

import pytest

from articles.browsing.batch import Event, Tally, add_up, counted
from articles.browsing.clicks import Click, Clicks

DAY, NEXT_DAY = date(2025, 3, 10), date(2025, 3, 11)
# Two articles; the first one in two languages.
ENGLISH, CHINESE, OTHER = (11, 1), (12, 1), (21, 2)
ANN, BO = 1001, -1002  # visitors


def browse(edition, visitor=None, *, day=DAY, referrer="", click=None, number=1):
    edition_id, article_id = edition
    return Event(number, "epoch", edition_id, article_id, day, visitor, referrer, click)


def robot(edition, *, day=DAY):
    return Event(1, "epoch", edition[0], None, day, None, "", None)


def sums_of(events, *, visited=None, hosts=None):
    return add_up(events, visited=visited or {}, hosts=hosts or {})


def test_nothing_adds_nothing():
    sums = sums_of([])

    assert (sums.tallies(), sums.newcomers) == ({}, [])
    assert (sums.site_visitors, sums.referrers) == (Counter(), Counter())


def test_browses_are_counted_by_edition_and_day():
    sums = sums_of(
        [browse(ENGLISH), browse(CHINESE), browse(ENGLISH), browse(ENGLISH, day=NEXT_DAY)]
    )

    assert sums.tallies() == {
        (11, DAY): Tally(browses=2),
        (12, DAY): Tally(browses=1),
        (11, NEXT_DAY): Tally(browses=1),
    }


def test_robots_are_counted_apart_and_are_no_browse_nor_visitor():
    sums = sums_of([robot(ENGLISH), browse(ENGLISH, ANN), robot(ENGLISH), robot(OTHER)])

    assert sums.tallies() == {
        (11, DAY): Tally(browses=1, visitors=1, robots=2),
        (21, DAY): Tally(robots=1),
    }
    assert sums.browses == {(11, DAY): 1}
    assert sums.site_visitors == {DAY: 1}


def test_a_visitor_is_counted_once_a_day_for_a_story_in_the_language_read_first():
    sums = sums_of([browse(CHINESE, ANN), browse(ENGLISH, ANN), browse(CHINESE, ANN)])

    assert sums.tallies() == {
        (12, DAY): Tally(browses=2, visitors=1),
        (11, DAY): Tally(browses=1, visitors=0),
    }
    assert sums.newcomers == [(DAY, ANN, 1)]


def test_the_site_counts_a_visitor_once_a_day_however_many_stories():
    sums = sums_of(
        [
            browse(ENGLISH, ANN),
            browse(OTHER, ANN),
            browse(OTHER, BO),
            browse(ENGLISH, ANN, day=NEXT_DAY),
        ]
    )

    assert sums.site_visitors == {DAY: 2, NEXT_DAY: 1}
    assert sums.visitors == {(11, DAY): 1, (21, DAY): 2, (11, NEXT_DAY): 1}
    assert sums.newcomers == [(DAY, ANN, 1), (DAY, ANN, 2), (DAY, BO, 2), (NEXT_DAY, ANN, 1)]


def test_what_the_database_knows_of_visitors_is_not_counted_again():
    visited = {(DAY, ANN): {1}}

    sums = sums_of(
        [browse(CHINESE, ANN), browse(OTHER, ANN), browse(ENGLISH, BO), browse(ENGLISH, ANN)],
        visited=visited,
    )

    assert sums.visitors == {(21, DAY): 1, (11, DAY): 1}
    assert sums.site_visitors == {DAY: 1}
    assert sums.newcomers == [(DAY, ANN, 2), (DAY, BO, 1)]
    assert visited == {(DAY, ANN): {1}}


def test_a_private_reader_is_a_browse_and_nothing_else():
    sums = sums_of([browse(ENGLISH), browse(ENGLISH)])

    assert sums.tallies() == {(11, DAY): Tally(browses=2)}
    assert (sums.newcomers, sums.site_visitors) == ([], Counter())


def test_referrers_are_counted_by_day_edition_and_host():
    sums = sums_of(
        [
            browse(ENGLISH, referrer="a.example"),
            browse(ENGLISH, referrer="a.example"),
            browse(CHINESE, referrer="a.example"),
            browse(ENGLISH, referrer="b.example", day=NEXT_DAY),
            browse(ENGLISH),
        ]
    )

    assert sums.referrers == {
        (DAY, 11, "a.example"): 2,
        (DAY, 12, "a.example"): 1,
        (NEXT_DAY, 11, "b.example"): 1,
    }


def of_host(number, **about):
    return browse(ENGLISH, referrer=f"h{number}.example", **about)


def test_the_first_two_hundred_hosts_of_a_day_are_named_and_the_rest_is_other():
    events = [of_host(number) for number in range(203)]
    events += [of_host(0), of_host(202), of_host(202, day=NEXT_DAY)]

    sums = sums_of(events)

    named = {host for day, _edition, host in sums.referrers if day == DAY}
    assert named == {f"h{number}.example" for number in range(200)} | {"other"}
    assert sums.referrers[DAY, 11, "h0.example"] == 2
    assert sums.referrers[DAY, 11, "other"] == 4
    assert sums.referrers[NEXT_DAY, 11, "h202.example"] == 1
    assert sums.referrers.total() == len(events)


@pytest.mark.parametrize(
    ("is_other_there", "known", "expected"),
    [
        (False, 199, "h500.example"),
        (True, 199, "h500.example"),
        (False, 200, "other"),
        (True, 200, "other"),
    ],
)
def test_hosts_that_the_day_has_already_take_their_places(is_other_there, known, expected):
    hosts = {f"h{number}.example" for number in range(known)} | (
        {"other"} if is_other_there else set()
    )

    sums = sums_of([of_host(500), of_host(3)], hosts={DAY: hosts})

    assert sums.referrers == {(DAY, 11, expected): 1, (DAY, 11, "h3.example"): 1}


def test_the_order_decides_who_was_first():
    events = [browse(ENGLISH, ANN), browse(CHINESE, ANN), browse(CHINESE, BO), browse(ENGLISH, BO)]

    assert sums_of(events).visitors == {(11, DAY): 1, (12, DAY): 1}
    assert sums_of(reversed(events)).visitors == {(11, DAY): 1, (12, DAY): 1}
    assert sums_of(events).newcomers == [(DAY, ANN, 1), (DAY, BO, 1)]
    assert sums_of(reversed(events)).newcomers == [(DAY, BO, 1), (DAY, ANN, 1)]
    assert sums_of(events[:2]).visitors == {(11, DAY): 1}
    assert sums_of(events[1::-1]).visitors == {(12, DAY): 1}


def test_in_any_two_parts_the_same_events_add_up_to_the_same():
    events = [
        browse(edition, visitor, day=day)
        for day in (DAY, NEXT_DAY)
        for visitor in (ANN, BO, ANN, None)
        for edition in (CHINESE, ENGLISH, OTHER)
    ]
    whole = sums_of(events)

    for cut in range(len(events) + 1):
        first = sums_of(events[:cut])
        visited = {}
        for day, visitor, article in first.newcomers:
            visited.setdefault((day, visitor), set()).add(article)
        second = sums_of(events[cut:], visited=visited)
        assert first.visitors + second.visitors == whole.visitors
        assert first.site_visitors + second.site_visitors == whole.site_visitors
        assert first.newcomers + second.newcomers == whole.newcomers


def test_visitors_are_never_more_than_browses():
    events = [browse(edition, visitor) for visitor in range(50) for edition in (ENGLISH, CHINESE)]

    for tally in sums_of(events).tallies().values():
        assert 0 <= tally.visitors <= tally.browses


def test_double_clicks_are_left_out_and_what_has_no_click_is_kept():
    """No click have robots, and what an earlier spool had filtered already."""
    events = [
        browse(ENGLISH, number=1, click=Click(1, None, 0)),
        browse(ENGLISH, number=2, click=Click(1, None, 30_000)),
        robot(ENGLISH)._replace(number=3),
        browse(ENGLISH, number=4),
        browse(ENGLISH, number=5),
        browse(ENGLISH, number=6, click=Click(1, None, 60_001)),
    ]

    kept = counted(events, Clicks())

    assert [event.number for event in kept] == [1, 3, 4, 5, 6]


def test_clicks_are_remembered_from_batch_to_batch():
    clicks = Clicks()
    events = [browse(ENGLISH, click=Click(1, None, at_ms)) for at_ms in (0, 20_000, 45_000, 80_000)]

    kept = [counted([event], clicks) for event in events]

    assert kept == [[events[0]], [], [], [events[3]]]
