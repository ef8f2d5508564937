"""A shade as a shop writes it down: a screen colour, a Lab reading or a reflectance curve."""

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from tryon import assets
from tryon.core.colour import (
    D50,
    D65,
    Real,
    adapt_xyz,
    hex_to_linear,
    lab_to_xyz,
    xyz_to_linear,
)
from tryon.core.errors import BadLook
from tryon.core.shade import Bands, Shade
from tryon.core.words import nearest

_WHITES = {"D50": D50, "D65": D65}
#: From XYZ of the 10° observer to the 2° one, both under D65 and relative to their own white.
#: No exact conversion exists without the spectrum. Fitted to 3,000 lipstick-like reflectances
#: (a sigmoid edge, a blue shoulder, haem-like dips; neutral colours stay neutral). On others
#: of that kind it is off by ΔE00 0.4 median, 1.0 p95; on the 24 measured reflectances of a
#: ColorChecker, most of them no lipsticks, by 0.5 and 2.3. Taking the 10° Lab for a 2° one
#: costs 1.3 and 2.3 on the former, 2.3 and 4.8 on the latter.
_TEN_TO_TWO_DEGREES = np.array(
    [[1.1511, -0.1563, 0.0052], [0.0148, 1.0458, -0.0606], [-0.0178, 0.0321, 0.9857]]
)
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_KINDS = ("srgb", "lab", "reflectance")
_OWN_KEYS = {
    "srgb": ("srgb", "status", "de2000"),
    "lab": ("lab", "white", "observer", "status", "de2000"),
    "reflectance": ("reflectance", "from_nm", "step_nm", "status", "de2000"),
}
_STRENGTH_KEYS = ("opacity", "sx")


def read_shade(written: Any, where: str) -> Shade:
    """Turn the three ways to write a colour into one.

    Parameters
    ----------
    written : mapping
        ``{"srgb": "#RRGGBB"}``, ``{"lab": [L, a, b], "white": "D65" | "D50"}`` or
        ``{"reflectance": [...], "from_nm": 400, "step_nm": 10}``. A ``status`` may say
        ``"estimated"``, or ``"verified"`` beside the last two; Lab under D65 may have been
        computed for ``"observer": 10`` degrees instead of 2. With any of them,
        ``"de2000": 3.5`` says how far (mean ΔE00) the product may be off that colour, and
        ``"opacity": 0.8`` or ``"sx": [R, G, B]`` says how one coat covers, see `Shade`.
    where : str
        Place in the file, for messages.

    Raises
    ------
    BadLook
        Saying what was expected and what came.
    """
    if not isinstance(written, Mapping):
        raise BadLook(
            f"{where}: expected a shade such as {{'srgb': '#9B1B30'}}, not {written!r}"
        )
    kinds = [kind for kind in _KINDS if kind in written]
    if len(kinds) != 1:
        raise BadLook(f"{where}: expected one of {', '.join(_KINDS)}, not {sorted(written)}")
    (kind,) = kinds
    keys = _OWN_KEYS[kind] + _STRENGTH_KEYS
    for key in written:
        if key not in keys:
            raise BadLook(f"{where}: unknown key {key!r}{nearest(str(key), keys)}")
    bands = None
    if kind == "srgb":
        linear = _from_hex(written["srgb"], f"{where}.srgb")
    elif kind == "lab":
        linear = _from_lab(written, where)
    else:
        bands = _bands(written, where)
        linear = reflectance_to_linear(bands.nm, bands.reflectance)
    status = written.get("status", "estimated")
    if status not in ("verified", "estimated"):
        raise BadLook(f"{where}.status: expected 'verified' or 'estimated', not {status!r}")
    if kind == "srgb" and status == "verified":
        raise BadLook(
            f"{where}.status: expected 'estimated' of a screen colour, not 'verified'"
        )
    red, green, blue = (float(channel) for channel in linear)
    opacity, sx = _strength(written, where)
    known = None
    if "de2000" in written:
        known = number(written["de2000"], f"{where}.de2000", 0, 100)
    return Shade((red, green, blue), status, opacity, sx, bands, known)


def reflectance_to_linear(nm: Sequence[float], reflectance: Sequence[float]) -> Real:
    """Convert a reflectance curve to linear sRGB under D65, for the 2° observer.

    Parameters
    ----------
    nm : (n,) float, rising
    reflectance : (n,) float, in [0, 1]
        Held constant beyond both ends, as CIE 15 recommends.

    Returns
    -------
    linear : (3,) float64

    References
    ----------
    CIE 15:2004, section 7: tristimulus values by summation, here every 5 nm.

    Examples
    --------
    >>> reflectance_to_linear([400, 700], [0.5, 0.5]).round(3)
    array([0.5, 0.5, 0.5])
    """
    table = _observer()
    curve = np.interp(table[:, 0], nm, reflectance)
    weights = table[:, 1:4] * table[:, 4:]
    xyz = curve @ weights / weights[:, 1].sum()
    # The table's white differs from the sRGB white in the fourth digit; scale it out.
    return xyz_to_linear(xyz * D65 / (weights.sum(0) / weights[:, 1].sum()))


def number(value: Any, where: str, low: float, high: float) -> float:
    """Return `value` as a float in [low, high], or raise `BadLook`."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not low <= value <= high:  # which no nan is, and no infinity
        raise BadLook(f"{where}: expected a number from {low:g} to {high:g}, not {value!r}")
    return float(value)


@cache
def _observer() -> Real:
    with assets.calibration("observers/cie_1931_2deg_d65.csv").open(encoding="utf-8") as file:
        next(file)  # where it comes from
        next(file)  # the names of the columns
        return np.array([[float(cell) for cell in row] for row in csv.reader(file)])


def _from_hex(text: Any, where: str) -> Real:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise BadLook(f"{where}: expected a colour like '#9B1B30', not {text!r}")
    return hex_to_linear(text)


def _strength(
    written: Mapping[str, Any], where: str
) -> tuple[float | None, tuple[float, float, float] | None]:
    """Read how one coat covers: (opacity, sx), of which at most one is known."""
    if "opacity" in written and "sx" in written:
        raise BadLook(f"{where}: expected opacity or sx, not both")
    if "opacity" in written:
        return number(written["opacity"], f"{where}.opacity", 0.02, 0.99), None
    if "sx" not in written:
        return None, None
    sx = written["sx"]
    if not isinstance(sx, list) or len(sx) != 3:
        raise BadLook(f"{where}.sx: expected [red, green, blue], not {sx!r}")
    red, green, blue = (
        number(value, f"{where}.sx[{i}]", 1e-4, 30.0) for i, value in enumerate(sx)
    )
    return None, (red, green, blue)


def _from_lab(written: Mapping[str, Any], where: str) -> Real:
    lab = written["lab"]
    if not isinstance(lab, list) or len(lab) != 3:
        raise BadLook(f"{where}.lab: expected [L, a, b], not {lab!r}")
    white = written.get("white")
    if not isinstance(white, str) or white not in _WHITES:
        raise BadLook(f"{where}.white: expected 'D65' or 'D50', not {white!r}")
    observer = written.get("observer", 2)
    if observer not in (2, 10) or isinstance(observer, bool):
        raise BadLook(f"{where}.observer: expected 2 or 10 (degrees), not {observer!r}")
    if observer == 10 and white != "D65":
        raise BadLook(f"{where}.observer: expected 2 with the white {white}, not 10")
    lightness = number(lab[0], f"{where}.lab[0]", 0, 100)
    a, b = (number(lab[i], f"{where}.lab[{i}]", -128, 128) for i in (1, 2))
    xyz = lab_to_xyz(np.array([lightness, a, b]), _WHITES[white])
    if observer == 10:
        xyz = D65 * (_TEN_TO_TWO_DEGREES @ (xyz / D65))
    return xyz_to_linear(adapt_xyz(xyz, _WHITES[white], D65))


def _bands(written: Mapping[str, Any], where: str) -> Bands:
    curve = written["reflectance"]
    if not isinstance(curve, list) or not 5 <= len(curve) <= 500:
        raise BadLook(f"{where}.reflectance: expected a list of 5 to 500 numbers")
    values = [number(v, f"{where}.reflectance[{i}]", 0, 1.5) for i, v in enumerate(curve)]
    start = number(written.get("from_nm"), f"{where}.from_nm", 300, 800)
    step = number(written.get("step_nm"), f"{where}.step_nm", 0.5, 40)
    nm = [start + i * step for i in range(len(values))]
    if start > 420 or nm[-1] < 660:
        raise BadLook(
            f"{where}: expected a curve from at most 420 nm to at least 660 nm, "
            f"not {start:g} to {nm[-1]:g} nm"
        )
    return Bands(tuple(nm), tuple(values))
