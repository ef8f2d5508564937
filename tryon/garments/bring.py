"""Brings models in from outside: whatever their rig, or without one, they end on our own."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tryon.core.errors import BadInput
from tryon.core.mesh import Skeleton
from tryon.core.scene import BONES
from tryon.garments.gltf import read_gltf
from tryon.garments.mhclo import bring_mhclo
from tryon.garments.model import Gender, Model, Slot, covered_slot, load, shipped
from tryon.garments.obj import read_obj
from tryon.garments.register import registered
from tryon.garments.rest import stood
from tryon.garments.surfaces import surfaces
from tryon.garments.transfer import grown

UNKNOWN = "unknown"


def bring(path: Path, *, slot: Slot | None = None, gender: Gender | None = None) -> Model:
    """Read a model from outside and lay it on the mannequin.

    A rig that is known by its names is stood upright in the mannequin's pose and keeps its
    weights; anything else is put where it fits the mannequin and takes the weights from it.
    Morphs of the body are taken from the mannequin where the model has none. MakeHuman clothes
    say themselves where they are on the body.

    Parameters
    ----------
    path : Path
        GLB, glTF, VRM, OBJ or MakeHuman's MHCLO.
    slot : str or None
        None is told by what it covers.
    gender : {"female", "male"} or None
        None is told by the rig; without one it is female.

    Raises
    ------
    BadInput
        One sentence that names the file, what was expected and what came.
    """
    kind = path.suffix.lower()
    if kind == ".mhclo":
        return _signed(bring_mhclo(path, slot, gender), slot)
    if kind not in (".glb", ".gltf", ".vrm", ".obj"):
        raise BadInput(f"{path}: expected a GLB, glTF, VRM, OBJ or MHCLO file")
    if kind != ".obj" and surfaces(document := read_gltf(path)).skeleton is not None:
        model = load(path)
        if (slot or model.slot) == "head":
            return _signed(model, slot)
        try:
            model = stood(model, gender)
        except BadInput as error:
            raise document.fault(str(error)) from error
    else:
        parts = read_obj(path) if kind == ".obj" else surfaces(document).parts
        gender = gender or "female"
        if slot == "head" and kind != ".obj":
            return _signed(load(path), slot)
        nowhere = Skeleton(np.zeros((len(BONES), 3), np.float32))
        model = Model(path.stem[:80], slot or "top", gender, parts, nowhere)
        try:
            parts = registered(parts, gender, slot)
        except BadInput as error:
            raise BadInput(f"{path}: {error}") from error
        model = replace(model, parts=parts, skeleton=shipped(gender).skeleton)
    body = shipped(model.gender).parts[0]
    taught = tuple(part if part.morphs else grown(part, body) for part in model.parts)
    model = replace(model, parts=taught)
    return _signed(model, slot or covered_slot(model.parts, model.skeleton))


def _signed(model: Model, slot: Slot | None) -> Model:
    return replace(
        model,
        slot=slot or model.slot,
        licence=model.licence or UNKNOWN,
        origin=model.origin or UNKNOWN,
    )
