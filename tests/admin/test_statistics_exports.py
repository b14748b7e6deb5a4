"""Tables taken away: whole, harmless, with the rule, and made while they are sent."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import count, islice
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.utils.translation import override

from articles.admin.statistics import spreadsheets
from articles.admin.statistics.cells import in_csv, plain
from articles.admin.statistics.offers import OFFERS
from articles.admin.statistics.rule import rule_in_words
from articles.admin.statistics.spreadsheets import Document, csv_parts, xlsx_file
from articles.admin.statistics.table import Share, Table
from articles.admin.statistics.tables import SUMS_OF_VISITORS
from articles.browsing.robots import lists_version
from articles.browsing.stats import Period, Scope, every_story, read
from articles.browsing.totals import bring_history, correct
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.browsing.counted import came_from
from tests.browsing.counted import count as counted
from tests.factories import NOW, a_public_edition, a_section, an_article

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)
DAYS = "from=2025-03-01&to=2025-03-31"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_document(rows, *, columns=("Story", "Browses"), total=(), heading="By story"):
    table = Table(name="stories", heading=heading, columns=columns, rows=rows, total=total)
    return Document(
        title="Lakeside News · By story",
        period="1 March 2025 – 31 March 2025 (Asia/Shanghai)",
        table=table,
        about=[("Site", "Lakeside News"), ("Time of export", NOW)],
    )


def csv_of(document):
    return b"".join(csv_parts(document, language="en"))


def lines_of(content):
    """The lines of a CSV after its signature, each as its cells."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


def body(response):
    return b"".join(response.streaming_content)


def taken(client, name, query=DAYS, kind="csv"):
    return client.get(f"/admin/statistics/export/{name}.{kind}?{query}")


def table_in(lines):
    """What stands below the first empty line of a CSV."""
    return lines[lines.index([]) + 1 :]


class Sheets:
    """An XLSX, read by its own XML: cells by sheet and place, with their kind and format."""

    def __init__(self, content):
        with ZipFile(BytesIO(content)) as book:
            self.parts = {name: book.read(name).decode() for name in book.namelist()}
        tree = ET.fromstring(self.parts["xl/workbook.xml"])
        self.names = [sheet.get("name") for sheet in tree.iter(f"{MAIN}sheet")]
        styles = ET.fromstring(self.parts["xl/styles.xml"])
        own = {
            int(each.get("numFmtId")): each.get("formatCode")
            for each in styles.iter(f"{MAIN}numFmt")
        } | {3: "#,##0", 49: "@", 0: ""}
        used = styles.find(f"{MAIN}cellXfs")
        self.formats = [own[int(each.get("numFmtId"))] for each in used]

    def tree(self, number):
        return ET.fromstring(self.parts[f"xl/worksheets/sheet{number}.xml"])

    def rows(self, number):
        """Each row that has cells: texts as they are, (number, how it is shown)."""
        return {
            int(row.get("r")): [self.cell(cell) for cell in row]
            for row in self.tree(number).iter(f"{MAIN}row")
        }

    def cell(self, cell):
        assert cell.find(f"{MAIN}f") is None  # no formula, ever
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
        return float(cell.find(f"{MAIN}v").text), self.formats[int(cell.get("s", 0))]


def xlsx_of(document):
    with xlsx_file(document) as file:
        return Sheets(file.read())


# Cells


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1+1",
        "\u3000=1+1",
        "\xa0@x",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\x00=1+1",
        "\n=1+1",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\u3000＝1",
        "﹦1",
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
        "\tx",
        "\rx",
        "\nx",
    ],
)
def test_no_text_starts_a_formula(text):
    kept = text.replace("\x00", "").replace("\r", "\n")

    assert plain(text) == f"'{kept}"
    assert xlsx_of(a_document([(text, 1)])).rows(1)[5][0] == f"'{kept}"


@pytest.mark.parametrize(
    "text", ["1-1", "湖", "a=b", "– none", "−5", "(=1)", "", " x", "'=1", "#12", "“=”"]
)
def test_a_harmless_text_stays_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (1234567, 1234567),
        (-254, -254),
        (0, 0),
        (Share(0.12345), "12.3%"),
        (date(2025, 3, 10), "2025-03-10"),
        (datetime(2025, 3, 9, 16, 30, tzinfo=UTC), "2025-03-10 00:30"),
        (date(1896, 5, 1), "1896-05-01"),
        ("a\x00b\x0bc\x1fd\x7fe\ud800f\ufffeg", "abcdefg"),
        ("two\r\nlines\rmore", "two\nlines\nmore"),
    ],
)
def test_numbers_stay_numbers_and_days_are_written_as_days(cell, written):
    assert in_csv(cell) == written


@pytest.mark.parametrize(("letter", "kept"), [("x", 32_766), ("湖", 32_766), ("😀", 16_383)])
def test_a_text_that_no_cell_can_hold_is_cut_and_says_so(letter, kept):
    cut = plain(letter * 40_000)

    assert cut == letter * kept + "…"
    assert plain(letter * (kept - 1)) == letter * (kept - 1)


# CSV


def test_a_csv_says_what_it_is_above_the_table():
    rows = [('By the lake, “old” and "new"', 12), ("湖边\n第二行", -3)]

    content = csv_of(a_document(rows, total=("Total", 9)))

    assert content.decode() == (
        '\ufeff"Site","Lakeside News"\r\n'
        '"Time of export","2025-03-10 10:00"\r\n'
        "\r\n"
        '"Story","Browses"\r\n'
        '"By the lake, “old” and ""new""",12\r\n'
        '"湖边\n第二行",-3\r\n'
        "\r\n"
        '"Total",9\r\n'
    )


def test_rows_of_a_csv_are_made_while_it_is_sent():
    made = count(1)
    rows = ((f"Story {next(made)}", 1) for _ in range(20_000))
    parts = csv_parts(a_document(rows), language="en")

    first = list(islice(parts, 3))
    made_by_then = next(made) - 1
    rest = b"".join(parts)

    assert (len(first), made_by_then) == (3, 2 * spreadsheets.AT_ONCE - 4)
    assert len(lines_of(b"".join(first) + rest)) == 20_004
    assert max(map(len, first)) < 10_000


def test_a_csv_speaks_the_language_of_its_reader_until_its_last_row():
    def rows():
        for _ in range(3):
            from django.utils.translation import gettext

            yield (gettext("Untitled"), 1)

    with override("en"):
        content = b"".join(csv_parts(a_document(rows()), language="zh-hans"))

    assert [line[0] for line in table_in(lines_of(content))[1:]] == ["未命名"] * 3


# XLSX


def test_an_xlsx_has_real_numbers_and_days_below_a_heading_that_stays():
    moment = datetime(2025, 3, 9, 16, 30, tzinfo=UTC)
    rows = [("By the lake", -1234, Share(0.125), DAY, moment), ("湖边", 5, Share(1), DAY, moment)]
    columns = ("Story", "Browses", "Share", "Day", "Moment")

    book = xlsx_of(a_document(rows, columns=columns, total=("Total", 6, Share(1))))

    assert book.names == ["By story", "About"]
    assert book.rows(1) == {
        1: ["Lakeside News · By story"],
        2: ["1 March 2025 – 31 March 2025 (Asia/Shanghai)"],
        4: ["Story", "Browses", "Share", "Day", "Moment"],
        5: [
            "By the lake",
            (-1234.0, "#,##0"),
            (0.125, "0.0%"),
            (45726.0, "yyyy-mm-dd"),
            (pytest.approx(45726 + 0.5 / 24), "yyyy-mm-dd hh:mm"),
        ],
        6: [
            "湖边",
            (5.0, "#,##0"),
            (1.0, "0.0%"),
            (45726.0, "yyyy-mm-dd"),
            (pytest.approx(45726 + 0.5 / 24), "yyyy-mm-dd hh:mm"),
        ],
        8: ["Total", (6.0, "#,##0"), (1.0, "0.0%")],
    }
    assert book.rows(2) == {
        1: ["Site", "Lakeside News"],
        2: ["Time of export", (pytest.approx(45726 + 10 / 24), "yyyy-mm-dd hh:mm")],
    }
    sheet = book.tree(1)
    pane = sheet.find(f".//{MAIN}pane")
    assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "B5")
    assert sheet.find(f"{MAIN}autoFilter").get("ref") == "A4:E6"


def test_the_columns_of_an_xlsx_are_as_wide_as_what_is_in_them():
    book = xlsx_of(a_document([("湖" * 10, 1), ("x" * 200, 1_234_567_890_123)]))

    widths = [float(each.get("width")) for each in book.tree(1).iter(f"{MAIN}col")]

    assert [round(width) for width in widths] == [62, 19]


def test_an_xlsx_without_rows_is_a_table_without_rows():
    book = xlsx_of(a_document([]))

    assert list(book.rows(1)) == [1, 2, 4]
    assert book.tree(1).find(f"{MAIN}autoFilter").get("ref") == "A4:B4"


def test_what_no_sheet_can_hold_goes_on_on_the_next_one(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 2)
    rows = ((f"Story {number}", number) for number in range(5))

    book = xlsx_of(a_document(rows, total=("Total", 10)))

    assert book.names == ["By story", "By story 2", "By story 3", "About"]
    assert [len(book.rows(number)) for number in (1, 2, 3)] == [5, 5, 5]
    assert book.rows(3)[7] == ["Total", (10.0, "#,##0")]


def test_days_before_excel_are_written_as_words():
    book = xlsx_of(a_document([(date(1896, 5, 1), 1), (datetime(1896, 5, 1, tzinfo=UTC), 1)]))

    assert [book.rows(1)[row][0] for row in (5, 6)] == ["1896-05-01", "1896-05-01 08:05"]


def test_a_sheet_has_a_name_that_excel_takes():
    book = xlsx_of(a_document([], heading="Stories: [Arts/Law]? *'All'* " + "x" * 40))

    assert book.names[0] == "Stories   Arts Law     All"


def test_an_xlsx_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ("By the lake", 1)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        xlsx_file(a_document(rows()))

    assert list(tmp_path.iterdir()) == []


# The door


@pytest.fixture
def chief():
    return browser_of(a_chief())


@pytest.fixture
def edition():
    edition = a_public_edition(an_article(section=a_section()), title="By the lake")
    counted(edition, DAY, 12, 7, 2)
    came_from(edition, DAY, "weixin.qq.com", 5)
    return edition


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", OFFERS)
def test_every_table_can_be_taken_away(chief, name, kind):
    query = "year=2025&month=3&of=0" if name.startswith("report") else DAYS

    answer = taken(chief, name, query, kind)

    assert answer.status_code == 200
    assert answer["Content-Type"] == {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}[kind]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    if kind == "csv":
        assert answer["Content-Disposition"].startswith('attachment; filename="browse-times-')
        assert len(table_in(lines_of(body(answer)))[0]) > 3
    else:
        assert Sheets(body(answer)).names[-1] == "About"


@pytest.mark.usefixtures("edition")
def test_a_file_says_the_rule_the_period_the_filters_and_when_it_was_made(chief):
    lines = lines_of(body(taken(chief, "sections", f"{DAYS}&section=campus&language=en")))
    about = lines[: lines.index([])]

    assert [line for line in about if line[0] != "Time of export"] == [
        ["Site", "Lakeside News"],
        ["Table", "By section"],
        ["Period", "1 March 2025 – 31 March 2025 (Asia/Shanghai)"],
        ["Compared with", "29 January 2025 – 28 February 2025"],
        ["Language", "English"],
        ["Section", "Campus"],
        *[["What is counted", sentence] for sentence in rule_in_words()],
        ["A day begins and ends at midnight in the time zone of the site:", "Asia/Shanghai"],
        ["Note", SUMS_OF_VISITORS],
        ["Lists of robots", lists_version()],
    ]
    (made,) = [line[1] for line in about if line[0] == "Time of export"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", made)
    assert table_in(lines)[1] == ["Campus", "12", "0", "12", "7", "0", "7", "2"]


@pytest.mark.usefixtures("edition")
def test_a_file_has_a_name_of_letters_and_days(chief):
    answer = taken(chief, "sections")

    assert answer["Content-Disposition"] == (
        'attachment; filename="browse-times-sections-2025-03-01-2025-03-31.csv"'
    )


@pytest.mark.usefixtures("edition")
def test_a_chinese_reader_gets_chinese_words_and_a_chinese_name():
    client = browser_of(a_chief(), language="zh-hans")

    answer = taken(client, "sections")
    lines = lines_of(body(answer))

    plain_name, _, spoken = answer["Content-Disposition"].partition("; filename*=UTF-8''")
    assert plain_name == 'attachment; filename="browse-times-sections-2025-03-01-2025-03-31.csv"'
    assert unquote(spoken) == "浏览次数-按栏目-2025-03-01-2025-03-31.csv"
    assert lines[0] == ["网站", "湖滨新闻"]
    assert table_in(lines)[1][0] == "校园"


def test_the_file_of_one_story_is_about_that_story(chief, edition):
    counted(a_public_edition(), DAY, 99)

    answer = taken(chief, "languages", f"{DAYS}&story={edition.article_id}")
    lines = lines_of(body(answer))

    name = f"browse-times-story-{edition.article_id}-languages-2025-03-01-2025-03-31.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert ["Story", "By the lake"] in lines
    assert table_in(lines)[1][:2] == ["English", "12"]


def test_most_read_stories_are_all_taken_and_not_only_those_of_the_page(chief, monkeypatch):
    monkeypatch.setattr("articles.browsing.stats.MOST", 1)
    editions = [a_public_edition(title=f"No. {number}") for number in range(30)]
    for number, edition in enumerate(editions):
        counted(edition, DAY, 100 - number, 3, 1)
        counted(edition, DAY - timedelta(days=31), 2)

    rows = table_in(lines_of(body(taken(chief, "stories"))))[1:]

    assert rows == [
        [f"No. {number}", str(100 - number), "2", str(98 - number), "3", "0", "3", "1", str(pk)]
        for number, pk in enumerate(edition.article_id for edition in editions)
    ]


def test_every_story_is_what_the_page_begins_with():
    for number in range(4):
        edition = a_public_edition(title=f"No. {number}")
        counted(edition, DAY, number, min(number, 2), 1)
        counted(edition, DAY - timedelta(days=2), 5)
    period = Period(first=DAY, last=DAY)

    found = list(every_story(Scope(), period=period))

    assert found == read(Scope(), period=period, month=period).stories
    assert [story.counted.browses for story in found] == [3, 2, 1]


@pytest.mark.usefixtures("edition")
def test_nothing_is_asked_of_the_database_for_rows_before_they_are_sent(
    chief, django_assert_num_queries
):
    with django_assert_num_queries(4):  # session, user, the words of filters, the site's name
        answer = taken(chief, "stories")
    with django_assert_num_queries(1):
        rows = table_in(lines_of(body(answer)))

    assert [row[0] for row in rows] == ["Story", "By the lake"]


@pytest.mark.usefixtures("edition")
def test_a_zipped_answer_is_still_sent_part_by_part(chief):
    answer = chief.get(
        f"/admin/statistics/export/sections.csv?{DAYS}", headers={"accept-encoding": "gzip"}
    )

    assert (answer["Content-Encoding"], answer.streaming) == ("gzip", True)
    assert "Content-Length" not in answer
    assert next(iter(answer.streaming_content)).startswith(b"\x1f\x8b")


def test_corrections_are_taken_whole(chief, edition):
    bring_history(edition, counts={DAY - timedelta(days=1): 30})
    correct(edition.article_id, to=3, reason="=A script.", by=None, at=NOW)

    rows = table_in(lines_of(body(taken(chief, "corrections", ""))))

    number = str(edition.article_id)
    words = ["'=A script.", "a command on the server", "decided by an admin"]
    assert rows[1:] == [["2025-03-10 10:00", number, "By the lake", "30", "3", "-27", *words]]


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("from=2025-03-31&to=2025-03-01", "/admin/statistics/"),
        ("section=unknown", "/admin/statistics/"),
    ],
)
def test_an_address_that_makes_no_sense_leads_to_the_page_that_says_so(chief, query, page):
    answer = taken(chief, "sections", query)

    assert (answer.status_code, answer["Location"]) == (302, f"{page}?{query}")
    assert chief.get(answer["Location"]).context["refused"] != []


@pytest.mark.parametrize(
    "address",
    [
        "export/nothing.csv",
        "export/sections.pdf",
        "export/sections.html",
        "export/sections",
        "export/sections.csv?story=999999",
        "export/sections.csv?story=x",
        "export/sections.csv?story=" + "9" * 30,
    ],
)
def test_what_there_is_not_is_a_missing_page(chief, address):
    assert chief.get(f"/admin/statistics/{address}").status_code == 404


def test_only_readers_of_statistics_take_tables_away(client):
    others = a_staff_member("view_article", "change_article", "correct_totals")
    addresses = ["sections.csv", "stories.xlsx", "corrections.csv", "report.csv"]

    def statuses(who):
        answers = [who.get(f"/admin/statistics/export/{address}") for address in addresses]
        for answer in answers:
            list(answer)  # read to its end, which closes its file
        return [answer.status_code for answer in answers]

    readers = (client, browser_of(others), browser_of(a_staff_member("see_statistics")))
    answers = [statuses(who) for who in readers]

    assert answers == [[302] * 4, [403] * 4, [200] * 4]


def test_nothing_can_be_sent_to_the_door(chief):
    assert chief.post("/admin/statistics/export/sections.csv").status_code == 405
