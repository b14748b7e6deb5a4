"""The text of a page: what a revision says, its pictures as readers get them."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from articles.models import Article, Edition, Image, PictureUse, PressRun, Revision
from articles.search.index import index
from articles.text.figures import Figure, pictures_in, with_pictures


def page_body(revision: Revision, *, language: str) -> str:
    """The text as it is printed; a picture that the library has no more is left out."""
    images = Image.objects.in_bulk(pictures_in(revision.body))

    def draw(figures: Sequence[Figure]) -> str:
        return drawn([(images[each.number], each) for each in figures if each.number in images])

    with override(language):
        return with_pictures(revision.body, draw)


def drawn(pictures: Sequence[tuple[Image, Figure]]) -> str:
    """One picture across the text, several side by side."""
    words = [
        # Cleaned with the text it stands in.
        {"image": image, "caption": mark_safe(figure.caption)}  # noqa: S308 - cleaned
        for image, figure in pictures
    ]
    if len(words) > 1:
        return render_to_string("article/_gallery.html", {"figures": words}).strip()
    return "".join(render_to_string("article/_figure.html", each).strip() for each in words)


def pictures_of(revision: Revision) -> Iterator[Image]:
    """The library pictures in a text, in reading order."""
    numbers = pictures_in(revision.body)
    images = Image.objects.in_bulk(numbers)
    return (images[number] for number in numbers if number in images)


def note_pictures(revision: Revision) -> None:
    """Keeps which pictures stand in the text, so that the library lets none of them go."""
    wanted = Image.objects.filter(pk__in=pictures_in(revision.body))
    # Locked until the text is stored: a picture that is being deleted is not used any more.
    images = wanted.select_for_update(of=("self",)).only("pk")
    PictureUse.objects.bulk_create(PictureUse(revision=revision, image=image) for image in images)


def locked(edition_id: int) -> Edition:
    """The edition as it is now; whoever wants it or its article too waits until we are done.

    The article comes first, as where its facts are saved: in different orders, two would wait for
    each other.
    """
    Article.objects.select_for_update(of=("self",)).only("pk").get(editions=edition_id)
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)


def put_on_page(edition: Edition) -> None:
    """Copies the public revision into the article's columns of its language."""
    revision: Revision | None = edition.public
    if revision is None:
        return
    language = edition.language
    texts = {name: getattr(revision, name) for name in ("title", "slug", "summary")}
    texts["body"] = page_body(revision, language=language)
    columns = {f"{name}_{language.replace('-', '_')}": text for name, text in texts.items()}
    Article.objects.filter(pk=edition.article_id).update(**columns)


def refresh_pages_with(image: Image) -> None:
    """Prints the picture anew wherever it stands: its file, or its words, are others now.

    Call it when the picture is stored: each page is a short transaction of its own, and nobody
    waits while many are printed.
    """
    editions = Edition.objects.filter(public__picture_uses__image=image)
    for pk in editions.values_list("pk", flat=True):
        print_anew(pk)
    PressRun.start()


@transaction.atomic
def print_anew(edition_id: int) -> None:
    """The public text of an edition as it is now; somebody who publishes meanwhile waits."""
    put_on_page(locked(edition_id))
    index([edition_id])
