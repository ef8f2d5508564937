"""A shade as a shop writes it down: a screen colour, a Lab reading or a reflectance curve."""

import csv
import math
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
from tryon.core.shade import Shade

_WHITES = {"D50": D50, "D65": D65}
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_KINDS = ("srgb", "lab", "reflectance")


def read_shade(written: Any, where: str) -> Shade:
    """Turn the three ways to write a colour into one.

    Parameters
    ----------
    written : mapping
        ``{"srgb": "#RRGGBB"}``, ``{"lab": [L, a, b], "white": "D65" | "D50"}`` or
        ``{"reflectance": [...], "from_nm": 400, "step_nm": 10}``; a ``status`` may say
        ``"verified"`` beside the last two.
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
    keys = {
        "srgb": {"srgb"},
        "lab": {"lab", "white", "status"},
        "reflectance": {"reflectance", "from_nm", "step_nm", "status"},
    }[kind]
    if odd := sorted(set(written) - keys):
        raise BadLook(f"{where}: unknown key {odd[0]!r}; a {kind} shade has {sorted(keys)}")
    if kind == "srgb":
        linear = _from_hex(written["srgb"], f"{where}.srgb")
    elif kind == "lab":
        linear = _from_lab(written, where)
    else:
        linear = _from_reflectance(written, where)
    status = written.get("status", "estimated")
    if status not in ("verified", "estimated"):
        raise BadLook(f"{where}.status: expected 'verified' or 'estimated', not {status!r}")
    red, green, blue = (float(channel) for channel in linear)
    return Shade((red, green, blue), status)


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
    if not fits or not math.isfinite(value) or not low <= value <= high:
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


def _from_lab(written: Mapping[str, Any], where: str) -> Real:
    lab = written["lab"]
    if not isinstance(lab, list) or len(lab) != 3:
        raise BadLook(f"{where}.lab: expected [L, a, b], not {lab!r}")
    white = written.get("white")
    if not isinstance(white, str) or white not in _WHITES:
        raise BadLook(f"{where}.white: expected 'D65' or 'D50', not {white!r}")
    lightness = number(lab[0], f"{where}.lab[0]", 0, 100)
    a, b = (number(lab[i], f"{where}.lab[{i}]", -128, 128) for i in (1, 2))
    xyz = lab_to_xyz(np.array([lightness, a, b]), _WHITES[white])
    return xyz_to_linear(adapt_xyz(xyz, _WHITES[white], D65))


def _from_reflectance(written: Mapping[str, Any], where: str) -> Real:
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
    return reflectance_to_linear(nm, values)
