"""Saving: each part apart, the second of two editors refused, nothing lost."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from articles.editorial.refusals import AlreadyStarted, StaleSave, StepRefused
from articles.editorial.writing import (
    Facts,
    Release,
    ensure_editions,
    save_draft,
    save_facts,
    save_release,
    start_article,
)
from articles.models import Article, Edition, PressRun
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
)

pytestmark = pytest.mark.django_db


def text(title: str):
    return written(title=title, body=f"<p>{title}</p>")


def test_a_new_article_has_an_empty_edition_in_every_language():
    article = start_article(facts=Facts(section=a_section()), at=NOW)

    editions = article.editions.values_list("language", "status", "latest", "section")
    assert list(editions) == [
        ("en", "draft", None, article.section_id),
        ("zh-hans", "draft", None, article.section_id),
    ]


def test_a_form_starts_one_article():
    key = uuid4()
    article = start_article(facts=Facts(section=a_section()), at=NOW, form_key=key)

    with pytest.raises(AlreadyStarted):
        start_article(facts=Facts(section=a_section("other")), at=NOW, form_key=key)

    assert list(Article.objects.values_list("pk", "form_key")) == [(article.pk, key)]


def test_articles_without_a_form_are_as_many_as_one_starts():
    for _ in range(2):
        start_article(facts=Facts(section=a_section()), at=NOW)

    assert Article.objects.count() == 2


def test_who_changed_facts_and_release_is_known(django_user_model):
    editor = django_user_model.objects.create_user("editor")
    edition = a_draft()
    article = edition.article

    save_facts(article, facts=Facts(section=article.section), version=1, by=editor, at=NOW)
    save_release(edition, release=Release(), version=1, by=editor, at=NOW)

    assert (article.facts_by, article.facts_at) == (editor, NOW)
    assert (edition.facts_by, edition.facts_at) == (editor, NOW)


def test_a_language_added_later_gets_its_edition_and_the_others_stay():
    article = an_article()
    article.editions.get(language="zh-hans").delete()
    kept = article.editions.get()

    ensure_editions(article)

    assert article.editions.count() == 2
    assert article.editions.get(language="en") == kept


def test_each_draft_is_kept_as_a_numbered_revision(django_user_model):
    editor = django_user_model.objects.create_user("editor")
    edition = an_article().editions.get(language="en")

    save_draft(edition, text=text("First"), base=0, by=editor, at=NOW)
    save_draft(edition, text=text("Second"), base=1, by=editor, at=NOW)

    rows = edition.revisions.values_list("number", "title", "body", "by")
    assert list(rows) == [
        (1, "First", "<p>First</p>", editor.pk),
        (2, "Second", "<p>Second</p>", editor.pk),
    ]
    assert Edition.objects.get(pk=edition.pk).latest.number == 2


def test_an_unchanged_text_makes_no_new_revision():
    edition = a_draft(title="Same", body="<p>Same</p>")

    kept = save_draft(edition, text=text("Same"), base=1, by=None, at=NOW)

    assert (kept.number, edition.revisions.count()) == (1, 1)


def test_an_empty_text_makes_no_first_revision_but_can_empty_a_draft():
    edition = an_article().editions.get(language="en")

    nothing = save_draft(edition, text=written(title=""), base=0, by=None, at=NOW)
    save_draft(edition, text=text("Something"), base=0, by=None, at=NOW)
    emptied = save_draft(edition, text=written(title=""), base=1, by=None, at=NOW)

    assert nothing is None
    assert (emptied.number, emptied.title) == (2, "")


@pytest.mark.parametrize("base", [0, 2])
def test_a_draft_that_does_not_build_on_the_latest_is_refused(base):
    edition = a_draft(title="Theirs")

    with pytest.raises(StaleSave) as refusal:
        save_draft(edition, text=text("Mine"), base=base, by=None, at=NOW)

    assert refusal.value.edition == edition
    assert list(edition.revisions.values_list("title", flat=True)) == ["Theirs"]


def test_saving_facts_moves_every_edition_to_the_new_section():
    article = an_article()
    sports = a_section("sports", en="Sports", zh_hans="体育")
    tag = a_tag("ice", en="Ice", zh_hans="冰")
    facts = Facts(section=sports, source=a_source(), tags=[tag], is_pinned=True)

    save_facts(article, facts=facts, version=1)

    article.refresh_from_db()
    assert (article.section, article.source.slug, article.is_pinned) == (
        sports,
        "news-centre",
        True,
    )
    assert list(article.tags.all()) == [tag]
    assert set(article.editions.values_list("section", flat=True)) == {sports.pk}


def test_the_second_of_two_fact_savers_is_refused_and_changes_nothing():
    article = an_article()
    save_facts(article, facts=Facts(section=article.section, is_pinned=True), version=1)

    with pytest.raises(StaleSave):
        save_facts(article, facts=Facts(section=article.section), version=1)

    assert Article.objects.get().is_pinned


def test_release_translator_and_credits_are_saved_together():
    edition = a_draft()
    release = Release(
        released_at=NOW,
        expires_at=NOW + timedelta(days=1),
        translator=a_translator(),
        translated_from="zh-hans",
        credits={"author": ["News Centre", "News Centre", "Students"], "editor": ["News Centre"]},
    )

    save_release(edition, release=release, version=1)

    assert (edition.released_at, edition.translator.slug) == (NOW, "basic-courses")
    assert list(edition.credits.values_list("role", "name", "position")) == [
        ("author", "News Centre", 0),
        ("author", "Students", 1),
        ("editor", "News Centre", 2),
    ]


def test_the_second_of_two_release_savers_is_refused_and_changes_nothing():
    edition = a_draft()
    save_release(edition, release=Release(credits={"author": ["Theirs"]}), version=1)

    with pytest.raises(StaleSave):
        save_release(edition, release=Release(credits={"author": ["Mine"]}), version=1)

    assert list(edition.credits.values_list("name", flat=True)) == ["Theirs"]


def test_a_published_page_cannot_lose_its_release_time():
    edition = a_public_edition()

    with pytest.raises(StepRefused) as refusal:
        save_release(edition, release=Release(), version=edition.facts_version)

    assert refusal.value.code == "release_missing"


def test_an_expiry_before_the_release_is_refused():
    edition = a_draft()

    with pytest.raises(StepRefused) as refusal:
        save_release(edition, release=Release(released_at=NOW, expires_at=NOW), version=1)

    assert refusal.value.code == "expires_before_release"


@pytest.mark.parametrize(
    "fact",
    [
        lambda: {"section": a_section("x", en="", zh_hans="校园")},
        lambda: {"source": a_source("x", en="", zh_hans="新闻中心")},
        lambda: {"cover": an_image(alt_en="")},
    ],
)
def test_a_published_page_cannot_lose_a_word_of_its_language(fact):
    article = a_public_edition().article
    facts = {"section": article.section, **fact()}

    with pytest.raises(StepRefused):
        save_facts(article, facts=Facts(**facts), version=article.facts_version)

    kept = Article.objects.get()
    assert (kept.section, kept.source, kept.cover) == (a_section(), None, None)


def test_a_published_page_cannot_get_a_translator_without_a_name_in_its_language():
    edition = a_public_edition()
    release = Release(released_at=NOW, translator=a_translator("x", en="", zh_hans="基础课部"))

    with pytest.raises(StepRefused) as refusal:
        save_release(edition, release=release, version=edition.facts_version)

    assert refusal.value.code == "translator_without_name"


def test_only_changes_of_what_is_public_start_a_press_run():
    draft, public = a_draft(), a_public_edition()
    before = PressRun.objects.get().number

    save_release(draft, release=Release(released_at=NOW), version=draft.facts_version)
    save_draft(public, text=text("Later"), base=1, by=None, at=NOW)
    unseen = PressRun.objects.get().number
    save_release(public, release=Release(released_at=NOW), version=public.facts_version)

    assert (unseen, PressRun.objects.get().number) == (before, before + 1)


@pytest.mark.django_db(transaction=True)
def test_of_eight_writers_at_the_same_moment_one_is_kept_and_seven_are_told():
    edition = a_draft(title="Start")
    barrier = Barrier(8)
    outcomes = []

    def write(number: int) -> None:
        barrier.wait()
        try:
            save_draft(edition, text=text(f"Writer {number}"), base=1, by=None, at=NOW)
            outcomes.append("kept")
        except StaleSave:
            outcomes.append("told")
        finally:
            connection.close()

    writers = [Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(outcomes) == ["kept"] + ["told"] * 7
    assert edition.revisions.count() == 2
