"""From where readers come (R12): a host, or nothing; whatever stands in the address."""

import pytest

from articles.browsing.referrer import referring_host

OWN = ["news.example.edu.cn"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # The host and nothing else.
        ("https://search.example/find?q=secret+words#part", "search.example"),
        ("http://search.example", "search.example"),
        ("https://somebody:password@search.example/", "search.example"),
        ("https://search.example:8443/", "search.example"),
        ("https://search.example:0443/", "search.example"),
        ("  https://search.example/\n", "search.example"),
        # Of one host one way of writing.
        ("HTTPS://Search.Example/", "search.example"),
        ("https://www.search.example/", "search.example"),
        ("https://WWW.Search.example/", "search.example"),
        ("https://search.example./", "search.example"),
        ("https://m.search.example/", "m.search.example"),
        ("https://wwwsearch.example/", "wwwsearch.example"),
        ("https://t.co/Abc", "t.co"),
        ("https://some_host.example/", "some_host.example"),
        ("https://localhost/", "localhost"),
        # Names in other scripts as they are looked up.
        ("https://新闻.example.cn/", "xn--efvy88h.example.cn"),
        ("https://WWW.新闻.EXAMPLE.cn/", "xn--efvy88h.example.cn"),
        ("https://xn--efvy88h.example.cn/", "xn--efvy88h.example.cn"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        # Addresses of machines.
        ("http://192.0.2.7:8000/x", "192.0.2.7"),
        ("http://[2001:DB8::7]:8000/x", "2001:db8::7"),
        ("http://[::ffff:192.0.2.7]/", "::ffff:192.0.2.7"),
        # 253 characters are the most that a name can have.
        ("https://" + "a." * 123 + "example", "a." * 123 + "example"),
        ("https://" + "aa." * 123 + "example", ""),
        ("https://" + "x" * 100_000 + ".example/", ""),
    ],
)
def test_of_an_address_the_host_is_kept_in_one_way_of_writing(address, expected):
    assert referring_host(address, own=OWN) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example.edu.cn/en/news/1/story/",
        "https://www.news.example.edu.cn/",
        "http://news.example.edu.cn:8000/",
        "https://NEWS.Example.edu.cn./",
    ],
)
@pytest.mark.parametrize(
    "own", ["news.example.edu.cn", "www.news.example.edu.cn", "News.Example.edu.cn"]
)
def test_our_own_host_is_no_referrer_with_or_without_www_and_port(address, own):
    assert referring_host(address, own=[own]) == ""
    assert referring_host(address, own=["other.example", own]) == ""


@pytest.mark.parametrize(
    "address",
    ["https://example.edu.cn/", "https://old.news.example.edu.cn/", "https://news.example.edu"],
)
def test_a_neighbour_of_ours_is_another_host(address):
    assert referring_host(address, own=OWN) != ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "search.example",
        "//search.example/",
        "/en/news/1/",
        "about:blank",
        "android-app://com.tencent.mm/",
        "app://com.tencent.mm/",
        "ftp://search.example/",
        "file:///home/somebody/page.html",
        "data:text/html,https://search.example",
        "javascript:alert(1)",
        "https:search.example",
        "https://",
        "https:///path",
        "https://?q",
        "https://.",
        "https://..",
        "https://-",
        "https://:443/",
        "https://@/",
        "http://[",
        "http://]",
        "http://[::1",
        "http://[not-one]/",
        "https://a b.example/",
        "https://a\x00b.example/",
        "https://a\u2100b.example/",
        "https://<script>/",
        "https://=cmd|calc/",
        "https://%73earch.example/",
        "https://-search.example/",
        "https://search.example-/",
        "https://" + "新" * 64 + ".cn/",
        "https://新..闻.cn/",
        "https://\ud800.cn/",
        "\xff\xfe",
        "\x00",
        "９" * 5000,
    ],
)
def test_what_is_no_address_of_a_web_site_is_no_referrer(address):
    assert referring_host(address, own=OWN) == ""
