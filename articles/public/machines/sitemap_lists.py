"""The lists a sitemap names: of words that have public stories, and of months and years."""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from modeltranslation.utils import build_localized_fieldname as column

from articles.public.archive import FIRST_YEAR, LAST_YEAR, Span, months
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.lists import SOURCE, TAG, TRANSLATOR, Kind, languages_of, with_stories_in
from articles.public.machines.sitemap import Entry
from articles.public.machines.sitemap_files import in_file, numbers_of_files

KINDS = (TAG, SOURCE, TRANSLATOR)
CENTURIES = range(FIRST_YEAR // 100, LAST_YEAR // 100 + 1)  # one file each: at most 1,300 lists


def files_of_words(kind: Kind, *, at: datetime) -> list[int]:
    has_list = [
        Q(**{f"{column('name', code)}__gt": "", f"{column('in', code)}__isnull": False})
        for code in LANGUAGES
    ]
    words = with_stories_in(kind, at=at).filter(reduce(or_, has_list))
    return numbers_of_files(words, number="pk")


def word_entries(kind: Kind, file: int, *, at: datetime) -> Iterator[Entry]:
    """The lists of one file, each in the languages in which it has a name and a story."""
    words = with_stories_in(kind, at=at).filter(**in_file(file, number="pk"))
    for word in words.order_by("pk"):
        if languages := languages_of(word):
            yield Entry(paths=addresses_in(languages, kind.page, slug=word.slug))


def files_of_archive(*, at: datetime) -> list[int]:
    return sorted(
        {span.year // 100 for spans in spans_by_language(at=at).values() for span in spans}
    )


def archive_entries(century: int, *, at: datetime) -> Iterator[Entry]:
    """The years and months of a century in which stories came out, the newest year first."""
    found = {
        language: {span for span in spans if span.year // 100 == century}
        for language, spans in spans_by_language(at=at).items()
    }
    spans = sorted(set().union(*found.values()), key=lambda span: (-span.year, span.month))
    for span in spans:
        languages = [language for language in LANGUAGES if span in found[language]]
        yield Entry(paths=addresses_in(languages, "archive", **span.address))


def spans_by_language(*, at: datetime) -> dict[str, set[Span]]:
    """The years and months that have stories in each language."""
    found = {language: months(language, at=at) for language in LANGUAGES}
    return {
        language: {*spans, *(Span(year=span.year) for span in spans)}
        for language, spans in found.items()
    }
