"""What the badge beside the product says: words as data, so that they can be translated."""

from dataclasses import dataclass
from enum import Enum

from tryon.core.scene import Cause, ColourError

#: ΔE00 above which it is another shade of lipstick: then the figure alone would be no answer.
_ANOTHER_SHADE = 5.0


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
    UNSEEN = "not in view: nothing that is worn is in the picture"


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
