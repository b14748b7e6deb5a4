"""Eight equal beacons at one moment, held by four processes, are one browse (R3)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.beacons import beacon
from faults.asks import connect, read_answer
from faults.findings import Finding, Unkept, wait_until
from faults.known import counter
from faults.processes import holder_of_socket
from faults.sites import Site, Sites

WORKERS = 4
EACH = 2  # connections of one process
ROUNDS = 20
MOST_CONNECTIONS = 400  # tried until each process has its own


def equal_beacons(sites: Sites) -> Iterator[Finding]:
    with sites.site(workers=WORKERS) as site, ExitStack() as stack:
        site.start()
        connections = spread(site, stack)
        answers = [stack.enter_context(each.makefile("rb")) for each in connections]
        path, told = counter(1), []
        for number in range(1, ROUNDS + 1):
            same = beacon(path, reader=number)
            for connection in connections:
                connection.sendall(same)
            told.append([read_answer(each) for each in answers])
        counted = site.counted_at_last()
        # All eight are told the number after the one that counts.
        is_right = [
            [(answer.status, answer.number) for answer in eight] == [(200, number)] * len(eight)
            for number, eight in enumerate(told, 1)
        ]
        yield Finding(
            f"{WORKERS * EACH} equal beacons over {WORKERS} processes, {ROUNDS} times",
            f"counted {counted}, all told the same number in {is_right.count(True)} rounds",
            holds=counted == ROUNDS and all(is_right),
        )


def spread(site: Site, stack: ExitStack) -> list[socket.socket]:
    """Connections of which each process holds the same number."""
    wait_until(lambda: len(site.processes()) == 1 + WORKERS, what="all processes")
    held: dict[int, list[socket.socket]] = {}
    for _ in range(MOST_CONNECTIONS):
        connection = stack.enter_context(connect(site.port))
        mine = held.setdefault(holder_of(connection, site), [])
        if len(mine) < EACH:
            mine.append(connection)
        if [len(each) for each in held.values()] == [EACH] * WORKERS:
            return [connection for each in held.values() for connection in each]
    raise Unkept(f"connections went to {len(held)} of {WORKERS} processes only")


def holder_of(connection: socket.socket, site: Site) -> int:
    """The process at the other end of the connection."""
    port = connection.getsockname()[1]
    return wait_until(
        lambda: holder_of_socket(here=site.port, there=port, among=site.processes()),
        what="a connection to be taken",
    )
