"""Kept pages are what Django answered, under the right address, for everybody who reads."""

import gzip

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.http import http_date

from articles.edge.asked import LONGEST_QUERY, places_in
from articles.edge.count import CountFirst
from articles.edge.pages import KeptPages
from articles.editorial.writing import Release
from newsroom import wsgi
from tests.browsing.doors import HOST, knock
from tests.edge.reading import PROXY, READER, Site, text_of
from tests.factories import NOW, a_draft, a_public_edition, a_section
from tests.public.clock import later

pytestmark = pytest.mark.django_db
# What may differ between what Django says and what is said for it; tested on its own below.
OWN = {"Content-Length", "Content-Encoding"}


def test_the_server_s_application_is_made_of_these():
    assert isinstance(wsgi.application, CountFirst)
    assert isinstance(wsgi.application.application, KeptPages)
    assert wsgi.application.application.application is wsgi.django_application


def test_a_page_is_made_once_and_answered_as_django_answers_it(reading):
    edition = a_public_edition(title="Lake")
    path = edition.get_absolute_url()
    django = knock(wsgi.django_application, path, method="GET", headers=READER)

    first, second = reading.get(path), reading.get(path)

    assert reading.asked == {path: 1}
    assert first == second
    assert text_of(first) == text_of(django)
    assert {name: value for name, value in first.headers.items() if name not in OWN} == {
        name: value for name, value in django.headers.items() if name not in OWN
    }
    assert first.headers["Content-Length"] == str(len(first.body))
    assert first.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "path",
    ["/en/", "/zh-hans/", "/en/sections/campus/", "/en/most-read/", "/en/about-browse-times/"],
)
def test_every_kind_of_page_is_kept(reading, path):
    a_public_edition()

    answers = [reading.get(path), reading.get(path)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert reading.asked == {path: 1}


@pytest.mark.parametrize(
    "cookies",
    [
        "django_language=zh-hans",
        "_ga=GA1.1.1; theme=dark",
        "mysessionid=1; __Host-sessionid.old=2",
        "broken; ; =",
    ],
)
def test_readers_with_cookies_of_others_get_the_kept_page(reading, cookies):
    path = a_public_edition().get_absolute_url()
    stranger = reading.get(path)

    answer = reading.get(path, headers={"Cookie": cookies, "Accept-Language": "zh-CN"})

    assert answer == stranger
    assert reading.asked == {path: 1}


def test_no_answer_has_a_cookie(reading):
    paths = ["/en/", a_public_edition().get_absolute_url()]

    answers = [reading.get(path, headers={"Cookie": "a=1"}) for path in paths * 2]

    assert [answer.status for answer in answers] == [200] * 4
    assert [answer for answer in answers if "Set-Cookie" in answer.headers] == []


def test_who_may_be_signed_in_sees_what_is_made_this_moment_and_so_do_all_after_them(
    reading, settings
):
    edition = a_public_edition(title="Lake")
    path = edition.get_absolute_url()
    reading.get(path)
    # As a change that no press run tells of.
    type(edition.article).objects.update(title_en="Sea")
    client = Client()
    client.force_login(User.objects.create_user("editor", is_staff=True))
    name = settings.SESSION_COOKIE_NAME
    cookies = {"Cookie": f"a=1; {name}={client.cookies[name].value}"}

    before, staff = reading.text(path), reading.get(path, headers=cookies)
    after = reading.text(path)

    assert ["<h1>Sea</h1>" in text for text in (before, text_of(staff), after)] == [
        False,
        True,
        True,
    ]
    assert "Set-Cookie" not in staff.headers
    assert "editor" not in after
    assert reading.asked == {path: 2}


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"Range": "bytes=0-99"}, "GET"),
        ({"Authorization": "Basic eDp5"}, "GET"),
        ({}, "POST"),
        ({}, "PUT"),
        ({}, "OPTIONS"),
        ({}, "get"),
    ],
)
def test_what_is_odd_goes_to_django_and_is_not_kept(reading, headers, method):
    path = a_public_edition().get_absolute_url()

    answers = [reading.get(path, headers=headers, method=method) for _ in range(2)]

    assert reading.asked == {path: 2}
    assert {answer.status for answer in answers} <= {200, 403, 405}
    assert reading.kept == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/admin/login/",
        "/health/live",
        "/robots.txt",
        "/en/nothing/",
        "/en/news/999/story/",
        "/EN/",
        "//en/",
        "/en//",
        "/en",
        "/xx/",
        "/en/news/9999999999999999999/story/",
        "/en/preview/1/",
        "/en/\x00/",
        "/en/sections/nothing/",
        "/\udcff/".encode(errors="surrogateescape").decode("latin-1"),
        f"/en/sections/{'x' * 300}/",
    ],
)
def test_what_is_no_page_is_not_kept(reading, path):
    edition = a_public_edition()
    a_draft(edition.article, language="zh-hans")

    first, second = reading.get(path), reading.get(path)

    assert first.status == second.status
    assert reading.asked.total() == 2
    assert reading.kept == []


def test_a_flood_of_paths_that_lead_nowhere_is_not_kept(reading):
    for number in range(300):
        reading.get(f"/en/news/{number + 1000}/story/")

    assert (len(reading.pages.shelf), reading.pages.makings._now) == (0, {})


def test_the_front_door_still_asks_each_reader_for_the_language(reading):
    languages = [
        reading.get("/", headers={"Accept-Language": said}).headers["Location"]
        for said in ("en", "zh-CN", "en")
    ]

    assert languages == ["/en/", "/zh-hans/", "/en/"]


def test_another_slug_leads_to_the_page_and_is_not_kept(reading):
    edition = a_public_edition(title="Lake")

    answers = [reading.get(f"/en/news/{edition.article_id}/sea/") for _ in range(2)]

    assert [(answer.status, answer.headers["Location"]) for answer in answers] == [
        (301, edition.get_absolute_url())
    ] * 2
    assert reading.kept == []


def test_a_missing_page_comes_compressed_as_from_django_and_without_body_for_head(reading):
    packed = reading.get("/en/news/999/story/")
    plain = reading.get("/en/news/999/story/", headers={"Accept-Encoding": "identity"})
    head = reading.get("/en/news/999/story/", method="HEAD")

    assert [answer.status for answer in (packed, plain, head)] == [404] * 3
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert (head.headers, head.body) == (packed.headers, b"")


# Under which address a page is kept


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "news.example.edu.cn@evil", ""]
)
def test_a_foreign_host_is_refused_by_django_and_poisons_nothing(reading, host):
    path = a_public_edition().get_absolute_url()

    before = reading.get(path, HTTP_HOST=host)
    reading.get(path)
    after = reading.get(path, HTTP_HOST=host)

    assert (before.status, after.status) == (400, 400)
    assert reading.kept == [(path, "")]
    assert "evil" not in reading.text(path)


@pytest.mark.parametrize("site_url", ["https://news.example.edu.cn", "http://127.0.0.1:9000"])
def test_a_port_that_the_site_does_not_have_fills_no_shelf(reading, settings, site_url):
    settings.SITE_URL, settings.REDIS_URL = site_url, "redis://localhost/0"
    path = a_public_edition().get_absolute_url()
    put = []
    reading.pages.common.put = lambda address, _page: put.append(address)

    answers = [
        reading.get(path, HTTP_HOST=f"{HOST}:{port}") for port in ("1", "443", "08000", "65535")
    ]

    assert {answer.status for answer in answers} == {200}
    assert (reading.kept, put) == ([], [])


@pytest.mark.parametrize(
    ("site_url", "port"), [("https://news.example.edu.cn:8443", 8443), ("http://127.0.0.1", 8000)]
)
def test_the_port_of_the_site_has_kept_pages(reading, settings, site_url, port):
    settings.SITE_URL = site_url
    path = a_public_edition().get_absolute_url()

    answers = [reading.get(path, HTTP_HOST=f"{HOST}:{port}") for _ in range(2)]

    assert answers[0] == answers[1]
    assert reading.asked == {path: 1}


def test_a_host_is_the_same_in_capitals(reading):
    path = a_public_edition().get_absolute_url()

    reading.get(path)
    reading.get(path, HTTP_HOST=HOST.upper())

    assert reading.asked == {path: 1}


@pytest.mark.parametrize("peer", ["203.0.113.9", PROXY])
def test_a_forwarded_host_is_no_host_of_ours(reading, peer):
    path = a_public_edition().get_absolute_url()

    poisoned = reading.text(path, peer=peer, headers={"X-Forwarded-Host": "evil.example"})

    assert "evil" not in poisoned
    assert reading.text(path) == poisoned


def test_http_and_https_have_pages_of_their_own(reading):
    path = a_public_edition().get_absolute_url()

    secure = reading.get(path)
    plain = reading.get(path, **{"wsgi.url_scheme": "http"})
    forged = reading.get(
        path, headers={"X-Forwarded-Proto": "https"}, **{"wsgi.url_scheme": "http"}
    )
    proxied = reading.get(
        path, headers={"X-Forwarded-Proto": "https"}, peer=PROXY, **{"wsgi.url_scheme": "http"}
    )

    has_transport_header = [
        "Strict-Transport-Security" in answer.headers for answer in (secure, plain, forged, proxied)
    ]
    assert has_transport_header == [True, False, False, True]
    assert reading.asked == {path: 2}


@pytest.mark.parametrize(
    "query",
    ["utm_source=x", "from=timeline&isappinstalled=0", "before=1-1", "&&=", "%ff=1", "q=湖"],
)
def test_what_others_add_to_an_address_changes_nothing(reading, query):
    """Such as WeChat does."""
    path = a_public_edition().get_absolute_url()
    plain = reading.get(path)

    answer = reading.get(path, query=query.encode().decode("latin-1"))

    assert answer == plain
    assert reading.asked == {path: 1}
    assert reading.kept == [(path, "")]


def test_what_others_add_to_an_address_never_reaches_the_page(reading):
    path = a_public_edition().get_absolute_url()
    seen = []
    whole = reading.maker
    reading.maker = lambda environ, start: (
        seen.append(environ["QUERY_STRING"]),
        whole(environ, start),
    )[1]

    reading.get(path, query="utm_source=first")

    assert seen == [""]


def test_pages_of_a_list_are_kept_by_their_place_and_nothing_else(reading):
    section = a_section()
    editions = [a_public_edition(released_at=NOW) for _ in range(21)]
    path = f"/en/sections/{section.slug}/"
    place = f"{int(editions[1].released_at.timestamp() * 1e6)}-{editions[1].pk}"

    first = reading.text(path)
    answers = [
        reading.text(path, query=query)
        for query in (
            f"before={place}",
            f"utm_source=x&before={place}",
            f"before=rubbish&before={place}&x=1",
        )
    ]

    assert answers[0] != first
    assert answers == [answers[0]] * 3
    assert reading.kept == [(path, ""), (path, f"before={place}")]
    assert reading.asked == {path: 2}


@pytest.mark.parametrize(
    "query", ["before=", "before=rubbish", "after=1-", "before=%00", "after=-"]
)
def test_a_place_that_no_link_leads_to_is_missing_and_not_kept(reading, query):
    a_public_edition()

    answer = reading.get("/en/sections/campus/", query=query)

    assert answer.status == 404
    assert reading.kept == []


def test_what_is_said_of_a_list_at_length_is_answered_and_not_remembered(reading):
    a_public_edition()
    places_in.cache_clear()

    answers = [
        reading.get("/en/sections/campus/", query=f"utm_source={'x' * length}").body
        for length in (3, 3, LONGEST_QUERY)
    ]

    assert answers == [answers[0]] * 3
    assert (places_in.cache_info().misses, places_in.cache_info().currsize) == (1, 1)
    assert reading.kept == [("/en/sections/campus/", "")]


def test_too_many_words_in_an_address_are_refused_by_django(reading):
    a_public_edition()

    answer = reading.get("/en/sections/campus/", query="&".join(["a=1"] * 1_100))

    assert answer.status in {200, 400}
    assert reading.kept == []


# What caches and browsers are told


def test_another_number_is_another_tag_and_the_same_page_is_not_sent_again(reading):
    path = a_public_edition().get_absolute_url()
    whole = reading.get(path)
    tag = whole.headers["ETag"]

    answers = [
        reading.get(path, headers={"If-None-Match": known})
        for known in (tag, f'"x", {tag}', "*", tag.removeprefix("W/"), 'W/"x"', "")
    ]

    assert [answer.status for answer in answers] == [304, 304, 304, 304, 200, 200]
    without_body = {"Content-Type", "Content-Language", "Content-Length", "Content-Encoding"}
    assert [(answer.body, answer.headers) for answer in answers[:4]] == [
        (b"", {name: value for name, value in whole.headers.items() if name not in without_body})
    ] * 4


def test_a_feed_is_not_sent_again_to_who_names_its_tag_whatever_the_clock_says(reading, moment):
    a_public_edition()
    moment.now = later(3)
    whole = reading.get("/en/feed.xml")
    since = http_date(later(60).timestamp())

    asked = [
        {"If-Modified-Since": since},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": since, "If-None-Match": '"x"'},
        {"If-None-Match": whole.headers["ETag"]},
        {"If-Modified-Since": since, "If-None-Match": whole.headers["ETag"]},
    ]
    found = [reading.get("/en/feed.xml", headers=headers).status for headers in asked]

    assert found == [200, 200, 200, 304, 304]
    assert reading.asked == {"/en/feed.xml": 1}
    assert whole.headers["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_head_tells_what_get_would_without_the_body(reading):
    path = a_public_edition().get_absolute_url()

    first, whole, second = (
        reading.get(path, method="HEAD"),
        reading.get(path),
        reading.get(path, method="HEAD"),
    )

    assert (first.status, first.headers, first.body) == (200, whole.headers, b"")
    assert second == first
    assert reading.asked == {path: 1}


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=1.000", True),
        (" gzip ; q=0.1", True),
        ("", False),
        (None, False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzip;q=many", False),
        ("xgzip", False),
        ("x" * 5_000, False),
        ("gzip," + "x," * 5_000, True),
    ],
)
def test_it_comes_compressed_for_who_takes_that(reading, accepted, is_packed):
    path = a_public_edition().get_absolute_url()
    whole = reading.text(path)

    answer = reading.get(path, headers={"Accept-Encoding": accepted})

    assert (answer.headers.get("Content-Encoding") == "gzip") is is_packed
    assert text_of(answer) == whole
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] == reading.get(path).headers["ETag"]


def test_caches_before_us_are_told_to_stop_at_the_second_of_the_next_change(reading, moment):
    path = a_public_edition(
        release=Release(released_at=NOW, expires_at=later(10))
    ).get_absolute_url()

    said = []
    for seconds in (60, 11, 4.5, 0.5):
        moment.now = later(10) - seconds * (later(1) - NOW) / 60
        said.append(reading.get(path).headers["Cache-Control"])

    assert said == [
        "public, max-age=0, s-maxage=10, stale-while-revalidate=1",
        "public, max-age=0, s-maxage=10, stale-while-revalidate=1",
        "public, max-age=0, s-maxage=4, stale-while-revalidate=0",
        "public, max-age=0, must-revalidate",
    ]


def test_a_front_server_is_told_to_keep_it_to_the_end_of_the_second(reading, moment):
    path = a_public_edition(
        release=Release(released_at=NOW, expires_at=later(10))
    ).get_absolute_url()
    forwarded = {"X-Forwarded-For": "203.0.113.9"}

    proxied = reading.get(path, headers=forwarded, peer=PROXY)
    direct = reading.get(path, headers=forwarded)
    moment.now = later(10) - (later(1) - NOW) / 40
    last = reading.get(path, headers=forwarded, peer=PROXY)
    moment.now = later(10) - (later(1) - NOW) / 1000
    very_last = reading.get(path, headers=forwarded, peer=PROXY)

    second = int(later(1).timestamp())
    assert proxied.headers["X-Accel-Expires"] == f"@{second}"
    assert "X-Accel-Expires" not in direct.headers
    assert last.headers["X-Accel-Expires"] == f"@{int(later(10).timestamp()) - 2}"
    assert very_last.headers["X-Accel-Expires"] == "0"


# What is never kept, whatever a view says


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "a=1"),
        ("Cache-Control", "private"),
        ("Cache-Control", "public, no-store"),
        ("Cache-Control", "max-age=10"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Encoding, Accept-Language"),
        ("Content-Encoding", "br"),
    ],
)
def test_an_answer_that_is_not_for_everybody_is_passed_on_and_not_kept(
    moment, settings, tmp_path, header
):
    settings.DATA_DIR = tmp_path
    whole = wsgi.django_application

    def django(environ, start_response):
        def start(status, headers, *more):
            others = [pair for pair in headers if pair[0] != header[0]]
            return start_response(status, [*others, header], *more)

        return whole(environ, start)

    path = a_public_edition().get_absolute_url()
    site = Site(moment, django=django)

    answers = [site.get(path), site.get(path)]

    # What may be compressed says so besides.
    said = [answer.headers[header[0]].removesuffix(", Accept-Encoding") for answer in answers]
    assert said == [header[1]] * 2
    assert (site.kept, site.asked) == ([], {path: 2})


def test_an_application_that_writes_its_answer_is_understood(moment, settings, tmp_path):
    settings.DATA_DIR = tmp_path

    def django(_environ, start_response):
        write = start_response("404 Not Found", [("Content-Type", "text/plain")])
        write(b"no ")
        return iter([b"page"])

    answer = Site(moment, django=django).get("/en/news/1/lake/")

    assert (answer.status, answer.body) == (404, b"no page")
