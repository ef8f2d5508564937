"""MakeHuman's base mesh ``hm08``, with its helpers, on both of our bodies.

Its vertices are what MakeHuman clothes are told by. CC0; written by ``packaging/wardrobe``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from tryon import assets
from tryon.core.scene import Bytes, Floats
from tryon.garments.model import Gender

#: Vertices of the body and of its helpers.
VERTICES = 19_158


@dataclass(frozen=True, slots=True, eq=False)
class BaseMesh:
    """The base mesh in the shape of one mannequin, at rest.

    Attributes
    ----------
    places : (19158, 3) float32, m
    moves : mapping of name to (19158, 3) float32, m
        The morphs of the mannequin.
    joints : (19158, 4) uint8
    weights : (19158, 4) float32
        They add up to 1.
    """

    places: Floats = field(repr=False)
    moves: Mapping[str, Floats] = field(repr=False)
    joints: Bytes = field(repr=False)
    weights: Floats = field(repr=False)


@lru_cache(maxsize=1)
def basemesh(gender: Gender) -> BaseMesh:
    """Load the base mesh as this mannequin.

    Raises
    ------
    Missing
        The installation lost its data.
    """
    with np.load(assets.model("mannequin/hm08.npz"), allow_pickle=False) as stored:
        places, moves = (
            np.swapaxes(stored[f"{gender}_{what}"].cumsum(-1, dtype=kind), -1, -2)
            for what, kind in (("places", np.uint16), ("moves", np.int16))
        )
        places_m = places * stored["place_step_m"] + stored["places_from_m"]
        moves_m = (moves * stored["move_step_m"]).astype(np.float32)
        names = [str(name) for name in stored["morphs"]]
        weights = stored["weights"].astype(np.float32)
        joints = stored["joints"]
    return BaseMesh(
        np.ascontiguousarray(places_m, np.float32),
        {name: np.ascontiguousarray(m) for name, m in zip(names, moves_m, strict=True)},
        joints,
        weights / weights.sum(1, keepdims=True),
    )
