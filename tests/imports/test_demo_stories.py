"""What stands on a site that was filled with demo stories."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings

from articles.browsing.days import day_of
from articles.browsing.totals import recount
from articles.browsing.visitors import recount_visitors
from articles.imports.demo.load import load_demo
from articles.models import (
    Article,
    BrowseCount,
    BrowseTotal,
    Edition,
    Image,
    ReferrerCount,
    Section,
    SiteDay,
    Source,
    State,
    Translator,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _demo(django_db_setup, narrow_pictures, django_db_blocker, tmp_path_factory):  # noqa: ARG001 - a database first
    """The loaded stories, once for the tests that only look at them."""
    folder = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with folder, django_db_blocker.unblock(), transaction.atomic():
        load_demo(at=NOW, say=lambda _line: None)
        yield
        transaction.set_rollback(True)


def states(language: str) -> Counter[str]:
    editions = Edition.objects.filter(language=language)
    return Counter(edition.state(at=NOW) for edition in editions)


@pytest.mark.usefixtures("_demo")
def test_demo_stories_are_alive_in_both_languages():
    chinese, english = states("zh-hans"), states("en")

    assert Article.objects.filter(is_demo=True).count() == Article.objects.count() >= 30
    assert chinese[State.EMPTY] == 0
    assert chinese[State.SCHEDULED] == 1
    assert chinese[State.DRAFT] >= 1
    assert english[State.DRAFT] >= 1
    assert english[State.PUBLIC] >= 20
    counts = [model.objects.count() for model in (Section, Source, Translator)]
    assert counts == [5, 6, 4]


@pytest.mark.usefixtures("_demo")
def test_demo_pictures_are_in_the_library_with_words_in_both_languages():
    images = Image.objects.all()

    assert images.count() >= 20
    assert all(image.alt_en and image.alt_zh_hans for image in images)


@pytest.mark.usefixtures("_demo")
def test_demo_counts_add_up():
    days = BrowseCount.objects.values_list("edition__article").annotate(Sum("browses"))

    totals = BrowseTotal.objects.exclude(counted=0).values_list("article", "counted")
    assert dict(totals) == dict(days)
    assert sum(dict(days).values()) > 1000
    assert list(recount()) == []
    assert list(recount_visitors()) == []


@pytest.mark.usefixtures("_demo")
def test_demo_readers_come_until_yesterday_so_that_today_is_exact():
    yesterday = day_of(NOW) - timedelta(days=1)

    lasts = [model.objects.latest("day").day for model in (BrowseCount, ReferrerCount, SiteDay)]

    assert lasts == [yesterday, yesterday, yesterday]
    assert list(SiteDay.objects.filter(closed_at=None)) == []


@pytest.mark.usefixtures("_demo")
def test_demo_readers_are_plausible():
    browses = dict(BrowseCount.objects.values_list("day").annotate(Sum("browses")).order_by())
    visitors = dict(BrowseCount.objects.values_list("day").annotate(Sum("visitors")).order_by())
    came = dict(ReferrerCount.objects.values_list("day").annotate(Sum("browses")).order_by())
    site = dict(SiteDay.objects.values_list("day", "visitors"))

    assert site.keys() == browses.keys()
    assert all(0 < site[day] <= visitors[day] <= browses[day] for day in browses)
    assert all(came[day] <= browses[day] for day in came)
    assert 0.1 < sum(came.values()) / sum(browses.values()) < 0.5
    assert BrowseCount.objects.filter(robots__gt=0).exists()
