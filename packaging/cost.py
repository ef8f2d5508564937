"""Times how long clothes take to draw, by triangles and size: ``python packaging/cost.py``.

Prints the tables of docs/figures.md, and how long the first picture of a garment takes. Other
work on the machine is in the figures: run it alone, or with real-time precedence
(``chrt -r 5``).
"""

import dataclasses
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from tryon.core.layer import Drape
from tryon.core.mesh import Mesh
from tryon.core.scene import BONES, Figure, Floats, Presence, flat_light
from tryon.effects.garment import find_model
from tryon.garments.fit import body_of, put_on
from tryon.garments.model import Model, load, shipped
from tryon.garments.rail import hanging
from tryon.garments.skeleton import joints_of, local_to_world
from tryon.render.drape import Drapery

#: Pixels of the picture, focal length in shorter sides of it, and how far away the wearer
#: stands: from small to cut off.
_SIZE, _FOCAL, _AWAY_M = (1280, 720), 940 / 720, (2.7, 1.35, 0.95, 0.66)
#: Pictures of other sizes, in which the wearer stands at the second distance.
_SIZES = ((640, 360), (1280, 720), (1920, 1080), (1080, 1920))
_PICTURES = 24


def main() -> None:
    """Print the table."""
    tee = find_model("tshirt_crew_female")
    outfits: dict[str, tuple[Model, ...]] = {
        "plain": (_plain(tee),),
        "colour and normal map": (tee,),
        "the same, four times as many": (_divided(tee),),
        "blazer over it, trousers": (
            find_model("trousers_female"),
            tee,
            find_model("blazer_female"),
        ),
    }
    live, full = Drapery(), Drapery(1.0)
    say = sys.stdout.write
    say(
        "| triangles | " + " | ".join(f"{m:g} m" for m in _AWAY_M) + " | the last, as files |\n"
    )
    say("|---" * (len(_AWAY_M) + 2) + "|\n")
    for name, outfit in outfits.items():
        triangles = sum(model.triangles for model in outfit)
        cells = [_timed(live, outfit, away) for away in _AWAY_M]
        cells.append(_timed(full, outfit, _AWAY_M[-1]))
        say(f"| {triangles:,}, {name} | " + " | ".join(cells) + " |\n")
    say("\n| picture | " + " | ".join(f"{w} x {h}" for w, h in _SIZES) + " |\n")
    say("|---" * (len(_SIZES) + 1) + "|\n")
    cells = [_timed(Drapery(), (tee,), _AWAY_M[1], size) for size in _SIZES]
    say(f"| {tee.triangles:,}, colour and normal map | " + " | ".join(cells) + " |\n")
    worn = [hanger for hanger in hanging() if hanger.slot != "head"]
    first_ms = {hanger.word: _first_ms(live, load(hanger.path)) for hanger in worn}
    slowest = max(first_ms, key=lambda word: first_ms[word])
    median = np.median(list(first_ms.values()))
    say(f"\nFirst pictures of {len(first_ms)} garments and pairs of shoes: ")
    say(f"median {median:.0f} ms, ")
    say(f"the slowest {first_ms[slowest]:.0f} ms ({slowest})\n")


def _first_ms(drapery: Drapery, model: Model) -> float:
    """Draw a garment that was read, but never drawn; returns how long that takes, ms."""
    drape = _drape(model, _figure(_AWAY_M[1]), 0)
    picture = np.full((*_SIZE[::-1], 3), 120, np.uint8)
    start = time.perf_counter()
    drapery(picture, [drape])
    return 1e3 * (time.perf_counter() - start)


def _timed(
    drapery: Drapery, outfit: Sequence[Model], away_m: float, size: tuple[int, int] = _SIZE
) -> str:
    """Draw an outfit; returns median and 95th percentile, ms, and its share of the picture."""
    figure = _figure(away_m, size)
    drapes = [_drape(model, figure, over) for over, model in enumerate(outfit)]
    picture = np.full((*size[::-1], 3), 120, np.uint8)
    covered, spent_ms = 0.0, []
    for number in range(_PICTURES + 4):
        painted = picture.copy()
        start = time.perf_counter()
        laid = drapery(painted, drapes)
        if number >= 4:
            spent_ms.append(1e3 * (time.perf_counter() - start))
        covered = max(float((alpha > 127).sum()) for _, alpha in laid.values())
    low, high = np.percentile(spent_ms, [50, 95])
    return f"{low:.1f}, {high:.1f} ({100 * covered / picture[..., 0].size:.0f} %)"


def _figure(away_m: float, size: tuple[int, int] = _SIZE) -> Figure:
    """Stand a person of the mannequin's own shape there, looking at the chest."""
    heads = shipped("female").skeleton.heads
    turn = {name: _about_z(sign * 28.0) for name, sign in (("LeftArm", -1), ("RightArm", 1))}
    rotations = local_to_world(turn)
    chest = heads[BONES.index("Spine2")]
    joints = joints_of(heads, rotations, heads[0] - chest - np.float32([0, 0, away_m]))
    centre, focal_px = (size[0] / 2, size[1] / 2), _FOCAL * min(size)
    return Figure(rotations, joints, focal_px, centre, {}, "female", Presence(1, 1))


def _about_z(degrees: float) -> Floats:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)


def _drape(model: Model, figure: Figure, over: int) -> Drape:
    white = np.ones(3, np.float32)
    return Drape(
        effect="garment",
        status="estimated",
        worn=put_on(model, figure),
        body=body_of("female", figure),
        focal_px=figure.focal_px,
        centre_px=figure.centre_px,
        harmonics=flat_light(white, 0.8),
        light=white,
        over=over,
    )


def _plain(model: Model) -> Model:
    """Take its pictures away."""

    def bare(mesh: Mesh) -> Mesh:
        none = dataclasses.replace(mesh.material, base=None, normal=None, occlusion=None)
        return dataclasses.replace(mesh, material=none)

    return dataclasses.replace(model, parts=tuple(bare(mesh) for mesh in model.parts))


def _divided(model: Model) -> Model:
    """Divide every triangle into four."""
    return dataclasses.replace(model, parts=tuple(_quartered(mesh) for mesh in model.parts))


def _quartered(mesh: Mesh) -> Mesh:
    a, b, c = mesh.triangles.astype(np.intp).T
    sides = np.sort(np.stack([np.r_[a, b, c], np.r_[b, c, a]], 1), axis=1)
    edges, place = np.unique(sides, axis=0, return_inverse=True)
    ab, bc, ca = len(mesh.positions) + place.reshape(3, -1)

    def more(values: Any, mixed: bool = True) -> Any:
        middle = values[edges].mean(1) if mixed else values[edges[:, 0]]
        return np.concatenate([values, middle]).astype(values.dtype)

    normals = more(mesh.normals)
    return dataclasses.replace(
        mesh,
        positions=more(mesh.positions),
        normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
        uv=more(mesh.uv),
        joints=more(mesh.joints, mixed=False),
        weights=more(mesh.weights, mixed=False),
        triangles=np.concatenate(
            [np.stack(t, 1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        ).astype(np.uint32),
        morphs={},
        tangents=None if mesh.tangents is None else more(mesh.tangents, mixed=False),
        raised=None if mesh.raised is None else more(mesh.raised),
    )


if __name__ == "__main__":
    main()
