"""Light, eyes and cameras as curves over wavelength, and the colours they make.

Everything is sampled every 5 nm from 380 to 730 nm. The tables are published facts; each file
under ``calibration`` names its source.
"""

import csv
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tryon import assets

Curve = NDArray[np.float64]

#: Wavelengths of every curve, nm.
NM: Curve = np.arange(380.0, 731.0, 5.0)

#: Lights of the suites, in the order of the tables.
LIGHTS = ("D65", "D50", "A", "FL2", "FL11", "LED-B1", "LED-B2", "LED-B3", "LED-B4", "LED-B5")

#: Lamps of which the app has no table, as it has of those above, by kind.
UNKNOWN_LIGHTS = {
    "fluorescent": tuple(f"FL3.{number}" for number in range(1, 16)),
    "high pressure": tuple(f"HP{number}" for number in range(1, 6)),
    "LED": ("LED-BH1", "LED-RGB1", "LED-V1", "LED-V2"),
}

#: Kinds of lamp that people tell apart, by the first letter of a light's name: daylight, a
#: glowing wire, fluorescent lamps, LEDs. Nobody has a word for the others.
KINDS = ("D", "A", "F", "L")

#: Cameras of the suites: two that were measured, and one like a webcam, which is synthetic.
CAMERAS = ("Nikon 5100", "Sigma SD Merrill", "synthetic")
#: Others that were measured, with three kinds of filters side by side as webcams have them.
MEASURED_CAMERAS = (
    "ARRI D21",
    "Canon Digital Rebel XTi",
    "Canon EOS 5D Mark II",
    "Canon PowerShot S90",
    "Nikon D200",
    "Nikon D7000",
    "Nikon D700",
    "Nikon D70",
    "Sony ILCE-7RM2",
    "Sony ILCE-7SM2",
)
#: Others, none of which takes a picture of a suite: for who is to learn what cameras are like.
OTHER_CAMERAS = tuple(f"drawn {number}" for number in range(48))

#: CIE XYZ to linear sRGB, by the primaries of IEC 61966-2-1 (four digits, as printed there).
_XYZ_TO_SRGB = np.array(
    [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
)


def read_curves(name: str) -> dict[str, Curve]:
    """Read a table of curves by the words of its header, resampled to `NM`."""
    with assets.calibration(name).open(encoding="utf-8") as file:
        head, *rows = csv.reader(line for line in file if not line.startswith("#"))
    columns = np.array(rows, np.float64).T
    return {
        word: np.interp(NM, columns[0], column, left=0.0, right=0.0)
        for word, column in zip(head[1:], columns[1:], strict=True)
    }


@cache
def illuminant(name: str) -> Curve:
    """Relative power (n,) of a CIE illuminant, such that its luminance is 1."""
    table = "cie_5nm" if name in LIGHTS else "cie_others_5nm"
    curve = read_curves(f"illuminants/{table}.csv")[name]
    return curve / (curve @ observer()[:, 1])


@cache
def observer() -> Curve:
    """Colour matching functions (n, 3) of the CIE 1931 2° observer."""
    table = read_curves("observers/cie_1931_2deg_d65.csv")
    return np.stack([table["x"], table["y"], table["z"]], 1)


@cache
def sensitivities(camera: str) -> Curve:
    """Response (n, 3) of red, green and blue of a camera, to any scale.

    The synthetic ones have bell curves where those of small sensors with an infrared filter
    lie; other cameras are drawn around these, and some overlap more. Places differ by 6 to 8 nm
    and widths by 15 % (standard deviations), about as those of 28 cameras do (Jiang, Liu, Gu,
    Süsstrunk 2013, IEEE WACV, 168-179).
    """
    if camera == "synthetic":
        return _bells(np.array([602.0, 537.0, 458.0]), np.array([34.0, 40.0, 30.0]))
    if camera in OTHER_CAMERAS:
        random = np.random.default_rng((1, OTHER_CAMERAS.index(camera)))
        places = random.normal((602.0, 540.0, 456.0), (8.0, 6.0, 6.0))
        wider = random.normal(0, 0.15, 3) + 0.3 * abs(random.standard_normal())
        return _bells(places, np.array([35.0, 42.0, 31.0]) * np.exp(wider))
    if camera in MEASURED_CAMERAS:
        table = read_curves("sensitivities/others_10nm.csv")
        return np.stack([table[f"{camera} {channel}"] for channel in "rgb"], 1)
    table = read_curves(f"sensitivities/{camera.lower().replace(' ', '_')}.csv")
    return np.stack([table["r"], table["g"], table["b"]], 1)


def _bells(places: Curve, widths: Curve) -> Curve:
    bells: Curve = np.exp(-0.5 * ((NM[:, None] - places) / widths) ** 2)
    return bells


@cache
def white_xyz(name: str = "D65") -> Curve:
    """XYZ (3,) of a perfect white diffuser under an illuminant, Y = 1."""
    return illuminant(name) @ observer()


def xyz(reflectance: Curve, light: str = "D65") -> Curve:
    """XYZ (..., 3) of reflectances (..., n), Y of white 1.

    References
    ----------
    CIE 15:2018, section 7.1.
    """
    colour: Curve = reflectance @ (illuminant(light)[:, None] * observer())
    return colour


def linear_srgb(colour: Curve) -> Curve:
    """Linear sRGB (..., 3) of XYZ (..., 3) under D65; may leave [0, 1].

    The white of the tabulated D65 and that of the matrix differ in the fourth digit; both are
    the display's white, so the difference is scaled out.
    """
    white = np.linalg.solve(_XYZ_TO_SRGB, np.ones(3))
    linear: Curve = (colour * (white / white_xyz())) @ _XYZ_TO_SRGB.T
    return linear


def to_xyz(linear: Curve) -> Curve:
    """XYZ (..., 3) of linear sRGB (..., 3): the inverse of `linear_srgb`."""
    white = np.linalg.solve(_XYZ_TO_SRGB, np.ones(3))
    colour: Curve = np.linalg.solve(_XYZ_TO_SRGB, linear[..., None])[..., 0]
    return colour * (white_xyz() / white)


def decode(code: NDArray[np.uint8] | Curve) -> Curve:
    """Linear light (...) of sRGB code values (...) in [0, 255]; IEC 61966-2-1, section 5.2."""
    share = np.asarray(code, np.float64) / 255
    linear: Curve = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear


def encode(linear: Curve) -> Curve:
    """SRGB code values (...) in [0, 255], not rounded, of linear light (...), clipped."""
    light: Curve = np.clip(linear, 0, 1)
    power = 1.055 * light ** (1 / 2.4) - 0.055
    code: Curve = np.where(light <= 0.0031308, 12.92 * light, power)
    return 255.0 * code


def lab(colour: Curve) -> Curve:
    """CIE 1976 L*a*b* (..., 3) of XYZ (..., 3) beside the white of D65.

    References
    ----------
    CIE 15:2018, section 8.2.1.
    """
    ratio = colour / white_xyz()
    small = ratio <= (24 / 116) ** 3
    f = np.where(small, 841 / 108 * ratio + 16 / 116, np.cbrt(ratio))
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def ciede2000(one: Curve, other: Curve) -> Curve:
    """CIEDE2000 (...) between L*a*b* colours (..., 3), kL = kC = kH = 1.

    References
    ----------
    CIE 142:2001; formulas in the order of Sharma, Wu, Dalal (2005), Color Research and
    Application 30, 21-30, whose test data it reproduces.
    """
    difference, _ = _ciede2000(one, other)
    return difference


def ciede2000_of_hue(one: Curve, other: Curve) -> Curve:
    """Give the part (...) of CIEDE2000 that is not lightness: chroma and hue together."""
    _, of_hue = _ciede2000(one, other)
    return of_hue


def _ciede2000(one: Curve, other: Curve) -> tuple[Curve, Curve]:
    one, other = np.broadcast_arrays(np.asarray(one, np.float64), other)
    chroma = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(other[..., 1], other[..., 2])) / 2
    g = (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7))) / 2
    polar = []
    for colour in (one, other):
        a = (1 + g) * colour[..., 1]
        hue = np.degrees(np.arctan2(colour[..., 2], a)) % 360
        polar.append((np.hypot(a, colour[..., 2]), hue))
    (c1, h1), (c2, h2) = polar
    colourless = c1 * c2 == 0
    apart = h2 - h1
    # Opposite hues stay on their side of the turn: rounding must not choose for them.
    half = 180 + 1e-9
    apart = np.where(apart > half, apart - 360, np.where(apart < -half, apart + 360, apart))
    apart = np.where(colourless, 0, apart)
    total = h1 + h2
    between = np.where(
        np.abs(h1 - h2) <= half,
        total / 2,
        np.where(total < 360, total / 2 + 180, total / 2 - 180),
    )
    between = np.radians(np.where(colourless, total, between))
    step_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(apart) / 2)
    mean_l, mean_c = (one[..., 0] + other[..., 0]) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(between - np.pi / 6)
        + 0.24 * np.cos(2 * between)
        + 0.32 * np.cos(3 * between + np.pi / 30)
        - 0.20 * np.cos(4 * between - 63 * np.pi / 180)
    )
    off = (mean_l - 50) ** 2
    dl = (other[..., 0] - one[..., 0]) / (1 + 0.015 * off / np.sqrt(20 + off))
    dc = (c2 - c1) / (1 + 0.045 * mean_c)
    dh = step_h / (1 + 0.015 * mean_c * t)
    turn = np.radians(60) * np.exp(-(((np.degrees(between) - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(turn)
    of_hue = dc**2 + dh**2 + rotation * dc * dh
    return np.sqrt(dl**2 + of_hue), np.sqrt(np.maximum(of_hue, 0))
