"""The drawn picture for sharing, with the fonts a machine has and with none."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageFont, features

from articles.images import fonts
from articles.images.share_card import HEIGHT, WIDTH, ShareCard, drawn

CARD = ShareCard(
    title="The lake froze",
    above="Campus",
    below="Lakeside News",
    initial="L",
    accent="#123f73",
    language="en",
)


@pytest.fixture(autouse=True)
def no_fonts(monkeypatch):
    """A machine that has no font."""
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.fonts_of_this_machine.cache_clear()
    yield
    fonts.fonts_of_this_machine.cache_clear()


@pytest.fixture
def latin(tmp_path):
    """A folder with one font, which has Latin letters only, and with a file that is none."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / "a-broken.ttf").write_bytes(b"no font")
    font = ImageFont.load_default(20)
    assert isinstance(font.path, BytesIO)
    (folder / "latin.ttf").write_bytes(font.path.getvalue())
    return folder


def pixels(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def test_the_title_is_set_in_white_on_the_colour_of_the_site(latin):
    content = drawn(CARD, fonts=latin)

    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < 60_000
    colours = {colour for _count, colour in pixels(content).getcolors(256)}
    assert {(0x12, 0x3F, 0x73), (255, 255, 255)} <= colours
    assert len(colours) <= 16


@pytest.mark.parametrize("part", ["title", "above", "below"])
def test_every_part_of_it_can_be_seen(latin, part):
    other = replace(CARD, **{part: "Another"})

    assert drawn(CARD, fonts=latin) == drawn(CARD, fonts=latin)
    assert drawn(CARD, fonts=latin) != drawn(other, fonts=latin)


def test_every_other_picture_has_another_version():
    others = [
        replace(CARD, **{part: "#6a2158"})
        for part in ("title", "above", "below", "initial", "accent", "language")
    ]

    versions = {card.version for card in [CARD, *others]}

    assert len(versions) == 7
    assert all(re.fullmatch("[0-9a-f]{16}", version) for version in versions)


def test_without_every_letter_the_initial_stands_alone(latin):
    chinese, other = replace(CARD, title="湖结冰了"), replace(CARD, title="雪")

    content = drawn(chinese, fonts=latin)

    assert content == drawn(other, fonts=latin), "no title is half drawn"
    assert content != drawn(replace(chinese, initial="M"), fonts=latin)
    assert content != drawn(replace(chinese, initial="湖"), fonts=latin)


def test_without_a_font_the_colour_of_the_site_is_left(tmp_path):
    content = drawn(CARD, fonts=tmp_path / "nothing")

    colours = [colour for _count, colour in pixels(content).getcolors(256)]
    assert sorted(colours) == [(0x12, 0x3F, 0x73), (255, 255, 255)]
    assert content == drawn(replace(CARD, title="Another", initial="湖"), fonts=tmp_path)


@pytest.mark.parametrize(
    "title", ["W" * 200, "Ice " * 50, "I", "W W", "x" * 23 + " " + "y" * 176], ids=len
)
def test_a_title_of_any_length_keeps_the_edges(latin, title):
    card = replace(CARD, title=title, above=title, below=title)

    image = pixels(drawn(card, fonts=latin))

    ground = (0x12, 0x3F, 0x73)
    for edge in (
        (0, 0, 76, HEIGHT),
        (WIDTH - 76, 0, WIDTH, HEIGHT),
        (0, 0, WIDTH, 80),
        (0, 590, WIDTH, HEIGHT),
    ):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), ground)]


def test_what_does_not_fit_is_cut_with_an_ellipsis(latin):
    longer, longest = replace(CARD, title="W" * 500), replace(CARD, title="W" * 600)

    assert drawn(longer, fonts=latin) == drawn(longest, fonts=latin)


def test_letters_that_join_are_left_out_where_nothing_joins_them(latin, monkeypatch):
    monkeypatch.setattr(features, "check", lambda _name: False)

    assert fonts.find_face("abc", language="en", own=latin)
    assert fonts.find_face("שלום", language="en", own=latin) is None
    assert fonts.find_face("e\u0301", language="en", own=latin) is None


def test_the_face_of_the_country_is_chosen_from_the_fonts_of_the_machine(monkeypatch, tmp_path):
    monkeypatch.undo()
    fonts.fonts_of_this_machine.cache_clear()
    found = [path for path in fonts.fonts_of_this_machine() if path.name.startswith("NotoSerifCJK")]
    if not found:
        pytest.skip("fonts-noto-cjk is not on this machine")

    faces = [
        fonts.find_face("湖", language=language, own=tmp_path)
        for language in ("zh-hans", "zh-hant")
    ]

    assert [face.font(20).getname()[0] for face in faces] == [
        "Noto Serif CJK SC",
        "Noto Serif CJK TC",
    ]
    chinese = replace(CARD, title="湖结冰了", language="zh-hans")
    assert drawn(chinese, fonts=tmp_path) != drawn(replace(chinese, title="雪"), fonts=tmp_path)
