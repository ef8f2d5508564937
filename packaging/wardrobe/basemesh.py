"""The base mesh on both bodies, for clothes that are told by its vertices (MakeHuman's)."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardrobe.anatomy import MORPHS, Anatomy, Floats
from wardrobe.glb import strongest

#: Places are steps of 0.1 mm from -1 m, moves are steps of 0.2 mm: finer than cloth is.
STEP_M, FROM_M, MOVE_STEP_M = 1e-4, -1.0, 2e-4


def basemesh(bodies: Mapping[str, Anatomy]) -> bytes:
    """Return the ``.npz`` that `tryon.garments.hm08` reads; bodies by gender."""
    arrays: dict[str, NDArray[Any]] = {
        "place_step_m": np.array(STEP_M),
        "places_from_m": np.array(FROM_M),
        "move_step_m": np.array(MOVE_STEP_M),
        "morphs": np.array(MORPHS),
    }
    for gender, body in bodies.items():
        places = np.rint((body.positions - FROM_M) / STEP_M)
        moves = np.rint(np.stack([body.morphs[name] for name in MORPHS]) / MOVE_STEP_M)
        arrays[f"{gender}_places"] = _steps(places)
        arrays[f"{gender}_moves"] = _steps(moves)
        joints, weights = strongest(body.weights)  # the same on both
        arrays["joints"], arrays["weights"] = joints, np.rint(255 * weights).astype(np.uint8)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)
    return data.getvalue()


def _steps(values: Floats) -> NDArray[np.int16]:
    """Give (..., v, 3) as steps from vertex to vertex, (..., 3, v) int16: they pack better.

    They are added up in 16 bits again: what overflows here, overflows back there.
    """
    turned = np.swapaxes(values, -1, -2).astype(np.int32)
    steps = np.diff(turned, axis=-1, prepend=0).astype(np.int16)
    return np.ascontiguousarray(steps)
