"""The languages in which a stretch of a text may be marked as being in another one.

In a cleaned text such a mark is `<span lang="ja">`. While a text is read it goes by the name
`lang:ja`, which no element of anybody has.
"""

from articles.text.markup import Token, attributes

CODES = (
    *("en", "zh-Hans", "zh-Hant", "ja", "ko", "fr", "de", "es", "pt", "it", "ru", "ar", "el"),
    *("la", "vi", "th"),
)
# As encyclopedias mark a Chinese word in a text of another language.
_SHORT = {"zh": "zh-Hans"}
_NAME = "lang:"


def language_of(token: Token) -> str:
    """The language that a tag says its text is in, written exactly as here, or nothing.

    Word has `EN-US` and the like around every letter and digit that is no Chinese character:
    with a region, or in capitals, it tells which dictionary was used and not what was meant.
    """
    code = attributes(token).get("lang", "")
    code = _SHORT.get(code, code)
    return code if code in CODES else ""


def mark_name(code: str) -> str:
    return _NAME + code


def code_in(name: str) -> str:
    """The language of a mark, or nothing where the name is that of something else."""
    code = name.removeprefix(_NAME)
    return code if name.startswith(_NAME) and code in CODES else ""
