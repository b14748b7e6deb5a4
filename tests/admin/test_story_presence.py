"""The form tells who else has the story open and what they saved, and holds nobody up."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.editorial.presence import arrive
from articles.editorial.writing import Facts, Release, save_draft, save_facts, save_release
from articles.models import OpenStory
from articles.text.story import written
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.stories import ADD, address_of, save
from tests.factories import a_draft, an_article

pytestmark = pytest.mark.django_db

REST = "Your own words stay here: when you save, both versions are shown side by side."


def door_of(article):
    return f"/admin/articles/article/{article.pk}/presence/"


def numbers_in(opened):
    """What the script of the form sends."""
    fields = form_of(opened).items()
    return {name: value for name, value in fields if name.endswith("_base")}


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"


def a_colleague(name="hanmei", **names):
    colleague = a_chief(name)
    for key, value in names.items():
        setattr(colleague, key, value)
    colleague.save()
    return colleague


@pytest.mark.parametrize(
    ("names", "shown"),
    [({}, "hanmei"), ({"first_name": "Mei", "last_name": "Han"}, "Mei Han")],
)
def test_opening_a_story_shows_who_else_has_it_open(names, shown):
    article, now = an_article(), timezone.now()
    arrive(article, user=a_colleague(**names), at=now, idle=timedelta(seconds=20))

    page = browser_of(a_chief()).get(address_of(article)).content.decode()

    assert f"<p>{shown} has had this story open since {clock(now)}.</p>" in page
    assert f"{shown} was last active 2" in page


def test_opening_a_story_writes_nothing():
    article = an_article()

    browser_of(a_chief()).get(address_of(article))

    assert OpenStory.objects.count() == 0


def test_a_form_that_is_open_says_so_and_hears_of_others():
    article, now = an_article(), timezone.now()
    arrive(article, user=a_colleague(), at=now - timedelta(minutes=1), idle=timedelta(minutes=4))
    chief = a_chief()

    response = browser_of(chief).post(door_of(article), {"idle": "3"})

    answer = response.json()
    assert answer["open"] == [
        f"hanmei has had this story open since {clock(now - timedelta(minutes=1))}."
    ]
    assert answer["active"] == ["hanmei was last active 5 minutes ago."]
    assert answer["saved"] == []
    own = OpenStory.objects.get(user=chief)
    assert (own.article, own.seen_at - own.active_at) == (article, timedelta(seconds=3))


@pytest.mark.parametrize("idle", ["", "-3", "soon", "9" * 50, "٣"])
def test_nonsense_about_the_last_touch_counts_as_now(idle):
    article, chief = an_article(), a_chief()

    response = browser_of(chief).post(door_of(article), {"idle": idle})

    own = OpenStory.objects.get(user=chief)
    assert (response.status_code, own.seen_at) == (200, own.active_at)


def test_leaving_is_told_at_once():
    article, chief = an_article(), a_chief()
    browser = browser_of(chief)
    browser.post(door_of(article))

    response = browser.post(door_of(article), {"leaving": "yes"})

    assert (response.status_code, OpenStory.objects.count()) == (204, 0)


def test_the_answer_is_in_the_language_of_the_reader():
    article, now = an_article(), timezone.now()
    arrive(article, user=a_colleague(), at=now)

    answer = browser_of(a_chief(), language="zh-hans").post(door_of(article)).json()

    assert answer["open"] == [f"hanmei 从 {clock(now)} 起一直开着这篇稿件。"]


def test_what_others_saved_meanwhile_is_told_by_part():
    edition, now = a_draft(title="First"), timezone.now()
    article, colleague = edition.article, a_colleague()
    browser = browser_of(a_chief())
    opened = browser.get(address_of(article))
    save_draft(edition, text=written(title="Second"), base=1, by=colleague, at=now)
    save_facts(article, facts=Facts(section=article.section), version=1, by=colleague, at=now)
    save_release(edition, release=Release(), version=1)

    answer = browser.post(door_of(article), numbers_in(opened)).json()

    assert answer["saved"] == [
        f"hanmei saved “Facts” at {clock(now)}.",
        f"hanmei saved “English, text” at {clock(now)}.",
        "Somebody else saved “English, release and credits”.",
        REST,
    ]


def test_what_the_refused_form_shows_already_is_not_told_again():
    edition = a_draft(title="First")
    browser = browser_of(a_chief())
    opened = numbers_in(browser.get(address_of(edition.article)))
    save_draft(edition, text=written(title="Second"), base=1, by=a_colleague(), at=timezone.now())

    answer = browser.post(door_of(edition.article), {**opened, "en_text_shown": "2"}).json()

    assert answer["saved"] == []


def test_what_one_saved_oneself_in_another_window_is_no_news():
    article = a_draft(title="First").article
    browser = browser_of(a_chief())
    opened = numbers_in(browser.get(address_of(article)))
    save(browser, address_of(article), {"en_title": "Second"})

    answer = browser.post(door_of(article), opened).json()

    assert answer["saved"] == []


def test_who_may_only_look_is_not_announced_and_hears_nothing():
    article = an_article()
    arrive(article, user=a_colleague(), at=timezone.now())
    reader = browser_of(a_staff_member("view_article"))

    page = reader.get(address_of(article)).content.decode()
    response = reader.post(door_of(article))

    assert "presence" not in page
    assert (response.status_code, OpenStory.objects.count()) == (403, 1)


def test_a_story_that_is_not_there_yet_has_no_door():
    page = browser_of(a_chief()).get(ADD).content.decode()

    assert "presence" not in page


def test_a_story_that_is_gone_is_not_found():
    article = an_article()
    door = door_of(article)
    article.delete()

    assert browser_of(a_chief()).post(door).status_code == 404


def test_the_door_takes_no_other_method():
    article = an_article()

    assert browser_of(a_chief()).get(door_of(article)).status_code == 405


def test_the_door_is_closed_to_those_who_are_not_signed_in():
    article = an_article()

    response = Client().post(door_of(article))

    assert (response.status_code, OpenStory.objects.count()) == (302, 0)


def test_the_door_is_safe_from_other_sites():
    article = an_article()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_chief())

    response = browser.post(door_of(article))

    assert (response.status_code, OpenStory.objects.count()) == (403, 0)


@pytest.mark.parametrize("colleagues", [1, 3])
def test_saying_that_one_is_here_costs_the_same_whoever_else_is(
    django_assert_num_queries, colleagues
):
    edition = a_draft(title="First")
    browser = browser_of(a_chief())
    opened = numbers_in(browser.get(address_of(edition.article)))
    for number in range(colleagues):
        colleague = a_colleague(f"colleague{number}")
        arrive(edition.article, user=colleague, at=timezone.now())
    save_draft(edition, text=written(title="Second"), base=1, by=colleague, at=timezone.now())
    browser.post(door_of(edition.article), opened)

    # Session, user, story, editions; one write; the others; who saved.
    with django_assert_num_queries(7):
        answer = browser.post(door_of(edition.article), opened).json()

    assert (len(answer["open"]), len(answer["saved"])) == (colleagues, 2)
