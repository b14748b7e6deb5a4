"""Names of people."""

import pytest

from articles.templatetags.news import full_name


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("Ann", "Miller", "Ann Miller"),
        ("小雨", "林", "林小雨"),
        ("小雨", "", "小雨"),
        ("", "Miller", "Miller"),
        ("", "", ""),
    ],
)
def test_a_name_is_put_as_its_language_does(first, last, whole):
    assert full_name(first=first, last=last) == whole
