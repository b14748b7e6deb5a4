"""Public pages are answered before Django's middleware, from what was made once and is kept.

Django makes a page when somebody asks for it first, and again when something public has changed;
everything else goes on to Django as it came.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from articles.browsing.days import now
from articles.browsing.number import NumberUnknown
from articles.browsing.record import recorder
from articles.edge.answers import answer
from articles.edge.asked import address_of, has_session, is_page
from articles.edge.at_once import TakesAMoment, TakesTime
from articles.edge.making import Makings, Said, ask
from articles.edge.press_watch import PressWatch
from articles.edge.transport import Transport
from articles.page_cache.between import CommonPages
from articles.page_cache.page import Page
from articles.page_cache.shelf import Address, Shelf

logger = logging.getLogger(__name__)
# Who waits longer for somebody else's page makes it too: nobody's crash may block it.
PATIENCE = 2.0  # seconds
NUMBERS_TRIED_AGAIN = timedelta(seconds=1)


class KeptPages:
    """A WSGI application in front of Django's."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        maker: WSGIApplication | None = None,
        clock: Callable[[], datetime] = now,
        shelf: Shelf | None = None,
    ) -> None:
        self.application = application
        self.maker = maker or application  # of pages that are kept
        self.clock = clock
        self.shelf = shelf or Shelf()
        self.common = CommonPages()
        self.is_secure = Transport().is_secure
        self.watch = PressWatch()
        self.makings = Makings()
        self.no_numbers_until: datetime | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = address_of(environ, is_secure=self.is_secure(environ))
        page = self.shelf.get(address) if address else None
        if address is None or (page is None and not is_page(address.path)):
            return self.application(environ, start_response)
        at = self.clock()
        press_run = self.watch.press_run(at=at)
        if "HTTP_COOKIE" in environ and has_session(environ):
            found: Page | Said = self.make(address, environ, at=at)
        elif page and page.is_good(press_run=press_run, at=at):
            found = page
        else:
            found = self.make_once(address, environ, page, at=at)
        if found is not page:
            at = self.clock()  # caches are told what is left after the making
        if isinstance(found, Page):
            number = self.number(found, at=at)
            return answer(found, environ, start_response, number=number, at=at)
        if found.is_missing and environ.get("QUERY_STRING", "") != address.places:
            # An old address may need what a page does not read.
            return self.application(environ, start_response)
        return found.answer(environ, start_response)

    def at_once(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A page that is kept, with a number that is known; raises `TakesTime` for all else."""
        address = address_of(environ, is_secure=self.is_secure(environ))
        page = self.shelf.get(address) if address else None
        if page is None or ("HTTP_COOKIE" in environ and has_session(environ)):
            raise TakesTime
        at = self.clock()
        if not self.watch.is_known(at=at):
            raise TakesAMoment
        counter = recorder()
        press_run = self.watch.heard_of(counter.publicity.press_run, at=at)
        if not page.is_good(press_run=press_run, at=at):
            raise TakesTime
        number = None
        if page.article_id is not None and not self.has_no_numbers(at=at):
            known = counter.numbers.known(page.article_id, at=at)
            if known is None:
                raise TakesAMoment
            number = known.number
        return answer(page, environ, start_response, number=number, at=at)

    def has_no_numbers(self, *, at: datetime) -> bool:
        return self.no_numbers_until is not None and at < self.no_numbers_until

    def number(self, page: Page, *, at: datetime) -> int | None:
        """That of this moment; where it cannot be told, the last one stays."""
        if page.article_id is None or self.has_no_numbers(at=at):
            return None
        try:
            return recorder().numbers.prepare(page.article_id, at=at).number
        except (NumberUnknown, sqlite3.Error, OSError) as error:
            logger.warning("A page is shown without the number of this moment: %r", error)
            self.no_numbers_until = at + NUMBERS_TRIED_AGAIN
            return None

    def make_once(
        self, address: Address, environ: WSGIEnvironment, old: Page | None, *, at: datetime
    ) -> Page | Said:
        """As somebody makes it now, or else as it is made here."""
        making, is_mine = self.makings.begin(address)
        if not is_mine:
            if old and self.may_linger(old, at=at):
                return old
            found = making.wait(seconds=PATIENCE)
            # Its time may have come while it was waited for.
            if isinstance(found, Page) and not self.is_good_now(found):
                found = None
            return found or self.make(address, environ, at=self.clock())
        try:
            making.made = self.find_or_make(address, environ)
            return making.made
        finally:
            self.makings.end(address)

    def may_linger(self, old: Page, *, at: datetime) -> bool:
        """Whether it may be shown while the next one is made: never if anything in it is over."""
        is_of_this_run = old.press_run >= recorder().publicity.press_run
        return old.outlives(at=at) and (is_of_this_run or self.watch.is_news(at=at))

    def is_good_now(self, page: Page) -> bool:
        """After whatever was waited for."""
        at = self.clock()
        return page.is_good(press_run=self.watch.press_run(at=at), at=at)

    def find_or_make(self, address: Address, environ: WSGIEnvironment) -> Page | Said:
        """Somebody may have made it since this was asked for, here or in another process."""
        here = self.shelf.get(address)
        if here and self.is_good_now(here):
            return here
        elsewhere = self.common.awaited(address, is_good=self.is_good_now)
        if elsewhere:
            self.keep(address, elsewhere)
            return elsewhere
        try:
            return self.make(address, environ, at=self.clock())
        finally:
            self.common.give_up_claim(address)

    def make(self, address: Address, environ: WSGIEnvironment, *, at: datetime) -> Page | Said:
        said = ask(self.maker, environ, address)
        page = said.page(at=at)
        if page:
            self.keep(address, page)
            self.common.put(address, page)
            return page
        if said.is_failure:
            return self.last_good(address, at=self.clock()) or said
        return said

    def keep(self, address: Address, page: Page) -> None:
        recorder().publicity.hear_of(page.press_run)
        self.shelf.put(address, page)

    def last_good(self, address: Address, *, at: datetime) -> Page | None:
        """The site goes on without its database, but nothing that was taken back comes again."""
        page = self.shelf.get(address) or self.common.get(address)
        if not page or not page.outlives(at=at):
            return None
        if page.press_run < recorder().publicity.press_run:
            return None
        page.put_off(at=at)
        self.shelf.put(address, page)
        return page
