"""One form makes one story, however often it is sent."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from articles.admin.story import forms
from articles.models import Article, Edition, OldAddress, Revision
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import ADD, address_of, conflicts_in, text_of
from tests.factories import a_section

pytestmark = pytest.mark.django_db

SAVED_TWICE = "“The lake froze” was saved already: the form came twice and made one story."


def a_typed_story(client, **changes):
    story = {
        "section": a_section().pk,
        "en_title": "The lake froze",
        "en_body": "<p>Cold.</p>",
        "en_author": "Li Lei",
        "en_released_at_0": "2199-12-01",
        "en_released_at_1": "09:00",
        "old_addresses-0-path": "/info/1/2.htm",
        **changes,
    }
    return typed(client.get(ADD), story)


def test_every_form_has_a_key_of_its_own():
    client = browser_of(a_chief())

    keys = {UUID(form_of(client.get(ADD))["form_key"]) for _ in range(3)}

    assert len(keys) == 3


def test_a_form_that_is_sent_twice_makes_one_story():
    client = browser_of(a_chief())
    sent = a_typed_story(client)
    client.post(ADD, sent)

    response = client.post(ADD, sent, follow=True)

    article = Article.objects.get()
    assert response.redirect_chain == [(address_of(article), 302)]
    assert words_of(response)[-1] == SAVED_TWICE
    assert article.form_key == UUID(sent["form_key"])
    assert (article.facts_version, Revision.objects.count()) == (1, 1)
    assert Edition.objects.get(language="en").facts_version == 2
    assert OldAddress.objects.count() == 1


def test_a_form_changed_after_it_made_a_story_shows_both_and_then_changes_that_story():
    client = browser_of(a_chief("chief"))
    sent = a_typed_story(client)
    client.post(ADD, sent)

    changed = {**sent, "en_title": "The lake melted", "old_addresses-0-path": ""}
    refused = client.post(ADD, changed)

    article = Article.objects.get()
    address = address_of(article)
    assert conflicts_in(refused)["en_text"]["Title"] == ("The lake [froze]", "The lake [melted]")
    assert f'action="{address}"' in refused.content.decode()
    client.post(address, typed(refused, {"en_text_choice": "mine", "en_release_choice": "theirs"}))
    assert text_of(article, "en")[0] == "The lake melted"
    assert Article.objects.count() == 1


def test_an_old_address_that_was_typed_afterwards_is_saved():
    client = browser_of(a_chief())
    sent = a_typed_story(client)
    client.post(ADD, {**sent, "old_addresses-0-path": ""})

    client.post(ADD, sent)

    assert OldAddress.objects.get().article == Article.objects.get()


@pytest.mark.parametrize("key", ["", "abc", "1", "x" * 5000])
def test_a_key_that_we_never_gave_is_replaced_without_a_word(key):
    client = browser_of(a_chief())
    sent = a_typed_story(client, form_key=key, section="")

    refused = client.post(ADD, sent)
    client.post(ADD, typed(refused, {"section": a_section().pk}))

    assert "form_key" not in refused.context["adminform"].form.errors
    given = UUID(form_of(refused)["form_key"])
    assert Article.objects.get().form_key == given


def test_a_refused_form_keeps_its_key():
    client = browser_of(a_chief())
    sent = a_typed_story(client, section="")

    refused = client.post(ADD, sent)

    assert form_of(refused)["form_key"] == sent["form_key"]


def test_the_key_of_a_story_that_others_made_gives_nobody_a_way_to_it():
    chief = browser_of(a_chief())
    sent = a_typed_story(chief)
    chief.post(ADD, sent)
    stranger = browser_of(a_staff_member("add_article"))

    response = stranger.post(ADD, {**sent, "en_title": "Mine now"})

    assert response.status_code == 403
    assert text_of(Article.objects.get(), "en")[0] == "The lake froze"


def test_a_form_that_is_overtaken_by_itself_is_not_told_that_it_was_faster(monkeypatch):
    client = browser_of(a_chief())
    sent = a_typed_story(client)
    clean, first = forms.written, [client]

    def be_overtaken(**text):
        while first:
            first.pop().post(ADD, sent)
        return clean(**text)

    # Called when the form has been looked up and before its old address is found to be taken.
    monkeypatch.setattr(forms, "written", be_overtaken)
    response = client.post(ADD, sent, follow=True)

    assert response.redirect_chain == [(address_of(Article.objects.get()), 302)]
    assert words_of(response)[-1] == SAVED_TWICE


@pytest.mark.django_db(transaction=True)
def test_eight_equal_posts_at_once_make_one_story():
    client = browser_of(a_chief())
    sent = a_typed_story(client)
    barrier = Barrier(8)
    answers = []

    def send():
        browser = browser_with(client.cookies)
        barrier.wait()
        try:
            response = browser.post(ADD, sent)
            answers.append((response.status_code, response["Location"]))
        finally:
            connection.close()

    senders = [Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    article = Article.objects.get()
    assert answers == [(302, address_of(article))] * 8
    assert Revision.objects.count() == 1
    assert OldAddress.objects.count() == 1


def browser_with(cookies):
    """Another connection of the same browser."""
    browser = Client(headers={"accept-language": "en"})
    browser.cookies = cookies
    return browser
