"""What a request to a count address is: R1, R4 to R7 and R11, by its headers alone."""

import pytest

from articles.browsing.eligibility import (
    Verdict,
    is_own_beacon,
    is_own_pixel,
    is_speculative,
    judge_reader,
    judge_sender,
    wants_privacy,
)
from tests.browsing.doors import BROWSER

ORIGINS = {"https://news.example.edu.cn"}
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HTTP_SEC_PURPOSE": "prefetch"}, True),
        ({"HTTP_SEC_PURPOSE": "prefetch;prerender"}, True),
        ({"HTTP_SEC_PURPOSE": "Prerender"}, True),
        ({"HTTP_SEC_PURPOSE": ""}, False),
        ({"HTTP_PURPOSE": "PREFETCH"}, True),
        ({"HTTP_PURPOSE": "preview"}, True),
        ({"HTTP_PURPOSE": "reading"}, False),
        ({"HTTP_X_PURPOSE": "preview"}, True),
        ({"HTTP_X_PURPOSE": "prefetch"}, True),
        ({"HTTP_X_MOZ": "prefetch"}, True),
        ({"HTTP_X_MOZ": "preview"}, False),
    ],
)
def test_a_browser_that_asks_in_advance_says_so(headers, expected):
    assert is_speculative(headers) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        (
            {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://news.example.edu.cn"},
            False,
        ),
        ({"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "https://news.example.edu.cn"}, False),
        ({"HTTP_SEC_FETCH_SITE": "none"}, False),
        ({"HTTP_SEC_FETCH_SITE": ""}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-origin,cross-site"}, False),
        ({"HTTP_ORIGIN": "https://news.example.edu.cn"}, True),
        ({"HTTP_ORIGIN": "https://NEWS.example.edu.cn"}, True),
        ({"HTTP_ORIGIN": "http://news.example.edu.cn"}, False),
        ({"HTTP_ORIGIN": "https://news.example.edu.cn:8443"}, False),
        ({"HTTP_ORIGIN": "https://news.example.edu.cn.evil.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_REFERER": "https://news.example.edu.cn/en/"}, False),
        ({}, False),
    ],
)
def test_a_beacon_comes_from_a_page_of_ours(headers, expected):
    assert is_own_beacon(headers, origins=ORIGINS) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        (
            {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_REFERER": "https://news.example.edu.cn/"},
            False,
        ),
        ({"HTTP_REFERER": "https://news.example.edu.cn/zh-hans/news/1/story/"}, True),
        ({"HTTP_REFERER": "https://News.example.edu.cn"}, True),
        ({"HTTP_REFERER": "https://evil.example/news.example.edu.cn"}, False),
        ({"HTTP_REFERER": "https://news.example.edu.cn@evil.example/"}, False),
        ({"HTTP_REFERER": "http://["}, False),
        ({"HTTP_REFERER": ""}, False),
        ({"HTTP_ORIGIN": "https://news.example.edu.cn"}, False),
        ({}, False),
    ],
)
def test_a_pixel_is_shown_by_a_page_of_ours(headers, expected):
    assert is_own_pixel(headers, origins=ORIGINS) is expected


@pytest.mark.parametrize(
    ("is_pixel", "method", "expected"),
    [
        (False, "POST", None),
        (True, "GET", None),
        *[(False, method, Verdict.WRONG_METHOD) for method in ("GET", "HEAD", "PUT", "post", "")],
        *[(True, method, Verdict.WRONG_METHOD) for method in ("POST", "HEAD", "OPTIONS", "get")],
    ],
)
def test_each_address_has_one_method(is_pixel, method, expected):
    assert judge_sender(OURS, method=method, is_pixel=is_pixel, origins=ORIGINS) is expected


@pytest.mark.parametrize(
    ("is_pixel", "headers", "expected"),
    [
        (False, {"HTTP_ORIGIN": "https://news.example.edu.cn"}, None),
        (True, {"HTTP_ORIGIN": "https://news.example.edu.cn"}, Verdict.FOREIGN),
        (True, {"HTTP_REFERER": "https://news.example.edu.cn/en/"}, None),
        (False, {"HTTP_REFERER": "https://news.example.edu.cn/en/"}, Verdict.FOREIGN),
        (False, {"HTTP_SEC_FETCH_SITE": "cross-site"}, Verdict.FOREIGN),
        (False, {}, Verdict.FOREIGN),
        (True, {}, Verdict.FOREIGN),
    ],
)
def test_a_beacon_is_known_by_its_origin_and_a_pixel_by_its_referrer(is_pixel, headers, expected):
    method = "GET" if is_pixel else "POST"

    found = judge_sender(headers, method=method, is_pixel=is_pixel, origins=ORIGINS)

    assert found is expected


@pytest.mark.parametrize(
    ("headers", "is_staff", "expected"),
    [
        ({"HTTP_USER_AGENT": BROWSER}, False, Verdict.READER),
        ({"HTTP_USER_AGENT": BROWSER}, True, Verdict.LOOKED_OVER),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_PURPOSE": "prefetch"}, False, Verdict.LOOKED_OVER),
        ({"HTTP_USER_AGENT": BROWSER, "HTTP_SEC_GPC": "1"}, False, Verdict.READER),
        ({"HTTP_USER_AGENT": ROBOT}, False, Verdict.ROBOT),
        ({"HTTP_USER_AGENT": ""}, False, Verdict.ROBOT),
        ({"HTTP_USER_AGENT": "x"}, False, Verdict.ROBOT),
        ({}, False, Verdict.ROBOT),
        # What would not count anyway is no robot that was left out.
        ({"HTTP_USER_AGENT": ROBOT}, True, Verdict.LOOKED_OVER),
        ({"HTTP_USER_AGENT": ROBOT, "HTTP_PURPOSE": "preview"}, False, Verdict.LOOKED_OVER),
    ],
)
def test_a_call_of_a_page_of_ours_is_a_readers_a_robots_or_is_looked_over(
    headers, is_staff, expected
):
    assert judge_reader(headers, is_staff=is_staff) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HTTP_SEC_GPC": "1"}, True),
        ({"HTTP_DNT": "1"}, True),
        ({"HTTP_DNT": " 1 "}, True),
        ({"HTTP_SEC_GPC": "0", "HTTP_DNT": "1"}, True),
        ({"HTTP_SEC_GPC": "0"}, False),
        ({"HTTP_DNT": "0"}, False),
        ({"HTTP_DNT": ""}, False),
        ({"HTTP_DNT": "unspecified"}, False),
        ({"HTTP_SEC_GPC": "11"}, False),
        ({"HTTP_SEC_GPC": "１"}, False),
        ({"HTTP_SEC_GPC": "\xff"}, False),
    ],
)
def test_a_browser_asks_for_privacy_with_a_one(headers, expected):
    assert wants_privacy(headers) is expected
