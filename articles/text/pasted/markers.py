"""Reads the marker that stands before an item of a drawn list: a bullet, a number, or words."""

import re
from typing import NamedTuple

# 1. 1) (1) 1.1. 一、（一） ① 甲、 and, only with a sign, a) A. iv): a bare letter is a bullet, as
# Word's fonts of symbols draw `l` as a dot.
_COUNTED = "[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,4}|[甲乙丙丁戊己庚辛壬癸]|[①-⒛㈠-㈩Ⅰ-ⅻ]"
_LETTERS = "[a-z]|[A-Z]|[ivxl]{1,6}|[IVXL]{1,6}"
_OPENING, _CLOSING = r"[(（〔【\[]?", r"[)）〕】\].．。、:：,，]"
_ENUMERATOR = re.compile(
    rf"{_OPENING}(?:[0-9]{{1,4}}[.．-]){{0,8}}(?P<counted>{_COUNTED}){_CLOSING}{{0,2}}"
    rf"|{_OPENING}(?P<letters>{_LETTERS}){_CLOSING}{{1,2}}"
)
_KNOWN_NUMBER = re.compile("[1-9][0-9]{0,3}")
_FIRST = {"1", "01", "１", "一", "甲", "①", "⑴", "⒈", "㈠", "Ⅰ", "ⅰ", "a", "A", "i", "I"}
# After `h)` these are the ninth letter. Only where a list begins are they the first Roman number.
_NINTH = {"i", "I"}


class Marker(NamedTuple):
    """A marker as it was typed or drawn, with the list it makes: `ul`, `ol`, or none."""

    text: str
    list_name: str
    may_begin: bool = True  # as the first of its list
    begins_again: bool = False  # also where a list of its kind is open


BULLET = Marker(text="", list_name="ul")


def marker_of(text: str) -> Marker:
    """What the marker says. Of `第一条` or `Step 1` more would be lost than a number: no list."""
    text = " ".join(text.split())
    if found := _ENUMERATOR.fullmatch(text):
        return _numbered(text, number=found["counted"] or found["letters"])
    return Marker(text=text, list_name="ul" if len(text) <= 1 else "")


def counted(number: str) -> Marker:
    """The marker of an item that the browser numbers, where the number is known."""
    if not _KNOWN_NUMBER.fullmatch(number):
        return Marker(text="", list_name="ol")
    return _numbered(f"{number}.", number=number)


def _numbered(text: str, *, number: str) -> Marker:
    is_first = number in _FIRST
    return Marker(
        text=text,
        list_name="ol",
        may_begin=is_first,
        begins_again=is_first and number not in _NINTH,
    )
