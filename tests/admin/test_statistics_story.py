"""The statistics of one story: its number, what that is made of, and the ways to it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.browsing.batch import Tally
from articles.browsing.days import day_of
from articles.browsing.totals import bring_start_value, bring_tallies, correct
from articles.editorial.writing import save_draft
from articles.text.story import written
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.test_statistics import rows_of, sums_of, words
from tests.browsing.counted import came_from, count, site_had
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_withdrawn_edition,
    an_article,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return day_of(timezone.now())


def page_of(article):
    return f"/admin/statistics/stories/{article.pk}/"


def test_a_story_shows_its_own_numbers_and_what_its_total_is_made_of(today):
    article = an_article()
    english = a_public_edition(article, title="Lake")
    chinese = a_public_edition(article, language="zh-hans", title="湖")
    bring_start_value(article, value=1_000)
    bring_tallies(english, tallies={today: Tally(browses=20, visitors=12, robots=3)})
    bring_tallies(chinese, tallies={today - timedelta(days=1): Tally(browses=5, visitors=5)})
    bring_tallies(chinese, tallies={today - timedelta(days=40): Tally(browses=9, visitors=2)})
    count(a_public_edition(title="Hill"), today, 500, 400)
    site_had(today, 405)
    came_from(english, today, "example.com", 6)
    chief = a_chief("Ann")
    correct(article.pk, to=1_030, reason="Counted twice.", by=chief, at=NOW)

    page = browser_of(chief).get(page_of(article))

    assert sums_of(page) == [
        ("Browses", "25", "9", "+178%"),
        ("Sum of daily visitors", "17", "2", "+750%"),
        ("Robots left out", "3", "0", ""),
    ]
    assert rows_of(page, "languages") == [
        ["English", "20", "0", "+20", "12", "0", "+12", "3"],
        ["Simplified Chinese", "5", "9", "−4", "5", "2", "+3", "0"],
    ]
    assert rows_of(page, "days")[0][1:4] == ["20", "12", "3"]
    assert rows_of(page, "referrers") == [["example.com", "6", "0", "+6"]]
    said = words(page)
    assert "Browse times 1,030" in said
    assert "Brought along from an earlier site 1,000" in said
    assert "Counted here, the sum of all days 34" in said
    assert "Corrections −4" in said
    assert "1,034 1,030 −4 Counted twice. Ann decided by an admin" in said
    assert "Hill" not in said


def test_the_days_can_be_chosen_and_a_story_has_nothing_else_to_choose(today):
    edition = a_public_edition()
    count(edition, today, 1)
    count(edition, today - timedelta(days=300), 10)

    page = browser_of(a_chief()).get(page_of(edition.article) + "?period=365")
    body = page.content.decode().partition('id="choose"')[2].partition("</form>")[0]

    assert sums_of(page)[0][1] == "11"
    assert re.findall(r'name="(\w+)"', body) == ["period", "from", "to"]


def test_a_story_that_is_read_unusually_often_says_why(today):
    edition = a_public_edition()
    count(edition, today, 250)
    for month in range(1, 13):
        count(edition, today.replace(day=15) - timedelta(days=30 * month), 50)

    page = browser_of(a_chief()).get(page_of(edition.article))

    said = re.search(r"Unusually many browses (.*?)\.", words(page))
    assert said[1].endswith(": 250 browses; a month of the twelve before had 50")


def test_the_ways_lead_to_the_form_and_to_each_public_page():
    article = an_article()
    lake = a_public_edition(article, title="Lake")
    a_draft(article, language="zh-hans")

    page = browser_of(a_chief()).get(page_of(article)).content.decode()

    ways = page.partition('class="ways"')[2].partition("</p>")[0]
    assert re.findall(r'href="([^"]+)"', ways) == [
        f"/admin/articles/article/{article.pk}/change/",
        lake.get_absolute_url(),
        "/admin/statistics/?period=30",
    ]


def test_who_sees_statistics_only_is_not_led_to_the_form():
    article = a_withdrawn_edition().article

    page = browser_of(a_staff_member("see_statistics")).get(page_of(article)).content.decode()

    assert f"/admin/articles/article/{article.pk}/" not in page
    assert "/correct/" not in page


@pytest.mark.parametrize("number", ["0", "999", "9" * 18, "9" * 40])
def test_a_story_that_is_not_there_is_a_missing_page(number):
    answer = browser_of(a_chief()).get(f"/admin/statistics/stories/{number}/")

    assert answer.status_code == 404


def test_rubbish_in_the_address_of_a_story_gets_a_sentence():
    article = a_public_edition().article

    page = browser_of(a_chief()).get(page_of(article) + "?from=yesterday")

    assert "“yesterday” is no date." in words(page)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_story_costs_nine_queries(django_assert_num_queries, today, number):
    edition = a_public_edition()
    chief = a_chief()
    for back in range(number):
        count(edition, today - timedelta(days=back), 5)
        came_from(edition, today, f"host{back}.example.com", 1)
        correct(edition.article_id, to=back + 1, reason="So.", by=chief, at=NOW)
        count(a_public_edition(), today, 5)
    client = browser_of(chief)
    client.get(page_of(edition.article))

    with django_assert_num_queries(9):
        page = client.get(page_of(edition.article))

    assert len(rows_of(page, "referrers")) == number


def test_the_form_and_the_list_lead_to_the_statistics_of_a_story():
    edition = a_public_edition(title="Lake")
    bring_start_value(edition.article, value=1_234)
    client = browser_of(a_chief())

    form = client.get(f"/admin/articles/article/{edition.article_id}/change/").content.decode()
    rows = client.get("/admin/articles/article/").content.decode()

    link = re.escape(f'<a href="{page_of(edition.article)}"')
    assert re.search(link + r">Statistics \(1,234\)</a>", form)
    assert re.search(link + r' title="[^"]*Lake[^"]*"><span[^>]*>1,234</span></a>', rows)


def test_who_may_not_see_statistics_is_not_led_there():
    edition = a_public_edition()
    client = browser_of(a_staff_member("view_article", "change_article"))

    form = client.get(f"/admin/articles/article/{edition.article_id}/change/").content.decode()
    rows = client.get("/admin/articles/article/").content.decode()

    assert "/admin/statistics/" not in form + rows


def test_who_sees_statistics_only_is_told_nothing_of_drafts():
    draft = a_draft(title="Secret plan")
    public = a_public_edition(title="Lake")
    text = written(title="Secret lake", summary="", body="<p>New.</p>")
    save_draft(public, text=text, base=1, by=None, at=NOW)
    reader = browser_of(a_staff_member("see_statistics", "correct_totals"))
    pages = [
        reader.get(page_of(draft.article)),
        reader.get(reverse("admin:statistics_correct", args=[draft.article_id])),
        reader.get(reverse("admin:statistics_export", args=["days", "csv"]), {"story": draft.pk}),
    ]

    seen = reader.get(page_of(public.article)).content.decode()
    desk = browser_of(a_chief()).get(page_of(public.article)).content.decode()

    assert [page.status_code for page in pages] == [404, 404, 404]
    assert ("Statistics of “Lake”" in seen, "Secret" in seen) == (True, False)
    assert "Statistics of “Secret lake”" in desk
