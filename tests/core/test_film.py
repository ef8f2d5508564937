"""The film against another road to the same physics: layers summed as plates of light."""

import numpy as np
import pytest

from tryon.core.film import (
    NO_FILM,
    coat,
    compose,
    dye,
    film,
    hiding,
    strength_for,
    thickness_for,
)

SHADES = np.array(
    [[0.45, 0.01, 0.03], [0.69, 0.25, 0.22], [0.10, 0.02, 0.03], [0.9, 0.85, 0.8]]
)
LIPS = np.array([[0.35, 0.17, 0.16], [0.10, 0.05, 0.045], [0.55, 0.40, 0.38]])


def plates(bare: float, opaque: float, thickness: float, k1: float, k2: float) -> float:
    """Reflectance by adding a hundred thousand thin plates one by one, in double precision."""
    through = (1 - k1) * (1 - k2)
    inner_opaque = opaque / (through + k2 * opaque)
    scatter = 1.0
    absorb = (1 - inner_opaque) ** 2 / (2 * inner_opaque)
    below = bare / (through + k2 * bare)
    count = 100_000
    step = thickness / count
    # Exact to first order for one plate; Stokes' sum for light between plate and ground.
    back = scatter * step / (1 + (absorb + scatter) * step)
    on = 1 - (absorb + scatter) * step / (1 + (absorb + scatter) * step)
    for _ in range(count):
        below = back + on * on * below / (1 - back * below)
    return through * below / (1 - k2 * below)


@pytest.mark.parametrize("thickness", [0.05, 0.5, 2.0])
@pytest.mark.parametrize("surface", [(0.0, 0.0), (0.04, 0.5)])
def test_a_film_is_a_pile_of_thin_plates(
    thickness: float, surface: tuple[float, float]
) -> None:
    shade, lips = SHADES[1], LIPS[0]
    ours = coat(lips, film(shade, thickness, external=surface[0], internal=surface[1]))
    truth = [plates(b, r, thickness, *surface) for b, r in zip(lips, shade, strict=True)]
    np.testing.assert_allclose(ours, truth, atol=2e-5)


@pytest.mark.parametrize("shade", SHADES)
def test_none_changes_nothing_and_much_hides_everything(shade: np.ndarray) -> None:
    np.testing.assert_allclose(coat(LIPS, film(shade, 0.0)), LIPS, atol=1e-12)
    np.testing.assert_allclose(
        coat(LIPS, film(shade, 200.0)), np.broadcast_to(shade, LIPS.shape), atol=1e-3
    )


@pytest.mark.parametrize("shade", SHADES)
def test_two_coats_are_one_of_twice_the_thickness(shade: np.ndarray) -> None:
    # With a surface each this is not so: the inner one vanishes under the second coat.
    once = film(shade, 0.4, external=0, internal=0)
    twice = film(shade, 0.8, external=0, internal=0)
    np.testing.assert_allclose(coat(coat(LIPS, once), once), coat(LIPS, twice), atol=1e-12)


@pytest.mark.parametrize("shade", SHADES)
def test_every_coat_brings_lips_nearer_to_the_shade(shade: np.ndarray) -> None:
    distances = [
        np.abs(coat(LIPS, film(shade, t)) - shade).max() for t in (0, 0.05, 0.2, 0.5, 1, 2, 4)
    ]
    assert (np.diff(distances) < 0).all()


@pytest.mark.parametrize("shade", SHADES)
def test_hiding_is_hit(shade: np.ndarray) -> None:
    for share in (0.1, 0.5, 0.96):
        assert hiding(film(shade, thickness_for(shade, share))) == pytest.approx(
            share, abs=1e-6
        )


def test_a_film_cannot_be_thinner_than_nothing() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        film(SHADES[0], -0.1)


def test_films_compose_as_they_are_laid() -> None:
    bare = np.linspace(0.02, 0.6, 7)[:, None] * np.ones(3)
    lower, upper = film(np.array([0.5, 0.2, 0.1]), 0.5), dye(np.array([0.9, 0.3, 0.3]), 0.4)
    both = compose(upper, lower)
    np.testing.assert_allclose(coat(bare, both), coat(coat(bare, lower), upper), atol=1e-12)
    np.testing.assert_allclose(coat(bare, NO_FILM), bare, atol=1e-7)
    np.testing.assert_allclose(compose(NO_FILM, lower), lower, atol=1e-6)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_dye_hides_what_it_is_asked_to(share: float) -> None:
    opaque = np.array([0.5, 0.05, 0.1])
    stained = dye(opaque, strength_for(opaque, share))
    assert hiding(stained) == pytest.approx(share, abs=1e-3)
    bare = np.array([0.3, 0.2, 0.15])
    assert (coat(bare, stained) <= bare).all()
