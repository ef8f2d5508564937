"""Platelets that lie flat in a film: mica between two coats of titanium dioxide, or aluminium.

What they mirror follows from how thick the coats are, and from the angle: nothing of it was
chosen by eye. The layers are multiplied as matrices of the electric and the magnetic field.

References
----------
Pfaff, Reynders (1999), Chem. Rev. 99, 1963-1981. Macleod, Thin-Film Optical Filters, section
2.3 (characteristic matrix). Indices: DeVore (1951), J. Opt. Soc. Am. 41, 416 (rutile); Rakić
(1995), Appl. Opt. 34, 4755 (aluminium); muscovite 1.59, castor oil 1.48.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import Real
from tryon.effects.spectral import wavelengths_nm

Indices = NDArray[np.complex128]

_OIL, _MUSCOVITE = 1.48, 1.59
#: Wavelength, nm, and complex index of aluminium.
_ALUMINIUM = np.array(
    [
        (350, 0.375, 4.24),
        (400, 0.490, 4.86),
        (450, 0.618, 5.47),
        (500, 0.769, 6.08),
        (550, 0.958, 6.69),
        (600, 1.200, 7.26),
        (650, 1.487, 7.79),
        (700, 1.830, 8.31),
        (750, 2.400, 8.62),
    ]
)


@lru_cache(maxsize=32)
def mirrored(oxide_nm: float, count: int) -> Real:
    """Tell what platelets in a film mirror, as seen from outside.

    Parameters
    ----------
    oxide_nm : float, at least 0
        Titanium dioxide on each face of mica; 0 is aluminium.
    count : int
        Of angles: their cosines run evenly from 1, straight ahead, to 0.

    Returns
    -------
    reflectance : (count, n) float64
    """
    ahead = np.linspace(1.0, 0.0, count)
    inside = np.sqrt(1 - (1 - ahead**2) / _OIL**2)
    parallel = (inside - _OIL * ahead) / (inside + _OIL * ahead)
    across = (ahead - _OIL * inside) / (ahead + _OIL * inside)
    enters = 1 - (parallel**2 + across**2) / 2
    found: Real = enters[:, None] ** 2 * _platelet(oxide_nm, inside)
    return found


@lru_cache(maxsize=32)
def mirrored_diffuse(oxide_nm: float) -> Real:
    """Tell what platelets mirror (n,) of light from all sides inside the film."""
    squares = (np.arange(48) + 0.5) / 48  # of cosines, which are even in diffuse light
    found: Real = _platelet(oxide_nm, np.sqrt(squares)).mean(0)
    return found


def _platelet(oxide_nm: float, inside: Real) -> Real:
    """Reflectance (m, n) of a platelet at cosines (m,) in the oil, of unpolarised light."""
    nm = wavelengths_nm()
    if oxide_nm == 0:
        places, real, imaginary = _ALUMINIUM.T
        metal = np.interp(nm, places, real) + 1j * np.interp(nm, places, imaginary)
        return _stack(inside, np.ones_like(nm) + 0j, 0.0, metal)
    oxide = np.sqrt(5.913 + 0.2441 / ((nm / 1000) ** 2 - 0.0803))
    one = _stack(inside, oxide + 0j, oxide_nm, np.full_like(nm, _MUSCOVITE) + 0j)
    # Light that goes to and fro between both coats, in mica of any thickness.
    both: Real = 2 * one / (1 + one)
    return both


def _stack(inside: Real, film: Indices, thick_nm: float, ground: Indices) -> Real:
    """Reflectance (m, n) of oil, a film and its ground."""
    slant = _OIL * np.sqrt(1 - inside**2)[:, None]
    in_film, in_ground = np.sqrt(1 - (slant / film) ** 2), np.sqrt(1 - (slant / ground) ** 2)
    phase = 2 * np.pi * film * in_film * thick_nm / wavelengths_nm()
    cosine, sine = np.cos(phase), 1j * np.sin(phase)
    reflectance = []
    for is_across in (True, False):
        oil = _OIL * inside[:, None] if is_across else _OIL / inside[:, None]
        layer = film * in_film if is_across else film / in_film
        under = ground * in_ground if is_across else ground / in_ground
        electric = cosine + sine * under / layer
        magnetic = cosine * under + sine * layer
        amplitude = (oil * electric - magnetic) / (oil * electric + magnetic)
        reflectance.append(np.abs(amplitude) ** 2)
    mean: Real = (reflectance[0] + reflectance[1]) / 2
    return mean
