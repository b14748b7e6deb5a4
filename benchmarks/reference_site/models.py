"""An article in one language, and what it is filed under."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language


class Word(models.Model):
    """A thing with a name in both languages."""

    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Section(Word):
    """A column of the site."""

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.slug])


class Source(Word):
    """Where an article came from."""


class Translator(Word):
    """Who translated it."""


class Tag(Word):
    """What it is about."""


class Article(models.Model):
    """A text, its facts and its counter."""

    language = models.CharField(max_length=10)
    section = models.ForeignKey(Section, on_delete=models.PROTECT)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)
    translator = models.ForeignKey(Translator, null=True, on_delete=models.PROTECT)
    tags = models.ManyToManyField(Tag)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    summary = models.CharField(max_length=500)
    body = models.TextField()
    author = models.CharField(max_length=100)
    is_published = models.BooleanField(default=True)
    released_at = models.DateTimeField(db_index=True)
    browses = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-released_at"]
        indexes = [
            # Answers: what is new in a section? And which article comes next in it?
            models.Index(fields=["language", "section", "released_at"]),
            # Answers: what is new?
            models.Index(fields=["language", "released_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk, self.slug])
