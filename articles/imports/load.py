"""A page of an old site comes in through the desk's own doors: whole, or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.html import escape
from django.utils.timezone import make_aware

from articles.browsing.totals import bring_start_value
from articles.editorial.refusals import Refused, sentence
from articles.editorial.workflow import publish
from articles.editorial.writing import Facts, Release, save_draft, save_release, start_article
from articles.imports.page import ImportedPage, PageRefused, parse
from articles.models import Edition, Section, Source, State, Status, Translator
from articles.text.html import TextRefused
from articles.text.story import StoryText, written
from articles.text.titles import shorten, slug_from

Word = TypeVar("Word", Source, Translator)
LARGEST_FILE = 2 * 1024 * 1024  # bytes; four times the largest body there can be


class ImportRefused(Exception):
    """A file that is not a page we can take; the message says where and why."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of a page."""

    edition: Edition
    is_new: bool

    def line(self, *, at: datetime) -> str:
        """The address the page has now, and what else is to be said of it."""
        state = self.edition.state(at=at)
        remarks = [] if self.is_new else ["was here already"]
        if state != State.PUBLIC:
            remarks.append(str(state.label))
        address = settings.SITE_URL + self.edition.get_absolute_url()
        return f"{address} ({', '.join(remarks)})" if remarks else address


def import_files(
    paths: Iterable[Path],
    *,
    section: str,
    at: datetime,
    say: Callable[[str], object],
    complain: Callable[[str], object],
) -> int:
    """Imports each file by itself, says one line about each, and returns how many were refused."""
    refused = 0
    for path in paths:
        try:
            loaded = import_file(path, section=section, at=at)
        except ImportRefused as error:
            complain(f"{path}: {error}")
            refused += 1
        else:
            say(f"{path}: {loaded.line(at=at)}")
    return refused


def import_file(path: Path, *, section: str, at: datetime) -> Loaded:
    """Reads one page and loads it; raises `ImportRefused` and then has written nothing."""
    try:
        return load(parse(read(path)), section=section, at=at)
    except PageRefused as error:
        raise ImportRefused(f"line {error.line}: {error.reason}") from error
    except TextRefused as error:
        raise ImportRefused(f"line 1: {sentence(error.code, error.params)}") from error
    except Refused as error:
        raise ImportRefused(f"line 1: {error}") from error
    except DatabaseError as error:
        raise ImportRefused(f"the database does not take it: {error}") from error


def read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ImportRefused(f"cannot be read: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise ImportRefused(f"line 1: the file is larger than {LARGEST_FILE} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(f"line {line}: the text is not UTF-8") from error


def load(page: ImportedPage, *, section: str, at: datetime) -> Loaded:
    """Makes article, vocabulary and public edition; finds them again if they are there."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    text = written(title=page.title, body=body)
    with transaction.atomic():
        column = find_section(section)
        existing = find(title=text.title, language=page.language, day=page.released_on)
        if existing:
            return meet_again(existing, page)
        return Loaded(edition=create(page, text=text, section=column, at=at), is_new=True)


def meet_again(edition: Edition, page: ImportedPage) -> Loaded:
    """The page is here: it stays as staff left it; only a count that has grown is taken along."""
    if edition.status == Status.DRAFT:
        reason = "a draft with this title and day is here already; publish it, or change its title"
        raise ImportRefused(f"line 1: {reason}")
    if page.browse_times is not None:
        bring_start_value(edition.article, value=page.browse_times)
    return Loaded(edition=edition, is_new=False)


def find(*, title: str, language: str, day: date) -> Edition | None:
    """The edition that this page became before, also where its title was changed since."""
    return (
        Edition.objects.filter(language=language, released_at__date=day, revisions__title=title)
        .select_related("article")
        .order_by("id")
        .first()
    )


def create(page: ImportedPage, *, text: StoryText, section: Section, at: datetime) -> Edition:
    source = named(Source, page.source, language=page.language) if page.source else None
    translator = (
        named(Translator, page.translator, language=page.language) if page.translator else None
    )
    article = start_article(facts=Facts(section=section, source=source), at=at)
    edition = article.editions.get(language=page.language)
    save_draft(edition, text=text, base=0, by=None, at=at)
    # The page tells the day only; it is shown without a time.
    release = Release(
        released_at=make_aware(datetime.combine(page.released_on, time.min)),
        has_release_time=False,
        translator=translator,
    )
    save_release(edition, release=release, version=edition.facts_version)
    publish(edition, by=None, at=at, note=note_on(page))
    if page.browse_times is not None:
        bring_start_value(article, value=page.browse_times)
    return Edition.objects.select_related("article").get(pk=edition.pk)


def note_on(page: ImportedPage) -> str:
    """The neighbours of the old site: noted, never made up into articles."""
    parts = ["Imported page."]
    if page.newer_title:
        parts.append(f"Newer there: {shorten(page.newer_title, length=220)}")
    if page.older_title:
        parts.append(f"Older there: {shorten(page.older_title, length=220)}")
    return " ".join(parts)


def find_section(slug: str) -> Section:
    """The named section, or the one for imported news, which is made if it is not there.

    The row stays locked until the page is loaded: of two imports of one page the second waits,
    and then finds the article.
    """
    if not slug:
        names = {"name_en": "News", "name_zh_hans": "综合新闻"}
        Section.objects.get_or_create(slug="news", defaults=names)
    try:
        return Section.objects.select_for_update().get(slug=slug or "news")
    except Section.DoesNotExist:
        raise ImportRefused(f"there is no section “{slug}”") from None


def named(model: type[Word], name: str, *, language: str) -> Word:
    """The source or translator of this name in this language; made if it is not there."""
    column = f"name_{language.replace('-', '_')}"
    found = model.objects.filter(**{column: name}).order_by("id").first()
    return found or model.objects.create(**{column: name}, slug=free_slug(model, name))


def free_slug(model: type[Source] | type[Translator], name: str) -> str:
    slug = slug_from(name)
    taken = set(model.objects.filter(slug__startswith=slug[:74]).values_list("slug", flat=True))
    candidates = [slug, *(f"{slug[:74]}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
