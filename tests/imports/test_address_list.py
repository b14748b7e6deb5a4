"""Old addresses of a whole site, as a list."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.imports.addresses import plan_of
from articles.models import Attachment, OldAddress, PressRun
from tests.factories import a_public_edition, a_section, an_article

pytestmark = pytest.mark.django_db


def an_attachment() -> Attachment:
    return Attachment.objects.create(
        file="attachments/a-B_1.pdf", size=1, digest="1" * 64, title_en="Rules"
    )


def planned(line: str) -> list[tuple]:
    return [
        (row.path, row.article_id, row.section_id, row.attachment_id, row.language)
        for row in plan_of(line).new
    ]


@pytest.mark.parametrize("old", ["/a.htm", "http://old.example.edu.cn/a.htm"])
@pytest.mark.parametrize("between", [";", "\t", ",", " ; ", ", ", " ", "   ", "　", "；", "，"])
def test_a_line_is_read_as_it_is_typed_pasted_or_saved(old, between):
    article = an_article()

    assert planned(f"{old}{between}{article.pk}") == [("/a.htm", article.pk, None, None, "")]


def test_every_way_to_name_a_target_is_understood():
    edition = a_public_edition(language="zh-hans")
    article, section, file = edition.article_id, a_section("notices").pk, an_attachment().pk
    lines = [
        f"/1;{article}",
        f"/2;#{article}",
        f"/3;{edition.get_absolute_url()}",
        f"/4;https://news.example.edu.cn/en/news/{article}/x/",
        f"/5;/admin/articles/article/{article}/change/",
        "/6;/zh-hans/sections/notices/",
        f"/7;/admin/articles/section/{section}/change/",
        "/8;/media/attachments/a-B_1.pdf",
        f"/9;/admin/articles/attachment/{file}/change/",
        f"/10;{article};/en/",
        f'"/11?a;b";{article}',
    ]

    assert planned("\n".join(lines)) == [
        ("/1", article, None, None, ""),
        ("/2", article, None, None, ""),
        ("/3", article, None, None, "zh-hans"),
        ("/4", article, None, None, "en"),
        ("/5", article, None, None, ""),
        ("/6", None, section, None, "zh-hans"),
        ("/7", None, section, None, ""),
        ("/8", None, None, file, ""),
        ("/9", None, None, file, ""),
        ("/10", article, None, None, "en"),
        ("/11?a;b", article, None, None, ""),
    ]


@pytest.mark.parametrize(
    ("line", "path", "language"),
    [
        ("/a.htm{}en", "/a.htm", "en"),
        ("/show.jsp?ids=1,2{}en", "/show.jsp?ids=1,2", "en"),
        ("/show.jsp?ids=1,2{}", "/show.jsp?ids=1,2", ""),
        ("/a.jsp;jsessionid=7A{}", "/a.jsp", ""),
    ],
)
@pytest.mark.parametrize("between", [";", "\t", " ", "   "])
def test_what_separates_columns_may_stand_in_an_address(line, path, language, between):
    article = an_article()
    line = line.format(f"{between}{article.pk}{between if language else ''}")

    assert planned(line) == [(path, article.pk, None, None, language)]


@pytest.mark.parametrize("line", ["/a.htm;story {}", "/a.htm;/en/news/x,{}", "/a.htm, story {}"])
def test_a_line_is_not_divided_where_its_writer_did_not(line):
    assert planned(line.format(an_article().pk)) == []


def test_two_spaces_divide_before_one_does():
    article = an_article()

    assert planned(f"/my page.htm  {article.pk}") == [("/my page.htm", article.pk, None, None, "")]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("/a.htm", "Write the old address and the new one, with a semicolon"),
        ("/a.htm;1;en;x", "Write the old address and the new one, with a semicolon"),
        ("a.htm;1", "This is no address of an earlier site"),
        ("/en/;1", "A page of this site itself answers"),
        ("/a.htm;elsewhere", "The new one is no story, section or attachment"),
        ("/a.htm;/en/", "The new one is no story, section or attachment"),
        ("/a.htm;http://[", "The new one is no story, section or attachment"),
        ("/a.htm;https://other.example.org/en/news/1/x/", "The new address leads to another site."),
        ("/a.htm;999999", "There is nothing at the new address: 999999"),
        ("/a.htm;/en/sections/nothing/", "There is nothing at the new address"),
        ("/a.htm;/media/attachments/x.pdf", "There is nothing at the new address"),
        ("/a.htm;999999;fr", "“fr” is no language of this site: write en, zh-hans, or nothing."),
        ("/a.htm;" + "9" * 40, "The new one is no story"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_line(line, begins):
    plan = plan_of(f"\n{line}\n")

    (wrong,) = plan.wrong
    assert (wrong.line, wrong.typed, wrong.sentence[: len(begins)]) == (2, line, begins)
    assert not plan.has_something


def test_an_address_that_stands_twice_is_told_with_the_first_line():
    article = an_article()

    plan = plan_of(f"/a.htm;{article.pk}\n/a.htm/;{article.pk}")

    assert (len(plan.new), plan.wrong) == (
        1,
        [(2, f"/a.htm/;{article.pk}", "This old address stands in line 1 already.")],
    )


def test_too_many_lines_are_refused_before_anything_is_looked_up(django_assert_num_queries):
    with django_assert_num_queries(0):
        plan = plan_of("/a;1\n" * 20_001)

    assert plan.wrong == [
        (20_001, "/a;1", "At most 20000 lines are possible at once: divide the list.")
    ]


def test_thousands_cost_few_questions(django_assert_max_num_queries):
    article = an_article()
    lines = "\n".join(f"/content.jsp?id={n};{article.pk}" for n in range(3_000))

    with django_assert_max_num_queries(60):
        plan_of(lines).carry_out()

    assert OldAddress.objects.count() == 3_000


def test_the_same_list_twice_changes_nothing():
    article = an_article()
    lines = f"/a.htm;{article.pk}\n/b.htm;{article.pk}"
    plan_of(lines).carry_out()
    before = OldAddress.objects.values_list("pk", "path")

    plan = plan_of(lines)

    assert (plan.new, plan.changed, plan.same) == ([], [], 2)
    assert len(before) == 2


def test_the_command_takes_what_can_be_done_and_tells_the_rest(tmp_path):
    article = an_article()
    file = tmp_path / "list.csv"
    file.write_text(f"old;new\n/a.htm;{article.pk}\nnonsense;1\n")
    said, complained = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"^Lines left out: 1\.$"):
        call_command("import_addresses", file, stdout=said, stderr=complained)

    assert said.getvalue() == "new: 1, changed: 0, there already: 0, left out: 1\n"
    assert complained.getvalue().startswith("line 3, “nonsense;1”: This is no address")
    assert OldAddress.objects.get().article == article
    assert PressRun.current() == 1


def test_a_dry_run_writes_nothing(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(f"/a.htm;{an_article().pk}\n")
    said = StringIO()

    call_command("import_addresses", file, "--dry-run", stdout=said)

    assert said.getvalue() == "new: 1, changed: 0, there already: 0, left out: 0\n"
    assert OldAddress.objects.count() == 0
