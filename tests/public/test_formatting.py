"""How dates, numbers and names are written."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from articles.public.languages import tag_of
from articles.templatetags.news import (
    boxed_tables,
    counted_at,
    day,
    day_and_time,
    machine_day,
    machine_time,
    names,
    number,
)

# The evening of the ninth in Greenwich is the morning of the tenth in Shanghai.
MOMENT = datetime(2022, 6, 9, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected_day", "expected_time"),
    [
        ("en", "10 June 2022", "10 June 2022, 06:05"),
        ("zh-hans", "2022年6月10日", "2022年6月10日 06:05"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language, expected_day, expected_time):
    with override(language):
        assert (day(MOMENT), day_and_time(MOMENT)) == (expected_day, expected_time)


def test_machines_read_the_day_and_the_time_of_the_site():
    assert machine_day(MOMENT) == "2022-06-10"
    assert machine_time(MOMENT) == "2022-06-10T06:05+08:00"


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0"), (999, "999"), (1_234, "1,234"), (12_345_678, "12,345,678")]
)
def test_numbers_are_written_in_groups_of_three(value, expected):
    assert number(value) == expected


def test_the_count_stands_in_an_element_that_knows_its_address():
    assert counted_at(1_234, '/en/news/1/"x"/') == (
        '<span data-browse-times="/en/news/1/&quot;x&quot;/read">1,234</span>'
    )


def test_tables_stand_in_boxes_that_can_be_scrolled_by_keyboard():
    box = '<div class="box" role="group" tabindex="0" aria-label="Table">'

    assert boxed_tables("<p>a</p><table><tr><td>1</td></tr></table><p>b</p>") == (
        f"<p>a</p>{box}<table><tr><td>1</td></tr></table></div><p>b</p>"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>if a &lt;table&gt; b</p>",
        '<p><a href="https://example.org/?<table>" rel="noopener">a</a></p>',
        '<p><a href="https://example.org/?></table>" rel="noopener">a</a></p>',
    ],
)
def test_what_only_looks_like_a_table_stays_as_it_is(body):
    assert boxed_tables(body) == body


@pytest.mark.parametrize(
    ("people", "expected"), [([], ""), (["Ann"], "Ann"), (["Ann", "Bo", "王晓"], "Ann, Bo, 王晓")]
)
def test_names_are_written_one_after_the_other(people, expected):
    with override("en"):
        assert names(people) == expected


@pytest.mark.parametrize(
    ("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans"), ("pt-br", "pt-BR"), ("uz", "uz")]
)
def test_a_language_is_called_as_in_html(language, tag):
    assert tag_of(language) == tag
