"""Publishing, withdrawing and deleting from the form of a story, and who may."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from articles.editorial.workflow import publish
from articles.editorial.writing import Release
from articles.models import Article, Edition, Revision, Status
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import ADD, address_of, save, step, text_of
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    an_article,
)

pytestmark = pytest.mark.django_db


def test_the_enter_key_saves_and_never_publishes():
    article = a_draft().article
    client = browser_of(a_chief())

    page = client.get(address_of(article)).content.decode()

    form = page[page.index('id="article_form"') :]
    first_button = re.search(r'<(?:input|button) type="submit"[^>]*name="(\w+)"', form)[1]
    assert first_button == "_continue"


def test_publishing_saves_first_and_says_the_address():
    edition = a_draft(title="Old words")
    article = edition.article
    client = browser_of(a_chief())

    response = step(client, address_of(article), {"en_title": "New words"}, name="_publish_en")

    article = Article.objects.get()
    path = f"/en/news/{article.pk}/old-words/"
    assert words_of(response) == [f'English is public: <a href="{path}">{path}</a>']
    assert (article.title_en, article.title_zh_hans) == ("New words", "")
    assert [(each.language, each.status) for each in article.editions.order_by("language")] == [
        ("en", "published"),
        ("zh-hans", "draft"),
    ]
    assert article.editions.get(language="en").transitions.get().by.username == "chief"


def test_a_new_story_can_be_published_at_once():
    section = a_section()
    client = browser_of(a_chief())
    changes = {"section": section.pk, "zh_hans_title": "湖", "zh_hans_body": "<p>好</p>"}

    step(client, ADD, changes, name="_publish_zh_hans")

    assert Article.objects.get().title_zh_hans == "湖"


def test_a_release_time_in_the_future_schedules():
    edition = a_draft()
    day = timezone.localtime(timezone.now() + timedelta(days=3)).date()
    changes = {"en_released_at_0": day.isoformat(), "en_released_at_1": "09:30"}
    client = browser_of(a_chief())

    response = step(client, address_of(edition.article), changes, name="_publish_en")

    moment = f"{date_format(day, 'j F Y')}, 09:30"
    assert words_of(response) == [f"English is scheduled for {moment}: it goes out by itself then."]
    assert '<span class="state state-scheduled">scheduled</span>' in response.content.decode()


def test_a_refused_publication_keeps_what_was_typed_as_a_draft():
    article = an_article()
    client = browser_of(a_chief())

    response = save(client, address_of(article), {"en_title": "No body"}, button="_publish_en")

    assert response.context["title"] == "English cannot go out yet"
    assert response.context["plan"].reasons == [
        "There is nothing to publish yet: write the text first."
    ]
    assert form_of(response, form_id="question-form").get("version") is None
    assert text_of(article, "en")[0] == "No body"
    assert article.editions.get(language="en").status == Status.DRAFT


def test_publishing_does_nothing_where_the_form_is_refused():
    edition = a_draft()
    client = browser_of(a_chief())

    save(client, address_of(edition.article), {"section": ""}, button="_publish_en")

    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


# Withdrawing and deleting


def test_withdrawing_asks_first_and_then_withdraws_one_language():
    article = an_article()
    english = a_public_edition(article, title="English")
    chinese = a_public_edition(article, language="zh-hans", title="中文")
    client = browser_of(a_chief())

    asked = save(client, address_of(article), {}, button="_withdraw_en")
    english.refresh_from_db()
    before = english.status
    response = client.post(asked.redirect_chain[-1][0], {"confirmed": "yes"}, follow=True)

    english.refresh_from_db()
    chinese.refresh_from_db()
    assert asked.redirect_chain == [(f"/admin/articles/article/{article.pk}/withdraw/en/", 302)]
    assert (before, english.status, chinese.status) == ("published", "withdrawn", "published")
    assert words_of(response) == [
        "English is withdrawn: readers no longer see it. Its text stays here."
    ]


def test_withdrawing_what_is_not_public_is_refused():
    article = a_draft().article
    client = browser_of(a_chief())

    address = f"/admin/articles/article/{article.pk}/withdraw/en/"
    response = client.post(address, follow=True)

    assert words_of(response) == [
        "English was not withdrawn. This cannot be done: the text is “draft”."
    ]


@pytest.mark.parametrize("path", ["999/withdraw/en/", "{pk}/withdraw/fr/"])
def test_withdrawing_what_is_not_there_is_not_found(path):
    article = a_public_edition().article
    client = browser_of(a_chief())

    response = client.get("/admin/articles/article/" + path.format(pk=article.pk))

    assert response.status_code == 404


def test_withdrawing_takes_no_other_method():
    article = a_public_edition().article
    client = browser_of(a_chief())

    response = client.put(f"/admin/articles/article/{article.pk}/withdraw/en/")

    assert response.status_code == 405


def test_a_story_that_was_never_public_can_be_deleted():
    article = a_draft().article
    client = browser_of(a_chief())

    client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})

    assert Article.objects.count() == 0


def test_a_story_that_was_public_is_not_deleted_but_withdrawn():
    article = a_public_edition().article
    client = browser_of(a_chief())

    response = client.post(
        f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}, follow=True
    )

    assert Article.objects.count() == 1
    assert words_of(response) == ["This story was published once: withdraw it instead."]
    assert 'class="deletelink"' not in response.content.decode()


# Who may


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("history", "<h1>Change history: Working &lt;title&gt;</h1>"),
        ("delete", "“Working &lt;title&gt;” will be deleted for good."),
    ],
)
def test_the_pages_about_a_draft_name_its_working_title(page, sentence):
    article = a_draft(title="Working <title>").article
    client = browser_of(a_chief())

    response = client.get(f"/admin/articles/article/{article.pk}/{page}/")

    link = f'<a href="{address_of(article)}">Working &lt;title&gt;</a>'
    assert (sentence in response.content.decode(), link in response.content.decode()) == (
        True,
        True,
    )


@pytest.mark.parametrize("page", ["history", "delete"])
def test_the_pages_about_a_story_that_is_not_there_lead_back(page):
    client = browser_of(a_chief())

    response = client.get(f"/admin/articles/article/999/{page}/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_who_may_only_look_sees_the_drafts_and_no_button():
    edition = a_draft(
        title="Draft title",
        body="<p>Draft <strong>body</strong></p>",
        release=Release(released_at=NOW, credits={"author": ["Li Lei"]}),
    )
    client = browser_of(a_staff_member("view_article"))

    page = client.get(address_of(edition.article)).content.decode()

    for shown in (
        '<div class="readonly">Draft title</div>',
        '<div class="readonly"><p>Draft <strong>body</strong></p></div>',
        '<div class="readonly">10 March 2025, 10:00</div>',
        '<div class="readonly">Li Lei</div>',
        '<span class="state state-draft">draft</span>',
    ):
        assert shown in page
    assert "_publish_en" not in page
    assert "text_base" not in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("change/", "post"),
        ("withdraw/en/", "get"),
        ("withdraw/en/", "post"),
        ("delete/", "post"),
    ],
)
def test_who_may_only_look_changes_nothing(path, method):
    edition = a_public_edition()
    client = browser_of(a_staff_member("view_article"))

    address = f"/admin/articles/article/{edition.article_id}/{path}"
    response = getattr(client, method)(address, {"_publish_en": "x", "post": "yes"})

    edition.refresh_from_db()
    assert response.status_code == 403
    assert (edition.status, Revision.objects.count()) == (Status.PUBLISHED, 1)


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/history/", "{pk}/withdraw/en/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    article = a_public_edition(title="Hidden words").article

    address = "/admin/articles/article/" + path.format(pk=article.pk)
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={address}")


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/history/", "{pk}/withdraw/en/"])
def test_staff_without_a_permission_see_nothing(path):
    article = a_public_edition().article
    client = browser_of(a_staff_member("view_section"))

    response = client.get("/admin/articles/article/" + path.format(pk=article.pk))

    assert response.status_code == 403


def test_the_journal_names_the_working_title():
    article = a_draft(title="First").article
    client = browser_of(a_chief())

    save(client, address_of(article), {"en_title": "Second"})

    page = client.get("/admin/").content.decode()
    assert "Second" in page


def test_view_on_site_leads_to_the_public_language():
    article = an_article()
    a_public_edition(article, language="zh-hans", title="湖")
    a_draft(article, title="Lake")
    client = browser_of(a_chief())

    page = client.get(address_of(article)).content.decode()

    assert f'<a href="/zh-hans/news/{article.pk}/hu/" class="viewsitelink">' in page
    assert "/admin/r/" not in page


def test_a_language_that_was_added_later_gets_its_edition_when_the_story_is_saved():
    article = a_draft(title="First").article
    Edition.objects.filter(article=article, language="zh-hans").delete()
    client = browser_of(a_chief())

    save(client, address_of(article), {"zh_hans_title": "新"})

    assert text_of(article, "zh-hans")[0] == "新"


def test_publishing_again_puts_the_newer_text_on_the_page():
    edition = a_public_edition(title="One")
    client = browser_of(a_chief())

    step(client, address_of(edition.article), {"en_title": "Two"}, name="_publish_en")
    edition.refresh_from_db()
    publish(edition, by=None, at=NOW)

    assert Article.objects.get().title_en == "Two"
