"""Readers on loopback: pages over kept connections, several at once, every answer looked at.

Nothing is pipelined: no browser does that, and it would spare servers most of their system calls.
"""

import re
import socket
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from benchmarks.beacons import BROWSER, HOST

READERS_AT_ONCE = 8
Check = Callable[[bytes], bool]


class WrongAnswer(Exception):
    """A page that is not what a reader should have got."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """As it came over the wire."""

    status: int
    headers: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.headers) + len(self.body)

    def text(self) -> bytes:
        """Unpacked."""
        if header(self.headers, b"content-encoding") == b"gzip":
            return zlib.decompress(self.body, wbits=31)
        return self.body


@dataclass
class Reader:
    """One connection."""

    port: int
    connection: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self.connection = socket.create_connection((HOST, self.port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str) -> None:
        self.connection.sendall(request(path))

    def answer(self) -> Answer:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.more()
        headers, body = received[: end + 4], received[end + 4 :]
        length = header(headers, b"content-length")
        body = self.rest(body, int(length)) if length is not None else self.chunks(headers, body)
        if header(headers, b"connection") == b"close":
            self.connection.close()
            self.connect()
        return Answer(status=int(headers[9:12]), headers=headers, body=body)

    def rest(self, body: bytes, length: int) -> bytes:
        while len(body) < length:
            body += self.more()
        if len(body) > length:
            raise WrongAnswer(f"{len(body)} bytes came, {length} were announced")
        return body

    def chunks(self, headers: bytes, body: bytes) -> bytes:
        if header(headers, b"transfer-encoding") != b"chunked":
            raise WrongAnswer("an answer without a length")
        while not body.endswith(b"0\r\n\r\n"):
            body += self.more()
        whole = b""
        while True:
            size, _, body = body.partition(b"\r\n")
            if not (length := int(size, 16)):
                return whole
            whole, body = whole + body[:length], body[length + 2 :]

    def more(self) -> bytes:
        received = self.connection.recv(262_144)
        if not received:
            raise WrongAnswer("the server hung up")
        return received


def request(path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: {BROWSER}\r\n"
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
        "Accept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()


def header(headers: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"\r\n" + name + rb": *([^\r]*)", headers, re.IGNORECASE)
    return found[1] if found else None


def visit(
    paths: Iterable[str], *, port: int, number: int, status: int = 200, check: Check | None = None
) -> int:
    """Reads so many pages, `READERS_AT_ONCE` at a time, and gives how many; none may be wrong."""
    readers = [Reader(port) for _ in range(READERS_AT_ONCE)]
    left, done = iter(paths), 0
    while done < number and (some := list(islice(left, READERS_AT_ONCE))):
        busy = list(zip(readers, some, strict=False))
        for reader, path in busy:
            reader.ask(path)
        for reader, path in busy:
            refuse_wrong(reader.answer(), path=path, status=status, check=check)
        done += len(busy)
    for reader in readers:
        reader.connection.close()
    return done


def refuse_wrong(answer: Answer, *, path: str, status: int, check: Check | None) -> None:
    if answer.status != status:
        raise WrongAnswer(f"{path} answered {answer.status}")
    if check and not check(answer.text()):
        raise WrongAnswer(f"{path} answered without what was looked for")


def fetch(path: str, *, port: int) -> Answer:
    reader = Reader(port)
    reader.ask(path)
    answer = reader.answer()
    reader.connection.close()
    return answer


def over_and_over(paths: Sequence[str]) -> Iterable[str]:
    while True:
        yield from paths
