"""A feed as JSON Feed 1.1."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from articles.public.languages import tag_of
from articles.public.machines.feed import Feed, FeedStory
from articles.text.xml import sayable

MEDIA_TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    facts = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.description,
        "favicon": feed.icon,
        "authors": [{"name": feed.site_name}],
        "language": tag_of(feed.language),
        "items": [item(story, language=feed.language) for story in feed.stories],
    }
    # Halves of surrogate pairs are no text, and no other character needs to be left out.
    return sayable(json.dumps(without_gaps(facts), ensure_ascii=False)).encode()


def item(story: FeedStory, *, language: str) -> Mapping[str, object]:
    facts = {
        "id": story.identity,
        "url": story.address,
        "title": story.title,
        "summary": story.summary,
        "content_html": story.body,
        "image": story.picture.address if story.picture else "",
        "date_published": moment(story.released_at),
        "date_modified": moment(story.modified_at),
        "authors": [{"name": name} for name in story.authors],
        "tags": list(story.categories),
        "language": tag_of(language),
    }
    # A text of nothing is still the text: the format asks for one.
    return {**without_gaps(facts), "content_html": story.body}


def without_gaps(facts: Mapping[str, object]) -> Mapping[str, object]:
    """What is not known is left out; a list of stories may be empty."""
    return {name: value for name, value in facts.items() if value or name == "items"}


def moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
