"""The admin site: its policy, its languages, its name, and too much at once."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from articles.models import Article, Edition, Section
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import a_draft, a_section, a_source, a_withdrawn_edition, an_image

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def policy_of(response):
    parts = response["Content-Security-Policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def hash_of(text):
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "articles/article/",
        "articles/article/add/",
        "articles/section/add/?_popup=1",
        "articles/section/{section}/delete/",
        "articles/article/{article}/change/",
        "articles/article/{article}/history/",
        "auth/user/",
    ],
)
def test_every_page_is_under_the_strict_policy_and_kept_by_no_cache(path):
    known = {"section": a_section().pk, "article": a_draft().article.pk}
    client = browser_of(a_chief())
    form = client.get("/admin/articles/article/add/").content.decode()
    import_map = re.search(r'<script type="importmap">(.*?)</script>', form)[1]

    response = client.get("/admin/" + path.format(**known))

    style = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"  # as Chromium computed it
    assert policy_of(response) == {
        "default-src": "'none'",
        "script-src": f"'self' {hash_of(import_map)}",
        "style-src": f"'self' {style}",
        "img-src": "'self'",
        "media-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_sign_in_page_is_under_the_same_policy(client):
    response = client.get("/admin/login/")

    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy_of(response)["font-src"] == "'self'"


def test_public_pages_stay_under_their_own_policy(client):
    response = client.get("/no-such-page/")

    assert "sha256" not in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [
        ("en", "Lakeside News", "Log in"),
        ("zh-hans", "湖滨新闻", "登录"),
        ("fr", "Lakeside News", "Log in"),
    ],
)
def test_the_site_is_named_in_the_language_of_the_browser(language, name, heading):
    client = Client(headers={"accept-language": language})

    page = client.get("/admin/login/").content.decode()

    assert f'<div id="site-name"><a href="/admin/">{name}</a></div>' in page
    assert f'value="{heading}"' in page


def test_the_switch_changes_the_language_and_stays_on_the_page():
    client = browser_of(a_chief())

    response = client.post(
        "/admin/language/", {"language": "zh-hans", "next": "/admin/articles/tag/"}, follow=True
    )

    assert response.redirect_chain == [("/admin/articles/tag/", 302)]
    assert '<html lang="zh-hans"' in response.content.decode()
    assert 'value="zh-hans" lang="zh-hans" aria-current="true">中文</button>' in (
        response.content.decode()
    )


def test_the_switch_leads_to_no_other_site():
    client = Client()

    response = client.post("/admin/language/", {"language": "en", "next": "https://example.com/"})

    assert response["Location"] == "/"


def test_the_switch_takes_no_other_method(client):
    assert client.get("/admin/language/").status_code == 405


def test_the_switch_is_safe_from_other_sites():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/admin/language/", {"language": "zh-hans"})

    assert (response.status_code, "django_language" in response.cookies) == (403, False)


def test_saving_a_story_is_safe_from_other_sites():
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_chief())

    response = client.post("/admin/articles/article/add/", {"section": a_section().pk})

    assert (response.status_code, Article.objects.count()) == (403, 0)


def test_the_words_of_the_editor_come_with_those_of_the_admin():
    client = browser_of(a_chief(), language="zh-hans")

    catalog = client.get("/admin/jsi18n/").content.decode()

    assert f'"Bulleted list": {json.dumps("项目列表")}' in catalog


@pytest.mark.parametrize(
    ("language", "title", "way_back"),
    [
        ("en", "That was too much at once", "what you typed is still there"),
        ("zh-hans", "一次提交的内容过大", "您输入的内容还在那里"),
    ],
)
def test_too_much_text_at_once_gets_a_clear_page(language, title, way_back):
    article = a_draft(title="Before").article
    client = browser_of(a_chief(), language=language)
    body = "en_body=" + "x" * (4 * 1024 * 1024)

    response = client.post(f"/admin/articles/article/{article.pk}/change/", body, content_type=FORM)

    page = response.content.decode()
    assert response.status_code == 413
    assert f"<h1>{title}</h1>" in page
    assert (way_back in page, "4.0\xa0MB" in page) == (True, True)
    assert "sha256" in response["Content-Security-Policy"]


def test_a_file_beyond_all_limits_is_refused_by_its_length(client):
    response = client.generic(
        "POST",
        "/admin/articles/image/add/",
        b"x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(205 * 1024 * 1024),
    )

    assert response.status_code == 413
    assert "A file may have at most 200.0\xa0MB. Nothing was saved." in response.content.decode()


def test_a_file_within_the_limits_of_files_is_not_refused_by_its_length(client):
    response = client.generic(
        "POST",
        "/admin/articles/image/add/",
        b"x" * (5 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )

    assert (response.status_code, response["Location"]) == (
        302,
        "/admin/login/?next=/admin/articles/image/add/",
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Go back with your browser’s back button: what you typed is still there."),
        ("zh-hans", "请用浏览器的后退按钮返回：您输入的内容还在那里。"),
    ],
)
def test_a_form_without_its_token_is_refused_with_a_way_back(language, sentence):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    client.force_login(a_chief())

    response = client.post("/admin/articles/section/add/", {"slug": "one", "name_en": "One"})

    assert response.status_code == 403
    assert response.content.decode().count("<h1>") == 1
    assert sentence in response.content.decode()
    assert Section.objects.count() == 0


def test_who_may_not_is_told_what_to_do():
    client = browser_of(a_staff_member())

    response = client.get("/admin/articles/section/")

    page = response.content.decode()
    assert response.status_code == 403
    assert (
        "<p>You may not do this. Ask an administrator of the site for the permission, "
        "or sign in with another account.</p>"
    ) in page
    assert '<p><a href="/admin/">To the start page of the news desk</a></p>' in page
    assert '<div id="site-name"><a href="/admin/">Lakeside News</a></div>' in page
    assert ("<h1>Not allowed</h1>" in page, 'id="logout-form"' in page) == (True, True)


def test_who_may_not_is_told_in_their_language():
    client = browser_of(a_staff_member(), language="zh-hans")

    response = client.get("/admin/articles/section/")

    assert response.status_code == 403
    assert '<html lang="zh-hans"' in response.content.decode()


def test_no_shortcut_tells_staff_the_address_of_a_hidden_page():
    edition = a_withdrawn_edition()
    kind = ContentType.objects.get_for_model(Edition)
    client = browser_of(a_chief())

    response = client.get(f"/admin/r/{kind.pk}/{edition.pk}/")

    assert (response.status_code, "Location" in response) == (404, False)
    assert edition.get_absolute_url() not in response.content.decode()


def test_no_page_about_a_row_needs_the_shortcut():
    chief = a_chief()
    rows = [a_section(), a_source(), an_image(), a_draft().article, chief]
    client = browser_of(chief)

    pages = [
        client.get(f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/")
        for row in rows
    ]

    assert [page.status_code for page in pages] == [200] * len(rows)
    assert ["/admin/r/" in page.content.decode() for page in pages] == [False] * len(rows)
