"""The statistics at the desk: who sees them, what they say, and what a mistyped address gets."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags

from articles.browsing.days import day_of
from articles.models import Department
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.browsing.counted import came_from, count, site_had
from tests.factories import a_public_edition, a_section, a_source, an_article

pytestmark = pytest.mark.django_db
PAGE = "/admin/statistics/"


@pytest.fixture
def today():
    return day_of(timezone.now())


@pytest.fixture
def reader():
    return browser_of(a_staff_member("see_statistics"))


def words(response):
    """What is read on the page, in single spaces."""
    body = response.content.decode().partition('id="content"')[2]
    return " ".join(strip_tags(body.replace("<", " <")).split())


def rows_of(response, name):
    """The rows of one table of the page, as they are printed."""
    (table,) = (shown for shown in response.context["tables"] if shown.table.name == name)
    return [[cell.words for cell in row] for row in table.rows]


def sums_of(response):
    return [
        (each.label, each.now, each.before, each.change) for each in response.context["summary"]
    ]


def test_who_may_see_statistics_finds_them_in_the_menu(reader):
    menu = reader.get("/admin/").context["menus"]

    assert [(each.label, [entry.address for entry in each.entries]) for each in menu] == [
        ("Measure", [PAGE, f"{PAGE}report/", f"{PAGE}corrections/"])
    ]
    assert reader.get(PAGE).status_code == 200


@pytest.mark.parametrize("address", [PAGE, PAGE + "stories/1/"])
def test_nobody_else_sees_them(address):
    client = browser_of(a_staff_member("view_article", "change_article", "correct_totals"))

    answer = client.get(address)

    assert answer.status_code == 403
    assert "Not allowed" in words(answer)


def test_visitors_are_asked_to_sign_in(client):
    answer = client.get(PAGE + "?period=7")

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/admin/login/?next=/admin/statistics/%3Fperiod%3D7",
    )


def test_the_statistics_are_only_looked_at(reader):
    assert reader.post(PAGE).status_code == 405


def test_the_permission_can_be_given_at_the_desk():
    see = Permission.objects.get(codename="see_statistics")

    page = browser_of(a_chief()).get("/admin/auth/group/add/").content.decode()

    assert re.search(rf'value="{see.pk}"[^>]*>\s*May see statistics', page)


def test_without_numbers_the_page_says_when_there_will_be_some(reader):
    page = words(reader.get(PAGE))

    assert "Nothing was read in these days." in page


def test_the_last_thirty_days_are_shown_beside_the_thirty_before(reader, today):
    edition = a_public_edition(title="Lake")
    count(edition, today, 1_200, 300, 7)
    count(edition, today - timedelta(days=29), 34, 20)
    count(edition, today - timedelta(days=30), 617, 50, 1)
    count(edition, today - timedelta(days=59), 0, 0, 1)
    count(edition, today - timedelta(days=60), 5_000)
    site_had(today, 250)
    site_had(today - timedelta(days=30), 40)

    page = reader.get(PAGE)

    assert sums_of(page) == [
        ("Browses", "1,234", "617", "+100%"),
        ("Sum of the site's daily visitors", "250", "40", "+525%"),
        ("Robots left out", "7", "2", "+250%"),
    ]
    assert "A visitor of three stories is one here and three in the tables below." in words(page)
    days = rows_of(page, "days")
    assert len(days) == 30
    assert [*days[0][1:4], *days[0][5:]] == ["1,200", "250", "7", "617", "40", "+583"]
    assert [*days[29][1:4], *days[29][5:]] == ["34", "0", "0", "0", "0", "+34"]
    assert rows_of(page, "stories") == [
        ["Lake", "1,234", "617", "+617", "320", "50", "+270", "7"],
    ]


@pytest.mark.parametrize(
    ("choice", "days", "browses"), [("today", 1, "1"), ("7", 7, "11"), ("365", 365, "1,111")]
)
def test_a_period_ends_today(reader, today, choice, days, browses):
    edition = a_public_edition()
    for back, number in ((0, 1), (6, 10), (29, 100), (364, 1_000), (365, 10_000)):
        count(edition, today - timedelta(days=back), number)

    page = reader.get(f"{PAGE}?period={choice}")

    assert (len(rows_of(page, "days")), sums_of(page)[0][1]) == (days, browses)
    # A single day is no curve.
    assert len(page.context["drawings"]) == (0 if days == 1 else 2)


def test_days_of_ones_own_are_both_within(reader):
    edition = a_public_edition()
    day = day_of(timezone.now()) - timedelta(days=100)
    for number in range(5):
        count(edition, day + timedelta(days=number), 10**number)
    first, last = day + timedelta(days=1), day + timedelta(days=3)

    page = reader.get(f"{PAGE}?from={first}&to={last}&period=7")

    assert sums_of(page)[0][:3] == ("Browses", "1,110", "1")


def test_every_kind_of_word_has_its_table(reader, today):
    department = Department.objects.create(slug="office", name_en="Office")
    source = a_source()
    source.department = department
    source.save()
    a_section("one", en="One")
    article = an_article(section=a_section("one"), source=source)
    count(a_public_edition(article), today, 20, 10, 3)
    count(a_public_edition(article, language="zh-hans"), today - timedelta(days=40), 5, 4)
    came_from(article.editions.get(language="en"), today, "example.com", 6)
    came_from(article.editions.get(language="en"), today, "other", 1)

    page = reader.get(PAGE)

    whole = ["20", "5", "+15", "10", "4", "+6", "3"]
    assert rows_of(page, "sections") == [["One", *whole]]
    assert rows_of(page, "sources") == [["News Centre", *whole]]
    assert rows_of(page, "translators") == [["Originals, and texts without a translator", *whole]]
    assert rows_of(page, "languages") == [
        ["English", "20", "0", "+20", "10", "0", "+10", "3"],
        ["Simplified Chinese", "0", "5", "−5", "0", "4", "−4", "0"],
    ]
    assert rows_of(page, "departments") == [["Office", "20", "5", "+15", "0", "0", "0", "3"]]
    assert rows_of(page, "referrers") == [
        ["example.com", "6", "0", "+6"],
        ["all others", "1", "0", "+1"],
    ]


def test_a_filter_leaves_what_fits_and_stands_in_the_address(reader, today):
    one, two = a_section("one", en="One"), a_section("two", en="Two")
    count(a_public_edition(an_article(section=one)), today, 20, 10)
    count(a_public_edition(an_article(section=two)), today, 7, 5)
    site_had(today, 12)

    page = reader.get(PAGE + "?section=two&period=7")

    assert sums_of(page)[:2] == [
        ("Browses", "7", "0", ""),
        ("Sum of the stories' daily visitors", "5", "0", ""),
    ]
    assert "Section: Two" in words(page)
    assert [choice.value for choice in page.context["choices"]] == [
        "period=today&section=two",
        "period=7&section=two",
        "period=30&section=two",
        "period=365&section=two",
    ]


NOWHERE = "Shown are the last 30 days instead."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=2026-03-10&to=2026-03-09", "The period ends before it begins."),
        ("from=2025-13-01&to=2026-01-01", "“2025-13-01” is no date."),
        ("from=20250101", "“20250101” is no date."),
        ("from=2025-02-30", "“2025-02-30” is no date."),
        ("from=٢٠٢٥-01-01", "“٢٠٢٥-01-01” is no date."),
        ("from=0001-01-01&to=0001-01-02", "There are no statistics of 1."),
        ("from=9999-12-31&to=9999-12-31", "The period lies in the future."),
        ("to=2026-01-01", "Say on which day the period begins, too."),
        ("from=2001-01-01&to=2020-01-01", "The period is longer than three years."),
        ("from=" + "9" * 5_000, "“9999999999999999999999999999999999999999…” is no date."),
        ("period=99", "There is no period “99”."),
        ("section=nowhere", "There is no section “nowhere”."),
        ("section=1%00", "There is no section"),
        ("source=" + "9" * 40, "There is no source “9999"),
        ("translator=%F0%9F%98%80", "There is no translator “😀”."),
        ("department=%27%20OR%201%3D1", "There is no department “&#x27; OR 1=1”."),
        ("language=fr", "The site has no language “fr”."),
        ("language=%3Cscript%3E", "The site has no language “&lt;script&gt;”."),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_is_left_out(reader, today, asked, said):
    count(a_public_edition(), today, 5)

    page = reader.get(f"{PAGE}?{asked}")

    assert page.status_code == 200
    assert said in words(page)
    is_about_days = asked.startswith(("from", "to", "period"))
    instead = NOWHERE if is_about_days else "This filter is left out."
    assert page.context["refused"][1:] == [instead]
    assert (len(rows_of(page, "days")), sums_of(page)[0][1]) == (30, "5")


def test_what_was_understood_is_kept_beside_what_was_not(reader, today):
    count(a_public_edition(an_article(section=a_section("two", en="Two"))), today, 5)
    count(a_public_edition(), today, 90)
    week = today - timedelta(days=6)

    days_wrong = reader.get(f"{PAGE}?from=x&section=two&source=nowhere")
    section_wrong = reader.get(f"{PAGE}?from={week}&to={today}&section=nowhere&language=en")

    assert sums_of(days_wrong)[0][1] == "5"
    assert days_wrong.context["refused"] == [
        "“x” is no date. A date looks like this: 2026-03-31.",
        NOWHERE,
        "There is no source “nowhere”.",
        "This filter is left out.",
    ]
    assert section_wrong.context["selection"].query() == f"from={week}&to={today}&language=en"


def test_the_address_leaves_out_what_was_not_filled_in(reader):
    answer = reader.get(f"{PAGE}?period=7&from=&to=&language=en&section=")

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?period=7&language=en")
    assert reader.get(f"{PAGE}?from=")["Location"] == PAGE


def test_days_to_come_are_left_out(reader, today):
    page = reader.get(f"{PAGE}?from={today - timedelta(days=1)}&to={today + timedelta(days=400)}")

    assert len(rows_of(page, "days")) == 2
    assert "Days to come are left out." in words(page)
    assert NOWHERE not in words(page)


def test_a_story_that_is_read_unusually_often_is_marked(reader, today):
    count(a_public_edition(title="Lake"), today, 100)
    count(a_public_edition(title="Hill"), today, 99)

    page = reader.get(PAGE + "?period=today")

    assert [row[:3] for row in rows_of(page, "spikes")] == [["Lake", "100", "0"]]
    assert "Lake unusual" in words(page)
    assert "Hill unusual" not in words(page)
    assert rows_of(page, "spikes")[0][3] == date_format(today, "F Y")


def test_a_month_without_an_unusual_story_says_so(reader, today):
    count(a_public_edition(), today, 99)

    assert "No story stands out in this month." in words(reader.get(PAGE))


@pytest.mark.parametrize("number", [1, 3])
def test_the_dashboard_costs_six_queries(django_assert_num_queries, today, number):
    for back in range(number):
        source = a_source(f"source-{back}")
        edition = a_public_edition(an_article(section=a_section(f"s-{back}"), source=source))
        count(edition, today, 200)  # all in one month, whichever day it is
        came_from(edition, today, f"host{back}.example.com", 1)
        site_had(today - timedelta(days=back), 1)
    client = browser_of(a_chief())
    client.get(PAGE)

    # Session, reader, the site's name; all words; days and hosts; how texts are filed and stories.
    with django_assert_num_queries(6):
        page = client.get(PAGE + "?period=365")

    assert (len(rows_of(page, "sections")), len(rows_of(page, "spikes"))) == (number, number)
