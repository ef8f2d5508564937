"""Puts clothes without bones on the mannequin: way up, size, place and pose are found."""

import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.mesh import Mesh
from tryon.core.scene import BONES, Floats
from tryon.garments.model import Gender, Slot, shipped
from tryon.garments.rest import Doubles, between
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import Skin, by_bone
from tryon.garments.transfer import bound

_B = {name: place for place, name in enumerate(BONES)}

#: How far arms are below the horizon where they are tried first, beside our rest; and the place
#: of the way to hold them that leads away from the trunk, see `_Mannequin.usual_deg`.
_HELD_DEG, _AWAY = (0.0, 78.0), 1
#: What an arm costs for each degree that it is held otherwise than that; m.
_BENT_M = 2e-4
#: Heights that a garment may have; m. Only shoes are lower.
_LEAST_M, _LEAST_SHOE_M, _MOST_M = 0.28, 0.05, 1.8
#: Units that clothes are modelled in, and how much one doubts it; m.
_UNITS_M = {1.0: 0.0, 0.01: 0.0, 0.1: 0.005, 0.0254: 0.01, 0.001: 0.005}
#: How far out cloth lies, up to where distance counts by its square, and from where no more; m.
_EASE_M, _NEAR_M, _FAR_M = 0.012, 0.05, 0.15
#: How far apart surfaces count as being that face at right angles; m.
_ALIKE_M = 0.05
#: What faces the skin below so much, and is so much further from what faces alike, is inner.
_LINED, _LINED_M = 0.5, 0.02
#: What is inside of the body counts so many times.
_INSIDE = 3.0
#: A garment that fits no better is of another body, or none; m.
_WORST_M = 0.10
#: What cloth costs that faces away from where the skin does, by one minus the cosine; m.
_AGAINST_M = 0.06
#: In doubt: y up, z front, in our pose; and at the place where it lies; m.
_DOUBT_M, _MOVED_M = 0.003, 0.006
#: What ends below this share of the body's height hangs on its top: the share of its own height
#: that is its top, and how much more that counts. All else hangs on the shoulders.
_SHOULDERS, _TOP, _TOP_COUNTS = 0.82, 0.06, 20
#: What hangs on its top slides down where it fits as well: what each metre above the waist
#: costs, and where that is; what ends below the knee does not hang.
_FALLS, _WAIST, _KNEE = 0.03, 0.62, 0.27
#: Below the hips what shoulders carry hangs free, and says less of where it lies.
_HIPS, _HANGING = 0.52, 0.2
#: Shoulders that are further from cloth do not carry it, m, and how much that counts. What
#: belongs to their bones by so much and looks so far up is a shoulder.
_BARE_M, _BARE, _OF_BONE, _UPWARDS = 0.04, 0.5, 0.3, 0.5
#: As many tries are moved, and then as many bent, before the best is chosen.
_MOVED, _BENT = 32, 4
#: Tries whose heights differ by less are alike; m.
_ALIKE_HIGH_M = 0.1
#: Fewer go around no body.
_LEAST_TRIANGLES = 40
#: Vertices that are looked at while searching, and while bending.
_FEW, _MANY = 320, 800
_STEP_M = 0.04
#: Half as wide as a trunk without its arms; m.
_TRUNK_M = 0.16
#: What is better by less is not: m.
_BETTER_M = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """The mannequin in one pose; `arms_deg` are as for `_Mannequin.holding`."""

    arms_deg: Doubles = field(repr=False)
    surface: Mesh
    matrices: Floats = field(repr=False)
    shoulders: NDArray[np.intp] = field(repr=False)

    def carries(self, top_m: float) -> bool:
        """Tell whether what ends at this height hangs on the shoulders."""
        return top_m > _SHOULDERS * float(self.surface.positions[:, 1].max())

    def misfit(self, places: Floats, normals: Floats, *, centred: bool = False) -> float:
        """Say how badly cloth at `places` (n, 3) lies on the body, in metres.

        What faces another way than the skin below does not go around the body. `centred` takes
        small distances by their squares: limbs are then in the middle of wide sleeves.
        """
        skin, way = self.surface.positions, self.surface.normals
        # squared distances less what all share: as one product each, they take a third
        terms = np.column_stack([skin, (skin * skin).sum(1), way]).T
        factors = np.column_stack(
            [-2 * places, np.ones_like(places[:, :1]), -2 * _ALIKE_M**2 * normals]
        )
        below = (factors[:, :4] @ terms[:4]).argmin(1)
        # near, and facing alike: the inside of a hanging sleeve is not over the ribs
        best = (factors @ terms).argmin(1)
        off, facing = places - skin[best], np.einsum("ni,ni->n", normals, way[best])
        far = np.sqrt((off * off).sum(1))
        loose = np.abs(far - _EASE_M)
        if centred:
            square = loose * loose / (2 * _NEAR_M)
            loose = np.where(loose < _NEAR_M, square, loose - _NEAR_M / 2)
        outside = np.einsum("ni,ni->n", off, way[best])
        cost = np.minimum(np.where(outside < 0, -_INSIDE * outside, loose), _FAR_M)
        cost += _AGAINST_M * (1 - facing)
        # the inner layer of a hem faces the skin, and says no more than the outer one
        inner = np.einsum("ni,ni->n", normals, way[below]) < -_LINED
        near = np.linalg.norm(places - skin[below], axis=1)
        inner &= (facing < -_LINED) | (far > near + _LINED_M)
        shown = 1.0 - inner
        if shown.mean() < 0.5:
            shown = np.ones(len(cost))
        high = float(places[:, 1].max())
        if self.carries(high):
            shoulders = skin[self.shoulders]
            gaps = np.linalg.norm(shoulders[:, None] - places, axis=2).min(1)
            low = places[:, 1] < _HIPS * float(skin[:, 1].max())
            worn = float(np.average(cost, weights=shown * np.where(low, _HANGING, 1.0)))
            return worn + _BARE * float(np.clip(gaps - _BARE_M, 0, _FAR_M).mean())
        if high < _KNEE * float(skin[:, 1].max()):  # shoes: the foot holds all of them
            return float(np.average(cost, weights=shown))
        top = places[:, 1] > high - _TOP * (high - float(places[:, 1].min()))
        worn = float(np.average(cost, weights=shown * (1 + _TOP_COUNTS * top)))
        return worn + _FALLS * (high - _WAIST * float(skin[:, 1].max()))


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    """A way to put it."""

    misfit: float
    doubt: float
    linear: Doubles
    shift: Doubles
    body: _Body

    def way(self) -> tuple[float, ...]:
        """Say which way round, in which pose and how high it is, roughly."""
        high = round(float(self.shift[1]) / _ALIKE_HIGH_M)
        return *self.linear.ravel().tolist(), *self.body.arms_deg.tolist(), high


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
    mannequin = _Mannequin.of(gender)
    few, many = _Samples.of(parts, _FEW), _Samples.of(parts, _MANY)
    tries = _tries(few, [mannequin.holding(way) for way in mannequin.usual_deg()], slot)
    good = _best(tries, _MOVED)
    if not good:
        raise BadInput(
            "expected a garment of a usual size, in m, dm, cm, inch or mm; for shoes say --slot"
        )
    good = _best((_moved(tried, few, (0.02, 0.01)) for tried in good), _BENT)
    best = min((_bent(tried, many, mannequin) for tried in good), key=lambda t: t.misfit)
    if best.misfit > _WORST_M:
        raise BadInput(
            f"fits nowhere on a body: {100 * best.misfit:.0f} cm off, expected "
            f"{100 * _WORST_M:.0f} at most; rig it, or say --slot and --gender"
        )
    if (count := sum(len(part.triangles) for part in parts)) < _LEAST_TRIANGLES:
        raise BadInput(f"has {count} triangles; clothes have {_LEAST_TRIANGLES} at least")
    return tuple(_bound(part, best) for part in parts)


def _best(tries: Iterable[_Try], count: int) -> list[_Try]:
    """Pick the best tries, of those that are alike only one."""
    found: dict[tuple[float, ...], _Try] = {}
    for tried in tries:
        way = tried.way()
        if way not in found or tried.misfit < found[way].misfit:
            found[way] = tried
    return heapq.nsmallest(count, found.values(), key=lambda tried: tried.misfit)


@dataclass(frozen=True, slots=True, eq=False)
class _Mannequin:
    """A mannequin that can hold its arms otherwise."""

    surface: Mesh
    skin: Skin
    heads: Floats = field(repr=False)
    shoulders: NDArray[np.intp] = field(repr=False)

    @classmethod
    def of(cls, gender: Gender) -> "_Mannequin":
        model = shipped(gender)
        surface = model.parts[0]
        skin = Skin(by_bone(surface), surface.positions.T.copy(), (surface.normals.T.copy(),))
        upwards = surface.normals[:, 1] > _UPWARDS
        of_shoulders = skin.weights[[_B["LeftShoulder"], _B["RightShoulder"]]].sum(0) > _OF_BONE
        return cls(surface, skin, model.skeleton.heads, np.flatnonzero(upwards & of_shoulders))

    def rest_deg(self) -> Doubles:
        """How it holds its arms at rest."""
        angles = []
        for bone, end in (("Arm", "ForeArm"), ("ForeArm", "Hand")):
            x, y, z = (self.heads[_B["Left" + end]] - self.heads[_B["Left" + bone]]).tolist()
            angles += [np.degrees(np.arctan2(-y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))]
        return np.array(angles)

    def usual_deg(self) -> list[Doubles]:
        """List ways in which clothes hold their arms: as at rest, as a T, and hanging.

        The elbow is straight, or as bent as at rest.
        """
        rest = self.rest_deg()
        ways = [rest]
        for low in _HELD_DEG:
            bent = np.array([low, 0.0, rest[2] - rest[0] + low, rest[3]])
            ways += [np.array([low, 0.0, low, 0.0]), bent]
        return ways

    def holding(self, arms_deg: Doubles) -> _Body:
        """Pose it: how far upper arms are below the horizon and ahead, then forearms."""
        low, ahead = np.radians(arms_deg).reshape(2, 2).T
        wanted = np.cos(low) * np.cos(ahead), -np.sin(low) * np.cos(ahead), np.sin(ahead)
        local: dict[str, Floats] = {}
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            carried = np.eye(3)
            for number, (bone, end) in enumerate((("Arm", "ForeArm"), ("ForeArm", "Hand"))):
                mine = (self.heads[_B[side + end]] - self.heads[_B[side + bone]]).astype(float)
                goal = np.array(
                    [sign * wanted[0][number], wanted[1][number], wanted[2][number]]
                )
                local[side + bone] = between(mine, carried.T @ goal)
                carried = carried @ local[side + bone]
        rotations = local_to_world(local)
        heads = self.heads
        matrices = rest_to_camera(heads, rotations, joints_of(heads, rotations, heads[0]))
        moved, normals = self.skin.pose(matrices)
        posed = replace(
            self.surface,
            positions=np.ascontiguousarray(moved.T),
            normals=np.ascontiguousarray(normals.T),
            tangents=None,
        )
        return _Body(arms_deg, posed, matrices, self.shoulders)


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """Vertices of the garment, as they lie in their file."""

    places: Floats
    normals: Floats

    @classmethod
    def of(cls, parts: tuple[Mesh, ...], count: int) -> "_Samples":
        places = np.concatenate([part.positions for part in parts])
        normals = np.concatenate([part.normals for part in parts])
        some = np.linspace(0, len(places) - 1, count).astype(int)
        return cls(places[some], normals[some])

    def laid(self, linear: Doubles) -> tuple[Floats, Floats]:
        """Turn and scale them: places and normals."""
        turn = linear / np.cbrt(np.linalg.det(linear))
        places, normals = self.places @ linear.T, self.normals @ turn.T
        return places.astype(np.float32), normals.astype(np.float32)


def _tries(few: _Samples, bodies: list[_Body], slot: Slot | None) -> Iterator[_Try]:
    """Try all turns and units, and many places."""
    up = np.eye(3), np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], float)
    least = _LEAST_SHOE_M if slot == "shoes" else _LEAST_M
    quarter = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], float)
    for (lain, stand), turns in itertools.product(enumerate(up), range(4)):
        turned = np.linalg.matrix_power(quarter, turns) @ stand
        doubt = _DOUBT_M * ((lain > 0) + (turns > 0))
        lying, normals = few.laid(turned)
        low, high = lying.min(0), lying.max(0)
        for unit, unusual in _UNITS_M.items():
            size = unit * (high - low)
            if not (least < size[1] < _MOST_M and size[0] < _MOST_M and size[2] < 1.2):
                continue
            here = (unit * lying).astype(np.float32)
            for number, body in enumerate(bodies):
                for shift in _shifts(here, body, slot):
                    held = body.carries(unit * high[1] + shift[1])
                    if not held and number != _AWAY:
                        continue  # no sleeves: arms are out of the way
                    unsure = doubt + unusual + _MOVED_M * bool(shift.any())
                    unsure += _DOUBT_M * (held and number > 0)
                    misfit = body.misfit(here + shift.astype(np.float32), normals) + unsure
                    yield _Try(misfit, unsure, unit * turned, shift, body)


def _shifts(here: Floats, body: _Body, slot: Slot | None) -> Iterator[Doubles]:
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
    low, high = (here.min(0).astype(float), here.max(0).astype(float))
    aside = (low[0] + high[0]) / 2
    # arms and sleeves may be held ahead: how deep it is, the trunk says
    trunk = here[np.abs(here[:, 0] - aside) < _TRUNK_M, 2]
    skin = skin[np.abs(skin[:, 0]) < _TRUNK_M]
    if high[1] < 1.05 * top and low[1] > -0.1:
        yield np.zeros(3)
    for at in np.arange(least * top, most * top - (high[1] - low[1]) + _STEP_M, _STEP_M):
        around = skin[np.abs(skin[:, 1] - (at + (high[1] - low[1]) / 2)) < 0.1, 2]
        middles = [(z.max() + z.min()) / 2 if len(z) else 0.0 for z in (around, trunk)]
        yield np.array([-aside, at - low[1], float(middles[0] - middles[1])])


def _moved(tried: _Try, samples: _Samples, steps_m: Iterable[float]) -> _Try:
    """Move a try a little, as long as it fits better; not what lies where it was made."""
    if not tried.shift.any():
        return tried
    here, normals = samples.laid(tried.linear)

    def misfit(shift: Doubles) -> float:
        return tried.body.misfit(here + shift.astype(np.float32), normals) + tried.doubt

    shift, lowest = _downhill(misfit, tried.shift, steps_m)
    return replace(tried, misfit=lowest, shift=shift)


def _bent(tried: _Try, many: _Samples, mannequin: _Mannequin) -> _Try:
    """Hold the arms of the mannequin as the sleeves are, by turns with moving."""
    here, normals = many.laid(tried.linear)
    if not tried.body.carries(float(here[:, 1].max() + tried.shift[1])):
        body = tried.body
        misfit = body.misfit(here + tried.shift.astype(np.float32), normals) + tried.doubt
        return _moved(replace(tried, misfit=misfit), many, (0.02, 0.01, 0.005))
    start_deg = tried.body.arms_deg
    for step_deg, steps_m in ((12.0, (0.02, 0.01)), (5.0, (0.01, 0.005)), (2.0, (0.005,))):
        places = here + tried.shift.astype(np.float32)

        def off_centre(arms_deg: Doubles, places: Floats = places) -> float:
            unusual = _BENT_M * float(np.abs(arms_deg - start_deg).sum())
            return mannequin.holding(arms_deg).misfit(places, normals, centred=True) + unusual

        arms_deg, _ = _downhill(off_centre, tried.body.arms_deg, (step_deg,))
        body = mannequin.holding(arms_deg)
        misfit = body.misfit(places, normals) + tried.doubt
        tried = _moved(replace(tried, misfit=misfit, body=body), many, steps_m)
    return tried


def _downhill(
    cost: Callable[[Doubles], float], start: Doubles, steps: Iterable[float]
) -> tuple[Doubles, float]:
    """Step along axes, and between them, as long as it costs less: place, and cost."""
    axes = np.eye(len(start))
    pairs = [
        one + sign * other for one, other in itertools.combinations(axes, 2) for sign in (1, -1)
    ]
    axes = np.concatenate([axes, pairs])
    place, lowest = start, cost(start)
    for step in steps:
        for _ in range(8):
            before = lowest
            for axis, size in itertools.product(axes, (step, -step)):
                other = place + size * axis
                if (found := cost(other)) < lowest - _BETTER_M:
                    place, lowest = other, found
            if lowest == before:
                break
    return place, lowest


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
