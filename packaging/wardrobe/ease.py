"""How far a garment stands off the body, and where its edges run."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from wardrobe.anatomy import JOINTS, Anatomy, Floats
from wardrobe.block import Block, smoothstep
from wardrobe.surface import Bools
from wardrobe.toile import Toile

Stations = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Ease:
    """Room between body and cloth, in cm of circumference.

    Attributes
    ----------
    trunk : tuple of (height in m, cm)
        Lowest first.
    hang : float, in [0, 1]
        1 falls straight from the chest, 0 follows the waist.
    hull : float, in [0, 1]
        How much hollows of the trunk are bridged.
    loose : float, in [0, 1]
        1 forgets the body's own relief.
    shoulder : float, m
        Thickness over the shoulders.
    sleeve : tuple of (m from the shoulder joint, cm)
    sleeve_hang : float, in [0, 1]
    sleeve_low : float, in [0, 1]
        How much less of a sleeve's room is above the upper arm, and more below it: cloth lies
        on the shoulder and hangs from there.
    leg : tuple of (m from the hip joint, cm)
        Empty: the legs are inside the trunk's tube.
    leg_hang : float, in [0, 1]
    folds : (count, depth in m at the lower edge, height in m where they begin, lower edge)
        Fullness laid in waves around the trunk.
    taut : (lower edge, waist), m
        Between them a skirt is stretched straight and forgets the body's relief.
    """

    trunk: Stations
    hang: float = 0.8
    hull: float = 0.9
    loose: float = 0.85
    shoulder: float = 0.005
    sleeve: Stations = ((0.0, 3.0),)
    sleeve_hang: float = 0.5
    sleeve_low: float = 0.5
    leg: Stations = ()
    leg_hang: float = 0.6
    folds: tuple[float, float, float, float] | None = None
    taut: tuple[float, float] | None = None


def _radial(stations: Stations, at: Floats, _turn: Floats | None = None) -> Floats:
    """Circumference in cm at stations -> distance in m, the same all around."""
    x, cm = np.array(stations).T
    return np.interp(at, x, cm) / 100 / (2 * np.pi)


def stand(block: Block, ease: Ease) -> Floats:
    """Return (N, 3) m where the block's vertices stand with this ease."""
    tubes, marks = block.tubes, block.landmarks
    trunk = tubes["trunk"]
    limbs = [n for n in tubes if "arm" in n or (ease.leg and "leg" in n)]
    share = 1 - np.sum([tubes[n].share for n in limbs], axis=0)
    own = block.tables["trunk"]
    cut = own.hulled(ease.hull).hanging(ease.hang, down=-1, start=marks["pit"])
    loose: Floats = np.full(len(trunk.along), ease.loose)
    if ease.taut:
        cut = cut.taut(*ease.taut)
        below = smoothstep(ease.taut[1] - trunk.along, 0.0, 0.1)
        loose = loose + (1 - loose) * below
    cut = cut.plus(partial(_radial, ease.trunk))
    wide = cut.at(trunk.along, trunk.turn)
    over_body: Floats = wide - own.at(trunk.along, trunk.turn)
    more: Floats = np.add((1 - loose) * over_body, loose * (wide - trunk.away))
    if ease.folds:
        count, depth, top, low = ease.folds
        full = np.clip((top - trunk.along) / (top - low), 0, 1) ** 1.2
        sway = trunk.turn + 0.35 * np.sin(2 * trunk.turn) + 0.2 * np.sin(3 * trunk.turn + 1)
        more = more + depth * full * np.cos(count * sway)
    more = more * smoothstep(trunk.away, 0.015, 0.07)  # between the legs there is no outwards
    over = smoothstep(trunk.along, marks["pit"] - 0.06, marks["pit"] + 0.07)
    move = ((1 - over) * share * more)[:, None] * trunk.outward
    move += (over * share * ease.shoulder)[:, None] * block.normals
    for name in limbs:
        tube = tubes[name]
        stations, hang = (
            (ease.sleeve, ease.sleeve_hang) if "arm" in name else (ease.leg, ease.leg_hang)
        )
        table = block.tables[name]
        start = 0.08 if "arm" in name else 0.12
        cut = table.hulled().hanging(hang, down=1, start=start)
        cut = cut.plus(partial(_radial, stations))
        more = cut.minus(table).at(tube.along, tube.turn)
        if "arm" in name:
            lower: Floats = ease.sleeve_low * (1 - 0.6 * smoothstep(tube.along, 0.12, 0.3))
            more = more * (1 - lower * np.sin(tube.turn))
        move += (tube.share * more)[:, None] * tube.outward
    shape = block.positions + move
    if ease.leg:  # the insides of the legs do not pass through each other
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            mine = tubes[f"{side} leg"].share > 0.5
            shape[mine, 0] = sign * np.maximum(sign * shape[mine, 0], 0.004)
    return shape


def down_sleeve(block: Block, top: float, upper: float, elbow: float, end: float) -> Stations:
    """Return a long sleeve's room, cm: over the shoulder, upper arm, elbow, above the cuff."""
    anatomy = block.anatomy
    arm, fore, hand = (anatomy.head(f"Left{bone}") for bone in ("Arm", "ForeArm", "Hand"))
    bend = float(np.linalg.norm(fore - arm))
    wrist = bend + float(np.linalg.norm(hand - fore))
    return (-0.1, top), (0.05, upper), (bend, elbow), (wrist - 0.05, end)


def arm_share(toile: Toile, side: str = "") -> Floats:
    """Return (n,) how much each vertex belongs to the arms."""
    tubes = toile.block.tubes
    names = [n for n in tubes if n.endswith("arm") and n.startswith(side)]
    return toile.at(np.sum([tubes[n].share for n in names], axis=0))


def arm_along(toile: Toile) -> Floats:
    """Return (n,) m down the nearer arm from its shoulder joint."""
    tubes = toile.block.tubes
    left = toile.at(tubes["Left arm"].along)
    right = toile.at(tubes["Right arm"].along)
    return np.where(toile.at(toile.block.positions)[:, 0] > 0, left, right)


def leg_along(toile: Toile) -> Floats:
    """Return (n,) m down the nearer leg from its hip joint."""
    tubes = toile.block.tubes
    left = toile.at(tubes["Left leg"].along)
    right = toile.at(tubes["Right leg"].along)
    return np.where(toile.at(toile.block.positions)[:, 0] > 0, left, right)


def front(toile: Toile) -> Floats:
    """Return (n,) m to the front of the line from which side seams hang."""
    tubes = toile.block.tubes
    return toile.at(np.sum([t.share * t.away * np.cos(t.turn) for t in tubes.values()], axis=0))


def shorten_sleeves(toile: Toile, length: float) -> Toile:
    """Cut the arms off ``length`` m below the shoulder joints."""
    level = np.where(arm_share(toile) > 0.5, length - arm_along(toile), 0.1)
    return toile.trimmed(level)


@dataclass(frozen=True)
class Neckline:
    """An ellipsoid that is cut out around the neck: half axes in m.

    ``wide`` at the shoulder, ``front`` and ``back`` deep below the shoulder's height.
    """

    wide: float
    front: float
    back: float

    def level(self, toile: Toile) -> Floats:
        """Return (n,) positive below the line; m, about."""
        block = toile.block
        points = block.positions
        body = toile.at(points)
        arms = np.sum([t.share for n, t in block.tubes.items() if "arm" in n], axis=0)
        side = (np.abs(np.abs(points[:, 0]) - self.wide) < 0.012) & (arms < 0.5)
        top = points[side][points[side][:, 1].argmax()]
        middle = np.abs(points[:, 0]) < 0.02

        def depth(y: float) -> float:
            near = points[middle & (np.abs(points[:, 1] - y) < 0.02), 2]
            return float(near.max() - top[2])

        # In front an ellipsoid whose line is ``front`` low in the middle; behind an elliptic
        # cylinder, because there the neck is steep and its hollow would pull the line down.
        high = 1.25 * self.front
        long = depth(top[1] - self.front) / np.sqrt(1 - (self.front / high) ** 2)
        ahead = np.maximum(body[:, 2] - top[2], 0)
        low = np.minimum(body[:, 1] - top[1], 0)  # everything above goes too
        low = low / np.where(ahead > 0, high, self.back)
        q = np.stack([body[:, 0] / self.wide, low, ahead / long], axis=1)
        return (np.linalg.norm(q, axis=1) - 1) * self.wide


def vee(toile: Toile, low: float, half_width: float, shoulder_y: float) -> Floats:
    """Return (n,) positive outside a V whose point is at height ``low`` in front."""
    body = toile.at(toile.block.positions)
    slope = half_width / (shoulder_y - low)
    open_to = np.maximum(body[:, 1] - low, -0.05) * slope
    level = np.abs(body[:, 0]) - open_to
    return np.where(front(toile) > 0, level, 0.05)


def upper_panels(toile: Toile) -> dict[str, Floats]:
    """Score front, back and both sleeves; see `Toile.labelled`."""
    ahead = toile.mean(front(toile))
    scores = {"front": (ahead > 0) * 0.5, "back": (ahead <= 0) * 0.5}
    for side in ("Left", "Right"):
        arm = toile.mean(arm_share(toile, side)) > 0.5
        scores[f"{side.lower()} sleeve front"] = (arm & (ahead > 0)) * 1.0
        scores[f"{side.lower()} sleeve back"] = (arm & (ahead <= 0)) * 1.0
    return scores


def over_arm(toile: Toile) -> Bools:
    """Return (n,) where front and back of a sleeve meet without a seam."""
    tubes = toile.block.tubes
    up = toile.at(sum(t.share * np.sin(t.turn) for n, t in tubes.items() if "arm" in n))
    return np.asarray(up > 0.3)


def upper_unroll(toile: Toile) -> dict[str, Floats]:
    """First unrollings of the same pieces."""
    tubes = toile.block.tubes
    trunk = tubes["trunk"]
    body = toile.positions
    turn = toile.at(np.sin(trunk.turn)), toile.at(np.cos(trunk.turn))
    angle = np.arctan2(*turn)
    radius = 0.16
    over = toile.block.landmarks["pit"]
    # Above the arm pits the trunk is a plane rather than a cylinder.
    flat = smoothstep(body[:, 1], over - 0.1, over)
    ahead = (1 - flat) * radius * angle + flat * body[:, 0]
    behind = np.where(angle > 0, np.pi - angle, -np.pi - angle)
    behind = (1 - flat) * radius * behind + flat * body[:, 0]
    rolled = {
        "front": np.c_[ahead, body[:, 1]],
        "back": np.c_[-behind, body[:, 1]],
    }
    for side in ("Left", "Right"):
        tube = tubes[f"{side} arm"]
        top = np.arctan2(
            toile.at(np.sin(tube.turn - np.pi / 2)), toile.at(np.cos(tube.turn - np.pi / 2))
        )
        along = toile.at(tube.along)
        rolled[f"{side.lower()} sleeve front"] = np.c_[0.06 * top, -along]
        rolled[f"{side.lower()} sleeve back"] = np.c_[0.06 * top, -along]
    return rolled


def trunk_move(toile: Toile, around_cm: float, sleeve_cm: float, leg_cm: float) -> Floats:
    """Return (n, 3) m: one size more around, by circumference of trunk, sleeve and leg."""
    total = np.zeros((len(toile.block.surface), 3))
    for name, tube in toile.block.tubes.items():
        cm = around_cm if name == "trunk" else sleeve_cm if "arm" in name else leg_cm
        total += (tube.share * cm / 100 / (2 * np.pi))[:, None] * tube.outward
    high = smoothstep(
        toile.block.positions[:, 1],
        toile.block.landmarks["pit"],
        toile.block.landmarks["shoulder"] + 0.04,
    )
    arms = np.sum([t.share for n, t in toile.block.tubes.items() if "arm" in n], axis=0)
    total *= (1 - high * (1 - arms))[:, None]  # the neck and the shoulders' line stay
    return toile.at(total)


def joint(anatomy: Anatomy, name: str) -> Floats:
    """Return (3,) m."""
    return anatomy.heads[JOINTS.index(name)]
