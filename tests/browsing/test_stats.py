"""The statistics ask the daily counts, and every number comes back exactly as it was counted."""

from datetime import date, datetime, timedelta

import pytest

from articles.browsing.stats import (
    Counted,
    Filed,
    Flow,
    Period,
    Read,
    Referrer,
    Scope,
    Spike,
    Story,
    flow,
    is_spike,
    month_of,
    read,
    year_before,
)
from articles.editorial.writing import Release
from articles.models import Department
from tests.browsing.counted import DAY, came_from, count, days_ago, site_had
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_translator,
    an_article,
)

WEEK = Period(first=days_ago(6), last=DAY)
MONTH = month_of(DAY)
MIDNIGHT = datetime(2025, 3, 1, tzinfo=NOW.tzinfo)  # the month's first moment
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2025, 3, 10), date(2025, 3, 10), (date(2025, 3, 9), date(2025, 3, 9))),
        (date(2025, 3, 4), date(2025, 3, 10), (date(2025, 2, 25), date(2025, 3, 3))),
        (date(2024, 2, 1), date(2024, 2, 29), (date(2024, 1, 3), date(2024, 1, 31))),
    ],
)
def test_the_period_before_is_as_long_and_ends_the_day_before(first, last, before):
    period = Period(first=first, last=last)

    assert period.before() == Period(first=before[0], last=before[1])
    assert len(period) == len(period.days()) == len(period.before())
    assert (period.days()[0], period.days()[-1]) == (first, last)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2025, 3, 10), date(2025, 3, 1), date(2025, 3, 31)),
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_month_is_that_of_the_calendar(day, first, last):
    assert month_of(day) == Period(first=first, last=last)


def test_the_year_before_a_month_is_the_twelve_months_before():
    assert year_before(MONTH) == Period(first=date(2024, 3, 1), last=date(2025, 2, 28))


@pytest.mark.parametrize(
    ("month", "year", "is_one"),
    [
        (249, 12 * 50, False),
        (250, 12 * 50, True),
        (99, 0, False),
        (100, 0, True),
        (101, 1, True),
        (100, 1, False),
        (350, 1_001, False),
        (351, 1_001, True),
    ],
)
def test_a_spike_is_three_times_the_mean_and_a_hundred_more(month, year, is_one):
    assert is_spike(month=month, year_before=year) is is_one


@pytest.mark.django_db
def test_nothing_counted_is_nothing_told():
    assert flow(Scope(), period=WEEK) == Flow()
    assert read(Scope(), period=WEEK, month=MONTH) == Read()


@pytest.mark.django_db
def test_days_of_both_periods_are_told_and_no_others():
    edition = a_public_edition()
    count(edition, DAY, 5, 3, 1)
    count(edition, days_ago(6), 7, 2)
    count(edition, days_ago(7), 11, 4, 9)
    count(edition, days_ago(13), 13)
    count(edition, days_ago(14), 100)
    count(edition, days_ago(-1), 100)
    site_had(DAY, 2)
    site_had(days_ago(13), 8)
    site_had(days_ago(14), 100)

    told = flow(Scope(), period=WEEK)

    assert told.days == {
        DAY: (5, 3, 1),
        days_ago(6): (7, 2, 0),
        days_ago(7): (11, 4, 9),
        days_ago(13): (13, 0, 0),
    }
    assert told.site == {DAY: 2, days_ago(13): 8}


@pytest.mark.django_db
def test_days_add_up_all_stories_and_languages():
    article = an_article()
    count(a_public_edition(article), DAY, 5, 3, 1)
    count(a_public_edition(article, language="zh-hans"), DAY, 7, 4, 2)
    count(a_public_edition(), DAY, 100, 50, 25)

    assert flow(Scope(), period=WEEK).days == {DAY: (112, 57, 28)}
    assert flow(Scope(article=article.pk), period=WEEK).days == {DAY: (12, 7, 3)}


@pytest.mark.django_db
def test_hosts_are_told_with_the_period_before_the_most_first():
    one, other = a_public_edition(), a_public_edition()
    came_from(one, DAY, "example.com", 2)
    came_from(other, days_ago(3), "example.com", 3)
    came_from(one, days_ago(7), "example.com", 4)
    came_from(one, DAY, "example.org", 6)
    came_from(one, days_ago(8), "other", 1)
    came_from(one, days_ago(14), "example.net", 9)

    told = flow(Scope(), period=WEEK)

    assert told.referrers == [
        Referrer("example.org", 6, 0),
        Referrer("example.com", 5, 4),
        Referrer("other", 0, 1),
    ]
    assert flow(Scope(article=other.article_id), period=WEEK).referrers == [
        Referrer("example.com", 3, 0)
    ]


@pytest.mark.django_db
def test_texts_that_are_filed_alike_are_added_up():
    section, source = a_section("a"), a_source()
    translator = a_translator()
    for _number in range(2):
        article = an_article(section=section, source=source)
        translated = Release(released_at=NOW, translator=translator)
        count(a_public_edition(article, release=translated), DAY, 5, 3, 1)
        count(a_public_edition(article, language="zh-hans"), days_ago(7), 10, 6, 2)

    told = read(Scope(), period=WEEK, month=MONTH)

    assert sorted(told.filed) == [
        Filed("en", section.pk, source.pk, translator.pk, Counted(10, 6, 2, 0, 0, 0)),
        Filed("zh-hans", section.pk, source.pk, 0, Counted(0, 0, 0, 20, 12, 4)),
    ]


@pytest.mark.django_db
def test_stories_are_told_in_all_their_languages_the_most_read_first():
    article = an_article()
    count(a_public_edition(article, title="Lake"), DAY, 5, 3, 1)
    count(a_public_edition(article, language="zh-hans", title="湖"), days_ago(1), 7, 4, 2)
    quiet, loud = a_public_edition(title="Quiet"), a_public_edition(title="Loud")
    count(quiet, DAY, 1, 1)
    count(loud, DAY, 90, 60)
    count(loud, days_ago(8), 30, 20, 10)
    count(a_public_edition(), days_ago(8), 500)

    told = read(Scope(), period=WEEK, month=MONTH)

    assert told.stories == [
        Story(loud.article_id, {"en": "Loud"}, Counted(90, 60, 0, 30, 20, 10)),
        Story(article.pk, {"en": "Lake", "zh-hans": "湖"}, Counted(12, 7, 3, 0, 0, 0)),
        Story(quiet.article_id, {"en": "Quiet"}, Counted(1, 1, 0, 0, 0, 0)),
    ]


@pytest.mark.django_db
def test_spikes_are_those_of_the_month_against_twelve_before():
    came_out = datetime(2025, 2, 28, 23, 59, tzinfo=NOW.tzinfo)
    loud, usual, new, old = (
        a_public_edition(title=title, released_at=came_out) for title in "LUNO"
    )
    for edition, month, before in ((loud, 250, 600), (usual, 249, 600), (new, 100, 0), (old, 0, 9)):
        count(edition, date(2025, 3, 31), month)
        count(edition, date(2025, 2, 28), before - before // 2)
        count(edition, date(2024, 3, 1), before // 2)
        count(edition, date(2024, 2, 29), 10_000)
        count(edition, date(2025, 4, 1), 10_000)

    told = read(Scope(), period=WEEK, month=MONTH)

    assert told.spikes == [
        Spike(loud.article_id, {"en": "L"}, 250, 600),
        Spike(new.article_id, {"en": "N"}, 100, 0),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("moment", "is_marked"), [(MIDNIGHT - SECOND, True), (MIDNIGHT, False)])
def test_a_story_of_the_month_itself_is_compared_with_nothing(moment, is_marked):
    edition = a_public_edition(released_at=moment)
    count(edition, date(2025, 3, 31), 10_000)

    told = read(Scope(), period=WEEK, month=MONTH)

    assert bool(told.spikes) is is_marked


@pytest.mark.django_db
def test_a_story_of_the_month_that_was_read_before_is_compared():
    """Such as one that was withdrawn and came out anew."""
    edition = a_public_edition(released_at=MIDNIGHT)
    count(edition, date(2025, 2, 1), 1)
    count(edition, date(2025, 3, 31), 10_000)

    assert len(read(Scope(), period=WEEK, month=MONTH).spikes) == 1


@pytest.mark.django_db
def test_a_spike_is_of_the_whole_story_whatever_language_was_chosen():
    article = an_article()
    released = {"released_at": MIDNIGHT - SECOND}
    count(a_public_edition(article, title="Lake", **released), DAY, 60)
    count(a_public_edition(article, language="zh-hans", title="湖", **released), DAY, 60)
    count(a_public_edition(language="zh-hans", title="山", **released), DAY, 200)

    told = read(Scope(language="en"), period=WEEK, month=MONTH)

    assert told.spikes == [Spike(article.pk, {"en": "Lake", "zh-hans": "湖"}, 120, 0)]


@pytest.fixture
def filed():
    """Two stories; by each word, what is left of them."""
    office = Department.objects.create(slug="office", name_en="Office")
    school = Department.objects.create(slug="school", name_en="School")
    source, translator = a_source(), a_translator()
    source.department, translator.department = office, school
    source.save()
    translator.save()
    one = an_article(section=a_section("one"), source=source)
    two = an_article(section=a_section("two"))
    by = Release(released_at=NOW, translator=translator)
    count(a_public_edition(one, language="zh-hans"), DAY, 1)
    count(a_public_edition(one, release=by), DAY, 10)
    count(a_public_edition(two, language="zh-hans"), DAY, 100)
    count(a_public_edition(two, release=by), DAY, 1_000)
    return {
        "section": one.section_id,
        "source": source.pk,
        "translator": translator.pk,
        "office": office.pk,
        "school": school.pk,
        "article": two.pk,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "browses"),
    [
        ({}, 1_111),
        ({"language": "en"}, 1_010),
        ({"section": "section"}, 11),
        ({"source": "source"}, 11),
        ({"translator": "translator"}, 1_010),
        ({"department": "office"}, 11),
        ({"department": "school"}, 1_010),
        ({"article": "article"}, 1_100),
        ({"department": "office", "language": "zh-hans"}, 1),
        ({"section": "section", "article": "article"}, 0),
    ],
)
def test_every_question_keeps_to_what_was_chosen(filed, scope, browses):
    asked = Scope(**{key: filed.get(value, value) for key, value in scope.items()})

    days = flow(asked, period=WEEK).days
    told = read(asked, period=WEEK, month=MONTH)

    assert sum(row[0] for row in days.values()) == browses
    assert sum(each.counted.browses for each in told.filed) == browses
    assert sum(each.counted.browses for each in told.stories) == browses


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_each_question_is_one_query_however_much_was_counted(django_assert_num_queries, number):
    for back in range(number):
        article = an_article(section=a_section(f"section-{back}"))
        edition = a_public_edition(article, released_at=MIDNIGHT - SECOND)
        count(edition, days_ago(back), 200)
        came_from(edition, days_ago(back), f"host{back}.example.com", 1)
        site_had(days_ago(back), 1)

    with django_assert_num_queries(1):
        told = flow(Scope(), period=WEEK)
    with django_assert_num_queries(1):
        also = read(Scope(language="en"), period=WEEK, month=MONTH)

    assert (len(told.days), len(told.referrers)) == (number, number)
    assert (len(also.filed), len(also.stories), len(also.spikes)) == (number, number, number)
