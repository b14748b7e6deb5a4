"""What old addresses lead to, as the desk calls it and where it is found there."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.languages import name_of
from articles.admin.story.article_list import with_editions, working_title
from articles.models import Article, OldAddress

KINDS = {
    "article": gettext_lazy("stories"),
    "section": gettext_lazy("sections"),
    "attachment": gettext_lazy("attachments"),
}


def taken(other: OldAddress) -> SafeString:
    """Who has it, and the way there."""
    return format_html(
        '{} <a href="{}" target="_blank">{}</a>',
        _("This address leads somewhere already:"),
        address_of(other),
        name_of_target(other),
    )


def name_of_target(row: OldAddress) -> str:
    """Of a story its working title."""
    if row.article_id:
        return working_title(with_editions(Article.objects.filter(pk=row.article_id)).get())
    return str(row.target())


def address_of(row: OldAddress) -> str:
    numbers = {kind: getattr(row, f"{kind}_id") for kind in KINDS}
    kind, pk = next((kind, pk) for kind, pk in numbers.items() if pk)
    return reverse(f"admin:articles_{kind}_change", args=[pk])


def language_in_words(language: str) -> str:
    return name_of(language) if language else _("the reader’s language")
