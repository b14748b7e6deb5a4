"""The site as a server sees it, before a Django that tells how often it was asked."""

import gzip
from collections import Counter

from articles.edge.at_once import DoneTogether, TakesTime
from articles.edge.count import CountFirst, send
from articles.edge.pages import KeptPages
from newsroom.wsgi import django_application, pages
from tests.browsing.doors import Answer, Clock, knock

READER = {"User-Agent": "Mozilla/5.0", "Accept-Encoding": "gzip, deflate, br"}
PROXY = "10.0.0.1"  # one of those that the tests' settings trust


class Site:
    """Everything that stands before Django, with a clock that a test sets."""

    def __init__(self, clock: Clock, *, django=django_application, maker=None) -> None:
        self.clock = clock
        self.django = django
        self.maker = maker or (pages.maker if django is django_application else django)
        self.asked: Counter[str] = Counter()  # each path, how often Django was asked for it
        self.pages = KeptPages(self.counting, maker=self.making, clock=clock)
        self.doors = CountFirst(self.pages, pages_at_once=self.pages.at_once, clock=clock)
        self.at_once: Counter[str] = Counter()  # each path, how often its answer was in memory

    def application(self, environ, start_response):
        """As the server asks: at once if that can be, or else in another lane."""
        try:
            answer = self.doors.at_once(environ.copy(), start_response)
        except DoneTogether as later:
            [told] = self.doors.together([later.part])
            answer = send(told, start_response)
        except TakesTime:
            return self.doors(environ, start_response)
        self.at_once[environ["PATH_INFO"]] += 1
        return answer

    def counting(self, environ, start_response):
        self.asked[environ["PATH_INFO"]] += 1
        return self.django(environ, start_response)

    def making(self, environ, start_response):
        self.asked[environ["PATH_INFO"]] += 1
        return self.maker(environ, start_response)

    def get(self, path: str, *, query: str = "", method: str = "GET", peer="203.0.113.9", **more):
        headers = READER | more.pop("headers", {})
        headers = {name: value for name, value in headers.items() if value is not None}
        return knock(
            self.application,
            path,
            method=method,
            peer=peer,
            headers=headers,
            QUERY_STRING=query,
            **more,
        )

    def text(self, path: str, **request) -> str:
        """What the reader reads."""
        return text_of(self.get(path, **request))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Path and places of the pages on the shelf."""
        return [(address.path, address.places) for address in self.pages.shelf._pages]


def text_of(answer: Answer) -> str:
    is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if is_packed else answer.body).decode()
