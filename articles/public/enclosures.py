"""What goes with a story besides its text: films and sounds to play, files to take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from mimetypes import MimeTypes

from django.core.files.storage import default_storage

# Without the files of this machine, so that the answer is the same everywhere.
KNOWN_TYPES = MimeTypes()
for extension, kind in {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".m4a": "audio/mp4",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}.items():
    KNOWN_TYPES.add_type(kind, extension)
# What a browser shows or plays by itself: it runs nothing in them that could reach this site.
SHOWN = {"application/pdf", "audio/mpeg", "audio/mp4", "video/mp4", "video/webm"}
CAPTIONS = "text/vtt"


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file, as the story offers it."""

    title: str
    path: str
    extension: str
    size: int
    poster: str = ""

    @property
    def media_type(self) -> str:
        return media_type_of(f".{self.extension}")

    @property
    def is_shown(self) -> bool:
        """Whether a browser opens it, and the reader stays where they can go back."""
        return self.media_type in SHOWN

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")

    @property
    def is_played(self) -> bool:
        return self.media_type.startswith(("video/", "audio/"))


@dataclass(frozen=True, kw_only=True)
class Player:
    """A film or a sound, and the words that are shown with it."""

    file: Enclosure
    captions: Enclosure | None


def media_type_of(name: str) -> str:
    """By the end of the name; of an unknown one nothing is said."""
    return KNOWN_TYPES.guess_type(f"x{name[name.rfind('.') :]}")[0] or "application/octet-stream"


def enclosure(*, title: str, name: str, size: int, poster: str = "") -> Enclosure:
    return Enclosure(
        title=title,
        path=default_storage.url(name),
        extension=name.rpartition(".")[2].lower(),
        size=size,
        poster=default_storage.url(poster) if poster else "",
    )


def players(files: Sequence[Enclosure]) -> list[Player]:
    """Each film and sound with its captions: those of the same title, or the only ones there are.

    A title is of one language, and so are the captions that are filed under it.
    """
    played = [file for file in files if file.is_played]
    return [Player(file=file, captions=captions_of(file, files=files)) for file in played]


def captions_of(played: Enclosure, *, files: Sequence[Enclosure]) -> Enclosure | None:
    captions = [file for file in files if file.media_type == CAPTIONS]
    same = [file for file in captions if file.title == played.title]
    is_alone = len(captions) == sum(file.is_played for file in files) == 1
    return (same or captions)[0] if same or is_alone else None


def downloads(files: Sequence[Enclosure]) -> list[Enclosure]:
    """What is left to open or to save."""
    used = [player.file for player in players(files)]
    used += [player.captions for player in players(files) if player.captions]
    return [file for file in files if file not in used]
