"""The words by which a text is found, of a text and of what readers ask, on every database.

Chinese is not divided into words: it is found by its pairs of neighbouring characters, 工业 inside
工业和信息化部 by 工业, and by its single characters. Other words lose case, accents and endings.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add
from threading import Lock
from typing import NamedTuple

from snowballstemmer import stemmer

from articles.text.titles import visible

LONGEST_TEXT = 40_000  # characters; PostgreSQL takes one megabyte of words for a story
LONGEST_QUESTION = 200
MOST_UNITS = 12
# Which titles have these says nothing.
LITTLE_WORDS = {
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that",
    "the", "to", "with",
}  # fmt: skip
TITLE = "t_"  # in front of a word that stands in the title; no word of a text has a `_`
GAP = "_"  # between two fields: what is found in a row does not begin in one and end in another

# Scripts without spaces, or with spaces that mean little: Chinese, Japanese and Korean.
_CJK = (
    r"\u2f00-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096"
    r"\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(
    rf"""
      (?P<cjk> [{_CJK}]+ )
    | (?P<word>
        [0-9]{{1,3}} (?: ,[0-9]{{3}} ){{1,5}} (?! [\w,] )  # 1,000 is the number 1000
      | [^\W_{_CJK}]+ (?: [\u0300-\u036f]+ [^\W_{_CJK}]* )*
      )
      (?: ['’][sS] (?! \w ) )?  # the student's
    """,
    re.VERBOSE,
)
_NO_LETTER = re.compile(r"[\W_]+")
_CHUNK = re.compile('"([^"]*)"|“([^”]*)”|「([^」]*)」|([^\\s"“「]+)')
_LONGEST_WORD = 64

_english = stemmer("english")
_one_at_a_time = Lock()  # a stemmer keeps the word that it works on


class Run(NamedTuple):
    """A word, or characters of Chinese in a row, at its place in a text."""

    start: int
    end: int
    is_cjk: bool
    text: str  # as it is compared


class Part(NamedTuple):
    """A word of a phrase, or its characters of Chinese in a row."""

    is_cjk: bool
    text: str

    @classmethod
    def of(cls, run: Run) -> "Part":
        return cls(run.is_cjk, run.text)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a reader asks for: units that must all be found, each of words in a row."""

    units: tuple[tuple[str, ...], ...]
    # What is marked in a text that was found; the parts of a phrase only where all of it stands.
    words: frozenset[str]
    strings: tuple[str, ...]
    phrases: tuple[tuple["Part", ...], ...]
    is_cut: bool

    def __bool__(self) -> bool:
        return bool(self.units)


def runs(text: str) -> Iterator[Run]:
    for match in _RUN.finditer(text):
        is_cjk = match["cjk"] is not None
        found = _characters(match["cjk"]) if is_cjk else _word(match["word"][:_LONGEST_WORD])
        if found:
            yield Run(match.start(), match.end(), is_cjk, found)


def _characters(text: str) -> str:
    # Nearly always: nothing to be written otherwise, and nothing that is no character yet.
    if unicodedata.is_normalized("NFKC", text) and max(text) <= "\uffff":
        return text
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=20_000)
def _word(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKD", folded))
    if not (letters.isascii() and letters.isalpha()):
        return letters
    with _one_at_a_time:
        return str(_english.stemWord(letters))


def in_a_row(found: Run) -> list[str]:
    """The words of a run as they follow each other: pairs of characters, or one word."""
    if not found.is_cjk or len(found.text) == 1:
        return [found.text]
    return [first + second for first, second in pairwise(found.text)]


def words_of(*, title: str, texts: Sequence[str]) -> list[str]:
    """All words of a story in their order: of the title apart, of everything, then of each field.

    The characters of Chinese stand at the end, each once: nothing follows them in a row.
    """
    characters: dict[str, None] = {}  # in order, so that a story has the same words each time
    in_title = list(_words_in_a_row(title, characters))
    singles = [TITLE + character for character in characters]
    words = [*(TITLE + word for word in in_title), GAP, *in_title]
    for text in texts:
        words.append(GAP)
        words += _words_in_a_row(text, characters)
    return [*words, GAP, *singles, *characters]


def _words_in_a_row(text: str, characters: dict[str, None]) -> Iterator[str]:
    """As `runs` and `in_a_row` would find them, in a third of the time; notes single characters."""
    for together, word in _RUN.findall(visible(text[:LONGEST_TEXT])):
        if word:
            yield from filter(None, [_word(word[:_LONGEST_WORD])])
        elif found := _characters(together):
            characters.update(dict.fromkeys(found))
            yield from map(add, found, found[1:]) if len(found) > 1 else found


def asked(text: str) -> Question:
    """What is asked for, whatever was typed."""
    typed = visible(beginning_of(text))
    rows: list[tuple[Run, ...]] = []
    for chunk in _CHUNK.finditer(typed):
        said = chunk[1] or chunk[2] or chunk[3]
        rows += _rows(list(runs(said or chunk[4] or "")), is_quoted=bool(said))
    units = dict.fromkeys(tuple(word for run in row for word in in_a_row(run)) for row in rows)
    alone = [row[0] for row in rows if len(row) == 1]
    return Question(
        units=tuple(units)[:MOST_UNITS],
        words=frozenset(each.text for each in alone if not each.is_cjk),
        strings=tuple(dict.fromkeys(each.text for each in alone if each.is_cjk)),
        phrases=tuple(dict.fromkeys(tuple(map(Part.of, row)) for row in rows if len(row) > 1))[
            :MOST_UNITS
        ],
        is_cut=len(text) > LONGEST_QUESTION or len(units) > MOST_UNITS,
    )


def beginning_of(question: str) -> str:
    """As much as is looked for, without half a word at its end."""
    if len(question) <= LONGEST_QUESTION:
        return question
    kept = question[: LONGEST_QUESTION + 1]
    return kept.rpartition(" ")[0] or kept[:LONGEST_QUESTION]


def _rows(found: Sequence[Run], *, is_quoted: bool) -> Iterator[tuple[Run, ...]]:
    """Words without a space between them belong together, as in COVID-19; quoted ones always do."""
    row: list[Run] = []
    for each in found:
        # One character begins a pair in one text and stands alone in another: it is in no row.
        if each.is_cjk and (len(each.text) == 1 or not is_quoted):
            yield from filter(None, (tuple(row), (each,)))
            row = []
        else:
            row.append(each)
    if row:
        yield tuple(row)
