"""Prints how long the searches of the site of the environment take, as JSON.

The best of some runs, in milliseconds of waiting for the database, by kind of question: for one
page of the newest, for everything the search page asks, and for the slowest single query.
Then how many texts are indexed in a second of processor time, the database's included.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - the apps must be loaded first
from django.utils import timezone  # noqa: E402 - as above

from articles.models import Edition, Status  # noqa: E402 - as above
from articles.public.pages import PER_PAGE  # noqa: E402 - as above
from articles.search.finding import (  # noqa: E402 - as above
    Search,
    find_best,
    find_newest,
    matches,
    public,
)
from articles.search.index import index, texts_of  # noqa: E402 - as above
from articles.text.plain import plain  # noqa: E402 - as above
from articles.text.words import asked, words_of  # noqa: E402 - as above
from benchmarks.servers import TICK  # noqa: E402 - as above

SAMPLE, INDEXED, TIMES = 2_000, 4_000, 15
AT = timezone.now()


class Stopwatch:
    """How long each query took, in seconds."""

    def __init__(self) -> None:
        self.took: list[float] = []

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*query)
        finally:
            self.took.append(time.perf_counter() - began)


def waited(act: Callable[[], object]) -> tuple[float, float]:
    """All queries together, and the slowest: each from the run in which it was least."""
    totals, slowest = [], []
    for _ in range(TIMES):
        watch = Stopwatch()
        with connection.execute_wrapper(watch):
            act()
        totals.append(sum(watch.took))
        slowest.append(max(watch.took))
    return min(totals) * 1e3, min(slowest) * 1e3


def questions() -> dict[str, Search]:
    """Of what is in the site, whatever that is."""
    found = {}
    for language, kind in (("en", "English"), ("zh-hans", "Chinese")):
        counted = Counter(word for words in sampled(language) for word in set(words))
        common = [word for word, _count in counted.most_common(2)]
        rare = min(counted, key=lambda word: (counted[word], word))
        found |= {
            f"common, {kind}": common[0],
            f"two common ones, {kind}": " ".join(common),
            f"rare, {kind}": rare,
            f"common and rare, {kind}": f"{common[0]} {rare}",
            f"in no story, {kind}": "qqqqqq" if language == "en" else "龘龘龘",
        }
        found = {
            name: typed
            if isinstance(typed, Search)
            else Search(question=asked(typed), language=language)
            for name, typed in found.items()
        }
    row = most_common_row()
    found["a row of three, Chinese"] = Search(question=asked(row), language="zh-hans")
    found["one character"] = Search(question=asked(row[0]), language="zh-hans")
    return found


def sampled(language: str) -> list[list[str]]:
    """The words of the newest texts, pairs of characters or letters only."""
    newest = Edition.objects.published(AT).filter(language=language).newest_first()[:SAMPLE]
    texts = texts_of([edition.pk for edition in newest])
    return [
        [word for word in words_of(title="", texts=[plain(text.body or "")]) if word.isalpha()]
        for text in texts
    ]


def most_common_row() -> str:
    rows: Counter[str] = Counter()
    for words in sampled("zh-hans"):
        pairs = [(a, b) for a, b in pairwise(words) if len(a) == len(b) == 2 and a[1] == b[0]]
        rows.update({first + second[1] for first, second in pairs})
    return rows.most_common(1)[0][0]


def times_of(search: Search) -> dict[str, float]:
    page = replace(matches(search, at=AT), most=PER_PAGE + 1)
    newest, _slowest = waited(partial(public, page, at=AT))
    counted, slowest = waited(partial(find_newest, search, at=AT))
    best, slowest_of_best = waited(partial(find_best, search, at=AT))
    return {
        "page": newest,
        "newest": counted,
        "best": best,
        "slowest": max(slowest, slowest_of_best),
    }


def seconds_used() -> float:
    """Of the processor, by us and by our part of the database."""
    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICK


def indexed_in_a_second() -> float:
    """Newest texts that are taken out and put in again, and stay as they were."""
    newest = Edition.objects.filter(status=Status.PUBLISHED).order_by("-pk")
    ids = list(newest.values_list("pk", flat=True)[:INDEXED])
    with transaction.atomic():
        before = seconds_used()
        done = sum(index(ids[start : start + 500]) for start in range(0, len(ids), 500))
        return done / (seconds_used() - before)


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "searches": {name: times_of(search) for name, search in questions().items()},
                "indexed": indexed_in_a_second(),
            }
        )
    )
    sys.exit()
