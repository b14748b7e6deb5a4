"""Files for readers to download: what is taken, and what is not."""

import hashlib
from contextlib import suppress
from io import BytesIO

import pytest

from articles.attachments import AcceptedFile, NotAnAttachment, accept

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class Zeros(BytesIO):
    """A file that costs no memory: its beginning, then zeros up to the size."""

    def __init__(self, beginning, *, size):
        super().__init__(beginning)
        self.remaining = size - len(beginning)

    def read(self, length=-1):
        chunk = super().read(length)
        zeros = min(length - len(chunk), self.remaining)
        self.remaining -= zeros
        return chunk + bytes(zeros)


@pytest.mark.parametrize(
    ("filename", "content", "extension", "media_type"),
    [
        ("call.pdf", b"%PDF-1.7 text", "pdf", "application/pdf"),
        ("a.b.PDF", b"%PDF-1.7 text", "pdf", "application/pdf"),
        ("form.doc", OLE + b"text", "doc", "application/msword"),
        ("form.docx", b"PK\x03\x04text", "docx", WORD),
        ("list.xls", OLE + b"text", "xls", "application/vnd.ms-excel"),
        ("list.xlsx", b"PK\x03\x04text", "xlsx", EXCEL),
        ("talk.ppt", OLE + b"text", "ppt", "application/vnd.ms-powerpoint"),
        ("talk.pptx", b"PK\x03\x04text", "pptx", POWERPOINT),
        ("all.zip", b"PK\x03\x04text", "zip", "application/zip"),
        ("none.zip", b"PK\x05\x06" + bytes(18), "zip", "application/zip"),
        ("名单.csv", "姓名,学号\n李明,1".encode(), "csv", "text/csv"),
        ("名单.csv", b"\xef\xbb\xbfa,b", "csv", "text/csv"),
        ("list.csv", b"<5 kg,10", "csv", "text/csv"),
        ("notes.txt", "冰 < 10 cm, x<y".encode("gbk"), "txt", "text/plain"),
        ("film.mp4", b"\0\0\0\x20ftypisom....", "mp4", "video/mp4"),
        ("film.webm", b"\x1a\x45\xdf\xa3....webm", "webm", "video/webm"),
        ("talk.mp3", b"ID3\x04....", "mp3", "audio/mpeg"),
        ("talk.mp3", b"\xff\xfb\x90....", "mp3", "audio/mpeg"),
        ("talk.m4a", b"\0\0\0\x20ftypM4A ....", "m4a", "audio/mp4"),
        ("film.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 李明>冰".encode(), "vtt", "text/vtt"),
        ("film.vtt", b"\xef\xbb\xbfWEBVTT\n", "vtt", "text/vtt"),
    ],
)
def test_accept_takes_what_its_name_says(filename, content, extension, media_type):
    assert accept(BytesIO(content), filename=filename) == AcceptedFile(
        extension=extension,
        media_type=media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


@pytest.mark.parametrize(
    ("filename", "content", "extension"),
    [
        ("call.pdf", b"MZ\x90\x00", "pdf"),
        ("call.pdf", b"<html>", "pdf"),
        ("call.pdf", b" %PDF-1.7", "pdf"),
        ("form.docx", OLE, "docx"),
        ("form.doc", b"PK\x03\x04", "doc"),
        ("all.zip", b"Rar!\x1a\x07", "zip"),
        ("notes.txt", b"<html><script>alert(1)</script>", "txt"),
        ("notes.txt", b"\xef\xbb\xbf\n  <!DOCTYPE html>", "txt"),
        ("notes.txt", b"Hello <ScRipt src=/x>", "txt"),
        ("notes.txt", b"<svg onload=alert(1)>", "txt"),
        ("notes.txt", b"#!/bin/sh", "txt"),
        ("list.csv", b"a,b\n" + b"x" * 2_000_000 + b"\0", "csv"),
        ("list.csv", b"%PDF-1.7", "csv"),
        ("list.csv", b"MZ\x90\x00", "csv"),
        ("film.mp4", b"\x1a\x45\xdf\xa3....webm", "mp4"),
        ("film.mp4", b"\0\0\0\x20ftypheic....", "mp4"),
        ("film.mp4", b"\0\0\0\x20moov", "mp4"),
        ("film.webm", b"<html>", "webm"),
        ("talk.mp3", b"RIFF....WAVE", "mp3"),
        ("talk.m4a", b"ID3\x04", "m4a"),
        ("film.vtt", b"1\n00:00:01,000 --> 00:00:02,000\nIce", "vtt"),
        ("film.vtt", b"WEBVTT\n\0", "vtt"),
        ("film.mov", b"\0\0\0\x14ftypqt  ", "mov"),
        ("setup.exe", b"MZ\x90\x00", "exe"),
        ("page.html", b"<p>", "html"),
        ("drawing.svg", b"<svg>", "svg"),
        ("pdf", b"%PDF-1.7", ""),
        ("call.pdf.", b"%PDF-1.7", ""),
        ("call.pdf\0.exe", b"%PDF-1.7", "exe"),
        ("", b"%PDF-1.7", ""),
    ],
)
def test_accept_refuses_another_kind(filename, content, extension):
    with pytest.raises(NotAnAttachment) as refusal:
        accept(BytesIO(content), filename=filename)

    assert (refusal.value.code, refusal.value.params) == ("wrong_kind", {"extension": extension})


@pytest.mark.parametrize("filename", ["call.pdf", "notes.txt"])
def test_accept_refuses_an_empty_file(filename):
    with pytest.raises(NotAnAttachment) as refusal:
        accept(BytesIO(), filename=filename)

    assert (refusal.value.code, refusal.value.params) == ("empty", {})


def test_accept_takes_fifty_megabytes_and_not_one_byte_more():
    largest = Zeros(b"%PDF-", size=50 * 1024 * 1024)
    larger = Zeros(b"%PDF-", size=50 * 1024 * 1024 + 1)

    size = accept(largest, filename="call.pdf").size
    with pytest.raises(NotAnAttachment) as refusal:
        accept(larger, filename="call.pdf")

    assert size == 50 * 1024 * 1024
    assert (refusal.value.code, refusal.value.params) == ("too_many_bytes", {"limit_mb": 50})


def test_accept_takes_two_hundred_megabytes_of_a_film_and_not_one_byte_more():
    largest = Zeros(b"\x1a\x45\xdf\xa3", size=200 * 1024 * 1024)
    larger = Zeros(b"\x1a\x45\xdf\xa3", size=200 * 1024 * 1024 + 1)

    size = accept(largest, filename="film.webm").size
    with pytest.raises(NotAnAttachment) as refusal:
        accept(larger, filename="film.webm")

    assert size == 200 * 1024 * 1024
    assert (refusal.value.code, refusal.value.params) == ("too_many_bytes", {"limit_mb": 200})


def test_accept_refuses_captions_that_browsers_cannot_read():
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\n冰".encode("gbk")

    with pytest.raises(NotAnAttachment) as refusal:
        accept(BytesIO(captions), filename="film.vtt")

    assert (refusal.value.code, refusal.value.params) == ("not_utf_8", {})


def test_accept_stops_reading_at_the_limit():
    endless = Zeros(b"%PDF-", size=10**12)

    with pytest.raises(NotAnAttachment):
        accept(endless, filename="call.pdf")

    assert 10**12 - endless.remaining <= 51 * 1024 * 1024


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"MZ"])
def test_accept_leaves_the_stream_at_its_start(content):
    stream = BytesIO(content)
    stream.read()

    with suppress(NotAnAttachment):
        accept(stream, filename="call.pdf")

    assert stream.tell() == 0


def test_captions_may_break_a_character_between_two_pieces_of_the_file():
    captions = b"WEBVTT\n\n" + "冰".encode() * 500_000

    assert accept(BytesIO(captions), filename="film.vtt").size == len(captions)


def test_captions_that_end_within_a_character_are_refused():
    with pytest.raises(NotAnAttachment):
        accept(BytesIO("WEBVTT\n\n冰".encode()[:-1]), filename="film.vtt")
