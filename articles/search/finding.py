"""Finds what is public: the newest matches, or the best of them, never more than a thousand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, datetime, timedelta

from django.utils import timezone

from articles.models import Edition
from articles.search.engine import engine
from articles.search.entries import Hit, Row, Wanted
from articles.search.places import beginning_of
from articles.text.words import LITTLE_WORDS, TITLE, Question

MOST = 1_000  # matches are counted and ordered; beyond them are "more than a thousand"
LITTLE = {(word,) for word in LITTLE_WORDS}
# As many thousands are looked at for a thousand that are public. What is expired leaves the index
# with the next publishing, so that one is enough as a rule.
BATCHES = 4
FARTHEST_PLACE = 2**62
FARTHER = 63  # times the span of the newest thousand is looked at for titles


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for, and where."""

    question: Question
    language: str
    section_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Editions in order, at most a thousand; `is_all` if there are certainly no more."""

    edition_ids: Sequence[int]
    is_all: bool

    @property
    def total(self) -> int:
        return len(self.edition_ids)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """The matches that are public, of all that were looked at."""

    hits: list[Hit]
    seen: list[Hit]
    is_all: bool


def find_newest(search: Search, *, at: datetime) -> Found:
    """The newest first."""
    if not search.question:
        return Found(edition_ids=[], is_all=True)
    passed = public(matches(search, at=at), at=at)
    return Found(edition_ids=[hit.edition_id for hit in passed.hits[:MOST]], is_all=passed.is_all)


def find_best(search: Search, *, at: datetime) -> Found:
    """Those first that have the most of what is asked for in their title, then the newest.

    Looks at the newest thousand, and for titles with everything much farther back.
    """
    if not search.question:
        return Found(edition_ids=[], is_all=True)
    wanted = matches(search, at=at)
    passed = public(wanted, at=at)
    hits = passed.hits
    # What is older than the last of a thousand has everything in its title, or is left out.
    nearer = wanted if passed.is_all else replace(wanted, start=passed.seen[-1].place)
    score = Counter(titled(nearer))
    if not passed.is_all:
        # As a share of what a thousand needed: two words of which each is in every other title,
        # but both in none, would be looked for in a million.
        newest, oldest = passed.seen[0].place, passed.seen[-1].place
        start = oldest - FARTHER * (newest - oldest)
        rows = tuple(row if row in LITTLE else in_title(row) for row in wanted.rows)
        whole = public(replace(wanted, start=max(start, wanted.start), rows=rows), at=at).hits
        score |= Counter(dict.fromkeys(whole, len(rows)))
        hits = list({*hits, *whole})
    best = sorted(hits, key=lambda hit: (score[hit], hit), reverse=True)
    return Found(edition_ids=[hit.edition_id for hit in best[:MOST]], is_all=passed.is_all)


def find_titled(question: Question, *, language: str, most: int) -> list[int]:
    """What the desk has published, released or not, with all of it in its title: newest first."""
    if not question:
        return []
    rows = tuple(in_title(row) for row in question.units)
    wanted = Wanted(
        rows=rows, language=language, section_id=None, start=0, stop=FARTHEST_PLACE, most=most
    )
    return [hit.edition_id for hit in engine().newest(wanted)]


def titled(wanted: Wanted) -> Iterator[Hit]:
    """The matches, each as often as there are rows of words in its title."""
    for number, row in enumerate(wanted.rows):
        if row in LITTLE:
            continue
        # What is in the title is in the text: the index needs to be asked for one of them only.
        rows = (*wanted.rows[:number], in_title(row), *wanted.rows[number + 1 :])
        yield from engine().newest(replace(wanted, rows=rows))


def matches(search: Search, *, at: datetime) -> Wanted:
    """What the index is asked for; what is released later stands above it."""
    start, stop = span_of(search.year)
    return Wanted(
        rows=search.question.units,
        language=search.language,
        section_id=search.section_id,
        start=start,
        stop=min(stop, beginning_of(at + timedelta(seconds=1))),
        most=MOST + 1,
    )


def span_of(year: int | None) -> tuple[int, int]:
    """Where a year begins and ends, as the days of the site have it."""
    if year is None:
        return 0, FARTHEST_PLACE
    return beginning_of(new_year(year)), beginning_of(new_year(year + 1))


def new_year(year: int) -> datetime:
    # The first and the last year of the calendar are no year of any story.
    sound = min(max(year, MINYEAR + 1), MAXYEAR - 1)
    return datetime(sound, 1, 1, tzinfo=timezone.get_default_timezone())


def in_title(row: Row) -> Row:
    return tuple(TITLE + word for word in row)


def public(wanted: Wanted, *, at: datetime) -> Passed:
    """The matches that pass the public gate: as many as are wanted, if so many are soon found."""
    hits: list[Hit] = []
    seen: list[Hit] = []
    for _number in range(BATCHES):
        batch: list[Hit] = engine().newest(wanted)
        seen += batch
        hits += let_through(batch, at=at)
        if len(batch) < wanted.most or len(hits) >= wanted.most:
            break
        wanted = replace(wanted, stop=batch[-1].place)
    is_all = len(batch) < wanted.most and len(hits) < wanted.most
    return Passed(hits=hits, seen=seen, is_all=is_all)


def let_through(batch: Sequence[Hit], *, at: datetime) -> list[Hit]:
    # The index knows their language; asked for it, SQLite would walk all that is public in it.
    editions = Edition.objects.published(at).filter(pk__in=[hit.edition_id for hit in batch])
    passed = set(editions.order_by().values_list("pk", flat=True))
    return [hit for hit in batch if hit.edition_id in passed]
