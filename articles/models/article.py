"""A story: its facts, and its public text in every language."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models.media import Attachment, Image
from articles.models.vocabulary import Section, Source, Tag


class Article(models.Model):
    """The facts of a story; its translated columns hold public text, put there by publishing only.

    What staff are writing stands in `Revision`, so nothing unpublished can leak from here.
    """

    section = models.ForeignKey(Section, verbose_name=_("section"), on_delete=models.PROTECT)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True)
    cover = models.ForeignKey(
        Image,
        verbose_name=_("cover picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covered",
    )
    attachments = models.ManyToManyField(Attachment, verbose_name=_("attachments"), blank=True)
    is_pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Stands first on the home page.")
    )
    title = models.CharField(_("title"), max_length=200, default="", editable=False)
    slug = models.CharField(_("slug"), max_length=80, default="", editable=False)
    summary = models.CharField(_("summary"), max_length=500, default="", editable=False)
    body = models.TextField(_("text"), default="", editable=False)
    # Raised by each change of the facts above, so that the second of two editors is refused.
    facts_version = models.PositiveIntegerField(default=1, editable=False)
    # Who made the last of these changes, and when: told to the second of two editors.
    facts_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    facts_at = models.DateTimeField(null=True, editable=False)
    # Of the form that began the story: the same form sent twice makes one story.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)

    title_en: str | None
    title_zh_hans: str | None
    slug_en: str | None
    slug_zh_hans: str | None

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-id"]
        # Answers: which stories stand first on the home page?
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_pinned=True), name="article_pinned")
        ]

    def __str__(self) -> str:
        """A public title in the reader's language, else in any language, else the number."""
        languages = [get_language() or "en", *dict(settings.LANGUAGES)]
        titles = (self.text_in(language, "title") for language in languages)
        return next(filter(None, titles), f"#{self.pk}")

    def text_in(self, language: str, field: str) -> str:
        """One public field in exactly this language; empty before it was first published."""
        return getattr(self, f"{field}_{language.replace('-', '_')}") or ""
