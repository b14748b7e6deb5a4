"""Single requests over loopback, and answers read to their last byte."""

import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader

from benchmarks.beacons import BROWSER

LONGEST_WAIT = 20  # seconds for an answer
DATE = re.compile(rb"\r\ndate:[^\r]*", re.IGNORECASE)


class CutOff(Exception):
    """The connection ended before the answer was complete."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def number(self) -> int:
        """The browse times that a beacon was told."""
        return int(json.loads(self.body)["browse_times"])

    def but_for_its_date(self) -> bytes:
        """Every byte that was answered, without the time of day."""
        return DATE.sub(b"", self.head) + self.body


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), LONGEST_WAIT)


def read_answer(answers: BufferedReader, *, has_body: bool = True) -> Answer:
    """The next answer of a kept connection; raises `CutOff`."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = answers.readline()
        if not line.endswith(b"\r\n"):
            raise CutOff
        head += line
    found = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    length = int(found[1]) if found and has_body else 0
    body = answers.read(length)
    if len(body) < length:
        raise CutOff
    return Answer(status=int(head.split(b" ", 2)[1]), head=head, body=body)


def ask(
    path: str,
    *,
    port: int,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: str = "",
) -> Answer:
    """One request of a reader's browser over a connection of its own."""
    sent = {"Host": f"127.0.0.1:{port}", "User-Agent": BROWSER, "Connection": "close"}
    if body:
        sent |= {"Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (sent | dict(headers or {})).items())
    with connect(port) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        return read_answer(connection.makefile("rb"), has_body=method != "HEAD")


def count(path: str, *, port: int, address: str = "", token: str = "") -> Answer:
    """What the page's script sends; the address is what a proxy would say of the reader."""
    headers = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
    if address:
        headers["X-Forwarded-For"] = address
    if token:
        headers["X-Sid"] = token
    return ask(path, port=port, method="POST", headers=headers | {"Content-Length": "0"})
