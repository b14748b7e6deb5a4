"""Demo stories for an empty site, and their removal: marked as demo, gone without a trace."""

import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from articles.browsing.batch import Tally
from articles.browsing.totals import (
    bring_referrers,
    bring_site_days,
    bring_start_value,
    bring_tallies,
    forget_days_without_counts,
    forget_history,
)
from articles.editorial.media import put_picture, remove_picture
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Facts, Release, save_draft, save_release, start_article
from articles.images import accept
from articles.imports.demo.pictures import draw
from articles.imports.demo.readers import (
    plausible_counts,
    plausible_hosts,
    plausible_site_days,
    plausible_tallies,
)
from articles.models import (
    Article,
    Department,
    Edition,
    FootLink,
    Image,
    PressRun,
    Section,
    SiteSettings,
    Source,
    Tag,
    Translator,
    Vocabulary,
)
from articles.text.story import StoryText, written

STORIES = Path(__file__).parent / "stories.toml"
LANGUAGES = {"en": "en", "zh_hans": "zh-hans"}
VOCABULARY: dict[str, type[Vocabulary]] = {
    "department": Department,
    "section": Section,
    "source": Source,
    "translator": Translator,
    "tag": Tag,
}
MOST_AT_ONCE = 1_000  # stories that are removed in one transaction
AS_LOADED = 1  # the version of site settings that nobody has saved in the admin yet
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Story:
    """A demo story made ready outside of any transaction: text cleaned, picture drawn and kept."""

    told: Mapping[str, Any]
    texts: Mapping[str, StoryText]
    cover: Image | None  # its files are stored, its row is not


def load_demo(*, at: datetime, say: Callable[[str], object]) -> int:
    """Loads the demo stories and returns their number; all of them, or after a kill none."""
    content = tomllib.loads(STORIES.read_text(encoding="utf-8"))
    say("Drawing the pictures of the demo stories, half a minute …")
    with ThreadPoolExecutor() as pool:
        stories = list(pool.map(prepare, content["story"]))
    with transaction.atomic():
        load_site(content["site"])
        words: dict[str, dict[str, Any]] = {}
        for kind in VOCABULARY:  # departments first, because sources and translators name them
            words[kind] = load_words(kind, content[kind], departments=words.get("department", {}))
        tallies: list[Mapping[date, Tally]] = []
        for story in reversed(stories):  # the newest last, as staff would have written them
            tallies += load_story(story, words=words, at=at)
        bring_site_days(plausible_site_days(tallies), at=at)
    return len(stories)


def remove_demo(*, say: Callable[[str], object]) -> int:
    """Removes every demo row and its files, and returns the number of stories.

    Words and pictures that stories of your own use by now stay, and so do site settings that
    somebody has saved since. Many stories go in parts: stopped, it goes on when it is run again.
    """
    demo = Article.objects.filter(is_demo=True).order_by("-pk")
    removed, number = 0, demo.count()
    while some := list(demo[:MOST_AT_ONCE]):
        remove_stories(some)
        removed += len(some)
        if number > MOST_AT_ONCE:
            say(f"{removed:,} of {number:,} stories removed")
    remove_surroundings()
    return removed


@transaction.atomic
def remove_stories(stories: list[Article]) -> None:
    forget_history(stories)
    Article.objects.filter(pk__in=[story.pk for story in stories]).delete()
    PressRun.start()


@transaction.atomic
def remove_surroundings() -> None:
    """What hung on the stories, as far as nothing else needs it."""
    forget_days_without_counts()
    SiteSettings.objects.filter(version=AS_LOADED).delete()
    for image in Image.objects.filter(is_demo=True, covered=None, uses_in_text=None, logo_of=None):
        remove_picture(image)
    unused = {"edition": None, "article": None}
    Section.objects.filter(is_demo=True, **unused).delete()
    Source.objects.filter(is_demo=True, article=None).delete()
    Translator.objects.filter(is_demo=True, edition=None).delete()
    Tag.objects.filter(is_demo=True, article=None).delete()
    Department.objects.filter(is_demo=True, source=None, translator=None).delete()
    PressRun.start()


def prepare(told: Mapping[str, Any]) -> Story:
    texts = {
        code: written(
            title=told[key]["title"],
            slug=told[key].get("slug", ""),
            summary=told[key].get("summary", ""),
            body=told[key]["body"],
        )
        for key, code in LANGUAGES.items()
        if key in told
    }
    picture = told.get("picture")
    return Story(told=told, texts=texts, cover=drawn(picture) if picture else None)


def drawn(told: Mapping[str, Any]) -> Image:
    image = Image(
        alt_en=told["alt_en"],
        alt_zh_hans=told["alt_zh_hans"],
        caption_en=told.get("caption_en", ""),
        caption_zh_hans=told.get("caption_zh_hans", ""),
        is_demo=True,
    )
    put_picture(image, picture=accept(BytesIO(draw(told["motif"], seed=told["seed"]))))
    return image


def load_site(told: Mapping[str, Any]) -> None:
    """What an admin would set, where nobody has set anything."""
    columns = {column: value.strip() for column, value in told.items() if column != "link"}
    site, is_new = SiteSettings.objects.get_or_create(
        id=1, defaults={**columns, "version": AS_LOADED}
    )
    if is_new:
        FootLink.objects.bulk_create(FootLink(site=site, **link) for link in told["link"])


def load_words(
    kind: str, rows: list[Mapping[str, Any]], *, departments: Mapping[str, Any]
) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for position, row in enumerate(rows, start=1):
        columns: dict[str, Any] = {"name_en": row["en"], "name_zh_hans": row["zh_hans"]}
        if kind == "section":
            columns["position"] = position * 10
        if "department" in row:
            columns["department"] = departments[row["department"]]
        words[row["slug"]], _made = VOCABULARY[kind]._default_manager.get_or_create(  # noqa: SLF001 - public in spite of its name
            slug=row["slug"], defaults=columns | {"is_demo": True}
        )
    return words


def load_story(story: Story, *, words: Words, at: datetime) -> list[Mapping[date, Tally]]:
    """Gives what was read of each language of the story."""
    told = story.told
    if story.cover:
        story.cover.save()
    facts = Facts(
        section=words["section"][told["section"]],
        source=words["source"].get(told.get("source", "")),
        tags=[words["tag"][slug] for slug in told.get("tags", [])],
        cover=story.cover,
        is_pinned=told.get("pinned", False),
    )
    tallies: list[Mapping[date, Tally]] = []
    released_at = release_time(told, at=at)
    article = start_article(facts=facts, at=min(released_at, at), is_demo=True)
    for key, code in LANGUAGES.items():
        if key in told:
            edition = article.editions.get(language=code)
            more = load_edition(
                edition, story, key=key, words=words, released_at=released_at, at=at
            )
            tallies.append(more)
    if told.get("start"):
        bring_start_value(article, value=told["start"])
    return tallies


def release_time(told: Mapping[str, Any], *, at: datetime) -> datetime:
    day = localtime(at).date() - timedelta(days=told["days_ago"])
    released_at = make_aware(datetime.combine(day, time(told.get("hour", 0))))
    # A story of today must be out whatever the hour is at which the site is first run.
    return min(released_at, at.replace(microsecond=0)) if told["days_ago"] >= 0 else released_at


def load_edition(
    edition: Edition,
    story: Story,
    *,
    key: str,
    words: Words,
    released_at: datetime,
    at: datetime,
) -> Mapping[date, Tally]:
    told = story.told[key]
    written_at = min(released_at, at)
    save_draft(edition, text=story.texts[edition.language], base=0, by=None, at=written_at)
    release = Release(
        released_at=released_at,
        has_release_time="hour" in story.told,
        translator=words["translator"].get(told.get("translator", "")),
        translated_from="zh-hans" if told.get("translator") else "",
        credits=told.get("credits", {}),
    )
    save_release(edition, release=release, version=edition.facts_version)
    if told["status"] != "draft":
        publish(edition, by=None, at=written_at)
    if told["status"] == "withdrawn":
        withdraw(edition, by=None, at=at)
    counts = plausible_counts(
        told.get("browses", 0),
        first=localtime(released_at).date(),
        # Who reads today is counted one by one, and told apart until the day is over.
        last=localtime(at).date() - timedelta(days=1),
        seed=edition.article_id,
    )
    tallies = plausible_tallies(counts, seed=edition.pk)
    bring_tallies(edition, tallies=tallies)
    hosts = plausible_hosts(counts, language=edition.language, seed=edition.pk)
    bring_referrers(edition, hosts=hosts)
    return tallies
