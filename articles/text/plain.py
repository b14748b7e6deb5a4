"""The words of a cleaned text without its tags, as they are read aloud."""

import html as entities
import re

# A whole tag as nh3 writes it, so that nothing inside of an attribute is taken for one.
_TAG = re.compile(r'</?([a-z0-9]*)[^<>"]*(?:"[^"]*"[^<>"]*)*>')
# These stand within a word; every other ends what stood before it.
_INLINE = {"a", "code", "em", "s", "span", "strong", "sub", "sup", "u"}

# Chinese marks have their space in themselves.
_SPACE_AFTER_MARK = re.compile("(?<=[。！？；：，、）》」』】]) |(?<=[。！？…]”) |(?<=……) ")


def plain(html: str) -> str:
    """One line, with a space between blocks."""
    text = _TAG.sub(lambda tag: "" if tag[1] in _INLINE else "\n", html)
    return " ".join(entities.unescape(text).split())


def flowing(text: str) -> str:
    """A plain text as it is printed in one passage: Chinese blocks follow each other closely."""
    return _SPACE_AFTER_MARK.sub("", text)
