"""The fields of a story in which pictures and files of the library are chosen."""

import pytest
from django.forms import ModelMultipleChoiceField

from articles.admin.library.pickers import FilesPicker
from articles.models import Article, Attachment
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.stories import ADD, address_of, save
from tests.factories import a_draft, a_section, an_article, an_image

pytestmark = pytest.mark.django_db


def an_attachment(*, title_en):
    return Attachment.objects.create(
        file="attachments/programme.pdf",
        media_type="application/pdf",
        size=2048,
        digest="0" * 64,
        title_en=title_en,
    )


def test_the_form_shows_the_cover_with_its_words():
    picture = an_image(alt_en="A lake", alt_zh_hans="")
    article = an_article(cover=picture)

    page = browser_of(a_chief()).get(address_of(article)).content.decode()

    assert f'src="{picture.thumbnail.url}"' in page
    assert '<span class="picker-alt" lang="en">A lake</span>' in page
    assert '<span class="picker-alt is-missing">no alternative text yet</span>' in page


def test_the_form_shows_type_and_size_of_each_file():
    article, file = an_article(), an_attachment(title_en="Programme")
    article.attachments.add(file)

    page = browser_of(a_chief()).get(address_of(article)).content.decode()

    assert '<span class="picker-title">Programme</span>' in page
    assert '<span class="picker-kind">PDF</span> <span class="picker-size">2.0\xa0KB</span>' in page


def test_what_was_chosen_is_saved():
    picture = an_image()
    files = [an_attachment(title_en=title) for title in ("Programme", "Map")]
    chosen = {"cover": picture.pk, "attachments": [file.pk for file in files]}

    save(browser_of(a_chief()), ADD, {"section": a_section().pk, "en_title": "Ice", **chosen})

    article = Article.objects.get()
    assert (article.cover, {*article.attachments.all()}) == (picture, {*files})


def test_what_was_taken_away_is_gone():
    article = an_article(cover=an_image())
    article.attachments.add(an_attachment(title_en="Programme"), an_attachment(title_en="Map"))
    kept = article.attachments.get(title_en="Map")

    save(browser_of(a_chief()), address_of(article), {"cover": "", "attachments": [kept.pk]})

    article.refresh_from_db()
    assert (article.cover, list(article.attachments.all())) == (None, [kept])


def test_the_last_file_can_be_taken_away():
    article = an_article()
    article.attachments.add(an_attachment(title_en="Programme"))
    client = browser_of(a_chief())
    posted = typed(client.get(address_of(article)), {})
    del posted["attachments"]

    client.post(address_of(article), posted)

    assert list(article.attachments.all()) == []


def test_an_untouched_form_changes_no_fact():
    article = an_article(cover=an_image())
    article.attachments.add(an_attachment(title_en="Programme"))
    before = Article.objects.get().facts_version

    save(browser_of(a_chief()), address_of(article), {})

    assert Article.objects.get().facts_version == before


def test_a_refused_form_still_shows_what_was_chosen():
    picture, file = an_image(alt_en="A lake"), an_attachment(title_en="Programme")
    client = browser_of(a_chief())
    chosen = {"cover": picture.pk, "attachments": [file.pk]}

    refused = client.post(ADD, typed(client.get(ADD), {"section": "", **chosen}))

    form = form_of(refused)
    page = refused.content.decode()
    assert (form["cover"], form["attachments"]) == (str(picture.pk), str(file.pk))
    assert (f'src="{picture.thumbnail.url}"' in page, ">Programme</span>" in page) == (True, True)


@pytest.mark.parametrize("nonsense", ["x", "-1", "²", "9" * 18, "1 OR 1=1"])
def test_what_is_no_picture_and_no_file_is_refused_at_its_field(nonsense):
    client = browser_of(a_chief())
    chosen = {"cover": nonsense, "attachments": [nonsense]}

    refused = client.post(ADD, typed(client.get(ADD), {"section": a_section().pk, **chosen}))

    errors = refused.context["adminform"].form.errors
    assert sorted(errors) == ["attachments", "cover"]
    assert Article.objects.count() == 0


def test_a_number_that_is_too_long_for_the_database_breaks_nothing():
    client = browser_of(a_chief())
    chosen = {"cover": "9" * 30, "attachments": ["9" * 30]}

    refused = client.post(ADD, typed(client.get(ADD), {"section": a_section().pk, **chosen}))

    assert list(refused.context["adminform"].form.errors) == ["cover"]


def test_who_may_only_look_sees_the_cover_and_no_buttons():
    article = a_draft(an_article(cover=an_image(alt_en="A lake"))).article
    client = browser_of(a_staff_member("view_article"))

    page = client.get(address_of(article)).content.decode()

    assert ("A lake" in page, "data-choose" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_picker_asks_the_database_once(count, django_assert_num_queries):
    files = [an_attachment(title_en=f"File {number}").pk for number in range(count)]
    field = ModelMultipleChoiceField(Attachment.objects.all(), widget=FilesPicker())

    with django_assert_num_queries(1):
        page = field.widget.render("attachments", files)

    assert page.count('name="attachments"') - 1 == count  # one tells the script the name
