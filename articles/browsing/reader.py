"""Who reads, as far as counting needs to know it (R2): values in, keyed hashes out."""

import hmac
import socket
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

Address = bytes  # four or sixteen of them, as they travel
AGENT_LENGTH = 512
BYTES = 8  # 64 bits, as R2 says
MAPPED = bytes(10) + b"\xff\xff"  # before an IPv4 address that is written as IPv6


class Reader(NamedTuple):
    """What a request says of its reader; it lives as long as the request and is kept nowhere."""

    address: Address | None
    agent: str
    token: str = ""
    # Global Privacy Control or Do Not Track: counted, and known by nothing (R11).
    is_private: bool = False


class Prefix(NamedTuple):
    """A network: addresses of this length that begin with these bits."""

    length: int
    shift: int
    bits: int


def prefixes(networks: Iterable[IPv4Network | IPv6Network]) -> tuple[Prefix, ...]:
    """The networks in the form in which many addresses are compared with them."""
    found = []
    for network in networks:
        packed, shift = network.network_address.packed, network.max_prefixlen - network.prefixlen
        found.append(Prefix(len(packed), shift, int.from_bytes(packed) >> shift))
    return tuple(found)


def reader_address(*, peer: str, forwarded: str, trusted: Sequence[Prefix]) -> Address | None:
    """The TCP peer, or what a trusted proxy says: the right-most address that is not a proxy.

    Where the proxy says rubbish, or names nobody but proxies, it is the peer again.
    """
    direct = read_address(peer)
    if not is_proxy(direct, trusted):
        return direct
    for entry in reversed(forwarded.split(",")):
        address = read_address(entry.strip())
        if address is None:
            return direct
        if not is_proxy(address, trusted):
            return address
    return direct


def is_proxy(address: Address | None, trusted: Sequence[Prefix]) -> bool:
    if address is None:
        return False
    length, number = len(address), int.from_bytes(address)
    for each in trusted:  # noqa: SIM110 - asked at every click, and faster
        if each.length == length and number >> each.shift == each.bits:
            return True
    return False


def read_address(text: str) -> Address | None:
    """The address; one of IPv4 written in IPv6 (::ffff:192.0.2.1) is the same reader as without."""
    try:
        if ":" not in text:
            return socket.inet_pton(socket.AF_INET, text)
        # What follows a % names the interface of this machine that it came in by.
        address = socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):  # ValueError: a NUL, or what is no text
        return None
    return address[12:] if address.startswith(MAPPED) else address


def network_of(address: Address | None) -> bytes:
    """IPv4 whole; IPv6 by its /64, because one device changes its address within it every day."""
    return (address or b"")[:8]


def visitor(reader: Reader, *, secret: bytes, site: str) -> int:
    """One browser behind one address on one day: 64 bits, as a database keeps them.

    Without the day's secret nobody finds out who.
    """
    network, agent = network_of(reader.address).hex(), reader.agent[:AGENT_LENGTH]
    # The lengths keep the parts apart, whatever stands in them.
    message = f"{len(site)} {site} {network} {agent}".encode(errors="backslashreplace")
    digest = hmac.digest(secret, message, "sha256")
    return int.from_bytes(digest[:BYTES], signed=True)


def double_click_key(*, visitor: int, token: str, edition_id: int, secret: bytes) -> int:
    """What two clicks on one edition in one tab, or by one visitor, have in common (R3).

    Who it is cannot be told from it once the secret is gone.
    """
    who = f"{edition_id} tab {token}" if token else f"{edition_id} visitor {visitor}"
    digest = blake2b(who.encode(), key=secret, digest_size=BYTES).digest()
    return int.from_bytes(digest, signed=True)
