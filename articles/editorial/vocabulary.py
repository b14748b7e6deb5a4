"""Changes of the words stories are filed under: what had an address goes on being found there."""

from django.conf import settings
from django.db import transaction

from articles.models import (
    OldSlug,
    PressRun,
    Section,
    Source,
    Tag,
    Translator,
    Vocabulary,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES]
AT_ONCE = 500  # rows named in one question to the database


def kind_of(word: Vocabulary) -> str:
    """The column of `OldSlug` for it; nothing for a department, which has no page."""
    kinds = {Section: "section", Source: "source", Translator: "translator", Tag: "tag"}
    return next((kind for model, kind in kinds.items() if isinstance(word, model)), "")


@transaction.atomic
def save_word(word: Vocabulary) -> None:
    """Saves the word; its lists are found by the slug it had until now, too."""
    rows = type(word)._default_manager.select_for_update()  # noqa: SLF001 - public in spite of its name
    before = rows.filter(pk=word.pk).values_list("slug", flat=True).first()
    word.save()
    if kind_of(word):
        give_up_slug(word)
        if before and before != word.slug:
            keep_slug(before, word)
    PressRun.start()


def give_up_slug(word: Vocabulary) -> None:
    """Whatever was called so before: a word that is called so now goes first."""
    OldSlug.objects.filter(slug=word.slug, **{f"{kind_of(word)}__isnull": False}).delete()


def keep_slug(slug: str, word: Vocabulary) -> None:
    kind = kind_of(word)
    OldSlug.objects.filter(slug=slug, **{f"{kind}__isnull": False}).delete()
    OldSlug.objects.create(slug=slug, **{kind: word})
