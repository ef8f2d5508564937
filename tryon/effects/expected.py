"""Clothes that are about to be chosen: which is not known yet, but that they are is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tryon.core.layer import Layer
from tryon.core.scene import Need, Scene


@dataclass(frozen=True, slots=True)
class Expected:
    """Draws nothing, and has loaded what clothes need.

    The wardrobe puts it on when somebody looks into it. It stands in no look file.
    """

    name: ClassVar[str] = "expected"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY_SOON})

    def memory(self) -> None:
        """Remember nothing."""

    def layers(self, scene: Scene, memory: None) -> Sequence[Layer]:
        """Draw nothing."""
        return ()
