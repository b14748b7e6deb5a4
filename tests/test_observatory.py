"""Every kind of answer is worth A+ on the HTTP Observatory."""

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from articles.edge.count import CountFirst
from newsroom.wsgi import application
from tests.browsing.doors import HOST, beacon_path, knock, pixel_path
from tests.factories import a_public_edition, a_withdrawn_edition
from tests.observatory import A_PLUS, Seen, penalties, score

PATHS = [
    "/en/",
    "/zh-hans/",
    "/en/sections/campus/",
    "/en/most-read/",
    "/en/about-browse-times/",
    "/en/search/?q=ice",
    "/en/nothing/",
    "/nothing/",
    "/",
    "/admin/login/",
    "/admin/",
    "/en/feed.xml",
    "/en/feed.json",
    "/en/sections/campus/feed.xml",
    "/sitemap.xml",
    "/sitemap-stories-0.xml",
    "/news-sitemap.xml",
    "/robots.txt",
    "/icon.svg",
    "/static/css/site.css",
    "/static/js/browse.js",
]
GOOD = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Nothing that is counted here is left."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def observe(settings):
    """Asks for an address over https, and where it leads over http."""
    settings.SECURE_SSL_REDIRECT = True
    # The application as it is outside of tests, where http leads to https.
    plain = CountFirst(WSGIHandler())

    def observed(path: str, *, method: str = "GET", first: str = "") -> Seen:
        place, _, query = path.partition("?")
        answer = knock(application, place, method=method, QUERY_STRING=query)
        led = knock(plain, first or place, method="GET", **{"wsgi.url_scheme": "http"})
        return Seen(
            headers=answer.headers,
            body=answer.body.decode(errors="replace"),
            cookies=list(SimpleCookie(answer.headers.get("Set-Cookie", "")).values()),
            host=HOST,
            redirects_to=led.headers.get("Location", ""),
        )

    return observed


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_worth_a_plus(observe, path):
    a_public_edition()

    seen = observe(path)

    assert (penalties(seen), score(seen) >= A_PLUS) == ({}, True)


@pytest.mark.django_db
def test_a_story_is_worth_all_that_its_answer_can_be(observe):
    # Policy 10, frames 5, referrers 5, embedding 10: what is left is for cookies, for scripts of
    # others and for the preload list.
    assert score(observe(a_public_edition().get_absolute_url())) == 130


@pytest.mark.django_db
def test_what_is_gone_and_a_share_picture_are_worth_a_plus(observe):
    edition = a_public_edition()
    paths = [
        a_withdrawn_edition().get_absolute_url(),
        f"/en/news/{edition.article_id}/share-0.png",
        "/en/share-0.png",
    ]

    assert [(penalties(seen), score(seen) >= A_PLUS) for seen in map(observe, paths)] == [
        ({}, True)
    ] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pictures/a.png", "attachments/a.pdf", "attachments/a.zip"])
def test_a_file_of_a_story_is_worth_a_plus(observe, name):
    default_storage.save(name, ContentFile(b"x"))

    seen = observe(f"/media/{name}")

    assert (penalties(seen), score(seen) >= A_PLUS) == ({}, True)
    assert seen.header("Cross-Origin-Resource-Policy") == "cross-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_count_is_worth_a_plus(observe, method):
    edition = a_public_edition()
    path = beacon_path(edition) if method == "POST" else pixel_path(edition)

    # Nothing is counted over plain http; what leads to https is the page.
    seen = observe(path, method=method, first="/en/")

    assert (penalties(seen), score(seen) >= A_PLUS) == ({}, True)


@pytest.mark.django_db
def test_who_signs_in_gets_only_safe_cookies(observe):
    User.objects.create_superuser("chief", password="a good long one")
    client = Client()

    client.post("/admin/login/", {"username": "chief", "password": "a good long one"}, secure=True)
    seen = replace(observe("/admin/login/"), cookies=list(client.cookies.values()))

    assert sorted(client.cookies) == ["__Host-csrftoken", "__Host-sessionid"]
    assert (penalties(seen), score(seen)) == ({}, 135)


def a_cookie(header: str) -> list:
    return list(SimpleCookie(header).values())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"Content-Security-Policy": ""}, {"policy": -25, "framing": 0}),
        ({"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}, {"policy": -20}),
        (
            {"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-eval'"},
            {"policy": -10},
        ),
        ({"Content-Security-Policy": "default-src 'none'; img-src http:"}, {"policy": -20}),
        ({"Content-Security-Policy": "default-src 'none'; frame-ancestors *"}, {"framing": -20}),
        ({"Cross-Origin-Resource-Policy": "nonsense"}, {"embedding": -5}),
        ({"Referrer-Policy": "unsafe-url"}, {"referrer": -5}),
        ({"Strict-Transport-Security": "max-age=86400"}, {"transport": -10}),
        ({"Strict-Transport-Security": ""}, {"transport": -20}),
        ({"X-Content-Type-Options": ""}, {"sniffing": -5}),
        (
            {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"},
            {"sharing": -50},
        ),
    ],
)
def test_a_broken_rule_costs_what_was_published(change, broken):
    seen = Seen(headers={**GOOD, **change}, host=HOST, redirects_to=f"https://{HOST}/")

    assert penalties(seen) == {rule: cost for rule, cost in broken.items() if cost}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"redirects_to": ""}, {"redirection": -20}),
        ({"redirects_to": f"http://{HOST}/"}, {"redirection": -20}),
        ({"redirects_to": "https://www.example.edu.cn/"}, {"redirection": -5}),
        ({"body": '<script src="https://a.org/x.js"></script>'}, {"scripts": -5}),
        ({"body": '<script src="//a.org/x.js"></script>'}, {"scripts": -50}),
        ({"cookies": a_cookie("sessionid=1; Secure; SameSite=Lax")}, {"cookies": -30}),
        ({"cookies": a_cookie("sessionid=1; HttpOnly; SameSite=Lax")}, {"cookies": -10}),
        ({"cookies": a_cookie("csrftoken=1; Secure")}, {"cookies": -20}),
        ({"cookies": a_cookie("theme=1; Secure; SameSite=None")}, {"cookies": -20}),
    ],
)
def test_a_page_that_is_careless_pays_what_was_published(change, broken):
    seen = replace(Seen(headers=GOOD, host=HOST, redirects_to=f"https://{HOST}/"), **change)

    assert penalties(seen) == broken


def test_bonuses_are_only_for_what_is_good_without_them():
    good = Seen(headers=GOOD, host=HOST, redirects_to=f"https://{HOST}/")

    assert score(good) == 130
    assert score(replace(good, redirects_to="")) == 80
    assert score(Seen(headers={})) == 10
