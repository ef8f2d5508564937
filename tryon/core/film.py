"""A film of pigment over skin, after Kubelka and Munk.

Bare reflectance in, coated reflectance out: for one film this is a fraction of two linear
functions, ``(a r + b) / (c r + d)``. So is Saunderson's correction for the light that a glossy
surface keeps inside. Fractions of this kind compose like 2x2 matrices, so a whole film is
four numbers a channel, exact, with no table to interpolate, and two films are a product.
"""

from collections.abc import Callable

import numpy as np

from tryon.core.colour import Real

#: What is painted is kept away from perfect black and perfect white, where the equations are
#: singular; no pigment reaches either.
_DARKEST, _WHITEST = 0.004, 0.98

#: Coefficients of no film at all.
NO_FILM = np.tile(np.array([1, 0, 0, 1], np.float32), (3, 1))


def film(
    opaque: Real,
    thickness: float | Real,
    *,
    external: float = 0.04,
    internal: float = 0.5,
    clear: float | Real = 1.0,
    veil: tuple[float | Real, float | Real] = (0.0, 1.0),
) -> Real:
    """Describe a film by its Möbius coefficients.

    Parameters
    ----------
    opaque : (3,) float, in [0, 1]
        Reflectance of a film so thick that nothing shows through, as it is seen.
    thickness : float or (3,) float, at least 0
        Scattering coefficient times thickness, SX, of all channels or of each; two coats have
        twice as much.
    external, internal : float, in [0, 1)
        Share of the light that the surface reflects before it enters the film, and of the
        diffuse light that it sends back inside (Saunderson's k1 and k2). Bare lips have such a
        surface as well, so a film of no thickness changes nothing. Both 0: no surface.
    clear : float or (3,) float, in [0, 1]
        Share of light that what is dissolved above the pigment lets pass, in and out.
    veil : (back, through)
        Platelets below the surface: the share of light that they mirror, which is not seen
        but where they mirror the lamp, and the share that they let pass, one way.

    Returns
    -------
    coefficients : (3, 4) float64
        a, b, c, d of ``coated = (a bare + b) / (c bare + d)`` for each channel, scaled so that
        d is 1.

    References
    ----------
    Kubelka (1948), J. Opt. Soc. Am. 38, 448-457, eq. 3; Saunderson (1942), J. Opt. Soc. Am.
    32, 727-736.

    Examples
    --------
    >>> coefficients = film(np.array([0.4, 0.1, 0.1]), 1.0)
    >>> coat(np.array([0.3, 0.2, 0.15]), coefficients).round(3)
    array([0.368, 0.101, 0.1  ])
    """
    if np.any(np.asarray(thickness) < 0):
        raise ValueError(f"thickness must be at least 0, not {thickness}")
    through = (1 - external) * (1 - internal)
    # Seen reflectance from the inner one, s -> through s / (1 - internal s), and back.
    outwards = np.tile(np.array([[through, 0.0], [-internal, 1.0]]), (len(opaque), 1, 1))
    inwards = np.array([[1.0, 0.0], [internal, through]])
    seen = np.clip(np.asarray(opaque, np.float64), _DARKEST, _WHITEST * (1 - external))
    inner = np.clip(seen / (through + internal * seen), _DARKEST, 0.999)
    a = (inner + 1 / inner) / 2
    b = np.sqrt(a * a - 1)
    # tanh(b x)/b rather than coth: it stays finite for a film of no thickness.
    t = np.tanh(b * thickness) / b
    between = np.empty((len(inner), 2, 2))
    between[:, 0, 0] = 1 - a * t
    between[:, 0, 1] = t
    between[:, 1, 0] = -t
    between[:, 1, 1] = 1 + a * t
    above = np.zeros_like(between)
    back, passing = veil
    outwards[:, 1, 1] -= internal * np.asarray(back)
    above[:, 0, 0] = np.asarray(passing) ** 2 * clear
    above[:, 1, 0] = -np.asarray(back) * clear
    above[:, 1, 1] = 1
    whole = outwards @ above @ between @ inwards
    flat = whole.reshape(len(inner), 4)
    coefficients: Real = flat / flat[:, 3:]
    return coefficients


def coat(bare: Real, coefficients: Real) -> Real:
    """Apply a film.

    Parameters
    ----------
    bare : (..., 3) float, in [0, 1]
    coefficients : (3, 4) float
        From `film`.

    Returns
    -------
    coated : (..., 3) float
    """
    a, b, c, d = np.moveaxis(coefficients, -1, 0)
    coated: Real = (a * bare + b) / (c * bare + d)
    return coated


def hiding(coefficients: Real, bare: float = 0.25) -> float:
    """Tell how well a film hides what is below, in [0, 1]: 1 minus its mean slope at `bare`.

    Examples
    --------
    >>> round(hiding(film(np.array([0.4, 0.1, 0.1]), 0.0)), 6)
    0.0
    """
    a, b, c, d = coefficients.T
    slope = (a * d - b * c) / (c * bare + d) ** 2
    return float(np.clip(1 - slope.mean(), 0.0, 1.0))


def thickness_for(opaque: Real, share: float) -> float:
    """Find how thick a film must be to hide a share of what is below.

    Products are compared by how they cover, not by how they scatter: a deep red absorbs so
    strongly that even a trace of it would hide as much as a thick film of a nude.

    Parameters
    ----------
    opaque : (3,) float, in [0, 1]
    share : float, in [0, 1)

    Returns
    -------
    thickness : float
        For `film`; `hiding` of that film is `share`.

    Examples
    --------
    >>> nude, red = np.array([0.7, 0.25, 0.2]), np.array([0.33, 0.01, 0.03])
    >>> round(hiding(film(nude, thickness_for(nude, 0.6))), 3)
    0.6
    >>> thickness_for(nude, 0.6) > 3 * thickness_for(red, 0.6)
    True
    """
    return _amount_for(share, lambda thickness: film(opaque, thickness))


def strength_for(opaque: Real, share: float) -> float:
    """Find how strong a dye must be to hide a share of what is below, see `thickness_for`."""
    return _amount_for(share, lambda strength: dye(opaque, strength))


def _amount_for(share: float, layer: Callable[[float], Real]) -> float:
    low, high = 1e-5, 30.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        if hiding(layer(middle)) < share:
            low = middle
        else:
            high = middle
    return high


def dye(opaque: Real, strength: float) -> Real:
    """Describe a stain that only absorbs: what is dissolved cannot make lighter.

    Parameters
    ----------
    opaque : (3,) float, in [0, 1]
        Colour of the product; its ratios are what a thin layer takes on.
    strength : float, at least 0
        1 takes from each channel as much as the product itself does.

    Returns
    -------
    coefficients : (3, 4) float64
        As those of `film`.

    Examples
    --------
    >>> coat(np.array([0.3, 0.2, 0.2]), dye(np.array([0.9, 0.1, 0.1]), 0.5)).round(3)
    array([0.292, 0.057, 0.057])
    """
    return film(opaque, 0.0, clear=passing(opaque, strength))


def passing(opaque: Real, strength: float) -> Real:
    """Tell what share of light what is dissolved lets pass, in and out.

    References
    ----------
    Beer and Lambert's law: the logarithm is proportional to how much is dissolved.

    Examples
    --------
    >>> passing(np.array([0.9, 0.1, 0.1]), 0.5).round(3)
    array([0.979, 0.326, 0.326])
    """
    seen = np.clip(np.asarray(opaque, np.float64), _DARKEST, 1)
    share: Real = (seen / seen.max() ** 0.6) ** strength
    return share


def compose(upper: Real, lower: Real) -> Real:
    """Lay one film on another: coefficients (3, 4) of both together."""
    both = upper.reshape(-1, 2, 2) @ lower.reshape(-1, 2, 2)
    flat = both.reshape(-1, 4)
    composed: Real = flat / flat[:, 3:]
    return composed
