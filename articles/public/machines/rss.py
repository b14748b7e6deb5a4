"""A feed as RSS 2.0, its texts in the elements that readers look for beside those of the format."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.public.languages import region_of
from articles.public.machines.feed import Feed, FeedPicture, FeedStory
from articles.text.xml import sayable

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
MINUTES = 15  # for which a program may keep the feed before it asks again
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


class FullText(Rss201rev2Feed):
    """RSS with whole texts, every author, and a date that does not move while nothing is new."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def latest_post_date(self) -> datetime:
        return max((item["modified_at"] for item in self.items), default=NOTHING_YET)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for element in ("creator", "contributor"):
            for name in item[element]:
                handler.addQuickElement(f"dc:{element}", name)
        handler.addQuickElement("content:encoded", item["body"])


def written(feed: Feed) -> bytes:
    rss = FullText(
        title=sayable(feed.title),
        link=feed.page,
        description=sayable(feed.description),
        language=region_of(feed.language),
        feed_url=feed.address,
        ttl=MINUTES,
    )
    for story in feed.stories:
        add(rss, story)
    content = BytesIO()
    rss.write(content, "utf-8")
    return content.getvalue()


def add(rss: FullText, story: FeedStory) -> None:
    rss.add_item(
        title=sayable(story.title),
        link=story.address,
        description=sayable(story.summary),
        pubdate=story.released_at,
        unique_id=story.identity,
        unique_id_is_permalink=False,
        categories=[sayable(each) for each in story.categories],
        enclosures=[enclosure(story.picture)] if story.picture else [],
        creator=[sayable(each) for each in story.authors],
        contributor=[sayable(each) for each in story.contributors],
        body=sayable(story.body),
        modified_at=story.modified_at,
    )


def enclosure(picture: FeedPicture) -> Enclosure:
    return Enclosure(picture.address, str(picture.size), picture.media_type)
