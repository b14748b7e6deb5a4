"""A story that was public and is no more says so, and helps on; one that never was is missing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_release
from articles.models import Edition
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_withdrawn_edition,
    an_article,
)
from tests.public.clock import NEVER, later

pytestmark = pytest.mark.django_db


def main_of(answer) -> str:
    return re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def status_of(client, edition: Edition) -> int:
    return client.get(edition.get_absolute_url()).status_code


def change_release(edition: Edition, *, at, **times) -> None:
    edition.refresh_from_db()
    save_release(edition, release=Release(**times), version=edition.facts_version, at=at)


def test_the_page_helps_on_and_says_nothing_of_the_story(client):
    a_public_edition(title="The lake froze")
    edition = a_public_edition(title="Secret", summary="Secret", body="<p>Secret</p>")
    withdraw(edition, by=None, at=NOW)

    answer = client.get(edition.get_absolute_url())

    assert answer.status_code == 410
    assert text_of(main_of(answer)) == (
        "This story is no longer available "
        "It stood here and has been taken down. The address is right: there is nothing you have "
        "mistyped. More stories from Campus Search the stories Search To the home page "
        "Latest stories The lake froze 10 March 2025"
    )
    assert '<a href="/en/sections/campus/">' in main_of(answer)
    assert answer["X-Robots-Tag"] == "noindex"
    page = answer.content.decode()
    assert [word for word in ("Secret", "secret", "browse.js", "canonical") if word in page] == []


def test_it_speaks_chinese(client):
    edition = a_withdrawn_edition(language="zh-hans")

    page = client.get(edition.get_absolute_url()).content.decode()

    assert '<html lang="zh-Hans">' in page
    assert "这篇新闻已不再提供" in page


def test_the_other_language_is_offered_where_it_is_public(client):
    article = an_article()
    chinese = a_public_edition(article, language="zh-hans")
    gone = a_withdrawn_edition(article)

    answer = client.get(gone.get_absolute_url())

    assert answer.status_code == 410
    assert f'<a href="{chinese.get_absolute_url()}" hreflang="zh-Hans"' in main_of(answer)


def test_only_the_language_that_was_public_is_gone(client):
    article = an_article()
    a_withdrawn_edition(article)

    assert client.get(f"/zh-hans/news/{article.pk}/story/").status_code == 404


def test_a_section_without_a_name_in_the_language_is_not_offered(client):
    section = a_section("notices")
    edition = a_withdrawn_edition(an_article(section=section))
    section.name_en = ""
    section.save()

    answer = client.get(edition.get_absolute_url())

    assert answer.status_code == 410
    assert "/sections/notices/" not in answer.content.decode()


def test_any_slug_is_gone_and_a_head_says_so_too(client):
    edition = a_withdrawn_edition()
    address = f"/en/news/{edition.article_id}/any/"

    assert [ask(address).status_code for ask in (client.get, client.head)] == [410, 410]


def test_it_is_back_when_it_is_published_again(client):
    edition = a_withdrawn_edition()
    publish(edition, by=None, at=later(5))

    assert status_of(client, edition) == 200


def test_what_expired_is_gone_to_the_second(client):
    now = timezone.now()
    times = {"released_at": NOW, "expires_at": now - timedelta(seconds=1)}
    edition = a_public_edition(release=Release(**times))

    assert status_of(client, edition) == 410


def test_withdrawn_before_its_release_it_was_never_there(client):
    edition = a_public_edition(released_at=later(60))
    withdraw(edition, by=None, at=later(59))

    assert status_of(client, edition) == 404


def test_withdrawn_after_its_release_it_is_gone(client):
    edition = a_public_edition(released_at=later(60))
    withdraw(edition, by=None, at=later(61))

    assert status_of(client, edition) == 410


def test_a_release_that_was_put_off_was_never_there(client):
    edition = a_public_edition(released_at=later(60))
    change_release(edition, at=later(30), released_at=later(90))
    withdraw(edition, by=None, at=later(70))

    assert status_of(client, edition) == 404


def test_a_release_that_was_put_off_after_it_was_seen_is_gone_all_the_same(client):
    edition = a_public_edition(released_at=later(60))
    change_release(edition, at=later(65), released_at=later(90))
    withdraw(edition, by=None, at=later(70))

    assert status_of(client, edition) == 410


def test_an_expiry_set_into_the_past_before_the_release_shows_nothing(client):
    edition = a_public_edition(released_at=later(60))
    change_release(edition, at=later(30), released_at=later(5), expires_at=later(20))

    assert status_of(client, edition) == 404


def test_an_expiry_set_into_the_past_after_the_release_takes_it_away(client):
    edition = a_public_edition(released_at=later(5))
    change_release(edition, at=later(30), released_at=later(5), expires_at=later(20))

    assert status_of(client, edition) == 410


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_was_public_and_was_put_off_answers_as_if_it_was_withdrawn(client, language):
    stories = [an_article(), an_article()]
    withdrawn, put_off = (a_public_edition(story, language=language) for story in stories)
    change_release(put_off, at=later(30), released_at=NEVER)
    withdraw(withdrawn, by=None, at=later(30))

    answers = [client.get(edition.get_absolute_url()) for edition in (withdrawn, put_off)]

    assert [answer.status_code for answer in answers] == [410, 410]
    pages = [
        answer.content.decode().replace(edition.get_absolute_url(), "")
        for answer, edition in zip(answers, (withdrawn, put_off), strict=True)
    ]
    assert pages[0] == pages[1]
    assert answers[0].headers == answers[1].headers


def test_what_was_put_off_is_back_at_its_second(client, monkeypatch):
    edition = a_public_edition()
    change_release(edition, at=later(30), released_at=later(90))
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(90) - timedelta(seconds=1))
    before = status_of(client, edition)

    monkeypatch.setattr("django.utils.timezone.now", lambda: later(90))

    assert (before, status_of(client, edition)) == (410, 200)


def test_what_was_put_off_before_it_was_seen_is_missing(client):
    edition = a_public_edition(released_at=NEVER)
    change_release(edition, at=later(30), released_at=NEVER + timedelta(days=1))

    assert status_of(client, edition) == 404


def test_of_what_was_put_off_only_the_language_that_was_public_is_gone(client):
    article = an_article()
    change_release(a_public_edition(article), at=later(30), released_at=NEVER)
    a_public_edition(article, language="zh-hans", released_at=NEVER)

    answers = [
        client.get(f"/{language}/news/{article.pk}/story/") for language in ("en", "zh-hans")
    ]

    assert [answer.status_code for answer in answers] == [410, 404]


def test_a_row_of_another_road_is_gone_if_it_stood_there_when_it_was_withdrawn(client):
    edition = a_public_edition()
    Edition.objects.update(first_public_at=None)
    withdraw(edition, by=None, at=later(5))

    assert status_of(client, edition) == 410


def test_what_was_never_public_costs_and_answers_what_a_missing_story_does(
    client, django_assert_num_queries
):
    drafted = a_draft(title="Secret")
    client.get("/en/nothing/")

    answers = []
    for address in (drafted.get_absolute_url(), "/en/news/999999/secret/"):
        with django_assert_num_queries(4):
            answers.append(client.get(address))

    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers


def test_the_preview_of_what_is_gone_is_a_missing_page(client):
    edition = a_withdrawn_edition()

    assert client.get(f"/en/preview/{edition.article_id}/").status_code == 404
