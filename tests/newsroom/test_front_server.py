"""nginx in front, as deploy/nginx.conf sets it up, before the real server."""

import getpass
import gzip
import os
import re
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event

import pytest

from tests.server import ROOT, Server, free_port, wait_until

pytestmark = pytest.mark.nginx
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36"
PUBLISH = """
from tests.factories import *
story = a_public_edition(title="Lake", body="<p>" + "The ice holds. " * 90 + "</p>")
print(story.get_absolute_url())
"""
CORRECT = """
from articles.models import Article, PressRun
from django.db import transaction
with transaction.atomic():
    Article.objects.update(title_en={title!r})
    PressRun.start()
"""
TAKE_BACK = """
from articles.editorial.workflow import withdraw
from articles.models import Article, Edition, PressRun
from django.utils import timezone
withdraw(Edition.objects.get(article={gone}, language="en"), by=None, at=timezone.now())
Article.objects.filter(pk={moved}).update(title_en="Sea", slug_en="sea")
PressRun.start()
"""
EXPIRE_SOON = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import *
times = Release(released_at=NOW, expires_at=timezone.now() + timedelta(seconds=20))
story = a_public_edition(title="Lake", release=times)
print(story.get_absolute_url(), times.expires_at.timestamp())
"""
READERS = 8


class Front:
    """nginx on a port of its own, with the data folder of the site as its prefix."""

    def __init__(self, site: Server) -> None:
        self.site = site
        self.port = site.front_port
        folder = site.folder / "nginx"
        folder.mkdir()
        self.log = folder / "access.log"
        self.answered: list[str] = []
        settings = (ROOT / "deploy" / "nginx.conf").read_text()
        for before, after in {
            "listen 8080;": f"listen 127.0.0.1:{self.port};",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{site.port};",
            "buffer=64k flush=5s": "",
            "# user newsroom;": f"user {getpass.getuser()};" if os.geteuid() == 0 else "#",
        }.items():
            assert settings.count(before) == 1, before
            settings = settings.replace(before, after)
        (folder / "nginx.conf").write_text(settings)
        self.command = [
            NGINX, "-e", "stderr", "-p", f"{site.folder}/", "-c", str(folder / "nginx.conf")
        ]  # fmt: skip

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        wait_until(lambda: self.get("/health/ready").status == 200, what="nginx to answer")

    def stop(self) -> str:
        os.killpg(self.process.pid, signal.SIGTERM)
        return self.process.communicate(timeout=30)[1]

    def get(self, path: str, **asked):
        answer = ask(self.port, path, **asked)
        if answer.status and not path.startswith("/health/"):
            self.answered.append(path)
        return answer

    def lines(self) -> list[list[str]]:
        """The log, up to the last answer: nginx writes a line when the reader has the answer."""
        wait_until(
            lambda: len(self.log.read_text().splitlines()) >= len(self.answered),
            what="nginx to write a line for every answer",
        )
        return [line.split() for line in self.log.read_text().splitlines()]


def ask(port: int, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"User-Agent": BROWSER} | named)
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer
    except OSError:
        return type("Nothing", (), {"status": 0, "content": b""})
    finally:
        connection.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, model):
    site = model.copy(tmp_path_factory.mktemp("site"))
    site.front_port = free_port()
    site.environment |= {
        "SITE_URL": f"http://127.0.0.1:{site.front_port}",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    site.start()
    yield site
    site.kill()
    site.drop_database()


@pytest.fixture(scope="module")
def front(site):
    front = Front(site)
    front.start()
    yield front
    said = front.stop()
    assert "[emerg]" not in said


@pytest.fixture(scope="module")
def story(site) -> str:
    return site.manage("shell", "-c", PUBLISH, "--no-imports").split()[-1]


def title(front, path: str) -> str:
    found = re.search(rb"<h1>(.*?)</h1>", front.get(path).content)
    return found[1].decode() if found else ""


def test_it_accepts_its_settings(front):
    done = subprocess.run([*front.command, "-t"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_a_page_comes_compressed_or_not_and_is_the_same(front, story):
    packed = front.get(story, Accept_Encoding="br, gzip;q=0.8")
    plain = [
        front.get(story, Accept_Encoding=said)
        for said in ("identity", "gzip;q=0", "br, gzip;q=0.0")
    ]

    assert packed.headers["Content-Encoding"] == "gzip"
    assert [answer.headers["Content-Encoding"] for answer in plain] == [None] * 3
    assert {answer.content for answer in plain} == {gzip.decompress(packed.content)}
    assert packed.headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=10, stale-while-revalidate=1"
    )
    assert packed.headers["X-Accel-Expires"] is None


def test_a_page_is_kept_to_the_end_of_the_second(front, story):
    def states():
        time.sleep(1 - time.time() % 1)  # a second begins
        for _ in range(3):
            front.get(story)
        return [line[6] for line in front.lines()[-3:]]

    found = states()

    assert found[0] in {"EXPIRED", "MISS"}
    assert found[1:] == ["HIT", "HIT"]
    assert states()[0] == "EXPIRED"


def test_a_browser_that_has_the_page_is_told_so(front, story):
    tag = front.get(story).headers["ETag"]

    answers = [front.get(story, If_None_Match=known) for known in (tag, 'W/"x"')]

    assert tag.startswith('W/"')
    assert [(answer.status, bool(answer.content)) for answer in answers] == [
        (304, False),
        (200, True),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=x"},
        {"Cookie": "a=1; sessionid=x"},
        {"Cookie": "a=1; __Host-sessionid=x; b=2"},
        {"Authorization": "Basic eDp5"},
    ],
)
def test_who_may_be_signed_in_passes_by(front, story, headers):
    front.get(story)

    front.get(story, **headers)

    assert front.lines()[-1][6] == "BYPASS"


@pytest.mark.parametrize("cookie", ["", "a=1", "mysessionid=1", "a=sessionid", "_ga=GA1.1; x=y"])
def test_cookies_of_others_change_nothing(front, story, cookie):
    front.get(story, Cookie=cookie)

    assert front.lines()[-1][6] != "BYPASS"


@pytest.mark.parametrize(
    "path", ["/", "/admin/login/", "/en/nothing/", "/robots.txt", "/sitemap.xml", "/health/live"]
)
def test_what_the_application_does_not_name_is_not_kept(front, path):
    for _ in range(3):
        front.get(path)

    kept = [
        line
        for line in front.lines()
        if line[2] == path and line[6] in {"HIT", "STALE", "UPDATING"}
    ]
    assert kept == []


def test_every_beacon_counts_and_the_reader_is_who_nginx_sees(front, story):
    page = {"Origin": f"http://127.0.0.1:{front.port}", "Sec-Fetch-Site": "same-origin"}
    forged = {"X-Forwarded-For": "203.0.113.1", "Forwarded": "for=203.0.113.2"}

    told = [
        front.get(
            f"{story}read",
            method="POST",
            **page,
            **{"X-Forwarded-For": f"203.0.113.{number}", "X-Sid": tab},
            Forwarded=forged["Forwarded"],
        ).content
        for number, tab in enumerate(["same", "same", "", "other", ""])
    ]

    # The same tab, or no tab, of the same reader, whatever it says of its address: a double click.
    assert told == [b'{"browse_times": %d}' % number for number in (1, 1, 2, 3, 3)]
    # Another process hears of it within half a second.
    wait_until(
        lambda: b">3</span>" in front.get(f"{story}?x={time.time()}").content,
        what="the page to show what was counted",
    )


def test_what_is_corrected_and_withdrawn_shows_within_two_seconds(front, story, site):
    assert title(front, story) == "Lake"
    reading = [title(front, story) for _ in range(5)]

    site.manage("shell", "-c", CORRECT.format(title="Sea"), "--no-imports")
    time.sleep(2)
    corrected = title(front, story)
    site.manage("shell", "-c", CORRECT.format(title="Lake"), "--no-imports")
    time.sleep(2)

    assert reading == ["Lake"] * 5
    assert (corrected, title(front, story)) == ("Sea", "Lake")


@contextmanager
def crowd(front, paths: list[str]):
    """Reads them all the time, many at once; gives when each was asked for and its status."""
    answers, is_over = [], Event()

    def read(path: str) -> None:
        while not is_over.is_set():
            asked_at = time.monotonic()
            answers.append((path, asked_at, front.get(path).status))
            time.sleep(0.02)

    with ThreadPoolExecutor(READERS * len(paths)) as pool:
        readers = [pool.submit(read, path) for path in paths * READERS]
        try:
            yield answers
        finally:
            is_over.set()
    for reader in readers:
        reader.result()


def test_what_is_over_is_never_shown_again_however_many_read_it(front, site):
    """What was withdrawn is answered 410, what has another address 301, and neither is kept."""
    gone, moved = [site.manage("shell", "-c", PUBLISH, "--no-imports").split()[-1] for _ in "12"]
    number = {path: path.split("/")[3] for path in (gone, moved)}
    code = TAKE_BACK.format(gone=number[gone], moved=number[moved])

    with crowd(front, [gone, moved]) as answers:
        wait_until(lambda: len(answers) > 4 * READERS, what="all to read")
        before = {(path, status) for path, _asked_at, status in [*answers]}
        site.manage("shell", "-c", code, "--no-imports")
        over_at = time.monotonic()
        time.sleep(5)

    late = [(path, status) for path, asked_at, status in answers if asked_at > over_at + 2]
    assert before == {(gone, 200), (moved, 200)}
    assert set(late) == {(gone, 410), (moved, 301)}


def test_a_cache_behind_it_is_told_of_this_second_and_not_of_an_earlier_one(front, site):
    path, told_end = site.manage("shell", "-c", EXPIRE_SOON, "--no-imports").split()[-2:]
    expires_at, told = float(told_end), []

    while time.time() < expires_at - 5:
        keeping = front.get(path).headers["Cache-Control"]
        told.append((time.time(), int(re.search(r"s-maxage=(\d+)", keeping)[1])))
        time.sleep(0.2)

    # An answer may have been kept here to the end of its second.
    assert [each for each in told if sum(each) > expires_at + 1] == []
    assert told[0][1] == 10
    assert told[-1][1] < 8


def test_static_files_come_from_the_disk_compressed_and_for_ever(front):
    page = front.get("/en/").content.decode()
    style = re.search(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', page)[1]

    packed, plain = front.get(style, Accept_Encoding="gzip"), front.get(style)
    other = front.get("/static/css/site.css")

    assert gzip.decompress(packed.content) == plain.content
    assert front.lines()[-1][7] == "-"  # the application was not asked
    assert {
        name: packed.headers[name]
        for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Vary")
    } == {
        "Content-Type": "text/css",
        "Cache-Control": "public, max-age=315360000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    assert other.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    "name",
    [
        "pictures/a-b_C1.avif",
        "pictures/a.webp",
        "pictures/a.jpg",
        "pictures/a.png",
        "pictures/a.gif",
        "attachments/a.pdf",
        "attachments/a.mp4",
        "attachments/a.m4a",
        "attachments/a.zip",
        "attachments/a.docx",
        "attachments/a.vtt",
        "attachments/a.csv",
        "attachments/a.bin",
    ],
)
def test_pictures_and_files_come_with_the_headers_of_the_application(front, site, name):
    path = site.folder / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"content")

    ours = front.get(f"/media/{name}")
    was_asked = front.lines()[-1][7]
    django = ask(site.port, f"/media/{name}")

    told = ("Cache-Control", "X-Content-Type-Options", "Content-Disposition", "Content-Type")
    assert was_asked == "-"
    assert (ours.status, ours.content) == (django.status, django.content) == (200, b"content")
    assert {each: ours.headers[each] for each in told} == {
        each: django.headers[each] for each in told
    }
    assert policy(ours) == policy(django)


def policy(answer) -> set[str]:
    return {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/pictures/",
        "/media/../secret_key",
        "/media/pictures/../../secret_key",
        "/media/pictures/..%2f..%2fsecret_key",
        "/secret_key",
        "/newsroom.sqlite3",
        "/nginx/access.log",
        "/nginx/nginx.conf",
        "/static/../secret_key",
        "/static/..%2fsecret_key",
        "/static/",
        "/browsing/secrets.json",
    ],
)
def test_nothing_else_of_the_data_folder_can_be_read(front, path):
    answer = front.get(path)

    assert answer.status in {400, 403, 404}


def test_the_log_says_nothing_of_who_reads(front, story):
    front.get(f"{story}?token=hidden", Cookie="a=private", Referer="http://search.example/x")

    log = "\n".join(" ".join(line) for line in front.lines())

    assert story in log
    assert [
        word for word in ("127.0.0.1", "Mozilla", "hidden", "private", "search.") if word in log
    ] == []
