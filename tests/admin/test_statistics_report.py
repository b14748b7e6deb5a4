"""The report for the appraisal: to whom a month or a year brought what, and nothing twice."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from articles.browsing.days import day_of
from articles.browsing.totals import correct, repair
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import BrowseTotal, Department
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.browsing.counted import count
from tests.factories import (
    NOW,
    SHANGHAI,
    a_public_edition,
    a_source,
    a_translator,
    an_article,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/statistics/report/"
MARCH = "year=2025&month=3"
DAY = date(2025, 3, 10)
BEFORE = datetime(2025, 2, 28, 23, 59, tzinfo=SHANGHAI)


@pytest.fixture
def reader():
    return browser_of(a_staff_member("see_statistics"))


def a_department(slug, *, en, zh_hans="系"):
    return Department.objects.create(slug=slug, name_en=en, name_zh_hans=zh_hans)


def of_department(word, department):
    word.department = department
    word.save()
    return word


def a_story(*, source=None, translator=None, released_at=NOW, title="", **more):
    release = Release(released_at=released_at, translator=translator)
    article = more.pop("article", None) or an_article(source=source)
    return a_public_edition(article, title=title, release=release, released_at=released_at, **more)


def rows_of(response, name="report"):
    """The rows of one table of the page and then its total, as they are printed."""
    (table,) = (each for each in response.context["tables"] if each.table.name == name)
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [[cell.words for cell in row] for row in rows]


def words(response):
    body = response.content.decode().partition('id="content"')[2]
    return " ".join(strip_tags(body.replace("<", " <")).split())


def test_a_story_belongs_to_the_department_of_its_source(reader):
    arts, science = a_department("arts", en="Arts"), a_department("science", en="Science")
    of_arts = of_department(a_source("a", en="Arts Weekly"), arts)
    of_science = of_department(a_source("s", en="The Lab"), science)
    by_arts = of_department(a_translator("t", en="Arts Translators"), arts)
    count(a_story(source=of_arts), DAY, 10, 4, 1)
    count(a_story(source=of_arts, released_at=BEFORE), DAY, 5, 5)
    english = a_story(source=of_science, translator=by_arts)
    count(english, DAY, 20, 15, 3)
    count(a_story(article=english.article, language="zh-hans"), DAY, 30, 20, 4)
    count(a_story(), date(2025, 3, 31), 35, 1)
    count(english, date(2025, 4, 1), 1_000)
    count(english, date(2025, 2, 28), 1_000)

    page = reader.get(f"{PAGE}?{MARCH}&by=department")

    assert [column.words for column in page.context["tables"][0].columns] == [
        "Department",
        "Stories published",
        "Browses",
        "Of these: of stories published in the period",
        "Sum of the stories' daily visitors",
        "Robots left out",
        "Corrections",
        "Share of all browses",
        "Browses of texts it translated",
    ]
    assert rows_of(page) == [
        ["Science", "1", "50", "50", "35", "7", "0", "50.0%", "0"],
        ["Arts", "1", "15", "10", "9", "1", "0", "15.0%", "20"],
        ["Without a department", "1", "35", "35", "1", "0", "0", "35.0%", "0"],
        ["Total", "3", "100", "95", "45", "8", "0", "100.0%", "20"],
    ]


def test_a_department_without_a_story_stands_in_the_report_too(reader):
    a_department("law", en="Law")

    page = reader.get(f"{PAGE}?{MARCH}")

    assert rows_of(page) == [
        ["Law", "0", "0", "0", "0", "0", "0", "0.0%", "0"],
        ["Total", "0", "0", "0", "0", "0", "0", "0.0%", "0"],
    ]


def test_the_report_by_source(reader):
    weekly = a_source("a", en="Weekly")
    first, second = a_story(source=weekly), a_story(source=weekly)
    count(first, DAY, 8, 8)
    count(second, DAY, 7, 7)
    count(a_story(source=a_source("s", en="The Lab")), DAY, 5, 5, 9)
    BrowseTotal.objects.create(article=first.article, counted=8)
    correct(first.article_id, to=5, reason="A script.", by=None, at=NOW)
    correct(first.article_id, to=7, reason="Not all of it.", by=None, at=NOW)
    correct(first.article_id, to=1, reason="In April.", by=None, at=NOW + timedelta(days=30))
    BrowseTotal.objects.filter(article=first.article).update(counted=100)
    repair(first.article_id, reason="No decision.", by=None, at=NOW)

    page = reader.get(f"{PAGE}?{MARCH}&by=source")

    assert rows_of(page) == [
        ["Weekly", "2", "15", "15", "15", "0", "−1", "75.0%"],
        ["The Lab", "1", "5", "5", "5", "9", "0", "25.0%"],
        ["Total", "3", "20", "20", "20", "9", "−1", "100.0%"],
    ]


def test_the_report_by_translator_counts_texts(reader):
    lin, wang = a_translator("lin", en="Lin"), a_translator("wang", en="Wang")
    english = a_story(translator=lin)
    count(english, DAY, 6, 6, 1)
    count(a_story(article=english.article, language="zh-hans"), DAY, 90, 90)
    count(a_story(translator=wang, released_at=BEFORE), DAY, 4, 4)

    page = reader.get(f"{PAGE}?{MARCH}&by=translator")

    assert rows_of(page) == [
        ["Lin", "1", "6", "6", "6", "1", "6.0%"],
        ["Wang", "0", "4", "0", "4", "0", "4.0%"],
        ["Originals, and texts without a translator", "1", "90", "90", "90", "0", "90.0%"],
        ["Total", "2", "100", "96", "100", "1", "100.0%"],
    ]


def test_a_story_is_published_when_its_first_text_comes_out(reader):
    midnight = datetime(2025, 3, 1, 0, 0, tzinfo=SHANGHAI)
    source = a_source("a", en="Weekly")
    a_story(source=source, released_at=midnight)
    older = a_story(source=source, released_at=BEFORE)
    a_story(article=older.article, language="zh-hans")
    withdraw(a_story(source=source), by=None, at=NOW)
    a_story(source=source, released_at=NOW, title="Expired").article.editions.filter(
        language="en"
    ).update(expires_at=NOW + timedelta(hours=1))
    a_story(source=source, released_at=datetime(2025, 3, 31, 23, 59, tzinfo=SHANGHAI))
    a_story(source=source, released_at=datetime(2025, 4, 1, 0, 0, tzinfo=SHANGHAI))

    page = reader.get(f"{PAGE}?{MARCH}&by=source")

    assert rows_of(page)[0][:2] == ["Weekly", "3"]


def test_what_is_only_scheduled_is_not_published_yet(reader):
    today = day_of(timezone.now())
    a_story(source=a_source("a", en="Weekly"), released_at=timezone.now() + timedelta(minutes=5))

    page = reader.get(f"{PAGE}?year={today.year}&by=source")

    assert rows_of(page) == [["Total", "0", "0", "0", "0", "0", "0", "0.0%"]]
    assert "The period is not over: the numbers are those until today." in words(page)


def test_a_whole_year_can_be_chosen(reader):
    edition = a_story(source=a_source("a", en="Weekly"))
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        count(edition, day, 1)

    page = reader.get(f"{PAGE}?year=2025&month=&by=source")

    assert rows_of(page)[0][:3] == ["Weekly", "1", "2"]
    assert page.context["choice"].in_words() == "The year 2025"
    assert [each.value for each in page.context["filters"][0].options][-2:] == ["2025", "2024"]


def test_each_line_leads_to_the_stories_behind_it(reader):
    weekly = a_source("a", en="Weekly")
    count(a_story(source=weekly, title="Much read"), DAY, 8, 5, 1)
    both = a_story(source=weekly, title="In two languages", released_at=BEFORE)
    count(both, DAY, 4, 4)
    count(a_story(article=both.article, language="zh-hans", title="两种语言"), DAY, 2, 1)
    a_story(source=weekly, title="Never read")
    a_story(source=weekly, title="Old and never read", released_at=BEFORE)
    count(a_story(title="Of somebody else"), DAY, 99)

    report = reader.get(f"{PAGE}?{MARCH}&by=source")
    link = report.context["tables"][0].rows[0][0]
    page = reader.get(link.address)

    assert link.address == f"{PAGE}?{MARCH}&by=source&of={weekly.pk}#report-stories"
    assert rows_of(page, "report-stories") == [
        ["Much read", "10 Mar 2025", "English", "8", "5", "1"],
        ["In two languages", "28 Feb 2025", "English, Simplified Chinese", "6", "5", "0"],
        ["Never read", "10 Mar 2025", "English", "0", "0", "0"],
    ]
    assert "Stories: Weekly" in words(page)
    assert [each.table.name for each in page.context["tables"]] == ["report", "report-stories"]


def test_a_department_that_only_translated_has_its_texts_behind_its_line(reader):
    arts = a_department("arts", en="Arts")
    translator = of_department(a_translator("t", en="Arts Translators"), arts)
    english = a_story(title="Lake", translator=translator)
    count(english, DAY, 20, 15, 3)
    count(english, date(2025, 4, 1), 1_000)
    count(a_story(article=english.article, language="zh-hans", title="湖"), DAY, 30)
    a_story(title="Hill", translator=translator)
    a_story(title="Old and never read", translator=translator, released_at=BEFORE)

    page = reader.get(f"{PAGE}?{MARCH}&by=department&of={arts.pk}")
    address = "/admin/statistics/export/report-translated.csv"
    answer = reader.get(f"{address}?{MARCH}&by=department&of={arts.pk}")

    assert rows_of(page, "report-stories") == []
    assert "No story of its own in these days." in words(page)
    assert rows_of(page, "report-translated") == [
        ["Lake", "English", "10 Mar 2025", "20"],
        ["Hill", "English", "10 Mar 2025", "0"],
    ]
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[-2:] == ['"Lake","English","2025-03-10",20', '"Hill","English","2025-03-10",0']


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("source", ["No source"]),
        ("department", ["No source", "No department"]),
        ("translator", ["No source", "No department"]),
    ],
)
def test_what_belongs_to_nobody_has_a_line_with_its_stories(reader, by, titles):
    translated = {"source": of_department(a_source("d"), a_department("arts", en="Arts"))}
    count(a_story(title="No source"), DAY, 9)
    count(a_story(title="No department", source=a_source("n")), DAY, 8)
    count(a_story(title="Neither", translator=a_translator(), **translated), DAY, 7)

    page = reader.get(f"{PAGE}?{MARCH}&by={by}&of=0")

    assert [row[0] for row in rows_of(page, "report-stories")] == titles


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("by", "queries"), [("department", 8), ("source", 8), ("translator", 7)])
def test_the_report_costs_the_same_however_much_was_read(
    number, by, queries, django_assert_num_queries
):
    for each in range(number):
        department = a_department(f"d{each}", en=f"Department {each}")
        source = of_department(a_source(f"s{each}", en=f"Source {each}"), department)
        translator = of_department(a_translator(f"t{each}", en=f"T {each}"), department)
        count(a_story(source=source, translator=translator), DAY, 5)
    client = browser_of(a_chief())

    # Session, user, name of the site, words, first day, counts, published, corrections.
    with django_assert_num_queries(queries):
        client.get(f"{PAGE}?{MARCH}&by={by}")
    with django_assert_num_queries(queries + 1):  # the stories
        page = client.get(f"{PAGE}?{MARCH}&by={by}&of={source.pk if by == 'source' else 0}")

    assert len(rows_of(page)) == number + 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year=2025&month=13", "There is no month “13”."),
        ("year=2025&month=0", "There is no month “0”."),
        ("year=2025&month=x", "There is no month “x”."),
        ("year=x", "There is no report of the year “x”."),
        ("year=1066", "There is no report of the year “1066”."),
        ("year=" + "9" * 50, f"There is no report of the year “{'9' * 40}…”."),
        ("year=%00", "There is no report of the year “\x00”."),
        ("by=weather", "There is no report by “weather”."),
        ("by=source&of=99999", "The report has no line “99999”."),
        ("by=source&of=x", "The report has no line “x”."),
    ],
)
def test_bad_input_gets_a_sentence_and_the_last_month(reader, query, sentence):
    last_month = day_of(timezone.now()).replace(day=1) - timedelta(days=1)

    page = reader.get(f"{PAGE}?{query}")

    choice = page.context["choice"]
    assert page.context["refused"] == [sentence]
    assert (choice.year, choice.month, choice.by, choice.of) == (
        last_month.year,
        last_month.month,
        "department",
        None,
    )


def test_a_month_to_come_is_refused(reader):
    today = day_of(timezone.now())
    coming = (today.replace(day=1) + timedelta(days=32)).replace(day=1)

    page = reader.get(f"{PAGE}?year={coming.year}&month={coming.month}")

    expected = [
        "The period lies in the future."
        if coming.year == today.year
        else f"There is no report of the year “{coming.year}”."
    ]
    assert page.context["refused"] == expected


def test_an_address_that_says_nothing_is_about_the_last_month(reader):
    last_month = day_of(timezone.now()).replace(day=1) - timedelta(days=1)

    page = reader.get(PAGE)

    assert page.context["refused"] == []
    assert page.context["choice"].period().last == last_month


def test_the_report_says_the_rule_the_period_and_when_it_was_made(reader):
    page = words(reader.get(f"{PAGE}?{MARCH}"))

    assert "March 2025 1 March 2025 – 31 March 2025 ( Asia/Shanghai )" in page
    assert "Lakeside News · 1 March 2025 – 31 March 2025 · Time of the report:" in page
    assert "Looking again within 30 seconds is the same browse." in page
    assert "Drawn up by Checked by Date and seal" in page


def test_the_report_can_be_taken_away_as_it_is_shown(reader):
    count(a_story(source=a_source("a", en="Weekly"), title="By the lake"), DAY, 8, 5, 1)
    page = reader.get(f"{PAGE}?{MARCH}&by=source&of=0").content.decode()
    query = f"{MARCH}&amp;by=source&amp;of=0"

    assert (
        f'href="/admin/statistics/export/report.csv?{query.replace("&month", "&amp;month")}"'
        in page
    )
    assert "/admin/statistics/export/report-stories.xlsx?" in page
    report = reader.get(f"/admin/statistics/export/report.csv?{MARCH}&by=source")
    lines = b"".join(report.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == '"Table","Report · By source · March 2025"'
    assert report["Content-Disposition"] == (
        'attachment; filename="browse-times-report-source-2025-03.csv"'
    )
    assert lines[-3:] == ['"Weekly",1,8,8,5,1,0,"100.0%"', "", '"Total",1,8,8,5,1,0,"100.0%"']


@pytest.mark.parametrize("query", ["year=x", "by=source&of=7", ""])
def test_stories_of_no_line_are_refused_on_the_page(reader, query):
    answer = reader.get(f"/admin/statistics/export/report-stories.csv?{query}")

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?{query}")


def test_only_readers_of_statistics_see_the_report(client):
    other = browser_of(a_staff_member("view_article", "correct_totals"))

    assert client.get(PAGE)["Location"] == f"/admin/login/?next={PAGE}"
    assert other.get(PAGE).status_code == 403
    assert browser_of(a_chief()).post(PAGE).status_code == 405
