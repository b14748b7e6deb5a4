"""The worked cases of counting: each exactly as written, by the rules and through the doors."""

import json

import pytest

from tests.browsing.cases import OURS, counts_by_rules, counts_through_doors, difference

CASES = [pytest.param(case, id=case["id"]) for case in json.loads(OURS.read_text())["vectors"]]


@pytest.mark.parametrize("case", CASES)
def test_the_rules_count_the_case_as_written(case):
    assert difference(case, counts_by_rules(case)) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_the_doors_the_spool_and_the_roller_count_the_case_as_written(case):
    assert difference(case, counts_through_doors(case)) == ""


def test_no_case_is_left_out():
    assert len(CASES) == 35


def test_a_difference_is_told_and_nought_is_nothing():
    case = {"expected": {"views": {"1|en": 2}, "robots": {"2025-03-10": 0}}}

    assert difference(case, {"views": {"1|en": 2}}) == ""
    assert difference(case, {"views": {"1|en": 1}, "robots": {"2025-03-10": 3}}) == (
        "views: expected {'1|en': 2}, counted {'1|en': 1}; "
        "robots: expected {}, counted {'2025-03-10': 3}"
    )
