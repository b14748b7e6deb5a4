"""Publishing and withdrawing: what moves, what is kept, what is refused."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from articles.editorial.refusals import SENTENCES, StaleSave, StepRefused
from articles.editorial.workflow import STEPS, publish, withdraw
from articles.editorial.writing import Facts, Release, save_draft, save_release, start_article
from articles.models import Article, Edition, PressRun, Status
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_translator,
    a_withdrawn_edition,
    an_article,
    an_image,
)

pytestmark = pytest.mark.django_db


def test_publish_copies_the_latest_revision_into_the_public_text_of_its_language_only():
    article = an_article()
    edition = a_draft(article, title="Ice on the lake", summary="Thick.", body="<p>Cold.</p>")
    a_draft(article, language="zh-hans", title="湖面结冰")

    publish(edition, by=None, at=NOW)

    article.refresh_from_db()
    public = [article.text_in("en", name) for name in ("title", "slug", "summary", "body")]
    assert public == ["Ice on the lake", "ice-on-the-lake", "Thick.", "<p>Cold.</p>"]
    assert article.text_in("zh-hans", "title") == ""


def test_publish_without_a_release_time_releases_now_to_the_second():
    edition = a_draft()

    publish(edition, by=None, at=NOW.replace(microsecond=7))

    assert (edition.status, edition.released_at) == (Status.PUBLISHED, NOW)


def test_publish_keeps_a_release_time_in_the_future():
    later = NOW + timedelta(days=1)
    edition = a_draft(release=Release(released_at=later))

    publish(edition, by=None, at=NOW)

    assert edition.released_at == later


def test_a_draft_of_a_live_page_stays_hidden_until_it_is_published():
    edition = a_public_edition(title="First")
    save_draft(edition, text=written(title="Second", body="b"), base=1, by=None, at=NOW)
    before = Article.objects.get().title_en

    publish(edition, by=None, at=NOW)

    assert (before, Article.objects.get().title_en) == ("First", "Second")


def test_publish_refuses_a_text_that_came_after_the_one_that_was_seen():
    edition = a_draft(title="Seen")
    save_draft(edition, text=written(title="Unseen", body="b"), base=1, by=None, at=NOW)

    with pytest.raises(StaleSave):
        publish(edition, by=None, at=NOW, seen=1)
    refused = Edition.objects.get(pk=edition.pk).status
    publish(edition, by=None, at=NOW, seen=2)

    assert (refused, Article.objects.get().title_en) == ("draft", "Unseen")


def test_each_step_is_written_down(django_user_model):
    editor = django_user_model.objects.create_user("editor")
    edition = a_draft()

    publish(edition, by=editor, at=NOW, note="Looks good.")
    withdraw(edition, by=editor, at=NOW)

    trail = edition.transitions.values_list("from_status", "to_status", "by", "note", "revision")
    assert list(trail) == [
        ("draft", "published", editor.pk, "Looks good.", edition.latest_id),
        ("published", "withdrawn", editor.pk, "", edition.latest_id),
    ]


def test_withdrawing_keeps_text_and_release_time_and_publishing_brings_the_page_back():
    edition = a_public_edition(title="Kept")

    withdraw(edition, by=None, at=NOW)
    publish(edition, by=None, at=NOW + timedelta(days=3))

    assert (edition.status, edition.released_at) == (Status.PUBLISHED, NOW)
    assert Article.objects.get().title_en == "Kept"


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize(("act", "to"), [(publish, "published"), (withdraw, "withdrawn")])
def test_every_pair_outside_the_table_of_steps_is_refused(before, act, to):
    make = {"draft": a_draft, "published": a_public_edition, "withdrawn": a_withdrawn_edition}
    edition = make[before]()

    if (before, to) in STEPS:
        act(edition, by=None, at=NOW)
        assert edition.status == to
    else:
        with pytest.raises(StepRefused) as refusal:
            act(edition, by=None, at=NOW)
        edition.refresh_from_db()
        assert (refusal.value.code, edition.status) == ("step_not_allowed", before)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (written(title="", body="<p>Text</p>"), "no_title"),
        (written(title="Title", body=""), "no_body"),
    ],
)
def test_publish_refuses_a_text_without_title_or_body(text, code):
    edition = an_article().editions.get(language="en")
    save_draft(edition, text=text, base=0, by=None, at=NOW)

    with pytest.raises(StepRefused) as refusal:
        publish(edition, by=None, at=NOW)

    assert refusal.value.code == code


def test_publish_refuses_an_edition_nobody_has_written():
    with pytest.raises(StepRefused) as refusal:
        publish(an_article().editions.get(language="en"), by=None, at=NOW)

    assert refusal.value.code == "no_title"


@pytest.mark.parametrize(
    ("facts", "release", "sentence"),
    [
        (
            {"section": {"slug": "x", "en": "", "zh_hans": "校园"}},
            {},
            "The section “校园” has no name in this language yet.",
        ),
        (
            {"source": {"slug": "x", "en": "", "zh_hans": "基础课部"}},
            {},
            "The source “基础课部” has no name in this language yet.",
        ),
        (
            {},
            {"translator": {"slug": "x", "en": "", "zh_hans": "外国语学院"}},
            "The translator “外国语学院” has no name in this language yet.",
        ),
    ],
)
def test_publish_refuses_words_of_another_language_on_the_page(facts, release, sentence):
    article = start_article(
        facts=Facts(
            section=a_section(**facts.get("section", {})),
            source=a_source(**facts["source"]) if "source" in facts else None,
        ),
        at=NOW,
    )
    edition = a_draft(
        article,
        release=Release(translator=a_translator(**release["translator"])) if release else None,
    )

    with pytest.raises(StepRefused) as refusal:
        publish(edition, by=None, at=NOW)

    assert str(refusal.value) == sentence


def test_publish_refuses_a_cover_without_alternative_text_in_the_language():
    article = an_article(cover=an_image(alt_en=""))
    a_draft(article, language="zh-hans")

    with pytest.raises(StepRefused) as refusal:
        publish(a_draft(article), by=None, at=NOW)
    publish(article.editions.get(language="zh-hans"), by=None, at=NOW)

    assert refusal.value.code == "cover_without_alt"


def test_publish_asks_no_alternative_text_of_a_decorative_cover():
    cover = an_image(alt_en="", alt_zh_hans="", is_decorative=True)
    edition = a_draft(an_article(cover=cover))

    publish(edition, by=None, at=NOW)

    assert edition.status == Status.PUBLISHED


def test_publish_refuses_what_has_expired_already():
    release = Release(released_at=NOW - timedelta(days=2), expires_at=NOW)
    edition = a_draft(release=release)

    with pytest.raises(StepRefused) as refusal:
        publish(edition, by=None, at=NOW)

    assert refusal.value.code == "already_expired"


def test_a_refused_step_writes_nothing():
    edition = a_draft()
    save_release(
        edition,
        release=Release(translator=a_translator(en="")),
        version=edition.facts_version,
    )
    runs = list(PressRun.objects.values_list("number"))

    with pytest.raises(StepRefused):
        publish(edition, by=None, at=NOW)

    edition.refresh_from_db()
    assert (edition.status, edition.public, edition.released_at) == ("draft", None, None)
    assert list(edition.transitions.all()) == []
    assert list(PressRun.objects.values_list("number")) == runs


@pytest.mark.parametrize("act", [publish, withdraw])
def test_each_step_starts_a_press_run(act):
    edition = a_public_edition()
    before = PressRun.objects.get().number

    act(edition, by=None, at=NOW)

    assert PressRun.objects.get().number == before + 1


def test_a_refusal_is_a_sentence_in_the_readers_language():
    refusal = StepRefused("no_title")

    with override("zh-hans"):
        chinese = str(refusal)

    assert str(refusal) == "There is nothing to publish yet: write a title first."
    assert chinese == "还没有可发布的内容：请先填写标题。"


@pytest.mark.parametrize("code", SENTENCES)
def test_every_refusal_has_a_sentence_in_chinese(code):
    with override("zh-hans"):
        assert any("\u4e00" <= character <= "\u9fff" for character in str(SENTENCES[code]))
