"""Fills an empty site with so many public stories, numbered from 1."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - the apps must be loaded first

from articles.editorial.workflow import publish  # noqa: E402 - as above
from articles.editorial.writing import (  # noqa: E402 - as above
    Facts,
    Release,
    save_draft,
    save_release,
    start_article,
)
from articles.models import Section  # noqa: E402 - as above
from articles.text.story import written  # noqa: E402 - as above


def publish_story(section: Section, number: int) -> None:
    at = timezone.now()
    article = start_article(facts=Facts(section=section), at=at)
    edition = article.editions.get(language="en")
    text = written(title=f"Story {number}", summary="", body="<p>Some text.</p>")
    save_draft(edition, text=text, base=0, by=None, at=at)
    save_release(edition, release=Release(released_at=at), version=edition.facts_version)
    publish(edition, by=None, at=at)


def publish_stories(number: int) -> None:
    campus = Section.objects.create(slug="campus", name_en="Campus", name_zh_hans="校园")
    for story in range(number):
        publish_story(campus, story)


if __name__ == "__main__":
    publish_stories(int(sys.argv[1]))
