"""Where faces are looked for."""

import numpy as np
import pytest

from tryon.core.geometry import scale_of
from tryon.tracking.search import COARSE, FINE, FINEST, tiles


def count(height: int, width: int) -> int:
    rgb = np.zeros((height, width, 3), np.uint8)
    return sum(len(tiles(rgb, size)) for size in (COARSE, FINE, FINEST))


@pytest.mark.parametrize("size", [(1, 3000), (3000, 2), (7, 20_000)])
def test_a_strip_is_searched_in_a_moment(size: tuple[int, int]) -> None:
    assert count(*size) < 300


@pytest.mark.parametrize("size", [COARSE, FINE, FINEST])
@pytest.mark.parametrize("shape", [(720, 1280), (1280, 720), (500, 8000)])
def test_tiles_cover_a_picture_and_overlap(size: float, shape: tuple[int, int]) -> None:
    height, width = shape
    squares = tiles(np.zeros((height, width, 3), np.uint8), size)
    side = size * min(shape)
    assert [scale_of(square) for square in squares] == pytest.approx([side] * len(squares))
    for axis, long in ((0, width), (1, height)):
        starts = np.unique([square[axis, 2] for square in squares])
        assert starts[0] <= 0
        assert starts[-1] + side >= long - 1e-6
        assert (np.diff(starts) <= 0.7 * side + 1e-6).all()
