"""The pages of one process, within bounds of number and memory."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from articles.page_cache.page import Page

MOST = 1_000
MOST_BYTES = 8 * 2**20


class Address(NamedTuple):
    """By which name, in which way and with which place in a list a page was asked for."""

    host: str
    is_secure: bool
    path: str
    places: str = ""


class Shelf:
    """What was asked for again stays longer: a crawler does not push out what readers read."""

    def __init__(self, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, address: Address) -> Page | None:
        page = self._pages.get(address)
        if page is not None:
            page.was_asked_for = True
        return page

    def put(self, address: Address, page: Page) -> None:
        with self._lock:
            before = self._pages.pop(address, None)
            if before is not None:
                page.was_asked_for = True
                self._bytes -= before.size
            if page.size > self.most_bytes:
                return
            while not self._has_room_for(page):
                self._clear_one()
            self._pages[address] = page
            self._bytes += page.size

    def _has_room_for(self, page: Page) -> bool:
        return len(self._pages) < self.most and self._bytes + page.size <= self.most_bytes

    def _clear_one(self) -> None:
        """The oldest that nobody has asked for since it came in, or since it was passed over."""
        while True:
            address, page = self._pages.popitem(last=False)
            if not page.was_asked_for:
                self._bytes -= page.size
                return
            page.was_asked_for = False
            self._pages[address] = page
