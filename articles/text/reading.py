"""How long a text takes to read."""

import re

# Of adults who read non-fiction in silence: Brysbaert, "How many words do we read per minute?"
# (Journal of Memory and Language 109, 2019), from 190 studies.
WORDS_A_MINUTE = 238
# What the Chinese curriculum for compulsory education asks of silent reading at the end of it.
CHARACTERS_A_MINUTE = 500

_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>|&[a-z#0-9]+;')
_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def minutes_to_read(html: str) -> int:
    """Whole minutes, at least one; Chinese is counted by characters, all else by words."""
    text = _TAG.sub(" ", html)
    if text.isascii() or not _CHARACTER.search(text):
        return whole_minutes(len(text.split()) / WORDS_A_MINUTE)
    # Between characters stand signs that are no words.
    others, characters = _CHARACTER.subn(" ", text)
    words = len(_WORD.findall(others))
    return whole_minutes(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE)


def whole_minutes(minutes: float) -> int:
    return max(1, round(minutes))
