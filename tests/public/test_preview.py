"""The preview: staff see the newest text as its page will look, nobody else sees anything."""

import pytest
from django.contrib.auth.models import User

from articles.editorial.writing import Release, save_draft
from articles.models import Article
from articles.text.story import written
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import NOW, a_draft, a_public_edition, a_source, a_translator, an_article

pytestmark = pytest.mark.django_db


def address(edition) -> str:
    return f"/{edition.language}/preview/{edition.article_id}/"


def test_staff_see_a_draft_as_its_page_will_look():
    article = an_article(source=a_source())
    release = Release(translator=a_translator(), credits={"author": ["Ann"]})
    edition = a_draft(article, title="Ice", summary="Thick.", body="<p>Cold.</p>", release=release)

    response = browser_of(a_staff_member("view_article")).get(address(edition))

    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        "<h1>Ice</h1>",
        "<p>Cold.</p>",
        "Source: News Centre",
        "Translated by Basic Courses Department",
        "Text: Ann",
        "Only staff see this page: it shows the newest saved text, which is not published yet.",
    ):
        assert words in page
    assert Article.objects.values_list("title_en", "body_en").get() == ("", "")


def test_the_newer_draft_of_a_public_story_is_shown():
    edition = a_public_edition(title="Old")
    save_draft(edition, text=written(title="New", body="b"), base=1, by=None, at=NOW)

    page = browser_of(a_chief()).get(address(edition)).content.decode()

    assert "<h1>New</h1>" in page
    assert "which is not published yet" in page


def test_the_preview_of_what_is_public_says_so():
    page = browser_of(a_chief()).get(address(a_public_edition())).content.decode()

    assert "which is the published one" in page


def test_a_preview_in_chinese_speaks_chinese():
    edition = a_draft(language="zh-hans", title="湖面结冰")

    page = browser_of(a_chief()).get(address(edition)).content.decode()

    assert "<h1>湖面结冰</h1>" in page
    assert "只有工作人员能看到此页" in page


def test_a_preview_is_neither_kept_nor_found_nor_counted():
    response = browser_of(a_chief()).get(address(a_public_edition()))

    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "browse.js" not in page
    assert "read.png" not in page
    assert "canonical" not in page


@pytest.mark.parametrize("who", ["nobody", "a reader", "staff without permission"])
def test_for_all_others_a_preview_is_a_missing_page(client, who):
    edition = a_draft(title="secretword")
    if who == "a reader":
        client.force_login(User.objects.create_user("reader"))
    if who == "staff without permission":
        client.force_login(a_staff_member("view_image"))

    answer, missing = client.get(address(edition)), client.get("/en/preview/999999/")

    assert (answer.status_code, missing.status_code) == (404, 404)
    assert "secretword" not in answer.content.decode()


def test_there_is_no_preview_without_a_text():
    edition = a_draft()

    assert browser_of(a_chief()).get(f"/zh-hans/preview/{edition.article_id}/").status_code == 404
    assert browser_of(a_chief("other")).post(address(edition)).status_code == 405


def test_the_switch_leads_to_the_other_preview():
    article = an_article()
    english, chinese = a_draft(article), a_draft(article, language="zh-hans", title="湖")

    page = browser_of(a_chief()).get(address(english)).content.decode()

    assert f'href="{address(chinese)}"' in page
