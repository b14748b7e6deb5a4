"""Pictures within a text: kept in use, printed at publishing, printed anew when they change."""

import re

import pytest
from django.db.models.deletion import ProtectedError

from articles.editorial.page_text import page_body, print_anew, refresh_pages_with
from articles.editorial.refusals import StepRefused
from articles.editorial.workflow import publish
from articles.editorial.writing import save_draft
from articles.models import Article, Edition, Image, PictureUse, PressRun
from articles.text.story import written
from tests.factories import NOW, a_draft, a_rendition, an_article, an_image

pytestmark = pytest.mark.django_db


def figure(image: Image, caption: str = "") -> str:
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-image="{image.pk}">{words}</figure>'


def public_body(article: Article, language: str) -> str:
    article.refresh_from_db()
    return article.text_in(language, "body")


def a_draft_with(*images: Image, language: str = "en", article: Article | None = None) -> Edition:
    body = "<p>Text.</p>" + "".join(figure(image) for image in images)
    return a_draft(article, language=language, body=body)


def test_publishing_prints_pictures_in_the_words_of_the_language():
    image, article = an_image(alt_en="A lake", alt_zh_hans="湖"), an_article()
    Image.objects.filter(pk=image.pk).update(
        caption_en="At dawn", caption_zh_hans="清晨", credit="Ann"
    )
    for language in ("en", "zh-hans"):
        edition = a_draft_with(image, article=article, language=language)
        publish(edition, by=None, at=NOW)

    english, chinese = (public_body(article, language) for language in ("en", "zh-hans"))

    assert 'alt="A lake"' in english
    assert "At dawn" in english
    assert "Photo: Ann" in english
    assert 'alt="湖"' in chinese
    assert "清晨" in chinese
    assert "Photo:" not in chinese
    assert "data-image" not in english + chinese


def test_the_caption_of_the_text_goes_before_that_of_the_library():
    image = an_image()
    Image.objects.filter(pk=image.pk).update(caption_en="At dawn")
    edition = a_draft(body=figure(image, "Before the <strong>race</strong>"))

    body = page_body(edition.latest, language="en")

    assert "Before the <strong>race</strong>" in body
    assert "At dawn" not in body


def test_pictures_in_a_row_stand_side_by_side_and_lead_to_the_whole():
    one, two = an_image(alt_en="A lake"), an_image(alt_en="Snow")
    Image.objects.filter(pk=two.pk).update(caption_en="In March", credit="Ann")
    edition = a_draft(body=f"<p>Text.</p>{figure(one, 'At <em>dawn</em>')}{figure(two)}")

    body = page_body(edition.latest, language="en")

    gallery = re.fullmatch(
        r'<p>Text.</p><div class="gallery" role="group" aria-label="Gallery">(.*)</div>', body, re.S
    )[1]
    pictures = re.findall(r'<a href="([^"]+)"><img src="([^"]+)"[^>]* alt="([^"]+)"', gallery)
    assert pictures == [
        (one.file.url, one.thumbnail.url, "A lake"),
        (two.file.url, two.thumbnail.url, "Snow"),
    ]
    assert re.findall("<figcaption>(.*?)</figcaption>", gallery) == [
        "At <em>dawn</em>",
        'In March <span class="credit">Photo: Ann</span>',
    ]


def test_a_paragraph_between_parts_pictures():
    one, two = an_image(), an_image()
    edition = a_draft(body=f"{figure(one)}<p>Text.</p>{figure(two)}")

    assert "gallery" not in page_body(edition.latest, language="en")


@pytest.mark.parametrize(("count", "across"), [(2, 0), (3, 1), (4, 0), (5, 1)])
def test_of_an_odd_number_the_first_is_fetched_for_the_whole_width(count, across):
    files = (a_rendition("x-crop-480.avif", width=480, height=320),)
    images = [an_image(renditions=files) for _ in range(count)]
    edition = a_draft(body="".join(figure(image) for image in images))

    body = page_body(edition.latest, language="zh-hans")

    assert re.findall(r' (\d+)px, (?:calc\(46vw - 8px\)|92vw)"', body) == (
        ["720"] * across + ["352"] * (count - across)
    )


def test_a_link_around_a_picture_without_words_has_a_name():
    decorative = an_image(is_decorative=True)
    edition = a_draft(body=figure(decorative) + figure(an_image()))

    body = page_body(edition.latest, language="en")

    assert body.count(' aria-label="The whole picture"') == 1
    assert f'<a href="{decorative.file.url}" aria-label="The whole picture">' in body


def test_of_a_row_of_two_with_one_gone_the_other_stands_alone():
    edition = a_draft(body=figure(an_image()) + figure(Image(pk=999_999)))

    body = page_body(edition.latest, language="en")

    assert "gallery" not in body
    assert body.startswith("<figure>")


def test_words_of_the_library_are_text_and_not_html():
    image = an_image(alt_en='"><script>x</script>')
    Image.objects.filter(pk=image.pk).update(caption_en="<b>bold</b>", credit="<i>Ann</i>")
    edition = a_draft(body=figure(image))

    body = page_body(edition.latest, language="en")

    assert "<script>" not in body
    assert "&lt;b&gt;bold&lt;/b&gt;" in body
    assert "&lt;i&gt;Ann&lt;/i&gt;" in body


def test_what_is_used_is_kept_for_every_revision():
    one, two = an_image(), an_image()
    edition = a_draft_with(one, two)
    save_draft(edition, text=written(title="t", body=figure(two)), base=1, by=None, at=NOW)

    uses = PictureUse.objects.order_by("revision__number", "image")

    assert list(uses.values_list("revision__number", "image")) == [
        (1, one.pk),
        (1, two.pk),
        (2, two.pk),
    ]
    with pytest.raises(ProtectedError):
        one.delete()


def test_a_picture_that_is_not_in_the_library_is_not_published():
    gone = Image(pk=999_999)
    edition = a_draft_with(an_image(), gone)

    with pytest.raises(StepRefused) as refused:
        publish(edition, by=None, at=NOW)

    assert (refused.value.code, refused.value.params) == (
        "picture_not_in_library",
        {"number": 999_999},
    )
    assert "999999" not in page_body(edition.latest, language="en")


def test_a_picture_without_words_in_the_language_is_not_published():
    edition = a_draft_with(an_image(alt_en=""))

    with pytest.raises(StepRefused) as refused:
        publish(edition, by=None, at=NOW)

    assert refused.value.code == "picture_without_alt"


def test_a_decorative_picture_needs_no_words():
    image = an_image(alt_en="left over")
    Image.objects.filter(pk=image.pk).update(is_decorative=True)
    edition = a_draft_with(image)

    publish(edition, by=None, at=NOW)

    assert 'alt=""' in public_body(edition.article, "en")


def test_a_changed_picture_is_printed_anew_wherever_it_is_public():
    image = an_image(alt_en="A lake")
    shown, draft = a_draft_with(image), a_draft_with(image)
    publish(shown, by=None, at=NOW)
    before = PressRun.objects.get().number
    Image.objects.filter(pk=image.pk).update(alt_en="A frozen lake")

    refresh_pages_with(image)

    assert 'alt="A frozen lake"' in public_body(shown.article, "en")
    assert public_body(draft.article, "en") == ""
    assert PressRun.objects.get().number == before + 1


def test_a_text_with_a_newer_draft_keeps_its_public_words():
    image = an_image()
    edition = a_draft_with(image)
    publish(edition, by=None, at=NOW)
    save_draft(edition, text=written(title="Newer", body="<p>b</p>"), base=1, by=None, at=NOW)

    refresh_pages_with(image)

    edition.article.refresh_from_db()
    assert edition.article.text_in("en", "title") != "Newer"
    assert "<img" in edition.article.text_in("en", "body")


def test_a_text_published_meanwhile_is_not_replaced_by_an_older_one(monkeypatch):
    image = an_image()
    edition = a_draft_with(image)
    publish(edition, by=None, at=NOW)
    newer = written(title="Newer", body=f"<p>New.</p>{figure(image)}")
    save_draft(edition, text=newer, base=1, by=None, at=NOW)
    seen = []

    def publish_first(pk):
        publish(edition, by=None, at=NOW)
        seen.append(pk)
        print_anew(pk)

    monkeypatch.setattr("articles.editorial.page_text.print_anew", publish_first)
    refresh_pages_with(image)

    assert seen == [edition.pk]
    assert "<p>New.</p>" in public_body(edition.article, "en")
