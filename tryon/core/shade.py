"""The colour of a product, apart from how it is worn."""

from dataclasses import dataclass
from typing import Literal

#: Whether a colour was measured with an instrument or read off a screen or a picture.
Status = Literal["verified", "estimated"]


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour of a product's opaque layer.

    Attributes
    ----------
    reflectance : tuple of 3 float
        Linear sRGB under D65 of a layer so thick that nothing shows through, relative to a
        perfect white diffuser. Colours outside the sRGB gamut reach below 0 or above 1.
    status : {"verified", "estimated"}
    """

    reflectance: tuple[float, float, float]
    status: Status = "estimated"
