"""Puts clothes without bones on the mannequin: way up, size, place and pose are found."""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from tryon.core.errors import BadInput
from tryon.core.mesh import Mesh
from tryon.core.scene import BONES, Floats
from tryon.garments.model import Gender, Slot, shipped
from tryon.garments.rest import Doubles, between
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import Skin, by_bone
from tryon.garments.transfer import bound

_B = {name: place for place, name in enumerate(BONES)}

#: Angles of the arms below the horizon: our rest, a T, and arms that hang.
_POSES_DEG = (45.0, 0.0, 75.0)
#: Heights that a garment may have; m. Only shoes are lower.
_LEAST_M, _LEAST_SHOE_M, _MOST_M = 0.28, 0.05, 1.8
#: Units that clothes are modelled in, and how much one doubts it; m.
_UNITS_M = {1.0: 0.0, 0.01: 0.0, 0.0254: 0.01, 0.001: 0.005}
#: How far out cloth lies, and from where on distance does not count any more; m.
_EASE_M, _FAR_M = 0.012, 0.15
#: What is inside of the body counts so many times.
_INSIDE = 3.0
#: A garment that fits no better is of another body, or none; m.
_WORST_M = 0.08
#: What cloth costs that faces away from where the skin does, by one minus the cosine; m.
_AGAINST_M = 0.06
#: In doubt: y up, z front, as it lies, in our pose; m.
_DOUBT_M = 0.003
#: The share of its height that is its top.
_TOP = 0.12
#: As many tries are settled before the best is chosen.
_SETTLED = 24
_SAMPLES, _STEP_M = 320, 0.04


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The mannequin in one pose."""

    surface: Mesh
    matrices: Floats = field(repr=False)

    def misfit(self, places: Floats, normals: Floats) -> float:
        """Say how badly cloth at `places` (n, 3) lies on the body, in metres.

        What faces another way than the skin below does not go around the body.
        """
        skin = self.surface.positions
        away = (skin * skin).sum(1) - 2 * places @ skin.T
        best = away.argmin(1)
        off = places - skin[best]
        outside = np.einsum("ni,ni->n", off, self.surface.normals[best])
        far = np.sqrt((off * off).sum(1))
        cost = np.where(outside < 0, -_INSIDE * outside, np.abs(far - _EASE_M))
        facing = np.einsum("ni,ni->n", normals, self.surface.normals[best])
        # clothes hang from their top: there they are close
        high = places[:, 1]
        top = high > high.max() - _TOP * (high.max() - high.min())
        cost = np.minimum(cost, _FAR_M) + _AGAINST_M * (1 - facing)
        return float(np.average(cost, weights=1 + 4 * top))


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    """A way to put it."""

    misfit: float
    doubt: float
    linear: Doubles
    shift: Doubles
    body: _Body


def registered(parts: tuple[Mesh, ...], gender: Gender, slot: Slot | None) -> tuple[Mesh, ...]:
    """Lay surfaces on the mannequin at rest, and let its bones move them.

    Parameters
    ----------
    parts : tuple of Mesh
        In any usual unit, y or z up, looking any way along an axis; arms as at rest, as a T, or
        down; at their place on a body or not.
    gender : {"female", "male"}
    slot : str or None
        Where it is worn, if that is known.

    Raises
    ------
    BadInput
        No way fits.
    """
    bodies = [_posed(gender, angle) for angle in _POSES_DEG]
    places = np.concatenate([part.positions for part in parts])
    some = np.linspace(0, len(places) - 1, _SAMPLES).astype(int)
    picked, facing = places[some], np.concatenate([part.normals for part in parts])[some]
    tries = _tries(picked, facing, bodies, slot)
    good = heapq.nsmallest(_SETTLED, tries, key=lambda tried: tried.misfit)
    if not good:
        raise BadInput("expected a garment of a usual size, in m, cm, inches or mm")
    settled = (_settled(tried, picked, facing) for tried in good)
    best = min(settled, key=lambda tried: tried.misfit)
    if best.misfit > _WORST_M:
        raise BadInput(
            f"fits nowhere on a body: {100 * best.misfit:.0f} cm off, expected "
            f"{100 * _WORST_M:.0f} at most; rig it, or say --slot and --gender"
        )
    return tuple(_bound(part, best) for part in parts)


def _posed(gender: Gender, below_deg: float) -> _Body:
    model = shipped(gender)
    heads = model.skeleton.heads
    local: dict[str, Floats] = {}
    if below_deg != _POSES_DEG[0]:
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            arm = (heads[_B[side + "Hand"]] - heads[_B[side + "Arm"]]).astype(np.float64)
            low = np.radians(below_deg)
            wanted = np.array([sign * np.cos(low), -np.sin(low), 0.0])
            local[side + "Arm"] = between(arm, wanted)
    rotations = local_to_world(local)
    matrices = rest_to_camera(heads, rotations, joints_of(heads, rotations, heads[0]))
    surface = model.parts[0]
    skin = Skin(by_bone(surface), surface.positions.T.copy(), (surface.normals.T.copy(),))
    moved, normals = skin.pose(matrices)
    posed = replace(
        surface,
        positions=np.ascontiguousarray(moved.T),
        normals=np.ascontiguousarray(normals.T),
        tangents=None,
    )
    return _Body(posed, matrices)


def _tries(
    picked: Floats, facing: Floats, bodies: list[_Body], slot: Slot | None
) -> Iterator[_Try]:
    """Try all turns and units, and many places."""
    up = np.eye(3), np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], float)
    least = _LEAST_SHOE_M if slot == "shoes" else _LEAST_M
    quarter = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], float)
    for (lain, stand), turns in itertools.product(enumerate(up), range(4)):
        turned = np.linalg.matrix_power(quarter, turns) @ stand
        doubt = _DOUBT_M * ((lain > 0) + (turns > 0))
        lying, normals = picked @ turned.T, (facing @ turned.T).astype(np.float32)
        low, high = lying.min(0), lying.max(0)
        for unit, unusual in _UNITS_M.items():
            size = unit * (high - low)
            if not (least < size[1] < _MOST_M and size[0] < _MOST_M and size[2] < 1.2):
                continue
            here = (unit * lying).astype(np.float32)
            for number, body in enumerate(bodies):
                more = doubt + unusual + _DOUBT_M * (number > 0)
                for shift in _shifts(unit * low, unit * high, body, slot):
                    unsure = more + _DOUBT_M * bool(shift.any())
                    misfit = body.misfit(here + shift.astype(np.float32), normals) + unsure
                    yield _Try(misfit, unsure, unit * turned, shift, body)


def _shifts(low: Doubles, high: Doubles, body: _Body, slot: Slot | None) -> Iterator[Doubles]:
    """Give the place where it lies, and places on the body's axis, from below."""
    skin = body.surface.positions
    top = float(skin[:, 1].max())
    least, most = {
        "top": (0.4, 0.92),
        "outer": (0.1, 0.95),
        "dress": (0.05, 0.92),
        "bottom": (0.0, 0.72),
        "shoes": (-0.02, 0.4),
    }.get(slot or "", (-0.02, 0.95))
    middle = (low + high) / 2
    if high[1] < 1.05 * top and low[1] > -0.1:
        yield np.zeros(3)
    for at in np.arange(least * top, most * top - (high[1] - low[1]) + _STEP_M, _STEP_M):
        around = skin[np.abs(skin[:, 1] - (at + (high[1] - low[1]) / 2)) < 0.1]
        deep = float(around[:, 2].mean()) if len(around) else 0.0
        yield np.array([-middle[0], at - low[1], deep - middle[2]])


def _settled(best: _Try, picked: Floats, facing: Floats) -> _Try:
    """Move a try a little, as long as it fits better; not what lies where it was made."""
    if not best.shift.any():
        return best
    here = (picked @ best.linear.T).astype(np.float32)
    turn = best.linear / np.cbrt(np.linalg.det(best.linear))
    normals = (facing @ turn.T).astype(np.float32)
    shift = best.shift.copy()
    misfit = best.body.misfit(here + shift.astype(np.float32), normals)
    for step in (0.02, 0.01, 0.005):
        for _ in range(8):
            ways = [shift + step * sign * axis for axis in np.eye(3) for sign in (1, -1)]
            found = [best.body.misfit(here + way.astype(np.float32), normals) for way in ways]
            lowest = int(np.argmin(found))
            if found[lowest] > misfit - 1e-4:
                break
            shift, misfit = ways[lowest], found[lowest]
    return _Try(misfit + best.doubt, best.doubt, best.linear, shift, best.body)


def _bound(part: Mesh, best: _Try) -> Mesh:
    """Move a surface to the body as it stands, take its weights, and bring both to rest."""
    turn = best.linear / np.cbrt(np.linalg.det(best.linear))
    places = part.positions @ best.linear.T + best.shift
    part = replace(
        part,
        positions=places.astype(np.float32),
        normals=(part.normals @ turn.T).astype(np.float32),
        tangents=None,
        morphs={},
    )
    part = bound(part, best.body.surface)
    blend = np.einsum("bij,bn->nij", best.body.matrices.astype(np.float64), by_bone(part))
    back = np.linalg.inv(blend)
    rest = np.einsum("nij,nj->ni", back[:, :3, :3], part.positions) + back[:, :3, 3]
    normals = np.einsum("nij,nj->ni", back[:, :3, :3], part.normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return replace(part, positions=rest.astype(np.float32), normals=normals.astype(np.float32))
