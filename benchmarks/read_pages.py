"""Prints the processor time of public pages that nobody kept, of the site of the environment.

Through Django's middleware, without a server: microseconds by kind of page, as JSON. What pages
share (menu, latest stories, most read) is kept, as it is on a site that is read.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps must be loaded first
from django.db import connection  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from benchmarks.addresses import DEPTHS, addresses  # noqa: E402 - as above
from benchmarks.servers import TICK  # noqa: E402 - as above

ARTICLES, TIMES = 300, 100


def backend() -> int | None:
    """The process of PostgreSQL that works for us."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def clock() -> Callable[[], float]:
    """Seconds of the processor that we and our part of the database have used."""
    pids = [pid for pid in (backend(), "self") if pid]

    def seconds() -> float:
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICK

    return seconds


def cost(paths: Iterable[str], *, client: Client, seconds: Callable[[], float]) -> float:
    """Microseconds for each of these pages."""
    read, before = 0, seconds()
    for path in paths:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        read += 1
    return (seconds() - before) / read * 1e6


def costs() -> dict[str, float]:
    settings.ALLOWED_HOSTS = ["testserver"]
    client, seconds = Client(headers={"accept-encoding": "gzip"}), clock()
    known = addresses(ARTICLES)
    pages = {
        "article": known["articles"],
        "list": known["list"] * TIMES,
        **{
            f"list, {depth:.0%} down": [path] * TIMES
            for depth, path in zip(DEPTHS, known["deep"], strict=True)
        },
    }
    for paths in pages.values():
        cost(paths[:3], client=client, seconds=seconds)  # what pages share is made
    return {kind: cost(paths, client=client, seconds=seconds) for kind, paths in pages.items()}


if __name__ == "__main__":
    print(json.dumps(costs()))
    sys.exit()
