"""What is answered before Django: the count through its HTTP doors, and forged proxy headers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from articles.browsing.record import recorder
from articles.browsing.rollup import prune, roll_up
from articles.browsing.totals import bring_start_value
from articles.edge.count import CountFirst, find_door
from articles.edge.count_answers import PIXEL
from articles.editorial.workflow import withdraw
from articles.models import BrowseCount, BrowseTotal, DayVisitor, ReferrerCount, SiteDay
from tests.browsing.broken import no_database
from tests.browsing.doors import (
    BROWSER,
    OWN_PAGE,
    Answer,
    Clock,
    beacon_path,
    knock,
    make_environ,
    pixel_path,
)
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_withdrawn_edition,
)

SECOND = timedelta(seconds=1)
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
NOT_FOUND = b"There is no public article at this address.\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "browsing"


def pages(environ, start_response):
    """Stands for Django: tells what reached it."""
    start_response("200 OK", [("X-Path", environ["PATH_INFO"])])
    return [b"a page"]


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def site(clock):
    return CountFirst(pages, clock=clock)


def counted():
    """The browses of all articles after a roll-up."""
    roll_up(at=NOW)
    return sum(BrowseTotal.objects.values_list("counted", flat=True))


def robots_and_browses():
    """The calls of robots and the browses of all articles after a roll-up."""
    roll_up(at=NOW)
    rows = list(BrowseCount.objects.values_list("robots", "browses"))
    return sum(robots for robots, _browses in rows), sum(browses for _robots, browses in rows)


def referrers():
    roll_up(at=NOW)
    return dict(ReferrerCount.objects.values_list("host", "browses"))


def signed_in(settings, **person):
    user = User.objects.create_user("somebody", **person)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return user, OWN_PAGE | {"Cookie": f"{name}={client.cookies[name].value}"}


@pytest.mark.django_db
def test_a_beacon_is_answered_with_the_fresh_number(site):
    edition = a_public_edition()
    bring_start_value(edition.article, value=1233)

    answer = knock(site, beacon_path(edition))

    body = b'{"browse_times": 1234}'
    assert answer == Answer(
        status=200,
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
        | SAFE_HEADERS,
        body=body,
    )
    assert counted() == 1


@pytest.mark.django_db
def test_a_pixel_is_answered_with_a_picture(site):
    edition = a_public_edition(language="zh-hans")

    answer = knock(site, pixel_path(edition), method="GET")

    assert answer == Answer(
        status=200,
        headers={"Content-Type": "image/png", "Content-Length": str(len(PIXEL))} | SAFE_HEADERS,
        body=PIXEL,
    )
    assert counted() == 1


def test_the_pixel_is_one_transparent_dot():
    image_module = pytest.importorskip("PIL.Image")

    picture = image_module.open(BytesIO(PIXEL)).convert("RGBA")

    assert (picture.size, picture.getpixel((0, 0))[3]) == ((1, 1), 0)


@pytest.mark.django_db
def test_the_number_rises_at_once_for_the_next_reader_and_not_for_a_double_click(site, clock):
    edition = a_public_edition()
    told = []

    for seconds, peer in [(0, "203.0.113.10"), (1, "203.0.113.11"), (2, "203.0.113.11")]:
        clock.now = NOW + SECOND * seconds
        told.append(knock(site, beacon_path(edition), peer=peer).body)

    assert told == [b'{"browse_times": %d}' % number for number in (1, 2, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["story", "another-slug", "新闻", "read", "%00"])
def test_any_slug_counts(site, slug):
    edition = a_public_edition()

    assert knock(site, beacon_path(edition, slug=slug)).status == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "allowed", "methods"),
    [
        (beacon_path, "POST", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "ODD"]),
        (pixel_path, "GET", ["HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "ODD"]),
    ],
)
def test_another_method_is_refused_and_told_which_to_use(site, path, allowed, methods):
    edition = a_public_edition()

    answers = [knock(site, path(edition), method=method) for method in methods]

    assert [(answer.status, answer.headers["Allow"]) for answer in answers] == [
        (405, allowed) for _ in methods
    ]
    assert {answer.body for answer in answers} == {b"", b"This address only counts.\n"}
    assert counted() == 0


@pytest.mark.django_db
def test_a_refusal_of_head_has_no_body(site):
    answer = knock(site, pixel_path(a_public_edition()), method="HEAD")

    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "", "news.example.edu.cn\x00", "a b"])
def test_another_host_is_refused(site, host):
    answer = knock(site, beacon_path(a_public_edition()), HTTP_HOST=host)

    assert (answer.status, answer.body) == (400, b"This site does not go by that name.\n")
    assert counted() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://news.example.edu.cn"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_another_site_cannot_count_here(site, headers):
    edition = a_public_edition()

    answers = [
        knock(site, beacon_path(edition), headers=headers),
        knock(site, pixel_path(edition), headers=headers, method="GET"),
    ]

    assert [(answer.status, answer.body) for answer in answers] == [
        (403, b"Only pages of this site count their readers here.\n")
    ] * 2
    assert counted() == 0


@pytest.mark.django_db
def test_a_browser_that_sends_no_sec_fetch_site_counts_by_origin_or_referer(site):
    edition = a_public_edition()
    page = "https://news.example.edu.cn/en/news/1/story/"

    from_origin = {"User-Agent": BROWSER, "Origin": "https://news.example.edu.cn"}
    from_page = {"User-Agent": BROWSER, "Referer": page}

    answers = [
        knock(site, beacon_path(edition), headers=from_origin),
        knock(site, pixel_path(edition), method="GET", headers=from_page, peer="::1"),
    ]

    assert [answer.status for answer in answers] == [200, 200]
    assert counted() == 2


@pytest.mark.django_db
def test_the_address_of_the_site_is_ours_also_where_a_front_server_speaks_http_to_us(site):
    headers = {"Origin": "https://news.example.edu.cn"}

    answer = knock(
        site, beacon_path(a_public_edition()), headers=headers, **{"wsgi.url_scheme": "http"}
    )

    assert answer.status == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "headers", "expected"),
    [
        ("203.0.113.10", {}, 403),
        ("203.0.113.10", {"X-Forwarded-Proto": "https"}, 403),
        ("10.1.2.3", {"X-Forwarded-Proto": "http"}, 403),
        ("10.1.2.3", {"X-Forwarded-Proto": "https"}, 200),
    ],
)
def test_where_pages_are_shown_over_https_only_the_count_is_taken_so_too(
    site, settings, peer, headers, expected
):
    settings.SECURE_SSL_REDIRECT = True
    request = {"peer": peer, "headers": OWN_PAGE | headers, "wsgi.url_scheme": "http"}

    answer = knock(site, beacon_path(a_public_edition()), **request)

    assert answer.status == expected
    assert ("Strict-Transport-Security" in answer.headers) is (expected == 200)


@pytest.mark.django_db
def test_missing_and_hidden_articles_are_all_answered_alike(site):
    draft, withdrawn = a_draft(), a_withdrawn_edition()
    scheduled = a_public_edition(released_at=NOW + SECOND)
    chinese = a_public_edition(language="zh-hans")
    other_language = chinese.article.editions.get(language="en")
    hidden = [beacon_path(one) for one in (draft, withdrawn, scheduled, other_language)]
    odd_numbers = ["999999", "0", "-1", "9" * 18, "9" * 30, "9" * 5000, "1e3", "١", "x", "%31"]
    paths = hidden + [f"/en/news/{number}/story/read" for number in odd_numbers]

    answers = [knock(site, path) for path in paths]

    assert {(answer.status, answer.body) for answer in answers} == {(404, NOT_FOUND)}
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1
    pixels = [knock(site, f"{path}.png", method="GET") for path in paths]
    assert len({answer.body for answer in pixels}) == 1
    assert [answer.headers for answer in pixels] == [answers[0].headers] * len(paths)
    assert robots_and_browses() == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("agent", [BROWSER, ROBOT, ""])
def test_what_is_missing_or_hidden_is_answered_alike_to_robots_and_to_staff_too(
    site, settings, agent
):
    _user, staff = signed_in(settings, is_staff=True)
    hidden = a_draft()
    paths = [beacon_path(hidden), "/en/news/999999/story/read"]

    answers = [
        knock(site, path, headers=headers | {"User-Agent": agent})
        for path in paths
        for headers in (OWN_PAGE, staff, OWN_PAGE | {"Sec-Purpose": "prefetch"})
    ]

    assert len({(answer.status, answer.body, str(answer.headers)) for answer in answers}) == 1
    assert robots_and_browses() == (0, 0)


@pytest.mark.django_db
def test_a_story_counts_from_its_release_second_on_until_it_is_withdrawn(site, clock):
    edition = a_public_edition(released_at=NOW + SECOND)
    path = beacon_path(edition)
    statuses = []

    for milliseconds in (999, 1000):
        clock.now = NOW + timedelta(milliseconds=milliseconds)
        statuses.append(knock(site, path).status)
    withdraw(edition, by=None, at=clock.now)
    clock.now += SECOND
    statuses.append(knock(site, path).status)

    assert statuses == [404, 200, 404]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/news/1/story/",
        "/en/news/1/story/read/",
        "/en/news/1/story/read.gif",
        "/en/news/1/read",
        "/en/news/1/a/b/read",
        "/fr/news/1/story/read",
        "/en/news/1/story/read\n",
        "/admin/",
        "",
    ],
)
def test_everything_else_goes_on_to_django(site, path):
    answer = knock(site, path, method="POST")

    assert (answer.status, answer.body, answer.headers) == (200, b"a page", {"X-Path": path})


@pytest.mark.parametrize(
    ("peer", "is_believed"),
    [("203.0.113.10", False), ("", False), ("10.1.2.3", True), ("::ffff:127.0.0.1", True)],
)
@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "Forwarded",
    ],
)
def test_only_a_trusted_proxy_may_say_how_a_request_came(site, peer, is_believed, header):
    environ = make_environ("/en/", peer=peer, headers={header: "x"})

    site(environ, lambda _status, _headers: None)

    name = "HTTP_" + header.upper().replace("-", "_")
    assert (environ.get(name) == "x") is is_believed


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["198.51.100.%d", "10.0.0.%d", "::ffff:10.0.0.%d", "%d"])
def test_a_reader_who_says_to_be_many_is_one(site, forged):
    edition = a_public_edition()

    for number in range(5):
        headers = OWN_PAGE | {"X-Forwarded-For": forged % number, "Forwarded": f"for={number}"}
        knock(site, beacon_path(edition), headers=headers)

    assert counted() == 1
    assert SiteDay.objects.get().visitors == 1


@pytest.mark.django_db
def test_readers_behind_a_proxy_of_ours_are_told_apart_by_what_it_says(site):
    edition = a_public_edition()

    for number in range(5):
        forwarded = f"192.0.2.1, 198.51.100.{number}, 10.0.0.9"
        headers = OWN_PAGE | {"X-Forwarded-For": forwarded}
        knock(site, beacon_path(edition), peer="10.1.2.3", headers=headers)

    assert counted() == 5
    assert SiteDay.objects.get().visitors == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rubbish", ["", " ", "\0", "\xff\xfe", "x" * 20_000, "\xe4\xb8\xad", "=;,:[]%", "1" * 5_000]
)
@pytest.mark.parametrize(
    "header",
    [
        "User-Agent",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Forwarded",
        "Sec-GPC",
        "DNT",
        "Sec-Purpose",
        "Referer",
        "Origin",
        "Cookie",
        "Accept-Language",
    ],
)
def test_rubbish_in_a_header_never_stops_the_count(site, header, rubbish):
    edition = a_public_edition()
    headers = OWN_PAGE | {header: rubbish}

    answers = [
        knock(site, beacon_path(edition), peer="10.1.2.3", headers=headers),
        knock(site, pixel_path(edition), peer="10.1.2.3", headers=headers, method="GET"),
    ]

    assert [answer.status for answer in answers] == [200, 200]
    assert sum(robots_and_browses()) in {1, 2}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_a_request_in_advance_learns_the_number_and_does_not_count(site, headers):
    edition = a_public_edition()

    answer = knock(site, beacon_path(edition), headers=OWN_PAGE | headers)

    assert (answer.status, answer.body) == (200, b'{"browse_times": 0}')
    assert counted() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("agent", [ROBOT, "", "x", "curl/8.5.0", "python-requests/2.32"])
def test_a_robot_learns_the_number_and_is_counted_apart(site, agent):
    edition = a_public_edition()
    knock(site, beacon_path(edition))
    headers = OWN_PAGE | {"User-Agent": agent}

    beacon = knock(site, beacon_path(edition), headers=headers, body=b"ref=https://a.example/")
    pixel = knock(site, pixel_path(edition), headers=headers, method="GET")

    assert (beacon.status, beacon.body) == (200, b'{"browse_times": 1}')
    assert (pixel.status, pixel.body) == (200, PIXEL)
    assert robots_and_browses() == (2, 1)
    assert referrers() == {}
    assert SiteDay.objects.get().visitors == 1


@pytest.mark.django_db
def test_a_robot_opens_no_window_for_a_reader(site):
    """They may sit behind one address, as everybody at a campus does."""
    edition = a_public_edition()

    for agent in (ROBOT, BROWSER):
        knock(site, beacon_path(edition), headers=OWN_PAGE | {"User-Agent": agent}, body=b"sid=a")

    assert robots_and_browses() == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("is_in_headers", [True, False])
@pytest.mark.parametrize(
    ("header", "is_private"),
    [
        ({"Sec-GPC": "1"}, True),
        ({"DNT": "1"}, True),
        ({"Sec-GPC": "0", "DNT": "0"}, False),
        ({"DNT": "null"}, False),
    ],
)
def test_of_who_asks_for_privacy_the_browse_counts_and_nothing_else_is_kept(
    site, clock, header, is_private, is_in_headers
):
    edition = a_public_edition()
    said = {"X-Sid": "tab_A-1", "X-Ref": "https://search.example/find"} if is_in_headers else {}
    body = b"" if is_in_headers else b"sid=tab_A-1&ref=https%3A%2F%2Fsearch.example%2Ffind"

    told = []
    for seconds in (0, 30, 61):
        clock.now = NOW + SECOND * seconds
        headers = OWN_PAGE | header | said
        told.append(knock(site, beacon_path(edition), headers=headers, body=body).body)

    assert told == [b'{"browse_times": %d}' % number for number in (1, 1, 2)]
    assert referrers() == ({} if is_private else {"search.example": 2})
    assert DayVisitor.objects.count() == (0 if is_private else 1)
    assert list(BrowseCount.objects.values_list("browses", "visitors")) == [
        (2, 0 if is_private else 1)
    ]


@pytest.mark.django_db
def test_two_private_readers_behind_one_address_are_one_whatever_their_tabs_say(site):
    path = beacon_path(a_public_edition())

    for body in (b"sid=tab_A-1", b"sid=tab_B-2"):
        knock(site, path, headers=OWN_PAGE | {"Sec-GPC": "1"}, body=body)
    for token in ("tab_C-3", "tab_D-4"):
        knock(site, path, headers=OWN_PAGE | {"Sec-GPC": "1", "X-Sid": token})

    assert counted() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"ref=https%3A%2F%2Fwww.Search.example%2Ffind%3Fq%3Dsecret", {"search.example": 1}),
        (b"sid=tab_A-1&ref=https://search.example/", {"search.example": 1}),
        (b"ref=https://search.example/&sid=tab_A-1", {"search.example": 1}),
        (b"ref=https://search.example/&ref=https://second.example/", {"search.example": 1}),
        (b"ref=https%3A%2F%2F%E6%96%B0%E9%97%BB.example%2F", {"xn--efvy88h.example": 1}),
        (b"ref=https://search.example/%26sid=x", {"search.example": 1}),
        (b"ref=https://search.example/" + b"x" * 4000, {"search.example": 1}),
        (b"ref=https://news.example.edu.cn/en/", {}),
        (b"ref=https://www.news.example.edu.cn/", {}),
        (b"ref=http%3A%2F%2Fnews.example.edu.cn%3A8000%2F", {}),
        (b"ref=https://testserver/en/", {"testserver": 1}),
        (b"ref=android-app://com.tencent.mm/", {}),
        (b"ref=", {}),
        (b"ref", {}),
        (b"sid=tab_A-1", {}),
        (b"", {}),
    ],
)
def test_a_page_says_from_where_its_reader_came(site, body, expected):
    answer = knock(site, beacon_path(a_public_edition()), body=body)

    assert answer.body == b'{"browse_times": 1}'
    assert referrers() == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("testserver", "https://testserver/en/"),
        ("testserver", "https://news.example.edu.cn/en/"),
        ("TestServer:8000", "http://testserver/en/"),
        ("news.example.edu.cn:8000", "https://news.example.edu.cn/"),
        ("[::1]:8000", "http://[::1]:8000/en/"),
    ],
)
def test_the_name_by_which_the_reader_calls_us_is_no_referrer(site, settings, host, own):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "[::1]"]

    answer = knock(
        site, beacon_path(a_public_edition()), HTTP_HOST=host, body=f"ref={own}".encode()
    )

    assert answer.status == 200
    assert referrers() == {}


@pytest.mark.django_db
def test_the_referer_of_a_pixel_is_our_own_page_and_no_referrer(site):
    headers = OWN_PAGE | {"Referer": "https://news.example.edu.cn/en/news/1/story/"}

    knock(site, pixel_path(a_public_edition()), method="GET", headers=headers)

    assert counted() == 1
    assert referrers() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"is_staff": True}, 0),
        ({"is_staff": True, "is_superuser": True}, 0),
        ({"is_staff": False}, 1),
    ],
)
def test_signed_in_staff_learn_the_number_and_do_not_count(site, settings, person, expected):
    _user, headers = signed_in(settings, **person)

    answer = knock(site, beacon_path(a_public_edition()), headers=headers)

    assert (answer.status, answer.body) == (200, b'{"browse_times": %d}' % expected)
    assert counted() == expected


@pytest.mark.django_db
def test_somebody_who_is_no_longer_signed_in_counts(site, settings):
    user, headers = signed_in(settings, is_staff=True)
    user.set_password("another one")
    user.save()

    knock(site, beacon_path(a_public_edition()), headers=headers)

    assert counted() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "x", "sessionid", "a=b; =; ;;", "\xe4\xb8\xad", "x" * 9000])
def test_a_session_cookie_that_is_rubbish_counts(site, settings, cookie):
    name = settings.SESSION_COOKIE_NAME
    headers = OWN_PAGE | {"Cookie": f"{name}={cookie}"}

    answer = knock(site, beacon_path(a_public_edition()), headers=headers)

    assert answer.status == 200
    assert counted() == 1


@pytest.mark.django_db
def test_two_tabs_behind_one_address_are_two_readers_by_their_tokens(site):
    path = beacon_path(a_public_edition())

    for token in ("tab_A-1", "tab_B-2", "tab_A-1"):
        knock(site, path, headers=OWN_PAGE | {"X-Sid": token})
    # As the scripts of earlier pages say it.
    for body in (b"sid=tab_A-1", b"x=y&sid=tab_B-2"):
        knock(site, path, body=body)

    assert counted() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", "a.b", "x" * 65, "\xe4\xb8\xad", "tab A", "a\x00"])
def test_a_token_in_the_header_that_is_not_sound_is_as_good_as_none(site, said):
    path = beacon_path(a_public_edition())

    told = [knock(site, path, headers=OWN_PAGE | more).status for more in ({}, {"X-Sid": said})]

    assert (told, counted()) == ([200, 200], 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://www.Search.example", {"search.example": 1}),
        ("https://search.example/find?q=secret", {"search.example": 1}),
        ("https://news.example.edu.cn", {}),
        ("android-app://com.tencent.mm/", {}),
        ("http://[", {}),
        ("\xe4\xb8\xad", {}),
        ("https://search.example/" + "x" * 5000, {}),
        ("", {}),
    ],
)
def test_the_script_says_in_a_header_from_where_its_reader_came(site, page, expected):
    headers = OWN_PAGE | {"X-Sid": "tab_A-1", "X-Ref": page}

    answer = knock(site, beacon_path(a_public_edition()), headers=headers)

    assert answer.body == b'{"browse_times": 1}'
    assert referrers() == expected


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["X-Sid", "X-Ref"])
def test_no_body_is_waited_for_where_a_header_says_it(site, header):
    request = {"CONTENT_LENGTH": "20", "wsgi.input": Stuck()}

    answer = knock(
        site, beacon_path(a_public_edition()), headers=OWN_PAGE | {header: "https://a"}, **request
    )

    assert answer.body == b'{"browse_times": 1}'


class Stuck(BytesIO):
    """A body that never comes: reading it would wait for ever."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("read although nothing was announced")


class Broken(BytesIO):
    """A reader who goes away in the middle."""

    def read(self, *_size: int) -> bytes:
        raise ConnectionResetError


@pytest.mark.django_db
@pytest.mark.parametrize(
    "request_with",
    [
        {"CONTENT_LENGTH": "", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "0", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "-5", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "4097", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "9" * 5000, "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "1e2", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "٣", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Stuck()},
        {"CONTENT_LENGTH": "20", "wsgi.input": Broken()},
        {"body": b"sid=" + b"x" * 65},
        {"body": b"sid="},
        {"body": b"sid=a.b"},
        {"body": b"sid=%E4%B8%AD"},
        {"body": b"\xff\xfe\x00"},
        {"body": b"ref=https://a.example/" + b"x" * 4096},
        {"body": b"ref=https://%00/"},
        {"body": b"ref=%ff%fe%zz%"},
        {"body": b"ref=http://["},
        {"body": b"ref=https://\xe4\xb8\xad\xe6\x96\x87.example/&sid=\xff"},
        {"body": b"&" * 4096},
        {"body": b"=" * 4096},
        {"body": b"ref=" * 1024},
        {"CONTENT_LENGTH": "4096", "wsgi.input": BytesIO(b"sid=a")},
        {"body": b"&".join([b"sid=%d" % number for number in range(50)])},
        {"body": b"sid=a", "CONTENT_TYPE": "text/plain; charset=\x00"},
        {"body": b"sid=a", "CONTENT_TYPE": "x" * 20_000},
    ],
)
def test_no_body_is_hostile_enough_to_stop_the_count(site, request_with):
    answer = knock(site, beacon_path(a_public_edition()), **request_with)

    assert (answer.status, answer.body) == (200, b'{"browse_times": 1}')


@pytest.mark.django_db
def test_a_token_that_is_not_sound_is_as_good_as_none(site):
    path = beacon_path(a_public_edition())

    for body in (b"", b"sid=a.b", b"sid=" + b"x" * 65):
        knock(site, path, body=body)

    assert counted() == 1


def a_file_in_place_of_the_folder(folder):
    folder.write_text("a file where the folder should be")


def a_folder_in_place_of_the_file(folder):
    (folder / "spool.sqlite3").mkdir(parents=True)


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [a_file_in_place_of_the_folder, a_folder_in_place_of_the_file])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Browses cannot be counted right now.\n"), ("zh-hans", "目前无法记录浏览次数。\n")],
)
def test_a_spool_that_cannot_be_written_is_told_and_pages_go_on(
    site, folder, caplog, spoil, language, sentence
):
    edition = a_public_edition(language=language)
    spoil(folder)

    answers = [
        knock(site, beacon_path(edition)),
        knock(site, pixel_path(edition), method="GET"),
        knock(site, beacon_path(edition), headers=OWN_PAGE | {"User-Agent": ROBOT}),
    ]
    page = knock(site, "/en/")

    assert [(answer.status, answer.body.decode()) for answer in answers] == [(503, sentence)] * 3
    assert (page.status, page.body) == (200, b"a page")
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3


@pytest.mark.django_db
def test_a_spool_that_is_full_is_told_and_counting_goes_on_after_a_roll_up(
    site, monkeypatch, caplog
):
    monkeypatch.setattr("articles.browsing.spool.MOST_BYTES", 2**15)
    edition = a_public_edition()
    answers = []

    for number in range(1000):
        answers.append(knock(site, beacon_path(edition), body=b"sid=%d" % number))
        if answers[-1].status != 200:
            break
    taken = len(answers) - 1
    in_advance = knock(site, beacon_path(edition), headers=OWN_PAGE | {"Purpose": "prefetch"})
    roll_up(at=NOW)
    prune(at=NOW + SECOND * 60)
    after = knock(site, beacon_path(edition), body=b"sid=another")

    assert taken > 100
    assert [answer.status for answer in answers[:-1]] == [200] * taken
    assert (answers[-1].status, answers[-1].body) == (
        503,
        b"Browses cannot be counted right now.\n",
    )
    assert in_advance.body == b'{"browse_times": %d}' % taken
    assert after.body == b'{"browse_times": %d}' % (taken + 1)
    assert counted() == taken + 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.django_db
def test_nothing_is_counted_that_is_answered_with_a_refusal(site, folder):
    """So a reader who tries again is not counted twice."""
    edition = a_public_edition()
    a_folder_in_place_of_the_file(folder)
    knock(site, beacon_path(edition))
    (folder / "spool.sqlite3").rmdir()

    answer = knock(site, beacon_path(edition))

    assert answer.body == b'{"browse_times": 1}'
    assert counted() == 1


@pytest.mark.django_db
def test_without_a_database_known_articles_go_on_counting(site, clock):
    known, unknown = a_public_edition(), a_public_edition()
    knock(site, beacon_path(known))
    clock.now += timedelta(hours=1)

    with no_database():
        answers = [knock(site, beacon_path(edition)) for edition in (known, unknown)]

    assert [(answer.status, answer.body) for answer in answers] == [
        (200, b'{"browse_times": 2}'),
        (503, b"Browses cannot be counted right now.\n"),
    ]
    assert counted() == 2


@pytest.mark.django_db
def test_where_the_number_cannot_be_told_nothing_is_counted(site, monkeypatch, clock):
    """A reader who is refused tries again."""
    monkeypatch.setattr("articles.browsing.number.MOST", 1)
    known, forgotten = a_public_edition(), a_public_edition()
    for edition in (forgotten, known):
        knock(site, beacon_path(edition))
    clock.now += timedelta(minutes=1)

    with no_database():
        answers = [knock(site, beacon_path(edition)) for edition in (forgotten, known)]

    assert [answer.status for answer in answers] == [503, 200]
    assert counted() == 3


@pytest.mark.django_db
def test_where_staff_cannot_be_told_from_readers_they_count(site, settings, clock):
    _user, headers = signed_in(settings, is_staff=True)
    edition = a_public_edition()
    knock(site, beacon_path(edition), headers=headers)
    clock.now += SECOND

    with no_database():
        answer = knock(site, beacon_path(edition), headers=headers)

    assert answer.body == b'{"browse_times": 1}'
    assert counted() == 1


@pytest.mark.django_db
def test_a_double_click_across_midnight_is_one_browse(site, clock):
    midnight = NOW.replace(hour=0)
    path = beacon_path(a_public_edition(released_at=midnight - timedelta(days=1)))
    told = []

    for seconds in (-10, 10, 30, 61):
        clock.now = midnight + SECOND * seconds
        told.append(knock(site, path).body)

    assert told == [b'{"browse_times": %d}' % number for number in (1, 1, 1, 2)]


@pytest.mark.django_db
def test_nothing_of_the_reader_is_in_any_file_row_or_log(site, caplog, settings):
    """Put there what could leak, then look for it, also in what SQLite has not written back."""
    caplog.set_level("DEBUG")
    edition = a_public_edition()
    agent = BROWSER + " a-rare-browser/7"
    page = "https://search.example/a-rare-path?q=a-rare-word"
    said = {"X-Sid": "a-rare-token", "X-Ref": page}
    body = f"sid=a-rare-token&ref={page}".encode()
    ways = [
        {"peer": "198.51.100.77"},
        {"peer": "2001:db8:77:88::99"},
        {"peer": "10.1.2.3", "headers": {"X-Forwarded-For": "1.1.1.1, 198.51.100.78"}},
        {"peer": "198.51.100.77", "headers": {"Sec-GPC": "1"}},
        {"peer": "198.51.100.77", "headers": {"User-Agent": f"{ROBOT} a-rare-browser/7"}},
    ]
    for way in ways:
        headers = OWN_PAGE | {"User-Agent": agent} | way.pop("headers", {})
        knock(site, beacon_path(edition), headers=headers | said, **way)
        knock(site, beacon_path(edition), headers=headers, body=body, **way)
        knock(site, pixel_path(edition), headers=headers, method="GET", **way)
    before_roll_up = below(settings.DATA_DIR)
    roll_up(at=NOW)
    rows = all_rows()
    recorder().spool._rows("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = before_roll_up + below(settings.DATA_DIR) + rows + caplog.text.encode()

    traces = [
        b"198.51.100.7",
        bytes([198, 51, 100, 77]),
        bytes([198, 51, 100, 78]),
        b"c633644",
        b"2001:db8:77:88",
        bytes.fromhex("20010db800770088"),
        b"20010db800770088",
        b"rare-browser",
        b"Chrome/131",
        b"Googlebot",
        b"rare-token",
        b"rare-path",
        b"rare-word",
    ]
    assert robots_and_browses()[0] == 3
    assert b"search.example" in before_roll_up
    assert b"search.example" in rows
    assert [trace for trace in traces if trace in kept] == []
    assert [record for record in caplog.records if record.levelname != "DEBUG"] == []


def all_rows():
    """Every row of every table, as it is."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return repr(rows).encode()


def below(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.django_db
def test_what_a_sender_invents_at_length_is_answered_and_not_remembered(site):
    path = beacon_path(a_public_edition())
    find_door.cache_clear()

    long_path = knock(site, path.replace("/story/", f"/{'a' * 60_000}/"), headers={})
    long_origin = knock(site, path, headers={"Origin": "https://" + "a" * 60_000})

    assert (long_path.status, long_origin.status) == (403, 403)
    # The short address of the second, and the short headers of the first.
    assert find_door.cache_info().currsize == 1
    assert site.sender.cache_info().currsize == 1
