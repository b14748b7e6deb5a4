"""Makes the tables, and fills them with the texts of seeded stories; prints addresses of articles.

python -m benchmarks.reference_site.fill STORIES PARAGRAPHS ADDRESSES
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - the apps must be loaded first
from django.utils.translation import override  # noqa: E402 - as above

from articles.imports.seed import words  # noqa: E402 - as above
from articles.imports.seed.story import Plan, Sizes, tell  # noqa: E402 - as above
from articles.text.titles import slug_from  # noqa: E402 - as above
from benchmarks.reference_site.models import (  # noqa: E402 - as above
    Article,
    Section,
    Source,
    Tag,
    Translator,
    Word,
)

TAGS = 100
BATCH = 2_000


def fill(plan: Plan) -> None:
    known = words.lists()
    with connection.schema_editor() as editor:
        for model in (Section, Source, Translator, Tag, Article):
            editor.create_model(model)
    named(Section, [(english, chinese) for _slug, english, chinese in known.section])
    named(Source, known.department)
    named(Translator, known.department[:6])
    named(Tag, words.tags(TAGS))
    sizes = Sizes(len(known.section), len(known.department), 6, TAGS)
    articles, tags = [], []
    for number, (article, its_tags) in enumerate(articles_of(plan, sizes), 1):
        article.pk = number
        articles.append(article)
        tags += [Article.tags.through(article_id=number, tag_id=tag + 1) for tag in its_tags]
    with transaction.atomic():
        Article.objects.bulk_create(articles, batch_size=BATCH)
        Article.tags.through.objects.bulk_create(tags, batch_size=BATCH)


def named(model: type[Word], pairs: list[words.Pair]) -> None:
    model.objects.bulk_create(
        model(name_en=english, name_zh=chinese, slug=slug_from(english))
        for english, chinese in pairs
    )


def articles_of(plan: Plan, sizes: Sizes) -> Iterator[tuple[Article, list[int]]]:
    zone = ZoneInfo("Asia/Shanghai")
    for number in range(1, plan.count + 1):
        story = tell(number, plan=plan, sizes=sizes, zone=zone)
        for edition in story.editions:
            translator = None if edition.translator is None else edition.translator + 1
            article = Article(
                **edition.text._asdict(),
                language=edition.language,
                section_id=story.section + 1,
                source_id=None if story.source is None else story.source + 1,
                translator_id=translator,
                author=edition.credits[0][1],
                released_at=edition.released_at,
                browses=story.start,
            )
            yield article, list(story.tags)


def addresses(number: int) -> dict[str, list[str]]:
    """English ones; the articles of every age."""
    english = list(Article.objects.filter(language="en").order_by("pk"))
    step = max(1, len(english) // number)
    section = Section.objects.first()
    assert section  # noqa: S101 - it was made above
    pages = Article.objects.filter(language="en", section=section).count() // 20
    with override("en"):
        return {
            "articles": [article.get_absolute_url() for article in english[::step]],
            "home": ["/en/"],
            "list": [section.get_absolute_url()],
            "deep": [f"{section.get_absolute_url()}?page={max(1, pages * 9 // 10)}"],
        }


if __name__ == "__main__":
    count, paragraphs, wanted = map(int, sys.argv[1:])
    fill(Plan(count=count, paragraphs=paragraphs, until=date.today()))  # noqa: DTZ011 - any day
    print(json.dumps(addresses(wanted)))
