"""A page with another number is a valid gzip member, and hardly larger than compressed whole."""

import gzip
import random
import subprocess
import zlib

import pytest

from articles.page_cache.deflated import cross, deflate
from articles.page_cache.validity import Parts

WORDS = ["the", "lake", "froze", "over", "in", "a", "night", "湖面结冰了", "<p>", "</p>", "ice"]


def text(length: int, *, seed: int) -> bytes:
    chosen = random.Random(seed).choices(WORDS, k=length)
    return " ".join(chosen).encode()


@pytest.mark.parametrize("digits", [b"0", b"7", b"640", b"1,234", b"12,345,678"])
@pytest.mark.parametrize("length", [0, 1, 900, 40_000])
def test_any_number_of_the_same_length_unpacks_to_the_whole_page(digits, length):
    parts = Parts(text(length, seed=1), digits, text(length, seed=2), 1)
    another = digits.replace(b"7", b"8").replace(b"0", b"9").replace(b"4", b"5")
    deflated = deflate(parts)

    packed = [deflated.with_number(number) for number in (digits, another)]

    assert [gzip.decompress(each) for each in packed] == [
        parts.before + digits + parts.after,
        parts.before + another + parts.after,
    ]


def test_other_programs_take_it_too():
    packed = deflate(Parts(text(900, seed=1), b"640", text(900, seed=2), 1)).with_number(b"641")

    done = subprocess.run(["gzip", "-t"], input=packed, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_page_without_a_number_is_compressed_whole():
    parts = Parts(text(900, seed=1))

    assert gzip.decompress(deflate(parts).with_number(b"")) == parts.before


def test_two_pieces_are_hardly_larger_than_one():
    before, after = text(900, seed=1), text(900, seed=2)
    deflated = deflate(Parts(before, b"640", after, 1))

    whole = gzip.compress(before + b"640" + after, 6)

    assert len(deflated.with_number(b"640")) < len(whole) * 1.02


def test_a_page_with_the_placeholder_in_it_is_whole_all_the_same():
    parts = Parts(b"before \x00\x00\x00 ", b"640", b"\x00\x00\x00 after" * 9, 1)

    assert gzip.decompress(deflate(parts).with_number(b"641")) == (
        parts.before + b"641" + parts.after
    )


@pytest.mark.parametrize("length", [0, 1, 7, 40_000])
def test_a_crc_is_carried_across_what_follows(length):
    first, second = text(50, seed=1), bytes(length)

    carried = cross(crc=zlib.crc32(first), length=length) ^ zlib.crc32(second)

    assert carried == zlib.crc32(first + second)
