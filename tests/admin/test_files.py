"""Attachments in the admin: their list, and the page of one."""

import pytest
from django.core.files.storage import default_storage

from articles.models import Attachment
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.uploads import PDF, a_file, meanwhile
from tests.factories import a_draft, an_article, an_image

pytestmark = pytest.mark.django_db
ADD_ATTACHMENT = "/admin/articles/attachment/add/"
NO_ROWS = {"old_addresses-TOTAL_FORMS": "0", "old_addresses-INITIAL_FORMS": "0"}


def change_address(row):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


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
                "PDF, Word, Excel, PowerPoint, ZIP, CSV, plain text, MP4 and WebM films, MP3 and "
                "M4A sounds, and captions as WebVTT."
            ),
        ),
        (
            a_file(b"MZ", "programme.exe"),
            (
                "This kind of file is not taken, or it is not what its name says. Possible are "
                "PDF, Word, Excel, PowerPoint, ZIP, CSV, plain text, MP4 and WebM films, MP3 and "
                "M4A sounds, and captions as WebVTT."
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

    client.post(change_address(attachment), {**NO_ROWS, "title_en": "", "title_zh_hans": "节目单"})

    changed = Attachment.objects.get()
    assert (changed.title_zh_hans, changed.file.name) == ("节目单", attachment.file.name)


def an_attachment():
    return Attachment.objects.create(
        file="attachments/programme.pdf",
        media_type="application/pdf",
        size=2048,
        digest="0" * 64,
        title_en="Programme",
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_says_how_many_stories_offer_a_file(count, django_assert_num_queries):
    file = an_attachment()
    for _number in range(count):
        an_article().attachments.add(file)
        an_attachment()
    client = browser_of(a_chief())
    client.get("/admin/articles/attachment/")

    with django_assert_num_queries(6):
        page = client.get("/admin/articles/attachment/").content.decode()

    assert f"in {count} stor" in page
    assert page.count(">nowhere<") == count


def test_a_file_that_a_story_offers_is_not_deleted_and_its_page_leads_to_the_story():
    file, story = an_attachment(), an_article()
    a_draft(story, title="The programme is out")
    story.attachments.add(file)
    client = browser_of(a_chief())

    answer = client.post(
        f"/admin/articles/attachment/{file.pk}/delete/", {"post": "yes"}, follow=True
    )

    assert words_of(answer) == [
        "This is in use and cannot be deleted; below you see where it is used."
    ]
    assert [(each.title, each.address) for each in answer.context["stories"]] == [
        ("The programme is out", f"/admin/articles/article/{story.pk}/change/")
    ]
    assert Attachment.objects.filter(pk=file.pk).exists()


def test_a_file_that_no_story_offers_is_deleted():
    file = an_attachment()
    client = browser_of(a_chief())

    client.post(f"/admin/articles/attachment/{file.pk}/delete/", {"post": "yes"})

    assert Attachment.objects.count() == 0


def a_stored_file(client):
    client.post(ADD_ATTACHMENT, {"title_en": "Programme", "upload": a_file(PDF)})
    return Attachment.objects.get()


def stored_files():
    return default_storage.listdir("attachments")[1]


def test_a_deleted_file_is_not_to_be_downloaded_any_more(django_capture_on_commit_callbacks):
    client = browser_of(a_chief())
    file = a_stored_file(client)
    storage, name = file.file.storage, file.file.name

    with django_capture_on_commit_callbacks() as callbacks:
        client.post(f"/admin/articles/attachment/{file.pk}/delete/", {"post": "yes"})
    before = storage.exists(name)
    for callback in callbacks:
        callback()

    assert (before, storage.exists(name)) == (True, False)


def test_a_new_title_leaves_the_file_that_somebody_chose_meanwhile():
    client, colleague = browser_of(a_chief()), browser_of(a_staff_member("change_attachment"))
    file = a_stored_file(client)
    new_file = {"title_en": "Programme", "upload": a_file(PDF + b" and more")}

    with meanwhile(lambda: colleague.post(change_address(file), new_file)):
        client.post(change_address(file), {**NO_ROWS, "title_en": "The programme"})

    changed = Attachment.objects.get()
    assert (changed.title_en, changed.size) == ("The programme", len(PDF) + 9)
    assert (changed.file.name != file.file.name, changed.digest != file.digest) == (True, True)


def test_a_new_file_leaves_the_title_that_somebody_wrote_meanwhile():
    client = browser_of(a_chief())
    file = a_stored_file(client)
    write = Attachment.objects.filter(pk=file.pk).update

    with meanwhile(lambda: write(title_zh_hans="节目单")):
        client.post(
            change_address(file),
            {**NO_ROWS, "title_en": "Programme", "upload": a_file(PDF + b" and more")},
        )

    changed = Attachment.objects.get()
    assert (changed.title_zh_hans, changed.size) == ("节目单", len(PDF) + 9)


def test_the_door_answers_with_the_file_that_somebody_chose_meanwhile():
    client, colleague = browser_of(a_chief()), browser_of(a_staff_member("change_attachment"))
    file = a_stored_file(client)
    new_file = {"title_en": "Programme", "upload": a_file(PDF + b" and more")}
    door = f"/admin/articles/attachment/library/{file.pk}/"

    with meanwhile(lambda: colleague.post(change_address(file), new_file)):
        answer = client.post(door, {"title_en": "The programme"})

    changed = Attachment.objects.get()
    assert (answer.json()["title"], answer.json()["file"]) == ("The programme", changed.file.url)


def test_a_file_that_somebody_deleted_meanwhile_stays_deleted():
    client = browser_of(a_chief())
    file = a_stored_file(client)
    typed = {**NO_ROWS, "title_en": "The programme", "upload": a_file(PDF + b" and more")}
    file.file.delete(save=False)

    with meanwhile(Attachment.objects.filter(pk=file.pk).delete):
        answer = client.post(change_address(file), typed)
    page = client.get("/admin/articles/attachment/")

    assert (answer.status_code, answer.url) == (302, "/admin/articles/attachment/")
    assert words_of(page)[-1:] == [
        "Nothing was saved: somebody has deleted this from the library meanwhile."
    ]
    assert (Attachment.objects.count(), stored_files()) == (0, [])


def test_a_film_gets_a_still_picture_which_other_doors_leave_alone():
    picture = an_image()
    film = Attachment.objects.create(
        file="attachments/ice.mp4", media_type="video/mp4", size=1, title_en="Ice"
    )
    client = browser_of(a_chief())
    address = f"/admin/articles/attachment/{film.pk}/change/"

    client.post(address, {"title_en": "Ice", "title_zh_hans": "", "poster": picture.pk, **NO_ROWS})
    client.post(f"/admin/articles/attachment/library/{film.pk}/", {"title_en": "The ice"})

    film.refresh_from_db()
    assert (film.title_en, film.poster) == ("The ice", picture)


def test_a_still_picture_that_is_none_is_refused():
    film = Attachment.objects.create(
        file="attachments/ice.mp4", media_type="video/mp4", size=1, title_en="Ice"
    )
    client = browser_of(a_chief())
    address = f"/admin/articles/attachment/{film.pk}/change/"

    answer = client.post(address, {"title_en": "Ice", "poster": "999999", **NO_ROWS})

    film.refresh_from_db()
    assert film.poster is None
    assert "Select a valid choice" in answer.content.decode()
