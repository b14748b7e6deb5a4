"""Readers who send beacons, one after the other, and what they were answered."""

import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import cycle, islice
from threading import Event, Lock

from benchmarks.beacons import beacon, numbers
from faults.asks import Answer, CutOff, connect, read_answer

READERS_AT_ONCE = 8
UNTIL_TRIED_AGAIN = 0.05  # seconds after a connection was refused


@dataclass
class Ledger:
    """What was sent, and what came back; several threads write in it."""

    acknowledged: int = 0
    # Sent, and the connection ended before an answer: counted or not, both are right.
    in_flight: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    # Numbers that were not above what had been answered before the beacon was sent.
    fallen: int = 0
    highest: dict[str, int] = field(default_factory=dict, repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, path: str, answer: Answer, *, above: int) -> None:
        with self.lock:
            if answer.status != 200:
                self.refused[answer.status] += 1
                return
            self.acknowledged += 1
            self.fallen += answer.number <= above
            self.highest[path] = max(answer.number, self.highest.get(path, 0))

    def note_cut_off(self) -> None:
        with self.lock:
            self.in_flight += 1

    def allows(self, counted: int) -> bool:
        """Nothing acknowledged is lost, and nothing that was never sent is there."""
        return self.acknowledged <= counted <= self.acknowledged + self.in_flight

    def add(self, later: "Ledger") -> None:
        self.acknowledged += later.acknowledged
        self.in_flight += later.in_flight
        self.refused += later.refused
        self.fallen += later.fallen

    def said(self) -> str:
        """Refusals and falling numbers, which there must not be."""
        refused = [f"{number} answered {status}" for status, number in self.refused.items()]
        fallen = [f"{self.fallen} numbers did not rise"] if self.fallen else []
        return ", ".join([*refused, *fallen]) or "every number rose"

    @property
    def is_clean(self) -> bool:
        return not self.refused and not self.fallen


@contextmanager
def under_load(
    paths: Sequence[str], *, port: int, ledger: Ledger, pause: float = 0
) -> Iterator[None]:
    """While the block lasts, ever new readers send beacons and pause a little after each."""
    is_over = Event()
    with ThreadPoolExecutor(READERS_AT_ONCE) as threads:
        readers = [
            threads.submit(read, paths, port=port, ledger=ledger, pause=pause, is_over=is_over)
            for _ in range(READERS_AT_ONCE)
        ]
        try:
            yield
        finally:
            is_over.set()
        for reader in readers:
            reader.result()


def read(paths: Sequence[str], *, port: int, ledger: Ledger, pause: float, is_over: Event) -> None:
    """Over one connection after the other: some end because a process was killed.

    Each goes through all paths, so the process behind it has soon been asked about every one.
    """
    while not is_over.is_set():
        try:
            connection = connect(port)
        except OSError:
            is_over.wait(UNTIL_TRIED_AGAIN)
            continue
        first = next(numbers) % len(paths)  # not all readers at the same story
        with connection, connection.makefile("rb") as answers:
            for path in islice(cycle(paths), first, None):
                if is_over.is_set() or not send(path, connection, answers, ledger):
                    break
                is_over.wait(pause)


def send(path: str, connection: socket.socket, answers: BufferedReader, ledger: Ledger) -> bool:
    """Whether there was an answer."""
    above = ledger.highest.get(path, 0)
    try:
        connection.sendall(beacon(path, reader=next(numbers)))
        answer = read_answer(answers)
    except (OSError, CutOff):
        ledger.note_cut_off()
        return False
    ledger.note(path, answer, above=above)
    return True
