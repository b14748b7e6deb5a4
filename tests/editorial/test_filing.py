"""What lists walk along says the same as the stories, whatever the desk does."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.editorial.filing import file_again, file_under_tags, tagged
from articles.editorial.merging import merge
from articles.editorial.refusals import Refused
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, Release, save_facts, save_release, start_article
from articles.models import Article, Edition, Tag, TaggedEdition
from tests.admin.staff import a_chief
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    an_article,
)

LANGUAGES = ["en", "zh-hans"]


def filed() -> list[tuple]:
    rows = TaggedEdition.objects.order_by("edition", "tag")
    return list(rows.values_list("edition", "tag", "language", "released_at"))


def repeated() -> list[tuple]:
    return list(Edition.objects.order_by("pk").values_list("pk", "section", "source"))


@pytest.mark.django_db
def test_a_published_edition_stands_under_its_tags_and_a_draft_does_not():
    lake, ice = a_tag("lake", en="Lake", zh_hans="湖"), a_tag("ice", en="Ice", zh_hans="冰")
    article = an_article(tags=(lake, ice))
    a_draft(article, language="zh-hans")

    edition = a_public_edition(article)

    assert filed() == [(edition.pk, tag.pk, "en", NOW) for tag in (lake, ice)]


@pytest.mark.django_db
def test_it_follows_the_release_the_tags_and_the_status():
    lake, ice = a_tag("lake", en="Lake", zh_hans="湖"), a_tag("ice", en="Ice", zh_hans="冰")
    edition = a_public_edition(an_article(tags=(lake,)))
    article, later = edition.article, NOW + timedelta(days=1)

    save_release(edition, release=Release(released_at=later), version=edition.facts_version)
    moved = filed()
    save_facts(article, facts=Facts(section=article.section, tags=[ice]), version=1)
    renamed = filed()
    withdraw(edition, by=None, at=NOW)

    assert moved == [(edition.pk, lake.pk, "en", later)]
    assert renamed == [(edition.pk, ice.pk, "en", later)]
    assert filed() == []


@pytest.mark.django_db
def test_both_languages_take_the_section_and_the_source_of_the_article():
    article = an_article()
    sports, office = a_section("sports", en="Sports"), a_source("office", en="Office")

    save_facts(article, facts=Facts(section=sports, source=office), version=1)

    rows = article.editions.values_list("section", "source")
    assert list(rows) == [(sports.pk, office.pk)] * 2


@pytest.mark.django_db
def test_many_are_filed_again_in_few_queries(django_assert_num_queries):
    lake, office = a_tag("lake", en="Lake", zh_hans="湖"), a_source("office", en="Office")
    editions = [a_public_edition(an_article(tags=(lake,))) for _ in range(3)]
    Article.objects.update(source=office)
    TaggedEdition.objects.all().delete()

    with django_assert_num_queries(6), transaction.atomic():  # two of them are its savepoint
        file_again(Edition.objects.filter(article__source=office))

    assert [row[0] for row in filed()] == [edition.pk for edition in editions]
    assert {source for _pk, _section, source in repeated()} == {office.pk}


acts = st.lists(
    st.tuples(
        st.sampled_from(["start", "facts", "release", "publish", "withdraw", "tag", "delete"]),
        st.integers(0, 2),  # which story
        st.sampled_from(LANGUAGES),
        st.sets(st.integers(0, 2)),  # which tags
        st.integers(-3, 3),  # when
    ),
    max_size=25,
)


class AnythingAtTheDesk(TestCase):
    """Whatever happens in whatever order, filing everything again changes nothing."""

    def setUp(self) -> None:
        for n in range(3):
            a_tag(f"tag-{n}", en=f"Tag {n}", zh_hans=f"标签{n}")
        self.sections = [a_section(f"s{n}") for n in range(2)]
        self.sources = [a_source(f"o{n}") for n in range(2)]
        for _ in range(2):
            article = start_article(facts=self.facts({0, 1}, 1), at=NOW)
            a_public_edition(article)
            a_public_edition(article, language="zh-hans")

    def facts(self, tags: set[int], when: int) -> Facts:
        return Facts(
            section=self.sections[when % 2],
            source=[None, *self.sources][when % 3],
            tags=list(Tag.objects.filter(slug__in=[f"tag-{n}" for n in tags])),
        )

    def act(self, act: str, article: Article, language: str, tags: set[int], when: int) -> None:
        edition = article.editions.get(language=language)
        at = NOW + timedelta(days=when)
        if act == "facts":
            save_facts(article, facts=self.facts(tags, when), version=article.facts_version)
        elif act == "release":
            release = Release(released_at=at if when else None)
            save_release(edition, release=release, version=edition.facts_version)
        elif act == "publish":
            if not edition.latest:
                a_draft(article, language=language)
            publish(article.editions.get(language=language), by=None, at=at)
        elif act == "withdraw":
            withdraw(edition, by=None, at=at)
        elif act == "delete":
            article.delete()

    @given(acts)
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_nothing_is_left_behind(self, acts) -> None:
        for act, which, language, tags, when in acts:
            stories = list(Article.objects.order_by("pk"))
            if act == "start" or not stories:
                start_article(facts=self.facts(tags, when), at=NOW)
            elif act == "tag":
                Tag.objects.filter(slug=f"tag-{which}").delete()
            else:
                try:
                    with transaction.atomic():
                        self.act(act, stories[which % len(stories)], language, tags, when)
                except (Refused, ProtectedError, RestrictedError):
                    continue
        kept = filed(), repeated()
        wanted = sorted(
            (row.edition_id, row.tag_id, row.language, row.released_at)
            for row in tagged(Edition.objects.all())
        )

        file_again(Edition.objects.all())

        assert kept[0] == wanted
        assert kept == (filed(), repeated())


@pytest.mark.django_db
def test_filing_one_language_leaves_the_other_alone():
    lake = a_tag("lake", en="Lake", zh_hans="湖")
    article = an_article(tags=(lake,))
    english = a_public_edition(article)
    chinese = a_public_edition(article, language="zh-hans")
    before = filed()

    file_under_tags(Edition.objects.filter(pk=english.pk))

    assert [row[0] for row in before] == [english.pk, chinese.pk]
    assert filed() == before


@pytest.mark.django_db
def test_a_merged_source_and_a_merged_tag_take_their_lists_along():
    lake, pond = a_tag("lake", en="Lake", zh_hans="湖"), a_tag("pond", en="Pond", zh_hans="池")
    office, desk = a_source("office", en="Office"), a_source("desk", en="Desk")
    edition = a_public_edition(an_article(source=office, tags=(lake,)))
    chief = a_chief()

    merge([office], into=desk, by=chief, at=NOW)
    merge([lake], into=pond, by=chief, at=NOW)

    assert filed() == [(edition.pk, pond.pk, "en", NOW)]
    assert {source for _pk, _section, source in repeated()} == {desk.pk}
