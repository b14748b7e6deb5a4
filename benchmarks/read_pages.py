"""Tells the processor time of public pages that nobody kept, of the site of the environment.

Through Django's middleware, without a server. For each line on standard input, a kind of page, it
reads some pages of that kind and prints the microseconds of each; it begins by printing the kinds.
What pages share (menu, latest stories, most read) is kept, as it is on a site that is read.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps must be loaded first
from django.db import connection  # noqa: E402 - as above
from django.db.backends.signals import connection_created  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from benchmarks.addresses import DEPTHS, addresses  # noqa: E402 - as above
from newsroom.memory import keep_little  # noqa: E402 - as above

ARTICLES = 2_000
PORTION = 40  # pages that are read for one line


def clock() -> Callable[[], float]:
    """Seconds of the processor that we and our part of the database have used."""
    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        theirs = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(theirs.read_text().split()[0]) / 1e9


def cost(paths: Iterator[str], *, client: Client, seconds: Callable[[], float]) -> float:
    """Microseconds for each of the next pages."""
    before = seconds()
    for path in islice(paths, PORTION):
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return (seconds() - before) / PORTION * 1e6


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    connection_created.connect(keep_little)  # as a server does
    known = addresses(ARTICLES)
    deep = zip(DEPTHS, known["deep"], strict=True)
    pages = {
        "article": cycle(known["articles"]),
        "list": cycle(known["list"]),
        **{f"list, {depth:.0%} down": cycle([path]) for depth, path in deep},
    }
    client, seconds = Client(headers={"accept-encoding": "gzip"}), clock()
    for path in known["articles"]:  # so that what is read of the disk is in the system's memory
        client.get(path)
    print(json.dumps(list(pages)), flush=True)
    for line in sys.stdin:
        print(cost(pages[line.strip()], client=client, seconds=seconds), flush=True)


if __name__ == "__main__":
    main()
