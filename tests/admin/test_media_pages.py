"""Pictures and attachments in the admin."""

from io import BytesIO

import pytest
from PIL import Image as Pillow

from articles.editorial.writing import save_draft
from articles.models import Attachment, Image, PictureUse, PressRun, SiteSettings
from articles.text.story import written
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.uploads import PDF, a_file, a_picture
from tests.factories import NOW, a_draft, an_article, an_image

pytestmark = pytest.mark.django_db
ADD_IMAGE = "/admin/articles/image/add/"
ADD_ATTACHMENT = "/admin/articles/attachment/add/"
WORDS = {
    "alt_en": "A lake",
    "alt_zh_hans": "湖",
    "caption_en": "",
    "caption_zh_hans": "",
    "credit": "Li Lei",
    "focal_x": "0.5",
    "focal_y": "0.5",
}


def change_address(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


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


def a_newer_text(edition):
    """Another text after the one that is there, as somebody saves it."""
    text = written(title="Newer", summary="", body="<p>Newer text.</p>")
    made = save_draft(edition, text=text, base=edition.latest.number, by=None, at=NOW)
    edition.refresh_from_db()
    return made


def test_the_list_of_pictures_says_where_each_stands():
    cover, both, figure, earlier, logo = (an_image(alt_en=f"Lake {n}") for n in range(5))
    an_article(cover=cover)
    an_article(cover=cover)
    edition = a_draft(an_article(cover=both))
    PictureUse.objects.create(revision=edition.latest, image=earlier)
    newest = a_newer_text(edition)
    for picture in (both, figure):
        PictureUse.objects.create(revision=newest, image=picture)
    SiteSettings.objects.create(id=1, logo=logo)
    client = browser_of(a_chief())

    response = client.get("/admin/articles/image/")

    assert {card["title"]: card["uses"] for card in response.context["cl"].cards} == {
        "Lake 0": "in 2 stories",
        "Lake 1": "in 1 story",
        "Lake 2": "in 1 story",
        "Lake 3": "nowhere",
        "Lake 4": "as the site’s logo",
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

    with django_assert_num_queries(9):
        client.get("/admin/articles/image/")


# Attachments


def test_an_attachment_is_kept_with_its_type_and_size():
    client = browser_of(a_chief())

    client.post(ADD_ATTACHMENT, {"title_en": "Programme", "upload": a_file(PDF)})

    attachment = Attachment.objects.get()
    with attachment.file.open() as stored:
        content = stored.read()
    assert content == PDF
    assert (attachment.media_type, attachment.size) == ("application/pdf", len(PDF))
    assert (attachment.extension, attachment.title_en) == ("PDF", "Programme")
    assert "programme" not in attachment.file.name


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (
            a_file(b"<script>", "programme.pdf"),
            (
                "This kind of file is not taken, or it is not what its name says. Possible are "
                "PDF, Word, Excel, PowerPoint, ZIP, CSV and plain text."
            ),
        ),
        (
            a_file(b"MZ", "programme.exe"),
            (
                "This kind of file is not taken, or it is not what its name says. Possible are "
                "PDF, Word, Excel, PowerPoint, ZIP, CSV and plain text."
            ),
        ),
        (a_file(b"", "programme.txt"), "The submitted file is empty."),
    ],
    ids=["not-what-it-says", "other-kind", "empty"],
)
def test_what_is_no_attachment_is_told_at_the_field(upload, sentence):
    upload.seek(0)
    client = browser_of(a_chief())

    response = client.post(ADD_ATTACHMENT, {"title_en": "Programme", "upload": upload})

    form = form_of(response, form_id="attachment_form")
    assert response.context["adminform"].form.errors == {"upload": [sentence]}
    assert form["title_en"] == "Programme"
    assert Attachment.objects.count() == 0


def test_an_attachment_needs_a_title_in_some_language():
    client = browser_of(a_chief())

    response = client.post(ADD_ATTACHMENT, {"upload": a_file(PDF)})

    assert response.context["adminform"].form.non_field_errors() == [
        "Give the title in at least one language."
    ]


def test_the_title_is_changed_without_a_file():
    client = browser_of(a_chief())
    client.post(ADD_ATTACHMENT, {"title_en": "Programme", "upload": a_file(PDF)})
    attachment = Attachment.objects.get()

    client.post(change_address(attachment), {"title_en": "", "title_zh_hans": "节目单"})

    changed = Attachment.objects.get()
    assert (changed.title_zh_hans, changed.file.name) == ("节目单", attachment.file.name)


def test_who_may_only_look_adds_no_picture():
    client = browser_of(a_staff_member("view_image"))

    response = client.post(ADD_IMAGE, {**WORDS, "upload": a_picture()})

    assert (response.status_code, Image.objects.count()) == (403, 0)
