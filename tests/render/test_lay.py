"""Drawings that are laid on pictures."""

import numpy as np

from tryon.core.encoding import SRGB
from tryon.core.scene import Box, Silhouette
from tryon.render.lay import averaged, behind, closed, dim, hidden_by, lay


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
    outline = np.full((90, 120, 2), 255, np.uint8)
    outline[:, :30] = 0  # no cloth at all
    there, side = outline[..., 0], outline[..., 1]
    there[:, 30:] = 2
    there[30:36, 60:66] = 0  # small, in the middle
    there[60:66, 27:36] = 0  # small, at the edge
    there[9:30, 80:115] = 0  # large
    filled = closed(outline, 100)
    assert (filled[30:36, 60:66] == 2).all()
    assert (filled[60:66, 30:36] == 0).any()
    assert (filled[12:27, 84:111] == 0).all()
    side[27:39, 57:69] = 128  # what would be seen there is the inner side
    assert (closed(outline, 100)[30:36, 60:66] == 0).all()


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


def test_who_fades_in_is_seen_in_part_and_the_rest_keeps_every_bit() -> None:
    rng = np.random.default_rng(4)
    codes, drawn = rng.integers(0, 256, (2, 260, 330, 3), dtype=np.uint8)
    coverage = np.zeros((240, 300), np.uint8)
    coverage[:, 60:] = 64
    picture, box = codes.copy(), Box(10, 10, 300, 240)
    lay(picture, drawn[:240, :300], coverage, box, SRGB)
    assert np.array_equal(picture[:, :70], codes[:, :70])
    under = codes[box.rows, box.columns][:, 60:].astype(float)
    wanted = under + (drawn[:240, 60:300] - under) * (64 / 255)
    assert np.abs(picture[box.rows, box.columns][:, 60:] - wanted).max() <= 1


def test_what_hides_is_as_large_in_fine_cells_as_in_coarse_ones() -> None:
    box = Box(20, 30, 64, 48)
    hand = np.zeros((24, 32), np.float32)
    hand[6:18, 8:24] = 0.8
    there = Box(12, 40, 64, 48)
    left = []
    for cells in (hand, np.kron(hand, np.ones((2, 2), np.float32))):
        hidden = hidden_by(Silhouette(there, cells), box)
        assert hidden is not None
        left.append(behind(np.full((48, 64), 200, np.uint8), *hidden))
    assert abs(int(left[0].sum(dtype=int)) - int(left[1].sum(dtype=int))) < 0.02 * left[0].sum()
    assert left[1][30, 20] == 40
    assert hidden_by(Silhouette(Box(200, 200, 64, 48), hand), box) is None
