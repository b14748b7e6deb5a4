"""Takes files for readers to download: a few known types, whose content is what the name says."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_BYTES = 50 * 1024 * 1024
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
}
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
    size, digest = 0, hashlib.sha256()
    for chunk in _chunks(stream):
        _refuse_other_kind(chunk, extension=extension, is_first=size == 0)
        size += len(chunk)
        if size > MAX_BYTES:
            raise NotAnAttachment("too_many_bytes", limit_mb=MAX_BYTES // 1024**2)
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


def _refuse_other_kind(chunk: bytes, *, extension: str, is_first: bool) -> None:
    if extension not in _FIRST_BYTES:
        is_kind = b"\0" not in chunk and not (is_first and _begins_otherwise(chunk))
    else:
        is_kind = not is_first or chunk.startswith(_FIRST_BYTES[extension])
    if not is_kind:
        raise NotAnAttachment("wrong_kind", extension=extension)


def _begins_otherwise(chunk: bytes) -> bool:
    start = chunk[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(_NOT_TEXT) or bool(_HTML.search(start))
