"""Which columns exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from articles.models import (
    Article,
    Attachment,
    Department,
    Image,
    Section,
    SiteSettings,
    Source,
    Tag,
    Translator,
)


@register(Article)
class ArticleTranslation(TranslationOptions):
    fields = ("title", "slug", "summary", "body")


@register([Department, Section, Source, Tag, Translator])
class VocabularyTranslation(TranslationOptions):
    fields = ("name",)


@register(Image)
class ImageTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Attachment)
class AttachmentTranslation(TranslationOptions):
    fields = ("title",)


@register(SiteSettings)
class SiteSettingsTranslation(TranslationOptions):
    fields = ("name", "tagline", "address", "filing_number")
