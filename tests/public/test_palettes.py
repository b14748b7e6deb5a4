"""The palettes: read from the style sheet, with their contrast computed."""

import re
from pathlib import Path

import pytest

from articles.models import Accent, Palette

STYLE_SHEET = Path(__file__).resolve().parents[2] / "static/css/site.css"
LEAST = 7  # to one, for text of any size (WCAG 2.2, 1.4.6)


def rules(selector: str) -> list[dict[str, str]]:
    """The custom colours of every rule with exactly this selector, in their order."""
    css = STYLE_SHEET.read_text(encoding="utf-8")
    blocks = re.findall(rf"^\s*{re.escape(selector)} \{{([^}}]*)\}}", css, re.M)
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks]


def accent_of(palette: Palette) -> Accent:
    is_first = palette == Palette.ACADEMIC_BLUE
    found = rules(":root" if is_first else f'[data-palette="{palette}"]')[0]
    return Accent(by_day=found["by-day"], by_night=found["by-night"])


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("palette", Palette)
def test_text_in_the_accent_can_be_read_by_day_and_by_night(palette):
    day, night = rules(":root")[:2]
    accent = accent_of(palette)

    assert contrast(accent.by_day, day["paper"]) >= LEAST
    assert contrast(accent.by_night, night["paper"]) >= LEAST
    assert contrast(accent.by_day, "#ffffff") >= LEAST, "the initial on the icon"


@pytest.mark.parametrize("palette", Palette)
def test_the_icon_and_the_desk_know_the_colours_of_the_style_sheet(palette):
    assert palette.accent == accent_of(palette)


def test_ink_and_quiet_text_can_be_read_by_day_and_by_night():
    for colours in rules(":root")[:2]:
        assert contrast(colours["ink"], colours["paper"]) >= LEAST
        assert contrast(colours["quiet"], colours["paper"]) >= LEAST
