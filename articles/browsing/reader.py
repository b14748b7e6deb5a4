"""Who reads, as far as counting needs to know it (R2): values in, keyed hashes out."""

import socket
from collections.abc import Iterable, Sequence
from hashlib import blake2b, sha256
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

Address = bytes  # four or sixteen of them, as they travel
AGENT_LENGTH = 512
BYTES = 8  # 64 bits, as R2 says
BLOCK = 64  # bytes that SHA-256 takes at once
# What HMAC makes of a key (RFC 2104): each of its bytes, exclusive-or one of these.
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
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
    return forwarded_address(forwarded, trusted=trusted) or direct


def forwarded_address(forwarded: str, *, trusted: Sequence[Prefix]) -> Address | None:
    """What a trusted proxy says, if that is not rubbish and names somebody else than proxies."""
    if "," not in forwarded:  # as mostly
        address = read_address(forwarded.strip())
        return None if is_proxy(address, trusted) else address
    for entry in reversed(forwarded.split(",")):
        address = read_address(entry.strip())
        if address is None or not is_proxy(address, trusted):
            return address
    return None


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


class Hashes:
    """The hashes of one secret for one site; without the secret nobody finds out who.

    Each is begun once and copied for every click: HMAC from its beginning costs three times that.
    """

    def __init__(self, secret: bytes, *, site: str) -> None:
        self._click = blake2b(key=secret, digest_size=BYTES)
        key = secret.ljust(BLOCK, b"\0")
        # The lengths keep the parts of what is hashed apart, whatever stands in them.
        beginning = f"{len(site)} {site} ".encode(errors="backslashreplace")
        self._inner = sha256(key.translate(INNER) + beginning)
        self._outer = sha256(key.translate(OUTER))

    def of(self, reader: Reader, *, edition_id: int) -> tuple[int, int]:
        """The visitor, and the key by which a double click is known."""
        who = self.visitor(reader)
        token = "" if reader.is_private else reader.token
        return who, self.double_click_key(visitor=who, token=token, edition_id=edition_id)

    def visitor(self, reader: Reader) -> int:
        """One browser behind one address on one day: 64 bits, as a database keeps them."""
        inner, outer = self._inner.copy(), self._outer.copy()
        said = f"{network_of(reader.address).hex()} {reader.agent[:AGENT_LENGTH]}"
        inner.update(said.encode(errors="backslashreplace"))
        outer.update(inner.digest())
        return int.from_bytes(outer.digest()[:BYTES], signed=True)

    def double_click_key(self, *, visitor: int, token: str, edition_id: int) -> int:
        """What two clicks on one edition in one tab, or by one visitor, have in common (R3).

        Who it is cannot be told from it once the secret is gone.
        """
        who = f"{edition_id} tab {token}" if token else f"{edition_id} visitor {visitor}"
        click = self._click.copy()
        click.update(who.encode())
        return int.from_bytes(click.digest(), signed=True)
