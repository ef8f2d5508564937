"""Colours as numbers: the sRGB curve, linear light, chromaticity, Lab and CIEDE2000.

Everything is linear and relative to the display's white unless a name says otherwise. Sums
are done in the type that comes in; tables and matrices are double precision.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.floating[Any]]

#: Linear sRGB to CIE 1931 XYZ (Y of white is 1); IEC 61966-2-1:1999.
LINEAR_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
XYZ_TO_LINEAR = np.linalg.inv(LINEAR_TO_XYZ)

#: Linear sRGB to linear Display P3 (SMPTE EG 432-1 primaries, D65), the space in which light
#: and pigment are multiplied: over 400 lipstick-like reflectances and lamps from 2856 K to
#: 8000 K, products of three numbers come closest to spectral ones there (median ΔE00 1.5 at
#: 2856 K; sRGB 2.8, Rec. 2020 3.0, Bradford 3.5), and few pigments are as pure as its
#: primaries.
LINEAR_TO_WIDE = (
    np.linalg.inv(
        [
            [0.4865709, 0.2656677, 0.1982173],
            [0.2289746, 0.6917385, 0.0792869],
            [0.0000000, 0.0451134, 1.0439444],
        ]
    )
    @ LINEAR_TO_XYZ
)
LINEAR_TO_WIDE /= LINEAR_TO_WIDE.sum(1, keepdims=True)  # rounding must not tint white
WIDE_TO_LINEAR = np.linalg.inv(LINEAR_TO_WIDE)

#: Share of each linear sRGB channel in luminance.
LUMINANCE = LINEAR_TO_XYZ[1]

#: XYZ of D65 and D50, 2° observer; ASTM E308-01.
D65 = np.array([0.95047, 1.0, 1.08883])
D50 = np.array([0.96422, 1.0, 0.82521])

#: Cone-like responses in which an adapting eye scales its channels; Lam (1985), "Bradford".
_XYZ_TO_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def srgb_to_linear(srgb: Real) -> Real:
    """Undo the sRGB transfer curve, so that colours can be mixed as light.

    Parameters
    ----------
    srgb : (...) float, in [0, 1]

    Returns
    -------
    linear : (...) float, in [0, 1]
        Relative to the display's white.

    References
    ----------
    IEC 61966-2-1:1999, section 5.2.

    Examples
    --------
    >>> round(float(srgb_to_linear(np.array(0.5))), 4)
    0.214
    """
    return np.where(
        srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4
    )


def linear_to_srgb(linear: Real) -> Real:
    """Apply the sRGB transfer curve; the inverse of `srgb_to_linear`.

    Parameters
    ----------
    linear : (...) float
        Clipped to [0, 1].

    Returns
    -------
    srgb : (...) float, in [0, 1]

    Examples
    --------
    >>> round(float(linear_to_srgb(np.array(0.18))), 4)
    0.4614
    """
    linear = np.clip(linear, 0.0, 1.0)
    power = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, power)


#: Linear light of each byte of sRGB, (256,) float32, read-only.
BYTE_TO_LINEAR = srgb_to_linear(np.arange(256) / 255.0).astype(np.float32)
BYTE_TO_LINEAR.flags.writeable = False


def hex_to_linear(text: str) -> Real:
    """Read ``#RRGGBB`` as linear sRGB.

    Returns
    -------
    linear : (3,) float64, in [0, 1]

    Raises
    ------
    ValueError
        If `text` is anything else.

    Examples
    --------
    >>> hex_to_linear("#9B1B30").round(3)
    array([0.328, 0.011, 0.03 ])
    """
    digits = text.removeprefix("#")
    if len(digits) != 6 or not text.startswith("#"):
        raise ValueError(f"a colour must be #RRGGBB, not {text!r}")
    try:
        code = bytes.fromhex(digits)
    except ValueError:
        raise ValueError(f"a colour must be #RRGGBB, not {text!r}") from None
    return srgb_to_linear(np.frombuffer(code, np.uint8) / 255.0)


def luminance(linear: Real) -> Real:
    """Give the luminance (...) of linear sRGB (..., 3), in the type that comes in.

    Written out: a matrix product would wake the threads of BLAS, for microseconds of work.

    Examples
    --------
    >>> round(float(luminance(np.ones(3))), 6)
    1.0
    """
    red, green, blue = (float(share) for share in LUMINANCE)
    total: Real = linear[..., 0] * red + linear[..., 1] * green + linear[..., 2] * blue
    return total


def linear_to_xyz(linear: Real) -> Real:
    """Convert linear sRGB (..., 3) to XYZ (..., 3) under D65, Y of white 1."""
    xyz: Real = linear @ LINEAR_TO_XYZ.T
    return xyz


def xyz_to_linear(xyz: Real) -> Real:
    """Convert XYZ (..., 3) under D65 to linear sRGB (..., 3); may leave [0, 1]."""
    linear: Real = xyz @ XYZ_TO_LINEAR.T
    return linear


def xyz_to_lab(xyz: Real, white: Real = D65) -> Real:
    """Convert XYZ to CIE 1976 L*a*b*.

    Parameters
    ----------
    xyz : (..., 3) float, Y of white is 1
    white : (3,) float

    Returns
    -------
    lab : (..., 3) float

    References
    ----------
    CIE 15:2004, section 8.2.1.

    Examples
    --------
    >>> xyz_to_lab(0.18 * D65).round(2)
    array([49.5,  0. ,  0. ])
    """
    t = xyz / white
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.stack(
        [
            116 * f[..., 1] - 16,
            500 * (f[..., 0] - f[..., 1]),
            200 * (f[..., 1] - f[..., 2]),
        ],
        -1,
    )


def lab_to_xyz(lab: Real, white: Real = D65) -> Real:
    """Convert CIE 1976 L*a*b* (..., 3) to XYZ (..., 3); the inverse of `xyz_to_lab`."""
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], -1)
    xyz: Real = white * np.where(f > 6 / 29, f**3, (116 * f - 16) * 27 / 24389)
    return xyz


def linear_to_lab(linear: Real) -> Real:
    """Convert linear sRGB (..., 3) to CIE L*a*b* (..., 3) under D65.

    Examples
    --------
    >>> linear_to_lab(hex_to_linear("#9B1B30")).round(1)
    array([33.9, 51.7, 22. ])
    """
    return xyz_to_lab(linear_to_xyz(linear))


def srgb_to_lab(srgb: Real) -> Real:
    """Convert encoded sRGB (..., 3) in [0, 1] to CIE L*a*b* (..., 3) under D65."""
    return linear_to_lab(srgb_to_linear(srgb))


def adapt_xyz(xyz: Real, white: Real, to_white: Real) -> Real:
    """Say how a colour seen under one white looks under another (Bradford).

    Parameters
    ----------
    xyz : (..., 3) float
    white, to_white : (3,) float, Y = 1

    Returns
    -------
    xyz : (..., 3) float

    References
    ----------
    Lam (1985); linear form as in ICC.1:2010, annex E.

    Examples
    --------
    >>> adapt_xyz(D50, D50, D65).round(4)
    array([0.9505, 1.    , 1.0888])
    """
    gains = (_XYZ_TO_BRADFORD @ to_white) / (_XYZ_TO_BRADFORD @ white)
    matrix = np.linalg.inv(_XYZ_TO_BRADFORD) @ (gains[:, None] * _XYZ_TO_BRADFORD)
    adapted: Real = xyz @ matrix.T
    return adapted


def linear_to_xy(linear: Real) -> Real:
    """Give the chromaticity (..., 2) of a linear sRGB colour (..., 3).

    Examples
    --------
    >>> linear_to_xy(np.ones(3)).round(4)
    array([0.3127, 0.329 ])
    """
    xyz = linear_to_xyz(linear)
    xy: Real = xyz[..., :2] / xyz.sum(-1, keepdims=True)
    return xy


def xy_to_cct(xy: Real) -> float:
    """Estimate the correlated colour temperature of a light.

    Parameters
    ----------
    xy : (2,) float
        Chromaticity near the Planckian locus.

    Returns
    -------
    cct : float, in kelvin
        Good to a few kelvin from 2856 K to 6500 K.

    References
    ----------
    McCamy (1992), Color Research & Application 17, 142-144.

    Examples
    --------
    >>> round(xy_to_cct(np.array([0.4476, 0.4074])), -1)
    2860.0
    """
    n = (xy[0] - 0.3320) / (0.1858 - xy[1])
    return float(((449.0 * n + 3525.0) * n + 6823.3) * n + 5520.33)


def de2000(lab: Real, other: Real) -> Real:
    """Colour difference CIEDE2000 with kL = kC = kH = 1.

    Parameters
    ----------
    lab, other : (..., 3) float
        CIE L*a*b* under the same white.

    Returns
    -------
    difference : (...) float
        About 1 is just seen; above 4 is another shade of lipstick.

    References
    ----------
    Sharma, Wu, Dalal (2005), Color Research & Application 30, 21-30.

    Examples
    --------
    >>> pair = np.array([[50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485]])
    >>> round(float(de2000(pair[0], pair[1])), 4)
    2.0425
    """
    l1, a1, b1 = np.moveaxis(np.asarray(lab, float), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, float), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + 25.0**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    grey = c1 * c2 == 0
    gap = h2 - h1
    # Opposite hues stay on this side of the turn: rounding must not choose for them.
    across = np.abs(gap) > 180 + 1e-9
    turn = np.where(grey, 0.0, gap - 360 * across * np.sign(gap))
    hue_step = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    lightness, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = np.radians(np.where(grey, h1 + h2, (h1 + h2) / 2 + 180 * across))
    t = (
        1
        - 0.17 * np.cos(h - np.radians(30))
        + 0.24 * np.cos(2 * h)
        + 0.32 * np.cos(3 * h + np.radians(6))
        - 0.20 * np.cos(4 * h - np.radians(63))
    )
    scale_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    scale_c, scale_h = 1 + 0.045 * c, 1 + 0.015 * c * t
    blue = np.exp(-(((np.degrees(h) % 360 - 275) / 25) ** 2))
    tilt = -np.sin(np.radians(60) * blue) * 2 * np.sqrt(c**7 / (c**7 + 25.0**7))
    step_l, step_c, step_h = (l2 - l1) / scale_l, (c2 - c1) / scale_c, hue_step / scale_h
    difference: Real = np.sqrt(step_l**2 + step_c**2 + step_h**2 + tilt * step_c * step_h)
    return difference
