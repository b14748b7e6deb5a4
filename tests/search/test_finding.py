"""What is found by what: the same on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, Release, save_draft, save_facts, save_release
from articles.models import Edition, SearchEntry
from articles.search import finding, places
from articles.search.finding import Found, Search, find_best, find_newest
from articles.search.index import index
from articles.text.story import written
from articles.text.words import asked
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    an_article,
)
from tests.public.clock import NEVER, later

pytestmark = pytest.mark.django_db
A_SHELF = timedelta(seconds=2**21)  # of the index in PostgreSQL


def test_titles_are_found_whether_released_or_not_and_nowhere_else():
    titled = [
        a_public_edition(title="The lake", released_at=NOW).pk,
        a_public_edition(title="Lakes", released_at=NEVER).pk,
    ]
    a_public_edition(title="Ice", body="<p>On the lake.</p>")
    a_draft(title="The lake")
    a_public_edition(language="zh-hans", title="The lake")

    found = finding.find_titled(asked("lake"), language="en", most=5)

    assert found == titled[::-1]
    assert finding.find_titled(asked("lake"), language="en", most=1) == titled[1:]
    assert finding.find_titled(asked("!"), language="en", most=5) == []


def test_an_empty_index_is_asked_and_answers_at_once():
    a_draft(title="The lake")

    assert finding.find_titled(asked("lake"), language="en", most=5) == []


CHINESE_TITLES = [
    "工业和信息化部来访",
    "学生在湖边",
    "2025 年机器人大赛",
    "校史馆开放",
    "5G网络建成",
]
ENGLISH_TITLES = [
    "Robots swim in the lake",
    "Café opens beside the library",
    "COVID-19 and the university’s students",
    "1,000 trees planted",
    "AI 大赛 for all",
]


def found(typed: str, *, language="en", best=False, at=NOW, **where) -> list[str]:
    search = Search(question=asked(typed), language=language, **where)
    ids = (find_best if best else find_newest)(search, at=at).edition_ids
    editions = Edition.objects.select_related("article").in_bulk(ids)
    return [editions[pk].article.text_in(language, "title") for pk in ids]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("工业", [0]),
        ("信息化", [0]),
        ("业", [0]),
        ("部", [0]),
        ("工业部", []),
        ("化工", []),
        ("工业 来访", [0]),
        ("来访 工业", [0]),
        ("工业 学生", []),
        ("学生", [1]),
        ("湖", [1]),
        ("边", [1]),
        ("大赛 2025", [2]),
        ("2025年", [2]),
        ("2025 年 大赛", [2]),
        ("“2025 年”", [2]),
        ("２０２５", [2]),
        ("校史", [3]),
        ("5g网络", [4]),
        ("５Ｇ", [4]),
        ("网", [4]),
        ("正文", [4, 3, 2, 1, 0]),  # in all of the bodies
        ("正", [4, 3, 2, 1, 0]),
        ("robot", []),
    ],
)
def test_chinese_is_found(typed, numbers):
    for title in CHINESE_TITLES:
        a_public_edition(language="zh-hans", title=title, body="<p>这是正文。</p>")

    assert found(typed, language="zh-hans") == [CHINESE_TITLES[number] for number in numbers]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("robot", [0]),
        ("ROBOTS", [0]),
        ("swimming robots", [0]),
        ('"swims in the lakes"', [0]),
        ('"in swim"', []),
        ("lake café", []),
        ("cafe", [1]),
        ("Libraries", [1]),
        ("covid-19", [2]),
        ("19 covid", [2]),
        ("19-covid", []),
        ("university", [2]),
        ("1000", [3]),
        ("tree", [3]),
        ("AI大赛", [4]),
        ("大赛", [4]),
        ("words", [4, 3, 2, 1, 0]),  # in all of the bodies
        ("the lake", [0]),
    ],
)
def test_english_is_found(typed, numbers):
    for title in ENGLISH_TITLES:
        a_public_edition(title=title, body="<p>The same word.</p>")

    assert found(typed) == [ENGLISH_TITLES[number] for number in numbers]


def test_a_story_is_found_by_its_title_its_summary_and_its_text():
    body = "<h2>Ice</h2><p>A <strong>swim</strong>mer<sub>2</sub> came.</p>"
    a_public_edition(title="Lake", summary="Frozen", body=body)

    assert [found(word) for word in ("lake", "frozen", "ice", "swimmer2", "strong", "p")] == [
        *([["Lake"]] * 4),
        [],
        [],
    ]


def test_a_row_of_words_does_not_begin_in_the_title_and_end_in_the_text():
    a_public_edition(title="The lake", summary="froze early", body="<p>Nobody swam</p>")

    assert (found('"lake froze"'), found('"early nobody"'), found('"froze early"')) == (
        [],
        [],
        ["The lake"],
    )


def test_newer_stories_come_first():
    for number in (1, 3, 2, 0):
        a_public_edition(title=f"Robot {number}", released_at=later(number - 5))

    assert found("robot") == found("robot", best=True) == [f"Robot {n}" for n in (3, 2, 1, 0)]


def test_stories_of_one_moment_stand_as_in_every_list():
    for number in range(3):
        a_public_edition(title=f"Robot {number}", released_at=NOW)

    assert found("robot") == ["Robot 2", "Robot 1", "Robot 0"]


def test_the_best_have_the_most_words_in_their_title():
    texts = [
        ("Robot lake", ""),
        ("Lake", "robot"),
        ("Nothing", "robot lake"),
        ("Robots of the lake", ""),
        ("Robot", "lake"),
    ]
    for minute, (title, summary) in enumerate(texts):
        a_public_edition(title=title, summary=summary, released_at=later(minute - 9))

    assert found("robot lakes", best=True) == [
        "Robots of the lake",
        "Robot lake",
        "Robot",
        "Lake",
        "Nothing",
    ]
    assert found("robot lakes")[0] == "Robot"


def test_what_is_looked_for_in_a_section_or_a_year_is_of_that():
    research = a_section("research", en="Research")
    for title, year in (("Robot A", 2023), ("Robot B", 2024)):
        # The first moment of the year here, which is the year before in Greenwich.
        moment = NOW.replace(year=year, month=1, day=1, hour=0)
        a_public_edition(an_article(section=research), title=title, released_at=moment)
    a_public_edition(title="Robot C", released_at=NOW.replace(year=2024))

    assert found("robot", section_id=research.pk) == ["Robot B", "Robot A"]
    assert found("robot", year=2024) == ["Robot C", "Robot B"]
    assert found("robot", year=2023, section_id=research.pk, best=True) == ["Robot A"]
    assert (found("robot", year=2022), found("robot", section_id=0)) == ([], [])


def test_each_language_is_searched_by_itself():
    article = an_article()
    a_public_edition(article, title="AI")
    a_public_edition(article, language="zh-hans", title="AI 大赛")

    assert (found("ai"), found("ai", language="zh-hans")) == (["AI"], ["AI 大赛"])


def test_only_what_is_public_is_found():
    a_draft(title="Robot")
    a_public_edition(title="Robot", released_at=NEVER)
    a_public_edition(title="Robot", released_at=later(3))
    a_public_edition(title="Robot", release=Release(released_at=NOW, expires_at=later(2)))
    withdraw(a_public_edition(title="Robot"), by=None, at=NOW)
    search = Search(question=asked("robot"), language="en")

    between = (find_newest(search, at=later(2)), find_best(search, at=later(2)))
    after = find_newest(search, at=later(3))

    assert between == (Found(edition_ids=[], is_all=True),) * 2
    assert after.total == 1


def test_what_is_expired_takes_no_place_of_what_is_public(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    a_public_edition(title="Robot 0", released_at=later(-99))
    for number in range(9):
        release = Release(released_at=later(number - 50), expires_at=later(1))
        a_public_edition(title=f"Robot {number}", release=release)

    newest, best = (found("robot", best=best, at=later(1)) for best in (False, True))

    assert newest == best == ["Robot 0"]


def many_expired(count: int) -> None:
    a_public_edition(title="Robot", released_at=later(-99))
    for number in range(count):
        release = Release(released_at=later(number - 90), expires_at=later(1))
        a_public_edition(title="Robot", release=release)


@pytest.mark.parametrize(("find", "most"), [(find_newest, 8), (find_best, 17)])
@pytest.mark.parametrize("count", [30, 60])
def test_a_question_costs_no_more_however_much_is_expired(
    django_assert_max_num_queries, monkeypatch, count, find, most
):
    monkeypatch.setattr(finding, "MOST", 3)
    many_expired(count)

    with django_assert_max_num_queries(most):
        answer = find(Search(question=asked("robot"), language="en"), at=later(1))

    assert answer == Found(edition_ids=[], is_all=False), "the one is too far behind"


def test_what_is_expired_leaves_the_index_when_something_is_published(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    many_expired(30)
    prolonged = Edition.objects.filter(expires_at=later(1)).first()

    publish(a_draft(title="Lake"), by=None, at=later(1))
    left, answer = SearchEntry.objects.count(), found("robot", at=later(1))
    release = Release(released_at=prolonged.released_at, expires_at=NEVER)
    save_release(prolonged, release=release, version=prolonged.facts_version)

    assert (left, answer) == (2, ["Robot"])
    assert found("robot", at=later(1)) == ["Robot"] * 2, "prolonged, it is found again"


@pytest.mark.parametrize(("count", "total", "is_all"), [(3, 3, True), (4, 3, False)])
def test_no_more_than_the_most_are_counted(monkeypatch, count, total, is_all):
    monkeypatch.setattr(finding, "MOST", 3)
    for number in range(count):
        a_public_edition(title=f"Robot {number}", released_at=later(number - 9))
    search = Search(question=asked("robot"), language="en")

    for answer in (find_newest(search, at=NOW), find_best(search, at=NOW)):
        assert (answer.total, answer.is_all) == (total, is_all)
    assert found("robot") == [f"Robot {number}" for number in range(count)][:-4:-1]


def test_a_title_is_found_however_many_newer_texts_have_the_word(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    a_public_edition(title="Robot lake", released_at=later(-99))
    a_public_edition(title="Lake", summary="robot", released_at=later(-98))
    for number in range(5):
        a_public_edition(
            title=f"Story {number}", summary="robot lake", released_at=later(number - 9)
        )

    assert found("robot lake", best=True) == ["Robot lake", "Story 4", "Story 3"]


def test_little_words_make_no_title_better(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    a_public_edition(title="The lake", summary="robot", released_at=later(-9))
    a_public_edition(title="Robot", summary="the", released_at=later(-8))
    a_public_edition(title="The ice", summary="robot", released_at=later(-7))

    assert found("the robot", best=True) == ["Robot", "The ice"]
    assert found("the", best=True) == ["The ice", "Robot"]


def test_stories_of_any_month_are_found_newest_first():
    # As far as PostgreSQL asks for their shelves together, and beyond.
    back = [*range(50), 200, 1000]
    editions = [
        a_public_edition(title="Robot", released_at=NOW - months * A_SHELF).pk for months in back
    ]

    for newest in range(17):
        at = NOW - newest * A_SHELF
        search = Search(question=asked("robot"), language="en")
        assert find_newest(search, at=at).edition_ids == editions[newest:], newest


def test_what_passes_the_gate_is_asked_for_by_number():
    # Asked for its language as well, SQLite would walk along an index through all of it.
    a_public_edition(title="Robot")

    with CaptureQueriesContext(connection) as asked_for:
        found("robot")

    gates = [query["sql"] for query in asked_for if '"status" = ' in query["sql"]]
    assert [("language" in gate.partition("WHERE")[2]) for gate in gates] == [False]


def test_a_changed_text_is_found_by_its_new_words_once_it_is_published():
    edition = a_public_edition(title="Robot")
    save_draft(edition, text=written(title="Lake", body="<p>Ice</p>"), base=1, by=None, at=NOW)

    before = (found("robot"), found("lake"))
    publish(edition, by=None, at=NOW)

    assert before == (["Robot"], [])
    assert (found("robot"), found("lake"), found("ice")) == ([], ["Lake"], ["Lake"])


def test_a_withdrawn_story_leaves_nothing_in_the_index():
    edition = a_public_edition(title="Robot")

    withdraw(edition, by=None, at=NOW)

    assert (found("robot"), SearchEntry.objects.count(), words_kept()) == ([], 0, 0)
    publish(edition, by=None, at=NOW)
    assert found("robot") == ["Robot"]


def test_a_deleted_story_leaves_nothing_in_the_index():
    edition = a_public_edition(title="Robot")

    Edition.objects.filter(pk=edition.pk).delete()

    assert (SearchEntry.objects.count(), words_kept()) == (0, 0)


def words_kept() -> int:
    table = {"postgresql": "articles_searchentry"}.get(connection.vendor, "articles_searchwords")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_a_story_is_found_in_the_section_to_which_it_moved():
    edition = a_public_edition(title="Robot")
    research = a_section("research", en="Research")

    save_facts(edition.article, facts=Facts(section=research), version=1)

    assert found("robot", section_id=research.pk) == ["Robot"]
    assert found("robot", section_id=a_section().pk) == []


def test_a_story_stands_at_the_time_to_which_its_release_was_moved():
    moved = a_public_edition(title="Robot A", released_at=later(-9))
    a_public_edition(title="Robot B", released_at=later(-8))

    release = Release(released_at=later(-7))
    save_release(moved, release=release, version=moved.facts_version)
    in_front = found("robot")
    release = Release(released_at=datetime(1965, 5, 1, tzinfo=UTC))
    save_release(moved, release=release, version=moved.facts_version)

    assert (in_front, found("robot")) == (["Robot A", "Robot B"], ["Robot B", "Robot A"])
    assert found("robot", year=1965) == ["Robot A"]


def test_any_number_of_stories_of_one_moment_are_found(monkeypatch):
    monkeypatch.setattr(places, "BITS", 0)  # all of a second would like the same place
    editions = [a_public_edition(title="Robot") for _ in range(20)]

    index([edition.pk for edition in editions])

    assert found("robot") == ["Robot"] * 20


def test_the_longest_text_is_taken():
    # Characters that hardly repeat: 250,000 of them would be more than PostgreSQL takes at once.
    body = "".join(chr(0x20000 + number % 40_000) for number in range(120_000))
    a_public_edition(title="Robot", body=f"<p>{body}</p>")

    assert found(body[:4]) == found(body[39_990:39_995]) == ["Robot"]


def test_a_row_of_words_is_found_far_down_in_a_text():
    body = "word " * 7_000 + "ice lake"
    a_public_edition(title="Robot", body=f"<p>{body}</p>")

    assert (found('"ice lake"'), found('"lake ice"')) == (["Robot"], [])


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(typed):
    assert found(typed) == found(typed, best=True) == []


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.text(max_size=60))
def test_whatever_stands_in_a_title_is_found_by_it(title):
    edition = a_public_edition(title="Robot", body="<p>Text</p>")
    save_draft(
        edition, text=written(title=f"Robot {title}", body="<p>Text</p>"), base=1, by=None, at=NOW
    )
    publish(edition, by=None, at=NOW)

    assert len(found(f"robot {title}")) == 1
    edition.article.delete()
