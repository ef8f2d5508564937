import dataclasses
import re

import pytest

from tryon.app.style import style_sheet
from tryon.app.theme import DARK, LIGHT, Colours, Theme, contrast

#: Text, and every ground on which it stands.
PAIRS = [
    *(
        (text, ground)
        for text in ("text", "soft")
        for ground in ("stage", "background", "panel")
    ),
    ("text", "raised"),
    ("text", "lifted"),
    ("text", "line"),
    ("soft", "raised"),
    ("on_accent", "accent"),
    ("accent", "stage"),
    ("accent", "panel"),
    ("good", "panel"),
    ("good", "raised"),
    ("attention", "panel"),
    ("attention", "raised"),
    ("on_glass", "glass"),
]


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


def test_contrast_agrees_with_the_standard() -> None:
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_style_has_no_colours_of_its_own(colours: Colours) -> None:
    named = {value.upper() for value in dataclasses.astuple(colours)}
    sheet = style_sheet(Theme(colours))
    used = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}", sheet)}
    assert used <= named


def test_type_grows_with_the_theme() -> None:
    assert "font-size: 22px" in style_sheet(Theme(DARK, 1.6))
