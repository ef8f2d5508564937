"""What is wrong in a file of a shop, and where."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Complaint(NamedTuple):
    """What is wrong with a product.

    Attributes
    ----------
    key : str
        Such as ``shade.srgb``; empty when it is about the whole product.
    message : str
        What was expected and what came.
    """

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that somebody has to mend.

    Attributes
    ----------
    path : Path
    line : int or None
        From 1; in a table of products, the row as a spreadsheet counts it.
    place : str
        The product and the key, such as ``demo-lip-01: shade.srgb``, or the column.
    message : str
        What was expected and what came.
    """

    path: Path
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        """Say it in one line, in the form that editors turn into a link."""
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return ": ".join(filter(None, (where, self.place, self.message)))
