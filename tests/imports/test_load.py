"""Old pages come in: whole or not at all, once, with nothing invented."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import (
    Article,
    BrowseTotal,
    Edition,
    Revision,
    Section,
    Source,
    Status,
    Transition,
    Translator,
)
from tests.factories import NOW, SHANGHAI, a_draft, a_section, a_source

pytestmark = pytest.mark.django_db

PAGE = """The Lake Freezes Over & the "Library" Stays Open

Release time:2022-06-10Source of articles: Browse times:

The ice is a hand thick.

Readers may stay until <midnight>.


Translated by Basic Courses Department

上一条:A newer story that was cut off by the old syst...

下一条:An older story"""


@pytest.fixture
def bring(tmp_path):
    """Writes pages into files, imports them, and returns (status, said, complained)."""

    def bring_in(*pages: str | bytes, **options: str) -> tuple[int, list[str], list[str]]:
        paths = []
        for number, page in enumerate(pages, start=1):
            path = tmp_path / f"{number}.txt"
            path.write_bytes(page if isinstance(page, bytes) else page.encode())
            paths.append(str(path))
        said, complained = StringIO(), StringIO()
        status = 0
        try:
            call_command("import_page", *paths, stdout=said, stderr=complained, **options)
        except CommandError as error:
            status = error.returncode
        folder = f"{tmp_path}/"
        return (
            status,
            said.getvalue().replace(folder, "").splitlines(),
            complained.getvalue().replace(folder, "").splitlines(),
        )

    return bring_in


def everything() -> list[int]:
    models = (Article, Edition, Revision, Transition, Section, Source, Translator, BrowseTotal)
    return [model.objects.count() for model in models]


def test_a_page_becomes_a_public_article_with_its_vocabulary(bring):
    status, said, complained = bring(PAGE)

    edition = Edition.objects.get(status=Status.PUBLISHED)
    article = edition.article
    assert (status, complained) == (0, [])
    assert said == [f"1.txt: https://news.example.edu.cn{edition.get_absolute_url()}"]
    assert article.title_en == 'The Lake Freezes Over & the "Library" Stays Open'
    assert article.text_in("en", "body") == (
        "<p>The ice is a hand thick.</p><p>Readers may stay until &lt;midnight&gt;.</p>"
    )
    assert (edition.language, edition.released_at, edition.has_release_time) == (
        "en",
        datetime(2022, 6, 10, tzinfo=SHANGHAI),
        False,
    )
    assert edition.translator.name_en == "Basic Courses Department"
    assert edition.translator.slug == "basic-courses-department"
    assert (article.section.name_en, article.section.name_zh_hans) == ("News", "综合新闻")


def test_empty_labels_become_nothing(bring):
    bring(PAGE)

    assert Article.objects.get().source is None
    assert list(Source.objects.all()) == []
    assert list(BrowseTotal.objects.all()) == []


def test_a_source_and_a_count_are_taken_along(bring):
    page = PAGE.replace(
        "Source of articles: Browse times:", "Source of articles:News Centre Browse times:1,234"
    )

    bring(page)

    article = Article.objects.get()
    assert (article.source.name_en, article.source.slug) == ("News Centre", "news-centre")
    assert (article.browse_total.start, article.browse_total.counted) == (1234, 0)


def test_neighbours_are_noted_and_never_invented(bring):
    bring(PAGE)

    note = Transition.objects.get().note
    assert note == (
        "Imported page. Newer there: A newer story that was cut off by the old syst... "
        "Older there: An older story"
    )
    assert Article.objects.count() == 1


def test_importing_twice_changes_nothing(bring):
    page = PAGE.replace("Browse times:", "Browse times:41")
    first = bring(page)
    before = everything()

    second = bring(page)

    assert everything() == before
    assert second == (0, [f"{first[1][0]} (was here already)"], [])
    assert BrowseTotal.objects.get().start == 41


def test_importing_again_leaves_an_edited_and_withdrawn_article_alone(bring):
    bring(PAGE)
    edition = Edition.objects.get(status=Status.PUBLISHED)
    withdraw(edition, by=None, at=NOW)
    before = everything()

    _status, said, _complained = bring(PAGE)

    assert everything() == before
    assert Edition.objects.get(pk=edition.pk).status == Status.WITHDRAWN
    assert said[0].endswith("/ (was here already, withdrawn)")


def test_a_count_that_has_grown_is_taken_along_and_never_falls(bring):
    starts = []
    for count in ("100", "500", "300"):
        bring(PAGE.replace("Browse times:", f"Browse times:{count}"))
        starts.append(BrowseTotal.objects.get().start)

    assert starts == [100, 500, 500]


def test_a_draft_of_the_same_title_and_day_is_not_taken_for_the_page(bring):
    day = datetime(2022, 6, 10, 9, 30, tzinfo=SHANGHAI)
    title = 'The Lake Freezes Over & the "Library" Stays Open'
    a_draft(title=title, release=Release(released_at=day))
    before = everything()

    result = bring(PAGE)

    reason = "a draft with this title and day is here already; publish it, or change its title"
    assert result == (1, [], [f"1.txt: line 1: {reason}"])
    assert [count - made for count, made in zip(everything(), before, strict=True)] == [0] * 8


def test_a_page_of_the_future_is_scheduled(bring):
    _status, said, _complained = bring(PAGE.replace("2022-06-10", "2199-01-01"))

    assert said[0].endswith("/ (scheduled)")


def test_the_same_title_on_another_day_is_another_article(bring):
    bring(PAGE, PAGE.replace("2022-06-10", "2023-06-10"))

    days = Edition.objects.exclude(released_at=None).values_list("released_at__date", flat=True)
    assert sorted(days) == [date(2022, 6, 10), date(2023, 6, 10)]


def test_a_chinese_page_becomes_a_chinese_edition(bring):
    bring(
        "湖面封冻\n发布时间：2022年6月10日 来源：新闻中心 浏览次数：12次\n"
        "冰厚一掌。\n翻译：基础课部"
    )

    edition = Edition.objects.get(status=Status.PUBLISHED)
    assert (edition.language, edition.article.title_zh_hans) == ("zh-hans", "湖面封冻")
    assert edition.article.source.name_zh_hans == "新闻中心"
    assert edition.translator.name_zh_hans == "基础课部"
    assert edition.article.browse_total.start == 12


def test_vocabulary_that_is_there_is_used_and_slugs_stay_unique(bring):
    ours = a_source("news-centre", en="News Centre", zh_hans="新闻中心")
    a_source("lake-office", en="The Office by the Lake", zh_hans="湖办")
    page = PAGE.replace("Source of articles:", "Source of articles:{}")

    bring(
        page.format("News Centre"),
        page.format("Lake Office").replace("2022-06-10", "2022-06-11"),
    )

    sources = Article.objects.order_by("id").values_list("source__slug", flat=True)
    assert list(sources) == [ours.slug, "lake-office-2"]


def test_a_section_can_be_named(bring):
    section = a_section("campus")

    bring(PAGE, section="campus")

    assert Article.objects.get().section == section
    assert set(Edition.objects.values_list("section", flat=True)) == {section.pk}


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("", "line 1: the file is empty."),
        (
            "Title\n\nNo label here\n\nText",
            "line 3: expected a line that begins with 'Release time:' or '发布时间：'.",
        ),
        ("Title\nRelease time:2022-02-30\nText", "line 2: there is no day '2022-02-30'."),
        ("Title\nRelease time:2022-06-10\n", "line 2: the page has no paragraph of text."),
        ("Title\nRelease time:0001-01-01\nText", "line 2: the year 1 cannot be right."),
        ("Title\nRelease time:9999-12-31\nText", "line 2: the year 9999 cannot be right."),
        (
            f"Title\nRelease time:2022-06-10Source:{'s' * 201}\nText",
            "line 2: the source has 201 characters, at most 200 are possible.",
        ),
        (b"Title\nRelease time:2022-06-10\n\xff\xfe", "line 3: the text is not UTF-8"),
        (b"x" * (2 * 1024 * 1024 + 1), "line 1: the file is larger than 2097152 bytes"),
    ],
)
def test_a_file_that_is_no_page_is_refused_with_line_and_reason(bring, page, complaint):
    result = bring(page)

    assert result == (1, [], [f"1.txt: {complaint}"])
    assert everything() == [0] * 8


def test_a_refused_file_does_not_hold_up_the_others(bring):
    status, said, complained = bring(PAGE, "No page", PAGE.replace("2022-06-10", "2022-06-11"))

    assert status == 1
    assert [line.split(":")[0] for line in said] == ["1.txt", "3.txt"]
    assert complained == [
        "2.txt: line 2: expected a line that begins with 'Release time:' or '发布时间：'."
    ]


def test_a_text_that_the_desk_refuses_writes_nothing(bring):
    result = bring(f"Title\nRelease time:2022-06-10Source of articles:New\n{'x' * 600_000}")

    assert result[0] == 1
    assert result[2][0].startswith("1.txt: line 1: The text is too large")
    assert everything() == [0] * 8


def test_a_page_that_cannot_be_published_writes_nothing(bring):
    a_section("chinese-only", en="", zh_hans="只有中文")

    status, _said, complained = bring(PAGE, section="chinese-only")

    assert status == 1
    assert complained == ["1.txt: line 1: The section “只有中文” has no name in this language yet."]
    assert everything() == [0, 0, 0, 0, 1, 0, 0, 0]


def test_an_unknown_section_is_refused(bring):
    result = bring(PAGE, section="nowhere")

    assert result == (1, [], ["1.txt: there is no section “nowhere”"])


def test_a_file_that_is_not_there_is_refused(tmp_path):
    complained = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("import_page", str(tmp_path / "missing.txt"), stderr=complained)

    assert str(error.value) == "1 of 1 files refused."
    assert complained.getvalue() == (
        f"{tmp_path / 'missing.txt'}: cannot be read: No such file or directory\n"
    )
