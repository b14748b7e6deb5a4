"""What totals are made of, and the only ways in which they change."""

from datetime import date

import pytest

from articles.browsing.totals import (
    ChangedMeanwhile,
    CorrectionRefused,
    Difference,
    ReasonMissing,
    Sight,
    StartValueRefused,
    bring_history,
    bring_start_value,
    correct,
    correct_as_seen,
    forget_days_without_counts,
    forget_history,
    recount,
    repair,
    sight_of,
)
from articles.models import Article, BrowseCorrection, BrowseCount, BrowseTotal
from tests.factories import NOW, a_public_edition, an_article

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2025, 3, 10), date(2025, 3, 11)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0], 0), ([1234], 1234), ([1234, 1234], 1234), ([1234, 1300], 1300), ([1234, 900], 1234)],
)
def test_of_several_start_values_the_largest_stays(values, expected):
    article = an_article()

    for value in values:
        bring_start_value(article, value=value)

    assert BrowseTotal.objects.get(article=article).browse_times() == expected


@pytest.mark.parametrize("value", [-1, 10**12 + 1, 10**30])
def test_a_start_value_that_is_no_number_of_browses_is_refused(value):
    article = an_article()

    with pytest.raises(StartValueRefused, match=f"^{value} is not a number of browses$"):
        bring_start_value(article, value=value)

    assert not BrowseTotal.objects.exists()


def test_a_start_value_leaves_what_was_counted_here():
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 3})

    bring_start_value(edition.article, value=1000)

    total = BrowseTotal.objects.get()
    assert (total.start, total.counted, total.browse_times()) == (1000, 3, 1003)


def test_history_is_brought_into_days_and_totals_and_only_once():
    edition = a_public_edition()
    chinese = a_public_edition(edition.article, language="zh-hans")

    bring_history(edition, counts={MONDAY: 3, TUESDAY: 4})
    bring_history(chinese, counts={MONDAY: 5})
    bring_history(edition, counts={MONDAY: 9, date(2025, 3, 12): 1})

    rows = BrowseCount.objects.order_by("edition", "day").values_list("edition", "day", "browses")
    assert sorted(rows) == [
        (edition.pk, MONDAY, 3),
        (edition.pk, TUESDAY, 4),
        (edition.pk, date(2025, 3, 12), 1),
        (chinese.pk, MONDAY, 5),
    ]
    assert BrowseTotal.objects.get().counted == 13
    assert list(recount()) == []


def test_a_history_of_nothing_makes_no_row():
    bring_history(a_public_edition(), counts={})
    bring_history(a_public_edition(), counts={MONDAY: 0})

    assert not BrowseCount.objects.exists()
    assert not BrowseTotal.objects.exists()


def test_recounting_finds_totals_that_are_not_the_sum_of_their_days():
    right, wrong, without = (a_public_edition() for _ in range(3))
    for edition in (right, wrong, without):
        bring_history(edition, counts={MONDAY: 3, TUESDAY: 4})
        bring_start_value(edition.article, value=100)
    BrowseTotal.objects.filter(article=wrong.article).update(counted=8)
    BrowseTotal.objects.filter(article=without.article).delete()

    differences = list(recount())

    assert differences == [
        Difference(article_id=wrong.article_id, counted=8, days=7, corrected=0, trail=0),
        Difference(article_id=without.article_id, counted=0, days=7, corrected=0, trail=0),
    ]


def test_a_repair_makes_the_total_the_sum_and_says_so_with_its_reason(admin_user):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 3, TUESDAY: 4})
    bring_start_value(edition.article, value=100)
    BrowseTotal.objects.update(counted=70)

    repair(edition.article_id, reason=" A wrong restore. ", by=admin_user, at=NOW)

    row = BrowseCorrection.objects.get()
    assert (row.before, row.after, row.reason, row.by, row.at) == (
        170,
        107,
        "A wrong restore.",
        admin_user,
        NOW,
    )
    assert BrowseTotal.objects.get().browse_times() == 107
    assert list(recount()) == []


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_repair_without_a_reason_is_refused(reason):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 3})
    BrowseTotal.objects.update(counted=70)

    with pytest.raises(ReasonMissing):
        repair(edition.article_id, reason=reason, by=None, at=NOW)

    assert BrowseTotal.objects.get().counted == 70
    assert not BrowseCorrection.objects.exists()


def test_a_correction_changes_the_total_stands_in_the_trail_and_leaves_the_days(admin_user):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 300, TUESDAY: 4})
    bring_start_value(edition.article, value=100)

    correct(edition.article_id, to=150, reason=" A script. ", by=admin_user, at=NOW)
    correct(edition.article_id, to=160, reason="Ten of them were readers.", by=None, at=NOW)

    rows = BrowseCorrection.objects.values_list("kind", "before", "after", "reason", "by")
    assert list(rows) == [
        ("decided", 404, 150, "A script.", admin_user.pk),
        ("decided", 150, 160, "Ten of them were readers.", None),
    ]
    total = BrowseTotal.objects.get()
    assert (total.start, total.counted, total.corrected, total.times) == (100, 304, -244, 160)
    assert list(BrowseCount.objects.values_list("browses", flat=True)) == [300, 4]
    assert list(recount()) == []


@pytest.mark.parametrize("number", [-1, 7, 10**12 + 1])
def test_a_correction_below_nought_or_to_what_is_there_already_is_refused(number):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 7})

    with pytest.raises(CorrectionRefused):
        correct(edition.article_id, to=number, reason="A test.", by=None, at=NOW)

    assert BrowseTotal.objects.get().times == 7
    assert not BrowseCorrection.objects.exists()


def test_a_correction_without_a_reason_is_refused():
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 7})

    with pytest.raises(ReasonMissing):
        correct(edition.article_id, to=3, reason=" \n", by=None, at=NOW)

    assert BrowseTotal.objects.get().times == 7


def test_browses_that_come_in_while_an_admin_decides_stay_counted():
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 304})
    seen = sight_of(BrowseTotal.objects.get())
    bring_history(edition, counts={TUESDAY: 3})

    row = correct_as_seen(
        edition.article_id, to=150, seen=seen, reason="A script.", by=None, at=NOW
    )

    assert seen == Sight(times=304, start=0, last=0)
    assert (row.before, row.after) == (307, 153)
    assert BrowseTotal.objects.get().times == 153
    assert list(recount()) == []


@pytest.mark.parametrize("number", [-1, 304, 10**12 - 2])
def test_browses_that_come_in_do_not_make_room_for_what_is_refused(number):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 304})
    seen = sight_of(BrowseTotal.objects.get())
    bring_history(edition, counts={TUESDAY: 3})

    with pytest.raises(CorrectionRefused):
        correct_as_seen(edition.article_id, to=number, seen=seen, reason="x", by=None, at=NOW)

    assert BrowseTotal.objects.get().times == 307


@pytest.mark.parametrize(
    "change",
    [
        lambda article: correct(article.pk, to=8, reason="Another admin.", by=None, at=NOW),
        lambda article: repair(article.pk, reason="A restore.", by=None, at=NOW),
        lambda article: bring_start_value(article, value=1),
    ],
)
def test_a_total_that_somebody_else_changed_meanwhile_is_not_corrected(change):
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 7})
    seen = sight_of(BrowseTotal.objects.get())
    change(edition.article)
    before = BrowseTotal.objects.get().times, BrowseCorrection.objects.count()

    with pytest.raises(ChangedMeanwhile):
        correct_as_seen(edition.article_id, to=5, seen=seen, reason="Mine.", by=None, at=NOW)

    assert (BrowseTotal.objects.get().times, BrowseCorrection.objects.count()) == before


def test_recounting_finds_a_total_that_was_corrected_behind_the_trail():
    edition = a_public_edition()
    bring_history(edition, counts={MONDAY: 7})
    correct(edition.article_id, to=5, reason="A test.", by=None, at=NOW)
    BrowseTotal.objects.update(corrected=-3)

    difference = Difference(
        article_id=edition.article_id, counted=7, days=7, corrected=-3, trail=-2
    )
    assert list(recount()) == [difference]

    repair(edition.article_id, reason="A test.", by=None, at=NOW)

    assert BrowseTotal.objects.get().times == 5
    assert list(recount()) == []


def test_a_forgotten_history_lets_its_article_go_and_touches_no_other():
    kept, gone = a_public_edition(), a_public_edition()
    for edition in (kept, gone):
        bring_history(edition, counts={MONDAY: 3})
        repair(edition.article_id, reason="A test.", by=None, at=NOW)

    forget_history(Article.objects.filter(pk=gone.article_id))
    forget_days_without_counts()
    gone.article.delete()

    assert list(BrowseCount.objects.values_list("edition", flat=True)) == [kept.pk]
    assert list(BrowseTotal.objects.values_list("article", flat=True)) == [kept.article_id]
    assert list(BrowseCorrection.objects.values_list("article", flat=True)) == [kept.article_id]
