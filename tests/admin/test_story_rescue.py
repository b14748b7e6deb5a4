"""A story that cannot be saved now: what was typed is shown again, and taken along if it may."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.stories import ADD, address_of, text_of
from tests.factories import a_draft, a_section, an_article

pytestmark = pytest.mark.django_db

HOST = "http://testserver"
PASSWORD = "a long pass phrase"
STORY = {
    "en_title": "The lake <froze>",
    "en_summary": "Cold & clear",
    "en_body": '<p>Cold.</p><script>alert("x")</script>',
    "zh_hans_title": "湖结冰了",
}


def a_chief_with_password(name="chief"):
    return User.objects.create_superuser(name, password=PASSWORD)


def a_strict_browser(user):
    """Signed in, and checked for forged forms as a real one."""
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en", "origin": HOST})
    browser.force_login(user)
    return browser


def signing_in(response, *, name="chief", password=PASSWORD):
    fields = form_of(response, form_id="kept_form")
    return {**fields, "sign_in-username": name, "sign_in-password": password}


def an_expired_save(browser, article, changes=STORY):
    """The answer to a form that was filled for longer than the session lasts."""
    opened = browser.get(address_of(article))
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    return browser.post(address_of(article), typed(opened, changes))


def test_who_is_no_longer_signed_in_signs_in_and_all_is_saved():
    article = a_draft(title="First").article
    browser = a_strict_browser(a_chief_with_password())

    asked = an_expired_save(browser, article)
    response = browser.post(address_of(article), signing_in(asked))

    assert asked.status_code == 403
    assert "no-store" in asked["Cache-Control"]
    page = asked.content.decode()
    assert "You are no longer signed in. Sign in here, and what you typed is saved." in page
    assert "<h3>The lake &lt;froze&gt;</h3>" in page
    assert "<strong>Cold &amp; clear</strong>" in page
    assert '<div class="kept-body"><p>Cold.</p></div>' in page
    assert "湖结冰了" in page
    assert (response.status_code, response["Location"]) == (302, address_of(article))
    assert text_of(article, "en")[0] == "The lake <froze>"
    assert text_of(article, "zh-hans")[0] == "湖结冰了"
    assert browser.get("/admin/").status_code == 200


def test_a_new_story_is_taken_along_too():
    browser = a_strict_browser(a_chief_with_password())
    opened = browser.get(ADD)
    del browser.cookies[settings.SESSION_COOKIE_NAME]

    asked = browser.post(ADD, typed(opened, {**STORY, "section": a_section().pk}))
    browser.post(ADD, signing_in(asked))

    assert text_of(Article.objects.get(), "en")[0] == "The lake <froze>"


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"name": "nobody"}, {"password": ""}, {"name": "reader"}]
)
def test_who_cannot_sign_in_keeps_what_they_typed_and_saves_nothing(wrong):
    User.objects.create_user("reader", password=PASSWORD)
    article = a_draft(title="First").article
    browser = a_strict_browser(a_chief_with_password())
    asked = an_expired_save(browser, article)

    again = browser.post(address_of(article), signing_in(asked, **wrong))
    wrong_word = wrong.get("password") or PASSWORD

    assert again.status_code == 403
    assert wrong_word not in again.content.decode()
    assert text_of(article, "en")[0] == "First"
    browser.post(address_of(article), signing_in(again))
    assert text_of(article, "en")[0] == "The lake <froze>"


def test_what_others_saved_while_one_was_signed_out_is_not_overwritten():
    article = a_draft(title="First").article
    browser = a_strict_browser(a_chief_with_password())
    asked = an_expired_save(browser, article)
    quick = browser_of(a_chief("quick"))
    quick.post(address_of(article), typed(quick.get(address_of(article)), {"en_title": "Quick"}))

    refused = browser.post(address_of(article), signing_in(asked))

    assert [conflict.name for conflict in refused.context["adminform"].form.conflicts] == ["quick"]
    assert text_of(article, "en")[0] == "Quick"


def test_another_site_gets_nothing_shown_and_nothing_saved():
    article = a_draft(title="First").article
    stranger = Client(enforce_csrf_checks=True, headers={"origin": "https://example.com"})

    response = stranger.post(address_of(article), STORY)

    assert response.status_code == 403
    assert "froze" not in response.content.decode()
    assert "sign_in" not in response.content.decode()


def test_who_signed_in_anew_in_another_window_sends_the_form_once_more():
    article = a_draft(title="First").article
    chief = a_chief_with_password()
    browser = a_strict_browser(chief)
    opened = browser.get(address_of(article))
    browser.cookies.clear()
    browser.force_login(chief)
    browser.get("/admin/")  # its page carries another token

    asked = browser.post(address_of(article), typed(opened, STORY))
    again = form_of(asked, form_id="kept_form")
    browser.post(address_of(article), again)

    assert asked.status_code == 403
    assert "Send the form once more" in asked.content.decode()
    assert text_of(article, "en")[0] == "The lake <froze>"


@pytest.mark.parametrize("origin", ["https://example.com", "null", ""])
def test_a_forged_form_of_somebody_who_is_signed_in_is_refused_without_its_text(origin):
    article = a_draft(title="First").article
    browser = a_strict_browser(a_chief_with_password())
    browser.get(address_of(article))

    headers = {"origin": origin} if origin else {}
    browser.defaults.pop("HTTP_ORIGIN")
    response = browser.post(address_of(article), STORY, headers=headers)

    assert response.status_code == 403
    assert "froze" not in response.content.decode()


def test_the_text_of_a_story_that_was_deleted_meanwhile_becomes_a_new_one():
    article = a_draft(title="First", body="<p>Cold.</p>").article
    address, browser = address_of(article), browser_of(a_chief())
    opened = browser.get(address)
    article.delete()

    asked = browser.post(address, typed(opened, {**STORY, "en_author": "Li Lei"}))
    kept = form_of(asked, form_id="kept_form")
    browser.post(ADD, kept)
    browser.post(ADD, kept)

    assert asked.status_code == 404
    assert "somebody else has deleted it" in asked.content.decode()
    assert f'action="{ADD}"' in asked.content.decode()
    edition = Article.objects.get().editions.get(language="en")
    assert edition.latest.title == "The lake <froze>"
    assert [credit.name for credit in edition.credits.all()] == ["Li Lei"]
    assert edition.article.section == a_section()


def test_who_may_not_begin_a_story_can_still_copy_the_text_of_a_deleted_one():
    article = a_draft(title="First").article
    address, browser = address_of(article), browser_of(a_staff_member("change_article"))
    opened = browser.get(address)
    article.delete()

    asked = browser.post(address, typed(opened, STORY))

    assert asked.status_code == 404
    assert "<form" not in asked.content.decode().partition('id="content"')[2]
    assert "Copy it from here before you leave this page." in asked.content.decode()
    assert "The lake &lt;froze&gt;" in asked.content.decode()


def test_the_text_of_somebody_who_lost_the_permission_is_shown_to_them():
    article = a_draft(title="First").article
    writer = a_staff_member("change_article")
    browser = browser_of(writer)
    opened = browser.get(address_of(article))
    writer.user_permissions.clear()

    asked = browser.post(address_of(article), typed(opened, STORY))

    assert asked.status_code == 403
    assert "You may no longer save this story" in asked.content.decode()
    assert "The lake &lt;froze&gt;" in asked.content.decode()
    assert text_of(article, "en")[0] == "First"


def test_a_body_that_cannot_be_cleaned_is_shown_as_it_was_typed():
    article = an_article()
    writer = a_staff_member("change_article")
    browser = browser_of(writer)
    opened = browser.get(address_of(article))
    writer.user_permissions.clear()

    asked = browser.post(address_of(article), typed(opened, {"en_body": "<div>" * 300 + "deep"}))

    assert "&lt;div&gt;&lt;div&gt;" in asked.content.decode()
    assert "deep</textarea>" in asked.content.decode()


def test_opening_what_one_may_not_see_is_refused_as_before():
    article = an_article()

    response = browser_of(a_staff_member()).get(address_of(article))

    assert response.status_code == 403
    assert "What you typed" not in response.content.decode()


def test_opening_a_story_that_is_gone_leads_to_the_start_page():
    response = browser_of(a_chief()).get("/admin/articles/article/999/change/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")
