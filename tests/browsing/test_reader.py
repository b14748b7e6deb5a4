"""Who is one reader, and who is another: R2, without a clock or a database."""

from ipaddress import ip_address, ip_network

import pytest

from articles.browsing.reader import (
    Reader,
    double_click_key,
    network_of,
    read_address,
    reader_address,
    visitor,
)

TRUSTED = [ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"), ip_network("2001:db8:f::/48")]
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
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_its_last_foreign_entry(
    peer, forwarded, expected
):
    address = reader_address(peer=peer, forwarded=forwarded, trusted=TRUSTED)

    assert address == ip_address(expected)


@pytest.mark.parametrize("peer", ["", "unix:", "@", "256.1.1.1", "[::1]"])
def test_a_peer_without_an_address_is_nobody_and_no_proxy(peer):
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


def a_reader(*, address="203.0.113.10", agent="Firefox", token=""):
    return Reader(address=ip_address(address), agent=agent, token=token)


def test_a_visitor_is_64_bits_and_changes_with_secret_site_address_and_browser():
    def hashed(reader, *, secret=SECRET, site=SITE):
        return visitor(reader, secret=secret, site=site)

    different = {
        hashed(a_reader()),
        hashed(a_reader(), secret=b"x" * 32),
        hashed(a_reader(), site="https://other.example"),
        hashed(a_reader(address="203.0.113.11")),
        hashed(a_reader(agent="Chrome")),
        hashed(a_reader(agent="北京浏览器")),
        hashed(Reader(address=None, agent="Firefox")),
    }

    assert len(different) == 7
    assert {len(one) for one in different} == {8}
    assert hashed(a_reader(token="a")) == hashed(a_reader(token="b"))


def test_the_parts_of_a_visitor_cannot_run_into_each_other():
    short = a_reader(address="1.2.3.4", agent="abcd Firefox")
    long = a_reader(address=str(ip_address(b"\1\2\3\4abcd" + bytes(8))), agent=" Firefox")

    hashed = {visitor(reader, secret=SECRET, site=SITE) for reader in (short, long)}

    assert len(hashed) == 2


def test_only_the_first_512_characters_of_a_browser_name_count():
    def hashed(agent):
        return visitor(a_reader(agent=agent), secret=SECRET, site=SITE)

    assert hashed("x" * 512 + "one") == hashed("x" * 512 + "other")
    assert hashed("x" * 511 + "a") != hashed("x" * 511 + "b")


def test_a_double_click_is_of_one_token_or_visitor_on_one_edition():
    def key(reader, *, edition_id=1, secret=SECRET):
        return double_click_key(reader, edition_id=edition_id, secret=secret, site=SITE)

    same = {key(a_reader(token="a")), key(a_reader(token="a", address="198.51.100.7"))}
    different = {
        key(a_reader()),
        key(a_reader(agent="Chrome")),
        key(a_reader(token="a")),
        key(a_reader(token="b")),
        key(a_reader(), edition_id=2),
        key(a_reader(), secret=b"x" * 32),
    }

    assert len(same) == 1
    assert len(different) == 6


def test_no_token_can_pass_for_a_visitor_or_for_another_edition():
    def key(reader, edition_id):
        return double_click_key(reader, edition_id=edition_id, secret=SECRET, site=SITE)

    hashed = visitor(a_reader(), secret=SECRET, site=SITE).decode("latin-1")

    assert key(a_reader(token=hashed), 1) != key(a_reader(), 1)
    assert key(a_reader(token="1 token a"), 1) != key(a_reader(token="a"), 11)
