"""Pages that are not there, addresses of earlier sites, and our own failures."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from articles.models import Edition, OldAddress
from articles.public.errors import broken
from tests.factories import (
    a_draft,
    a_public_edition,
)
from tests.public.clock import NEVER

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def main_of(answer) -> str:
    return re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]


def an_old_address(edition: Edition, path: str) -> None:
    OldAddress.objects.create(article=edition.article, path=path)


def test_a_missing_page_helps_with_the_newest_stories_and_the_home_page(client):
    edition = a_public_edition(title="The lake froze")

    answer = client.get("/en/nothing/here/")

    assert answer.status_code == 404
    assert text_of(main_of(answer)) == (
        "This page is not here "
        "It may have been moved or taken down, or the address may be mistyped. "
        "Search the stories Search "
        "To the home page Latest stories The lake froze 10 March 2025"
    )
    assert f'<a href="{edition.get_absolute_url()}">The lake froze</a>' in main_of(answer)
    assert '<a href="/en/">To the home page</a>' in main_of(answer)


def test_a_story_in_another_language_is_offered_there(client):
    edition = a_public_edition(language="zh-hans", title="湖结冰了")

    answer = client.get(f"/en/news/{edition.article_id}/any/")

    assert answer.status_code == 404
    assert text_of(main_of(answer)) == (
        "This page is not here "
        "The story you are looking for is not available in this language. "
        "This story is available in 中文 To the home page"
    )
    assert (
        f'<a href="{edition.get_absolute_url()}" hreflang="zh-Hans" lang="zh-Hans">中文</a>'
        in main_of(answer)
    )


def test_missing_draft_and_scheduled_get_the_same_page(client):
    hidden = [a_draft(), a_public_edition(released_at=NEVER)]

    missing = client.get("/en/news/999999/story/")
    answers = [client.get(edition.get_absolute_url()) for edition in hidden]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.content for answer in answers} == {missing.content}


@pytest.mark.parametrize(
    "address",
    [
        "/en/news/99999999999999999999999999/story/",
        "/en/news/0/story/",
        "/en/news/-1/story/",
        "/en/news/1/",
        "/en/news/story/",
        "/en/sections/",
        "/en/archive/25/",
        "/en/archive/3025/",
        "/en/archive/2025/3/",
        "/en/archive/2025/13/",
        "/en/archive/２０２５/",
        "/fr/",
        "/EN/",
        "/en/%00/",
        "/%E4%B8%AD%E6%96%87/%FF",
        "/en/" + "a" * 3_000,
        "/en/news/1/a/b/",
    ],
)
def test_odd_addresses_are_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_page_is_in_the_language_of_the_path_or_else_of_the_browser(client):
    by_path = client.get("/zh-hans/nothing/", headers={"accept-language": "en"})
    by_browser = client.get("/nothing/", headers={"accept-language": "zh-CN,en;q=0.5"})

    assert '<html lang="zh-Hans">' in by_path.content.decode()
    assert '<html lang="zh-Hans">' in by_browser.content.decode()


def test_caches_tell_readers_of_another_language_apart_where_the_path_does_not(client):
    an_old_address(a_public_edition(), "/info/1051/2345.htm")
    paths = ["/nothing/", "/media/pictures/missing.jpg", "/info/1051/2345.htm", "/en/nothing/"]

    answers = [client.get(path) for path in paths]

    assert [(answer.status_code, answer.get("Vary", "")) for answer in answers] == [
        (404, "Accept-Language, Cookie, Accept-Encoding"),
        (404, "Accept-Language, Cookie, Accept-Encoding"),
        (301, "Accept-Language, Cookie"),
        (404, "Accept-Encoding"),
    ]
    assert {answer["Cache-Control"] for answer in answers} == {"public, max-age=0, must-revalidate"}


def test_the_reader_s_language_may_stand_in_the_cookie(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    page = client.get("/nothing/", headers={"accept-language": "en"}).content.decode()

    assert '<html lang="zh-Hans">' in page


@pytest.mark.parametrize(
    ("path", "language", "home"),
    [("/en/", "en", "/en/"), ("/zh-hans/", "zh-Hans", "/zh-hans/")],
)
def test_our_own_failure_is_told_without_the_database(monkeypatch, path, language, home):
    # The world outside fails: the database is gone.
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)

    answer = Client(raise_request_exception=False).get(path)

    assert answer.status_code == 500
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert f'href="{home}"' in main_of(answer)
    assert ("Something went wrong" in page) is (language == "en")
    assert "no database" not in page


def fail(*_args: object, **_kwargs: object) -> None:
    raise OSError("no database")


def test_our_own_failure_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)

    answer = Client(raise_request_exception=False).get("/en/")

    assert text_of(main_of(answer)) == (
        "Something went wrong on our side We could not show this page. It is not your fault; "
        "please try again in a few minutes. To the home page"
    )


def test_our_own_failure_has_its_language_switch_in_the_language_of_the_page(rf):
    with override("zh-hans"):
        page = broken(rf.get("/en/")).content.decode()

    assert 'title="This page is not available in Chinese; go to the home page in Chinese"' in page


@pytest.mark.parametrize(("path", "language"), [("/en/", "en"), ("/zh-hans/news/1/x/", "zh-Hans")])
def test_a_foreign_host_is_led_to_ours_without_the_database(
    client, django_assert_num_queries, path, language
):
    with django_assert_num_queries(0):
        answer = client.get(path, headers={"host": "elsewhere.example.org"})

    page = answer.content.decode()
    home = f"https://news.example.edu.cn/{language.lower()}/"
    assert answer.status_code == 400
    assert f'<html lang="{language}">' in page
    assert f'<p><a href="{home}">' in main_of(answer)
    assert set(re.findall(r'<a[^>]* href="(/[^"]*)"', page)) == set()
    assert "elsewhere.example.org" not in page


def test_a_request_we_do_not_understand_is_answered_in_a_sentence(client):
    answer = client.get("/en/", headers={"host": "elsewhere.example.org"})

    assert text_of(main_of(answer)) == (
        "We do not understand this request Its address may be mistyped, or something in it is "
        "not as we expect. Please begin again at the home page. To the home page"
    )
