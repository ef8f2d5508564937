import dataclasses
import re

import pytest

from tryon.app.theme import DARK, contrast, style_sheet

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
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(getattr(DARK, text), getattr(DARK, ground)) >= 4.5


def test_contrast_agrees_with_the_standard() -> None:
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_style_has_no_colours_of_its_own() -> None:
    named = {value.upper() for value in dataclasses.astuple(DARK)}
    used = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}", style_sheet(DARK))}
    assert used <= named
