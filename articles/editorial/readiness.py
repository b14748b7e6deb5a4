"""What must be there before a text may stand on a page of its language, and as long as it does."""

from collections.abc import Iterator
from datetime import datetime

from articles.editorial.page_text import pictures_of
from articles.editorial.refusals import StepRefused
from articles.models import (
    Edition,
    Image,
    Revision,
    Section,
    Source,
    Status,
    Translator,
    Vocabulary,
)
from articles.text.figures import pictures_in


def reasons_against_publishing(edition: Edition, *, at: datetime) -> Iterator[StepRefused]:
    """Why this text cannot stand on the page, the weightiest first."""
    text = edition.latest
    if not text or not text.title:
        yield StepRefused("no_title")
    elif not text.body:
        yield StepRefused("no_body")
    if edition.expires_at and edition.expires_at <= at:
        yield StepRefused("already_expired")
    if text:
        yield from pictures_without_words(text, language=edition.language)
    yield from gaps(edition)


def pictures_without_words(text: Revision, *, language: str) -> Iterator[StepRefused]:
    pictures = {image.pk: image for image in pictures_of(text)}
    for number in pictures_in(text.body):
        image = pictures.get(number)
        if not image:
            yield StepRefused("picture_not_in_library", number=number)
        elif image.lacks_alt_in(language):
            yield StepRefused("picture_without_alt", name=image)


def gaps(edition: Edition) -> Iterator[StepRefused]:
    article = edition.article
    return missing_words(
        edition.language,
        section=article.section,
        source=article.source,
        cover=article.cover,
        translator=edition.translator,
    )


def missing_words(
    language: str,
    *,
    section: Section | None = None,
    source: Source | None = None,
    cover: Image | None = None,
    translator: Translator | None = None,
) -> Iterator[StepRefused]:
    """Words of another language would stand on the page, or gaps: both are refused."""
    named: list[tuple[str, Vocabulary | None]] = [
        ("section_without_name", section),
        ("source_without_name", source),
        ("translator_without_name", translator),
    ]
    for code, vocabulary in named:
        if vocabulary and not vocabulary.name_in(language):
            yield StepRefused(code, name=vocabulary)
    if cover and cover.lacks_alt_in(language):
        yield StepRefused("cover_without_alt")


def refuse_gap_on_page(edition: Edition) -> None:
    """Raises `StepRefused` where a published page has lost a word it needs."""
    refusal = next(gaps(edition), None)
    if edition.status == Status.PUBLISHED and refusal:
        raise refusal
