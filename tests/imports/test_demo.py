"""Demo stories fill an empty site, and leave nothing behind."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.browsing.batch import Tally
from articles.editorial.site import save_site_settings
from articles.editorial.writing import Facts, start_article
from articles.imports.demo.load import load_site, remove_demo
from articles.imports.demo.readers import (
    plausible_counts,
    plausible_hosts,
    plausible_site_days,
    plausible_tallies,
)
from articles.models import (
    Article,
    Attachment,
    BrowseCount,
    BrowseTotal,
    Credit,
    Department,
    Edition,
    FootLink,
    Image,
    PressRun,
    ReferrerCount,
    Revision,
    Section,
    SiteDay,
    SiteSettings,
    Source,
    Tag,
    Transition,
    Translator,
)
from tests.factories import NOW, an_article, an_image

pytestmark = pytest.mark.django_db

ROWS = (
    Article, Attachment, BrowseCount, BrowseTotal, Credit, Department, Edition, FootLink, Image,
    ReferrerCount, Revision, Section, SiteDay, SiteSettings, Source, Tag, Transition, Translator,
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("narrow_pictures")
def test_removing_the_demo_leaves_only_stories_of_your_own_and_what_they_use(media_folder):
    said = StringIO()
    call_command("load_demo", stdout=said)
    section, cover = Section.objects.first(), Image.objects.first()
    mine = start_article(facts=Facts(section=section, cover=cover), at=NOW)

    call_command("remove_demo", stdout=said)
    call_command("load_demo", only_if_empty=True, stdout=said)

    left = {model.__name__: model.objects.count() for model in ROWS if model.objects.exists()}
    files = {str(path.relative_to(media_folder)) for path in media_folder.rglob("*.*")}
    assert said.getvalue().splitlines() == [
        "Drawing the pictures of the demo stories, half a minute …",
        "37 demo stories loaded; remove_demo takes them away.",
        "37 demo stories removed.",
    ], "and they do not come back"
    assert left == {"Article": 1, "Edition": 2, "Image": 1, "Section": 1}
    assert list(Article.objects.all()) == [mine]
    assert files == set(cover.file_names())
    assert len(files) == 12


SITE = {
    "tagline_en": "By the lake\n",
    "link": [{"language": "en", "words": "Campus", "address": "/en/sections/campus/"}],
}


def test_settings_of_the_demo_go_with_it():
    load_site(SITE)
    loaded = SiteSettings.objects.get()
    links = [(link.language, link.words) for link in loaded.foot_links.all()]

    remove_demo(say=str)

    assert (loaded.words_in("en", "tagline"), links) == ("By the lake", [("en", "Campus")])
    assert (SiteSettings.objects.count(), FootLink.objects.count()) == (0, 0)


def test_settings_that_an_admin_saved_since_stay_with_their_logo():
    load_site(SITE)
    site, logo = SiteSettings.objects.get(), an_image()
    Image.objects.update(is_demo=True)
    site.name_en, site.logo = "Lake University", logo
    save_site_settings(site, links=list(site.foot_links.all()), version=site.version)

    remove_demo(say=str)

    assert SiteSettings.objects.get().name_en == "Lake University"
    assert [link.words for link in FootLink.objects.all()] == ["Campus"]
    assert list(Image.objects.all()) == [logo]


def test_settings_that_an_admin_saved_before_stay_as_they_are():
    site = SiteSettings.objects.create(id=1)
    save_site_settings(site, links=[], version=1)

    load_site(SITE)

    assert SiteSettings.objects.get().words_in("en", "tagline") == ""
    assert FootLink.objects.count() == 0


def test_load_demo_refuses_a_site_that_has_stories():
    an_article()

    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")

    assert str(refusal.value) == "This site has stories; demo stories are for an empty one."
    assert Article.objects.count() == 1


def test_load_demo_only_if_empty_leaves_a_site_with_stories_alone():
    an_article()
    said = StringIO()

    call_command("load_demo", only_if_empty=True, stdout=said)

    assert (Article.objects.count(), said.getvalue()) == (1, "")


def test_load_demo_only_if_empty_leaves_a_site_alone_that_was_emptied():
    PressRun.start()

    call_command("load_demo", only_if_empty=True)

    assert Article.objects.count() == 0


def test_plausible_counts_lose_nothing_and_stay_within_the_days():
    first, last = NOW.date().replace(day=1), NOW.date()

    counts = plausible_counts(500, first=first, last=last, seed=1)

    assert sum(counts.values()) == 500
    assert first <= min(counts) <= max(counts) <= last
    assert counts == plausible_counts(500, first=first, last=last, seed=1)
    assert max(counts, key=counts.get) == first


def test_plausible_counts_of_a_story_of_tomorrow_are_none():
    assert plausible_counts(500, first=NOW.date(), last=NOW.date().replace(day=9), seed=1) == {}


def test_plausible_readers_are_never_more_than_browses():
    day, next_day = NOW.date(), NOW.date().replace(day=11)
    counts = {day: 1, next_day: 400}

    tallies = plausible_tallies(counts, seed=1)
    hosts = plausible_hosts(counts, language="zh-hans", seed=1)

    assert tallies == plausible_tallies(counts, seed=1)
    assert {day: tally.browses for day, tally in tallies.items()} == counts
    assert all(1 <= tally.visitors <= tally.browses for tally in tallies.values())
    assert 0 < sum(number for (at, _host), number in hosts.items() if at == next_day) < 200


def test_plausible_visitors_of_the_site_are_fewer_than_those_of_its_stories_together():
    day = NOW.date()

    site = plausible_site_days([{day: Tally(visitors=10)}, {day: Tally(visitors=90)}])
    one = plausible_site_days([{day: Tally(visitors=10)}])

    assert (site, one) == ({day: 90}, {day: 10})
