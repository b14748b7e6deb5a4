"""Which days and which stories are looked at: read from the address, and written back to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.languages import LANGUAGES
from articles.admin.statistics.vocabulary import KINDS, Word, Words, all_words
from articles.browsing.days import day_of
from articles.browsing.stats import Period, Scope, month_of

# By the word in the address: how many days, and how the choice is called.
CHOICES: dict[str, tuple[int, Any]] = {
    "today": (1, gettext_lazy("Today")),
    "7": (7, gettext_lazy("7 days")),
    "30": (30, gettext_lazy("30 days")),
    "365": (365, gettext_lazy("365 days")),
}
DEFAULT = "30"
LONGEST = 1_096  # days: three years, one of them a leap year
EARLIEST = date(1990, 1, 1)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNKNOWN = {
    "section": gettext_lazy("There is no section “{word}”."),
    "source": gettext_lazy("There is no source “{word}”."),
    "translator": gettext_lazy("There is no translator “{word}”."),
    "department": gettext_lazy("There is no department “{word}”."),
}

SHOWN_INSTEAD = gettext_lazy("Shown are the last 30 days instead.")
LEFT_OUT = gettext_lazy("This filter is left out.")


class Unreadable(ValueError):
    """A part of the address that nothing can be shown for, in a sentence for the reader."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a page or a file of the statistics is about."""

    period: Period
    choice: str  # of CHOICES; empty for days that somebody named
    today: date
    language: str = ""
    chosen: Mapping[str, Word] = field(default_factory=dict)  # by kind
    article: int | None = None
    is_cut: bool = False  # whether days to come were asked for, too
    words: Words = field(default_factory=dict, repr=False, compare=False)

    def scope(self) -> Scope:
        numbers = {kind: word.id for kind, word in self.chosen.items()}
        return Scope(language=self.language, article=self.article, **numbers)

    def month(self) -> Period:
        """The month that is compared with the year before it: the one in which the days end."""
        return month_of(self.period.last)

    def is_narrow(self) -> bool:
        """Whether anything but the days was chosen."""
        return bool(self.language or self.chosen)

    def parameters(self) -> dict[str, str]:
        """What stands in the address of this view."""
        days = (
            {"period": self.choice}
            if self.choice
            else {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        )
        language = {"language": self.language} if self.language else {}
        return days | language | {kind: word.slug for kind, word in self.chosen.items()}

    def query(self) -> str:
        return urlencode(self.parameters())

    def with_choice(self, choice: str) -> "Selection":
        """The same stories over other days."""
        return replace(
            self,
            choice=choice,
            is_cut=False,
            period=days_until(self.today, days=CHOICES[choice][0]),
        )

    def without_filters(self) -> "Selection":
        return replace(self, language="", chosen={})


def days_until(today: date, *, days: int) -> Period:
    return Period(first=today - timedelta(days=days - 1), last=today)


def read_selection(
    told: Mapping[str, str], *, at: datetime, article: int | None = None
) -> tuple[Selection, list[str]]:
    """What the address asks for; where a part of it makes no sense, why, and what is shown instead.

    What was understood is kept: whoever mistyped a day need not choose the section again.
    """
    words, today = all_words(), day_of(at)
    usual = Selection(
        period=days_until(today, days=CHOICES[DEFAULT][0]),
        choice=DEFAULT,
        article=article,
        words=words,
        today=today,
    )
    refused: list[str] = []
    parts: dict[str, Any] = {}
    for read, instead in ((read_days, SHOWN_INSTEAD), (read_language, LEFT_OUT)):
        try:
            parts |= read(told, today=today)
        except Unreadable as refusal:
            refused += [str(refusal), str(instead)]
    chosen: dict[str, Word] = {}
    for kind in KINDS:
        try:
            chosen |= read_word(kind, told, words=words)
        except Unreadable as refusal:
            refused += [str(refusal), str(LEFT_OUT)]
    return replace(usual, chosen=chosen, **parts), refused


def read_days(told: Mapping[str, str], *, today: date, **_others: Any) -> dict[str, Any]:
    first, last = told.get("from", ""), told.get("to", "")
    if first or last:  # who types days means them, whatever was chosen before
        period = named_days(first, last, today=today)
        is_cut = bool(last) and day_from(last) > today
        return {"choice": "", "period": period, "is_cut": is_cut}
    choice = told.get("period") or DEFAULT
    if choice not in CHOICES:
        raise Unreadable(_("There is no period “{word}”.").format(word=short(choice)))
    return {"choice": choice, "period": days_until(today, days=CHOICES[choice][0])}


def named_days(typed_first: str, typed_last: str, *, today: date) -> Period:
    if not typed_first:
        raise Unreadable(_("Say on which day the period begins, too."))
    first = day_from(typed_first)
    last = day_from(typed_last) if typed_last else today
    if last < first:
        raise Unreadable(_("The period ends before it begins."))
    if first > today:
        raise Unreadable(_("The period lies in the future."))
    # Days to come have no numbers yet, and would only make the period before longer.
    period = Period(first=first, last=min(last, today))
    if len(period) > LONGEST:
        raise Unreadable(_("The period is longer than three years. Choose a shorter one."))
    return period


def day_from(typed: str) -> date:
    try:
        day = date.fromisoformat(typed) if DAY.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None:
        words = _("“{word}” is no date. A date looks like this: 2026-03-31.")
        raise Unreadable(words.format(word=short(typed)))
    if day < EARLIEST:
        words = _("There are no statistics of {year}. Choose days from {earliest} on.")
        raise Unreadable(words.format(year=day.year, earliest=EARLIEST.year))
    return day


def read_language(told: Mapping[str, str], **_others: Any) -> dict[str, Any]:
    language = told.get("language", "")
    if language and language not in LANGUAGES:
        raise Unreadable(_("The site has no language “{word}”.").format(word=short(language)))
    return {"language": language}


def read_word(kind: str, told: Mapping[str, str], *, words: Words) -> dict[str, Word]:
    slug = told.get(kind, "")
    if not slug:
        return {}
    found = next((word for word in words[kind].values() if word.slug == slug), None)
    if not found:
        raise Unreadable(UNKNOWN[kind].format(word=short(slug)))
    return {kind: found}


def short(typed: str) -> str:
    """So much of it that whoever typed it knows it again."""
    return typed if len(typed) <= 40 else f"{typed[:40]}…"
