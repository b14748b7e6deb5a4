"""The spool cannot be written: counts are refused, pages go on, and afterwards counting too."""

import errno
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.asks import ask, count
from faults.desks import Desk
from faults.findings import Finding, LeftOut, wait_until
from faults.known import COUNTERS, counter, page
from faults.load import Ledger, under_load
from faults.sites import Site, Sites

SIZE = 2**22  # bytes of the small disk
PAUSE = 0.005  # seconds between two beacons of one connection
SECONDS = 1
CHINESE = range(0x4E00, 0xA000)


def spool_out_of_the_way(sites: Sites) -> Iterator[Finding]:
    """In its place stands a folder."""
    with sites.site() as site:
        site.start()
        ledger = Ledger()
        load(site, ledger)
        site.counted_at_last()
        with folder_instead(site):
            shown = "Browses cannot be counted at the moment"
            yield refused(site, what="the spool cannot be opened", shown=shown)
        yield goes_on(site, ledger, what="the spool can be opened again")


def full_disk(sites: Sites) -> Iterator[Finding]:
    with sites.site() as site, small_disk(site):
        site.start()
        ledger = Ledger()
        load(site, ledger)
        filler = site.spool.with_name("filler")
        fill(filler)
        wait_until(lambda: is_refused(site, ledger), what="the spool to find the disk full")
        yield refused(site, what="the disk of the spool is full", shown="has 0\xa0bytes left")
        filler.unlink()
        yield goes_on(site, ledger, what="the disk has room again")


def load(site: Site, ledger: Ledger) -> None:
    with under_load(COUNTERS, port=site.port, ledger=ledger, pause=PAUSE):
        time.sleep(SECONDS)


def is_refused(site: Site, ledger: Ledger) -> bool:
    """Sends a little more; some of it may still find room that the spool has already."""
    with under_load(COUNTERS, port=site.port, ledger=ledger):
        time.sleep(SECONDS / 10)
    return bool(ledger.refused)


def refused(site: Site, *, what: str, shown: str) -> Finding:
    """Readers are told in their language that they are not counted, and admins why nobody is."""
    counts = [
        count(counter(1, language=language), port=site.port) for language in ("en", "zh-hans")
    ]
    pages = [ask(page(number), port=site.port).status for number in (1, 2, 3)]
    in_chinese = [any(ord(each) in CHINESE for each in told.body.decode()) for told in counts]
    is_said = site.said("A browse could not be counted")
    is_shown = shown in Desk(site).sign_in()
    return Finding(
        what,
        f"counts answered {[told.status for told in counts]}, pages {pages}; "
        f"{'said' if is_said else 'NOT said'} in the log, "
        f"{'shown' if is_shown else 'NOT shown'} at the desk",
        holds=[told.status for told in counts] == [503, 503]
        and in_chinese == [False, True]
        and pages == [200, 200, 200]
        and is_said
        and is_shown,
    )


def goes_on(site: Site, ledger: Ledger, *, what: str) -> Finding:
    refusals = ledger.refused.total()
    before = ledger.acknowledged
    load(site, ledger)
    counted = site.counted_at_last()
    more = ledger.refused.total() - refusals
    return Finding(
        what,
        f"acknowledged {ledger.acknowledged}, {ledger.acknowledged - before} of them since, "
        f"{more} refused since; counted {counted}",
        holds=counted == ledger.acknowledged > before and not more and not ledger.fallen,
    )


@contextmanager
def folder_instead(site: Site) -> Iterator[None]:
    """What stood there is rolled up already, and stays aside."""
    aside = site.folder / "aside"
    aside.mkdir()
    for file in list(site.spool.parent.glob(f"{site.spool.name}*")):
        file.rename(aside / file.name)
    site.spool.mkdir()
    try:
        yield
    finally:
        site.spool.rmdir()


@contextmanager
def small_disk(site: Site) -> Iterator[None]:
    """Mounts one where the spool will be; raises `LeftOut` where that is not allowed."""
    folder = site.spool.parent
    folder.mkdir()
    if not run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)):
        raise LeftOut("a full disk, because nothing can be mounted here")
    try:
        yield
    finally:
        site.kill()
        run("umount", "--lazy", str(folder))


def run(program: str, *arguments: str) -> bool:
    found = shutil.which(program)
    if not found:
        return False
    done = subprocess.run([found, *arguments], check=False, capture_output=True)  # noqa: S603 - our own command
    return done.returncode == 0


def fill(filler: Path) -> None:
    """Takes all the room that the disk has left."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
