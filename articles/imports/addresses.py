"""Old addresses of a whole site come in as a list: read, shown as a plan, and then carried out."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.editorial.addresses import AT_ONCE, AddressRefused, accepted_address, put_addresses
from articles.models import Article, Attachment, OldAddress, Section

MOST_LINES = 20_000
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SENTENCES: Mapping[str, str | Promise] = {
    "cells": _(
        "Write the old address and the new one, with a semicolon, a comma, a tab or a space "
        "between them; nothing else but a language."
    ),
    "no_target": _(
        "The new one is no story, section or attachment of this site: write its address here, or "
        "the number of a story."
    ),
    "elsewhere": _("The new address leads to another site."),
    "not_here": _("There is nothing at the new address: {new}"),
    "language": _("“{language}” is no language of this site: write {languages}, or nothing."),
    "twice": _("This old address stands in line {line} already."),
    "too_many": _("At most {limit} lines are possible at once: divide the list."),
}
NUMBER = re.compile(r"#?([0-9]{1,18})")
# Where a story, a section or a file stands: on the site, and at the desk.
PLACES = {
    "article": re.compile(r"/([a-z-]+)/news/([0-9]{1,18})(?:/[^/]*)?/?"),
    "section": re.compile(r"/([a-z-]+)/sections/([\w-]+)/?"),
    "attachment": re.compile(rf"/{settings.MEDIA_URL.strip('/')}()/(attachments/[\w.-]+)"),
}
MODELS: dict[str, type[Article] | type[Section] | type[Attachment]] = {
    "article": Article,
    "section": Section,
    "attachment": Attachment,
}
# What may stand between the columns: the first that makes sense of a line is taken, because
# addresses have semicolons, commas and spaces of their own.
QUOTED = (";", ",")  # a column may stand in quotation marks, as programs for tables write it
PLAIN = [re.compile(between) for between in (r"\t", "；", "，", r"\s{2,}", r"\s")]
# What shows that a line was divided at another place than its writer meant.
LEFT_OVER = re.compile(r"[;；，]|^[^?]*,")
# A session of somebody long gone; its semicolon divides nothing.
SESSION = re.compile(r";jsessionid=[^;,\s?/]*", re.IGNORECASE)
DESK = re.compile(r"/admin/articles/(article|section|attachment)/([0-9]{1,18})/change/?")


class LineRefused(Exception):
    """A line that says nothing we can do."""

    def __init__(self, code: str, **params: object) -> None:
        self.sentence = str(SENTENCES[code]).format(**params)
        super().__init__(self.sentence)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A line as it was read: `named` is the slug or file name of the target, or its `#number`."""

    line: int
    typed: str
    path: str
    new: str
    target: str
    named: str
    language: str


class WrongLine(NamedTuple):
    """A line that is left out, as it was typed, and why."""

    line: int
    typed: str
    sentence: str


@dataclass(kw_only=True)
class Plan:
    """What would become of a list."""

    new: list[OldAddress] = field(default_factory=list)
    changed: list[OldAddress] = field(default_factory=list)
    same: int = 0
    wrong: list[WrongLine] = field(default_factory=list)

    @property
    def has_something(self) -> bool:
        return bool(self.new or self.changed)

    def carry_out(self) -> None:
        """Raises `IntegrityError` where somebody was faster: then plan anew."""
        put_addresses(new=self.new, changed=self.changed)


def decoded(content: bytes) -> str:
    """As programs for tables write it, also those of Chinese Windows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    return text.replace("\x00", "")


def plan_of(text: str, *, most_lines: int | None = MOST_LINES) -> Plan:
    """Nothing is written yet; what is wrong is told by its line."""
    plan = Plan()
    lines = text.splitlines()
    if most_lines is not None and len(lines) > most_lines:
        words = str(SENTENCES["too_many"]).format(limit=most_lines)
        plan.wrong.append(WrongLine(most_lines + 1, lines[most_lines].strip(), words))
        return plan
    wishes = list(wishes_in(enumerate(lines, start=1), wrong=plan.wrong))
    for start in range(0, len(wishes), AT_ONCE):
        add_to(plan, wishes[start : start + AT_ONCE])
    plan.wrong.sort()
    return plan


def wishes_in(lines: Iterable[tuple[int, str]], *, wrong: list[WrongLine]) -> Iterator[Wish]:
    seen: dict[str, int] = {}
    for number, line in lines:
        if not line.strip() or (number == 1 and is_heading(line)):
            continue
        try:
            wish = wish_of(number, line)
            if wish.path in seen:
                raise LineRefused("twice", line=seen[wish.path])
        except (LineRefused, AddressRefused) as refusal:
            sentence = getattr(refusal, "sentence", str(refusal))
            wrong.append(WrongLine(number, line.strip(), sentence))
        else:
            seen[wish.path] = number
            yield wish


def is_heading(line: str) -> bool:
    """The names of the columns, as programs for tables write them."""
    return "/" not in line and not re.search("[0-9]", line)


def wish_of(number: int, line: str) -> Wish:
    """Raises what the first division of the line into columns would have been refused for."""
    refusals: list[LineRefused | AddressRefused] = []
    for cells in divisions_of(SESSION.sub("", line)):
        try:
            return wish_with(cells, number=number, typed=line.strip())
        except (LineRefused, AddressRefused) as refusal:
            refusals.append(refusal)
    raise refusals[0] if refusals else LineRefused("cells")


def divisions_of(line: str) -> Iterator[Sequence[str]]:
    """All into two or three columns: of a list that was typed, copied from a table or saved."""
    divided = [between.split(line.strip()) for between in PLAIN]
    is_first = True
    for columns in (divided[0], *quoted_columns(line), *divided[1:]):
        cells = [cell.strip() for cell in columns]
        while cells and not cells[-1]:
            cells.pop()
        is_meant = is_first or '"' in line or not LEFT_OVER.search(cells[0])
        if len(cells) in {2, 3} and is_meant:
            yield cells
            is_first = False


def quoted_columns(line: str) -> Iterator[Sequence[str]]:
    for delimiter in QUOTED:
        with suppress(csv.Error):
            yield next(csv.reader([line], delimiter=delimiter))


def wish_with(cells: Sequence[str], *, number: int, typed: str) -> Wish:
    old, new, *more = cells
    path = accepted_address(old)
    target, named, language = target_of(new)
    if more:
        language = more[0].lower().strip("/")
        if language not in LANGUAGES:
            raise LineRefused("language", language=more[0], languages=", ".join(LANGUAGES))
    return Wish(
        line=number,
        typed=typed,
        path=path,
        new=new,
        target=target,
        named=named,
        language=language,
    )


def target_of(new: str) -> tuple[str, str, str]:
    """What kind of thing, what it is called, and the language of the address."""
    number = NUMBER.fullmatch(new)
    if number:
        return "article", f"#{number[1]}", ""
    path = path_of(new)
    desk = DESK.fullmatch(path)
    if desk:
        return desk[1], f"#{desk[2]}", ""
    for target, pattern in PLACES.items():
        place = pattern.fullmatch(path)
        if place:
            named = f"#{place[2]}" if target == "article" else place[2]
            return target, named, place[1] if place[1] in LANGUAGES else ""
    raise LineRefused("no_target")


def path_of(new: str) -> str:
    try:
        parts = urlsplit(new)
    except ValueError:
        raise LineRefused("no_target") from None
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        raise LineRefused("elsewhere")
    return parts.path


def add_to(plan: Plan, wishes: Sequence[Wish]) -> None:
    """Four questions to the database for many lines."""
    known = {target: known_targets(target, wishes) for target in MODELS}
    rows = OldAddress.objects.filter(path__in=[wish.path for wish in wishes])
    stored = {row.path: row for row in rows}
    for wish in wishes:
        pk = known[wish.target].get(wish.named)
        if pk is None:
            words = str(SENTENCES["not_here"]).format(new=wish.new)
            plan.wrong.append(WrongLine(wish.line, wish.typed, words))
        else:
            place(plan, wish, pk=pk, stored=stored.get(wish.path))


def known_targets(target: str, wishes: Sequence[Wish]) -> dict[str, int]:
    """The rows that are named, by what they are called."""
    names = {wish.named for wish in wishes if wish.target == target}
    numbers = [int(name[1:]) for name in names if name.startswith("#")]
    model = MODELS[target]
    found = {
        f"#{pk}": pk for pk in model.objects.filter(pk__in=numbers).values_list("pk", flat=True)
    }
    column = {"section": "slug", "attachment": "file"}.get(target)
    if column:
        rows = model.objects.filter(**{f"{column}__in": names}).values_list("pk", column)
        found |= {str(name): pk for pk, name in rows}
    return found


def place(plan: Plan, wish: Wish, *, pk: int, stored: OldAddress | None) -> None:
    row = stored or OldAddress(path=wish.path)
    before = (row.article_id, row.section_id, row.attachment_id, row.language)
    for target in ("article", "section", "attachment"):
        setattr(row, f"{target}_id", pk if target == wish.target else None)
    row.language = wish.language
    if not stored:
        plan.new.append(row)
    elif before == (row.article_id, row.section_id, row.attachment_id, row.language):
        plan.same += 1
    else:
        plan.changed.append(row)
