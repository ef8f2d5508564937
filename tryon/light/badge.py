"""What the badge beside the product says: words as data, so that they can be translated."""

import math
from dataclasses import dataclass, replace
from enum import Enum

from tryon.core.scene import Cause, ColourError

#: ΔE00 above which it is another shade of lipstick: then the figure alone would be no answer.
_ANOTHER_SHADE = 5.0
#: Mean ΔE of a display of which nothing is known: of six monitors as they were delivered (0.6,
#: 1.0, 1.9, 3.4, 4.4, 4.8) the middle, measured for a review of the Philips 245C7QJSB
#: (bit-tech.net, 2017).
USUAL_DISPLAY_DE2000 = 2.7
#: Lengths of vectors of three Gaussian numbers: what is not exceeded in 80 and in 90 of 100,
#: beside the mean (Maxwell's distribution).
_P80, _P90 = 1.350, 1.567


class Verdict(Enum):
    """What can be said about a colour; the value is the English sentence.

    ``{de2000}`` stands for the figure of `Badge.de2000` with one decimal.
    """

    TRUE = "true colour ±{de2000}"
    ESTIMATED = "estimated ±{de2000}: nobody has measured this shade yet"
    UNSURE = "may be ±{de2000} off: hold a white sheet of paper beside the face"
    CAMERA = "may be ±{de2000} off: calibrate the camera with a colour chart"
    DISPLAY = "may be ±{de2000} off: nobody has measured this display yet"
    DARK = "too dark to tell: more light on the face"
    UNKNOWN = "no face yet: the light is not known"


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict and its figure.

    Attributes
    ----------
    verdict : Verdict
    de2000 : float or None
        What the error does not exceed in 80 of 100 such pictures; None where no figure would
        be honest.
    """

    verdict: Verdict
    de2000: float | None

    @property
    def text(self) -> str:
        """The badge in English.

        Examples
        --------
        >>> Badge(Verdict.TRUE, 1.62).text
        'true colour ±1.6'
        """
        figure = "" if self.de2000 is None else f"{self.de2000:.1f}"
        return self.verdict.value.format(de2000=figure)


def on_display(error: ColourError, de2000: float | None) -> ColourError:
    """Add what a display makes of a picture.

    Parameters
    ----------
    error : ColourError
        Of the picture itself: on a display that shows sRGB as it should.
    de2000 : float or None
        Mean ΔE00 that was measured of the display; None if nobody has.

    Examples
    --------
    >>> lips = ColourError("lipstick", 1.2, 1.6, 1.9, "verified", Cause.LIGHT)
    >>> badge(on_display(lips, 0.5)).text, badge(on_display(lips, None)).text
    ('true colour ±1.7', 'may be ±4.0 off: nobody has measured this display yet')
    """
    added = USUAL_DISPLAY_DE2000 if de2000 is None else de2000
    is_most = added > error.de2000 and error.cause not in (Cause.UNKNOWN, Cause.DARK)
    return replace(
        error,
        de2000=math.hypot(error.de2000, added),
        de2000_p80=math.hypot(error.de2000_p80, _P80 * added),
        de2000_p90=math.hypot(error.de2000_p90, _P90 * added),
        cause=Cause.DISPLAY if is_most and de2000 is None else error.cause,
    )


def badge(error: ColourError) -> Badge:
    """Put a predicted error into words."""
    if error.cause is Cause.UNKNOWN:
        return Badge(Verdict.UNKNOWN, None)
    if error.cause is Cause.DARK:
        return Badge(Verdict.DARK, None)
    if error.cause is Cause.CAMERA and error.de2000_p80 > _ANOTHER_SHADE:
        return Badge(Verdict.CAMERA, error.de2000_p80)
    if error.cause is Cause.LIGHT and error.de2000_p80 > _ANOTHER_SHADE:
        return Badge(Verdict.UNSURE, error.de2000_p80)
    if error.cause is Cause.DISPLAY:
        return Badge(Verdict.DISPLAY, error.de2000_p80)
    if error.status == "estimated":
        return Badge(Verdict.ESTIMATED, error.de2000_p80)
    return Badge(Verdict.TRUE, error.de2000_p80)
