"""Readers on loopback: beacons over kept connections, each of another reader."""

import re
import selectors
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from typing import cast

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)
# The site's own name, without a port: it is asked by it behind nginx, too.
HOST = "127.0.0.1"
READERS_AT_ONCE = 32
# The status, and how long the body after the headers is.
ANSWER = re.compile(
    rb"HTTP/1.1 (\d+) .*?\r\ncontent-length: *(\d+)\r\n.*?\r\n\r\n", re.DOTALL | re.IGNORECASE
)
numbers = count(1)


@dataclass
class Said:
    """How many beacons were answered with 200, and what the others were told."""

    acknowledged: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return self.acknowledged + len(self.refused)

    def note(self, status: str) -> None:
        if status == "200":
            self.acknowledged += 1
        else:
            self.refused.append(status)


def send(paths: Sequence[str], *, port: int, number: int) -> Said:
    """Sends this many beacons, spread over the paths; who is answered sends the next one.

    By one thread, which takes a third of the time that one for each reader would: they all share
    the processors with the server, whose caches are emptied by whoever else uses them.
    """
    said, left = Said(), iter(range(number))
    with selectors.DefaultSelector() as selector, ExitStack() as connections:
        for _ in islice(left, READERS_AT_ONCE):
            connection = connections.enter_context(
                socket.create_connection((HOST, port), timeout=60)
            )
            selector.register(connection, selectors.EVENT_READ)
            connection.sendall(next_beacon(paths))
        while said.answered < number:
            for key, _events in selector.select():
                connection = cast("socket.socket", key.fileobj)
                said.note(read_answer(connection))
                if next(left, None) is not None:
                    connection.sendall(next_beacon(paths))
    return said


def read_answer(connection: socket.socket) -> str:
    """The status of an answer that is read to its end."""
    received = b""
    while not (whole := ANSWER.match(received)) or len(received) < whole.end() + int(whole[2]):
        more = connection.recv(4096)
        if not more:
            raise ConnectionError("the server hung up")
        received += more
    return whole[1].decode()


def next_beacon(paths: Sequence[str]) -> bytes:
    """Of a reader who was not here before."""
    reader = next(numbers)
    return beacon(paths[reader % len(paths)], reader=reader)


def beacon(path: str, *, reader: int) -> bytes:
    """What the page's script sends, behind a proxy that names the reader; in one packet."""
    address = f"203.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}"
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {BROWSER}\r\n"
        f"Origin: http://{HOST}\r\nSec-Fetch-Site: same-origin\r\n"
        "Accept: */*\r\nAccept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip, deflate, br\r\n"
        f"Referer: http://{HOST}{path[:-4]}\r\nX-Forwarded-For: {address}\r\n"
        f"X-Sid: {reader:032x}\r\nContent-Length: 0\r\n\r\n"
    ).encode()
