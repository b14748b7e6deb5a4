"""Stories that a story leads on to: of the same tags, then of the same section."""

import re
from datetime import timedelta

import pytest

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Facts, Release, save_facts
from articles.public.related import SHOWN, WALKED
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_tag,
    an_article,
    an_image,
)
from tests.public.clock import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake():
    return a_tag("lake", en="Lake", zh_hans="湖")


@pytest.fixture
def ice():
    return a_tag("ice", en="Ice", zh_hans="冰")


def elsewhere(number: int, *tags):
    """An article in a section of its own."""
    return an_article(section=a_section(f"s{number}", en=f"S{number}"), tags=tags)


def related(client, edition) -> list[str]:
    """The titles, as they stand on the page."""
    page = client.get(edition.get_absolute_url()).content.decode()
    found = re.search(r'<section class="column related".*?</section>', page, re.S)
    return re.findall(r'<a href="[^"]+">([^<]+)</a>', found[0]) if found else []


def test_more_shared_tags_come_first_then_newer_then_the_section(client, lake, ice):
    story = a_public_edition(elsewhere(0, lake, ice), released_at=later(50))
    a_public_edition(elsewhere(1, lake), title="One tag, older", released_at=later(1))
    a_public_edition(elsewhere(2, ice), title="One tag, newer", released_at=later(60))
    a_public_edition(elsewhere(3, lake, ice), title="Two tags, oldest", released_at=NOW)
    for minute in range(3):
        a_public_edition(elsewhere(0), title=f"Section {minute}", released_at=later(minute))

    # Of the section the newest stands beside the story already, as its older neighbour.
    assert related(client, story) == [
        "Two tags, oldest",
        "One tag, newer",
        "One tag, older",
        "Section 1",
    ]


def test_a_story_without_tags_leads_to_its_section(client):
    stories = [a_public_edition(title=f"Story {n}", released_at=later(n)) for n in range(7)]
    a_public_edition(elsewhere(1), title="Other section")

    assert related(client, stories[3]) == ["Story 6", "Story 5", "Story 1", "Story 0"]


def test_where_nothing_is_near_there_is_no_heading(client):
    story = a_public_edition(title="Alone")
    a_public_edition(elsewhere(1), title="Other section")

    page = client.get(story.get_absolute_url()).content.decode()

    assert "related" not in page


def test_nothing_that_is_hidden_and_no_other_language_comes_out(client, lake):
    story = a_public_edition(elsewhere(0, lake), released_at=later(5))
    a_draft(elsewhere(1, lake), title="Draft")
    a_public_edition(
        elsewhere(2, lake), title="Scheduled", released_at=NOW.replace(year=NOW.year + 90)
    )
    release = Release(released_at=later(1), expires_at=later(2))
    a_public_edition(elsewhere(3, lake), title="Expired", release=release)
    withdraw(a_public_edition(elsewhere(4, lake), title="Withdrawn"), by=None, at=NOW)
    a_public_edition(elsewhere(5, lake), title="中文", language="zh-hans")
    a_public_edition(elsewhere(6, lake), title="Public")

    assert related(client, story) == ["Public"]


def test_a_release_and_an_expiry_are_kept_to_the_second(client, lake, monkeypatch):
    story = a_public_edition(elsewhere(0, lake))
    due, over = later(60), later(60) + timedelta(seconds=30)
    release = Release(released_at=due, expires_at=over)
    a_public_edition(elsewhere(1, lake), title="For half a minute", release=release)
    shown = {}

    for moment in (due - timedelta(seconds=1), due, over - timedelta(seconds=1), over):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        shown[(moment - due).total_seconds()] = related(client, story)

    assert shown == {-1: [], 0: ["For half a minute"], 29: ["For half a minute"], 30: []}


def test_a_tag_that_is_given_or_taken_shows_at_once(client, lake):
    story = a_public_edition(elsewhere(0, lake))
    other = a_public_edition(elsewhere(1), title="Other")
    before = related(client, story)
    facts = Facts(section=other.section, tags=(lake,))

    save_facts(other.article, facts=facts, version=other.article.facts_version)

    assert (before, related(client, story)) == ([], ["Other"])


def test_no_more_than_so_many_are_shown_with_picture_and_day(client, lake):
    story = a_public_edition(elsewhere(0, lake))
    cover = an_image()
    article = an_article(section=a_section("s1", en="S1"), tags=(lake,), cover=cover)
    newest = a_public_edition(article, title="Newest", released_at=later(99))
    for number in range(WALKED + 3):
        a_public_edition(elsewhere(number + 2, lake), released_at=later(number))

    page = client.get(story.get_absolute_url()).content.decode()

    section = re.search(r'<section class="column related".*?</section>', page, re.S)[0]
    items = re.findall(r'<li class="line">.*?</li>', section, re.S)
    assert len(items) == SHOWN
    assert items[0].startswith(f'<li class="line"><img class="picture" src="{cover.thumbnail.url}"')
    assert (
        f'<a href="{newest.get_absolute_url()}">Newest</a> '
        '<time datetime="2025-03-10">10 March 2025</time>'
    ) in items[0]
