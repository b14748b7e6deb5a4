"""The text of one edition, made whole and clean in one place."""

from dataclasses import dataclass

from articles.text.html import TextRefused, clean
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


def written(*, title: str, slug: str = "", summary: str = "", body: str = "") -> StoryText:
    """The text as it may be kept and printed; `TextRefused` names the field that is at fault."""
    heading = _line("title", title, limit=MAX_TITLE)
    return StoryText(
        title=heading,
        slug=slug_from(slug) or slug_from(heading),
        # Plain text, not HTML: "if a<b" must come out as it was typed.
        summary=_line("summary", summary, limit=MAX_SUMMARY),
        body=clean(body),
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
