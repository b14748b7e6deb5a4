"""What no page of ours sends: answered in a sentence, never by a broken page."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from articles.editorial.writing import add_revision
from articles.models import Edition
from articles.text.story import StoryText
from tests.admin.browser import typed
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import address_of
from tests.factories import NOW, a_draft, an_article, an_image

pytestmark = pytest.mark.django_db

ENDLESS = "9" * 30


@pytest.mark.parametrize("field", ["tags", "initial-tags", "initial-attachments"])
@pytest.mark.parametrize("number", [ENDLESS, "x", "\x00", "-1"])
def test_numbers_that_no_row_can_have_are_left_out(field, number):
    edition = a_draft(title="Before")
    client = browser_of(a_chief())
    address = address_of(edition.article)

    changes = {"en_title": "After", field: [number]}
    answer = client.post(address, typed(client.get(address), changes), follow=True)

    edition.refresh_from_db()
    assert answer.status_code == 200
    assert edition.latest.title == "After"


@pytest.mark.parametrize("page", ["publish/en/", "withdraw/en/", "versions/en/", "versions/en/1/"])
def test_an_endless_number_of_a_story_is_a_missing_page(page):
    answer = browser_of(a_chief()).get(f"/admin/articles/article/{ENDLESS}/{page}")

    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["publish", "withdraw"])
def test_a_step_in_a_language_that_came_later_is_refused_in_a_sentence(step):
    article = an_article()
    Edition.objects.filter(article=article, language="zh-hans").delete()
    sent = {"action": f"{step}_zh_hans", "_selected_action": article.pk, "confirmed": "yes"}

    answer = browser_of(a_chief()).post("/admin/articles/article/", sent, follow=True)

    assert words_of(answer) == [
        "“Untitled” stays as it is. This cannot be done: the text is “no text yet”."
    ]


def test_publishing_from_the_list_stands_in_the_history():
    edition = a_draft()
    sent = {"action": "publish_en", "_selected_action": edition.article_id}

    browser_of(a_chief()).post("/admin/articles/article/", sent)

    assert LogEntry.objects.get().change_message == "Published: English."


def test_a_story_deleted_twice_is_simply_gone():
    edition = a_draft()
    client = browser_of(a_chief())
    address = f"/admin/articles/article/{edition.article_id}/delete/"
    client.post(address, {"post": "yes"})

    answer = client.post(address, {"post": "yes"})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_an_old_text_beyond_the_limits_is_not_brought_back_and_says_why():
    edition = a_draft()
    deep = StoryText(title="t", slug="t", summary="", body="<blockquote>" * 300 + "x")
    edition.latest = add_revision(edition, text=deep, number=2, by=None, at=NOW)
    newest = StoryText(title="t", slug="t", summary="", body="<p>x</p>")
    edition.latest = add_revision(edition, text=newest, number=3, by=None, at=NOW)
    edition.save()
    address = f"/admin/articles/article/{edition.article_id}/versions/en/2/"

    answer = browser_of(a_chief()).post(address, {"newest": "3"}, follow=True)

    assert words_of(answer)[0].startswith("The text is nested too deeply")
    assert edition.revisions.count() == 3


def test_permissions_that_stand_elsewhere_survive_the_boxes():
    group = Group.objects.create(name="old")
    held = Permission.objects.filter(codename__in=["add_revision", "add_article"])
    group.permissions.set(held)
    client = browser_of(a_chief())
    address = f"/admin/auth/group/{group.pk}/change/"

    client.post(address, typed(client.get(address), {"name": "new"}, form_id="group_form"))

    group.refresh_from_db()
    assert group.name == "new"
    assert set(group.permissions.all()) == set(held)


def test_who_writes_stories_sees_the_pictures_and_cannot_change_them():
    image = an_image()
    client = browser_of(a_staff_member("change_article"))

    seen = client.get(f"/admin/articles/image/library/{image.pk}/")
    changed = client.post(f"/admin/articles/image/library/{image.pk}/", {"alt_en": "New"})

    image.refresh_from_db()
    assert (seen.status_code, changed.status_code, image.alt_en) == (200, 403, "A lake")


def test_a_picture_without_words_has_a_name_that_people_can_say():
    image = an_image(alt_en="", alt_zh_hans="")

    assert str(image) == f"Picture {image.pk}"
