"""Which requests may count: R5 and R7, by their headers alone."""

import pytest

from articles.browsing.eligibility import is_own_beacon, is_own_pixel, is_speculative

ORIGINS = {"https://news.example.edu.cn"}


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
