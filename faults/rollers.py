"""The roller is killed between two clicks of one reader (R3): they are one browse."""

import time
from collections.abc import Callable, Iterator

from faults.asks import count
from faults.findings import Finding, Unkept, wait_until
from faults.known import counter
from faults.processes import kill
from faults.sites import Site, Sites

ROLLED = 1.5  # seconds after which the roller has taken the first click
DOUBLE_CLICK = 30  # seconds
SECOND_CLICKS = 4  # over connections of their own, so that several processes get one


def killed_between_clicks(sites: Sites) -> Iterator[Finding]:
    ways: list[tuple[str, Callable[[Site], None], float]] = [
        ("the roller's process at once", kill_roller, 0),
        ("the roller's process after its roll-up", kill_roller, ROLLED),
        ("all processes at once", kill_all, 0),
        ("all processes after the roll-up", kill_all, ROLLED),
    ]
    with sites.site() as site:
        for number, (what, harm, pause) in enumerate(ways, 1):
            # Anew each time: granian gives up where a process dies that has just replaced another.
            site.start()
            yield click_kill_click(site, number, what=what, harm=harm, pause=pause)
            site.kill()


def click_kill_click(
    site: Site, number: int, *, what: str, harm: Callable[[Site], None], pause: float
) -> Finding:
    before = site.counted_at_last()
    wait_until(lambda: len(site.processes()) == 1 + site.workers, what="all processes")
    said = [click(site, number)]
    clicked_at = time.monotonic()
    time.sleep(pause)
    harm(site)
    took = time.monotonic() - clicked_at
    if took >= DOUBLE_CLICK:
        raise Unkept(f"the second click came after {took:.0f} s")
    said += [click(site, number) for _ in range(SECOND_CLICKS)]
    counted = site.counted_at_last() - before
    return Finding(
        f"killed between two clicks, {what}",
        f"{took:.1f} s apart, counted {counted}, answered {said}",
        holds=counted == 1 and said == [1] * len(said),
    )


def click(site: Site, number: int) -> int:
    answer = count(counter(number), port=site.port, address=f"203.0.113.{number}")
    if answer.status != 200:
        raise Unkept(f"a click was answered {answer.status}")
    return answer.number


def kill_roller(site: Site) -> None:
    """Only the process that rolls up; goes on when another one does."""
    lock = site.folder / "browsing" / "roller.lock"
    roller = int(lock.read_text())
    if roller not in site.processes():
        raise Unkept(f"the roller {roller} is none of {site.processes()}")
    kill([roller])
    wait_until(lambda: lock.read_text() not in {"", str(roller)}, what="another roller")


def kill_all(site: Site) -> None:
    site.kill()
    site.start()
