"""Pictures in the admin: their list, and the page of one."""

from io import BytesIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.utils.html import strip_tags
from PIL import Image as Pillow

from articles.editorial.workflow import publish
from articles.editorial.writing import save_draft
from articles.models import (
    Attachment,
    Edition,
    Image,
    PictureUse,
    PressRun,
    Revision,
    SiteSettings,
)
from articles.text.story import written
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.uploads import a_file, a_picture, meanwhile
from tests.factories import NOW, a_draft, a_public_edition, an_article, an_image

pytestmark = pytest.mark.django_db
ADD_IMAGE = "/admin/articles/image/add/"
WORDS = {
    "alt_en": "A lake",
    "alt_zh_hans": "湖",
    "caption_en": "",
    "caption_zh_hans": "",
    "credit": "Li Lei",
    "focal_x": "0.5",
    "focal_y": "0.5",
}


GONE = "Nothing was saved: somebody has deleted this from the library meanwhile."


def change_address(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


def a_stored_picture(client, **words):
    client.post(ADD_IMAGE, {**WORDS, **words, "upload": a_picture()})
    return Image.objects.get()


def colour_of_thumbnail(image, x):
    """The letter of the strongest channel at the middle height."""
    with image.thumbnail.open() as stored, Pillow.open(stored) as thumbnail:
        pixel = thumbnail.convert("RGB").getpixel((x, 240))
    return "RGB"[pixel.index(max(pixel))]


def test_a_picture_is_kept_under_a_name_that_cannot_be_guessed():
    client = browser_of(a_chief())

    client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})

    image = Image.objects.get()
    assert (image.width, image.height) == (1440, 480)
    assert (image.thumbnail_width, image.thumbnail_height) == (720, 480)
    assert (image.alt_en, image.alt_zh_hans, image.credit) == ("A lake", "湖", "Li Lei")
    assert (image.size, len(image.digest)) == (image.file.size, 64)
    assert image.file.name.startswith("pictures/")
    assert "lake" not in image.file.name
    assert PressRun.objects.get().number == 1


def test_another_file_replaces_the_picture_in_its_row():
    client = browser_of(a_chief())
    client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})
    image = Image.objects.get()
    before = image.digest

    client.post(change_address(image), {**WORDS, "upload": a_picture(left="green")})

    image = Image.objects.get()
    assert image.digest != before
    assert colour_of_thumbnail(image, 40) == "G"


def test_words_are_changed_without_a_file():
    client = browser_of(a_chief())
    client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})
    image = Image.objects.get()
    name, thumbnail = image.file.name, image.thumbnail.name

    client.post(change_address(image), {**WORDS, "alt_en": "The lake"})

    image.refresh_from_db()
    assert (image.alt_en, image.file.name, image.thumbnail.name) == ("The lake", name, thumbnail)


def test_another_focal_point_cuts_the_thumbnail_again_and_leaves_the_picture():
    client = browser_of(a_chief())
    client.post(ADD_IMAGE, {**WORDS, "focal_x": "0", "upload": a_picture()})
    image = Image.objects.get()
    before = (image.file.name, image.digest, colour_of_thumbnail(image, 700))

    client.post(change_address(image), {**WORDS, "focal_x": "1"})

    image.refresh_from_db()
    assert before == (image.file.name, image.digest, "R")
    assert colour_of_thumbnail(image, 20) == "B"


def test_a_focal_point_of_a_lost_file_is_refused():
    image = an_image()
    client = browser_of(a_chief())

    response = client.post(change_address(image), {**WORDS, "focal_x": "1"})

    assert response.context["adminform"].form.errors == {
        "upload": ["The stored picture cannot be read: choose the file once more."]
    }


# What two people change at once


def stored_files():
    return {f"pictures/{name}" for name in default_storage.listdir("pictures")[1]}


def test_new_words_leave_the_file_that_somebody_chose_meanwhile():
    client, colleague = browser_of(a_chief()), browser_of(a_staff_member("change_image"))
    image = a_stored_picture(client)
    new_file = {**WORDS, "upload": a_picture(left="green")}

    with meanwhile(lambda: colleague.post(change_address(image), new_file)):
        client.post(change_address(image), {**WORDS, "alt_en": "The lake"})

    changed = Image.objects.get()
    assert changed.alt_en == "The lake"
    assert set(changed.file_names()).isdisjoint(image.file_names())
    assert changed.digest != image.digest
    assert colour_of_thumbnail(changed, 40) == "G"


def test_a_new_file_leaves_the_words_that_somebody_wrote_meanwhile():
    client = browser_of(a_chief())
    image = a_stored_picture(client)
    write = Image.objects.filter(pk=image.pk).update

    with meanwhile(lambda: write(credit="Han Mei", focal_x=1)):
        client.post(change_address(image), {**WORDS, "upload": a_picture(left="green")})

    changed = Image.objects.get()
    assert (changed.credit, changed.focal_x) == ("Han Mei", 0.5)
    assert colour_of_thumbnail(changed, 40) == "G"


def test_a_crop_of_a_picture_that_was_exchanged_meanwhile_is_left_out(
    django_capture_on_commit_callbacks,
):
    client, colleague = browser_of(a_chief()), browser_of(a_staff_member("change_image"))
    image = a_stored_picture(client)
    new_file = {**WORDS, "upload": a_picture(left="green")}
    typed = {**WORDS, "focal_x": "1", "credit": "Han Mei"}

    with (
        django_capture_on_commit_callbacks(execute=True),
        meanwhile(lambda: colleague.post(change_address(image), new_file)),
    ):
        answer = client.post(change_address(image), typed, follow=True)

    changed = Image.objects.get()
    assert (changed.credit, changed.focal_x) == ("Han Mei", 0.5)
    assert colour_of_thumbnail(changed, 40) == "G"
    assert stored_files() == {*image.file_names(), *changed.file_names()}
    assert (
        "Somebody has chosen another file meanwhile, so the focal point is as it was: set it anew."
    ) in words_of(answer)


def test_a_choice_that_one_did_not_touch_stays_as_somebody_made_it_meanwhile():
    client = browser_of(a_chief())
    image = an_image(is_decorative=True)
    write = Image.objects.filter(pk=image.pk).update

    with meanwhile(lambda: write(is_decorative=False)):
        client.post(change_address(image), {**WORDS, "is_decorative": "True"})

    assert not Image.objects.get().is_decorative


@pytest.mark.parametrize(
    "typed",
    [{"alt_en": "The lake"}, {"focal_x": "1"}, {"upload": "another"}, {}],
    ids=["words", "focal-point", "file", "nothing"],
)
def test_a_picture_that_somebody_deleted_meanwhile_stays_deleted(typed):
    client = browser_of(a_chief())
    image = a_stored_picture(client)
    if "upload" in typed:
        typed = {"upload": a_picture(left="green")}
    entries = LogEntry.objects.count()

    with meanwhile(Image.objects.filter(pk=image.pk).delete):
        answer = client.post(change_address(image), {**WORDS, **typed})
    page = client.get("/admin/articles/image/")

    assert (answer.status_code, answer.url) == (302, "/admin/articles/image/")
    assert words_of(page)[-1:] == [GONE]
    assert (Image.objects.count(), LogEntry.objects.count()) == (0, entries)
    assert stored_files() <= set(image.file_names())


def test_the_door_of_a_picture_that_somebody_deleted_meanwhile_says_so():
    client = browser_of(a_chief())
    image = a_stored_picture(client)

    with meanwhile(Image.objects.filter(pk=image.pk).delete):
        answer = client.post(f"/admin/articles/image/library/{image.pk}/", {"focal_x": "1"})

    assert (answer.status_code, answer.json()) == (
        404,
        {"errors": {"__all__": "This is no longer in the library: choose another one."}},
    )
    assert Image.objects.count() == 0
    assert stored_files() <= set(image.file_names())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"not a picture",
            (
                "This is not a picture, or it is damaged: open it on your computer and save it as "
                "JPEG."
            ),
        ),
        (
            b"BM nor this",
            "This kind of picture is not taken: save it as JPEG, PNG, WebP, GIF or AVIF.",
        ),
        (
            b"x" * (20 * 1024 * 1024 + 1),
            (
                "The file is too large: at most 20 MB are possible. Save the picture smaller, "
                "2000 pixels on the longer side are enough."
            ),
        ),
    ],
    ids=["no-picture", "other-kind", "too-large"],
)
def test_what_is_no_picture_is_told_at_the_field_and_the_words_stay(content, sentence):
    client = browser_of(a_chief())

    response = client.post(ADD_IMAGE, {**WORDS, "upload": a_file(content, "lake.jpg")})

    form = form_of(response, form_id="image_form")
    assert response.context["adminform"].form.errors == {"upload": [sentence]}
    assert {name: form[name] for name in WORDS} == WORDS
    assert Image.objects.count() == 0


def test_a_bomb_is_told_by_its_pixels():
    stream = BytesIO()
    Pillow.new("1", (8_000, 8_000)).save(stream, "PNG")
    client = browser_of(a_chief())

    response = client.post(ADD_IMAGE, {**WORDS, "upload": a_file(stream.getvalue())})

    assert response.context["adminform"].form.errors == {
        "upload": [
            (
                "The picture has too many pixels: at most 50 million are possible. Save it "
                "smaller, 2000 pixels on the longer side are enough."
            )
        ]
    }


def test_a_new_picture_needs_a_file():
    client = browser_of(a_chief())

    response = client.post(ADD_IMAGE, WORDS)

    assert response.context["adminform"].form.errors == {"upload": ["This field is required."]}


def test_beside_another_error_the_file_is_asked_for_once_more():
    client = browser_of(a_chief())

    response = client.post(ADD_IMAGE, {**WORDS, "focal_x": "2", "upload": a_picture()})

    assert response.context["adminform"].form.errors == {
        "focal_x": ["Ensure this value is less than or equal to 1."],
        "upload": ["Choose the file once more: the browser does not keep it beside another error."],
    }


# Where pictures stand


def a_newer_text(edition):
    """Another text after the one that is there, as somebody saves it."""
    text = written(title="Newer", summary="", body="<p>Newer text.</p>")
    made = save_draft(edition, text=text, base=edition.latest.number, by=None, at=NOW)
    edition.refresh_from_db()
    return made


def a_film(*, poster: Image) -> Attachment:
    return Attachment.objects.create(
        file="attachments/ice.mp4", media_type="video/mp4", size=1, title_en="Ice", poster=poster
    )


def test_the_list_of_pictures_says_where_each_stands():
    cover, both, figure, earlier, logo, still = (an_image(alt_en=f"Lake {n}") for n in range(6))
    an_article(cover=cover)
    an_article(cover=cover)
    edition = a_draft(an_article(cover=both))
    PictureUse.objects.create(revision=edition.latest, image=earlier)
    newest = a_newer_text(edition)
    for picture in (both, figure):
        PictureUse.objects.create(revision=newest, image=picture)
    SiteSettings.objects.create(id=1, logo=logo)
    a_film(poster=still)
    client = browser_of(a_chief())

    response = client.get("/admin/articles/image/")

    assert {card["title"]: card["uses"] for card in response.context["cl"].cards} == {
        "Lake 0": "in 2 stories",
        "Lake 1": "in 1 story",
        "Lake 2": "in 1 story",
        "Lake 3": "nowhere",
        "Lake 4": "as the site’s logo",
        "Lake 5": "as the still picture of a film",
    }


@pytest.mark.parametrize("words", ["A lake", "湖", "Li Lei", "At dusk"])
def test_pictures_are_found_by_their_words(words):
    image = an_image(alt_en="A lake", alt_zh_hans="湖")
    image.caption_en, image.credit = "At dusk", "Li Lei"
    image.save()
    an_image(alt_en="A hill", alt_zh_hans="山")
    client = browser_of(a_chief())

    response = client.get("/admin/articles/image/", {"q": words})

    assert list(response.context["cl"].queryset) == [image]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_pictures_asks_the_database_equally_often(count, django_assert_num_queries):
    for _number in range(count):
        an_article(cover=an_image())
    client = browser_of(a_chief())
    client.get("/admin/articles/image/")

    with django_assert_num_queries(10):
        client.get("/admin/articles/image/")


def test_who_may_only_look_adds_no_picture():
    client = browser_of(a_staff_member("view_image"))

    response = client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})

    assert (response.status_code, Image.objects.count()) == (403, 0)


def a_public_story_with(picture):
    """A published English text that shows the picture."""
    edition = a_draft(title="The lake froze")
    figure = f'<figure data-image="{picture.pk}"></figure>'
    Revision.objects.filter(pk=edition.latest_id).update(body=figure)
    PictureUse.objects.get_or_create(revision=edition.latest, image=picture)
    edition = Edition.objects.get(pk=edition.pk)
    publish(edition, by=None, at=NOW)
    return edition


def uses_on_page(client, picture):
    """Title, address and places of each story on the page of a picture."""
    stories = client.get(change_address(picture)).context["stories"]
    return [
        (
            story.title,
            story.address,
            [(each.language, strip_tags(each.state), each.where) for each in story.places],
        )
        for story in stories
    ]


def test_the_page_of_a_picture_leads_to_the_stories_with_it():
    picture = an_image()
    first, second = an_article(cover=picture), an_article()
    a_draft(first, title="The lake in winter")
    a_public_edition(first, language="zh-hans", title="冬天的湖")
    PictureUse.objects.create(
        revision=a_draft(second, language="zh-hans", title="冰").latest, image=picture
    )
    PictureUse.objects.create(revision=first.editions.get(language="en").latest, image=picture)
    client = browser_of(a_chief())

    found = uses_on_page(client, picture)

    assert found == [
        (
            "冰",
            f"/admin/articles/article/{second.pk}/change/",
            [("Simplified Chinese", "draft", "in the text")],
        ),
        (
            "The lake in winter",
            f"/admin/articles/article/{first.pk}/change/",
            [
                ("English", "draft", "cover picture · in the text"),
                ("Simplified Chinese", "public", "cover picture"),
            ],
        ),
    ]


def test_the_public_text_counts_although_a_newer_draft_does_without_the_picture():
    picture = an_image()
    a_newer_text(a_public_story_with(picture))
    client = browser_of(a_chief())

    found = uses_on_page(client, picture)

    assert [places for _title, _address, places in found] == [
        [("English", "publicnewer draft", "in the text")]
    ]


def test_titles_of_stories_are_for_those_who_may_see_stories():
    picture = an_image()
    a_draft(an_article(cover=picture), title="Secret plans")
    client = browser_of(a_staff_member("view_image"))

    page = client.get(change_address(picture)).content.decode()

    assert ("Secret plans" in page, "<p>In 1 story</p>" in page) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_picture_asks_the_database_equally_often(count, django_assert_num_queries):
    picture = an_image()
    for _number in range(count):
        a_draft(an_article(cover=picture))
    client = browser_of(a_chief())
    client.get(change_address(picture))

    with django_assert_num_queries(12):
        client.get(change_address(picture))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("used", ["cover", "figure", "logo", "still"]), ("unused", ["earlier", "nowhere"])],
)
def test_pictures_are_sifted_by_whether_they_stand_anywhere(chosen, expected):
    names = ("cover", "figure", "logo", "still", "earlier", "nowhere")
    pictures = {name: an_image(alt_en=name) for name in names}
    edition = a_draft(an_article(cover=pictures["cover"]))
    PictureUse.objects.create(revision=edition.latest, image=pictures["earlier"])
    PictureUse.objects.create(revision=a_newer_text(edition), image=pictures["figure"])
    SiteSettings.objects.create(id=1, logo=pictures["logo"])
    a_film(poster=pictures["still"])
    client = browser_of(a_chief())

    response = client.get("/admin/articles/image/", {"use": chosen})

    assert sorted(card["title"] for card in response.context["cl"].cards) == expected


def test_pictures_are_sifted_by_the_alternative_text_they_lack():
    whole, no_chinese = an_image(), an_image(alt_zh_hans="")
    an_image(alt_en="", alt_zh_hans="", is_decorative=True)
    Image.objects.filter(pk=whole.pk).update(alt_en=None)
    client = browser_of(a_chief())

    found = {
        language: list(
            client.get("/admin/articles/image/", {"without_alt": language}).context["cl"].queryset
        )
        for language in ("en", "zh-hans")
    }

    assert found == {"en": [whole], "zh-hans": [no_chinese]}


def test_a_card_names_the_languages_without_alternative_text():
    an_image(alt_zh_hans="")
    client = browser_of(a_chief(), language="zh-hans")

    page = client.get("/admin/articles/image/").content.decode()

    assert "缺少替代文字： 简体中文" in page


# What is deleted


def test_a_picture_that_stands_nowhere_is_deleted_with_its_files(
    django_capture_on_commit_callbacks,
):
    client = browser_of(a_chief())
    client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})
    image = Image.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/articles/image/{image.pk}/delete/", {"post": "yes"})

    assert (Image.objects.count(), image.file.storage.exists(image.file.name)) == (0, False)


@pytest.mark.parametrize("place", ["cover", "text", "earlier text", "logo", "film"])
def test_a_picture_in_use_is_not_deleted_and_the_page_says_so(place):
    picture = an_image()
    if place == "cover":
        an_article(cover=picture)
    if place == "logo":
        SiteSettings.objects.create(id=1, logo=picture)
    if place == "film":
        a_film(poster=picture)
    if "text" in place:
        edition = a_draft()
        PictureUse.objects.create(revision=edition.latest, image=picture)
        if place == "earlier text":
            a_newer_text(edition)
    client = browser_of(a_chief())

    answer = client.post(
        f"/admin/articles/image/{picture.pk}/delete/", {"post": "yes"}, follow=True
    )

    assert words_of(answer) == [
        "This is in use and cannot be deleted; below you see where it is used."
    ]
    assert answer.redirect_chain == [(change_address(picture), 302)]
    assert "deletelink" not in answer.content.decode()
    assert Image.objects.filter(pk=picture.pk).exists()


def test_who_may_not_delete_does_not_learn_whether_a_picture_is_used():
    picture = an_image()
    an_article(cover=picture)
    client = browser_of(a_staff_member("view_image"))

    assert client.post(f"/admin/articles/image/{picture.pk}/delete/").status_code == 403


# What readers see of a change


def test_a_new_file_takes_its_place_on_public_pages():
    client = browser_of(a_chief())
    client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})
    picture = Image.objects.get()
    before = picture.file.name
    edition = a_public_story_with(picture)

    answer = client.post(
        change_address(picture), {**WORDS, "upload": a_picture(left="green")}, follow=True
    )

    picture.refresh_from_db()
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "The new file is in place: 1 story shows it now." in words_of(answer)
    assert (before in page, picture.file.name in page) == (False, True)


def test_new_words_stand_on_public_pages():
    picture = an_image(alt_en="A lake")
    edition = a_public_story_with(picture)
    client = browser_of(a_chief())

    client.post(change_address(picture), {**WORDS, "alt_en": "The frozen lake"})

    page = client.get(edition.get_absolute_url()).content.decode()
    assert ('alt="A lake"' in page, 'alt="The frozen lake"' in page) == (False, True)


def test_a_picture_without_alternative_text_is_saved_and_the_remedy_told():
    client = browser_of(a_chief())
    words = {**WORDS, "alt_zh_hans": ""}

    answer = client.post(ADD_IMAGE, {**words, "upload": a_picture()}, follow=True)

    assert not Image.objects.get().alt_zh_hans
    assert words_of(answer)[0] == (
        "There is no alternative text yet in: Simplified Chinese. No story with this picture can "
        "be published there. Describe the picture, or call it decorative."
    )


@pytest.mark.parametrize("place", ["cover", "text"])
def test_a_published_text_keeps_its_alternative_text(place):
    picture = an_image()
    if place == "cover":
        a_public_edition(an_article(cover=picture))
    else:
        a_public_story_with(picture)
    client = browser_of(a_chief())

    answer = client.post(change_address(picture), {**WORDS, "alt_en": "", "alt_zh_hans": ""})

    assert answer.context["adminform"].form.errors == {
        "alt_en": [
            ("A published text in English shows this picture: describe it, or call it decorative.")
        ]
    }


def test_a_picture_on_a_public_page_is_described_before_it_is_decorative_no_more():
    picture = an_image(alt_en="", alt_zh_hans="", is_decorative=True)
    a_public_edition(an_article(cover=picture))
    client = browser_of(a_chief())
    typed = {**WORDS, "alt_en": "", "alt_zh_hans": "", "is_decorative": ""}

    answer = client.post(change_address(picture), typed)

    assert answer.context["adminform"].form.errors == {
        "alt_en": [
            ("A published text in English shows this picture: describe it, or call it decorative.")
        ]
    }
    assert Image.objects.get().is_decorative


def test_a_picture_on_a_public_page_may_be_called_decorative():
    picture = an_image()
    edition = a_public_story_with(picture)
    client = browser_of(a_chief())

    client.post(change_address(picture), {**WORDS, "alt_en": "", "is_decorative": "True"})

    picture.refresh_from_db()
    assert picture.is_decorative
    assert 'alt=""' in client.get(edition.get_absolute_url()).content.decode()
