"""Lamps under which things are seen: how colours look there, as compared with daylight.

What an eye sees of a surface under a lamp is worked out wavelength by wavelength, for skin and
for a chart of painted colours; the matrix that leads there from their daylight colours is
fitted to these. Eyes adapt to a lamp, but not completely: a room in the evening stays warm.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType

import numpy as np

from tryon import assets
from tryon.core.colour import D65, LUMINANCE, Real, adapt_xyz, xyz_to_linear
from tryon.light.complexion import skin_curves

#: Skin and lips that the matrix is fitted to, melanin and blood; see `complexion.skin_curves`.
_MELANIN, _BLOOD = np.geomspace(0.002, 0.40, 10), (0.02, 0.06)
_SKIN_WEIGHT, _WHITE_WEIGHT = 6.0, 100.0

#: Lamps that the table does not have, as bells: place and width in nm, and height. Synthetic:
#: where lines lie is published, how high they are is assumed. Sodium at high pressure: its D
#: line, broad and dark in the middle, and fainter ones (de Groot, van Vliet 1986, The
#: High-Pressure Sodium Lamp). Metal halides: lines of mercury, indium, thallium and sodium over
#: those of many others (Waymouth 1971, Electric Discharge Lamps). LEDs of three colours, as
#: usual ones are wide, that together are as white as a glowing wire of 2900 K.
_MODELS = {
    "H sodium": (
        (450, 4, 0.07),
        (467, 4, 0.1),
        (475, 4, 0.07),
        (498, 4, 0.15),
        (515, 4, 0.07),
        (569, 4, 0.3),
        (589, 18, 1.0),
        (589, 4, -0.9),
        (600, 30, 0.6),
        (616, 4, 0.1),
        (580, 70, 0.06),
    ),
    "H halide": (
        (405, 4, 0.05),
        (436, 4, 0.2),
        (451, 5, 0.35),
        (535, 5, 0.9),
        (546, 4, 0.2),
        (578, 4, 0.1),
        (590, 7, 1.0),
        (550, 110, 0.3),
    ),
    "LED three colours": ((462, 10, 0.1155), (527, 15, 0.2968), (630, 8, 1.0)),
}


class LampKind(Enum):
    """What kind of light there is, as whoever stands in it can say.

    Values are the first letters of the illuminants of the table that are of this kind.
    """

    DAYLIGHT = "D"
    BULB = "A"  # a wire glows in it: also halogen
    TUBE = "F"  # fluorescent: tubes and energy-saving lamps
    LED = "L"


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp.

    Attributes
    ----------
    name : str
    column : str
        Of the table of CIE illuminants.
    illuminance_lx : float
        How bright it is where people sit: to dim light eyes adapt less.
    """

    name: str
    column: str
    illuminance_lx: float

    @property
    def adaptation(self) -> float:
        """Degree to which eyes adapt to its colour, in [0, 1].

        References
        ----------
        CIE 159:2004 (CIECAM02), for an average surround, in which grey is a fifth of white.
        """
        luminance = self.illuminance_lx / math.pi / 5
        return 1 - math.exp(-(luminance + 42) / 92) / 3.6


#: Daylight, and what most offices and homes have now: LEDs of 4100 K and of 2700 K.
LAMPS: Mapping[str, Lamp] = MappingProxyType(
    {
        "daylight": Lamp("daylight", "D65", 1000.0),
        "office": Lamp("office", "LED-B3", 500.0),
        "home": Lamp("home", "LED-B1", 150.0),
    }
)


@cache
def spectra() -> tuple[Real, Real, Mapping[str, Real]]:
    """Give wavelengths (n,), nm; the observer (n, 3); and power (n,) of each illuminant."""
    with assets.calibration("observers/cie_1931_2deg_d65.csv").open(encoding="utf-8") as file:
        observer = np.loadtxt(file, delimiter=",", skiprows=2)
    path = assets.calibration("illuminants/cie_5nm.csv")
    with path.open(encoding="utf-8") as file:
        file.readline()
        _, *names = file.readline().strip().split(",")
        at, *curves = np.loadtxt(file, delimiter=",").T
    nm = observer[:, 0]
    power = {name: np.interp(nm, at, curve) for name, curve in zip(names, curves, strict=True)}
    return nm, observer[:, 1:4], power


def modelled() -> Mapping[str, Real]:
    """Give power (n,), at `wavelengths`, of lamps that no table of ours has.

    The first letter is that of a kind of the table's illuminants; H, of lamps at high pressure,
    is none that people have a word for.
    """
    nm = wavelengths()
    return {
        name: np.maximum(
            sum(high * np.exp(-0.5 * ((nm - at) / wide) ** 2) for at, wide, high in bells), 0
        )
        for name, bells in _MODELS.items()
    }


def wavelengths() -> Real:
    """Wavelengths (n,), nm, of the curves that `seen_under` takes."""
    return spectra()[0]


def seen_under(curves: Real, lamp: Lamp) -> Real:
    """Tell how surfaces look under a lamp, to eyes that are adapted as far as they adapt.

    Parameters
    ----------
    curves : (..., n) float, in [0, 1]
        Reflectance at `wavelengths`.
    lamp : Lamp

    Returns
    -------
    linear : (..., 3) float64, linear sRGB
        Relative to the display's white; white has luminance 1.
    """
    _, observer, power = spectra()
    weights = observer * power[lamp.column][:, None]
    weights = weights / weights[:, 1].sum()
    white = weights.sum(0)
    rest = white + lamp.adaptation * (D65 - white)
    if lamp.column == "D65":
        rest = D65
    linear: Real = xyz_to_linear(adapt_xyz(curves @ weights, white, rest))
    return linear


@cache
def daylight_to_lamp(lamp: Lamp) -> Real:
    """Fit the matrix (3, 3) from linear sRGB in daylight to `seen_under` a lamp."""
    curves, weight = _surfaces()
    known = seen_under(curves, LAMPS["daylight"])
    wanted = seen_under(curves, lamp)
    # Eyes judge by ratios: dark skin counts as much as fair.
    weight = weight / np.maximum(known @ LUMINANCE, 0.02)[:, None]
    matrix, *_ = np.linalg.lstsq(known * weight, wanted * weight, rcond=None)
    fitted: Real = matrix.T
    return fitted


def _surfaces() -> tuple[Real, Real]:
    """Curves (m, n) of skin, of a chart and of white; and how much each counts (m, 1)."""
    nm = wavelengths()
    melanin = np.tile(_MELANIN, len(_BLOOD))
    skin = skin_curves(nm, melanin, np.repeat(_BLOOD, len(_MELANIN)))
    with assets.calibration("charts/colorchecker24_spectra.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if line[0].isdigit()]
    table = np.loadtxt(lines, delimiter=",")
    chart = np.array([np.interp(nm, table[:, 0], column) for column in table[:, 1:].T])
    counts = [_SKIN_WEIGHT] * len(skin) + [1.0] * len(chart) + [_WHITE_WEIGHT]
    curves = np.concatenate([skin, chart, np.ones((1, len(nm)))])
    return curves, np.array(counts)[:, None]
