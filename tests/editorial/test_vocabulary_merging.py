"""Several words become one: stories move, nothing is doubled, no address and no count is lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from articles.browsing.totals import repair
from articles.editorial.merging import MergeRefused, merge, reach_of, reasons_against_merging
from articles.editorial.refusals import StaleSave
from articles.editorial.vocabulary import save_word
from articles.editorial.writing import Facts, Release, save_facts, save_release
from articles.models import (
    BrowseCount,
    Edition,
    OldAddress,
    OldSlug,
    PressRun,
    Section,
    Source,
    Tag,
    Translator,
)
from articles.search.finding import Search, find_newest
from articles.text.words import asked
from tests.admin.staff import a_chief
from tests.factories import (
    NOW,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    browsed,
)

pytestmark = pytest.mark.django_db


def two_of(kind: str):
    make = {
        "section": a_section,
        "source": a_source,
        "translator": a_translator,
        "tag": lambda slug: a_tag(slug, en=slug, zh_hans=slug),
    }[kind]
    return make("from"), make("into")


def under(kind: str, *words) -> Edition:
    """A public story filed under these."""
    if kind == "translator":
        return a_public_edition(release=Release(released_at=NOW, translator=words[0]))
    facts = {"tags": words} if kind == "tag" else {kind: words[0]}
    return a_public_edition(an_article(**facts))


def filed_under(edition: Edition, kind: str) -> list:
    article = type(edition.article).objects.get(pk=edition.article_id)
    if kind == "translator":
        return [Edition.objects.get(pk=edition.pk).translator]
    return list(article.tags.all()) if kind == "tag" else [getattr(article, kind)]


def save_own_facts(edition: Edition) -> None:
    facts = Facts(section=a_section("other"))
    save_facts(edition.article, facts=facts, version=edition.article.facts_version)


def save_own_release(edition: Edition) -> None:
    save_release(edition, release=Release(released_at=NOW), version=edition.facts_version, at=NOW)


KINDS = {"section": Section, "source": Source, "translator": Translator, "tag": Tag}


@pytest.mark.parametrize("kind", KINDS)
def test_every_story_moves_and_the_word_is_gone(kind):
    word, into = two_of(kind)
    editions = [under(kind, word), under(kind, word), under(kind, into)]

    number = merge([word], into=into, by=a_chief(), at=NOW)

    assert number == 2
    assert [filed_under(edition, kind) for edition in editions] == [[into]] * 3
    assert [row.slug for row in KINDS[kind].objects.filter(slug__in=["from", "into"])] == ["into"]


@pytest.mark.parametrize("kind", KINDS)
def test_its_slugs_lead_to_the_other_one(kind):
    word, into = two_of(kind)
    word.slug = "newer"
    save_word(word)

    merge([word], into=into, by=a_chief(), at=NOW)

    found = OldSlug.objects.order_by("slug").values_list("slug", kind)
    assert list(found) == [("from", into.pk), ("newer", into.pk)]


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_a_story_open_does_not_undo_it_unseen(kind):
    word, into = two_of(kind)
    edition = under(kind, word)
    edition.refresh_from_db()
    edition.article.refresh_from_db()
    chief = a_chief()

    merge([word], into=into, by=chief, at=NOW)

    save = {"translator": save_own_release}.get(kind, save_own_facts)
    with pytest.raises(StaleSave):
        save(edition)
    changed = Edition.objects.get(pk=edition.pk)
    part = changed if kind == "translator" else changed.article
    assert (part.facts_by, part.facts_at) == (chief, NOW)


def test_a_story_under_both_tags_keeps_one():
    word, into = two_of("tag")
    third = a_tag("third", en="Third", zh_hans="三")
    edition = under("tag", word, into, third)

    reach = reach_of([word], into=into)
    merge([word], into=into, by=a_chief(), at=NOW)

    assert (reach.stories, reach.has_both) == (1, 1)
    assert set(filed_under(edition, "tag")) == {into, third}


def test_several_become_one_at_once():
    words = [a_tag(slug, en=slug, zh_hans=slug) for slug in "abc"]
    edition = under("tag", *words)

    number = merge(words[:2], into=words[2], by=a_chief(), at=NOW)

    assert (number, filed_under(edition, "tag")) == (1, [words[2]])
    assert set(OldSlug.objects.values_list("slug", "tag")) == {
        ("a", words[2].pk),
        ("b", words[2].pk),
    }


def test_more_stories_than_one_question_names_move(monkeypatch):
    monkeypatch.setattr("articles.editorial.merging.AT_ONCE", 2)
    word, into = two_of("tag")
    editions = [under("tag", word) for _ in range(5)]

    assert merge([word], into=into, by=a_chief(), at=NOW) == 5
    assert [filed_under(edition, "tag") for edition in editions] == [[into]] * 5


def test_the_repeated_section_of_the_editions_moves_along():
    word, into = two_of("section")
    edition = under("section", word)

    merge([word], into=into, by=a_chief(), at=NOW)

    assert {each.section for each in Edition.objects.filter(article=edition.article_id)} == {into}


def test_the_search_by_section_finds_them_at_the_other_one(django_capture_on_commit_callbacks):
    word, into = two_of("section")
    edition = a_public_edition(an_article(section=word), title="The lake froze")
    wanted = [
        Search(question=asked("lake"), language="en", section_id=pk) for pk in (word.pk, into.pk)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        merge([word], into=into, by=a_chief(), at=NOW)

    assert [list(find_newest(each, at=NOW).edition_ids) for each in wanted] == [[], [edition.pk]]


def test_old_addresses_of_a_section_lead_to_the_other_one():
    word, into = two_of("section")
    OldAddress.objects.create(section=word, path="/xwzx.htm")

    merge([word], into=into, by=a_chief(), at=NOW)

    assert OldAddress.objects.get().section == into


def test_counts_stay_as_they_are():
    word, into = two_of("section")
    edition = browsed(under("section", word), 7, on=timezone.localdate() - timedelta(days=3))
    repair(edition.article_id, reason="x", by=None, at=NOW)
    before = list(BrowseCount.objects.values_list("edition", "day", "browses"))

    merge([word], into=into, by=a_chief(), at=NOW)

    assert list(BrowseCount.objects.values_list("edition", "day", "browses")) == before
    counted = BrowseCount.objects.filter(edition__article__section=into)
    assert [row.browses for row in counted] == [7]


def test_a_merge_starts_a_press_run():
    word, into = two_of("tag")
    before = PressRun.current()

    merge([word], into=into, by=a_chief(), at=NOW)

    assert PressRun.current() == before + 1


@pytest.mark.parametrize("kind", ["section", "source", "translator"])
def test_no_published_page_loses_a_name(kind):
    word, into = two_of(kind)
    into.name_en = ""
    into.save()
    edition = under(kind, word)

    with pytest.raises(MergeRefused) as refusal:
        merge([word], into=into, by=a_chief(), at=NOW)

    assert refusal.value.code == "merge_without_name"
    assert filed_under(edition, kind) == [word]


def test_a_tag_may_lack_a_name_because_pages_leave_it_out():
    word, into = two_of("tag")
    into.name_en = ""
    into.save()
    under("tag", word)

    assert list(reasons_against_merging([word], into=into)) == []


def test_nothing_is_merged_into_itself_or_what_is_gone():
    word, into = two_of("tag")
    gone = Tag(pk=into.pk + 99, slug="gone")
    codes = []

    for words, target in (([word, into], into), ([word], gone)):
        with pytest.raises(MergeRefused) as refusal:
            merge(words, into=target, by=a_chief(f"chief{len(codes)}"), at=NOW)
        codes.append(refusal.value.code)

    assert codes == ["merge_with_itself", "merge_gone"]
    assert Tag.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_who_saves_at_the_moment_of_a_merge_is_told_or_moves_along(attempt):
    word, into = two_of("tag")
    article = under("tag", word).article
    article.refresh_from_db()
    barrier, outcomes, chief = Barrier(2), [], a_chief()

    def save() -> None:
        facts = Facts(section=article.section, tags=(word,), is_pinned=True)
        save_facts(article, facts=facts, version=article.facts_version)

    def act(deed) -> None:
        barrier.wait()
        try:
            deed()
            outcomes.append("done")
        except StaleSave:
            outcomes.append("told")
        finally:
            connection.close()

    deeds = [save, lambda: merge([word], into=into, by=chief, at=NOW)]
    threads = [Thread(target=act, args=[deed]) for deed in deeds[:: (-1) ** attempt]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["done", "done"], ["done", "told"])
    assert list(article.tags.all()) == [into]
    assert list(Tag.objects.all()) == [into]
