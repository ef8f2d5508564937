import numpy as np
import pytest

from tryon.core.film import coat, hiding
from tryon.core.shade import Shade
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES

RED = Shade((0.33, 0.011, 0.03))
LIPS = np.array([[0.09, 0.05, 0.045], [0.4, 0.2, 0.18]])


@pytest.mark.parametrize("name", FINISHES)
def test_no_coat_leaves_the_lips_as_they_are(name: str) -> None:
    bare = coating(RED, FINISHES[name], 0.0)
    np.testing.assert_allclose(coat(LIPS, bare.film), LIPS, atol=1e-5)
    assert (bare.hiding, bare.touched) == pytest.approx((0, 0), abs=1e-4)
    assert (bare.lines, bare.shine) == pytest.approx((1, 1), abs=1e-3)


@pytest.mark.parametrize("name", ["matte", "satin", "sheer", "gloss"])
def test_one_coat_hides_what_the_finish_says(name: str) -> None:
    assert coating(RED, FINISHES[name], 1.0).hiding == pytest.approx(
        FINISHES[name].hiding, abs=0.06
    )


def test_what_platelets_mirror_is_gone_for_the_pigment() -> None:
    metal, satin = (coating(RED, FINISHES[name], 2.0) for name in ("metallic", "satin"))
    assert (coat(LIPS, metal.film) < 0.5 * coat(LIPS, satin.film)).all()


def test_a_dye_stains_and_lets_the_lip_through() -> None:
    stain = coating(RED, FINISHES["stain"], 1.0)
    found = coat(LIPS, stain.film)
    assert (found < LIPS).all()
    assert found[1, 0] > 2 * found[0, 0]  # still darker where the lip is
    # Green and blue are taken, red is left: it reddens.
    assert (found[:, 0] / found[:, 1] > 1.5 * LIPS[:, 0] / LIPS[:, 1]).all()


def test_the_shade_knows_better_than_the_finish() -> None:
    sheer = coating(Shade(RED.reflectance, opacity=0.2), FINISHES["matte"], 1.0)
    assert hiding(sheer.film) == pytest.approx(0.2, abs=0.06)
    measured = coating(Shade(RED.reflectance, sx=(5.0, 5.0, 5.0)), FINISHES["sheer"], 1.0)
    assert hiding(measured.film) > 0.95


def test_the_smoother_the_more_it_shows_of_the_lips_own_highlights() -> None:
    order = ("liquid-matte", "matte", "satin", "gloss")
    shine = [coating(RED, FINISHES[name], 2.0).shine for name in order]
    assert shine == sorted(shine)
