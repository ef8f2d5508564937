"""The colours that bare skin can have, from what absorbs and scatters light in it.

Two layers after Kubelka and Munk: an epidermis with melanin over a dermis with blood, below a
surface that sends half of the diffuse light back inside. No colour of any person went into
it: absorption and scattering are published measurements, and what was left to choose (the
blood of a face) was set so that the result agrees with published contact measurements of
cheeks. So it is synthetic: right on average to some units of Lab, with spreads for the rest.

References
----------
S. L. Jacques (1998), "Skin optics", Oregon Medical Laser Center News: melanosomes, blood, the
baseline of both layers. S. L. Jacques (2013), Phys. Med. Biol. 58, R37-R61, table 1: how skin
scatters. S. Prahl (1999): haemoglobin. R. R. Anderson, J. A. Parrish (1981), J. Invest.
Dermatol. 77, 13-19: the layers. P. Kubelka (1954), J. Opt. Soc. Am. 44, 330-335: their sum.
"""

from functools import cache

import numpy as np

from tryon import assets
from tryon.core.colour import D65, Real, xyz_to_linear

#: Haemoglobin of whole blood in g/l, the weight of a mole, and the share that holds oxygen.
_BLOOD_G_PER_L, _MOLE_G, _OXYGENATED = 150.0, 64500.0, 0.75
#: Share of the upper dermis that is blood, and thickness of the epidermis. They make cheeks
#: a* 11.4, b* 15 at L* 61, where 600 Koreans have 11.9 and, over the whole body, 17 (Han, Choi,
#: Son 2006, Skin Res. Technol. 12, 170-177), and b* 19, 19, 14 at L* 52, 38, 27, where faces of
#: all origins have 19, 15, 15 (Wee et al. 2009, IADR abstract 120461).
BLOOD = 0.02
_EPIDERMIS_CM = 80e-4
#: Shares of light that the surface turns away: outside at right angles, inside diffuse.
_OUTSIDE, _INSIDE = 0.028, 0.5
#: Melanosomes of the palest and of fair people, and the blood of the palest.
_PALEST, _FAIR, _PALE_BLOOD = 0.002, 0.02, 0.006
#: log of the green reflectance of the darkest and the fairest people: L* 21 and 74, a little
#: beyond both ends of what is measured on faces, so that no one sits at the edge.
_DARKEST_GREEN, _FAIREST_GREEN = -3.6, -0.8


@cache
def _bands() -> tuple[Real, Real, Real, Real]:
    """Give nm, haemoglobin with and without oxygen (31,), and weights of XYZ (31, 3)."""
    nm = np.arange(400.0, 701.0, 10.0)
    extinction = _table("tissue/haemoglobin.csv")
    observer = _table("observers/cie_1931_2deg_d65.csv")
    with_oxygen, without = (np.interp(nm, extinction[:, 0], extinction[:, i]) for i in (1, 2))
    weights = observer[np.searchsorted(observer[:, 0], nm)]
    weights = weights[:, 1:4] * weights[:, 4:]
    return nm, with_oxygen, without, weights * D65 / weights.sum(0)


@cache
def daylight_bands() -> Real:
    """Give what reflectance at 400, 410 … 700 nm counts in linear sRGB under D65: (31, 3).

    Examples
    --------
    >>> daylight_bands().sum(0).round(4)
    array([1., 1., 1.])
    """
    linear: Real = xyz_to_linear(_bands()[3])
    return linear


def _table(name: str) -> Real:
    with assets.calibration(name).open(encoding="utf-8") as file:
        rows: Real = np.loadtxt(file, delimiter=",", skiprows=2)
    return rows


def skin(melanin: Real, blood: Real | float = BLOOD, oxygenated: float = _OXYGENATED) -> Real:
    """Give the colour of skin.

    Parameters
    ----------
    melanin : (n,) float, in [0, 1)
        Share of the epidermis that is melanosomes: 0.01 for the fairest, 0.3 for the darkest.
    blood : float or (n,) float, in [0, 1)
        Share of the upper dermis that is blood.
    oxygenated : float, in [0, 1]
        Share of the haemoglobin that holds oxygen.

    Returns
    -------
    linear : (n, 3) float64
        Linear sRGB of the diffuse reflectance under D65, without shine.

    Examples
    --------
    >>> from tryon.core.colour import linear_to_lab
    >>> linear_to_lab(skin(np.array([0.02, 0.15]))).round(0)
    array([[60., 11., 16.],
           [30., 11., 16.]])
    """
    nm, _, _, weights = _bands()
    linear: Real = xyz_to_linear(skin_curves(nm, melanin, blood, oxygenated) @ weights)
    return linear


def skin_curves(
    nm: Real, melanin: Real, blood: Real | float = BLOOD, oxygenated: float = _OXYGENATED
) -> Real:
    """Give the reflectance of skin, or of lips, at wavelengths: (n, len(nm)), see `skin`."""
    bands, *extinctions = _bands()[:3]
    with_oxygen, without = (np.interp(nm, bands, curve) for curve in extinctions)
    baseline = 0.244 + 85.3 * np.exp(-(nm - 154) / 66.2)
    molar = oxygenated * with_oxygen + (1 - oxygenated) * without
    haemoglobin = np.log(10) * molar * _BLOOD_G_PER_L / _MOLE_G
    scattering = 0.75 * 46.0 * (nm / 500) ** -1.421
    wet = np.broadcast_to(blood, len(melanin))[:, None]
    ratio = 2 * (wet * haemoglobin + (1 - wet) * baseline) / scattering
    dermis = 1 + ratio - np.sqrt(ratio * ratio + 2 * ratio)
    share = np.asarray(melanin, np.float64)[:, None]
    absorption = 2 * (share * 6.6e11 * nm**-3.33 + (1 - share) * baseline)
    a = 1 + absorption / scattering
    b = np.sqrt(a * a - 1)
    depth = b * scattering * _EPIDERMIS_CM
    reflected = 1 / (a + b / np.tanh(depth))
    passed = b / (a * np.sinh(depth) + b * np.cosh(depth))
    below = reflected + passed**2 * dermis / (1 - reflected * dermis)
    seen: Real = (1 - _OUTSIDE) * (1 - _INSIDE) * below / (1 - _INSIDE * below)
    return seen


def locus(count: int) -> Real:
    """Give the logarithm (count, 3) of skin from the darkest to the fairest people.

    In equal steps of the logarithm of green: no tone is thought more probable than another.
    The palest have less blood near the surface, too.

    Examples
    --------
    >>> from tryon.core.colour import linear_to_lab
    >>> linear_to_lab(np.exp(locus(5))).round(0)
    array([[21.,  7., 10.],
           [31., 11., 16.],
           [43., 12., 20.],
           [57., 12., 17.],
           [74.,  5., 11.]])
    """
    melanin = np.geomspace(_PALEST, 0.6, 240)
    blood = np.interp(melanin, (_PALEST, _FAIR), (_PALE_BLOOD, BLOOD))
    log = np.log(skin(melanin, blood))[::-1]
    steps = np.linspace(_DARKEST_GREEN, _FAIREST_GREEN, count)
    return np.stack([np.interp(steps, log[:, 1], log[:, channel]) for channel in range(3)], 1)
