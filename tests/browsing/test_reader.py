"""Who is one reader, and who is another: R2, without a clock or a database."""

import hmac
from ipaddress import ip_address, ip_network

import pytest

from articles.browsing.reader import (
    Hashes,
    Reader,
    is_proxy,
    network_of,
    prefixes,
    read_address,
    reader_address,
)

TRUSTED = prefixes(
    [ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"), ip_network("2001:db8:f::/48")]
)
SECRET = bytes(32)
SITE = "https://news.example.edu.cn"


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.10", "", "203.0.113.10"),
        ("203.0.113.10", "198.51.100.7", "203.0.113.10"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "1.1.1.1,198.51.100.7,10.1.2.3", "198.51.100.7"),
        ("127.0.0.1", "rubbish, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, rubbish", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7,", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.9, 10.0.0.8", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2::7", "2001:db8:1:2::7"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:f::1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "9" * 10_000, "127.0.0.1"),
        ("127.0.0.1", "１２７.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7\0", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7:443", "127.0.0.1"),
        ("127.0.0.1", "198.51.100", "127.0.0.1"),
        ("127.0.0.1", "0x7f.1.1.1", "127.0.0.1"),
        ("127.0.0.1", "\xe4\xb8\xad", "127.0.0.1"),
        ("127.0.0.1", "\ud800", "127.0.0.1"),
        ("127.0.0.1", ", , ,", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2::7%eth0", "2001:db8:1:2::7"),
        ("2001:db8:f:ffff::1", "2001:db8:10::1", "2001:db8:10::1"),
        ("2001:db8:10::1", "198.51.100.7", "2001:db8:10::1"),
        ("10.255.255.255", "198.51.100.7", "198.51.100.7"),
        ("11.0.0.0", "198.51.100.7", "11.0.0.0"),
        ("9.255.255.255", "198.51.100.7", "9.255.255.255"),
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_its_last_foreign_entry(
    peer, forwarded, expected
):
    address = reader_address(peer=peer, forwarded=forwarded, trusted=TRUSTED)

    assert address == ip_address(expected).packed


@pytest.mark.parametrize(
    "peer", ["", "unix:", "@", "256.1.1.1", "[::1]", ":", "\0", "\xff", "\ud800", "1" * 10_000]
)
def test_a_peer_without_an_address_is_nobody_and_no_proxy(peer):
    assert read_address(peer) is None
    assert reader_address(peer=peer, forwarded="198.51.100.7", trusted=TRUSTED) is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.10", "203.0.113.10", True),
        ("203.0.113.10", "203.0.113.11", False),
        ("203.0.113.10", "::ffff:203.0.113.10", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_readers_are_told_apart_by_ipv4_address_or_ipv6_network(one, other, is_same):
    networks = [network_of(read_address(text)) for text in (one, other)]

    assert (networks[0] == networks[1]) is is_same


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("0.0.0.0/0", "203.0.113.10", "::1"),
        ("::/0", "2001:db8::1", "203.0.113.10"),
        ("192.0.2.128/25", "192.0.2.255", "192.0.2.127"),
        ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
        ("192.0.2.7/32", "::ffff:192.0.2.7", "192.0.2.8"),
        ("::1/128", "::1", "0.0.0.1"),
    ],
)
def test_a_proxy_is_known_by_the_bits_of_its_network(network, inside, outside):
    trusted = prefixes([ip_network(network)])

    assert is_proxy(read_address(inside), trusted)
    assert not is_proxy(read_address(outside), trusted)
    assert not is_proxy(read_address(inside), ())


def a_reader(*, address="203.0.113.10", agent="Firefox", token="", is_private=False):
    return Reader(read_address(address), agent, token, is_private)


def visitor(reader, *, secret=SECRET, site=SITE):
    return Hashes(secret, site=site).visitor(reader)


def hashes(reader, *, edition_id=1, secret=SECRET):
    return Hashes(secret, site=SITE).of(reader, edition_id=edition_id)


@pytest.mark.parametrize("secret", [SECRET, b"a day", bytes(range(64))])
@pytest.mark.parametrize("agent", ["Firefox", "北京浏览器", "\ud800", "x" * 600])
def test_a_visitor_is_the_beginning_of_an_hmac(secret, agent):
    said = f"{len(SITE)} {SITE} cb00710a {agent[:512]}".encode(errors="backslashreplace")

    hashed = visitor(a_reader(agent=agent), secret=secret)

    expected = hmac.digest(secret, said, "sha256")[:8]
    assert hashed == int.from_bytes(expected, "big", signed=True)


def test_hashes_of_one_secret_know_nothing_of_the_reader_before():
    several = Hashes(SECRET, site=SITE)

    several.of(a_reader(agent="Chrome", token="a"), edition_id=2)

    assert several.of(a_reader(), edition_id=1) == hashes(a_reader())


def test_a_visitor_is_64_bits_and_changes_with_secret_site_address_and_browser():
    different = {
        visitor(a_reader()),
        visitor(a_reader(), secret=b"x" * 32),
        visitor(a_reader(), site="https://other.example"),
        visitor(a_reader(address="203.0.113.11")),
        visitor(a_reader(agent="Chrome")),
        visitor(a_reader(agent="北京浏览器")),
        visitor(Reader(address=None, agent="Firefox")),
    }

    assert len(different) == 7
    assert all(-(2**63) <= one < 2**63 for one in different)
    assert len({one % 256 for one in map(visitor, many_readers(100))}) > 50
    assert visitor(a_reader(token="a")) == visitor(a_reader(token="b"))


def many_readers(number):
    return [a_reader(agent=f"Firefox {version}") for version in range(number)]


@pytest.mark.parametrize("agent", ["", "\0", "\xff", "\ud800", "火狐", "\n" * 600])
def test_any_text_can_be_the_name_of_a_browser(agent):
    hashed = {visitor(a_reader(agent=agent)) for _ in range(2)}

    assert len(hashed) == 1


def test_the_parts_of_a_visitor_cannot_run_into_each_other():
    """As hexadecimal figures and blanks the second reads like the first."""
    parts = [
        (SITE, a_reader(address="1.2.3.4", agent="61626364 Firefox")),
        (SITE, a_reader(address="102:304:6162:6364::", agent="Firefox")),
        (SITE, a_reader(address="1.2.3.4", agent=" 61626364 Firefox")),
        (f"{SITE} 01020304", a_reader(address="", agent="61626364 Firefox")),
        (SITE, Reader(address=None, agent="01020304 61626364 Firefox")),
    ]

    hashed = {visitor(reader, site=site) for site, reader in parts}

    assert len(hashed) == len(parts)


def test_only_the_first_512_characters_of_a_browser_name_count():
    def hashed(agent):
        return visitor(a_reader(agent=agent))

    assert hashed("x" * 512 + "one") == hashed("x" * 512 + "other")
    assert hashed("x" * 511 + "a") != hashed("x" * 511 + "b")


def test_a_double_click_is_of_one_token_or_visitor_on_one_edition():
    def key(reader, **about):
        return hashes(reader, **about)[1]

    same = {key(a_reader(token="a")), key(a_reader(token="a", address="198.51.100.7"))}
    different = {
        key(a_reader()),
        key(a_reader(agent="Chrome")),
        key(a_reader(token="a")),
        key(a_reader(token="b")),
        key(a_reader(), edition_id=2),
        key(a_reader(token="a"), edition_id=2),
        key(a_reader(), secret=b"x" * 32),
    }

    assert len(same) == 1
    assert len(different) == 7
    assert all(-(2**63) <= one < 2**63 for one in different)


def test_the_token_of_a_private_reader_is_not_looked_at():
    def known_as(**about):
        return hashes(a_reader(**about))

    assert known_as(token="a", is_private=True) == known_as(token="b", is_private=True)
    assert known_as(token="a", is_private=True) == known_as(is_private=False)


def test_no_token_can_pass_for_a_visitor_or_for_another_edition():
    def key(*, token="", edition_id=1, visitor=7):
        several = Hashes(SECRET, site=SITE)
        return several.double_click_key(visitor=visitor, token=token, edition_id=edition_id)

    keys = [
        key(),
        key(token="7"),
        key(token="visitor 7"),
        key(token="1 visitor 7"),
        key(token="a"),
        key(token="1 tab a"),
        key(token="tab a"),
        key(token="a", edition_id=11),
        key(token="1 a"),
        key(visitor=-7),
    ]

    assert len(set(keys)) == len(keys)


def test_a_key_tells_nothing_of_a_visitor():
    """It is another hash, so the rows of two tables cannot be put together without the secret."""
    who, key = hashes(a_reader())

    assert key != who
