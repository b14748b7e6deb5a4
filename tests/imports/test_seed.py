"""Seeded stories are as the desk would have made them, go on after a stop, and leave nothing."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from articles.browsing.batch import Tally
from articles.browsing.totals import bring_referrers, bring_start_value, bring_tallies, recount
from articles.editorial.workflow import publish
from articles.editorial.writing import Facts, Release, save_draft, save_release, start_article
from articles.imports.demo import load as demo
from articles.imports.seed import load
from articles.imports.seed.load import seed
from articles.imports.seed.mark import form_key, read_form_key
from articles.imports.seed.story import Plan, SeededStory, Sizes, tell
from articles.imports.seed.vocabulary import SeedRefused, make_vocabulary
from articles.models import (
    Article,
    BrowseCount,
    BrowseTotal,
    Credit,
    Edition,
    ReferrerCount,
    Revision,
    Section,
    SiteDay,
    Source,
    Tag,
    TaggedEdition,
    Transition,
    Translator,
)
from articles.search.rebuilding import differences, unexpired
from articles.text.story import written
from tests.factories import NOW, SHANGHAI, a_section, an_article

pytestmark = pytest.mark.django_db

PLAN = Plan(count=300, paragraphs=2, until=date(2025, 3, 10))
MADE = (
    Article, Edition, Revision, Transition, Credit, Article.tags.through, TaggedEdition,
    BrowseTotal, BrowseCount, ReferrerCount,
)  # fmt: skip
OWNED = {Article: "story", Edition: "edition", Revision: "revision"}


def say_nothing(_line: str) -> None:
    pass


def seeded(count: int = PLAN.count, **more) -> None:
    seed(**{"count": count, "paragraphs": 2, "at": NOW, "say": say_nothing, **more})


def told(plan: Plan = PLAN) -> list[SeededStory]:
    sizes = Sizes(*map(len, make_vocabulary(tags=plan.tags)))
    numbers = range(1, plan.count + 1)
    return [tell(number, plan=plan, sizes=sizes, zone=SHANGHAI) for number in numbers]


def through_the_desk(story: SeededStory) -> Article:
    """The same story, as people would write, publish and read it."""
    sections, sources, translators, tags = make_vocabulary(tags=PLAN.tags)
    facts = Facts(
        section=Section.objects.get(pk=sections[story.section]),
        source=None if story.source is None else Source.objects.get(pk=sources[story.source]),
        tags=list(Tag.objects.filter(pk__in=[tags[number] for number in story.tags])),
    )
    begun = min(edition.released_at for edition in story.editions)
    article = start_article(facts=facts, at=begun, is_demo=True)
    for each in sorted(story.editions, key=lambda edition: edition.language):
        edition = article.editions.get(language=each.language)
        text = written(**each.text._asdict())
        save_draft(edition, text=text, base=0, by=None, at=each.released_at)
        people: dict[str, list[str]] = {}
        for role, name in each.credits:
            people.setdefault(role, []).append(name)
        release = Release(
            released_at=each.released_at,
            expires_at=each.expires_at,
            translator=(
                None
                if each.translator is None
                else Translator.objects.get(pk=translators[each.translator])
            ),
            translated_from=each.translated_from,
            credits=people,
        )
        save_release(edition, release=release, version=edition.facts_version)
        publish(edition, by=None, at=each.released_at)
        tallies = {day.day: Tally(day.browses, day.visitors, day.robots) for day in each.days}
        bring_tallies(edition, tallies=tallies)
        hosts = {(day.day, day.host): day.sent for day in each.days if day.sent}
        bring_referrers(edition, hosts=hosts)
    if story.start:
        bring_start_value(article, value=story.start)
    return article


def everything(article: Article) -> dict[str, list[dict[str, object]]]:
    """Every row that belongs to the story, in every table there is, as the database has it."""
    names = {(Article, article.pk): "the story"}
    for edition in article.editions.all():
        names[Edition, edition.pk] = edition.language
        for revision in edition.revisions.all():
            names[Revision, revision.pk] = f"{edition.language} {revision.number}"
    found = {}
    for model in apps.get_app_config("articles").get_models(include_auto_created=True):
        owners = {
            field.column: field.related_model
            for field in model._meta.concrete_fields
            if field.related_model in OWNED
        }
        if model in OWNED:
            owners["id"] = model
        rows = [named(row, owners, names) for row in raw_rows(model)]
        mine = [row for row in rows if any(row[column] in names.values() for column in owners)]
        found[model.__name__] = sorted(mine, key=str)
    return found


def raw_rows(model) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table}")
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def named(row: dict[str, object], owners, names) -> dict[str, object]:
    """The row with the names of what it belongs to, and without what differs in any two rows."""
    words = {column: names.get((model, row[column])) for column, model in owners.items()}
    return {
        column: words.get(column, value)
        for column, value in row.items()
        if column in words or column not in {"id", "form_key", "place"}
    }


def test_a_seeded_story_is_in_every_row_as_if_it_had_gone_through_the_desk():
    seeded()
    articles = list(Article.objects.order_by("form_key"))
    stories = told()
    of_each_kind = [
        next(number for number, story in enumerate(stories) if is_of_this_kind(story))
        for is_of_this_kind in (
            lambda story: [each.language for each in story.editions] == ["zh-hans", "en"],
            lambda story: [each.language for each in story.editions] == ["en", "zh-hans"],
            lambda story: [each.language for each in story.editions] == ["zh-hans"],
            lambda story: [each.language for each in story.editions] == ["en"],
            lambda story: story.source is None,
            lambda story: not story.tags,
            lambda story: len(story.tags) == 3,
            lambda story: story.editions[0].expires_at,
            lambda story: len(story.editions[0].credits) == 2,
            lambda story: story.start,
            lambda story: any(day.sent for day in story.editions[0].days),
        )
    ]

    # Read first: each publishing takes what is expired out of the search.
    made = [everything(articles[number]) for number in of_each_kind]

    for number, rows in zip(of_each_kind, made, strict=True):
        assert rows == everything(through_the_desk(stories[number]))


def test_every_total_is_the_sum_of_its_days_and_every_day_has_visitors_of_the_site():
    seeded()

    assert list(recount()) == []
    days = set(BrowseCount.objects.values_list("day", flat=True))
    assert set(SiteDay.objects.values_list("day", flat=True)) == days
    assert max(days) == PLAN.until - timedelta(days=1), "today is counted one by one"


def test_stories_come_out_over_twenty_years_in_the_order_of_their_numbers():
    stories = told()

    first = [story.editions[0].released_at for story in stories]

    assert first == sorted(first)
    assert (first[0].year, first[-1].year) == (2005, 2025)
    assert {story.section for story in stories} == set(range(10))
    kinds = Counter(tuple(sorted(each.language for each in story.editions)) for story in stories)
    assert kinds == {("en", "zh-hans"): 195, ("zh-hans",): 51, ("en",): 54}


def test_a_story_is_the_same_at_each_run():
    story = told()[6]

    english = next(each for each in story.editions if each.language == "en")
    chinese = next(each for each in story.editions if each.language == "zh-hans")
    assert (english.text.title, english.text.slug, chinese.text.title) == (
        "Student Affairs Office opens a lecture series on renewable energy",
        "student-affairs-office-opens-a-lecture-series-on-renewable-energy",
        "学生工作处举办可再生能源系列讲座",
    )


def test_what_was_stopped_goes_on_to_the_same_end(monkeypatch):
    monkeypatch.setattr(load, "BATCH", 125)
    lines = []

    def stop(line: str) -> None:
        lines.append(line)
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "SAY_EVERY", 0)
    with pytest.raises(KeyboardInterrupt):
        seeded(say=stop)
    there = Article.objects.count()
    seeded(at=NOW + timedelta(days=3))

    assert [line.partition(",")[0] for line in lines] == ["125 of 300 stories (41 %)"]
    assert there == 125
    keys = list(Article.objects.order_by("pk").values_list("form_key", flat=True))
    assert keys == [form_key(PLAN, number) for number in range(1, 301)]
    titles = Article.objects.order_by("pk").values_list("title_en", flat=True)
    texts = ({each.language: each.text.title for each in story.editions} for story in told())
    assert list(titles) == [text.get("en", "") for text in texts]


def test_a_finished_site_gets_nothing_more():
    seeded(10)
    said = StringIO()

    call_command("seed_stories", count=10, stdout=said)

    assert said.getvalue() == "0 stories made, 0 rows.\n"
    assert Article.objects.count() == 10


def test_the_command_makes_stories_that_visitors_can_read(client):
    said = StringIO()

    call_command("seed_stories", count=10, paragraphs=3, stdout=said)

    rows = sum(len(raw_rows(model)) for model in MADE)
    lines = said.getvalue().splitlines()
    assert lines == ["10 of 10 stories (100 %), 0:00:00 left", f"10 stories made, {rows} rows."]
    edition = Edition.objects.published(NOW).filter(language="en").newest_first().first()
    page = client.get(edition.get_absolute_url())
    assert page.status_code == 200
    body = edition.article.body_en
    assert (body in page.text, body.count("<p>")) == (True, 3)
    assert read_form_key(edition.article.form_key).plan.until == localdate()


def test_seeded_stories_are_found_at_once_or_when_the_index_is_made():
    at = timezone.now()
    seeded(10)
    found_at_once = list(differences(at=at))
    demo.remove_demo(say=say_nothing)

    call_command("seed_stories", count=10, without_search=True, stdout=StringIO())
    left_out = [difference.kind for difference in differences(at=at)]
    call_command("rebuild_search", stdout=StringIO())

    lasting = unexpired(at=at).filter(status="published").count()
    assert (found_at_once, left_out) == ([], ["missing"] * lasting)
    assert list(differences(at=at)) == []


def test_a_site_with_stories_of_its_own_is_not_seeded_unasked():
    an_article()

    with pytest.raises(CommandError) as refusal:
        call_command("seed_stories", count=10)

    assert str(refusal.value) == (
        "This site has stories of its own; seeded ones are for measuring and would stand among"
        " them, for every reader to see. --anyway makes them nevertheless; remove_demo takes"
        " them away again."
    )
    assert Article.objects.count() == 1


def test_seeded_stories_stand_beside_others_where_somebody_insists_and_go_without_them(
    monkeypatch,
):
    mine = an_article()
    monkeypatch.setattr(demo, "MOST_AT_ONCE", 4)
    said = StringIO()

    call_command("seed_stories", count=10, anyway=True, stdout=StringIO())
    there = Article.objects.count()
    call_command("remove_demo", stdout=said)

    assert there == 11
    assert said.getvalue().splitlines() == [
        "4 of 10 stories removed",
        "8 of 10 stories removed",
        "10 of 10 stories removed",
        "10 demo stories removed.",
    ]
    assert list(Article.objects.all()) == [mine]
    assert list(Section.objects.all()) == [mine.section]
    left = [
        model.__name__ for model in (Tag, Source, Translator, SiteDay) if model.objects.exists()
    ]
    assert left == []


def test_another_number_of_stories_is_another_site():
    seeded(10)

    with pytest.raises(SeedRefused) as refusal:
        seeded(20)

    assert str(refusal.value) == (
        "This site has 10 of 10 seeded stories of 2 paragraphs. Go on with --count 10 --paragraphs"
        " 2, or take them away first with remove_demo."
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"count": 0}, "0 is no number of stories: from 1 to 16,777,215 can be made."),
        ({"count": 2**24}, "16777216 is no number of stories: from 1 to 16,777,215 can be made."),
        ({"paragraphs": 0}, "A text has from 1 to 50 paragraphs, not 0."),
        ({"paragraphs": 51}, "A text has from 1 to 50 paragraphs, not 51."),
    ],
)
def test_nonsense_is_refused(asked, sentence):
    with pytest.raises(SeedRefused) as refusal:
        seeded(**asked)

    assert str(refusal.value) == sentence
    assert Article.objects.count() == Tag.objects.count() == 0


def test_a_section_that_one_language_cannot_print_is_refused():
    a_section("research", en="Research", zh_hans="")

    with pytest.raises(SeedRefused) as refusal:
        seeded(10)

    assert str(refusal.value) == (
        "The section “research” has no name in one of the languages, and seeded stories are"
        " to stand under it in both: give it one, or another slug."
    )
    assert Article.objects.count() == 0


def test_words_that_are_there_are_taken_and_stay():
    mine = a_section("research", en="Our research", zh_hans="科研")

    seeded(30)

    assert Section.objects.get(slug="research").name_en == "Our research"
    assert Article.objects.filter(section=mine).exists()
    demo.remove_demo(say=say_nothing)
    assert list(Section.objects.all()) == [mine]


@pytest.mark.parametrize("number", [1, 2**24 - 1])
def test_a_form_key_says_which_story_of_which_plan_it_is(number):
    plan = Plan(count=2**24 - 1, paragraphs=50, until=date(2100, 12, 31))

    assert read_form_key(form_key(plan, number)) == (plan, number)
