"""Says in a sentence what was left out of a text."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext_lazy, pgettext

# The nouns of `articles.text.losses`, what is missed most first.
_WORDS = {
    "pictures": ngettext_lazy("%(count)d picture", "%(count)d pictures", "count"),
    "videos": ngettext_lazy("%(count)d video", "%(count)d videos", "count"),
    "sounds": ngettext_lazy("%(count)d recording", "%(count)d recordings", "count"),
    "drawings": ngettext_lazy("%(count)d drawing", "%(count)d drawings", "count"),
    "formulas": ngettext_lazy("%(count)d formula", "%(count)d formulas", "count"),
    "embeds": ngettext_lazy(
        "%(count)d embedded page or file", "%(count)d embedded pages or files", "count"
    ),
    "forms": ngettext_lazy("%(count)d form field", "%(count)d form fields", "count"),
    "links": ngettext_lazy(
        "the address of %(count)d link", "the addresses of %(count)d links", "count"
    ),
}


def said_of(dropped: Mapping[str, int]) -> str:
    """The sentence for the writer, in the language that is active now; empty if nothing is gone."""
    said = [words % {"count": dropped[noun]} for noun, words in _WORDS.items() if dropped.get(noun)]
    if not said:
        return ""
    sentence = gettext("Left out of the text: {things}.")
    if dropped.get("pictures"):
        sentence = gettext("Left out of the text: {things}. Add pictures from the library.")
    return sentence.format(things=pgettext("between things", ", ").join(said))
