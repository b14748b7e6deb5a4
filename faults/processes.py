"""Which processes there are, as the system lists them below /proc."""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from faults.findings import wait_until


class Process(NamedTuple):
    pid: int
    state: str
    parent: int
    group: int


def processes() -> list[Process]:
    """All that have not ended; those nobody has waited for yet have."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                found.append(process_in((folder / "stat").read_text()))
    return [each for each in found if each.state != "Z"]


def process_in(stat: str) -> Process:
    """Reads a line of /proc/<pid>/stat; the name in it may hold spaces and brackets."""
    before, after = stat.rsplit(")", 1)
    state, parent, group = after.split()[:3]
    return Process(int(before.split()[0]), state, int(parent), int(group))


def in_group(group: int) -> list[int]:
    return sorted(each.pid for each in processes() if each.group == group)


def children_of(parent: int) -> list[int]:
    return sorted(each.pid for each in processes() if each.parent == parent)


def kill(pids: Iterable[int]) -> None:
    """kill -9, and waits until they are gone."""
    killed = set(pids)
    for pid in killed:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: killed.isdisjoint(each.pid for each in processes()), what="what was killed to end"
    )


def holder_of_socket(*, here: int, there: int, among: Iterable[int]) -> int:
    """Which of the processes holds this end of the connection of two ports; nought if none."""
    inode = inode_of(Path("/proc/net/tcp").read_text(), here=here, there=there)
    for pid in among:
        with suppress(OSError):  # it, or one of its files, is gone meanwhile
            for file in Path(f"/proc/{pid}/fd").iterdir():
                if inode and str(file.readlink()) == f"socket:[{inode}]":
                    return pid
    return 0


def inode_of(table: str, *, here: int, there: int) -> int:
    """The socket's number in /proc/net/tcp; nought before it is accepted."""
    ends = [f"0100007F:{port:04X}" for port in (here, there)]
    for line in table.splitlines():
        fields = line.split()
        if fields[1:3] == ends:
            return int(fields[9])
    return 0
