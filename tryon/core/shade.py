"""The colour of a product and how it covers, apart from how it is worn."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

#: Whether a colour was measured with an instrument or read off a screen or a picture.
Status = Literal["verified", "estimated"]

#: ΔE00 (mean) by which the colour of a product differs from what the catalogue says: between
#: two instruments; and where it was read off a screen or an uncalibrated photograph, as far as
#: twelve photographs of a colour chart are from their published values (6.5 by the median one).
USUAL_DE2000: Mapping[Status, float] = MappingProxyType({"verified": 0.4, "estimated": 6.5})


@dataclass(frozen=True, slots=True)
class Bands:
    """A reflectance curve as an instrument gives it.

    Attributes
    ----------
    nm : tuple of float, rising
    reflectance : tuple of float, in [0, 1]
    """

    nm: tuple[float, ...]
    reflectance: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour of a product, and how strongly it covers.

    Attributes
    ----------
    reflectance : tuple of 3 float
        Linear sRGB under D65 of a layer so thick that nothing shows through, relative to a
        perfect white diffuser. Colours outside the sRGB gamut reach below 0 or above 1.
    status : {"verified", "estimated"}
    opacity : float, in (0, 1), or None
        Share of what is below that one coat hides; None leaves it to the finish.
    sx : tuple of 3 float, above 0, or None
        Scattering coefficient times thickness of one coat in each channel of linear wide RGB,
        where it was measured; it goes before `opacity`.
    bands : Bands or None
        The curve behind `reflectance`, where it was measured.
    de2000 : float or None
        Mean ΔE00 by which the product may differ from this colour, where that is known; None is
        what is usual for its status.
    """

    reflectance: tuple[float, float, float]
    status: Status = "estimated"
    opacity: float | None = None
    sx: tuple[float, float, float] | None = None
    bands: Bands | None = None
    de2000: float | None = None

    @property
    def error_de2000(self) -> float:
        """Mean ΔE00 by which the product may differ from this colour."""
        return USUAL_DE2000[self.status] if self.de2000 is None else self.de2000
