"""The doors of the library: each works, for whom not, wrong methods, missing rows, bad input."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.test import Client

from articles.models import Attachment, Image, PressRun
from tests.admin.staff import a_chief, a_staff_member, browser_of
from tests.admin.uploads import PDF, a_file, a_picture
from tests.factories import an_image

pytestmark = pytest.mark.django_db
PICTURES = "/admin/articles/image/library/"
FILES = "/admin/articles/attachment/library/"
NOT_A_PICTURE = (
    "This is not a picture, or it is damaged: open it on your computer and save it as JPEG."
)
MAY_NOT = {"errors": {"__all__": "You may not do this. Ask an admin for the permission."}}


def an_attachment(*, title_en="Programme", title_zh_hans=""):
    return Attachment.objects.create(
        file="attachments/programme.pdf",
        media_type="application/pdf",
        size=2048,
        digest="0" * 64,
        title_en=title_en,
        title_zh_hans=title_zh_hans,
    )


# Looking


def test_the_shelf_shows_what_the_dialog_needs_of_each_picture():
    picture = an_image(alt_en="A lake", alt_zh_hans="湖")
    picture.credit, picture.focal_x = "Li Lei", 0.25
    picture.save()

    answer = browser_of(a_staff_member("view_image")).get(PICTURES)

    assert answer.json() == {
        "pictures": [
            {
                "id": picture.pk,
                "title": "A lake",
                "thumbnail": picture.thumbnail.url,
                "picture": picture.file.url,
                "width": 1200,
                "height": 800,
                "size": "1200 × 800 · 1000\xa0bytes",
                "words": {
                    "alt_en": "A lake",
                    "alt_zh_hans": "湖",
                    "caption_en": "",
                    "caption_zh_hans": "",
                    "credit": "Li Lei",
                    "is_decorative": "",
                    "focal_x": 0.25,
                    "focal_y": 0.5,
                },
            }
        ],
        "more": False,
    }
    assert "no-store" in answer["Cache-Control"]


def test_the_shelf_of_files_shows_type_and_size():
    file = an_attachment(title_zh_hans="节目单")

    answer = browser_of(a_staff_member("view_attachment"), language="zh-hans").get(FILES)

    assert answer.json() == {
        "files": [
            {
                "id": file.pk,
                "title": "节目单",
                "file": file.file.url,
                "kind": "PDF",
                "size": "2.0\xa0KB",
                "words": {"title_en": "Programme", "title_zh_hans": "节目单", "poster": ""},
            }
        ],
        "more": False,
    }


@pytest.mark.parametrize("words", ["Ann", "dusk", "黄昏", "A lake", "湖"])
def test_pictures_are_found_by_their_words_of_every_language(words):
    found = an_image(alt_en="A lake", alt_zh_hans="湖")
    found.caption_en, found.caption_zh_hans, found.credit = "At dusk", "黄昏", "Ann"
    found.save()
    an_image(alt_en="A hill", alt_zh_hans="山")

    answer = browser_of(a_chief()).get(PICTURES, {"q": words})

    assert [each["id"] for each in answer.json()["pictures"]] == [found.pk]


def test_the_shelf_comes_in_pages_the_newest_first():
    numbers = [an_image().pk for _each in range(49)][::-1]
    client = browser_of(a_chief())

    pages = [client.get(PICTURES, {"page": page}).json() for page in (1, 2, 3, 4)]

    shown = [[each["id"] for each in page["pictures"]] for page in pages]
    assert shown == [numbers[:24], numbers[24:48], numbers[48:], []]
    assert [page["more"] for page in pages] == [True, True, False, False]


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "", "9" * 30])
def test_what_is_no_page_is_the_first(page):
    picture = an_image()

    answer = browser_of(a_chief()).get(PICTURES, {"page": page})

    assert [each["id"] for each in answer.json()["pictures"]] == [picture.pk]


@pytest.mark.parametrize("words", ["\0", '"', "'", "\\", "% _", "a " * 5000])
def test_no_search_words_break_the_shelf(words):
    answer = browser_of(a_chief()).get(PICTURES, {"q": words})

    assert answer.json() == {"pictures": [], "more": False}


@pytest.mark.parametrize("count", [1, 3])
def test_the_shelf_asks_the_database_equally_often(count, django_assert_num_queries):
    for _number in range(count):
        an_image()
    client = browser_of(a_chief())
    client.get(PICTURES)

    with django_assert_num_queries(3):
        client.get(PICTURES)


def test_one_picture_has_a_door_of_its_own():
    picture = an_image(alt_en="A lake")

    answer = browser_of(a_staff_member("view_image")).get(f"{PICTURES}{picture.pk}/")

    assert (answer.json()["id"], answer.json()["words"]["alt_en"]) == (picture.pk, "A lake")


@pytest.mark.parametrize("shelf", [PICTURES, FILES])
@pytest.mark.parametrize("number", [1, 10**30])
def test_what_is_missing_is_said(shelf, number):
    answer = browser_of(a_chief()).get(f"{shelf}{number}/")

    assert (answer.status_code, answer.json()) == (
        404,
        {"errors": {"__all__": "This is no longer in the library: choose another one."}},
    )


def test_a_picture_that_one_may_not_see_answers_like_a_missing_one():
    picture = an_image()
    client = browser_of(a_staff_member("add_image", "view_attachment"))

    seen, changed = client.get(f"{PICTURES}{picture.pk}/"), client.post(f"{PICTURES}{picture.pk}/")

    assert (seen.status_code, changed.status_code) == (404, 404)


# Adding


def test_a_picture_is_uploaded_with_its_words():
    client = browser_of(a_staff_member("add_image", name="ann"))
    words = {"alt_en": "A lake", "alt_zh_hans": "湖", "credit": "Li Lei", "focal_x": "0.25"}

    answer = client.post(PICTURES, {**words, "upload": a_picture()})

    picture = Image.objects.get()
    assert (answer.status_code, answer.json()["id"]) == (201, picture.pk)
    assert (picture.width, picture.height, picture.thumbnail_width) == (1440, 480, 720)
    assert (picture.alt_en, picture.alt_zh_hans, picture.credit) == ("A lake", "湖", "Li Lei")
    assert (picture.focal_x, picture.focal_y, picture.is_decorative) == (0.25, 0.5, False)
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.action_flag) == ("ann", ADDITION)


def test_a_file_is_uploaded_with_its_title():
    client = browser_of(a_staff_member("add_attachment"))

    answer = client.post(FILES, {"title_en": "Programme", "upload": a_file(PDF)})

    file = Attachment.objects.get()
    assert (answer.status_code, answer.json()["kind"]) == (201, "PDF")
    assert (file.title_en, file.media_type, file.size) == ("Programme", "application/pdf", len(PDF))


def test_the_same_picture_again_answers_with_the_one_that_is_there():
    client = browser_of(a_chief())
    first = client.post(PICTURES, {"alt_en": "A lake", "upload": a_picture()}).json()

    again = client.post(PICTURES, {"upload": a_picture()})

    assert (again.status_code, Image.objects.count()) == (200, 1)
    assert again.json() == {
        **first,
        "note": "This picture was in the library already: here it is, with its words.",
    }


def test_the_same_file_again_answers_with_the_one_that_is_there():
    client = browser_of(a_chief())
    first = client.post(FILES, {"title_en": "Programme", "upload": a_file(PDF)}).json()

    again = client.post(FILES, {"title_en": "Other", "upload": a_file(PDF, "other.pdf")})

    assert (again.status_code, Attachment.objects.count()) == (200, 1)
    assert (again.json()["id"], again.json()["title"]) == (first["id"], "Programme")


def test_who_may_not_look_does_not_learn_that_the_picture_is_there():
    browser_of(a_chief()).post(PICTURES, {"alt_en": "Secret", "upload": a_picture()})
    client = browser_of(a_staff_member("add_image"))

    answer = client.post(PICTURES, {"alt_en": "Mine", "upload": a_picture()})

    assert (answer.status_code, answer.json()["title"]) == (201, "Mine")


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"upload": a_file(b"no picture", "lake.jpg")}, {"upload": NOT_A_PICTURE}),
        ({}, {"upload": "This field is required."}),
        (
            {"upload": a_picture(), "focal_x": "2", "alt_en": "x" * 301},
            {
                "alt_en": "Ensure this value has at most 300 characters (it has 301).",
                "focal_x": "Ensure this value is less than or equal to 1.",
                "upload": (
                    "Choose the file once more: the browser does not keep it beside another error."
                ),
            },
        ),
    ],
    ids=["no-picture", "no-file", "bad-words"],
)
def test_bad_input_is_told_at_its_field(sent, errors):
    answer = browser_of(a_chief()).post(PICTURES, sent)

    assert (answer.status_code, answer.json()) == (422, {"errors": errors})
    assert Image.objects.count() == 0


def test_a_file_without_a_title_is_told():
    answer = browser_of(a_chief()).post(FILES, {"upload": a_file(PDF)})

    assert (answer.status_code, answer.json()["errors"]["__all__"]) == (
        422,
        "Give the title in at least one language.",
    )


def test_a_refusal_is_said_in_the_language_of_the_reader():
    client = browser_of(a_chief(), language="zh-hans")

    answer = client.post(PICTURES, {"upload": a_file(b"no picture", "lake.jpg")})

    assert answer.json()["errors"] == {
        "upload": "这不是图片，或者图片已损坏：请在电脑上打开后另存为 JPEG。"
    }


# Changing


def test_words_that_were_not_sent_stay_as_they_are():
    client = browser_of(a_staff_member("view_image", "change_image", name="ann"))
    picture = an_image(alt_en="A lake", alt_zh_hans="湖")

    answer = client.post(f"{PICTURES}{picture.pk}/", {"alt_en": "The lake", "credit": "Li Lei"})

    picture.refresh_from_db()
    assert (answer.status_code, answer.json()["words"]["alt_en"]) == (200, "The lake")
    assert (picture.alt_en, picture.alt_zh_hans, picture.credit) == ("The lake", "湖", "Li Lei")
    assert PressRun.objects.get().number > 0
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.action_flag) == ("ann", CHANGE)


def test_a_picture_is_called_decorative_and_described_again():
    client = browser_of(a_chief())
    picture = an_image(alt_en="A lake")
    door = f"{PICTURES}{picture.pk}/"

    decorative = client.post(door, {"is_decorative": "True"}).json()["words"]["is_decorative"]
    described = client.post(door, {"is_decorative": ""}).json()["words"]["is_decorative"]

    picture.refresh_from_db()
    assert (decorative, described) == ("True", "")
    assert (picture.is_decorative, picture.alt_en) == (False, "A lake")


def test_another_focal_point_makes_another_thumbnail():
    client = browser_of(a_chief())
    made = client.post(PICTURES, {"upload": a_picture()}).json()

    changed = client.post(f"{PICTURES}{made['id']}/", {"focal_x": "1"}).json()

    assert changed["words"]["focal_x"] == 1
    assert changed["thumbnail"] != made["thumbnail"]
    assert changed["picture"] == made["picture"]


def test_bad_words_change_nothing():
    client = browser_of(a_chief())
    file = an_attachment()

    answer = client.post(f"{FILES}{file.pk}/", {"title_en": ""})

    file.refresh_from_db()
    assert (answer.status_code, file.title_en) == (422, "Programme")


# Who may not, and wrong methods


@pytest.mark.parametrize(
    ("shelf", "model"), [(PICTURES, "image"), (FILES, "attachment")], ids=["pictures", "files"]
)
def test_each_door_asks_for_its_own_permission(shelf, model):
    row = an_image() if model == "image" else an_attachment()
    nobody = browser_of(a_staff_member("view_article"))
    looker = browser_of(a_staff_member(f"view_{model}"))

    answers = [
        nobody.get(shelf),
        nobody.get(f"{shelf}dialog/"),
        looker.post(shelf, {"upload": a_picture()}),
        looker.post(f"{shelf}{row.pk}/", {"credit": "Ann"}),
    ]

    assert [(each.status_code, each.json()) for each in answers] == [(403, MAY_NOT)] * 4


@pytest.mark.parametrize("path", ["", "1/", "dialog/"])
def test_whoever_is_signed_out_is_told_so(path):
    answers = [Client().get(PICTURES + path), browser_of(a_stranger()).get(PICTURES + path)]

    sentence = "You are signed out. Sign in in another window, then try again here."
    assert [(each.status_code, each.json()) for each in answers] == [
        (403, {"errors": {"__all__": sentence}})
    ] * 2


def a_stranger():
    """Somebody with an account who is not staff."""
    user = a_staff_member("view_image")
    user.is_staff = False
    user.save()
    return user


@pytest.mark.parametrize(
    ("method", "path"), [("put", ""), ("delete", ""), ("delete", "1/"), ("post", "dialog/")]
)
def test_other_methods_are_refused(method, path):
    client = browser_of(a_chief())

    assert getattr(client, method)(PICTURES + path).status_code == 405


def test_a_post_without_the_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_chief())

    answer = client.post(PICTURES, {"upload": a_picture()})

    assert (answer.status_code, Image.objects.count()) == (403, 0)


def test_too_much_at_once_is_told_to_a_script_as_to_a_field():
    headers = {"accept": "application/json", "content-length": str(210 * 1024 * 1024)}

    answer = browser_of(a_chief()).post(PICTURES, {"upload": a_file(PDF)}, headers=headers)

    assert (answer.status_code, answer.json()) == (
        413,
        {"errors": {"upload": "The file is too large: at most 200.0\xa0MB are possible."}},
    )


# The dialog


@pytest.mark.parametrize(
    ("language", "button", "first"),
    [("en", "Upload a picture", "en"), ("zh-hans", "上传图片", "zh-hans")],
)
def test_the_dialog_speaks_the_language_of_the_reader(language, button, first):
    client = browser_of(a_chief(), language=language)

    dialog = client.get(f"{PICTURES}dialog/").content.decode()

    assert button in dialog
    assert dialog.partition('data-language="')[2].partition('"')[0] == first


@pytest.mark.parametrize(
    ("permissions", "uploads", "is_fixed"),
    [
        (["view_image"], False, True),
        (["view_image", "add_image"], True, True),
        (["change_image"], False, False),
    ],
)
def test_the_dialog_offers_what_one_may_do(permissions, uploads, is_fixed):
    client = browser_of(a_staff_member(*permissions))

    dialog = client.get(f"{PICTURES}dialog/").content.decode()

    assert ("library-file" in dialog, "<fieldset disabled>" in dialog) == (uploads, is_fixed)
