"""A film worked out wavelength by wavelength, once for each shade, and told by twelve numbers.

Three numbers of a colour stand for a whole curve, and pigment over skin multiplies curves: a
sheer berry over a lip that is red itself is another red than its three channels say. So a
film is computed on the curve of the pigment and the curves of many lips, and the fraction of
linear functions that the painter applies to each channel is fitted to what comes out.
"""

from functools import cache, lru_cache

import numpy as np

from tryon import assets
from tryon.core.colour import D65, LINEAR_TO_WIDE, Real, linear_to_xyz, xyz_to_linear
from tryon.core.encoding import BANDS_NM, Response
from tryon.core.film import coat, film, passing
from tryon.core.shade import Shade
from tryon.light.complexion import skin_curves

#: Where reflectance ends, so that its slope stays finite.
_LEAST, _MOST = 0.003, 0.96
#: Lips and skin that a film is fitted on: melanin from the fairest to the darkest, blood from
#: that of a cheek to that of full lips.
_MELANIN, _BLOOD = np.geomspace(0.002, 0.40, 12), (0.02, 0.045, 0.07, 0.10)
#: So that a film stays a film over what is no skin (another product), greys count a little.
_GREYS, _GREY_WEIGHT = np.linspace(0.05, 0.95, 10), 0.03
#: The denominator of a film stays above 0 for any reflectance.
_STEEPEST = -0.95


@cache
def _bands() -> tuple[Real, Real]:
    """Wavelengths (n,), nm, and the weights (n, 3) of XYZ under D65, Y of white 1."""
    with assets.calibration("observers/cie_1931_2deg_d65.csv").open(encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=2)
    weights = table[:, 1:4] * table[:, 4:]
    return table[:, 0], weights * D65 / weights.sum(0)


def wavelengths_nm() -> Real:
    """Wavelengths (n,) of every curve here."""
    return _bands()[0]


def to_wide(curves: Real, response: Response | None = None) -> Real:
    """Linear wide RGB (..., 3) of reflectances (..., n): as the picture shows them.

    To a camera whose response is known, in its light; to others, as to eyes under D65. White is
    1 in each channel of the picture, out of which the painter takes the colour of the light.
    """
    nm, weights = _bands()
    if response is None:
        wide: Real = xyz_to_linear(curves @ weights) @ LINEAR_TO_WIDE.T
        return wide
    columns = [np.interp(nm, BANDS_NM, column, 0, 0) for column in response.weights.T]
    weights = np.array(columns).T
    shown = response.linear(curves @ weights) / response.linear(weights.sum(0))
    relative: Real = shown @ LINEAR_TO_WIDE.T
    return relative


@lru_cache(maxsize=4)
def _grounds(response: Response | None) -> tuple[Real, Real]:
    """Curves (m, n) of what lies below, and their linear wide RGB (m, 3); greys last."""
    melanin = np.tile(_MELANIN, len(_BLOOD))
    curves = skin_curves(_bands()[0], melanin, np.repeat(_BLOOD, len(_MELANIN)))
    curves = np.concatenate([curves, np.repeat(_GREYS[:, None], curves.shape[1], 1)])
    return curves, to_wide(curves, response)


@lru_cache(maxsize=256)
def curve_of(shade: Shade) -> Real:
    """Give the reflectance (n,) of a shade: as measured, or else the smoothest of its colour.

    References
    ----------
    Burns (2020), Numerical methods for smoothest reflectance reconstruction, Color Research
    and Application 45, 8-21: least slope in the inverse hyperbolic tangent.
    """
    nm, weights = _bands()
    if shade.bands is not None:
        measured: Real = np.interp(nm, shade.bands.nm, shade.bands.reflectance)
        return np.clip(measured, _LEAST, _MOST)
    wanted = linear_to_xyz(np.clip(np.array(shade.reflectance), _LEAST, _MOST))
    count = len(nm)
    steps = np.diff(np.eye(count), axis=0)
    stiffness = steps.T @ steps
    z, force = np.full(count, np.arctanh(2 * wanted[1] - 1)), np.zeros(3)
    system = np.zeros((count + 3, count + 3))
    for _ in range(40):
        tanh = np.tanh(z)
        slope = (1 - tanh * tanh) / 2
        pull = weights @ force
        off = (1 + tanh) / 2 @ weights - wanted
        stress = stiffness @ z + slope * pull
        if max(np.abs(off).max(), np.abs(stress).max()) < 1e-8:
            break
        system[:count, :count] = stiffness + np.diag(-2 * tanh * slope * pull)
        system[:count, count:] = slope[:, None] * weights
        system[count:, :count] = system[:count, count:].T
        step = np.linalg.solve(system, -np.concatenate([stress, off]))
        # A whole step of Newton's may leave the range in which the tangent is not flat.
        step *= min(1.0, 2.0 / np.abs(step[:count]).max())
        z += step[:count]
        force += step[count:]
    smoothest: Real = np.clip((1 + np.tanh(z)) / 2, _LEAST, _MOST)
    return smoothest


def spectral_film(
    shade: Shade,
    thickness: Real | float,
    stain: float = 0.0,
    response: Response | None = None,
    veil: tuple[Real, Real] | None = None,
) -> Real:
    """Describe a film over any lips.

    Parameters
    ----------
    shade : Shade
    thickness : float or (3,) float, at least 0
        Scattering times thickness, SX; of all wavelengths or as each wide channel sees it.
    stain : float, at least 0
        Strength of a dye of the same colour above it, see `tryon.core.film.passing`.
    response : Response or None
        What lamp and camera make of curves, where that is known.
    veil : (back, through), each (n,), or None
        Platelets in it, see `tryon.core.film.film`.

    Returns
    -------
    coefficients : (3, 4) float64
        As those of `tryon.core.film.film`: of each channel of linear wide RGB, fitted.
    """
    curve, (curves, below) = curve_of(shade), _grounds(response)
    amounts = np.broadcast_to(thickness, 3)
    seen = {
        float(amount): to_wide(_layered(curves, curve, amount, stain, veil), response)
        for amount in amounts
    }
    return np.stack([_fit(below[:, i], seen[float(amounts[i])][:, i]) for i in range(3)])


def _layered(
    grounds: Real,
    curve: Real,
    thickness: float,
    stain: float,
    veil: tuple[Real, Real] | None,
) -> Real:
    """Lay film, dye and platelets on curves (m, n)."""
    clear = passing(curve, stain) if stain else 1.0
    return coat(grounds, film(curve, thickness, clear=clear, veil=veil or (0.0, 1.0)))


def _fit(below: Real, seen: Real) -> Real:
    """Find a, b, c, 1 of ``seen = (a below + b) / (c below + 1)``; all (m,).

    Linear least squares of ``a below + b - c below seen = seen``, twice again with what the
    first left out: the denominator, and that the eye judges by ratios.
    """
    c, counts = 0.0, np.ones_like(below)
    counts[-len(_GREYS) :] = _GREY_WEIGHT
    for _ in range(3):
        weight = counts / ((1 + c * below) * (np.maximum(seen, 0) + 0.01) ** (2 / 3))
        columns = np.stack([below, np.ones_like(below), -below * seen], 1) * weight[:, None]
        (a, b, c), *_ = np.linalg.lstsq(columns, seen * weight, rcond=1e-10)
        if c < _STEEPEST:
            c = _STEEPEST
            (a, b), *_ = np.linalg.lstsq(
                columns[:, :2], seen * weight - c * columns[:, 2], rcond=1e-10
            )
    return np.array([a, b, c, 1.0])
