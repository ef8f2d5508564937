"""How a skirt hangs and swings: position-based dynamics on a coarse grid.

The grid hangs from the hips as it does on the stand, springs back to that, is as long as it is,
and goes around the legs. What the legs do to it is all that they do: it lies on the thighs of
who sits, and falls from the knees.

References
----------
Macklin, Müller, Chentanez (2016), "XPBD: position-based simulation of compliant constrained
dynamics", MIG; small steps: Macklin et al. (2019), "Small steps in physics simulation", SCA.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Posed, Sway
from tryon.core.scene import Floats
from tryon.garments.cage import MIDDLES, Cage, cage_of, support
from tryon.garments.hang import Hung, hung_on
from tryon.garments.model import Model

#: Steps of one 30th of a second, and the longest time that is followed, s.
_STEP_S, _LONGEST_S = 1 / 90, 0.1
#: After so long nothing is known of how it moved, s; it is then let hang for so many steps at
#: most, until it is as slow as this.
_FORGOTTEN_S, _SETTLING, _RESTS_M_S = 0.5, 400, 0.01

#: Cloth falls no faster than this, m/s: when it settles, and when it swings.
_SETTLING_M_S, _FASTEST_M_S = 0.4, 4.0

#: How often cloth swings in a second, and how fast that dies down, 1/s: by fabric.
_SWINGING: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "silk": (0.9, 2.5),
        "satin": (1.0, 3.0),
        "cotton": (1.4, 4.0),
        "linen": (1.5, 4.5),
        "wool": (1.8, 6.0),
        "denim": (2.4, 8.0),
        "leather": (2.8, 9.0),
    }
)
_USUAL = (1.5, 4.5)
#: How much stiffer it is at the hips than at the hem.
_STIFFER = 4.0
#: Share of what shins do that cloth around them is not carried along with.
_LOOSE = 0.5
#: Share of what the hips do, to the side and turning, that the hem does not come along with
#: at once; and the most that it is left behind: m, and radians.
_DRAG, _MOST_SWING = 0.6, np.array([0.08, 0.25])
#: How far threads give way across (along they do not), and how much shorter cloth may get
#: before it has to buckle.
_GIVES, _BUCKLES = 0.04, 0.55
#: Share of what it is too wide that is taken back in a step: legs are stronger than hems.
_TAUT = 0.8
#: Weight, m/s²; the most that the stand's shape pulls beside it, of who stands and of who sits;
#: how far from the stand all of the weight counts, and from where on shape does not; m.
_GRAVITY, _STRONGEST, _STRONGEST_SITTING, _NEAR_M, _FAR_M = 9.81, 1.5, 0.3, 0.06, 0.25
#: Friction of cloth on legs, beside what presses it: of who stands, and of who sits.
_FRICTION, _FRICTION_SITTING = 0.1, 2.0
#: How thick the lap between two thighs is beside them: cloth sags there.
_LAP = 0.4
#: How far a seat reaches behind and beside the hips, m, and along the thighs, as a share; how
#: steeply it then falls.
_BEHIND_M, _BESIDE_M, _EDGE, _STEEP = 0.25, 0.22, 0.85, 2.0


class Cloth:
    """What hangs free of one garment; remembers how it moved."""

    def __init__(self) -> None:
        self._cage: Cage | None = None
        self._model: Model | None = None
        self._who, self._ns = -1, 0
        self._shape: tuple[tuple[str, float], ...] = ()
        self._rest: Floats | None = None
        self._lengths: tuple[Floats, Floats] | None = None
        self._below_knees = np.zeros((0, 0), bool)
        self._hung: Hung | None = None
        self._places: Floats | None = None
        self._speeds: Floats | None = None
        self._swing, self._swing_speed = np.zeros(2), np.zeros(2)

    def hang(self, model: Model, posed: Posed, who: int, captured_ns: int) -> Posed:
        """Let it hang as it does now.

        Parameters
        ----------
        model : Model
        posed : Posed
            As the bones say.
        who : int
            Identity of the wearer.
        captured_ns : int

        Returns
        -------
        posed : Posed
            With its sway, if anything hangs free.
        """
        if model is not self._model:
            self._model, self._cage, self._hung, self._rest = model, cage_of(model), None, None
        cage = self._cage
        if cage is None:
            return posed
        shape = tuple(posed.morph_weights.items())
        if self._rest is None or shape != self._shape:
            self._rest, self._shape = cage.shaped(posed.morph_weights), shape
            self._lengths = _lengths(self._rest)
            self._below_knees = self._rest[..., 1] < cage.legs[::2, 1, 1].mean()
        heads = model.skeleton.shaped(posed.morph_weights)
        hung, size = hung_on(cage, self._rest, heads, posed.rest_to_camera)
        passed_s = (captured_ns - self._ns) / 1e9
        before = self._hung
        is_known = before is not None and who == self._who
        if before is not None and is_known and 0 < passed_s < _FORGOTTEN_S:
            self._follow(cage, before, hung, min(passed_s, _LONGEST_S))
        elif before is None or not (is_known and passed_s == 0 and _is_same(before, hung)):
            self._settle(cage, hung)
        self._hung, self._who, self._ns = hung, who, captured_ns
        assert self._places is not None
        moves = (size * (self._places - hung.by_bones)).astype(np.float32)
        turns = _normals(self._places) - _normals(hung.by_bones)
        sway = Sway(cage.bindings, moves.reshape(-1, 3), turns.reshape(-1, 3))
        return replace(posed, sway=sway)

    def _settle(self, cage: Cage, hung: Hung) -> None:
        """Start from where the bones take it, and let it come to rest."""
        self._places = hung.by_bones.copy()
        self._speeds = np.zeros_like(self._places)
        for _ in range(_SETTLING):
            before = self._places.copy()
            self._step(cage, hung, hung.legs, hung.by_bones[0], _STEP_S, calm=True)
            _enclose(self._places, hung.legs, hung, cage)
            # Not by its speeds: what falls in between, and is taken out again, is at rest.
            if float(np.abs(self._places - before).max()) < _RESTS_M_S * _STEP_S:
                break
        self._speeds[:] = 0
        self._swing, self._swing_speed = np.zeros(2), np.zeros(2)

    def _follow(self, cage: Cage, before: Hung, now: Hung, passed_s: float) -> None:
        """Go on from the last picture, in small steps.

        Bones carry it along, legs and all, so that it stays on its side of them; what swings is
        how much it is left behind by the hips.
        """
        assert self._places is not None
        assert self._rest is not None
        steps = max(round(passed_s / _STEP_S), 1)
        each = np.float32(1 / steps)
        carried = now.by_bones - before.by_bones
        below = self._below_knees
        carried[below] += _LOOSE * (now.stand - before.stand - carried)[below]
        carried = each * carried[1:]
        turned = (now.facing_rad - before.facing_rad + np.pi) % (2 * np.pi) - np.pi
        behind = _DRAG * np.array([now.hips[0] - before.hips[0], turned])
        often, dying = _SWINGING.get(cage.fabric.name, _USUAL)
        step_s = passed_s / steps
        for step in range(1, steps + 1):
            share = step * each
            self._swing -= behind / steps
            self._swing_speed -= step_s * (2 * np.pi * often) ** 2 * self._swing
            self._swing_speed *= np.exp(-dying * step_s)
            self._swing += step_s * self._swing_speed
            self._swing = np.clip(self._swing, -_MOST_SWING, _MOST_SWING)
            stand = before.stand + share * (now.stand - before.stand)
            between = replace(now, stand=_swung(stand, self._swing))
            legs = before.legs + share * (now.legs - before.legs)
            top = before.by_bones[0] + share * (now.by_bones[0] - before.by_bones[0])
            self._places[1:] += carried
            self._step(cage, between, legs, top, step_s)
        _enclose(self._places, now.legs, now, cage)

    def _step(
        self,
        cage: Cage,
        hung: Hung,
        legs: Floats,
        top: Floats,
        step_s: float,
        *,
        calm: bool = False,
    ) -> None:
        """Let time pass: what hangs on `top` falls, as far as it is long, around the legs."""
        places, speeds = self._places, self._speeds
        assert places is not None
        assert speeds is not None
        assert self._lengths is not None
        often, dying = _SWINGING.get(cage.fabric.name, _USUAL)
        before = places.copy()
        speeds *= np.float32(np.exp(-(12.0 if calm else dying) * step_s))
        places += np.float32(step_s) * speeds
        places[0] = top
        _fall(places, hung, often, step_s)
        _keep_lengths(places, np.float32(hung.longer) * self._lengths[0], self._lengths[1])
        _go_around(places, before, legs, hung, cage)
        if hung.sits > 0:
            _rest_on_seat(places, legs, hung, self._below_knees)
        places[0] = top
        np.subtract(places, before, out=speeds)
        speeds /= np.float32(step_s)
        fast = np.sqrt((speeds * speeds).sum(-1, keepdims=True)) + np.float32(1e-9)
        speeds *= np.minimum((_SETTLING_M_S if calm else _FASTEST_M_S) / fast, 1)
        speeds[0] = 0


def _is_same(one: Hung, other: Hung) -> bool:
    """Whether this is the same picture again, which is shown for a while."""
    return np.array_equal(one.by_bones, other.by_bones)


def _swung(stand: Floats, swing: NDArray[np.float64]) -> Floats:
    """Leave what hangs behind by `swing`, m and radians, at the hem; less further up."""
    part = np.linspace(0, 1, len(stand))[:, None]
    moved = stand.copy()
    moved[..., 0] += part * (swing[0] + swing[1] * stand[..., 2])
    moved[..., 2] -= part * swing[1] * stand[..., 0]
    return moved


def _fall(places: Floats, hung: Hung, often: float, step_s: float) -> None:
    """Draw places to where they hang on the stand, and down, once they are not near it.

    A constraint with compliance near the stand, whose force ends at a share of the weight; the
    weight itself is what the stand's shape holds, and comes with the distance from it.
    """
    rows = len(places)
    fast = 2 * np.pi * often * np.linspace(_STIFFER, 1, rows, dtype=np.float32)
    share = (1 / (1 + 1 / (fast * step_s) ** 2)).astype(np.float32)[:, None, None]
    back = hung.stand - places
    strongest = _STRONGEST + hung.sits * (_STRONGEST_SITTING - _STRONGEST)
    far = np.sqrt((back * back).sum(-1, keepdims=True)) + np.float32(1e-9)
    weight = np.float32(_GRAVITY * step_s * step_s)
    back *= np.minimum(share, strongest * weight / far * np.maximum(1 - far / _FAR_M, 0))
    places += back
    places[..., 1:2] -= weight * np.minimum(far / np.float32(_NEAR_M), 1)


def _keep_lengths(places: Floats, down: Floats, around: Floats) -> None:
    """Keep cloth from stretching, along its fall and around; the first row is held.

    Parameters
    ----------
    places : (rows, columns, 3) float32, m
    down : (rows - 1, columns) float32, m
        From each row to the next.
    around : (rows, columns) float32, m
        From each column to the next.
    """
    for row in range(1, len(places)):  # from the hips to the hem: in one go
        way = places[row] - places[row - 1]
        long = np.sqrt((way * way).sum(-1)) + np.float32(1e-9)
        most = down[row - 1]
        way *= (np.clip(long, _BUCKLES * most, most) / long)[:, None]
        np.add(places[row - 1], way, out=places[row])
    for first in (0, 1):
        here = places[1:, first::2]
        there = places[1:, 1::2] if first == 0 else np.roll(places[1:, 0::2], -1, 1)
        way = there - here
        long = np.sqrt((way * way).sum(-1)) + np.float32(1e-9)
        wide = around[1:, first::2]
        wrong = np.clip(long, _BUCKLES * wide, (1 + _GIVES) * wide) / long - 1
        way *= np.float32(0.5 * _TAUT) * wrong[..., None]
        here -= way
        if first == 0:
            places[1:, 1::2] += way
        else:
            places[1:, 0::2] += np.roll(way, 1, 1)


def _lengths(rest: Floats) -> tuple[Floats, Floats]:
    """Measure cloth at rest, along its fall and around; see `_keep_lengths`."""
    down, around = rest[1:] - rest[:-1], np.roll(rest, -1, 1) - rest
    return np.sqrt((down * down).sum(-1)), np.sqrt((around * around).sum(-1))


def _go_around(places: Floats, before: Floats, legs: Floats, hung: Hung, cage: Cage) -> None:
    """Push what is inside a leg out of it, and let it slip along only in part.

    Between the thighs of who sits there is a lap: cloth spans it, as it is held on both sides.
    """
    around = [*zip(legs, hung.turns, cage.radii, cage.room, strict=True)]
    if hung.sits > 0:
        lap = np.float32(_LAP * hung.sits) * (cage.radii[0] + cage.radii[2]) / 2
        room = np.minimum(cage.room[0], cage.room[2])
        around.append(((legs[0] + legs[2]) / 2, hung.turns[0], lap, room))
    friction = _FRICTION + hung.sits * (_FRICTION_SITTING - _FRICTION)
    for (begin, end), turn, radii, room in around:
        bone = (end - begin) @ turn
        length = max(float(bone @ bone), 1e-9)
        off = (places[1:] - begin) @ turn
        along = np.clip(off @ bone / length, 0, 1)
        away = off - along[..., None] * bone
        inside = np.minimum(np.interp(along, MIDDLES, radii), room[1:])
        inside -= np.sqrt((away * away).sum(-1))
        touched = inside > 0
        if not touched.any():
            continue
        # out on the side where it was, however far the leg has come
        deep = inside[touched].astype(np.float32)
        was = (before[1:][touched] - begin) @ turn
        was -= np.clip(was @ bone / length, 0, 1)[:, None] * bone
        was /= np.sqrt((was * was).sum(-1, keepdims=True)) + np.float32(1e-9)
        out = np.minimum(np.interp(along[touched], MIDDLES, radii), room[1:][touched])
        out = out[:, None].astype(np.float32) * was - away[touched]
        back = turn.T / (turn * turn).sum(0)[:, None]
        out = out @ back
        there = places[1:][touched] + out
        out /= np.sqrt((out * out).sum(-1, keepdims=True)) + np.float32(1e-9)
        slip = there - before[1:][touched]
        slip -= (slip * out).sum(-1, keepdims=True) * out
        long = np.sqrt((slip * slip).sum(-1)) + np.float32(1e-9)
        held = np.minimum(friction * deep / long, 1)
        places[1:][touched] = there - held[:, None] * slip


def _enclose(places: Floats, legs: Floats, hung: Hung, cage: Cage) -> None:
    """Take what is around both legs of who stands out of them, and out of what is between.

    Points are further apart than a shin is thick: one slips through that has a step to go.
    """
    if hung.sits == 1:
        return
    angle = hung.facing_rad + 2 * np.pi * np.arange(places.shape[1]) / places.shape[1]
    outwards = np.stack([np.sin(angle), np.cos(angle)], 1).astype(np.float32)
    needed = support(places[1:, :, 1], outwards, legs, cage.radii)
    needed -= np.float32(hung.sits) + cage.tight[1:]
    short = np.maximum(needed - (places[1:, :, ::2] * outwards).sum(-1), 0)
    places[1:, :, ::2] += short[..., None] * outwards


def _rest_on_seat(
    places: Floats, legs: Floats, hung: Hung, below_knees: NDArray[np.bool_]
) -> None:
    """Lift what is below the seat of who sits: there cloth is sat on, it does not hang."""
    begin, end = legs[::2].mean(0)
    ahead = end - begin
    ahead[1] = 0
    long = float(np.sqrt(ahead @ ahead)) + 1e-9
    ahead /= long
    off = places - begin
    along = off @ ahead
    beside = np.abs(off[..., 0] * ahead[2] - off[..., 2] * ahead[0])
    beyond = np.maximum(along - _EDGE * long, np.maximum(-along - _BEHIND_M, 0))
    beyond = np.maximum(beyond, beside - _BESIDE_M)
    floor = np.float32(hung.seat_m) - np.float32(_STEEP) * beyond
    np.maximum(places[..., 1], floor, out=places[..., 1], where=~below_knees)


def _normals(grid: Floats) -> Floats:
    """Find the outward normals of a grid: (rows, columns, 3), unit length."""
    around = np.roll(grid, -1, 1) - np.roll(grid, 1, 1)
    down = np.empty_like(grid)
    down[1:-1] = grid[2:] - grid[:-2]
    down[0], down[-1] = grid[1] - grid[0], grid[-1] - grid[-2]
    out = np.cross(down, around)
    out /= np.sqrt((out * out).sum(-1, keepdims=True)) + 1e-12
    return out.astype(np.float32)
