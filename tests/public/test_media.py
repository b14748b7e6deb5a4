"""Pictures and attachments as they are handed out."""

import gzip

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def keep(name: str, content: bytes = b"content") -> None:
    default_storage.save(name, ContentFile(content))


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp"), ("avif", "image/avif")],
)
def test_a_picture_comes_with_its_type_for_ever_and_can_do_nothing(client, extension, media_type):
    keep(f"pictures/aB3_-x-crop-720.{extension}")

    answer = client.get(f"/media/pictures/aB3_-x-crop-720.{extension}")

    assert b"".join(answer) == b"content"
    assert answer["Content-Type"] == media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    }
    assert "Content-Disposition" not in answer or answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("txt", "text/plain"),
        ("jpg", "image/jpeg"),
        ("html", "text/html"),
        ("xyz", "application/octet-stream"),
    ],
)
def test_an_attachment_is_only_ever_downloaded(client, extension, media_type):
    keep(f"attachments/aB3_-x.{extension}")

    answer = client.get(f"/media/attachments/aB3_-x.{extension}")

    assert answer["Content-Disposition"] == "attachment"
    assert answer["Content-Type"] == media_type
    assert b"".join(answer) == b"content"


def test_a_file_that_is_no_picture_is_not_shown_among_pictures(client):
    keep("pictures/x.svg", b"<svg/>")

    answer = client.get("/media/pictures/x.svg")

    assert b"".join(answer) == b"<svg/>"
    assert answer["Content-Disposition"] == "attachment"


def test_a_picture_is_not_compressed_again(client):
    keep("pictures/x.jpg", b"\0" * 5_000)

    answer = client.get("/media/pictures/x.jpg", headers={"accept-encoding": "gzip"})

    assert b"".join(answer) == b"\0" * 5_000
    assert "Content-Encoding" not in answer
    assert answer["Content-Length"] == "5000"


@pytest.mark.django_db
def test_a_page_is_compressed(client):
    answer = client.get("/en/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pictures",
        "pictures/",
        "pictures/missing.jpg",
        "pictures/folder.jpg",
        "../secret_key",
        "pictures/../../secret_key",
        "pictures/..%2f..%2fsecret_key",
        "pictures/%2e%2e/%2e%2e/secret_key",
        "pictures//x.jpg",
        "/pictures/x.jpg",
        "pictures\\x.jpg",
        "pictures/x.jpg%00.png",
        "pictures/x.jpg%0a",
        "pictures/.x.jpg",
        "other/x.jpg",
        "x.jpg",
    ],
)
@pytest.mark.django_db
def test_nothing_else_is_handed_out_and_nothing_is_listed(client, settings, path):
    keep("pictures/x.jpg")
    keep("other/x.jpg")
    keep("x.jpg")
    keep("pictures/folder.jpg/y.jpg")
    (settings.MEDIA_ROOT.parent / "secret_key").write_text("secret")

    answer = client.get(f"/media/{path}")

    assert answer.status_code == 404
    assert b"secret" not in answer.getvalue()
    assert b"<h1>This page is not here</h1>" in answer.getvalue()


@pytest.mark.django_db
def test_a_missing_file_is_told_in_the_language_of_the_reader(client):
    path = "/media/attachments/missing.pdf"

    answer = client.get(path, headers={"accept-language": "zh-CN,en;q=0.5"})

    assert answer.status_code == 404
    assert '<html lang="zh-Hans">' in answer.content.decode()


def test_only_reading_is_possible(client):
    answer = client.post("/media/pictures/x.jpg")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
