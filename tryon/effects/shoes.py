"""Shoes, on the feet of the person in front while they are in view."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import cv2
import numpy as np

from tryon.core.layer import Drape
from tryon.core.scene import BONES, Figure, Need, Scene, Silhouette
from tryon.effects.garment import Garment
from tryon.garments.model import Model

_FEET = [
    [BONES.index(side + bone) for bone in ("Foot", "ToeBase")] for side in ("Left", "Right")
]

#: Half as wide as a shoe, and as far as a sole is below its joints; m.
_SOLE_M = 0.07


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
        return [
            replace(d, effect=self.name, receives=_with_floor(d.receives, figure))
            for d in self.garment.layers(scene, memory)
        ]


def _with_floor(person: Silhouette | None, figure: Figure) -> Silhouette | None:
    """Add the floor below the soles to what takes shadow."""
    if person is None:
        return None
    joints = figure.joints[_FEET]
    per_m = figure.focal_px / np.maximum(-joints[..., 2:], 0.05)  # (2, 2, 1) px
    shown = joints[..., :2] * per_m * (1, -1) + figure.centre_px
    around = np.array([[-1, 0.4], [1, 0.4], [-1, 1.6], [1, 1.6]]) * _SOLE_M
    places = shown[:, :, None] + per_m[:, :, None] * around  # (2, 2, 4, 2)
    box, coverage = person.box, person.coverage.copy()
    cells = np.array(coverage.shape[::-1]) / (box.width, box.height)
    for foot in (places - (box.x, box.y)) * cells:
        outline = cv2.convexHull(np.rint(foot.reshape(-1, 2)).astype(np.int32))
        cv2.fillConvexPoly(coverage, outline, (1.0,))
    return Silhouette(box, coverage)


def feet_are_in(figure: Figure, size: tuple[int, int]) -> bool:
    """Whether a whole foot, from ankle to toes, is inside a picture of (width, height) px."""
    joints = figure.joints[_FEET]  # (2 feet, 2 joints, 3)
    depth = np.maximum(-joints[..., 2:], 0.05)
    shown = joints[..., :2] / depth * figure.focal_px * (1, -1) + figure.centre_px
    inside = ((shown >= 0) & (shown < size)).all(-1)
    return bool(inside.all(1).any())
