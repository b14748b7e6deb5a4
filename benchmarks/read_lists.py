"""Reads the lists of the site of the environment, through Django's middleware, without a server.

Prints the processor time of a request with that of our part of the database, and the time of its
SQL. First and deep pages take turns, so that a busy machine weighs on both; deep ones follow the
links to the older page, so that none is read twice. Fails where one costs more than `ALLOWED`
times the first page.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the apps must be loaded first
from django.db.models import Count  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above
from django.urls import reverse  # noqa: E402 - as above
from django.utils import timezone, translation  # noqa: E402 - as above

from articles.models import (  # noqa: E402 - as above
    EditionQuerySet,
    Section,
    Source,
    Tag,
    TaggedEdition,
    Translator,
)
from articles.public.archive import Span, months  # noqa: E402 - as above
from articles.public.pages import PER_PAGE, place_of  # noqa: E402 - as above
from articles.public.stories import (  # noqa: E402 - as above
    from_source,
    public,
    translated_by,
    under_tag,
)

ALLOWED = 1.2
DEEP = 5_000  # pages
TURNS, REQUESTS = 7, 30
LANGUAGE, NOW = "en", timezone.now()


@dataclass(frozen=True, kw_only=True)
class List:
    name: str
    path: str
    editions: EditionQuerySet

    def deep_page(self, *, left: int) -> tuple[int, str]:
        """Its number and address: one with so many pages behind it."""
        pages = self.editions.count() // PER_PAGE
        number = max(2, min(DEEP, pages - left))
        beside = self.editions.newest_first()[(number - 1) * PER_PAGE - 1]
        return number, f"{self.path}?before={place_of(beside)}"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Microseconds of processor time and milliseconds of SQL, of one request."""

    processor: float
    sql: float


def lists() -> Iterator[List]:
    """The longest of every kind."""
    editions = public(LANGUAGE, at=NOW)
    yield List(name="all news", path=reverse("news"), editions=editions)
    section = Section.objects.get(pk=most(editions, "section"))
    yield List(
        name="section",
        path=reverse("section", args=[section.slug]),
        editions=editions.filter(section=section),
    )
    source = Source.objects.get(pk=most(editions, "source"))
    path = reverse("source", args=[source.slug])
    yield List(name="source", path=path, editions=from_source(LANGUAGE, source, at=NOW))
    translator = Translator.objects.get(pk=most(editions, "translator"))
    path = reverse("translator", args=[translator.slug])
    yield List(name="translator", path=path, editions=translated_by(LANGUAGE, translator, at=NOW))
    tag = Tag.objects.get(pk=most(TaggedEdition.objects.filter(language=LANGUAGE), "tag"))
    path = reverse("tag", args=[tag.slug])
    yield List(name="tag", path=path, editions=under_tag(LANGUAGE, tag, at=NOW))
    found = months(LANGUAGE, at=NOW)
    for span in (Span(year=found[len(found) // 2].year), found[len(found) // 2]):
        name = "month" if span.month else "year"
        yield List(name=name, path=span.path, editions=span.stories(LANGUAGE, at=NOW))


def most(rows: Any, column: str) -> int:
    """Which of them has most."""
    counted = rows.exclude(**{column: None}).order_by().values(column).annotate(of_it=Count("pk"))
    return int(counted.order_by("-of_it").values_list(column, flat=True)[0])


def clock() -> Callable[[], float]:
    """Seconds of the processor that we and our part of the database have used."""
    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        of_backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(of_backend.read_text().split()[0]) / 1e9


@contextmanager
def timing_sql(spent: list[float]) -> Iterator[None]:
    def timed(execute: Any, *query: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*query)
        finally:
            spent.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        yield


def read(client: Client, path: str) -> Any:
    page = client.get(path)
    if page.status_code != 200:
        raise SystemExit(f"{path} answered {page.status_code}")
    return page


def turn(client: Client, paths: Iterator[str], *, seconds: Callable[[], float]) -> Cost:
    spent: list[float] = []
    before = seconds()
    with timing_sql(spent):
        for _request in range(REQUESTS):
            read(client, next(paths))
    return Cost(processor=(seconds() - before) / REQUESTS * 1e6, sql=sum(spent) / REQUESTS * 1e3)


def again_and_again(path: str) -> Iterator[str]:
    while True:
        yield path


def onwards(path: str, client: Client) -> Iterator[str]:
    """From page to older page; the addresses are found before any of them is measured."""
    first, _, there = path.partition("?")
    found = []
    for _page in range(TURNS * REQUESTS):
        found.append(f"{first}?{there}")
        page = read(client, found[-1]).content.decode()
        there = page.partition('rel="next" href="?')[2].partition('"')[0]
        if not there:
            break
    while True:
        yield from found


def compare(each: List, *, client: Client, seconds: Callable[[], float]) -> bool:
    """Prints a line of the table; gives whether the deep pages are cheap enough."""
    number, deep = each.deep_page(left=TURNS * REQUESTS)
    ways = (again_and_again(each.path), onwards(deep, client))
    read(client, each.path)
    next(ways[1])
    turns = [[turn(client, way, seconds=seconds) for way in ways] for _turn in range(TURNS)]
    ratio = statistics.median(then.processor / first.processor for first, then in turns)
    processor = [
        statistics.median(each.processor for each in way) for way in zip(*turns, strict=True)
    ]
    sql = [statistics.median(each.sql for each in way) for way in zip(*turns, strict=True)]
    print(
        f"| {each.name} | {processor[0]:,.0f} | {sql[0]:.2f} | {number:,} | {processor[1]:,.0f}"
        f" | {sql[1]:.2f} | {ratio:.2f} | {'met' if ratio <= ALLOWED else 'MISSED'} |",
        flush=True,
    )
    return ratio <= ALLOWED


def main() -> int:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, seconds = Client(), clock()
    print(f"| {connection.vendor} | first, µs | SQL, ms | page | deep, µs | SQL, ms | ratio | |")
    print("| --- " * 8 + "|")
    with translation.override(LANGUAGE):
        found = list(lists())
    are_cheap = [compare(each, client=client, seconds=seconds) for each in found]
    spent: list[float] = []
    with timing_sql(spent):
        months(LANGUAGE, at=NOW)
    print(f"The months of the archive take {sum(spent) * 1e3:.1f} ms of SQL")
    return int(not all(are_cheap))


if __name__ == "__main__":
    sys.exit(main())
