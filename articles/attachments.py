"""Takes files for readers: a few known types, whose content is what the name says."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_BYTES = 50 * 1024 * 1024
MAX_MEDIA_BYTES = 200 * 1024 * 1024  # of films and sounds: five minutes as a camera records them
_CHUNK = 1024 * 1024

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "csv": "text/csv",
    "txt": "text/plain",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007
_ZIP = b"PK\x03\x04"
_FIRST_BYTES = {
    "pdf": (b"%PDF-",),
    "doc": (_OLE,),
    "docx": (_ZIP,),
    "xls": (_OLE,),
    "xlsx": (_ZIP,),
    "ppt": (_OLE,),
    "pptx": (_ZIP,),
    "zip": (_ZIP, b"PK\x05\x06"),  # the second: an archive with nothing in it
    "webm": (b"\x1a\x45\xdf\xa3",),
    # With a label in front, or the first frame at once.
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}
# Films and sounds of one family name their kind behind these bytes; so do pictures of phones.
_FAMILY, _BEFORE_FAMILY = b"ftyp", 4
_PICTURES_OF_THE_FAMILY = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
_TEXTS = {"csv", "txt", "vtt"}
# A text that begins like one of these is another file under a wrong name.
_NOT_TEXT = (b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"%!PS", b"{\\rtf", b"#!")
_HTML = re.compile(rb"\A<[a-z!?/]|<(?:!doctype|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
_SNIFFED = 1024  # as far as browsers look when they guess a type


class NotAnAttachment(ValueError):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: str, **params: int | str) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


@dataclass(frozen=True, kw_only=True)
class AcceptedFile:
    """What is to be known of a file that is taken; its content stays in the stream."""

    extension: str
    media_type: str
    size: int
    digest: str


def accept(stream: BinaryIO, *, filename: str) -> AcceptedFile:
    """Reads the file to its end, says what it is, and leaves the stream at its start."""
    try:
        return _accepted(stream, extension=_extension(filename))
    finally:
        stream.seek(0)


def _extension(filename: str) -> str:
    _, dot, extension = filename.rpartition(".")
    return extension.lower() if dot else ""


def _accepted(stream: BinaryIO, *, extension: str) -> AcceptedFile:
    if extension not in _MEDIA_TYPES:
        raise NotAnAttachment("wrong_kind", extension=extension)
    limit = MAX_MEDIA_BYTES if is_played(_MEDIA_TYPES[extension]) else MAX_BYTES
    size, digest = 0, hashlib.sha256()
    chunks = _chunks(stream)
    for chunk in _in_utf_8(chunks) if extension == "vtt" else chunks:
        _refuse_other_kind(chunk, extension=extension, is_first=size == 0)
        size += len(chunk)
        if size > limit:
            raise NotAnAttachment("too_many_bytes", limit_mb=limit // 1024**2)
        digest.update(chunk)
    if not size:
        raise NotAnAttachment("empty")
    return AcceptedFile(
        extension=extension,
        media_type=_MEDIA_TYPES[extension],
        size=size,
        digest=digest.hexdigest(),
    )


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield chunk


def is_played(media_type: str) -> bool:
    """Whether a page shows a player for such a file."""
    return media_type.startswith(("video/", "audio/"))


def _refuse_other_kind(chunk: bytes, *, extension: str, is_first: bool) -> None:
    if is_first and not _begins_well(chunk, extension=extension):
        raise NotAnAttachment("wrong_kind", extension=extension)
    if extension in _TEXTS and b"\0" in chunk:
        raise NotAnAttachment("wrong_kind", extension=extension)


def _begins_well(chunk: bytes, *, extension: str) -> bool:
    if extension in _FIRST_BYTES:
        return chunk.startswith(_FIRST_BYTES[extension])
    if extension in {"mp4", "m4a"}:
        rest = chunk[_BEFORE_FAMILY:]
        return rest.startswith(_FAMILY) and not rest[4:].startswith(_PICTURES_OF_THE_FAMILY)
    return not _begins_otherwise(chunk)


def _in_utf_8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, if they are UTF-8; a character may begin in one and end in the next."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
            yield chunk
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise NotAnAttachment("not_utf_8") from None


def _begins_otherwise(chunk: bytes) -> bool:
    start = chunk[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(_NOT_TEXT) or bool(_HTML.search(start))
