"""The text of one edition, made whole and clean in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.text.html import TextRefused, cleaned
from articles.text.titles import one_line, slug_from

MAX_TITLE = 200  # characters
MAX_SUMMARY = 500


@dataclass(frozen=True, kw_only=True)
class StoryText:
    """The text of one edition, cleaned; made only by `written`."""

    title: str
    slug: str
    summary: str
    body: str
    # What was left out of the body as it was given; no part of the text.
    dropped: Mapping[str, int] = field(default_factory=dict, compare=False)


def written(*, title: str, slug: str = "", summary: str = "", body: str = "") -> StoryText:
    """The text as it may be kept and printed; `TextRefused` names the field that is at fault."""
    heading = _line("title", title, limit=MAX_TITLE)
    # Plain text, not HTML: "if a<b" must come out as it was typed.
    lead = _line("summary", summary, limit=MAX_SUMMARY)
    story = cleaned(body)
    return StoryText(
        title=heading,
        slug=slug_from(slug) or slug_from(heading),
        summary=lead,
        body=story.html,
        dropped=story.dropped,
    )


def is_blank(text: StoryText) -> bool:
    """Whether nothing was written at all."""
    return not (text.title or text.summary or text.body)


def _line(field: str, typed: str, *, limit: int) -> str:
    line = one_line(typed)
    if len(line) > limit:
        params = {"limit": limit, "actual": len(line)}
        raise TextRefused(f"{field}_too_long", field=field, params=params)
    return line
