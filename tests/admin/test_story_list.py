"""The list of stories: what it shows, how it is searched, and what can be done with many."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from articles.admin.story.article import ArticleAdmin
from articles.admin.story.article_list import BoundedPaginator
from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import BrowseTotal, Edition, State, Status
from articles.search.index import drop_expired
from articles.text.story import written
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_withdrawn_edition,
    an_article,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def rows_of(response):
    """The words in each row of the list, without the box to tick."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd] class=.field.*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(strip_tags(cell).split()) for cell in row] for row in cells if row]


def titles_of(response):
    return [row[0] for row in rows_of(response)]


def test_a_row_shows_the_state_of_each_language_and_the_browse_times():
    article = an_article(source=a_source())
    a_public_edition(article, title="Lake")
    a_draft(article, language="zh-hans", title="湖")
    BrowseTotal.objects.create(article=article, start=1_200, counted=34)
    client = browser_of(a_chief())

    response = client.get(LIST)

    assert rows_of(response) == [
        [
            "Lake",
            "public",
            "draft",
            "Campus",
            "News Centre",
            "10 March 2025, 10:00",
            "1,234",
        ]
    ]


def test_the_list_is_in_the_language_of_the_reader():
    article = an_article(source=a_source())
    a_public_edition(article, title="Lake")
    a_draft(article, language="zh-hans", title="湖")
    client = browser_of(a_chief(), language="zh-hans")

    (row,) = rows_of(client.get(LIST))

    assert (row[0], row[3], row[4], row[5], row[6]) == (
        "湖",
        "校园",
        "新闻中心",
        "2025年3月10日 10:00",
        "0",
    )


def test_every_state_has_a_word_and_a_colour():
    soon = timezone.now() + timedelta(days=1)
    a_draft(title="draft")
    a_public_edition(title="public")
    a_public_edition(title="scheduled", released_at=soon)
    a_public_edition(title="expired", release=Release(released_at=NOW, expires_at=later(NOW)))
    a_withdrawn_edition()
    client = browser_of(a_chief())

    page = client.get(LIST).content.decode()

    shown = re.findall(r'data-label="English"><span class="state state-(\w+)">([\w ]+)<', page)
    assert shown == [
        (word, word) for word in ("withdrawn", "expired", "scheduled", "public", "draft")
    ]


def later(moment):
    return moment + timedelta(days=1)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_asks_the_database_equally_often_however_long_it_is(
    count, django_assert_num_queries
):
    for number in range(count):
        article = an_article(source=a_source())
        a_public_edition(article, title=f"Story {number}")
        a_draft(article, language="zh-hans")
        BrowseTotal.objects.create(article=article, counted=number)
    client = browser_of(a_chief())
    client.get(LIST)

    # Session, user, a count, rows, editions, the sections and sources of the filters, the name.
    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert len(rows_of(response)) == count


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lake", ["The lake opens"]),
        ("ake ope", ["The lake opens"]),
        ("湖区", ["The lake opens"]),
        ("draft only", ["Draft only"]),
        ("raf", ["Draft only"]),
    ],
)
def test_search_finds_titles_of_either_language_and_of_drafts(words, found):
    article = an_article()
    a_public_edition(article, title="The lake opens")
    a_draft(article, language="zh-hans", title="湖区开放")
    a_draft(title="Draft only")
    client = browser_of(a_chief())

    response = client.get(LIST, {"q": words})

    assert titles_of(response) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state_en": "public"}, ["Public"]),
        ({"state_en": "draft"}, ["Draft"]),
        ({"state_en": "nonsense"}, ["Draft", "Public"]),
        ({"state_zh_hans": "public"}, []),
        ({"state_en": "public", "state_zh_hans": "empty"}, ["Public"]),
        ({"is_pinned__exact": "1"}, ["Draft"]),
        ({"section__id__exact": "{research}"}, ["Draft"]),
        ({"source__id__exact": "{source}"}, ["Public"]),
    ],
)
def test_filters_narrow_the_list(query, found):
    research = a_section("research", en="Research", zh_hans="科研")
    a_public_edition(an_article(source=a_source()), title="Public")
    a_draft(an_article(section=research, is_pinned=True), title="Draft")
    known = {"research": research.pk, "source": a_source().pk}
    client = browser_of(a_chief())

    response = client.get(LIST, {key: value.format(**known) for key, value in query.items()})

    assert titles_of(response) == found


def a_story_in_every_state():
    soon = timezone.now() + timedelta(days=1)
    a_draft(an_article(), language="zh-hans", title="empty")
    without_row = a_draft(language="zh-hans", title="empty, no row").article
    without_row.editions.filter(language="en").delete()
    a_draft(title="draft")
    a_public_edition(title="public")
    a_public_edition(
        title="public until soon", release=Release(released_at=NOW, expires_at=later(soon))
    )
    a_public_edition(title="scheduled", released_at=soon)
    a_public_edition(title="expired", release=Release(released_at=NOW, expires_at=later(NOW)))
    a_withdrawn_edition()


@pytest.mark.parametrize(
    ("state", "count"), [(state, 2 if state in {"empty", "public"} else 1) for state in State]
)
def test_the_filter_by_state_finds_what_the_list_shows_in_that_state(state, count):
    a_story_in_every_state()
    client = browser_of(a_chief())

    found = rows_of(client.get(LIST, {"state_en": state.value}))

    every = rows_of(client.get(LIST))
    assert len(found) == count
    assert found == [row for row in every if row[1] == state.label]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("state", State)
def test_the_list_of_one_state_asks_the_database_no_more(count, state, django_assert_num_queries):
    for _ in range(count):
        a_story_in_every_state()
    client = browser_of(a_chief())
    client.get(LIST)

    with django_assert_num_queries(8):
        response = client.get(LIST, {"state_en": state.value})

    assert len(rows_of(response)) == count * (2 if state in {"empty", "public"} else 1)


def test_the_filter_offers_the_states_in_the_words_of_the_list():
    a_draft()
    client = browser_of(a_chief())

    page = client.get(LIST).content.decode()

    offered = re.findall(r'<a href="\?state_en=(\w+)">\s*([\w ]+?)\s*</a>', page)
    assert offered == [(state.value, state.label) for state in State]


def a_story_for_every_list(chief, colleague):
    soon = timezone.now() + timedelta(days=1)
    a_public_edition(title="English only")
    a_public_edition(language="zh-hans", title="只有中文")
    a_public_edition(title="scheduled", released_at=soon)
    for writer, title in ((chief, "mine"), (colleague, "theirs")):
        a_draft(title=title).revisions.update(by=writer)
    newer = a_public_edition(title="old words")
    text = written(title="newer words", summary="", body="<p>Some text.</p>")
    save_draft(newer, text=text, base=1, by=colleague, at=NOW)
    BrowseTotal.objects.create(article=newer.article, counted=7)
    english_only = Edition.objects.filter(latest__title="English only").latest("pk")
    BrowseTotal.objects.create(article=english_only.article, counted=8)
    a_withdrawn_edition()


@pytest.mark.parametrize(
    ("work", "found"),
    [
        ("mine", ["mine"]),
        ("waiting", ["newer words", "theirs", "mine"]),
        ("newer", ["newer words"]),
        ("next", ["scheduled"]),
        ("public", ["newer words", "只有中文", "English only"]),
        ("read", ["English only", "newer words"]),
        ("missing-en", ["只有中文"]),
        ("missing-zh-hans", ["newer words", "English only"]),
    ],
)
def test_the_filter_by_what_there_is_to_do(work, found):
    chief, colleague = a_chief(), a_staff_member()
    a_story_for_every_list(chief, colleague)

    response = browser_of(chief).get(LIST, {"work": work})

    assert titles_of(response) == found


def test_a_list_of_work_that_does_not_exist_leaves_all_stories():
    a_draft(title="Lake")
    client = browser_of(a_chief())

    response = client.get(LIST, {"work": "nonsense"})

    assert titles_of(response) == ["Lake"]


def test_what_goes_out_first_stands_first_until_a_column_is_clicked():
    now = timezone.now()
    first, last = an_article(section=a_section("a")), an_article(section=a_section("b"))
    a_public_edition(last, title="Sooner", released_at=now + timedelta(days=1))
    a_public_edition(first, title="Later", released_at=now + timedelta(days=2))
    client = browser_of(a_chief())

    by_release = titles_of(client.get(LIST, {"work": "next"}))
    by_section = titles_of(client.get(LIST, {"work": "next", "o": "4"}))

    assert (by_release, by_section) == (["Sooner", "Later"], ["Later", "Sooner"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("work", ["mine", "waiting", "next", "read", "missing-zh-hans"])
def test_a_list_of_work_asks_the_database_no_more(count, work, django_assert_num_queries):
    chief, colleague = a_chief(), a_staff_member()
    for _ in range(count):
        a_story_for_every_list(chief, colleague)
    client = browser_of(chief)
    client.get(LIST)

    with django_assert_num_queries(8):
        response = client.get(LIST, {"work": work})

    assert len(rows_of(response)) >= count


def test_search_takes_all_words_of_one_title():
    article = an_article()
    a_public_edition(article, title="The lake opens")
    a_draft(article, language="zh-hans", title="湖区")
    client = browser_of(a_chief())

    found = [titles_of(client.get(LIST, {"q": words})) for words in ("opens lake", "lake 湖", " ")]

    assert found == [["The lake opens"], [], ["The lake opens"]]


def test_search_finds_what_the_public_search_does_not_hold():
    soon = timezone.now() + timedelta(days=1)
    newer = a_public_edition(title="Frozen lake")
    text = written(title="Melted lake", summary="", body="<p>Some text.</p>")
    save_draft(newer, text=text, base=1, by=None, at=NOW)
    a_public_edition(title="Scheduled lake", released_at=soon)
    withdraw(a_public_edition(title="Withdrawn lake"), by=None, at=NOW)
    expires = Release(released_at=NOW, expires_at=later(NOW))
    a_public_edition(title="Expired lake", release=expires)
    drop_expired(at=timezone.now())
    client = browser_of(a_chief())

    found = [titles_of(client.get(LIST, {"q": words})) for words in ("lake", "frozen", "melted")]

    everything = ["Expired lake", "Withdrawn lake", "Scheduled lake", "Melted lake"]
    assert found == [everything, ["Melted lake"], ["Melted lake"]]


def test_search_stays_within_the_other_filters():
    a_public_edition(title="The lake")
    a_draft(title="Another lake")
    client = browser_of(a_chief())

    assert titles_of(client.get(LIST, {"q": "lake", "state_en": "draft"})) == ["Another lake"]


@pytest.mark.parametrize("words", ["!", "%", "'", '"lake" OR (', "_", "a" * 5_000])
def test_whatever_is_typed_into_the_search_is_taken(words):
    a_public_edition(title="The lake")
    client = browser_of(a_chief())

    assert titles_of(client.get(LIST, {"q": words})) == []


@pytest.mark.parametrize(
    ("count", "told", "rows"),
    [(1, "1 story", [1]), (3, "1 2 3 stories", [2, 1]), (4, "1 2 3+ stories", [2, 1])],
)
def test_stories_are_counted_so_far_as_anybody_turns_pages(count, told, rows, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "MOST", 3)
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    for _ in range(count):
        a_draft()
    client = browser_of(a_chief())

    pages = [client.get(LIST, {"p": number + 1}) for number in range(len(rows))]

    shown = re.search(r'<p class="paginator">(.*?)</p>', pages[0].content.decode(), re.DOTALL)[1]
    assert " ".join(strip_tags(shown).replace("Show all", "").split()) == told
    assert [len(rows_of(page)) for page in pages] == rows


def test_an_empty_list_says_what_to_do():
    client = browser_of(a_chief())

    response = client.get(LIST)

    assert '<a href="/admin/articles/article/add/">Write the first one</a>' in (
        response.content.decode()
    )


def test_the_button_above_the_list_says_what_the_menu_says():
    page = browser_of(a_chief(), language="zh-hans").get(LIST).content.decode()

    assert re.findall(r'<a href="(.*?)" class="addlink">(.*?)</a>', page) == [
        ("/admin/articles/article/add/", "新建稿件")
    ]


def test_a_search_that_finds_nothing_says_what_to_do():
    a_draft(title="Lake")
    client = browser_of(a_chief())

    page = client.get(LIST, {"q": "mountain"}).content.decode()

    assert "No story fits. Look for another word, or take the filters away." in page


def act(client, action, articles, **more):
    chosen = [article.pk for article in articles]
    return client.post(LIST, {"action": action, "_selected_action": chosen, **more}, follow=True)


def test_many_are_published_and_each_refusal_names_its_story():
    good = a_draft(title="Good").article
    empty = a_draft(title="Empty", body="").article
    client = browser_of(a_chief())

    response = act(client, "publish_en", [good, empty])

    assert words_of(response) == [
        "“Empty” stays as it is. There is nothing to publish yet: write the text first.",
        "English: 1 story is published.",
    ]
    published = Edition.objects.filter(status=Status.PUBLISHED)
    assert [edition.article for edition in published] == [good]
    assert published.get().transitions.get().by.username == "chief"


def test_withdrawing_many_asks_first():
    article = a_public_edition(title="Lake").article
    client = browser_of(a_chief())

    asked = act(client, "withdraw_en", [article])
    before = Edition.objects.get(language="en").status
    done = act(client, "withdraw_en", [article], confirmed="yes")

    assert asked.context["titles"] == [(article.pk, "Lake")]
    assert (before, Edition.objects.get(language="en").status) == ("published", "withdrawn")
    assert words_of(done) == ["English: 1 story is withdrawn."]


def test_stories_are_not_deleted_in_bulk():
    article = a_draft().article
    client = browser_of(a_chief())

    act(client, "delete_selected", [article], post="yes")

    assert Edition.objects.count() == 2


def test_who_may_only_look_has_no_actions():
    article = a_draft().article
    client = browser_of(a_staff_member("view_article"))

    act(client, "publish_en", [article])

    assert "publish_en" not in client.get(LIST).content.decode()
    assert Edition.objects.filter(status=Status.PUBLISHED).count() == 0


def test_nobody_takes_a_step_with_more_stories_than_are_counted(monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "MOST", 2)
    drafts = [a_draft(title=f"Draft {number}") for number in range(3)]
    client = browser_of(a_chief())
    step = {"action": "publish_en", "_selected_action": [drafts[0].article_id], "index": 0}

    page = client.get(LIST).content.decode()
    refused = client.post(LIST, {**step, "select_across": "1"}, follow=True)
    published = Edition.objects.filter(status=Status.PUBLISHED).count()
    client.post(LIST, {**step, "select_across": "0"})

    assert 'class="question hidden"' not in page
    assert "These are more than 10,000 stories" in refused.content.decode()
    assert (published, Edition.objects.filter(status=Status.PUBLISHED).count()) == (0, 1)
