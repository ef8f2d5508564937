"""What a display makes of a colour that it is sent: by its own description, or as measured."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tryon.core.colour import (
    Real,
    de2000,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_linear,
    xyz_to_lab,
)
from tryon.core.scene import Cause, ColourError

#: Mean ΔE of a display of which nothing is known: of six monitors as they were delivered (0.6,
#: 1.0, 1.9, 3.4, 4.4, 4.8) the middle, measured for a review of the Philips 245C7QJSB
#: (bit-tech.net, 2017).
USUAL_DISPLAY_DE2000 = 2.7
#: Lengths of vectors of three Gaussian numbers: what is not exceeded in 80 and in 90 of 100,
#: beside the mean (Maxwell's distribution).
_P80, _P90 = 1.350, 1.567

#: A point of the CIE 1931 diagram.
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """A display as its maker describes it; nobody has measured this one.

    Attributes
    ----------
    red, green, blue, white : (x, y)
    gamma : float or None
        None is the curve of sRGB.
    name, serial, connector : str
        By which it is known again; empty where that is not told.
    """

    red: XY
    green: XY
    blue: XY
    white: XY
    gamma: float | None = None
    name: str = ""
    serial: str = ""
    connector: str = ""

    def de2000(self, linear: tuple[float, float, float]) -> float:
        """Say how far it shows a colour off that is meant for sRGB, ΔE00.

        Parameters
        ----------
        linear : (red, green, blue), in [0, 1]
            Linear sRGB, relative to white.

        Notes
        -----
        What is sent is taken for the display's own, as a desktop does that manages no colours.
        The eye is not taken to have adapted to the display's white: the real product is held
        beside it.

        Examples
        --------
        >>> srgb = Panel((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290))
        >>> wide = Panel((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), (0.3127, 0.3290))
        >>> [round(panel.de2000((0.4, 0.02, 0.04)), 1) for panel in (srgb, wide)]
        [0.0, 3.0]
        """
        wanted = np.clip(linear, 0.0, 1.0)
        codes = linear_to_srgb(wanted)
        light = srgb_to_linear(codes) if self.gamma is None else codes**self.gamma
        shown = xyz_to_lab(_panel_to_xyz(self) @ light)
        return float(de2000(linear_to_lab(wanted), shown))


@dataclass(frozen=True, slots=True)
class Display:
    """What is known of a display.

    Attributes
    ----------
    measured_de2000 : float or None
        Mean ΔE00 that a colorimeter told; goes before all else.
    panel : Panel or None
        Its own description.
    """

    measured_de2000: float | None = None
    panel: Panel | None = None

    def described_de2000(self, error: ColourError) -> float:
        """Say how far its own description has it off for the colour of an error; 0 without."""
        if self.panel is None or error.linear is None:
            return 0.0
        return self.panel.de2000(error.linear)

    def de2000(self, error: ColourError) -> float:
        """Say what it adds, mean ΔE00.

        Its own description makes it no surer: how far a display is off its model's, and what
        somebody has chosen in its menu, stays as unsure as of any other.
        """
        if self.measured_de2000 is not None:
            return self.measured_de2000
        return math.hypot(USUAL_DISPLAY_DE2000, self.described_de2000(error))


def on_display(error: ColourError, display: Display) -> ColourError:
    """Add what a display makes of a picture.

    Parameters
    ----------
    error : ColourError
        Of the picture itself: on a display that shows sRGB as it should.
    display : Display

    Examples
    --------
    >>> from tryon.light.badge import badge
    >>> lips = ColourError("lipstick", 1.2, 1.6, 1.9, "verified", Cause.LIGHT)
    >>> badge(on_display(lips, Display(0.5))).text, badge(on_display(lips, Display())).text
    ('true colour ±1.7', 'may be ±4.0 off: nobody has measured this display yet')
    """
    added = display.de2000(error)
    is_most = added > error.de2000 and error.cause not in (Cause.UNKNOWN, Cause.DARK)
    is_unmeasured = display.measured_de2000 is None
    return replace(
        error,
        de2000=math.hypot(error.de2000, added),
        de2000_p80=math.hypot(error.de2000_p80, _P80 * added),
        de2000_p90=math.hypot(error.de2000_p90, _P90 * added),
        cause=Cause.DISPLAY if is_most and is_unmeasured else error.cause,
    )


@lru_cache(maxsize=8)
def _panel_to_xyz(panel: Panel) -> Real:
    """Matrix from a panel's linear codes to XYZ, of whose white Y is 1.

    References
    ----------
    SMPTE RP 177:1993, section 3.3.
    """
    xyz: Real = np.array([(x, y, 1 - x - y) for x, y in (panel.red, panel.green, panel.blue)]).T
    x, y = panel.white
    scaled: Real = xyz * np.linalg.solve(xyz, np.array([x / y, 1.0, (1 - x - y) / y]))
    return scaled
