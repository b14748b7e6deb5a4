"""The pages of one process: bounded, and what is read stays longest."""

from datetime import timedelta

from articles.page_cache.page import OVERHEAD, keep
from articles.page_cache.shelf import Address, Shelf
from articles.page_cache.validity import Validity
from tests.factories import NOW


def address(number: int) -> Address:
    return Address(host="localhost", is_secure=True, path=f"/en/news/{number}/story/")


def a_page(number: int = 0):
    validity = Validity(press_run=1, until=NOW + timedelta(minutes=5))
    return keep(b"<p>%d</p>" % number, headers=(), validity=validity, at=NOW)


def paths(shelf: Shelf, *, among: int) -> list[int]:
    return [number for number in range(among) if address(number) in shelf._pages]


def test_what_was_put_there_is_there():
    shelf, page = Shelf(), a_page()

    shelf.put(address(1), page)

    assert shelf.get(address(1)) is page
    assert shelf.get(address(2)) is None


def test_the_oldest_goes_where_there_are_too_many():
    shelf = Shelf(most=3)

    for number in range(5):
        shelf.put(address(number), a_page(number))

    assert paths(shelf, among=5) == [2, 3, 4]


def test_what_was_asked_for_again_outlives_a_crawler():
    shelf = Shelf(most=3)
    for number in range(10_000):
        shelf.put(address(number), a_page(number))
        shelf.get(address(1))

    assert paths(shelf, among=10_000) == [1, 9_998, 9_999]


def test_what_nobody_asks_for_any_more_goes_in_the_end():
    shelf = Shelf(most=3)
    shelf.put(address(0), a_page())
    shelf.get(address(0))

    for number in range(1, 7):
        shelf.put(address(number), a_page(number))

    assert paths(shelf, among=7) == [4, 5, 6]


def test_where_all_were_asked_for_the_oldest_goes():
    shelf = Shelf(most=2)
    for number in range(2):
        shelf.put(address(number), a_page(number))
        shelf.get(address(number))

    shelf.put(address(2), a_page(2))

    assert paths(shelf, among=3) == [1, 2]


def test_memory_is_bounded_too():
    size = a_page().size
    shelf = Shelf(most_bytes=3 * size)

    for number in range(5):
        shelf.put(address(number), a_page(number))

    assert (paths(shelf, among=5), shelf._bytes) == ([2, 3, 4], 3 * size)
    assert size > OVERHEAD


def test_a_newer_page_takes_the_place_of_the_older():
    shelf = Shelf()
    newer = a_page(2)
    shelf.put(address(1), a_page(1))

    shelf.put(address(1), newer)

    assert shelf.get(address(1)) is newer
    assert (len(shelf), shelf._bytes) == (1, newer.size)


def test_a_page_that_is_larger_than_the_shelf_is_not_kept():
    shelf = Shelf(most_bytes=OVERHEAD)

    shelf.put(address(1), a_page())

    assert (len(shelf), shelf._bytes) == (0, 0)
