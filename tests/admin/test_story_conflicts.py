"""Two people with the same story: the second is told, loses nothing, and overwrites nothing."""

import pytest

from articles.admin.article import ArticleAdmin
from articles.editorial.writing import Facts, Release, save_draft, save_facts, save_release
from articles.models import Revision, Status
from articles.text.story import written
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, browser_of, words_of
from tests.admin.stories import STALE, address_of, non_field_errors, save, text_of
from tests.factories import (
    NOW,
    a_draft,
    a_section,
    an_article,
)

pytestmark = pytest.mark.django_db


def test_the_second_of_two_who_changed_the_same_text_is_refused_and_loses_nothing():
    edition = a_draft(title="First")
    article = edition.article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    save(browser_of(a_chief("quick")), address_of(article), {"en_title": "Quick"})

    changes = {"en_title": "Slow", "zh_hans_title": "慢"}
    refused = slow.post(address_of(article), typed(opened, changes))
    again = slow.post(address_of(article), typed(refused, {}))

    for response in (refused, again):
        assert non_field_errors(response) == [
            (
                f"<strong>English, text:</strong> {STALE} "
                f'<a href="{address_of(article)}" target="_blank">Open what is saved now</a>'
            )
        ]
        form = form_of(response)
        assert (form["en_title"], form["zh_hans_title"]) == ("Slow", "慢")
    assert text_of(article, "en")[0] == "Quick"
    assert text_of(article, "zh-hans") is None


def test_two_people_who_wrote_in_different_languages_are_both_saved():
    article = a_draft(title="First").article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    save(browser_of(a_chief("quick")), address_of(article), {"en_title": "Quick"})

    response = slow.post(address_of(article), typed(opened, {"zh_hans_title": "慢"}), follow=True)

    assert response.redirect_chain == [(address_of(article), 302)]
    assert text_of(article, "en")[0] == "Quick"
    assert text_of(article, "zh-hans")[0] == "慢"


def test_the_second_of_two_who_changed_the_facts_is_refused():
    article = an_article()
    other = a_section("research", en="Research", zh_hans="科研")
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    save_facts(article, facts=Facts(section=article.section, is_pinned=True), version=1)

    response = client.post(
        address_of(article), typed(opened, {"section": other.pk, "en_title": "Typed"})
    )

    assert non_field_errors(response) == [
        (
            f"<strong>Facts:</strong> {STALE} "
            f'<a href="{address_of(article)}" target="_blank">Open what is saved now</a>'
        )
    ]
    article.refresh_from_db()
    assert (article.section.slug, article.is_pinned) == ("campus", True)
    assert form_of(response)["en_title"] == "Typed"
    assert Revision.objects.count() == 0


def test_the_second_of_two_who_changed_a_release_is_refused():
    edition = a_draft()
    article = edition.article
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    save_release(edition, release=Release(released_at=NOW), version=1)

    response = client.post(address_of(article), typed(opened, {"en_author": "Li Lei"}))

    assert non_field_errors(response) == [
        (
            f"<strong>English, release and credits:</strong> {STALE} "
            f'<a href="{address_of(article)}" target="_blank">Open what is saved now</a>'
        )
    ]
    edition.refresh_from_db()
    assert (edition.released_at, edition.credits.count()) == (NOW, 0)
    assert form_of(response)["en_author"] == "Li Lei"


def test_facts_that_others_changed_do_not_stop_somebody_who_did_not():
    article = an_article()
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    save_facts(article, facts=Facts(section=article.section, is_pinned=True), version=1)

    client.post(address_of(article), typed(opened, {"en_title": "Typed"}))

    article.refresh_from_db()
    assert (article.is_pinned, text_of(article, "en")[0]) == (True, "Typed")


def test_nobody_publishes_a_text_that_was_not_on_the_screen():
    edition = a_draft(title="Seen")
    article = edition.article
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    text = written(title="Unseen", body="<p>x</p>")
    save_draft(edition, text=text, base=1, by=None, at=NOW)

    response = client.post(address_of(article), typed(opened, {}, button="_publish_en"))

    assert non_field_errors(response)[0].startswith("<strong>English, text:</strong> Somebody")
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


@pytest.mark.parametrize(("changes", "base"), [({}, 1), ({"en_title": "Seen too"}, 2)])
def test_nobody_publishes_a_text_that_came_between_the_save_and_the_publication(
    monkeypatch, changes, base
):
    edition = a_draft(title="Seen")
    article = edition.article
    client = browser_of(a_chief())

    def write_meanwhile(*_arguments):
        text = written(title="Unseen", body="<p>x</p>")
        save_draft(edition, text=text, base=base, by=None, at=NOW)

    # Called when the form is saved and before anything is published.
    monkeypatch.setattr(ArticleAdmin, "log_change", write_meanwhile)
    response = save(client, address_of(article), changes, button="_publish_en")

    assert words_of(response) == [
        (
            "English was not published: somebody else has just saved a newer text. "
            "It is shown below; read it and publish again."
        )
    ]
    edition.refresh_from_db()
    assert (edition.status, edition.latest.number) == (Status.DRAFT, base + 1)
    assert form_of(response)["en_title"] == "Unseen"


def test_somebody_faster_between_the_look_and_the_save_is_noticed_too(monkeypatch):
    edition = a_draft(title="First")
    article = edition.article
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    others = [written(title="Faster")]

    def lose_the_race(*_arguments):
        if others:
            save_draft(edition, text=others.pop(), base=1, by=None, at=NOW)

    # Called when the form has been found good and before anything is written.
    monkeypatch.setattr(ArticleAdmin, "save_model", lose_the_race)
    changes = {"en_title": "Slower", "is_pinned": "on"}
    response = client.post(address_of(article), typed(opened, changes))

    article.refresh_from_db()
    assert (article.is_pinned, article.facts_version) == (False, 1)
    assert non_field_errors(response)[0].startswith("<strong>English, text:</strong> Somebody")
    assert text_of(article, "en")[0] == "Faster"


def test_a_release_that_others_changed_does_not_stop_somebody_who_did_not():
    edition = a_draft()
    client = browser_of(a_chief())
    opened = client.get(address_of(edition.article))
    save_release(edition, release=Release(released_at=NOW), version=1)

    client.post(address_of(edition.article), typed(opened, {"en_title": "Typed"}))

    edition.refresh_from_db()
    assert (edition.released_at, edition.latest.title) == (NOW, "Typed")


def test_nobody_publishes_at_a_time_that_was_not_on_the_screen():
    edition = a_draft()
    client = browser_of(a_chief())
    opened = client.get(address_of(edition.article))
    save_release(edition, release=Release(released_at=NOW), version=1)

    response = client.post(address_of(edition.article), typed(opened, {}, button="_publish_en"))

    assert non_field_errors(response)[0].startswith("<strong>English, release and credits:")
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


def test_seconds_that_the_form_does_not_show_are_kept():
    edition = a_draft(release=Release(released_at=NOW.replace(second=33)))
    client = browser_of(a_chief(), language="zh-hans")

    save(client, address_of(edition.article), {"en_author": "Li Lei"})

    edition.refresh_from_db()
    assert (edition.released_at, edition.credits.count()) == (NOW.replace(second=33), 1)


@pytest.mark.parametrize("base", ["", "abc", "999999999999", "-1"])
def test_a_base_that_we_never_gave_is_refused(base):
    article = a_draft(title="First").article
    client = browser_of(a_chief())

    response = save(client, address_of(article), {"en_title": "Forged", "en_text_base": base})

    assert response.context["adminform"].form.errors != {}
    assert text_of(article, "en")[0] == "First"
