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
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("txt", "text/plain"),
        ("vtt", "text/vtt"),
        ("jpg", "image/jpeg"),
        ("html", "text/html"),
        ("xyz", "application/octet-stream"),
    ],
)
def test_an_attachment_that_could_do_something_is_only_ever_downloaded(
    client, extension, media_type
):
    keep(f"attachments/aB3_-x.{extension}")

    answer = client.get(f"/media/attachments/aB3_-x.{extension}")

    assert answer["Content-Disposition"] == "attachment"
    assert answer["Content-Type"] == media_type
    assert b"".join(answer) == b"content"


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("pdf", "application/pdf"),
        ("mp4", "video/mp4"),
        ("webm", "video/webm"),
        ("mp3", "audio/mpeg"),
        ("m4a", "audio/mp4"),
    ],
)
def test_what_browsers_show_safely_is_shown_and_can_do_nothing_else(client, extension, media_type):
    keep(f"attachments/aB3_-x.{extension}")

    answer = client.get(f"/media/attachments/aB3_-x.{extension}")

    assert "Content-Disposition" not in answer
    assert answer["Content-Type"] == media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; media-src 'self'; frame-ancestors 'none'"
    )
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


TEN = b"0123456789"


@pytest.fixture
def ask(client):
    """Asks for a film of ten bytes with these headers."""
    keep("attachments/film.mp4", TEN)
    return lambda **headers: client.get("/media/attachments/film.mp4", headers=headers)


@pytest.fixture
def etag(ask):
    answer = ask()
    answer.getvalue()  # read to its end, or the file stays open
    return answer["ETag"]


def told(answer):
    return (answer.status_code, answer.get("Content-Range"), answer.get("Content-Length"))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 9),
        ("bytes=0-0", 0, 0),
        ("bytes=3-5", 3, 5),
        ("Bytes = 3-5 ", 3, 5),
        ("bytes=9-9", 9, 9),
        ("bytes=3-500", 3, 9),
        ("bytes=-4", 6, 9),
        ("bytes=-400", 0, 9),
    ],
)
def test_a_part_of_a_file_is_what_was_asked_for(ask, asked, first, last):
    answer = ask(range=asked)

    assert answer.getvalue() == TEN[first : last + 1]
    assert told(answer) == (206, f"bytes {first}-{last}/10", str(last - first + 1))
    assert answer["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-3", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=0-1", "0-1", "bytes=+1-2"],
)
def test_what_is_no_range_of_ours_gets_the_whole_file(ask, asked):
    answer = ask(range=asked)

    assert answer.getvalue() == TEN
    assert told(answer) == (200, None, "10")
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    "asked", ["bytes=10-", "bytes=10-20", "bytes=999999999999999999-", "bytes=-0"]
)
def test_a_part_outside_of_the_file_is_refused(ask, asked):
    answer = ask(range=asked)

    assert told(answer) == (416, "bytes */10", "0")
    assert answer.content == b""
    assert "Cache-Control" not in answer, "no cache may give this refusal to the next reader"


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-1"])
def test_nothing_is_a_part_of_an_empty_file(client, asked):
    keep("attachments/empty.mp4", b"")

    answer = client.get("/media/attachments/empty.mp4", headers={"range": asked})

    assert told(answer) == (416, "bytes */0", "0")


def test_a_part_is_only_given_of_the_file_that_the_reader_has_begun(ask, etag):
    part = {"range": "bytes=0-1"}

    same = ask(**{**part, "if-range": etag})
    other = ask(**{**part, "if-range": '"another"'})
    weak = ask(**{**part, "if-range": f"W/{etag}"})
    dated = ask(**{**part, "if-range": "Wed, 01 Jun 2022 00:00:00 GMT"})

    assert (same.status_code, same.getvalue()) == (206, b"01")
    for answer in (other, weak, dated):
        assert (answer.status_code, answer.getvalue()) == (200, TEN)


def test_a_file_that_the_reader_has_is_not_sent_again(ask, etag):
    answer = ask(**{"if-none-match": etag, "range": "bytes=0-1"})

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_of_a_file_one_may_ask_the_size_alone(client):
    keep("attachments/film.mp4", TEN)

    answer = client.head("/media/attachments/film.mp4", headers={"range": "bytes=0-1"})

    assert answer.getvalue() == b""
    assert told(answer) == (200, None, "10")
    assert answer["Accept-Ranges"] == "bytes"


def test_a_long_part_comes_in_pieces(client):
    content = bytes(range(256)) * 1_000
    keep("attachments/long.mp4", content)

    answer = client.get("/media/attachments/long.mp4", headers={"range": "bytes=1000-200999"})
    pieces = list(answer)

    assert b"".join(pieces) == content[1_000:201_000]
    assert [len(piece) for piece in pieces] == [65_536, 65_536, 65_536, 3_392]
