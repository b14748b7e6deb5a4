"""kill -9 of every process under load, again and again (R13)."""

import time
from collections.abc import Iterator

from faults.databases import Postgres
from faults.findings import Finding, spelled, wait_until
from faults.known import COUNTERS, page
from faults.load import Ledger, under_load
from faults.sites import Site, Sites

KILLS = 20
STORIES = 5  # few, so that all processes write the same rows


def killed_under_load(sites: Sites) -> Iterator[Finding]:
    with sites.site() as site:
        yield kill_again_and_again(site, what=f"{KILLS} kills of every process")


def killed_under_load_with_postgres(sites: Sites) -> Iterator[Finding]:
    with sites.site(on_postgres=True) as site:
        what = f"{KILLS} kills of every process and of PostgreSQL"
        yield kill_again_and_again(site, what=what, postgres=sites.postgres)


def kill_again_and_again(site: Site, *, what: str, postgres: Postgres | None = None) -> Finding:
    """Looks after every single kill whether the counts of that life are right."""
    together, counted, wrong = Ledger(), 0, []
    site.start()
    for life in range(KILLS):
        ledger = Ledger(highest=together.highest)
        with under_load(COUNTERS[:STORIES], port=site.port, ledger=ledger):
            wait_until(lambda: ledger.acknowledged, what="the first count")  # noqa: B023 - at once
            # A little longer each time: the roller is killed at every point of its second.
            time.sleep(0.2 + life / KILLS)
            kill_all(site, postgres=postgres, life=life)
        site.start()
        before, counted = counted, site.counted_at_last()
        if not ledger.allows(counted - before):
            wrong.append(f"life {life + 1}: {ledger} and {counted - before} counted")
        together.add(ledger)
    shown = sum(site.shown(page(number)) for number in range(1, STORIES + 1))
    numbers = (
        f"acknowledged {spelled(together.acknowledged)} ≤ counted {spelled(counted)} ≤ "
        f"{spelled(together.acknowledged + together.in_flight)} with those in flight, "
        f"after every kill; pages show {spelled(shown)}; {together.said()}"
    )
    # Nobody has read anything since the start when the database is killed first.
    may_be_refused = {503} if postgres else set()
    is_right = together.allows(counted) and shown == counted and not together.fallen
    holds = is_right and set(together.refused) <= may_be_refused
    return Finding(what, "; ".join([numbers, *wrong]), holds and not wrong)


def kill_all(site: Site, *, postgres: Postgres | None, life: int) -> None:
    """The site first or the database first, by turns."""
    if postgres is None:
        site.kill()
        return
    for kill in (site.kill, postgres.kill)[:: 1 if life % 2 else -1]:
        kill()
    postgres.start()
