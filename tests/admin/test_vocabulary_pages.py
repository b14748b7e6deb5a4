"""Sections, sources, translators, tags and departments in the admin."""

import pytest

from articles.models import Department, PressRun, Section, Source, Tag, Translator
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.factories import a_section, a_source, an_article

pytestmark = pytest.mark.django_db
WORDS = [Section, Source, Translator, Tag, Department]


def add(client, model, **fields):
    name = model._meta.model_name
    return client.post(f"/admin/articles/{name}/add/", {"position": "100", **fields})


def press_runs():
    return sum(PressRun.objects.values_list("number", flat=True))


@pytest.mark.parametrize("model", WORDS)
def test_a_word_gets_both_names_and_starts_a_press_run(model):
    client = browser_of(a_chief())

    add(client, model, name_en="Campus life", name_zh_hans="校园生活", slug="campus")

    word = model.objects.get()
    assert (word.name_en, word.name_zh_hans, word.slug) == ("Campus life", "校园生活", "campus")
    assert press_runs() == 1


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        ({"name_en": "Campus life", "name_zh_hans": "校园生活"}, "campus-life"),
        ({"name_en": "", "name_zh_hans": "校园生活"}, "xiao-yuan-sheng-huo"),
    ],
)
def test_a_missing_slug_is_made_from_a_name(names, slug):
    client = browser_of(a_chief())

    add(client, Section, slug="", **names)

    assert Section.objects.get().slug == slug


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This slug is in use already: write a different one."),
        ("zh-hans", "这个网址别名已被使用：请换一个。"),
    ],
)
@pytest.mark.parametrize("slug", ["campus", ""])
def test_a_slug_in_use_is_told_at_its_field_and_what_was_typed_stays(language, sentence, slug):
    a_section("campus", en="Old", zh_hans="旧")
    client = browser_of(a_chief(), language=language)

    response = add(client, Section, name_en="Campus", name_zh_hans="校园", slug=slug)

    form = form_of(response, form_id="section_form")
    assert response.context["adminform"].form.errors == {"slug": [sentence]}
    assert (form["name_en"], form["name_zh_hans"]) == ("Campus", "校园")
    assert Section.objects.count() == 1


@pytest.mark.parametrize("model", WORDS)
def test_a_word_without_any_name_is_refused(model):
    client = browser_of(a_chief())

    response = add(client, model, name_en="", name_zh_hans=" ", slug="nameless")

    assert response.context["adminform"].form.non_field_errors() == [
        "Give the name in at least one language."
    ]
    assert model.objects.count() == 0


def test_a_word_without_anything_is_refused():
    client = browser_of(a_chief())

    response = add(client, Tag, name_en="", name_zh_hans="", slug="")

    assert response.context["adminform"].form.non_field_errors() == [
        "Give the name in at least one language."
    ]


def test_the_fields_say_for_which_language_they_are():
    client = browser_of(a_chief())

    page = client.get("/admin/articles/section/add/").content.decode()

    assert '<label for="id_name_en">Name (English):</label>' in page
    assert '<label for="id_name_zh_hans">Name (Simplified Chinese):</label>' in page


def test_the_list_shows_both_names_and_is_searched_by_either():
    a_section("campus", en="Campus", zh_hans="校园")
    a_section("research", en="Research", zh_hans="科研")
    client = browser_of(a_chief())

    page = client.get("/admin/articles/section/", {"q": "科研"}).content.decode()

    assert (">Research</a>" in page, ">科研</a>" in page, "Campus" in page) == (True, True, False)


def test_changing_and_deleting_start_a_press_run():
    section = a_section()
    client = browser_of(a_chief())
    fields = {"name_en": "New", "name_zh_hans": "新", "slug": "new", "position": "1"}
    fields |= {"old_addresses-TOTAL_FORMS": "0", "old_addresses-INITIAL_FORMS": "0"}

    client.post(f"/admin/articles/section/{section.pk}/change/", fields)
    changed = press_runs()
    client.post(f"/admin/articles/section/{section.pk}/delete/", {"post": "yes"})

    assert (changed, press_runs(), Section.objects.count()) == (1, 2, 0)


def test_deleting_many_starts_a_press_run():
    chosen = [a_section("a").pk, a_section("b").pk]
    client = browser_of(a_chief())

    client.post(
        "/admin/articles/section/",
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
    )

    assert (press_runs(), Section.objects.count()) == (1, 0)


def test_a_word_in_use_is_not_deleted():
    article = an_article(source=a_source())
    client = browser_of(a_chief())

    response = client.post(f"/admin/articles/source/{article.source.pk}/delete/", {"post": "yes"})

    assert Source.objects.count() == 1
    page = response.content.decode()
    assert "<p>“News Centre” is in use and cannot be deleted. Take it out" in page
    assert f'<a href="/admin/articles/article/{article.pk}/change/">' in page


def test_the_slug_of_a_word_in_use_does_not_follow_the_name():
    section = a_section()
    client = browser_of(a_chief())

    added = client.get("/admin/articles/section/add/").content.decode()
    changed = client.get(f"/admin/articles/section/{section.pk}/change/").content.decode()

    assert ("#id_slug" in added, "#id_slug" in changed) == (True, False)


def test_who_may_only_look_changes_no_word():
    section = a_section()
    client = browser_of(a_staff_member("view_section"))

    page = client.get(f"/admin/articles/section/{section.pk}/change/")
    response = client.post(f"/admin/articles/section/{section.pk}/change/", {"slug": "x"})

    assert '<div class="readonly">校园</div>' in page.content.decode()
    assert response.status_code == 403
