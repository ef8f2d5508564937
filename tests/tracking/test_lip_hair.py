"""Drawn hairs over a drawn lip."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import Bytes, Floats
from tryon.tracking.lip_hair import without_hairs
from tryon.tracking.lip_shape import COLUMNS

SKIN, LIP, HAIR = (205, 160, 140), (175, 105, 110), (60, 45, 35)
UNIT = 160.0


def mouth() -> tuple[Bytes, Floats]:
    """A closed mouth in a patch, and its edges."""
    u = np.linspace(-1, 1, COLUMNS)
    arch = 1 - u**2
    heights = (-0.17 * arch, 0 * arch, 0 * arch, 0.2 * arch)
    edges = np.array(
        [np.stack([104 + u * UNIT / 2, 60 + UNIT * h], 1) for h in heights], np.float32
    )
    rgb = np.full((120, 208, 3), SKIN, np.uint8)
    outline = np.concatenate([edges[0], edges[3, ::-1]])
    cv2.fillPoly(rgb, [np.round(outline * 16).astype(np.int32)], LIP, cv2.LINE_AA, shift=4)
    seam = np.round(edges[1] * 16).astype(np.int32)
    cv2.polylines(rgb, [seam], False, (70, 35, 35), 2, cv2.LINE_AA, shift=4)
    noise = np.random.default_rng(1).normal(0, 2, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8), edges


def hanging(rgb: Bytes, columns: range, start: int, end: int) -> Bytes:
    """Mark hairs from one row to another."""
    where = np.zeros(rgb.shape[:2], np.uint8)
    for x in columns:
        cv2.line(where, (x, start), (x + 3, end), (255,), 2, cv2.LINE_AA)
    return where


def test_bare_lips_have_no_hairs() -> None:
    assert without_hairs(*mouth(), UNIT) is None


@pytest.mark.parametrize("hair", [HAIR, (30, 28, 28), (105, 80, 60)])
def test_hairs_over_the_lip_are_left_out_and_the_lip_between_is_not(
    hair: tuple[int, int, int],
) -> None:
    rgb, edges = mouth()
    hairs = hanging(rgb, range(75, 135, 14), 26, 48)
    share = hairs[..., None] / 255
    rgb = np.round(rgb * (1 - share) + np.array(hair) * share).astype(np.uint8)
    bare = without_hairs(rgb, edges, UNIT)
    assert bare is not None
    on_lip = np.zeros_like(hairs)
    on_lip[38:46, 80:130] = 1
    assert bare[(on_lip > 0) & (hairs > 200)].mean() < 0.1
    between = cv2.dilate(hairs, np.ones((5, 5))) == 0
    assert bare[(on_lip > 0) & between].mean() > 0.95
    assert bare[62:].all()


def test_lines_of_the_lip_are_no_hairs() -> None:
    """As dark, as thin; but as red as the lip, and they end with it."""
    rgb, edges = mouth()
    lines = hanging(rgb, range(75, 135, 8), 44, 56)[..., None] / 255
    rgb = np.round(rgb * (1 - 0.3 * lines)).astype(np.uint8)
    assert without_hairs(rgb, edges, UNIT) is None


def test_noise_in_the_dark_is_no_hair() -> None:
    rgb, edges = mouth()
    noise = np.random.default_rng(2).normal(0, 5, rgb.shape)
    dark = np.clip(rgb * 0.25 + noise, 0, 255).astype(np.uint8)
    assert without_hairs(dark, edges, UNIT) is None


def test_faint_hairs_are_believed_beside_plain_ones_only() -> None:
    rgb, edges = mouth()

    def drawn(onto: Bytes, columns: range, colour: tuple[int, int, int]) -> Bytes:
        share = hanging(onto, columns, 26, 48)[..., None] / 255
        return np.round(onto * (1 - share) + np.array(colour) * share).astype(np.uint8)

    faint = drawn(rgb, range(83, 133, 12), (145, 108, 85))
    assert without_hairs(faint, edges, UNIT) is None
    both = without_hairs(drawn(faint, range(77, 135, 12), HAIR), edges, UNIT)
    assert both is not None
    on_lip = np.zeros(rgb.shape[:2], np.uint8)
    on_lip[40:45, 84:126] = 1
    weak = hanging(rgb, range(83, 133, 12), 26, 48) > 200
    assert both[(on_lip > 0) & weak].mean() < 0.3
