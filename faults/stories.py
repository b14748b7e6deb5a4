"""Fills an empty site with what the fault runs read.

Stories 1 to 20 are public in English, the first two in Chinese too; story 21 is hidden.
"""

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - the apps must be loaded first
from django.utils import timezone  # noqa: E402 - as above

from articles.editorial.workflow import publish  # noqa: E402 - as above
from articles.editorial.writing import (  # noqa: E402 - as above
    Facts,
    Release,
    save_draft,
    save_release,
    start_article,
)
from articles.models import Article, Section  # noqa: E402 - as above
from articles.text.story import written  # noqa: E402 - as above
from benchmarks.stories import publish_story  # noqa: E402 - as above
from faults.known import CHINESE, EDITOR, PASSWORD, STORIES  # noqa: E402 - as above


def publish_in_chinese(number: int) -> None:
    at = timezone.now()
    edition = Article.objects.get(pk=number).editions.get(language="zh-hans")
    text = written(title=f"故事 {number}", summary="", body="<p>一些文字。</p>")
    save_draft(edition, text=text, base=0, by=None, at=at)
    save_release(edition, release=Release(released_at=at), version=edition.facts_version)
    publish(edition, by=None, at=at)


def hide_one(section: Section) -> None:
    at = timezone.now()
    edition = start_article(facts=Facts(section=section), at=at).editions.get(language="en")
    text = written(title="Not yet", summary="", body="<p>Nobody may read this.</p>")
    save_draft(edition, text=text, base=0, by=None, at=at)


if __name__ == "__main__":
    campus = Section.objects.create(slug="campus", name_en="Campus", name_zh_hans="校园")
    for story in range(1, STORIES + 1):
        publish_story(campus, story)
    for story in range(1, CHINESE + 1):
        publish_in_chinese(story)
    hide_one(campus)
    User.objects.create_superuser(EDITOR, password=PASSWORD)
