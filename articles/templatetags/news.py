"""How dates, numbers and names are written in each language; nothing here asks the database."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.dates import MONTHS
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import (
    get_language,
    gettext,
    ngettext,
    override,
    pgettext,
    pgettext_lazy,
)

register = template.Library()

# A whole tag as nh3 writes it, so that nothing inside of an attribute is taken for one.
TAG = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')

CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# As people call it; another zone goes by the name it has on all computers.
TIME_ZONES = {"Asia/Shanghai": pgettext_lazy("time zone", "China Standard Time")}


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def here(moment: datetime) -> datetime:
    """In the site's own zone: no reader has another."""
    return moment.astimezone(timezone.get_default_timezone())


@register.filter
def day(of: date) -> str:
    """10 June 2022 · 2022年6月10日; of a moment, its day here."""
    local = here(of).date() if isinstance(of, datetime) else of
    return day_in_words(local, get_language())


@lru_cache(2_000)  # the same days stand on page after page
def day_in_words(of: date, language: str | None) -> str:
    if (language or "").startswith("zh"):
        return f"{of.year}年{of.month}月{of.day}日"
    return f"{of.day} {month_in_words(of.month, language)} {of.year}"


@cache
def month_in_words(month: int, language: str | None) -> str:
    with override(language):
        return str(MONTHS[month])


@register.filter
def day_and_time(moment: datetime) -> str:
    """10 June 2022, 14:30 · 2022年6月10日 14:30"""
    between = " " if is_chinese() else ", "
    return f"{day(moment)}{between}{here(moment):%H:%M}"


@register.filter
def month(of: date) -> str:
    """June 2022 · 2022年6月"""
    return written(of, "Y年n月" if is_chinese() else "F Y")


@register.filter
def month_alone(of: date) -> str:
    """Jun · 6月: beside its year."""
    return written(of, "n月" if is_chinese() else "M")


@register.filter
def year(of: date) -> str:
    """2022 · 2022年"""
    return written(of, "Y年" if is_chinese() else "Y")


@register.filter
def machine_day(moment: datetime) -> str:
    return here(moment).date().isoformat()


@register.filter
def machine_time(moment: datetime) -> str:
    return here(moment).isoformat(timespec="minutes")


@register.simple_tag
def time_zone() -> str:
    """That of the site's days: China Standard Time · 北京时间"""
    name = TIME_ZONES.get(settings.TIME_ZONE)
    return str(name or format_html('<span lang="en">{}</span>', settings.TIME_ZONE))


@register.filter
def number(value: int) -> str:
    """1,234 in every language of ours."""
    return f"{value:,}"


@register.filter
def signed(value: int) -> str:
    """+1,234 · −1,234 · 0: a difference."""
    return f"{value:+,}".replace("-", "−") if value else "0"


@register.filter
def browses(times: int) -> str:
    """1 browse · 1,234 browses"""
    sentence = ngettext("%(number)s browse", "%(number)s browses", times)
    return sentence % {"number": number(times)}


@register.filter
def counted_at(value: int, address: str) -> SafeString:
    """The browse times in the element that the script brings up to date."""
    return format_html('<span data-browse-times="{}read">{}</span>', address, number(value))


@register.filter
def boxed_tables(body: str) -> SafeString:
    """The cleaned text, each table in a box that scrolls on small screens, also by keyboard."""
    if "<table>" not in body:
        return mark_safe(body)  # noqa: S308 - cleaned
    label = escape(gettext("Table"))
    around = {
        "<table>": f'<div class="box" role="group" tabindex="0" aria-label="{label}"><table>',
        "</table>": "</table></div>",
    }
    return mark_safe(TAG.sub(lambda tag: around.get(tag[0], tag[0]), body))  # noqa: S308 - cleaned


@register.filter
def titled(article: Any) -> SafeString:
    """A public title in the reader's language, else in another and marked as that."""
    here = get_language() or settings.LANGUAGE_CODE
    for language in (here, *dict(settings.LANGUAGES)):
        if title := article.text_in(language, "title"):
            foreign = format_html(' lang="{}"', language) if language != here else ""
            return format_html("<span{}>{}</span>", foreign, title)
    return format_html("#{}", article.pk)


@register.filter
def names(people: Sequence[str]) -> str:
    """Ann, Bo · 安、波"""
    return pgettext("between names", ", ").join(people)


@register.filter
def colleague(user: AbstractUser | AnonymousUser) -> str:
    """The full name, or the name they sign in with; nothing for who is not signed in."""
    if isinstance(user, AnonymousUser):
        return ""
    return full_name(first=user.first_name, last=user.last_name) or user.get_username()


def full_name(*, first: str, last: str) -> str:
    """Ann Miller · 林小雨: a Chinese name begins with that of the family, without a space."""
    if CHINESE.search(first + last):
        return f"{last}{first}".strip()
    return f"{first} {last}".strip()
