"""Readers on loopback: beacons over kept connections, each of another reader."""

import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)
# The site's own name, without a port: it is asked by it behind nginx, too.
HOST = "127.0.0.1"
READERS_AT_ONCE = 32
numbers = count(1)


@dataclass
class Said:
    """How many beacons were answered with 200, and what the others were told."""

    acknowledged: int = 0
    refused: list[str] = field(default_factory=list)


def send(paths: Sequence[str], *, port: int, number: int) -> Said:
    """Sends this many beacons, spread over the paths."""
    said = Said()
    share = number // READERS_AT_ONCE
    readers = [
        threading.Thread(target=read, args=(paths, port, share, said))
        for _ in range(READERS_AT_ONCE)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return said


def read(paths: Sequence[str], port: int, share: int, said: Said) -> None:
    with socket.create_connection((HOST, port)) as connection:
        answers = connection.makefile("rb")
        for _ in range(share):
            reader = next(numbers)
            connection.sendall(beacon(paths[reader % len(paths)], reader=reader))
            status = read_answer(answers)
            if status == "200":
                said.acknowledged += 1
            else:
                said.refused.append(status)


def read_answer(answers: socket.SocketIO) -> str:
    """The status; the body is read over."""
    status = answers.readline().split(b" ")[1].decode()
    length = 0
    while (line := answers.readline()) not in {b"\r\n", b""}:
        if line.lower().startswith(b"content-length:"):
            length = int(line[15:])
    answers.read(length)
    return status


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
