"""How pictures stand on the public pages: in formats and widths to choose from."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override
from PIL import Image as Pillow

from tests.admin.staff import a_chief, browser_of
from tests.factories import a_public_edition, a_rendition, an_article, an_image
from tests.public.clock import later

pytestmark = pytest.mark.django_db
FILES = tuple(
    a_rendition(f"lake{crop}-{width}.{kind}", width=width, height=width * 2 // 3)
    for crop in ("", "-crop")
    for kind in ("avif", "webp")
    for width in (960, 480)
)
COVER_SIZES = "(min-width: 1240px) 792px, (min-width: 960px) calc(92vw - 352px), 92vw"


def a_cover(**words):
    return an_image(renditions=FILES, **words)


def pictures(page: str) -> list[str]:
    return re.findall(r"<picture>.*?</picture>", page)


def sources(kind: str, *, crop: str, sizes: str) -> str:
    files = f"/media/pictures/lake{crop}"
    return (
        f'<source type="image/{kind}" srcset="{files}-480.{kind} 480w, {files}-960.{kind} 960w" '
        f'sizes="{sizes}">'
    )


def test_the_cover_of_a_story_is_whole_and_comes_first(client):
    cover = a_cover(alt_en="A frozen lake")
    edition = a_public_edition(an_article(cover=cover))

    page = client.get(edition.get_absolute_url()).content.decode()

    assert pictures(page) == [
        "<picture>"
        + sources("avif", crop="", sizes=COVER_SIZES)
        + sources("webp", crop="", sizes=COVER_SIZES)
        + f'<img src="{cover.file.url}" width="1200" height="800" alt="A frozen lake" '
        'fetchpriority="high"></picture>'
    ]


def test_lists_show_the_crop_the_first_on_the_home_page_at_once(client):
    cover = a_cover(alt_en="A frozen lake")
    for minute in range(2):
        a_public_edition(an_article(cover=cover), released_at=later(minute))
    lead_sizes = "(min-width: 1284px) 712px, (min-width: 960px) calc(57.5vw - 30px), 92vw"
    card_sizes = (
        "(min-width: 1284px) 364px, (min-width: 960px) calc(31vw - 32px), "
        "(min-width: 640px) calc(31vw - 16px), 126px"
    )

    page = client.get("/en/").content.decode()

    image = (
        f'<img class="picture" src="{cover.thumbnail.url}" width="720" height="480" '
        'alt="A frozen lake" '
    )
    assert pictures(page) == [
        "<picture>"
        + sources("avif", crop="-crop", sizes=sizes)
        + sources("webp", crop="-crop", sizes=sizes)
        + image
        + when
        for sizes, when in [
            (lead_sizes, 'fetchpriority="high"></picture>'),
            (card_sizes, 'loading="lazy" decoding="async"></picture>'),
        ]
    ]


def test_a_section_shows_the_crop_beside_each_story(client):
    a_public_edition(an_article(cover=a_cover()))

    page = client.get("/en/sections/campus/").content.decode()

    sizes = "(min-width: 960px) 234px, (min-width: 640px) 216px, 126px"
    (picture,) = pictures(page)
    assert sources("avif", crop="-crop", sizes=sizes) in picture
    assert 'loading="lazy"' in picture


def test_a_picture_of_former_times_is_shown_by_its_file(client):
    cover = an_image(alt_en="A lake")
    edition = a_public_edition(an_article(cover=cover))

    page = client.get(edition.get_absolute_url()).content.decode()

    assert "<picture>" not in page
    assert f'<img src="{cover.file.url}" width="1200" height="800" alt="A lake"' in page


def test_a_decorative_picture_says_nothing_to_screen_readers(client):
    cover = a_cover(alt_en="A frozen lake", is_decorative=True)
    edition = a_public_edition(an_article(cover=cover))

    pages = [client.get(path).content.decode() for path in ("/en/", edition.get_absolute_url())]

    for page in pages:
        assert ' alt="" ' in pictures(page)[0]
        assert "A frozen lake" not in page


def test_a_story_shows_another_file_of_its_cover_at_once(client):
    cover = a_cover()
    edition = a_public_edition(an_article(cover=cover))
    client.get("/en/"), client.get(edition.get_absolute_url())
    content = BytesIO()
    Pillow.new("RGB", (600, 400), "red").save(content, "PNG")
    upload = SimpleUploadedFile("lake.png", content.getvalue(), "image/png")

    browser_of(a_chief()).post(
        f"/admin/articles/image/{cover.pk}/change/",
        {
            "alt_en": "Ice",
            "alt_zh_hans": "冰",
            "focal_x": "0.5",
            "focal_y": "0.5",
            "upload": upload,
        },
    )

    cover.refresh_from_db()
    for path in ("/en/", edition.get_absolute_url()):
        (picture,) = pictures(client.get(path).content.decode())
        named = set(re.findall(r"/media/(pictures/[^ \"]+)", picture))
        assert named < set(cover.file_names())
        assert "lake" not in picture


# Within a text


def figure(*, language="en", caption="", **columns) -> str:
    image = a_cover(alt_en="A frozen lake", alt_zh_hans="结冰的湖")
    for name, value in columns.items():
        setattr(image, name, value)
    with override(language):
        words = {"image": image, "caption": mark_safe(caption)}
        return render_to_string("article/_figure.html", words)


def figcaption(page: str) -> str | None:
    found = re.search(r"<figcaption>(.*?)</figcaption>", page)
    return found[1] if found else None


FIGURE_SIZES = {
    "en": "(min-width: 1087px) 648px, (min-width: 960px) calc(92vw - 352px), "
    "(min-width: 705px) 648px, 92vw",
    "zh-hans": "(min-width: 1165px) 720px, (min-width: 960px) calc(92vw - 352px), "
    "(min-width: 783px) 720px, 92vw",
}


@pytest.mark.parametrize("language", FIGURE_SIZES)
def test_a_figure_is_lazy_and_as_wide_as_a_text_of_its_language(language):
    page = figure(language=language)

    (picture,) = pictures(page)
    assert re.fullmatch(r"<figure>\s*<picture>.*</picture>\s*</figure>\s*", page, re.S)
    assert sources("avif", crop="", sizes=FIGURE_SIZES[language]) in picture
    assert re.search(r' alt="[^"]+" loading="lazy" decoding="async"></picture>$', picture)


@pytest.mark.parametrize(
    ("language", "caption", "columns", "printed"),
    [
        ("en", "", {}, None),
        (
            "en",
            "<em>Ice</em> &amp; snow",
            {"caption_en": "Of the library"},
            "<em>Ice</em> &amp; snow",
        ),
        ("en", "", {"caption_en": "Ice & <b>snow</b>"}, "Ice &amp; &lt;b&gt;snow&lt;/b&gt;"),
        ("zh-hans", "", {"caption_en": "Ice", "caption_zh_hans": "三月的湖"}, "三月的湖"),
        ("zh-hans", "", {"caption_en": "Ice"}, None),
        ("en", "", {"credit": "Wu & Li"}, ' <span class="credit">Photo: Wu &amp; Li</span>'),
        ("en", "Ice", {"credit": "Wu"}, 'Ice <span class="credit">Photo: Wu</span>'),
    ],
)
def test_a_figure_has_the_caption_of_its_text_or_of_the_library(
    language, caption, columns, printed
):
    page = figure(language=language, caption=caption, **columns)

    assert figcaption(page) == printed


def test_a_figure_speaks_the_language_of_its_text():
    assert 'alt="结冰的湖"' in figure(language="zh-hans")
    assert 'alt=""' in figure(language="zh-hans", is_decorative=True)
