"""What a shopper has chosen beside what is worn."""

from dataclasses import dataclass, field

from tryon.app.kiosk.wanted import Wanted
from tryon.catalogue.product import Product
from tryon.usage import Tally


@dataclass(slots=True)
class Choices:
    """Belongs to a visit: pages come and go, as with another language, and these stay.

    Attributes
    ----------
    page : {"lips", "clothes"}
    wanted : Wanted
    is_suited : bool
    compared : list of Product
    tally : Tally
    """

    page: str = "lips"
    wanted: Wanted = field(default_factory=Wanted)
    is_suited: bool = False
    compared: list[Product] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
