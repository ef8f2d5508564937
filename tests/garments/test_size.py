"""Another size changes what is seen, by what its table says."""

import dataclasses

import numpy as np
import pytest

from tryon.core.errors import BadInput
from tryon.garments.model import Cut, Model, Size, shipped
from tryon.garments.size import in_size

TABLE = (
    Size("S", {"chest": 90.0, "waist": 80.0, "length": 66.0}),
    Size("M", {"chest": 96.0, "waist": 86.0, "length": 68.0}),
    Size("L", {"chest": 102.0, "waist": 92.0, "length": 70.0}),
)


@pytest.fixture(scope="module")
def tube() -> Model:
    """A mannequin that is sold in sizes."""
    return dataclasses.replace(shipped("female"), sizes=TABLE)


def girth_cm(model: Model, bone: int) -> float:
    """Circumference of an ellipse through the trunk at the height of a bone."""
    rest = model.parts[0].positions
    level = model.skeleton.heads[bone, 1]
    ring = rest[(abs(rest[:, 1] - level) < 0.035) & (abs(rest[:, 0]) < 0.19)]
    a, b = np.ptp(ring[:, 0]) / 2, np.ptp(ring[:, 2]) / 2
    return float(np.pi * (3 * (a + b) - np.sqrt((3 * a + b) * (a + 3 * b))) * 100)


def test_the_size_it_was_made_in_is_the_garment_itself(tube):
    assert in_size(tube, "M") is tube


@pytest.mark.parametrize(("name", "gain_cm"), [("L", 6.0), ("s", -6.0)])
def test_a_table_alone_makes_it_wider(tube, name, gain_cm):
    chest = 3
    gained = girth_cm(in_size(tube, name), chest) - girth_cm(tube, chest)
    assert gained == pytest.approx(gain_cm, abs=1.5)


def test_a_longer_one_hangs_lower(tube):
    low = [in_size(tube, name).parts[0].positions[:, 1].min() for name in "SML"]
    assert low[0] - low[1] == pytest.approx(0.02, abs=0.003)
    assert low[1] - low[2] == pytest.approx(0.02, abs=0.003)


def test_a_file_that_says_how_it_grows_is_obeyed(tube):
    part = tube.parts[0]
    moves = np.zeros_like(part.positions)
    moves[:, 2] = 0.01
    grown = dataclasses.replace(part, morphs={**part.morphs, "size+": moves})
    cut = Cut({"chest": 90.0, "waist": 80.0}, "size+", {"chest": 6.0, "waist": 6.0})
    model = dataclasses.replace(tube, parts=(grown,), cut=cut)
    assert in_size(model, "S") is model
    large = in_size(model, "L").parts[0]
    np.testing.assert_allclose(large.positions - part.positions, 2 * moves, atol=1e-6)
    assert "size+" not in large.morphs, "it is not to be grown twice"


def test_a_size_that_is_not_sold(tube):
    with pytest.raises(BadInput, match="XXL"):
        in_size(tube, "XXL")
