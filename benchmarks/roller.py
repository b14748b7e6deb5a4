"""How many events a second the roller moves from the spool into the daily counts.

python -m benchmarks.roller

By the clock, on SQLite, and on PostgreSQL where DATABASE_URL names a server. Every event is of
another visitor, over many articles, one in five with a referrer: the most expensive kind.
"""

import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

import django

from benchmarks.databases import an_empty_database, engines
from benchmarks.servers import run

EVENTS = 50_000
STORIES = 1_000
AT_LEAST = 10_000  # a second


def measure() -> float:
    """Events a second, on the empty site of the environment."""
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - the apps must be loaded first

    from articles.browsing.clicks import Click  # noqa: PLC0415 - as above
    from articles.browsing.days import day_of, milliseconds  # noqa: PLC0415 - as above
    from articles.browsing.folder import browsing_folder  # noqa: PLC0415 - as above
    from articles.browsing.rollup import roll_up  # noqa: PLC0415 - as above
    from articles.browsing.spool import Browse, Spool  # noqa: PLC0415 - as above
    from articles.models import Edition  # noqa: PLC0415 - as above
    from benchmarks.stories import publish_stories  # noqa: PLC0415 - as above

    publish_stories(STORIES)
    editions = list(Edition.objects.filter(language="en").values_list("pk", "article_id"))
    at = timezone.now()
    spool = Spool(browsing_folder())
    for number in range(EVENTS):
        edition, article = editions[number * 7919 % STORIES]
        spool.add(
            Browse(
                edition_id=edition,
                article_id=article,
                day=day_of(at),
                visitor=number * 2_654_435_761,
                referrer="" if number % 5 else f"host{number % 300}.example",
                click=Click(number, None, milliseconds(at)),
            )
        )
    began = time.perf_counter()
    rolled = roll_up(at=at)
    return rolled / (time.perf_counter() - began)


def measure_on(engine: str) -> bool:
    with tempfile.TemporaryDirectory() as name, an_empty_database(engine, Path(name)) as database:
        environment = {
            **os.environ,
            "DATA_DIR": name,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "SECRET_KEY": secrets.token_urlsafe(64),
        }
        run("manage.py", "migrate", "--verbosity", "0", environment=environment)
        said = run("-m", "benchmarks.roller", "--here", environment=environment)
    speed = float(said)
    holds = speed >= AT_LEAST
    print(
        f"{engine}: {speed:,.0f} events a second; at least {AT_LEAST:,}: "
        f"{'holds' if holds else 'DOES NOT HOLD'}"
    )
    return holds


def main() -> int:
    verdicts = [measure_on(engine) for engine in engines()]
    return int(not all(verdicts))


if __name__ == "__main__":
    if "--here" in sys.argv:
        print(measure())
        sys.exit()
    sys.exit(main())
