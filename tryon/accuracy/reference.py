"""A coat of paint on a ground, wavelength by wavelength: what the renderer is measured against.

Kubelka and Munk's differential equations solved for each wavelength, between Saunderson's
boundaries, in double precision and in the textbook's hyperbolic form.
"""

import numpy as np

from tryon.accuracy.spectra import Curve

#: Share of light that a surface of refractive index 1.5 mirrors before it enters, and of
#: diffuse light that it sends back inside; Saunderson (1942), as used for glossy paint.
SURFACE = (0.04, 0.5)


def inside(seen: Curve, surface: tuple[float, float] = SURFACE) -> Curve:
    """Find the reflectance (...) below the surface, of what is seen (...) from outside.

    The mirrored share itself is left out, as an instrument leaves it out that excludes the
    specular component.
    """
    mirrored, kept = surface
    below: Curve = seen / ((1 - mirrored) * (1 - kept) + kept * seen)
    return below


def outside(below: Curve, surface: tuple[float, float] = SURFACE) -> Curve:
    """Say what is seen (...) of a reflectance (...) below the surface; inverse of `inside`."""
    mirrored, kept = surface
    seen: Curve = (1 - mirrored) * (1 - kept) * below / (1 - kept * below)
    return seen


def coated(
    ground: Curve,
    opaque: Curve,
    thickness: float,
    surface: tuple[float, float] = SURFACE,
    dissolved: Curve | float = 0.0,
) -> Curve:
    """Find the reflectance (..., n) of a ground (..., n) under a coat.

    Parameters
    ----------
    ground : (..., n) float, in [0, 1)
        Bare, as seen: skin has a surface as well.
    opaque : (n,) float, in (0, 1)
        Of a coat so thick that nothing shows through, as seen.
    thickness : float, at least 0
        Scattering times thickness, SX, the same at every wavelength.
    dissolved : (n,) float, at least 0
        Napierian absorbance, in and out, of what is dissolved above the pigment and below the
        surface: a dye, which does not scatter.

    References
    ----------
    Kubelka (1948), J. Opt. Soc. Am. 38, 448-457, eq. 3; Saunderson (1942), J. Opt. Soc. Am.
    32, 727-736; Beer (1852), Ann. Phys. 162, 78-88.
    """
    through = np.exp(-np.asarray(dissolved))
    if thickness == 0:
        return ground if np.all(through == 1) else outside(through * inside(ground), surface)
    below, end = inside(ground, surface), inside(opaque, surface)
    a = (end + 1 / end) / 2
    b = (1 / end - end) / 2
    with np.errstate(over="ignore"):
        slope = b / np.tanh(b * thickness)
    return outside(through * (1 - below * (a - slope)) / (a - below + slope), surface)
