"""Platelets in a film: what they mirror at an angle, and what they leave of what lies below.

Effect pigments of lipsticks are flakes of mica, coated with titanium dioxide on both faces, or
of aluminium. They lie flat. The light between the faces of a coating interferes (Airy's sum);
that between the two coatings does not, since flakes differ in thickness by more than a wave.

References
----------
Pfaff, Reynders (1999), Angle-dependent optical effects deriving from submicron structures of
films and pigments, Chem. Rev. 99, 1963-1981 (the pigments). Born, Wolf, Principles of Optics,
section 7.6 (Airy). DeVore (1951), J. Opt. Soc. Am. 41, 416-419 (rutile, ordinary ray). Rakić
(1995), Appl. Opt. 34, 4755-4767 (aluminium). Muscovite 1.59 and castor oil 1.48 are handbook
values. Stokes (1862), Proc. R. Soc. 11, 545-556 (piles of plates).
"""

from functools import cache

import numpy as np

from tryon.accuracy.reference import SURFACE, inside
from tryon.accuracy.spectra import NM, Curve

_BINDER, _MICA = 1.48, 1.59


def mirrored(oxide_nm: float, angle_deg: float) -> Curve:
    """Share (n,) of light that a platelet in a film mirrors, seen from outside at an angle.

    Parameters
    ----------
    oxide_nm : float, at least 0
        Titanium dioxide on each face of mica; 0 is aluminium.
    angle_deg : float, in [0, 90)
        Of incidence on the film, which lies as the platelet does.
    """
    sine = np.sin(np.radians(angle_deg)) / _BINDER
    surface = _fresnel(1.0, _BINDER, np.cos(np.radians(angle_deg)))
    return (1 - surface) ** 2 * _platelet(oxide_nm, float(np.arcsin(sine)))


@cache
def mirrored_diffuse(oxide_nm: float) -> Curve:
    """Share (n,) that a platelet mirrors of light from all sides inside the film."""
    squares = (np.arange(400) + 0.5) / 400  # of sines: their density is even in diffuse light
    angles = np.arcsin(np.sqrt(squares))
    whole: Curve = np.mean([_platelet(oxide_nm, float(angle)) for angle in angles], axis=0)
    return whole


def veiled(below: Curve, share: float, oxide_nm: float) -> Curve:
    """Find what is seen (..., n) beside the highlight of a film with platelets on top.

    Light passes them on its way in and out, and is thrown to and fro between them and what is
    below; what they mirror themselves leaves at the mirror angle and is not seen.

    Parameters
    ----------
    below : (..., n) float
        What would be seen without them.
    share : float, in [0, 1]
        Of the surface that they cover.
    oxide_nm : float
    """
    external, internal = SURFACE
    back = share * mirrored_diffuse(oxide_nm)
    through = 1 - (share if oxide_nm == 0 else back)  # mica takes nothing, metal lets none pass
    under = inside(below)
    up = through**2 * under / (1 - back * under)
    seen: Curve = (1 - external) * (1 - internal) * up / (1 - internal * (up + back))
    return seen


def _platelet(oxide_nm: float, angle: float) -> Curve:
    """Reflectance (n,) of a platelet at an angle in the binder, of unpolarised light."""
    cosine = np.cos(angle)
    if oxide_nm == 0:
        return _fresnel(_BINDER, _aluminium(), cosine)
    one = _coating(oxide_nm, angle)
    both: Curve = 2 * one / (1 + one)
    return both


def _coating(oxide_nm: float, angle: float) -> Curve:
    """Reflectance (n,) of one film of oxide between binder and mica: Airy's sum."""
    oxide = np.sqrt(5.913 + 0.2441 / ((NM / 1000) ** 2 - 0.0803)) + 0j
    sine = _BINDER * np.sin(angle)
    indices = (_BINDER + 0j, oxide, _MICA + 0j)
    cosines = [np.sqrt(1 - (sine / index) ** 2) for index in indices]
    turn = np.exp(4j * np.pi * oxide * cosines[1] * oxide_nm / NM)
    found = []
    for is_parallel in (False, True):
        first, second = (
            _amplitude(indices[i], indices[i + 1], cosines[i], cosines[i + 1], is_parallel)
            for i in (0, 1)
        )
        found.append(np.abs((first + second * turn) / (1 + first * second * turn)) ** 2)
    mean: Curve = (found[0] + found[1]) / 2
    return mean


def _fresnel(one: float, other: Curve | float, cosine: float) -> Curve:
    """Reflectance of a surface, of unpolarised light."""
    there = np.sqrt(1 - (one / (other + 0j)) ** 2 * (1 - cosine**2))
    across = _amplitude(one, other, cosine, there, is_parallel=False)
    along = _amplitude(one, other, cosine, there, is_parallel=True)
    mean: Curve = np.asarray((np.abs(across) ** 2 + np.abs(along) ** 2) / 2)
    return mean


def _amplitude(
    one: complex | Curve,
    other: complex | Curve,
    cosine: complex | Curve,
    there: complex | Curve,
    is_parallel: bool,
) -> Curve:
    """Fresnel's coefficient of reflection."""
    if is_parallel:
        return np.asarray((other * cosine - one * there) / (other * cosine + one * there))
    return np.asarray((one * cosine - other * there) / (one * cosine + other * there))


def _aluminium() -> Curve:
    """Complex refractive index (n,), Rakić (1995)."""
    at = [350.0, 400.0, 450.0, 500.0, 550.0, 600.0, 650.0, 700.0, 750.0]
    n = [0.375, 0.490, 0.618, 0.769, 0.958, 1.200, 1.487, 1.830, 2.400]
    k = [4.24, 4.86, 5.47, 6.08, 6.69, 7.26, 7.79, 8.31, 8.62]
    index: Curve = np.interp(NM, at, n) + 1j * np.interp(NM, at, k)
    return index
