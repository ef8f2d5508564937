from types import ModuleType

import numpy as np
import pytest
from formed_edid import P3, SRGB, edid

from tryon.catalogue.collection import load_catalogue
from tryon.core.scene import Cause, ColourError
from tryon.light.badge import Verdict, badge
from tryon.light.display import USUAL_DISPLAY_DE2000, Display, Panel, on_display
from tryon.light.edid import read_edid

RED = (0.40, 0.02, 0.04)
WIDE = Panel(*P3, gamma=2.2)


def lips(linear=RED, cause=Cause.LIGHT) -> ColourError:
    return ColourError("lipstick", 1.2, 1.6, 1.9, "verified", cause, linear)


def test_a_description_is_read() -> None:
    panel = read_edid(edid(P3, gamma=2.4, name="Wide 27", serial="0042"), "DP-1")
    assert panel is not None
    read = np.array([panel.red, panel.green, panel.blue, panel.white])
    np.testing.assert_allclose(read, P3, atol=0.5 / 1024)
    assert (panel.gamma, panel.name, panel.serial) == (2.4, "Wide 27", "0042")
    assert panel.connector == "DP-1"


@pytest.mark.parametrize("data", [edid(gamma=None), edid(srgb=True)])
def test_without_a_gamma_it_is_the_curve_of_srgb(data: bytes) -> None:
    panel = read_edid(data)
    assert panel is not None
    assert panel.gamma is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 128,
        edid()[:127],
        edid()[:60] + b"\1" + edid()[61:],  # one byte that was read wrongly
        edid(((0, 0),) * 4),
        edid((SRGB[0], SRGB[2], SRGB[1], SRGB[3])),
        edid((*SRGB[:3], (0.7, 0.7))),
    ],
)
def test_what_says_nothing_of_colours_is_none(data: bytes) -> None:
    assert read_edid(data) is None


@pytest.mark.parametrize("gamma", [2.2, 1.8])
def test_what_a_panel_makes_of_a_colour_agrees_with_another_hand(
    colour: ModuleType, gamma: float
) -> None:
    shades = [product.shade.reflectance for product in load_catalogue().products.values()]
    shades = [shade for shade in shades if min(shade) >= 0 and max(shade) <= 1][::7]
    theirs = colour.RGB_Colourspace("wide", np.array(P3[:3]), np.array(P3[3]))
    srgb = colour.RGB_COLOURSPACES["sRGB"]
    panel = Panel(*P3, gamma=gamma)
    for shade in shades:
        light = srgb.cctf_encoding(np.array(shade)) ** gamma
        shown = theirs.matrix_RGB_to_XYZ @ light
        wanted = srgb.matrix_RGB_to_XYZ @ np.array(shade)
        labs = [colour.XYZ_to_Lab(xyz, np.array(P3[3])) for xyz in (wanted, shown)]
        assert panel.de2000(shade) == pytest.approx(colour.delta_E(*labs), abs=0.02)


@pytest.mark.parametrize(
    ("corners", "median", "worst"),
    [
        (SRGB, 0.5, 2.5),
        (P3, 3.3, 5.8),
        (((0.589, 0.354), (0.334, 0.582), (0.158, 0.133), (0.317, 0.335)), 4.2, 7.3),
    ],
    ids=["sRGB", "wide", "a small laptop"],
)
def test_what_panels_make_of_the_samples(corners, median: float, worst: float) -> None:
    """The figures that are written down: all with a gamma of 2.2."""
    panel = Panel(*corners, gamma=2.2)
    products = load_catalogue().products.values()
    off = [panel.de2000(product.shade.reflectance) for product in products]
    assert [np.median(off), max(off)] == pytest.approx([median, worst], abs=0.06)


def test_a_primary_without_luminance_is_one_too() -> None:
    panel = read_edid(edid((*P3[:2], (0.15, 0.0), P3[3])))
    assert panel is not None
    assert panel.de2000((1.0, 1.0, 1.0)) == pytest.approx(0, abs=0.3)
    assert 1 < panel.de2000(RED) < 10


def test_a_display_that_is_as_srgb_adds_no_more_than_an_unknown_one() -> None:
    panel = read_edid(edid(srgb=True))
    assert Display(panel=panel).de2000(lips()) == pytest.approx(USUAL_DISPLAY_DE2000, abs=0.05)
    assert Display().de2000(lips()) == USUAL_DISPLAY_DE2000


def test_what_is_described_depends_on_the_colour_and_is_never_better() -> None:
    display = Display(panel=WIDE)
    nude = lips((0.55, 0.35, 0.30))
    assert display.described_de2000(nude) < display.described_de2000(lips()) - 0.5
    for error in (nude, lips(), lips(None)):
        assert display.de2000(error) >= USUAL_DISPLAY_DE2000
        assert on_display(error, display).de2000_p80 >= on_display(error, Display()).de2000_p80
    assert badge(on_display(lips(), display)).verdict is Verdict.DISPLAY
    assert on_display(lips(cause=Cause.DARK), display).cause is Cause.DARK


def test_who_has_measured_knows_better_than_the_maker() -> None:
    display = Display(0.5, WIDE)
    assert display.de2000(lips()) == 0.5
    assert badge(on_display(lips(), display)).verdict is Verdict.TRUE
