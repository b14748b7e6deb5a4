"""The page that merges sections, sources, translators and tags."""

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import OldSlug, Tag
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import address_of, conflicts_in, save
from tests.factories import a_public_edition, a_section, a_tag, an_article

pytestmark = pytest.mark.django_db

ALL = ("change_tag", "delete_tag", "view_tag", "change_article", "view_article")


def tags():
    return (
        a_tag("ice", en="Ice", zh_hans="冰"),
        a_tag("frost", en="Frost", zh_hans="霜"),
        a_tag("winter", en="Winter", zh_hans="冬天"),
    )


def page_for(*words) -> str:
    return "/admin/articles/tag/merge/?" + "&".join(f"of={word.pk}" for word in words)


def test_tags_are_merged_after_a_question_that_says_what_happens():
    ice, frost, winter = tags()
    a_public_edition(an_article(tags=(ice,)))
    a_public_edition(an_article(tags=(frost, winter)))
    client = browser_of(a_chief())
    asked = client.post(page_for(ice, frost), {"into": winter.pk})
    untouched = Tag.objects.count()

    done = client.post(page_for(ice, frost), form_of(asked, form_id="question-form"), follow=True)

    assert untouched == 3
    assert asked.context["will_happen"] == [
        "2 stories move to “Winter”, drafts and withdrawn ones included.",
        "1 of them has “Winter” already, and keeps it once.",
        "“Ice”, “Frost”: deleted. Every address and feed of theirs leads to “Winter”.",
        "This cannot be undone.",
    ]
    assert words_of(done) == ["“Ice”, “Frost”: merged into “Winter”, 2 stories."]
    assert done.redirect_chain == [(f"/admin/articles/tag/{winter.pk}/change/", 302)]
    assert list(Tag.objects.all()) == [winter]


def test_it_is_written_down_what_became_of_what():
    ice, _frost, winter = tags()
    client = browser_of(a_chief())

    client.post(page_for(ice), {"into": winter.pk, "confirmed": "yes"})

    entries = LogEntry.objects.order_by("pk").values_list(
        "object_id", "object_repr", "action_flag", "change_message"
    )
    assert list(entries) == [
        (str(ice.pk), "Ice", 3, "Merged into “Winter”."),
        (str(winter.pk), "Winter", 2, "“Ice” merged into this: 0 stories."),
    ]


@pytest.mark.parametrize(
    ("count", "names"),
    [(1, "“T0”"), (3, "“T0”, “T1”, “T2”"), (4, "“T0”, “T1”, “T2” and 1 more")],
)
def test_the_heading_says_what_is_merged_into_what(count, names):
    words = [a_tag(f"t{n}", en=f"T{n}", zh_hans=f"标{n}") for n in range(count)]
    winter = a_tag("winter", en="Winter", zh_hans="冬天")
    client = browser_of(a_chief())

    first = client.get(page_for(*words)).content.decode()
    asked = client.post(page_for(*words), {"into": winter.pk}).content.decode()

    assert f"<h1>Merge {names} into …</h1>" in first
    assert f"<h1>Merge {names} into “Winter”?</h1>" in asked


def test_it_is_asked_in_chinese():
    ice, _frost, winter = tags()
    client = browser_of(a_chief(), language="zh-hans")

    asked = client.post(page_for(ice), {"into": winter.pk})

    assert asked.context["will_happen"][-1] == "此操作无法撤销。"


@pytest.mark.parametrize(
    ("into", "sentence"),
    [
        ("", "Choose the one that is to stay."),
        ("99999", "This one is not there any more: choose another."),
        ("x", "Choose the one that is to stay."),
        ("9" * 30, "Choose the one that is to stay."),
        ("itself", "“Ice” cannot be merged into itself: choose another one."),
    ],
)
def test_a_wrong_choice_is_told_at_the_field(into, sentence):
    ice, *_others = tags()
    client = browser_of(a_chief())

    answer = client.post(
        page_for(ice), {"into": ice.pk if into == "itself" else into, "confirmed": "yes"}
    )

    assert answer.context["form"].errors == {"into": [sentence]}
    assert Tag.objects.count() == 3


def test_a_section_that_lacks_a_name_on_a_published_page_is_refused():
    notices = a_section("notices", en="", zh_hans="通知")
    edition = a_public_edition()
    client = browser_of(a_chief())

    answer = client.post(
        f"/admin/articles/section/merge/?of={edition.section_id}", {"into": notices.pk}
    )

    sentence = (
        "“通知” has no name in English yet, but published texts in English print it: add the name "
        "first."
    )
    assert answer.context["form"].errors == {"into": [sentence]}


def test_who_was_faster_is_told_to_the_second():
    ice, _frost, winter = tags()
    client = browser_of(a_chief())
    question = page_for(ice)
    client.post(question, {"into": winter.pk})
    ice.delete()

    assert client.post(question, {"into": winter.pk, "confirmed": "yes"}).status_code == 404


@pytest.mark.parametrize("lacking", ["change_tag", "delete_tag", "change_article"])
def test_it_needs_every_permission_it_uses(lacking):
    ice, _frost, winter = tags()
    client = browser_of(a_staff_member(*(each for each in ALL if each != lacking)))

    looked = client.get(page_for(ice)).status_code
    done = client.post(page_for(ice), {"into": winter.pk, "confirmed": "yes"}).status_code
    form = client.get(f"/admin/articles/tag/{ice.pk}/change/").content.decode()

    assert (looked, done, Tag.objects.count()) == (403, 403, 3)
    assert "/merge/" not in form


def test_with_these_permissions_the_form_and_the_list_lead_there():
    ice, frost, _winter = tags()
    client = browser_of(a_staff_member(*ALL))

    form = client.get(f"/admin/articles/tag/{ice.pk}/change/").content.decode()
    sent = client.post(
        "/admin/articles/tag/",
        {"action": "merge_into", "_selected_action": [ice.pk, frost.pk]},
    )

    assert f'href="/admin/articles/tag/merge/?of={ice.pk}"' in form
    assert sent["Location"] == page_for(ice, frost)


def test_departments_are_not_merged():
    client = browser_of(a_chief())

    assert client.get("/admin/articles/department/merge/?of=1").status_code == 403


@pytest.mark.parametrize("asked", ["", "?of=", "?of=x", "?of=99999", f"?of={'9' * 40}"])
def test_without_a_tag_there_is_nothing_to_merge(asked):
    client = browser_of(a_chief())

    assert client.get(f"/admin/articles/tag/merge/{asked}").status_code == 404


def test_an_open_story_is_told_of_a_merge_and_loses_no_word():
    ice, _frost, winter = tags()
    edition = a_public_edition(an_article(tags=(ice,)), title="Before")
    client = browser_of(a_chief())
    address = address_of(edition.article)
    opened = client.get(address)
    client.post(page_for(ice), {"into": winter.pk, "confirmed": "yes"})

    sent = {**form_of(opened), "en_title": "After", "is_pinned": "on", "_continue": "yes"}
    refused = client.post(address, sent)
    again = client.post(address, {**form_of(refused), "_continue": "yes"})

    assert (refused.status_code, again.status_code) == (200, 200)
    assert form_of(again)["en_title"] == "After"
    assert list(edition.article.tags.all()) == [winter]
    assert "facts" in conflicts_in(again)


def test_a_new_slug_typed_in_the_form_keeps_the_old_one():
    section = a_section("campus")
    client = browser_of(a_chief())
    address = f"/admin/articles/section/{section.pk}/change/"

    save(client, address, {"slug": "life"}, form_id="section_form", button="_save")

    assert list(OldSlug.objects.values_list("slug", "section")) == [("campus", section.pk)]
