"""What is looked at around a trunk, and brought back from there."""

import numpy as np
import pytest

from tryon.core.scene import Box
from tryon.tracking.around import Look


@pytest.mark.parametrize("rows", [(10, 14), (0, 6), (22, 30)])
def test_what_is_cut_out_has_soft_edges_within_its_box(rows: tuple[int, int]) -> None:
    lab, inside = np.zeros((30, 40, 3), np.float32), np.ones((30, 40), bool)
    look = Look(Box(100, 50, 120, 90), 20.0, np.full(2, 3, np.float32), lab, inside)
    mask = np.zeros((30, 40), np.uint8)
    mask[slice(*rows), 5:12] = 1
    cut = look.cut(mask)
    coverage = cut.coverage
    assert coverage.max() == pytest.approx(1)
    for edge in (coverage[0], coverage[-1], coverage[:, 0], coverage[:, -1]):
        assert edge.max() == 0, "no edge of the box is seen"
    assert coverage.sum() == pytest.approx(mask.sum())
    middle = cut.box.x + cut.box.width / 2, cut.box.y + cut.box.height / 2
    assert middle == (100 + 3 * 8.5, 50 + 3 * sum(rows) / 2)
