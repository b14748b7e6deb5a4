"""Earlier texts of a story: each save can be read again and brought back."""

import pytest

from articles.editorial.workflow import publish
from articles.editorial.writing import save_draft
from articles.text.story import written
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import text_of
from tests.factories import NOW, a_draft, an_article

pytestmark = pytest.mark.django_db


def address(edition, number: int | None = None) -> str:
    versions = f"/admin/articles/article/{edition.article_id}/versions/{edition.language}/"
    return versions if number is None else f"{versions}{number}/"


def a_story_saved_three_times():
    edition = a_draft(title="First", body="<p>One.</p>")
    publish(edition, by=None, at=NOW)
    chief = a_chief("ann")
    for base, (title, body) in enumerate([("Second", "Two."), ("Third", "Three.")], start=1):
        text = written(title=title, body=f"<p>{body}</p>")
        save_draft(edition, text=text, base=base, by=chief, at=NOW)
    return edition


def test_all_versions_are_listed_the_newest_first():
    edition = a_story_saved_three_times()
    browser = browser_of(a_chief())

    page = browser.get(address(edition)).content.decode()

    assert [page.index(f"Version {n}<") for n in (3, 2, 1)] == sorted(
        page.index(f"Version {n}<") for n in (3, 2, 1)
    )
    assert page.count("newest</strong>") == 1
    assert page.index("Version 3") < page.index("newest</strong>") < page.index("Version 2")
    assert page.index("Version 1") < page.index("published</strong>")
    assert "ann" in page


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_of_versions_costs_the_same(django_assert_num_queries, count):
    edition = a_draft(title="1")
    for base in range(1, count):
        save_draft(edition, text=written(title=str(base + 1)), base=base, by=None, at=NOW)
    browser = browser_of(a_chief())
    browser.get(address(edition))

    with django_assert_num_queries(6):
        browser.get(address(edition))


def test_a_version_can_be_read_again():
    edition = a_story_saved_three_times()

    page = browser_of(a_chief()).get(address(edition, 1)).content.decode()

    assert "<h2>First</h2>" in page
    assert "<p>One.</p>" in page


def test_a_version_brought_back_is_the_newest_text_and_changes_no_page():
    edition = a_story_saved_three_times()
    browser = browser_of(a_chief())

    answer = browser.post(address(edition, 2), {"newest": "3"}, follow=True)

    assert words_of(answer) == [
        "English: version 2 is the newest text again. Nothing is published by it."
    ]
    assert text_of(edition.article, "en") == ("Second", "second", "", "<p>Two.</p>")
    assert edition.revisions.count() == 4
    edition.refresh_from_db()
    assert edition.public.title == "First"


def test_nothing_is_brought_back_over_a_text_nobody_has_seen():
    edition = a_story_saved_three_times()
    browser = browser_of(a_chief())

    answer = browser.post(address(edition, 1), {"newest": "2"}, follow=True)

    assert words_of(answer) == [
        "Somebody has saved a newer text meanwhile: look at it first, then try again."
    ]
    assert text_of(edition.article, "en")[0] == "Third"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_rubbish_in_the_form_brings_nothing_back(seen):
    edition = a_story_saved_three_times()

    browser_of(a_chief()).post(address(edition, 1), {"newest": seen})

    assert edition.revisions.count() == 3


def test_who_may_only_look_reads_versions_and_brings_none_back():
    edition = a_story_saved_three_times()
    browser = browser_of(a_staff_member("view_article"))

    page = browser.get(address(edition, 1)).content.decode()

    assert "<p>One.</p>" in page
    assert "Bring this text back" not in page
    assert browser.post(address(edition, 1), {"newest": "3"}).status_code == 403


def test_versions_are_for_staff_who_may_see_the_story(client):
    edition = a_story_saved_three_times()
    browser = browser_of(a_staff_member("view_image"))

    assert [browser.get(address(edition, n)).status_code for n in (None, 1)] == [403, 403]
    assert client.get(address(edition, 1)).status_code == 302


def test_what_is_not_there_is_missing():
    edition = a_draft()
    browser = browser_of(a_chief())
    story = f"/admin/articles/article/{edition.article_id}/versions"

    missing = [f"{story}/en/7/", f"{story}/fr/", "/admin/articles/article/999999/versions/en/"]

    assert [browser.get(each).status_code for each in missing] == [404, 404, 404]
    assert browser.post(address(edition)).status_code == 405


def test_a_language_without_a_text_says_so():
    article = an_article()
    page = browser_of(a_chief()).get(f"/admin/articles/article/{article.pk}/versions/zh-hans/")

    assert "Nothing was written in this language yet." in page.content.decode()


def test_the_form_leads_to_the_versions_of_each_language():
    edition = a_story_saved_three_times()

    page = browser_of(a_chief()).get(f"/admin/articles/article/{edition.article_id}/change/")

    assert "Version 3, saved " in page.content.decode()
    assert f'href="{address(edition)}"' in page.content.decode()
    assert "/versions/zh-hans/" not in page.content.decode()
