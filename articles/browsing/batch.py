"""What a batch of events from the spool adds to the days (R4, R10, R12). Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from articles.browsing.clicks import Click, Clicks
from articles.browsing.referrer import MOST_HOSTS, OTHER


class Event(NamedTuple):
    """A click of a reader, or a robot's call: that one belongs to no article's number."""

    number: int
    epoch: str
    edition_id: int
    article_id: int | None
    day: date
    visitor: int | None
    referrer: str
    click: Click | None  # none also where double clicks were left out beforehand


class Tally(NamedTuple):
    """What was counted of one edition on one day; robots are counted apart."""

    browses: int = 0
    visitors: int = 0
    robots: int = 0


Visited = Mapping[tuple[date, int], Collection[int]]  # (day, visitor) → articles
Hosts = Mapping[date, Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Additions:
    """Numbers to be added to what the days have already."""

    browses: Counter[tuple[int, date]] = field(default_factory=Counter)  # by edition and day
    visitors: Counter[tuple[int, date]] = field(default_factory=Counter)
    robots: Counter[tuple[int, date]] = field(default_factory=Counter)
    site_visitors: Counter[date] = field(default_factory=Counter)
    referrers: Counter[tuple[date, int, str]] = field(default_factory=Counter)
    # Who has read which article for the first time on a day.
    newcomers: list[tuple[date, int, int]] = field(default_factory=list)

    def tallies(self) -> dict[tuple[int, date], Tally]:
        return {
            key: Tally(self.browses[key], self.visitors[key], self.robots[key])
            for key in self.browses.keys() | self.robots.keys()
        }


def counted(events: Iterable[Event], clicks: Clicks) -> list[Event]:
    """Without the double clicks; `clicks` learns of all of them."""
    return [event for event in events if event.click is None or clicks.counts(event.click)]


def add_up(events: Iterable[Event], *, visited: Visited, hosts: Hosts) -> Additions:
    """What these browses and robots' calls add, in the order in which they happened.

    `visited` and `hosts` are what the database knows already of the visitors and days in them.
    """
    sums = Additions()
    # Flat: a set for each visitor is made, and looked through for garbage, at each browse.
    visitors = {key for key, articles in visited.items() if articles}
    readings = {(*key, article) for key, articles in visited.items() for article in articles}
    days = {day: set(known) for day, known in hosts.items()}
    for event in events:
        key = (event.edition_id, event.day)
        if event.article_id is None:
            sums.robots[key] += 1
            continue
        sums.browses[key] += 1
        if event.visitor is not None:
            reading = (event.day, event.visitor, event.article_id)
            if reading not in readings:
                readings.add(reading)
                add_reading(reading, event.edition_id, sums, visitors)
        if event.referrer:
            host = place_of(event.referrer, days.setdefault(event.day, set()))
            sums.referrers[event.day, event.edition_id, host] += 1
    return sums


def add_reading(
    reading: tuple[date, int, int],
    edition_id: int,
    sums: Additions,
    visitors: set[tuple[date, int]],
) -> None:
    """Counts a visitor once a day for the site, and once for the story, in the language read."""
    day, visitor, _article_id = reading
    if (day, visitor) not in visitors:
        visitors.add((day, visitor))
        sums.site_visitors[day] += 1
    sums.visitors[edition_id, day] += 1
    sums.newcomers.append(reading)


def place_of(host: str, known: set[str]) -> str:
    """The host itself, if it is one of the first of the day."""
    if host not in known and len(known - {OTHER}) >= MOST_HOSTS:
        return OTHER
    known.add(host)
    return host
