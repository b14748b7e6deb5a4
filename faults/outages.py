"""PostgreSQL or Redis is away for a while: counting goes on, and nothing is missing afterwards."""

import time
from collections import Counter
from collections.abc import Iterator

from faults.asks import ask
from faults.databases import running_redis
from faults.findings import Finding, spelled
from faults.known import COUNTERS, page
from faults.load import Ledger, under_load
from faults.sites import Site, Sites

AWAY = 30  # seconds
AROUND = 3  # seconds before and after; before, every process reads every article
PAUSE = 0.02  # seconds between two beacons of one connection: load, but not all that can be had
PAGES = [page(number) for number in range(1, 6)]
TIMES = 15  # so often a page is read before, so that every process has shown it
# What these pages are answered while PostgreSQL is away: the last good copy.
PAGES_WITHOUT_POSTGRES = {200}


def postgres_stopped(sites: Sites) -> Iterator[Finding]:
    with sites.site(on_postgres=True) as site:
        site.start()
        ledger = Ledger()
        with under_load(COUNTERS, port=site.port, ledger=ledger, pause=PAUSE):
            for path in TIMES * PAGES:
                ask(path, port=site.port)
            time.sleep(AROUND)
            before = ledger.acknowledged
            sites.postgres.stop()
            try:
                pages = read_pages(site, seconds=AWAY)
            finally:
                meanwhile = ledger.acknowledged - before
                sites.postgres.start()
            time.sleep(AROUND)
        what = f"PostgreSQL stopped for {AWAY} s"
        yield compare(site, ledger, what=what, meanwhile=meanwhile)
        yield Finding(f"{what}, pages", said(pages), holds=set(pages) == PAGES_WITHOUT_POSTGRES)


def redis_killed(sites: Sites) -> Iterator[Finding]:
    with running_redis() as redis, sites.site(REDIS_URL=redis.address) as site:
        site.start()
        ledger = Ledger()
        with under_load(COUNTERS, port=site.port, ledger=ledger, pause=PAUSE):
            pages = read_pages(site, seconds=AROUND)
            before = ledger.acknowledged
            redis.kill()
            pages += read_pages(site, seconds=2 * AROUND)
            meanwhile = ledger.acknowledged - before
        yield compare(site, ledger, what="Redis killed in the middle", meanwhile=meanwhile)
        yield Finding("Redis killed in the middle, pages", said(pages), holds=set(pages) == {200})


def read_pages(site: Site, *, seconds: float) -> Counter[int]:
    """What pages of articles are answered, one after the other."""
    statuses: Counter[int] = Counter()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        statuses[ask(PAGES[statuses.total() % len(PAGES)], port=site.port).status] += 1
        time.sleep(0.1)
    return statuses


def said(statuses: Counter[int]) -> str:
    return ", ".join(f"{number} answered {status}" for status, number in sorted(statuses.items()))


def compare(site: Site, ledger: Ledger, *, what: str, meanwhile: int) -> Finding:
    counted = site.counted_at_last()
    return Finding(
        f"{what}, counts",
        f"acknowledged {spelled(ledger.acknowledged)}, {spelled(meanwhile)} of them meanwhile; "
        f"counted {spelled(counted)}; {ledger.said()}",
        holds=counted == ledger.acknowledged and ledger.is_clean and meanwhile > 0,
    )
