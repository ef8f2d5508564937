"""Drawings that are laid on pictures."""

import numpy as np

from tryon.core.encoding import SRGB
from tryon.render.lay import averaged, closed, dim


def test_samples_are_averaged_where_there_is_cloth() -> None:
    drawn = np.zeros((4, 6, 4), np.uint8)
    drawn[:, :2] = 200, 100, 50, 255
    drawn[0, 2:4] = 60, 60, 60, 128  # half of a pixel, its inner side
    rgb = averaged(drawn, (3, 2))
    assert rgb.shape == (2, 3, 4)
    assert (rgb[:, 0] == (200, 100, 50, 255)).all()
    assert np.abs(rgb[0, 1].astype(int) - (60, 60, 60, 128)).max() <= 1
    assert (rgb[1, 1:] == 0).all()


def test_only_small_holes_with_cloth_all_around_are_closed() -> None:
    drawn = np.full((90, 120, 4), 255, np.uint8)
    drawn[:, :30] = 0  # no cloth at all
    there = np.full((90, 120), 2, np.uint8)
    there[:, :30] = 0
    there[30:36, 60:66] = 0  # small, in the middle
    there[60:66, 27:36] = 0  # small, at the edge
    there[9:30, 80:115] = 0  # large
    filled = closed(there, drawn, 100)
    assert (filled[30:36, 60:66] == 2).all()
    assert (filled[60:66, 30:36] == 0).any()
    assert (filled[12:27, 84:111] == 0).all()
    drawn[27:39, 57:69, 3] = 128  # what would be seen there is the inner side
    assert (closed(there, drawn, 100)[30:36, 60:66] == 0).all()


def test_light_is_taken_as_light_and_the_rest_keeps_every_bit() -> None:
    codes = np.random.default_rng(2).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    dimmed = codes.copy()
    left = np.full((20, 30), 255, np.uint8)
    left[:10] = 128
    dim(dimmed[10:30, 10:40], left, SRGB)
    assert np.array_equal(dimmed[20:], codes[20:])
    wanted = SRGB.decode(codes[10:20, 10:40]) * (128 / 255)
    shown = SRGB.decode(dimmed[10:20, 10:40])
    assert np.abs(shown - wanted).max() < 0.012
