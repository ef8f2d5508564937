"""From landmarks and a silhouette to a posed skeleton: a mannequin is bent until it agrees.

Landmarks are not joints, and their depths are guesses. So a mannequin with bones of its own
stands before an assumed lens, landmarks lie at known places of its body, and its pose, the
lengths of its bones and its shape are those that explain what the picture shows: least squares
with a robust weight for every landmark, and with what is usual for a body where the picture is
silent. The torso's height tells the distance; shoulders that come closer together tell a turn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tryon.core.precedence import let_pass
from tryon.core.scene import BONES, Figure, Floats, Presence, Silhouette
from tryon.garments.bend import (
    COUNT,
    LEAST_SHAPE,
    MOST_SHAPE,
    SHAPE,
    TURN,
    Array,
    Bender,
    Mannequin,
    Stance,
    Usual,
    rotations_of,
    turn_of,
)
from tryon.garments.posture import (
    WRISTS,
    before_arm,
    before_trunk,
    hanging,
    lean,
    torso_on_head,
)
from tryon.garments.shape import Outline, Pulls
from tryon.garments.sighting import Lens, Sighting

_B = {name: place for place, name in enumerate(BONES)}


@dataclass(frozen=True, slots=True)
class _Landmark:
    """Where one of the pose model's landmarks lies on a mannequin.

    Measured on posed mannequins, in torso lengths from the beginning of `bone`, in the axes of
    `frame` at rest; `spread` is its standard deviation in the picture, in torso lengths.
    """

    index: int
    bone: str
    offset: tuple[float, float, float]
    spread: float
    frame: str


def _both(
    left: int,
    right: int,
    bone: str,
    offset: tuple[float, float, float],
    spread: float,
    frame: str = "",
) -> tuple[_Landmark, _Landmark]:
    x, y, z = offset
    sided = frame or bone
    return (
        _Landmark(left, _sided(bone, "Left"), (x, y, z), spread, _sided(sided, "Left")),
        _Landmark(right, _sided(bone, "Right"), (-x, y, z), spread, _sided(sided, "Right")),
    )


def _sided(bone: str, side: str) -> str:
    return bone if bone in _B else side + bone


_LANDMARKS = (
    _Landmark(0, "Head", (0.0, 0.019, 0.217), 0.022, "Head"),
    *_both(2, 5, "Head", (0.053, 0.081, 0.168), 0.022),
    *_both(7, 8, "Head", (0.102, 0.063, 0.067), 0.022),
    *_both(9, 10, "Head", (0.039, -0.046, 0.189), 0.022),
    *_both(11, 12, "Arm", (-0.045, 0.040, 0.027), 0.026, "Spine2"),
    *_both(13, 14, "ForeArm", (-0.025, 0.035, 0.046), 0.032),
    *_both(15, 16, "Hand", (-0.009, -0.009, 0.017), 0.02),
    # hands bend further than those that were measured, and drew their wrists along
    *_both(17, 18, "Hand", (0.068, -0.117, 0.093), 0.15),
    *_both(19, 20, "Hand", (0.046, -0.099, 0.143), 0.15),
    *_both(23, 24, "UpLeg", (-0.033, 0.054, 0.069), 0.036, "Hips"),
    *_both(25, 26, "Leg", (-0.013, 0.027, -0.021), 0.032),
    *_both(27, 28, "Foot", (0.006, 0.059, 0.012), 0.030),
    *_both(29, 30, "Foot", (-0.010, -0.061, -0.060), 0.035),
    *_both(31, 32, "ToeBase", (-0.008, 0.037, 0.086), 0.020),
)
_INDEX = np.array([mark.index for mark in _LANDMARKS])
_BONE = np.array([_B[mark.bone] for mark in _LANDMARKS])
_FRAME = np.array([_B[mark.frame] for mark in _LANDMARKS])
_OFFSET = np.array([mark.offset for mark in _LANDMARKS])
_SPREAD = np.array([mark.spread for mark in _LANDMARKS])
_AT = {mark.index: place for place, mark in enumerate(_LANDMARKS)}

#: Where the wrist lies that the model of hands tells, which is nearer to the joint than that of
#: the pose model, and its spread: on 258 wrists of mannequins in random poses.
_TOLD_OFFSET, _TOLD_SPREAD = np.array([0.007, -0.009, 0.003]), 0.014
_TOLD_WRISTS = (_AT[15], _AT[16])
_MIRRORED = np.array([-1.0, 1.0, 1.0])

#: What the model's 3-D landmarks say of depths: from landmark, to landmark, then slope and
#: offset (m, of a torso of `_TORSO_M`) that turn its difference into that of the joints, and
#: the deviation that stays. Measured on posed mannequins; forearms are mostly a guess.
_DEPTHS = (
    (12, 11, 1.05, 0.0, 0.065),
    (24, 23, 1.05, 0.0, 0.045),
    (11, 13, 0.75, 0.04, 0.08),
    (12, 14, 0.75, 0.04, 0.08),
    (13, 15, 0.35, 0.105, 0.10),
    (14, 16, 0.35, 0.105, 0.10),
    (23, 25, 0.35, 0.04, 0.06),
    (24, 26, 0.35, 0.04, 0.06),
    (25, 27, 0.25, -0.01, 0.075),
    (26, 28, 0.25, -0.01, 0.075),
)
_TORSO_M = 0.52
_ENDS = np.array([row[:2] for row in _DEPTHS], np.intp)
_FROM, _TO = (np.array([_AT[int(index)] for index in column]) for column in _ENDS.T)
_SLOPE, _SHIFT, _DEPTH_SPREAD = (np.array([row[k] for row in _DEPTHS]) for k in (2, 3, 4))


def expected_landmarks(
    lens: Lens, rotations: Array, joints: Array, torso_m: float
) -> tuple[Floats, Floats]:
    """Say which landmarks the pose model would give of a mannequin: what the fit undoes.

    Parameters
    ----------
    lens : Lens
    rotations : (1, 22, 3, 3)
    joints : (1, 22, 3), m
    torso_m : float
        Of the mannequin at rest.

    Returns
    -------
    points : (33, 3) float32, px
    world : (33, 3) float32, m
    """
    marks = _landmarks(rotations, joints, torso_m)[0]
    points, world = np.zeros((33, 3), np.float32), np.zeros((33, 3), np.float32)
    points[_INDEX, :2] = lens.show(marks)
    world[_INDEX] = (marks - joints[0, 0]) * (1.0, -1.0, -1.0)
    return points, world


def _told(hands: Sequence[int]) -> tuple[Array, Array]:
    """Say where landmarks lie (n, 3) and their spread (n,), both in torso lengths.

    `hands` are the sides whose wrists the model of hands told: 0 left, 1 right.
    """
    offset, spread = _OFFSET.copy(), _SPREAD.copy()
    for side in hands:
        offset[_TOLD_WRISTS[side]] = _TOLD_OFFSET * (_MIRRORED if side else 1.0)
        spread[_TOLD_WRISTS[side]] = _TOLD_SPREAD
    return offset, spread


def _landmarks(
    rotations: Array, joints: Array, torso_m: float, offset: Array = _OFFSET
) -> Array:
    """Say where the landmarks are: (b, n, 3), m, camera space."""
    offsets = (offset * torso_m)[..., None]
    places: Array = joints[:, _BONE] + (rotations[:, _FRAME] @ offsets)[..., 0]
    return places


#: Landmarks outside the picture are guesses, and depths of what is somebody else's: their
#: spread is so many times as large.
_GUESSED = 6.0
_ROBUST = 2.5

#: Below a picture that ends at the chest the model draws legs up to its edge: marks and depths
#: that repeat one error, by which people leant forwards and trunks were a fifth too short. They
#: say nothing, nor do hands and depths of arms below the picture: a trunk leans by so many
#: radians there, and an upper arm hangs a little aside.
_OF_LEGS, _OF_ARMS = (25, 26, 27, 28, 29, 30, 31, 32), ((15, 17, 19), (16, 18, 20))
_GUESSED_MARKS = np.array([np.isin(_INDEX, marks) for marks in (_OF_LEGS, *_OF_ARMS)])
_HIPS_MARKS = np.isin(_INDEX, (23, 24))
_GUESSED_DEPTHS = np.array(
    [np.isin(_ENDS[:, 1], marks) for marks in (_OF_LEGS, (13, 15), (14, 16))]
)
_LEAN = math.radians(8.0)
#: How long a torso is where a face is as large as the canonical one, log m, and the spread of
#: that: 0.52 of 19 pictures of standing people, a little more that the rest may pull.
_TORSO_ON_HEAD, _ON_HEAD_SPREAD = math.log(0.54), 0.05
_HANGS, _HANG_SPREAD = np.array([[0.26, -0.96, 0.1], [-0.26, -0.96, 0.1]]), 0.25

#: How far before the middle of the trunk a wrist is at least that is seen before it, and the
#: spread of that, in torso lengths: the chest is at 0.28.
_CHEST, _CHEST_SPREAD = 0.35, 0.06

#: How far before the beginning of the head the wrist of a hand at the face is at most, and the
#: spread of that, in torso lengths: the face is at 0.22.
_AT_FACE, _AT_FACE_SPREAD = 0.4, 0.08

#: How far apart in depth the bones of crossed arms are, and the spread of that, in torso
#: lengths: two forearms in sleeves.
_ARMS_APART, _APART_SPREAD = 0.14, 0.06

#: Bones between which the trunk is.
_TRUNK = ("Arm", "UpLeg")

#: Spread of an outline around the edge of a silhouette, in torso lengths. Neighbours err
#: together, so each counts less than the 0.6 % that was measured.
_EDGE_SPREAD = 0.012


#: Depths of upper arms that are off by so many spreads may be those of the other side of the
#: body, and rounds in which that is tried; which of the depths they are, and which of the
#: parameters turn arms forwards.
_WRONG_SIDE, _TURNED_OVER = 3.0, 6
_UPPER_ARMS = [_ENDS.tolist().index(ends) for ends in ([11, 13], [12, 14])]
_FORWARDS = [turn_of(f"{side}Arm", "y") for side in ("Left", "Right")]

#: Where the turns of the hips are among the parameters.
_HIPS = slice(TURN.start, TURN.start + 3)

_ANYONE = Usual()


class Fit:
    """Bends a mannequin towards sightings."""

    def __init__(self, mannequin: Mannequin) -> None:
        self.bender = Bender(mannequin)
        self.outline = Outline(mannequin.surface)

    def start(self, sighting: Sighting) -> Stance:
        """Make a first guess from the 3-D landmarks."""
        w = sighting.world.astype(np.float64) * (1.0, -1.0, -1.0)
        across = (w[11] - w[12]) * 0.6 + (w[23] - w[24]) * 0.8
        yaw = math.atan2(-across[2], across[0])
        facing = rotations_of(np.array([0.0, yaw, 0.0]))
        values = np.zeros(COUNT)
        lens, torso_px = sighting.lens, sighting.torso_px()
        distance = lens.focal_px * self.bender.torso_m * 0.97 / torso_px
        hips = sighting.points[[23, 24], :2].mean(0)
        values[0] = (hips[0] - lens.centre_px[0]) / lens.focal_px
        values[1] = (lens.centre_px[1] - hips[1]) / lens.focal_px
        values[2] = math.log(distance)
        return Stance(facing, values)

    def upright(self, stance: Stance) -> Stance:
        """Write the same stance with turns that start from hips that only face elsewhere."""
        turned = stance.facing @ rotations_of(stance.values[_HIPS])
        yaw = math.atan2(turned[0, 2], turned[2, 2])
        facing = rotations_of(np.array([0.0, yaw, 0.0]))
        values = stance.values.copy()
        values[_HIPS] = cv2.Rodrigues(facing.T @ turned)[0][:, 0]
        return Stance(facing, values)

    def settle(
        self, sighting: Sighting, stance: Stance, rounds: int = 12, usual: Usual = _ANYONE
    ) -> tuple[Stance, float]:
        """Improve a stance until it explains the landmarks.

        Arms look alike before and behind the body, so one that ends up on the wrong side of it
        is tried on the other. Returns the stance and what stays unexplained.
        """
        best, cost = self._improve(sighting, stance, None, rounds, usual)
        for elbow, place, forwards in zip((13, 14), _UPPER_ARMS, _FORWARDS, strict=True):
            if not sighting.is_inside()[elbow]:
                continue
            _, joints, _ = self.bender.bend(best, best.values[None])
            if abs(self._depths(sighting, joints)[0, place]) > _WRONG_SIDE:
                values = best.values.copy()
                values[forwards] *= -1
                over = replace(best, values=values)
                other, less = self._improve(sighting, over, None, _TURNED_OVER, usual)
                if less < cost:
                    best, cost = other, less
        return best, cost

    def refine(
        self,
        sighting: Sighting,
        stance: Stance,
        silhouette: Silhouette,
        reaches: Sequence[float] = (0.12, 0.08, 0.06),
        usual: Usual = _ANYONE,
        dressed: Floats | None = None,
    ) -> tuple[Stance, float]:
        """Improve a stance until its outline meets the silhouette, too.

        `reaches` says how far around the outline the edge is looked for, time after time;
        `dressed` how much of each cell of the silhouette is worn: the body is further in there.
        """
        cost = math.inf
        for reach in reaches:
            stance, cost = self._improve(
                sighting, stance, (silhouette, dressed, reach), 2, usual
            )
        return stance, cost

    def looseness(self, sighting: Sighting, stance: Stance, silhouette: Silhouette) -> float:
        """Say how much of a silhouette stands out from the trunk and the arms beside it.

        As `tryon.core.scene.Body.looseness`.
        """
        values = stance.values[None]
        _, joints, _ = posed = self.bender.bend(stance, values)
        shown = sighting.lens.show(self.bender.surface(values, *posed)[0])
        at = sighting.lens.show(joints[0])
        top, bottom = (float(at[[_B["Left" + b], _B["Right" + b]], 1].mean()) for b in _TRUNK)
        return self.outline.beyond(shown, silhouette, (top, bottom), sighting.torso_px())

    def _improve(
        self,
        sighting: Sighting,
        stance: Stance,
        edge: tuple[Silhouette, Floats | None, float] | None,
        rounds: int,
        usual: Usual,
    ) -> tuple[Stance, float]:
        pulls = edge and self._pulls(sighting, stance, *edge)
        values = stance.values.copy()
        damping, cost = 1e-2, math.inf
        stiff = 1.0 / usual.spread**2
        step = np.full(COUNT, 1e-4)
        for _ in range(rounds):
            batch = np.vstack([values, values + np.diag(step)])
            residuals = self._residuals(sighting, stance, batch, pulls)
            r = residuals[0]
            slopes = (residuals[1:] - r) / step[:, None]
            weights = 1.0 / (1.0 + (r / _ROBUST) ** 2)
            prior = usual.strangeness(values)
            grad = slopes @ (weights * r) + prior / usual.spread
            curve = (slopes * weights) @ slopes.T + np.diag(stiff)
            cost = now = self._cost(r, prior)
            for _ in range(4):
                move = np.linalg.solve(curve + damping * np.diag(np.diag(curve)), -grad)
                tried = values + np.clip(move, -0.7, 0.7)
                tried[SHAPE] = np.clip(tried[SHAPE], LEAST_SHAPE, MOST_SHAPE)
                left = self._residuals(sighting, stance, tried[None], pulls)[0]
                new = self._cost(left, usual.strangeness(tried))
                if new < now:
                    damping = max(damping / 4, 1e-6)
                    break
                damping *= 6
            else:
                break
            values, cost = tried, new
            if now - new < 1e-3 * now:
                break
        return replace(stance, values=values), float(cost)

    @staticmethod
    def _cost(residuals: Array, prior: Array) -> float:
        robust = _ROBUST**2 * np.log1p((residuals / _ROBUST) ** 2)
        return float(robust.sum() + (prior**2).sum())

    def _pulls(
        self,
        sighting: Sighting,
        stance: Stance,
        silhouette: Silhouette,
        dressed: Floats | None,
        reach: float,
    ) -> Pulls:
        let_pass()
        values = stance.values[None]
        points = self.bender.surface(values, *self.bender.bend(stance, values))[0]
        lens, torso_px = sighting.lens, sighting.torso_px()
        shown = lens.show(points)
        size = lens.size
        return self.outline.pulls(points, shown, silhouette, dressed, size, torso_px, reach)

    def _residuals(
        self, sighting: Sighting, stance: Stance, values: Array, pulls: Pulls | None
    ) -> Array:
        let_pass()
        rotations, joints, heads = self.bender.bend(stance, values)
        # arms find their side of the body by the pose model's marks alone, then their end
        offset, spread = _told(sighting.arms.hands if pulls is not None else ())
        marks = _landmarks(rotations, joints, self.bender.torso_m, offset)
        seen = sighting.points[_INDEX, :2].astype(np.float64)
        inside = sighting.is_inside()[_INDEX]
        sure = np.clip(sighting.visibility[_INDEX], 0.1, 1.0)
        cut, unseen = sighting.cut_below(), sighting.unseen_arms()
        unsure = np.where(inside, np.where(_HIPS_MARKS, _GUESSED**cut, 1.0), _GUESSED)
        spread = spread * sighting.torso_px() / sure * unsure
        guessed = np.array([cut, *unseen])
        told = (1.0 - guessed @ _GUESSED_MARKS) / spread
        flat = (sighting.lens.show(marks) - seen) * told[:, None]
        depths = self._depths(sighting, joints) * (1.0 - guessed @ _GUESSED_DEPTHS)
        parts = [flat.reshape(len(values), -1), depths]
        if guessed.any():
            parts.append(cut * lean(joints)[:, None] / _LEAN)
            if head := sighting.head_px_per_m:
                torso_m = self.bender.torso_m
                long = torso_on_head(sighting.lens, rotations, joints, torso_m, head)
                parts.append(cut * (long - _TORSO_ON_HEAD)[:, None] / _ON_HEAD_SPREAD)
            off = (hanging(joints) - _HANGS) * (unseen[:, None] / _HANG_SPREAD)
            parts.append(off.reshape(len(values), -1))
        if (over := sighting.over_trunk()).any():
            sunk = _CHEST - before_trunk(rotations, joints) / self.bender.torso_m
            parts.append(over * np.maximum(sunk, 0) / _CHEST_SPREAD)
        for side in sighting.arms.at_face:
            away = joints[:, WRISTS[side], 2] - joints[:, _B["Head"], 2]
            beyond = away / self.bender.torso_m - _AT_FACE
            parts.append(np.maximum(beyond, 0)[:, None] / _AT_FACE_SPREAD)
        for crossing in sighting.arms.crossings:
            nearer = before_arm(joints, crossing) / self.bender.torso_m
            lacking = _ARMS_APART - math.copysign(1.0, crossing.before) * nearer
            parts.append(abs(crossing.before) * np.maximum(lacking, 0)[:, None] / _APART_SPREAD)
        if pulls is not None and len(pulls.ends):
            posed = rotations, joints, heads
            first, second = (
                self.bender.surface(values, *posed, pulls.ends[:, k]) for k in (0, 1)
            )
            skin = first + pulls.share[:, None] * (second - first)
            off = ((sighting.lens.show(skin) - pulls.places) * pulls.outwards).sum(-1)
            parts.append((off - pulls.distances) / (_EDGE_SPREAD * sighting.torso_px()))
        return np.concatenate(parts, axis=1)

    def _depths(self, sighting: Sighting, joints: Array) -> Array:
        """Compare depths along the ray to the hips with what is said of them: (b, d)."""
        ray = joints[:1, 0] / np.linalg.norm(joints[:1, 0], axis=-1, keepdims=True)
        depth = -((joints[:, _BONE[_TO]] - joints[:, _BONE[_FROM]]) * ray[:, None]).sum(-1)
        world = sighting.world.astype(np.float64)
        shoulders, hips = world[[11, 12]].mean(0), world[[23, 24]].mean(0)
        scale = _TORSO_M / max(float(np.linalg.norm(shoulders - hips)), 0.2)
        said = -(world[_ENDS[:, 1], 2] - world[_ENDS[:, 0], 2]) * scale
        wanted = (_SLOPE * said + _SHIFT) * self.bender.torso_m / _TORSO_M
        lost = (sighting.visibility[_ENDS] == 0).any(1)
        off: Array = (depth - wanted) / (_DEPTH_SPREAD * np.where(lost, _GUESSED, 1.0))
        return off

    def figure(self, lens: Lens, stance: Stance, presence: Presence) -> Figure:
        """Say what a stance means for what is worn."""
        rotations, joints, _ = self.bender.bend(stance, stance.values[None])
        return Figure(
            rotations[0].astype(np.float32),
            joints[0].astype(np.float32),
            lens.focal_px,
            lens.centre_px,
            self.bender.shape(stance.values),
            self.bender.mannequin.gender,
            presence,
        )
