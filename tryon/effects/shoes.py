"""Shoes, on the feet of the person in front while they are in view."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from tryon.core.layer import Drape
from tryon.core.scene import BONES, Figure, Need, Scene
from tryon.effects.garment import Garment
from tryon.garments.model import Model

_FEET = [
    [BONES.index(side + bone) for bone in ("Foot", "ToeBase")] for side in ("Left", "Right")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoes:
    """A pair of shoes.

    Attributes
    ----------
    model : Model
        Of the slot "shoes".
    colour : str or None
        One of its colourways; None is as it came.
    garment : Garment
        How they are put on.
    """

    name: ClassVar[str] = "shoes"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY})

    model: Model
    colour: str | None = None
    garment: Garment = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.model.slot != "shoes":
            raise ValueError(f"{self.model.title}: expected shoes, not a {self.model.slot}")
        object.__setattr__(self, "garment", Garment(model=self.model, colour=self.colour))

    def memory(self) -> None:
        """Remember nothing: the figure is steadied where it is perceived."""

    def layers(self, scene: Scene, memory: None) -> Sequence[Drape]:
        """Describe them on the person of `scene`; nobody gets feet that are out of view."""
        figure = scene.body.figure if scene.body is not None else None
        if figure is None or not feet_are_in(figure, scene.frame.size):
            return ()
        return [replace(d, effect=self.name) for d in self.garment.layers(scene, memory)]


def feet_are_in(figure: Figure, size: tuple[int, int]) -> bool:
    """Whether a whole foot, from ankle to toes, is inside a picture of (width, height) px."""
    joints = figure.joints[_FEET]  # (2 feet, 2 joints, 3)
    depth = np.maximum(-joints[..., 2:], 0.05)
    shown = joints[..., :2] / depth * figure.focal_px * (1, -1) + figure.centre_px
    inside = ((shown >= 0) & (shown < size)).all(-1)
    return bool(inside.all(1).any())
