"""Public pages go on while the database does not answer: from the last good copy of each."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock

from django import db
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.browsing.record import recorder
from articles.public.frame import PublicPage

MOST = 200  # pages of one process; with some 30 KB each
LONGEST = timedelta(hours=1)
PLACES = {"after", "before"}  # in a list
AWAY = (db.OperationalError, db.InterfaceError)


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A page as it was shown, and until when nothing public was to change by itself."""

    content: bytes
    media_type: str
    press_run: int
    shown_at: datetime
    changes_at: datetime | None

    def holds(self, *, press_run: int, at: datetime) -> bool:
        is_due = self.changes_at is not None and self.changes_at <= at
        return press_run == self.press_run and not is_due and at - self.shown_at < LONGEST


class LastGood:
    """The last copies; those before the newest press run we know of are shown no more.

    So nothing that was withdrawn comes back, and nothing stays beyond its expiry.
    """

    def __init__(self) -> None:
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._press_run = 0
        self._lock = Lock()

    def keep(self, path: str, page: PublicPage, *, at: datetime) -> None:
        copy = Copy(
            content=page.content,
            media_type=page["Content-Type"],
            press_run=page.kept.press_run,
            shown_at=at,
            changes_at=page.kept.next_change(),
        )
        with self._lock:
            self._press_run = max(self._press_run, copy.press_run)
            self._copies[path] = copy
            self._copies.move_to_end(path)
            if len(self._copies) > MOST:
                self._copies.popitem(last=False)

    def find(self, path: str, *, at: datetime) -> HttpResponse | None:
        copy = self._copies.get(path)
        # Counting asks for the press run every second, so it may know of a newer one.
        newest = max(self._press_run, recorder().publicity.press_run)
        if copy is None or not copy.holds(press_run=newest, at=at):
            return None
        return HttpResponse(copy.content, content_type=copy.media_type)


last_good = LastGood()


def is_plain(request: HttpRequest) -> bool:
    """Whether the page is that of its path, whatever else stands in the address."""
    return not PLACES & request.GET.keys()


def goes_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Shows the last good copy of a whole page or list where the database does not answer."""

    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        at = timezone.now()
        try:
            response = view(request, *args, **kwargs)
        except AWAY:
            copy = last_good.find(request.path, at=at) if is_plain(request) else None
            if copy is None:
                raise
            return copy
        if isinstance(response, PublicPage) and response.status_code == 200 and is_plain(request):
            last_good.keep(request.path, response, at=at)
        return response

    return inner
