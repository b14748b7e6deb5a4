"""Addresses of earlier sites in the one form in which they are stored and looked up."""

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.addresses import (
    LONGEST_ADDRESS,
    NotAnAddress,
    readable,
    stored_form,
    stored_forms,
)

NEWS = "/content.jsp?urltype=news.NewsContentUrl&wbnewsid=2345&wbtreeid=1051"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("/info/1051/2345.htm", "/info/1051/2345.htm"),
        ("  /info/1051/2345.htm \n", "/info/1051/2345.htm"),
        ("https://News.Example.edu.CN:8080/info/1051/2345.htm#top", "/info/1051/2345.htm"),
        ("//news.example.edu.cn/xwzx.htm", "/xwzx.htm"),
        ("news.example.edu.cn/xwzx.htm", "/xwzx.htm"),
        ("http://news.example.edu.cn", "/"),
        ("http://news.example.edu.cn?id=1", "/?id=1"),
        ("/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1051&wbnewsid=2345", NEWS),
        (
            "/content.jsp?wbnewsid=2345&amp;urltype=news.NewsContentUrl&amp;wbtreeid=1051",
            NEWS,
        ),
        ("/content.jsp?urltype=news%2ENewsContentUrl&wbtreeid=1051&wbnewsid=%32345", NEWS),
        ("/%E6%96%B0%E9%97%BB.htm", "/新闻.htm"),
        ("/新闻.htm", "/新闻.htm"),
        ("/%D0%C2%CE%C5.htm", "/%D0%C2%CE%C5.htm"),
        ("/Read.ASP?ID=7", "/Read.ASP?ID=7"),
        ("/show.jsp?7", "/show.jsp?7"),
        ("/show.jsp?a=", "/show.jsp?a="),
        ("/show.jsp?", "/show.jsp"),
        ("/show.jsp;jsessionid=0A1B?id=7", "/show.jsp?id=7"),
        ("/search?q=a+b", "/search?q=a b"),
        ("/xwzx/", "/xwzx"),
        ("/a./b..", "/a./b.."),
        ("/100%25.htm", "/100%.htm"),
        ("/a%26b?x=1%262", "/a&b?x=1&2"),
    ],
)
def test_an_address_has_one_form(typed, stored):
    assert stored_form(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "no_slash"),
        ("info/1051/2345.htm", "no_slash"),
        ("index.jsp?wbtreeid=1", "no_slash"),
        ("ftp://news.example.edu.cn/a", "no_slash"),
        ("javascript:alert(1)", "no_slash"),
        ("/a\x00b", "no_slash"),
        ("/a\nb", "no_slash"),
        ("/" + "a" * LONGEST_ADDRESS, "too_long"),
    ],
)
def test_what_is_no_address_is_refused(typed, code):
    with pytest.raises(NotAnAddress) as refusal:
        stored_form(typed)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("path", "query", "forms"),
    [
        ("/a.htm", "", ["/a.htm"]),
        ("/a/", "", ["/a"]),
        ("/a", "x=1", ["/a?x=1", "/a"]),
        ("/a", "y=2&x=1", ["/a?x=1&y=2", "/a?x=1", "/a?y=2", "/a"]),
        ("/a", "q=%C4%E3", ["/a?q=%C4%E3", "/a"]),
        ("/a", "q=\xe6\x96\xb0", ["/a?q=新", "/a"]),
        ("/a\x00", "", []),
        ("/a", "x=%00", ["/a"]),
        ("/" + "a" * 600, "x=1", []),
    ],
)
def test_a_request_is_looked_up_from_the_most_exact_form_to_the_bare_path(path, query, forms):
    assert stored_forms(path=path, query=query) == forms


def test_what_messengers_append_is_left_out_where_there_is_much():
    asked = "wbnewsid=2345&" + "&".join(f"utm_{n}=1" for n in range(20)) + "&wbtreeid=1&from=x"

    forms = stored_forms(path="/content.jsp", query=asked)

    assert forms[1:] == [
        "/content.jsp?wbnewsid=2345&wbtreeid=1",
        "/content.jsp?wbnewsid=2345",
        "/content.jsp?wbtreeid=1",
        "/content.jsp",
    ]


def test_many_parameters_cost_two_forms():
    asked = "&".join(f"p{n}=1" for n in range(9))

    assert stored_forms(path="/a", query=asked) == [f"/a?{asked}", "/a"]


@given(st.text())
def test_anything_typed_is_stored_or_refused(typed):
    try:
        form = stored_form(typed)
    except NotAnAddress:
        return

    assert form.startswith("/")
    assert len(form) <= LONGEST_ADDRESS


@given(st.text(alphabet="/abC.%&=?;+#新é ", min_size=1))
def test_what_is_stored_is_found_by_a_browser_that_asks_for_it(path):
    address = f"/x{path}".strip()
    form = stored_form(address)

    sent = urlsplit("http://h" + quote(address, safe="/%?&=;+#"))

    assert form in stored_forms(path=readable(sent.path), query=sent.query)


@given(st.text(), st.text(alphabet=st.characters(max_codepoint=255)))
def test_nothing_that_is_asked_raises(path, query):
    assert all("\x00" not in form for form in stored_forms(path=path, query=query))
