"""What an effect asks the compositor to draw."""

from dataclasses import dataclass, field

from tryon.core.scene import Box, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Coat:
    """A film of colour on skin: pixels, drawn on the CPU.

    Attributes
    ----------
    effect : str
        Name of the effect, for masks and reports.
    box : Box
        Inside the frame.
    mask : (box.height, box.width) float32, in [0, 1]
        Share of each pixel that is coated.
    """

    effect: str
    box: Box
    mask: Floats = field(repr=False)


Layer = Coat
