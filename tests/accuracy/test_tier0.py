import numpy as np
import pytest

from tryon.accuracy.paints import pigment_paints
from tryon.accuracy.tier0 import judge, mirrors
from tryon.effects.finish import FINISHES


def test_a_hiding_coat_is_painted_as_the_spectra_say() -> None:
    found, beyond = judge(pigment_paints(3), [FINISHES["matte"]])
    assert beyond == 0
    assert len(found.de2000) == 3 * 3 * 11
    assert found.values("coats") == [0.5, 1.0, 2.0]
    twice = found.where("coats", 2.0)
    assert twice.de2000.max() < 1.5
    assert twice.de2000.mean() < found.where("coats", 0.5).de2000.mean()


@pytest.mark.parametrize("name", ["stain", "jelly", "chrome", "duochrome", "frost"])
def test_dyes_and_platelets_are_painted_as_the_spectra_say(name: str) -> None:
    found, _ = judge(pigment_paints(2), [FINISHES[name]])
    assert np.quantile(found.de2000, 0.95) < 1.0
    assert np.median(found.de2000) < 0.5


def test_platelets_mirror_what_thin_films_do() -> None:
    found = mirrors(pigment_paints(2))
    assert len(found["by_finish"]) == 8  # a grating is not judged
    assert all(part["p95"] < 0.5 for part in found["by_finish"].values())
    assert all(part["p95"] < 0.5 for part in found["by_angle"].values())
