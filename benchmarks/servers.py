"""Servers on loopback, started as `make run` starts ours, and the processor time they take."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from newsroom.serve import OPTIONS

ROOT = Path(__file__).resolve().parent.parent
OURS = "newsroom.wsgi:application"
TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run(*command: str, environment: Mapping[str, str]) -> str:
    """Runs Python with these arguments, and gives what it printed."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@contextmanager
def serving(
    application: str, *, port: int, environment: Mapping[str, str], log: Path | None = None
) -> Iterator[int]:
    """A server with two workers; gives the number of its process group, and ends it."""
    command = [sys.executable, "-m", *how_to_serve(application), "--port", str(port)]
    with log.open("ab") if log else nullcontext() as said:
        server = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=environment, start_new_session=True, stderr=said
        )
    try:
        wait_for(port)
        yield server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def how_to_serve(application: str) -> tuple[str, ...]:
    """Our site as `make run` does; anything else by the same options."""
    if application == OURS:
        return ("newsroom.serve",)
    return ("granian", application, *OPTIONS)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def processor_seconds(*, group: int, with_postgres: bool) -> float:
    """What all processes of the group have used so far; those of PostgreSQL, if they serve it."""
    return processor_seconds_of({group}, serving_too={"postgres"} if with_postgres else set())


def processor_seconds_of(groups: Collection[int], *, serving_too: Collection[str] = ()) -> float:
    """What all processes of these groups and of these names have used so far."""
    ticks = 0
    for process in processes():
        if process.group in groups or process.name in serving_too:
            ticks += process.ticks
    return ticks / TICK


class Process(NamedTuple):
    """A process as /proc tells of it; with the time of children that have ended."""

    pid: int
    name: str
    parent: int
    group: int
    ticks: int


def processes() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
        except OSError:  # it has ended meanwhile
            continue
        fields = rest.split()
        # User and system time; also of children that have ended.
        ticks = sum(map(int, fields[11:15]))
        yield Process(int(folder.name), name, int(fields[1]), int(fields[2]), ticks)


class Held(NamedTuple):
    """Bytes of a process in memory."""

    whole: int
    share: int  # what it has in common with others is divided among them
    own: int  # nobody else has this: so much does one worker more take

    @classmethod
    def by(cls, pid: int) -> "Held":
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = bytes_of(text, "Private_Clean:") + bytes_of(text, "Private_Dirty:")
        return cls(bytes_of(text, "Rss:"), bytes_of(text, "Pss:"), own)


def largest_worker(group: int) -> Held:
    """Of the processes of a server besides its first one."""
    return max(Held.by(each.pid) for each in processes() if each.group == group != each.pid)


def held_by_all(group: int) -> int:
    """Bytes that all processes of a server take together."""
    return sum(Held.by(each.pid).share for each in processes() if each.group == group)


def bytes_of(text: str, name: str) -> int:
    return int(text.partition(f"{name} ")[2].split()[0]) * 1024
