"""The start page: what waits for the person who opens it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from articles.editorial.workflow import publish
from articles.editorial.writing import Release, save_draft
from articles.models import BrowseTotal, Edition
from articles.text.story import written
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_withdrawn_edition,
    an_article,
)

pytestmark = pytest.mark.django_db


def rows_of(response, work):
    """(address, words) of each row in one list of the start page."""
    page = response.content.decode()
    section = page.partition(f'id="work-{work}"')[2].partition("</section>")[0]
    rows = re.findall(r'<li>\s*<a href="([^"]+)"(.*?)</li>', section, re.DOTALL)
    return [(address, " ".join(strip_tags(f"<a {words}").split())) for address, words in rows]


def titles_of(response, work):
    page = response.content.decode()
    section = page.partition(f'id="work-{work}"')[2].partition("</section>")[0]
    return re.findall(r"<li>\s*<a [^>]*>([^<]*)</a>", section)


def a_text_by(user, *, title, at=NOW, language="en", article=None):
    """A draft that this person saved at this moment."""
    edition = (article or an_article()).editions.get(language=language)
    text = written(title=title, summary="", body="<p>Some text.</p>")
    latest = edition.latest.number if edition.latest else 0
    save_draft(edition, text=text, base=latest, by=user, at=at)
    return edition


def test_my_drafts_are_those_whose_newest_text_is_mine():
    chief, colleague = a_chief(), a_staff_member("view_article", name="colleague")
    a_text_by(chief, title="Older", at=NOW)
    a_text_by(chief, title="Newer", at=NOW + timedelta(hours=1))
    theirs = a_text_by(chief, title="Handed on", at=NOW)
    a_text_by(colleague, title="Taken over", at=NOW, article=theirs.article)
    done = a_text_by(chief, title="Done", at=NOW)
    publish(done, by=chief, at=NOW)
    gone = a_text_by(chief, title="Gone", at=NOW)
    publish(gone, by=chief, at=NOW)

    response = browser_of(chief).get("/admin/")

    assert titles_of(response, "mine") == ["Newer", "Older"]


def test_a_newer_draft_of_a_public_story_is_work_too():
    chief = a_chief()
    public = a_public_edition(title="On the page")
    a_text_by(chief, title="Better words", article=public.article, at=NOW)

    response = browser_of(chief).get("/admin/")

    assert rows_of(response, "mine") == [
        (
            f"/admin/articles/article/{public.article_id}/change/#en",
            "Better words English: public, newer draft 10 Mar 2025, 10:00",
        )
    ]


def test_a_row_leads_to_the_tab_of_its_language():
    chief = a_chief()
    draft = a_text_by(chief, title="湖", language="zh-hans")

    response = browser_of(chief).get("/admin/")

    assert rows_of(response, "mine") == [
        (
            f"/admin/articles/article/{draft.article_id}/change/#zh-hans",
            "湖 Simplified Chinese: draft 10 Mar 2025, 10:00",
        )
    ]


def test_what_goes_out_next_stands_first():
    now = timezone.now()
    a_public_edition(title="Later", released_at=now + timedelta(days=2))
    a_public_edition(title="Sooner", released_at=now + timedelta(days=1))
    a_public_edition(title="Out already")
    client = browser_of(a_chief())

    response = client.get("/admin/")

    assert titles_of(response, "next") == ["Sooner", "Later"]
    assert "English: scheduled" in rows_of(response, "next")[0][1]


def test_a_missing_translation_leads_to_where_it_is_to_be_written():
    only_english = a_public_edition(title="Lake")
    begun = a_public_edition(title="Begun").article
    a_draft(begun, language="zh-hans", title="动笔了")
    a_draft(title="Draft only")
    a_withdrawn_edition()
    client = browser_of(a_chief())

    response = client.get("/admin/")

    assert rows_of(response, "missing-zh-hans") == [
        (
            f"/admin/articles/article/{only_english.article_id}/change/#zh-hans",
            "Lake Simplified Chinese: no text yet 10 Mar 2025, 10:00",
        )
    ]
    assert rows_of(response, "missing-en") == []


def test_a_story_from_before_a_language_came_is_missing_in_it():
    edition = a_public_edition(title="Lake")
    edition.article.editions.filter(language="zh-hans").delete()
    client = browser_of(a_chief())

    response = client.get("/admin/")

    assert titles_of(response, "missing-zh-hans") == ["Lake"]


def test_the_newest_public_stories_stand_once_with_their_browse_times():
    both = an_article()
    a_public_edition(both, title="Lake", released_at=NOW)
    a_public_edition(both, language="zh-hans", title="湖", released_at=NOW)
    a_public_edition(title="Older", released_at=NOW - timedelta(days=1))
    a_public_edition(title="Newer", released_at=NOW + timedelta(days=1))
    BrowseTotal.objects.create(article=both, start=1_200, counted=34)
    chief = a_chief()

    english = browser_of(chief).get("/admin/")
    chinese = browser_of(chief, language="zh-hans").get("/admin/")

    assert titles_of(english, "public") == ["Newer", "Lake", "Older"]
    assert rows_of(english, "public")[1] == (
        f"/admin/articles/article/{both.pk}/change/#en",
        "Lake English: public 10 Mar 2025, 10:00 1,234 browses",
    )
    assert titles_of(chinese, "public") == ["Newer", "湖", "Older"]


def test_no_list_is_longer_than_six_rows_and_each_leads_to_all():
    for number in range(8):
        a_public_edition(title=f"Story {number}", released_at=NOW + timedelta(minutes=number))
    client = browser_of(a_chief())

    response = client.get("/admin/")

    assert titles_of(response, "public") == [f"Story {number}" for number in (7, 6, 5, 4, 3, 2)]
    page = response.content.decode()
    assert 'href="/admin/articles/article/?work=public">Show all<' in page
    assert 'href="/admin/articles/article/?work=missing-zh-hans">Show all<' in page


def test_empty_lists_say_what_to_do():
    client = browser_of(a_chief())

    page = client.get("/admin/").content.decode()

    assert re.findall(r'<p class="help">(.*?)</p>', page) == [
        "Nothing that you wrote lately waits. Begin with “New story”.",
        "Nothing is scheduled. Give a story a release time in the future to see it here.",
        "The newest public stories all have a text in English.",
        "The newest public stories all have a text in Simplified Chinese.",
        "Nothing is public yet. Open a draft and publish it.",
    ]
    assert '<a class="button" href="/admin/articles/article/add/">New story</a>' in page


def test_who_may_only_look_is_offered_no_new_story():
    a_public_edition(title="Lake")
    client = browser_of(a_staff_member("view_article"))

    response = client.get("/admin/")

    assert titles_of(response, "public") == ["Lake"]
    assert "New story" not in response.content.decode().replace("“New story”", "")


def test_who_may_not_see_stories_sees_none():
    a_public_edition(title="Ice on the pond")

    librarian = browser_of(a_staff_member("view_image")).get("/admin/").content.decode()
    newcomer = browser_of(a_staff_member()).get("/admin/").content.decode()

    assert ("Ice" in librarian, "Choose from the menu" in librarian) == (False, True)
    assert ("Ice" in newcomer, "Ask an administrator" in newcomer) == (False, True)


def test_who_sees_statistics_only_is_led_there():
    button = '<a class="button" href="/admin/statistics/">Statistics</a>'

    reader = browser_of(a_staff_member("see_statistics")).get("/admin/").content.decode()
    librarian = browser_of(a_staff_member("view_image")).get("/admin/").content.decode()

    assert (button in reader, button in librarian) == (True, False)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_start_page_asks_the_database_equally_often(count, django_assert_num_queries):
    chief = a_chief()
    soon = timezone.now() + timedelta(days=1)
    for number in range(count):
        a_text_by(chief, title=f"Draft {number}")
        a_public_edition(title=f"Scheduled {number}", released_at=soon)
        a_public_edition(title=f"Public {number}")
        article = a_public_edition(language="zh-hans", title=f"公开 {number}").article
        BrowseTotal.objects.create(article=article, counted=number)
    client = browser_of(chief)
    client.get("/admin/")

    # Session, user; drafts, what goes out, one missing list and one list of public stories for
    # each language, browse times; the name of the site.
    with django_assert_num_queries(10):
        response = client.get("/admin/")

    assert len(titles_of(response, "mine")) == min(count, 6)


def test_an_expired_story_needs_no_translation():
    over = Release(released_at=NOW, expires_at=NOW + timedelta(days=1))
    a_public_edition(title="Over", release=over)
    client = browser_of(a_chief())

    response = client.get("/admin/")

    assert (titles_of(response, "missing-zh-hans"), titles_of(response, "public")) == ([], [])
    assert Edition.objects.published(timezone.now()).count() == 0
