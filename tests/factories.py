"""Rows for tests, made through the desk's own doors; a test names what it is about."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from articles.browsing.batch import Tally
from articles.browsing.totals import add
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, Release, save_draft, save_release, start_article
from articles.models import (
    Article,
    Edition,
    Image,
    Rendition,
    Section,
    Source,
    Tag,
    Translator,
)
from articles.text.story import written

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 10, 10, 0, tzinfo=SHANGHAI)
numbers = count(1)


def a_section(slug: str = "campus", *, en: str = "Campus", zh_hans: str = "校园") -> Section:
    return Section.objects.get_or_create(
        slug=slug, defaults={"name_en": en, "name_zh_hans": zh_hans}
    )[0]


def a_source(
    slug: str = "news-centre", *, en: str = "News Centre", zh_hans: str = "新闻中心"
) -> Source:
    return Source.objects.get_or_create(
        slug=slug, defaults={"name_en": en, "name_zh_hans": zh_hans}
    )[0]


def a_translator(
    slug: str = "basic-courses", *, en: str = "Basic Courses Department", zh_hans: str = "基础课部"
) -> Translator:
    return Translator.objects.get_or_create(
        slug=slug, defaults={"name_en": en, "name_zh_hans": zh_hans}
    )[0]


def a_tag(slug: str, *, en: str, zh_hans: str) -> Tag:
    return Tag.objects.create(slug=slug, name_en=en, name_zh_hans=zh_hans)


def a_rendition(name: str, *, width: int, height: int) -> Rendition:
    """One of the files of a picture, told by its name: `lake-crop-480.webp`."""
    return Rendition(
        crop="-crop-" in name,
        type="avif" if name.endswith(".avif") else "webp",
        width=width,
        height=height,
        name=f"pictures/{name}",
    )


def an_image(
    *,
    alt_en: str = "A lake",
    alt_zh_hans: str = "湖",
    is_decorative: bool = False,
    renditions: tuple[Rendition, ...] = (),
) -> Image:
    """A row without files: for tests that never open the picture."""
    number = next(numbers)
    return Image.objects.create(
        file=f"pictures/{number}.jpg",
        width=1200,
        height=800,
        thumbnail=f"pictures/{number}-t.jpg",
        thumbnail_width=720,
        thumbnail_height=480,
        size=1000,
        digest=f"{number:064x}",
        alt_en=alt_en,
        alt_zh_hans=alt_zh_hans,
        is_decorative=is_decorative,
        renditions=list(renditions),
    )


def an_article(
    *,
    section: Section | None = None,
    source: Source | None = None,
    tags: tuple[Tag, ...] = (),
    cover: Image | None = None,
    is_pinned: bool = False,
) -> Article:
    """An article whose editions are still empty."""
    facts = Facts(
        section=section or a_section(), source=source, tags=tags, cover=cover, is_pinned=is_pinned
    )
    return start_article(facts=facts, at=NOW)


def a_draft(
    article: Article | None = None,
    *,
    language: str = "en",
    title: str = "",
    summary: str = "",
    body: str = "<p>Some text.</p>",
    release: Release | None = None,
) -> Edition:
    """An edition with a text that nobody has published."""
    edition = (article or an_article()).editions.get(language=language)
    text = written(title=title or f"Story {next(numbers)}", summary=summary, body=body)
    save_draft(edition, text=text, base=0, by=None, at=NOW)
    if release:
        save_release(edition, release=release, version=edition.facts_version)
    return edition


def a_public_edition(
    article: Article | None = None,
    *,
    language: str = "en",
    title: str = "",
    summary: str = "",
    body: str = "<p>Some text.</p>",
    released_at: datetime = NOW,
    release: Release | None = None,
) -> Edition:
    """A published edition; with a `released_at` in the future it is a scheduled one."""
    edition = a_draft(
        article,
        language=language,
        title=title,
        summary=summary,
        body=body,
        release=release or Release(released_at=released_at),
    )
    publish(edition, by=None, at=min(released_at, NOW))
    return edition


def a_withdrawn_edition(article: Article | None = None, *, language: str = "en") -> Edition:
    edition = a_public_edition(article, language=language)
    withdraw(edition, by=None, at=NOW)
    return edition


def browsed(edition: Edition, times: int, *, on: date | None = None) -> Edition:
    """The edition, read so often on a day; today, as the site has it, where none is named."""
    counts = {(edition.pk, on or localdate()): Tally(browses=times)}
    add(counts, articles={edition.pk: edition.article_id})
    return edition
