"""Turns titles and other short texts into one line, an address or a shorter text."""

import re
import unicodedata

SLUG_LENGTH = 80

_INVISIBLE: dict[int, str | None] = {
    # Control characters and halves of surrogate pairs: databases and XML refuse them.
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))),
    # Soft hyphens, zero-width spaces, word joiners and byte order marks hide words from a search.
    # The zero-width joiners stay: emoji and several scripts are written with them.
    **dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF)),
    # Embeddings and overrides of the writing direction can turn the rest of a page around.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    # Every kind of line end is one newline.
    **dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n"),
    0x09: "\t",
    0x0A: "\n",
}
_APOSTROPHES = re.compile("['’]")
_WORDS = re.compile("[a-z0-9]+")
# Chinese, Japanese and Korean may be cut after every character: they mark no words.
_WORD_CUT_OPEN = re.compile(r"[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f]+$")
_LOOSE_END = " \t\n\u3000\xa0,;:.-–—、，；：。"


def visible(text: str) -> str:
    """The text without characters nobody sees, every line ended by a newline."""
    return text.replace("\r\n", "\n").translate(_INVISIBLE)


def one_line(text: str) -> str:
    """The text on one line: visible, composed (NFC), with single spaces."""
    # split() comes after NFC: some characters are composed of spaces.
    return " ".join(unicodedata.normalize("NFC", visible(text)).split())


def slug_from(title: str) -> str:
    """The title as it stands in an address: ASCII words, Chinese by its sound."""
    if not one_line(title):
        return ""
    sounds = spoken(unicodedata.normalize("NFKC", one_line(title)))
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", sounds).casefold())
    words = _WORDS.findall(letters.encode("ascii", "ignore").decode())
    return _joined(words) or "story"


def spoken(text: str) -> str:
    """Chinese in Latin letters, a space between two characters; other text as it is."""
    if text.isascii():
        return text
    # Its dictionaries take 54 MB: a process that only answers readers does without.
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    return " ".join(lazy_pinyin(text))


def shorten(text: str, *, length: int) -> str:
    """At most so many characters, cut after a word (in Chinese: a character), with an ellipsis."""
    if len(text) <= length:
        return text
    kept = text[: max(length - 1, 0)]
    if _WORD_CUT_OPEN.match(text[len(kept)]):
        # A single word longer than the whole length is cut where it must be.
        kept = _WORD_CUT_OPEN.sub("", kept) or kept
    return kept.rstrip(_LOOSE_END) + "…"


def _joined(words: list[str]) -> str:
    slug = "-".join(words)
    if len(slug) <= SLUG_LENGTH:
        return slug
    whole_words, _, _ = slug[: SLUG_LENGTH + 1].rpartition("-")
    return whole_words or slug[:SLUG_LENGTH]
