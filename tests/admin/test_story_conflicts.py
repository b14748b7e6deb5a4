"""Two people with the same story: the second is told, loses nothing, and overwrites nothing."""

import pytest
from django.utils import timezone

from articles.admin.story.article import ArticleAdmin
from articles.editorial.writing import Facts, Release, save_draft, save_facts, save_release
from articles.models import Revision, Status
from articles.text.story import written
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, browser_of, words_of
from tests.admin.stories import (
    address_of,
    answer_yes,
    conflicts_in,
    non_field_errors,
    save,
    text_of,
)
from tests.factories import (
    NOW,
    a_draft,
    a_section,
    a_source,
    a_translator,
    an_article,
)

pytestmark = pytest.mark.django_db


def test_the_second_of_two_who_changed_the_same_text_is_refused_and_loses_nothing():
    edition = a_draft(title="First", body="<p>The lake froze.</p>")
    article = edition.article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    quick = browser_of(a_chief("quick"))
    save(quick, address_of(article), {"en_title": "Quick", "en_summary": "In short"})

    changes = {"en_title": "Slow", "zh_hans_title": "慢"}
    refused = slow.post(address_of(article), typed(opened, changes))
    again = slow.post(address_of(article), typed(refused, {}))

    moment = f"{timezone.localtime():%H:%M}"
    for response in (refused, again):
        assert non_field_errors(response) == [
            (
                f"<strong>English, text:</strong> quick saved this at {moment}, after you opened "
                'it. <a href="#conflict-en_text">Nothing of yours is lost: compare both and '
                "choose</a>"
            )
        ]
        assert conflicts_in(response) == {"en_text": {"Title": ("[Quick]", "[Slow]")}}
        form = form_of(response)
        assert (form["en_title"], form["zh_hans_title"]) == ("Slow", "慢")
        assert form["en_summary"] == "In short"
    assert text_of(article, "en")[0] == "Quick"
    assert text_of(article, "zh-hans") is None


def test_who_keeps_their_own_text_saves_it_over_the_one_they_were_shown():
    refused, slow, article = a_refused_text()

    slow.post(address_of(article), typed(refused, {"en_text_choice": "mine"}))

    assert titles_of(article) == ["First", "Quick", "Slow"]


@pytest.mark.parametrize(
    ("slug", "labels"), [("slow", {"Title"}), ("my-own", {"Title", "Web address"})]
)
def test_an_address_that_only_follows_the_title_is_not_compared(slug, labels):
    article = a_draft(title="First").article
    slow, quick = browser_of(a_chief("slow")), browser_of(a_chief("quick"))
    opened = slow.get(address_of(article))
    save(quick, address_of(article), {"en_title": "Quick", "en_slug": "quick"})

    changes = {"en_title": "Slow", "en_slug": slug}
    refused = slow.post(address_of(article), typed(opened, changes))
    slow.post(address_of(article), typed(refused, {"en_text_choice": "mine"}))

    assert set(conflicts_in(refused)["en_text"]) == labels
    assert text_of(article, "en")[:2] == ("Slow", slug)


def test_what_was_put_together_by_hand_is_saved():
    refused, slow, article = a_refused_text()

    changes = {"en_title": "Slow and quick", "en_text_choice": "mine"}
    slow.post(address_of(article), typed(refused, changes))

    assert titles_of(article) == ["First", "Quick", "Slow and quick"]


def test_who_takes_the_other_text_saves_the_rest_of_the_form():
    refused, slow, article = a_refused_text()

    changes = {"zh_hans_title": "慢", "en_text_choice": "theirs"}
    response = slow.post(address_of(article), typed(refused, changes), follow=True)

    assert titles_of(article) == ["First", "Quick"]
    assert text_of(article, "zh-hans")[0] == "慢"
    assert form_of(response)["en_title"] == "Quick"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_third_version_is_refused_again_whatever_was_chosen_between_two(choice):
    refused, slow, article = a_refused_text()
    save(browser_of(a_chief("third")), address_of(article), {"en_title": "Third"})

    response = slow.post(address_of(article), typed(refused, {"en_text_choice": choice}))

    assert conflicts_in(response) == {"en_text": {"Title": ("[Third]", "[Slow]")}}
    assert 'value="mine" checked' not in response.content.decode()
    assert titles_of(article) == ["First", "Quick", "Third"]


@pytest.mark.parametrize("forged", [{"en_text_choice": "both"}, {"en_text_shown": "9"}])
def test_a_choice_that_we_never_offered_is_none(forged):
    refused, slow, article = a_refused_text()

    slow.post(address_of(article), typed(refused, {"en_text_choice": "mine", **forged}))

    assert titles_of(article) == ["First", "Quick"]


def test_a_choice_is_kept_through_another_mistake():
    refused, slow, article = a_refused_text()

    changes = {"en_text_choice": "mine", "section": ""}
    wrong = slow.post(address_of(article), typed(refused, changes))
    slow.post(address_of(article), typed(wrong, {"section": article.section_id}))

    assert non_field_errors(wrong) == []
    assert titles_of(article) == ["First", "Quick", "Slow"]


def test_two_people_who_wrote_the_same_do_not_contradict_each_other():
    article = a_draft(title="First").article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    save(browser_of(a_chief("quick")), address_of(article), {"en_title": "Same"})

    slow.post(address_of(article), typed(opened, {"en_title": "Same"}))

    assert titles_of(article) == ["First", "Same"]


def test_a_refused_form_shows_both_texts_as_people_read_them():
    body = "<p>Same.</p><p>The lake froze on Monday.</p>"
    article = a_draft(title="First", body=body).article
    slow = browser_of(a_chief("slow"), language="zh-hans")
    opened = slow.get(address_of(article))
    theirs = {"en_body": "<p>Same.</p><p>The lake froze on Tuesday.</p>"}
    save(browser_of(a_chief("quick")), address_of(article), theirs)

    mine = {"en_body": "<p>Same.</p><p>The <b>lake</b> froze & thawed on Monday.</p>"}
    response = slow.post(address_of(article), typed(opened, mine))

    page = response.content.decode()
    assert "The lake froze on <del>Tuesday</del>." in page
    assert "The lake froze <ins>&amp; thawed </ins>on <ins>Monday</ins>." in page


def a_refused_text():
    """The refused form of the second of two, their browser, and the story."""
    article = a_draft(title="First").article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    save(browser_of(a_chief("quick")), address_of(article), {"en_title": "Quick"})
    return slow.post(address_of(article), typed(opened, {"en_title": "Slow"})), slow, article


def titles_of(article):
    revisions = article.editions.get(language="en").revisions.order_by("number")
    return [revision.title for revision in revisions]


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
            "<strong>Facts:</strong> Somebody else has saved this since you opened it. "
            '<a href="#conflict-facts">Nothing of yours is lost: compare both and choose</a>'
        )
    ]
    assert conflicts_in(response) == {"facts": {"Section": ("[Campus]", "[Research]")}}
    assert form_of(response)["is_pinned"] == "on"
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
            "<strong>English, release and credits:</strong> Somebody else has saved this since "
            'you opened it. <a href="#conflict-en_release">Nothing of yours is lost: compare '
            "both and choose</a>"
        )
    ]
    assert conflicts_in(response) == {"en_release": {"Text by": ("[–]", "[Li Lei]")}}
    edition.refresh_from_db()
    assert (edition.released_at, edition.credits.count()) == (NOW, 0)
    assert form_of(response)["en_author"] == "Li Lei"


def test_facts_are_saved_over_others_without_undoing_what_nobody_here_changed():
    article = an_article()
    other = a_section("research", en="Research", zh_hans="科研")
    client, quick = browser_of(a_chief()), a_chief("quick")
    opened = client.get(address_of(article))
    facts = Facts(section=article.section, source=a_source(), is_pinned=True)
    save_facts(article, facts=facts, version=1, by=quick, at=NOW)

    refused = client.post(address_of(article), typed(opened, {"section": other.pk}))
    client.post(address_of(article), typed(refused, {"facts_choice": "mine"}))

    assert "quick saved this at 10 March 2025, 10:00" in non_field_errors(refused)[0]
    article.refresh_from_db()
    assert (article.section, article.source, article.is_pinned) == (other, a_source(), True)


def test_a_release_is_saved_over_others_without_undoing_what_nobody_here_changed():
    edition = a_draft()
    address = address_of(edition.article)
    client = browser_of(a_chief())
    opened = client.get(address)
    release = Release(released_at=NOW, translator=a_translator(), credits={"editor": ["Han Mei"]})
    save_release(edition, release=release, version=1)

    mine = {"en_author": "Li Lei", "en_translated_from": "zh-hans"}
    refused = client.post(address, typed(opened, mine))
    client.post(address, typed(refused, {"en_release_choice": "mine"}))

    assert conflicts_in(refused) == {
        "en_release": {
            "Text by": ("[–]", "[Li Lei]"),
            "Translated from": ("[–]", "[Simplified Chinese]"),
        }
    }
    edition.refresh_from_db()
    assert (edition.released_at, edition.translator) == (NOW, a_translator())
    assert edition.translated_from == "zh-hans"
    assert [credit.name for credit in edition.credits.all()] == ["Li Lei", "Han Mei"]


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
    assert form_of(response)["en_title"] == "Unseen"
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


def test_what_is_on_the_screen_after_a_refusal_can_be_published():
    edition = a_draft(title="Seen")
    client = browser_of(a_chief())
    opened = client.get(address_of(edition.article))
    text = written(title="Unseen", body="<p>x</p>")
    save_draft(edition, text=text, base=1, by=None, at=NOW)

    refused = client.post(address_of(edition.article), typed(opened, {}, button="_publish_en"))
    asked = client.post(
        address_of(edition.article), typed(refused, {}, button="_publish_en"), follow=True
    )
    answer_yes(client, asked)

    edition.refresh_from_db()
    assert edition.status == Status.PUBLISHED


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
    asked = save(client, address_of(article), changes, button="_publish_en")
    question = asked.redirect_chain[-1][0]
    forged = client.post(question, {"version": asked.context["plan"].version}, follow=True)

    assert asked.context["plan"].reasons == [
        "Somebody else has just saved a newer text, which you have not seen: read it first."
    ]
    assert words_of(forged) == [
        (
            "English was not published: somebody else has just saved a newer text. "
            "It is shown below; read it and publish again."
        )
    ]
    edition.refresh_from_db()
    assert (edition.status, edition.latest.number) == (Status.DRAFT, base + 1)
    assert form_of(forged)["en_title"] == "Unseen"


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
