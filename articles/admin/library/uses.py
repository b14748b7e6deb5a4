"""Where pictures stand: as covers, within texts, as the logo; what stands anywhere is kept."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from articles.admin.languages import name_of, reading_order
from articles.admin.story.article_list import (
    edition_in,
    state_in_words,
    with_editions,
    working_title,
)
from articles.models import Article, Attachment, Edition, Image, PictureUse, SiteSettings, Status


@dataclass(kw_only=True)
class Uses:
    """The stories with a picture, by number, and what else is made of it."""

    stories: set[int] = field(default_factory=set)
    is_logo: bool = False
    is_poster: bool = False

    def __bool__(self) -> bool:
        return bool(self.stories) or self.is_logo or self.is_poster


def in_words(uses: Uses) -> str:
    words = [number_in_words(len(uses.stories))] if uses.stories else []
    words += [gettext("as the site’s logo")] if uses.is_logo else []
    words += [gettext("as the still picture of a film")] if uses.is_poster else []
    return " · ".join(words) or gettext("nowhere")


def number_in_words(stories: int) -> str:
    words = ngettext("in {count} story", "in {count} stories", stories)
    return words.format(count=stories) if stories else gettext("nowhere")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One language of a story that shows the picture, and where in it."""

    language: str
    state: SafeString
    where: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story as it stands in the list of uses."""

    title: str
    address: str
    places: list[Place]


def in_texts() -> QuerySet[PictureUse]:
    """Uses in texts as they are now: in the newest one of an edition, or in the public one."""
    is_newest = Q(revision__edition__latest=F("revision"))
    is_public = Q(revision__edition__public=F("revision"))
    return PictureUse.objects.filter(is_newest | is_public)


def used_pictures() -> Q:
    """The condition on pictures that stand anywhere now."""
    this = OuterRef("pk")
    return (
        Q(Exists(Article.objects.filter(cover=this)))
        | Q(Exists(in_texts().filter(image=this)))
        | Q(Exists(SiteSettings.objects.filter(logo=this)))
        | Q(Exists(Attachment.objects.filter(poster=this)))
    )


def uses_of(pictures: Collection[int]) -> dict[int, Uses]:
    """Where each of these pictures stands, in four queries."""
    found = {number: Uses() for number in pictures}
    covers = Article.objects.filter(cover__in=found).values_list("cover", "pk")
    texts = in_texts().filter(image__in=found)
    for picture, article in chain(
        covers.order_by(), texts.values_list("image", "revision__edition__article")
    ):
        found[picture].stories.add(article)
    for picture in SiteSettings.objects.filter(logo__in=found).values_list("logo", flat=True):
        found[picture].is_logo = True
    for picture in Attachment.objects.filter(poster__in=found).values_list("poster", flat=True):
        found[picture].is_poster = True
    return found


def stories_with_picture(picture: Image, stories: Collection[int]) -> list[Story]:
    """These stories, the newest first, and in each the languages that show the picture."""
    texts = in_texts().filter(image=picture)
    shown = set(texts.values_list("revision__edition", flat=True))
    return [
        Story(
            title=working_title(article),
            address=address_of(article),
            places=list(places_in(article, picture=picture, shown=shown)),
        )
        for article in with_editions(Article.objects.filter(pk__in=stories))
    ]


def places_in(article: Article, *, picture: Image, shown: set[int]) -> Iterator[Place]:
    is_cover = article.cover_id == picture.pk
    for edition in written_editions(article):
        where = [gettext("cover picture")] if is_cover else []
        where += [gettext("in the text")] if edition.pk in shown else []
        if where:
            yield place(edition, where=" · ".join(where))


def languages_on_pages(picture: Image) -> set[str]:
    """The languages in which a published text shows it."""
    published = Edition.objects.filter(status=Status.PUBLISHED).order_by()
    languages = published.values_list("language", flat=True)
    in_text = languages.filter(public__picture_uses__image=picture)
    return set(languages.filter(article__cover=picture).union(in_text))


def stories_with_file(attachment: Attachment) -> list[Story]:
    """The stories that offer the file, the newest first."""
    return [
        Story(
            title=working_title(article),
            address=address_of(article),
            places=[place(edition, where="") for edition in written_editions(article)],
        )
        for article in with_editions(Article.objects.filter(attachments=attachment))
    ]


def written_editions(article: Article) -> list[Edition]:
    editions = (edition_in(article, language) for language in reading_order())
    return [edition for edition in editions if edition.latest_id]


def place(edition: Edition, *, where: str) -> Place:
    return Place(language=name_of(edition.language), state=state_in_words(edition), where=where)


def address_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def picture_is_kept(picture: Image) -> bool:
    """Whether it stands somewhere, or stood in an earlier version of a text."""
    stands = (picture.covered, picture.uses_in_text, picture.logo_of, picture.poster_of)
    return any(each.exists() for each in stands)
