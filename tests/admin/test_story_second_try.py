"""A form that was refused once keeps everything, also what no eye sees."""

from datetime import datetime

import pytest

from articles.models import Article, State
from tests.admin.browser import typed
from tests.admin.staff import a_chief, browser_of, words_of
from tests.admin.stories import ADD, address_of, answer_yes, save, step
from tests.factories import (
    NOW,
    SHANGHAI,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_translator,
    an_image,
)

pytestmark = pytest.mark.django_db

LATER = datetime(2199, 12, 1, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_story_for_later_stays_for_later_after_a_mistake(language):
    section = a_section()
    client = browser_of(a_chief(), language=language)
    story = {
        "section": "",
        "en_title": "Later",
        "en_body": "<p>x</p>",
        "en_released_at_0": "2199-12-01",
        "en_released_at_1": "09:00",
    }
    refused = save(client, ADD, story)

    again = typed(refused, {"section": section.pk}, button="_publish_en")
    asked = client.post(ADD, again, follow=True)
    answer_yes(client, asked)

    edition = Article.objects.get().editions.get(language="en")
    assert (edition.released_at, edition.state(at=NOW)) == (LATER, State.SCHEDULED)


def test_an_expiry_is_kept_after_a_mistake():
    edition = a_public_edition()
    address = address_of(edition.article)
    client = browser_of(a_chief())
    expiry = {"en_expires_at_0": "2199-12-01", "en_expires_at_1": "09:00"}
    refused = save(client, address, {"section": "", **expiry})

    client.post(address, typed(refused, {"section": edition.section_id}), follow=True)

    edition.refresh_from_db()
    assert edition.expires_at == LATER


def test_publishing_a_scheduled_story_without_a_time_puts_it_out_now():
    edition = a_public_edition(released_at=LATER)
    client = browser_of(a_chief())

    step(
        client,
        address_of(edition.article),
        {"en_released_at_0": "", "en_released_at_1": ""},
        name="_publish_en",
    )

    edition.refresh_from_db()
    assert NOW < edition.released_at < LATER
    assert edition.has_release_time


@pytest.mark.parametrize(
    ("make", "field", "sentence"),
    [
        (
            lambda: a_section("x", en="", zh_hans="校园"),
            "section",
            "The section “校园” has no name in this language yet.",
        ),
        (
            lambda: a_source("x", en="", zh_hans="新闻中心"),
            "source",
            "The source “新闻中心” has no name in this language yet.",
        ),
        (
            lambda: an_image(alt_en=""),
            "cover",
            (
                "The cover picture has no alternative text in this language yet; "
                "readers who cannot see it need one."
            ),
        ),
        (
            lambda: a_translator("x", en="", zh_hans="基础课部"),
            "en_translator",
            "The translator “基础课部” has no name in this language yet.",
        ),
    ],
)
def test_a_public_page_does_not_lose_a_word_by_a_save(make, field, sentence):
    article = a_public_edition().article
    chosen = make()
    client = browser_of(a_chief())

    response = save(client, address_of(article), {field: chosen.pk, "en_title": "Typed"})

    form = response.context["adminform"].form
    assert form.errors == {field: [sentence]}
    assert form["en_title"].value() == "Typed"


def test_a_draft_may_have_words_that_are_still_missing():
    article = a_draft().article
    source = a_source("x", en="", zh_hans="新闻中心")
    client = browser_of(a_chief())

    save(client, address_of(article), {"source": source.pk})

    article.refresh_from_db()
    assert article.source == source


def test_the_history_says_what_was_published_and_withdrawn():
    article = a_draft(title="Noted").article
    client = browser_of(a_chief())

    response = step(client, address_of(article), {}, name="_publish_en")
    client.post(f"/admin/articles/article/{article.pk}/withdraw/en/", follow=True)

    history = client.get(f"/admin/articles/article/{article.pk}/history/").content.decode()
    assert len(words_of(response)) == 1
    assert "Published: English." in history
    assert "Withdrawn: English." in history
