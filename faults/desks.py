"""An editor saves and publishes while readers read: no browse is taken back (R16)."""

from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener

from faults.asks import ask, count
from faults.findings import Finding
from faults.known import EDITOR, PASSWORD, counter, page
from faults.sites import Site, Sites
from tests.admin.browser import FormReader

STORY = 1
BROWSES = 5
EARLIER = range(1, 4)  # readers whom an older copy of the row would know
MEANWHILE = range(4, 4 + BROWSES)
NEW_TEXT = "<p>Saved while five readers read.</p>"


def saved_while_read(sites: Sites) -> Iterator[Finding]:
    with sites.site() as site:
        site.start()
        desk = Desk(site)
        desk.sign_in()
        read(site, EARLIER)
        before = site.counted_at_last()
        desk.open(f"/admin/articles/article/{STORY}/change/")
        read(site, MEANWHILE)
        desk.send("article_form", {"en_body": NEW_TEXT, "_publish_en": "pressed"})
        desk.send("question-form", {})
        rise = site.counted_at_last() - before
        shown = site.shown(page(STORY)) - before
        is_saved = NEW_TEXT.encode() in ask(page(STORY), port=site.port).body
        yield Finding(
            f"an editor saves and publishes during {BROWSES} browses",
            f"counted {rise} more, the page shows {shown} more, "
            f"the text is {'saved' if is_saved else 'NOT saved'}",
            holds=rise == shown == BROWSES and is_saved,
        )


def read(site: Site, readers: range) -> None:
    for reader in readers:
        count(counter(STORY), port=site.port, address=f"203.0.113.{reader}")


class Desk:
    """An editor's browser without JavaScript."""

    def __init__(self, site: Site) -> None:
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()))
        self.address, self.html = f"http://127.0.0.1:{site.port}", ""

    def open(self, path: str, body: bytes | None = None) -> None:
        """Gets the page, or sends a form there, and stays where that leads."""
        address = urljoin(self.address, path)
        with self.browser.open(address, body, timeout=20) as answer:
            self.address, self.html = answer.url, answer.read().decode()

    def send(self, form: str, changes: Mapping[str, str]) -> None:
        """The form of this id as it stands on the page, with these changes."""
        reader = FormReader(form)
        reader.feed(self.html)
        self.open("", urlencode(reader.fields | dict(changes), doseq=True).encode())

    def sign_in(self) -> str:
        """Gives the start page."""
        self.open("/admin/")
        self.send("login-form", {"username": EDITOR, "password": PASSWORD})
        return self.html
