"""The words of seeded stories: drawn by dice, the same ones in English and in Chinese."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

LANGUAGES = ("en", "zh-hans")
WORDS = Path(__file__).parent / "words.toml"
SLOT = re.compile(r"\{(\w+)\}")

Pair = tuple[str, str]  # the same in English and in Chinese
Drawn = tuple[Mapping[str, str], Mapping[str, str]]  # what fills the slots, likewise


class Lists(NamedTuple):
    """What stands in words.toml; patterns have `%(slot)s` for each slot."""

    section: Sequence[tuple[str, str, str]]
    department: Sequence[Pair]
    subject: Sequence[Pair]
    aspect: Sequence[Pair]
    thing: Sequence[Pair]
    place: Sequence[Pair]
    guest: Sequence[Pair]
    title: Sequence[Pair]
    summary: Sequence[Pair]
    sentence: Sequence[Pair]
    family: Sequence[Pair]
    given: Sequence[Pair]
    syllable: Sequence[Pair]


@cache
def lists() -> Lists:
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    read: dict[str, Any] = {
        name: [tuple(map(pattern, entry)) for entry in entries] for name, entries in told.items()
    }
    return Lists(**read)


def pattern(text: str) -> str:
    return SLOT.sub(r"%(\1)s", text)


def topic(throw: Callable[[], float]) -> Drawn:
    """A word for every slot there is."""
    known = lists()
    drawn = {
        "department": seldom_last(known.department, throw),
        "subject": seldom_last(known.subject, throw),
    }
    return filled({**drawn, **surroundings(throw)})


def continued(drawn: Drawn, throw: Callable[[], float]) -> Drawn:
    """The same department and subject among other things, people and places."""
    around = filled(surroundings(throw))
    return {**drawn[0], **around[0]}, {**drawn[1], **around[1]}


def surroundings(throw: Callable[[], float]) -> dict[str, Pair]:
    known = lists()
    number = str(2 + int(398 * throw() * throw()))
    return {
        "thing": seldom_last(known.thing, throw),
        "place": seldom_last(known.place, throw),
        "guest": seldom_last(known.guest, throw),
        "name": name(int(throw() * throw() * len(known.syllable) ** 3)),
        "person": person(throw),
        "number": (number, number),
    }


def filled(drawn: Mapping[str, Pair]) -> Drawn:
    """By language; what may begin a sentence, also with a capital letter."""
    english = {slot: pair[0] for slot, pair in drawn.items()}
    chinese = {slot: pair[1] for slot, pair in drawn.items()}
    for slot in ("subject", "thing", "guest"):
        if slot in drawn:
            word = english[slot]
            english[f"{slot}_"] = word[0].upper() + word[1:]
            chinese[f"{slot}_"] = chinese[slot]
    return english, chinese


def seldom_last(words: Sequence[Pair], throw: Callable[[], float]) -> Pair:
    """One of the words, the first ones often."""
    return words[int(throw() * throw() * len(words))]


def person(throw: Callable[[], float]) -> Pair:
    known = lists()
    family = seldom_last(known.family, throw)
    first = known.given[int(throw() * len(known.given))]
    second = known.given[int(throw() * len(known.given))] if throw() < 0.6 else ("", "")
    return (
        f"{family[0]} {first[0].capitalize()}{second[0]}",
        f"{family[1]}{first[1]}{second[1]}",
    )


@cache
def name(number: int) -> Pair:
    """A place on no map: three syllables, another for each number."""
    syllables = lists().syllable
    rest, last = divmod(number, len(syllables))
    first, middle = divmod(rest, len(syllables))
    three = [syllables[first % len(syllables)], syllables[middle], syllables[last]]
    return "".join(part[0] for part in three).capitalize(), "".join(part[1] for part in three)


def tags(number: int) -> list[Pair]:
    """So many subjects to file stories under: the subjects, their aspects, then places."""
    known = lists()
    found = [(subject[0].capitalize(), subject[1]) for subject in known.subject]
    found += [
        (f"{subject[0]} {aspect[0]}".capitalize(), f"{subject[1]}{aspect[1]}")
        for aspect in known.aspect
        for subject in known.subject
    ]
    places = (name(place * 7919 % len(known.syllable) ** 3) for place in range(number - len(found)))
    return [*found, *places][:number]


def some_people(number: int, *, seed: int) -> list[Pair]:
    throw = Random(seed).random  # noqa: S311 - the same names at each run
    return list(dict.fromkeys(person(throw) for _ in range(number)))
