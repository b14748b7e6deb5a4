"""Does harm to a site, and says whether browse times are counted as docs/counting.md promises.

python -m faults            everything
python -m faults NAME …     some of it, by the names of the scenarios
"""

import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from faults.crowds import crowd_behind_a_proxy
from faults.desks import saved_while_read
from faults.doubles import equal_beacons
from faults.findings import Finding, LeftOut, TookTooLong
from faults.forged import forged_requests
from faults.full import full_disk, spool_out_of_the_way
from faults.kills import killed_under_load, killed_under_load_with_postgres
from faults.outages import postgres_stopped, redis_killed
from faults.rollers import killed_between_clicks
from faults.sites import Sites
from faults.torn import overwritten_spool, torn_spool

Scenario = Callable[[Sites], Iterator[Finding]]
SCENARIOS: tuple[Scenario, ...] = (
    killed_under_load,
    killed_under_load_with_postgres,
    killed_between_clicks,
    postgres_stopped,
    redis_killed,
    equal_beacons,
    saved_while_read,
    crowd_behind_a_proxy,
    forged_requests,
    torn_spool,
    overwritten_spool,
    spool_out_of_the_way,
    full_disk,
)
LONGEST = 300  # seconds for one scenario, on the busiest machine
KEPT, BROKEN, MISSING = "hold", "DO NOT HOLD", "LEFT OUT"


def main(names: list[str]) -> int:
    known = {each.__name__: each for each in SCENARIOS}
    if unknown := set(names) - known.keys():
        print(f"No scenario is called {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return 2
    # Whoever stops us stops what we started: the blocks that started it are left by this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsroom-faults-") as name, ExitStack() as at_the_end:
        sites = Sites(Path(name), at_the_end=at_the_end)
        said = Counter(try_out(known[name], sites) for name in names or known)
    parts = ", ".join(f"{number} {word}" for word, number in said.items())
    print(f"{said.total()} scenarios in {time.monotonic() - began:.0f} s: {parts}")
    return int(BROKEN in said)


def try_out(scenario: Scenario, sites: Sites) -> str:
    """Prints what the scenario finds; one that breaks off does not hold."""
    try:
        with at_most(LONGEST):
            findings = []
            for finding in scenario(sites):
                print(finding, flush=True)
                findings.append(finding)
    except LeftOut as reason:
        print(f"LEFT OUT: {reason}.", flush=True)
        return MISSING
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are tried too
        print(Finding(scenario.__name__, repr(error), holds=False), flush=True)
        return BROKEN
    return KEPT if all(finding.holds for finding in findings) else BROKEN


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TookTooLong(f"more than {seconds} s")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
