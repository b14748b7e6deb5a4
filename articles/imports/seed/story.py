"""One seeded story: what its number says it is; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from articles.imports.seed import words
from articles.text.titles import slug_from

YEARS = 20
IN_BOTH, IN_CHINESE = 0.6, 0.8  # of all stories; the rest is in English only
LATEST_TRANSLATION = 3 * 86_400  # seconds after the first language
EXPIRING = 0.01  # of all stories
SENTENCES = 3  # of a paragraph
RECENT = 60  # days whose browses are told day by day
WELL_READ = 14  # days after its release
READ_AGAIN = 0.12  # of the older texts, on one of the recent days
DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many stories, how long, until which day; together with a number it tells a story."""

    count: int
    paragraphs: int
    until: date

    @property
    def tags(self) -> int:
        """A common one, and as many rare ones as a site of this size would have."""
        return max(30, min(self.count // 100, 5_000))


class Text(NamedTuple):
    """A text as the desk would keep it."""

    title: str
    slug: str
    summary: str
    body: str


class Day(NamedTuple):
    """What was counted of an edition on a day; `host` sent some of its readers."""

    day: date
    browses: int
    visitors: int
    robots: int
    host: str
    sent: int


class SeededEdition(NamedTuple):
    """A story in one language; `translator` is a number among those there are."""

    language: str
    text: Text
    released_at: datetime
    expires_at: datetime | None
    translator: int | None
    translated_from: str
    credits: Sequence[tuple[str, str]]
    days: Sequence[Day]


class SeededStory(NamedTuple):
    """A story; what it is filed under are numbers among the vocabulary."""

    number: int
    section: int
    source: int | None
    tags: Sequence[int]
    editions: Sequence[SeededEdition]
    start: int


class Sizes(NamedTuple):
    """How much vocabulary there is to choose from."""

    sections: int
    sources: int
    translators: int
    tags: int


def tell(number: int, *, plan: Plan, sizes: Sizes, zone: ZoneInfo) -> SeededStory:
    """The story of this number, from 1, the oldest, to `plan.count`."""
    dice = Random(number)  # noqa: S311 - the same story at each run
    throw = dice.random
    languages = languages_of(throw())
    drawn = words.topic(throw)
    texts = write(drawn, languages, plan=plan, throw=throw)
    moments = release_times(number, languages, plan=plan, zone=zone, throw=throw)
    expires = throw() < EXPIRING
    first, author = languages[0], words.person(throw)
    end = start_of(plan.until, zone)
    editions = [
        SeededEdition(
            language=language,
            text=texts[language],
            released_at=datetime.fromtimestamp(moments[language], UTC),
            expires_at=(
                datetime.fromtimestamp(moments[language] + 90 * DAY, UTC) if expires else None
            ),
            translator=None if language == first else int(throw() * sizes.translators),
            translated_from="" if language == first else first,
            credits=credits_of(language, author, throw),
            days=days_of(language, moments[language], end=end, until=plan.until, throw=throw),
        )
        for language in languages
    ]
    is_old = moments[first] < end - RECENT * DAY
    return SeededStory(
        number=number,
        section=int(throw() * throw() * sizes.sections),
        source=int(throw() * throw() * sizes.sources) if throw() < 0.95 else None,
        tags=tags_of(dice, sizes.tags),
        editions=editions,
        start=int(30 * dice.paretovariate(1.1)) % 1_000_000 if is_old else 0,
    )


def languages_of(chance: float) -> tuple[str, ...]:
    """The first one is that in which the story was written."""
    if chance < IN_BOTH:
        return ("zh-hans", "en") if chance < IN_BOTH * 0.85 else ("en", "zh-hans")
    return ("zh-hans",) if chance < IN_CHINESE else ("en",)


def write(
    drawn: words.Drawn, languages: Sequence[str], *, plan: Plan, throw: Callable[[], float]
) -> dict[str, Text]:
    known = words.lists()
    title = words.seldom_last(known.title, throw)
    summary = words.seldom_last(known.summary, throw)
    told = []
    for _ in range(plan.paragraphs):
        around = words.continued(drawn, throw)
        told += [(words.seldom_last(known.sentence, throw), around) for _ in range(SENTENCES)]
    # Editors often give the Chinese page the English words as its address.
    slug = slug_from(title[0] % drawn[0])
    texts = {}
    for language in languages:
        this = words.LANGUAGES.index(language)
        sentences = [pair[this] % around[this] for pair, around in told]
        texts[language] = Text(
            title=title[this] % drawn[this],
            slug=slug,
            summary=summary[this] % drawn[this],
            body=body_of(sentences, space=" " if language == "en" else ""),
        )
    return texts


def body_of(sentences: Sequence[str], *, space: str) -> str:
    paragraphs = (
        space.join(sentences[n : n + SENTENCES]) for n in range(0, len(sentences), SENTENCES)
    )
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def release_times(
    number: int,
    languages: Sequence[str],
    *,
    plan: Plan,
    zone: ZoneInfo,
    throw: Callable[[], float],
) -> dict[str, float]:
    """Spread evenly over the years, in office hours; the translation follows within days."""
    days = YEARS * 365
    day, hour = divmod((number - 0.5) / plan.count * days, 1)
    midnight = start_of(plan.until - timedelta(days=days - int(day)), zone)
    first = midnight + 8 * 3_600 + int(hour * 12 * 60) * 60
    last = start_of(plan.until, zone) - 60
    return {
        language: min(first + place * int(throw() * LATEST_TRANSLATION / 60) * 60, last)
        for place, language in enumerate(languages)
    }


@cache
def start_of(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time.min, zone).timestamp()


def credits_of(
    language: str, author: words.Pair, throw: Callable[[], float]
) -> list[tuple[str, str]]:
    this = words.LANGUAGES.index(language)
    found = [("author", author[this])]
    if throw() < 0.3:
        found.append(("photographer", words.person(throw)[this]))
    return found


def tags_of(dice: Random, number: int) -> list[int]:
    """None to three; one in three stories has the most common one, many are hardly used."""
    drawn = dice.choices(range(number), cum_weights=zipf(number), k=int(dice.random() * 4))
    return sorted(set(drawn))


@cache
def zipf(number: int) -> Sequence[float]:
    return list(accumulate(1 / (rank + 1) for rank in range(number)))


# Readers

HOSTS: Mapping[str, Sequence[str]] = {
    "zh-hans": ["weixin.qq.com", "baidu.com", "cn.bing.com", "weibo.com"],
    "en": ["google.com", "bing.com", "linkedin.com", "scholar.google.com"],
}


def days_of(
    language: str, released: float, *, end: float, until: date, throw: Callable[[], float]
) -> list[Day]:
    """Many readers in the days after the release, one now and then in all others."""
    age = int((end - released) // DAY)  # in days that are over
    if age < RECENT:
        most = 8 / (0.02 + throw())
        ages = range(min(age + 1, WELL_READ))
        browses = [(age - later, int(most / (later + 1))) for later in ages]
    elif throw() < READ_AGAIN:
        browses = [(int(throw() * RECENT), 1 + int(throw() * 3))]
    else:
        browses = []
    return [
        day_of(language, until - timedelta(days=1 + back), number, throw)
        for back, number in browses
        if number
    ]


def day_of(language: str, day: date, browses: int, throw: Callable[[], float]) -> Day:
    sent = browses // 5
    return Day(
        day=day,
        browses=browses,
        visitors=max(1, int(browses * 0.8)),
        robots=int(browses * 0.3 * throw()),
        host=HOSTS[language][int(throw() * throw() * 4)] if sent else "",
        sent=sent,
    )
