"""Who reads, as far as counting needs to know it (R2): values in, keyed hashes out."""

import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
AGENT_LENGTH = 512
VISITOR_BYTES = 8  # 64 bits, as R2 says
KEY_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What a request says of its reader; it lives as long as the request and is kept nowhere."""

    address: Address | None
    agent: str
    token: str = ""


def reader_address(*, peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
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


def is_proxy(address: Address | None, trusted: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in trusted)


def read_address(text: str) -> Address | None:
    """The address; one of IPv4 written in IPv6 (::ffff:192.0.2.1) is the same reader as without."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def network_of(address: Address | None) -> bytes:
    """IPv4 whole; IPv6 by its /64, because one device changes its address within it every day."""
    if address is None:
        return b""
    return address.packed if address.version == 4 else address.packed[:8]


def visitor(reader: Reader, *, secret: bytes, site: str) -> bytes:
    """One browser behind one address on one day; without the day's secret nobody finds out who."""
    agent = reader.agent[:AGENT_LENGTH]
    # The lengths keep the parts apart, whatever bytes stand in them.
    parts = [site.encode(), network_of(reader.address), agent.encode(errors="backslashreplace")]
    message = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hmac.digest(secret, b"visitor" + message, "sha256")[:VISITOR_BYTES]


def double_click_key(reader: Reader, *, edition_id: int, secret: bytes, site: str) -> bytes:
    """What two clicks of one reader on one edition have in common (R3)."""
    who = (
        b"token " + reader.token.encode(errors="backslashreplace")
        if reader.token
        else b"visitor " + visitor(reader, secret=secret, site=site)
    )
    message = b"double click %d " % edition_id + who
    return hmac.digest(secret, message, "sha256")[:KEY_BYTES]
