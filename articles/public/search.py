"""The search page: what was asked, what was found, and help where there is nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Edition
from articles.public import stories
from articles.public.frame import Place, latest, show
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES, addresses_in, name_of, tag_of
from articles.public.pages import PER_PAGE
from articles.search.finding import MOST, Found, Search, find_best, find_newest
from articles.text.excerpts import Piece, excerpt, marked, tells
from articles.text.plain import flowing, plain
from articles.text.titles import visible
from articles.text.words import LONGEST_QUESTION, Question, asked, beginning_of

LENGTH = {"zh-hans": 90}  # characters of an excerpt; a Chinese one says as much in half as many
LENGTH_ELSEWHERE = 200
NEWEST = "newest"
MOST_WAYS = 3  # of asking otherwise that are offered
MOST_WORDS = 8  # that are tried for them


@dataclass(frozen=True, kw_only=True)
class SectionChoice:
    """A section that can be searched by itself."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What can be chosen in the form."""

    sections: Sequence[SectionChoice]
    years: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the form."""

    q: str = ""
    section: SectionChoice | None = None
    year: int | None = None
    order: str = ""

    def address(self, *, page: int = 1) -> str:
        """What stands after the question mark; only what says something."""
        words = {
            "q": self.q,
            "section": self.section.slug if self.section else "",
            "year": self.year or "",
            "order": self.order,
            "page": page if page > 1 else "",
        }
        return "?" + urlencode({name: word for name, word in words.items() if word})


@dataclass(frozen=True, kw_only=True)
class Result:
    edition: Edition
    title: Sequence[Piece]
    passage: Sequence[Piece]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of what was found, and the addresses beside it."""

    results: Sequence[Result]
    number: int
    of: int
    newer: str = ""
    older: str = ""


@require_safe
@cache_control(private=True, max_age=0, must_revalidate=True)
def search(request: HttpRequest) -> HttpResponse:
    at, language = timezone.now(), get_language() or ""
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    filters = kept.part("search_filters", partial(find_filters, language, at=at))
    typed = read_form(request.GET, filters)
    question = asked(request.GET.get("q", ""))
    context: dict[str, object] = {
        "filters": filters,
        "typed": typed,
        "question": question,
        "longest": LONGEST_QUESTION,
        "found": None,
        "page": None,
        "ways": [(order, replace(typed, order=order).address()) for order in ("", NEWEST)],
    }
    if question:
        context |= answers(typed, question, kept=kept, page=request.GET.get("page", ""))
    return show("search/search.html", context, kept=kept, place=place(typed))


def place(typed: Typed) -> Place:
    # No address of its own: search engines are not to keep it.
    address = replace(typed, section=None, year=None).address() if typed.q else ""
    paths = addresses_in(LANGUAGES, "search")
    return Place(paths={language: path + address for language, path in paths.items()})


def find_filters(language: str, *, at: datetime) -> Filters:
    """The sections with a name in this language, and every year from the first story on."""
    sections = [
        SectionChoice(id=section.pk, slug=section.slug, name=section.name_in(language))
        for section in stories.named_sections(language)
    ]
    public = stories.public(language, at=at)
    ends = [public.oldest_first().first(), public.newest_first().first()]
    years = [timezone.localtime(end.released_at).year for end in ends if end]
    return Filters(sections=sections, years=range(max(years), min(years) - 1, -1) if years else [])


def read_form(query: QueryDict, filters: Filters) -> Typed:
    """What was chosen; what cannot be chosen is as if nothing were."""
    slug, year = query.get("section", ""), query.get("year", "")
    return Typed(
        q=shown(query.get("q", "")),
        section=next((each for each in filters.sections if each.slug == slug), None),
        year=next((each for each in filters.years if str(each) == year), None),
        order=NEWEST if query.get("order") == NEWEST else "",
    )


def shown(text: str) -> str:
    """What was typed as the form shows it again, no longer than what is searched for."""
    return visible(beginning_of(text)).strip()


def answers(typed: Typed, question: Question, *, kept: Kept, page: str) -> dict[str, object]:
    wanted = Search(
        question=question,
        language=kept.language,
        section_id=typed.section.id if typed.section else None,
        year=typed.year,
    )
    find: Callable[..., Found] = find_newest if typed.order == NEWEST else find_best
    found = find(wanted, at=kept.at)
    if not found.edition_ids:
        return {"help": help_with(wanted, typed, at=kept.at), "latest": latest(kept)}
    return {
        "found": found,
        "told": told(found),
        "most": MOST,
        "page": read_page(found, typed, question, kept=kept, number=page),
    }


def read_page(found: Found, typed: Typed, question: Question, *, kept: Kept, number: str) -> Page:
    """The page of this number; there is one for every number, however it was typed."""
    last = -(-len(found.edition_ids) // PER_PAGE)
    here = min(int(number), last) if number.isdecimal() and len(number) < 10 else 1
    here = max(here, 1)
    ids = found.edition_ids[(here - 1) * PER_PAGE : here * PER_PAGE]
    return Page(
        results=list(results(ids, question, language=kept.language, at=kept.at)),
        number=here,
        of=last,
        newer=typed.address(page=here - 1) if here > 1 else "",
        older=typed.address(page=here + 1) if here < last else "",
    )


def results(
    ids: Sequence[int], question: Question, *, language: str, at: datetime
) -> Sequence[Result]:
    bodies = [each for each in stories.BODIES if each != column("article__body", language)]
    # Of the language that was searched; asked for it, SQLite would walk all that is public in it.
    editions = Edition.objects.published(at).filter(pk__in=ids).select_related("article", "section")
    by_id = {edition.pk: edition for edition in editions.defer(*bodies).order_by()}
    return [result(by_id[pk], question, language=language) for pk in ids if pk in by_id]


def result(edition: Edition, question: Question, *, language: str) -> Result:
    said = edition.article.text_in
    body, summary = flowing(plain(said(language, "body"))), said(language, "summary")
    # Of two that say as much the text goes first, and the summary where both say nothing.
    told = [(tells(text, question), text) for text in (body, summary) if text]
    most = max((how_much for how_much, _text in told), default=0)
    told_most = [text for how_much, text in told if how_much == most]
    text = next(iter(told_most if most else reversed(told_most)), "")
    return Result(
        edition=edition,
        title=marked(said(language, "title"), question),
        passage=excerpt(text, question, length=LENGTH.get(language, LENGTH_ELSEWHERE)),
    )


@dataclass(frozen=True, kw_only=True)
class Way:
    """Another search that finds something, in words for its link."""

    address: str
    words: str
    stories: str
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class Help:
    """What finds something where this search does not."""

    everywhere: Way | None
    otherwise: Sequence[Way]
    languages: Sequence[Way]


def help_with(wanted: Search, typed: Typed, *, at: datetime) -> Help:
    everywhere = replace(wanted, section_id=None, year=None)
    return Help(
        everywhere=way(everywhere, typed.q, at=at) if wanted != everywhere else None,
        otherwise=list(islice(otherwise(everywhere, typed.q, at=at), MOST_WAYS)),
        languages=list(in_other_languages(everywhere, typed.q, at=at)),
    )


def otherwise(wanted: Search, q: str, *, at: datetime) -> Iterator[Way]:
    """The words one by one; a single Chinese word in two, wherever both parts are found."""
    words = q.split()
    attempts = words[:MOST_WORDS] if len(words) > 1 else halves(wanted.question)
    ways = (way(replace(wanted, question=asked(text)), text, at=at) for text in attempts)
    return (each for each in ways if each)


def halves(question: Question) -> Iterator[str]:
    """Cut in the middle first, because most Chinese words are about as long as each other."""
    text = question.strings[0] if len(question.strings) == 1 else ""
    places = sorted(range(2, len(text) - 1), key=lambda place: abs(2 * place - len(text)))
    return (f"{text[:place]} {text[place:]}" for place in places[:MOST_WORDS])


def in_other_languages(wanted: Search, q: str, *, at: datetime) -> Iterator[Way]:
    for language, path in addresses_in(LANGUAGES, "search").items():
        if language == wanted.language:
            continue
        found = way(replace(wanted, language=language), q, at=at)
        if found:
            yield replace(
                found, address=path + found.address, words=name_of(language), tag=tag_of(language)
            )


def way(wanted: Search, q: str, *, at: datetime) -> Way | None:
    found = find_newest(wanted, at=at)
    if not found.total:
        return None
    return Way(address=Typed(q=q).address(), words=q, stories=told(found))


def told(found: Found) -> str:
    """1 story · 12 stories · 1,000+ stories"""
    sentence = ngettext("{number} story", "{number} stories", found.total)
    return sentence.format(number=f"{found.total:,}" + ("" if found.is_all else "+"))
