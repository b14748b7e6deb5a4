"""What a feed tells, before it is written in one format or another; every address is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class FeedPicture:
    """The cover of a story, in the format that every program can show."""

    address: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FeedStory:
    """A story with its whole text."""

    identity: str
    address: str
    title: str
    summary: str
    body: str
    released_at: datetime
    modified_at: datetime
    authors: Sequence[str]
    contributors: Sequence[str]
    categories: Sequence[str]
    picture: FeedPicture | None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The newest stories of a list, the newest first."""

    language: str
    title: str
    description: str
    address: str
    page: str
    icon: str
    site_name: str
    stories: Sequence[FeedStory]
