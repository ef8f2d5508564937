"""From landmarks and a silhouette to a posed skeleton: a mannequin is bent until it agrees.

Landmarks are not joints, and their depths are guesses. So a mannequin with bones of its own
stands before an assumed lens, landmarks lie at known places of its body, and its pose, the
lengths of its bones and its shape are those that explain what the picture shows: least squares
with a robust weight for every landmark, and with what is usual for a body where the picture is
silent. The torso's height tells the distance; shoulders that come closer together tell a turn.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

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
from tryon.garments.landmarks import Said, depth_between
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


_ROBUST = 2.5

#: A trunk that is cut by the picture leans by so many radians, and an upper arm below the
#: picture hangs a little aside.
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
_UPPER_ARMS = depth_between(11, 13), depth_between(12, 14)
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
        said = Said.of(sighting, self.bender.torso_m)
        for elbow, place, forwards in zip((13, 14), _UPPER_ARMS, _FORWARDS, strict=True):
            if not sighting.is_inside()[elbow]:
                continue
            _, joints, _ = self.bender.bend(best, best.values[None])
            if abs(said.depths(joints)[0, place]) > _WRONG_SIDE:
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
        # arms find their side of the body by the pose model's marks alone, then their end
        hands = sighting.arms.hands if pulls is not None else ()
        said = Said.of(sighting, self.bender.torso_m, hands)
        values = stance.values.copy()
        damping, cost = 1e-2, math.inf
        stiff = 1.0 / usual.spread**2
        step = np.full(COUNT, 1e-4)
        for _ in range(rounds):
            batch = np.vstack([values, values + np.diag(step)])
            residuals = self._residuals(sighting, said, stance, batch, pulls)
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
                left = self._residuals(sighting, said, stance, tried[None], pulls)[0]
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
        self,
        sighting: Sighting,
        said: Said,
        stance: Stance,
        values: Array,
        pulls: Pulls | None,
    ) -> Array:
        let_pass()
        rotations, joints, heads = self.bender.bend(stance, values)
        cut, unseen = said.cut, said.unseen
        parts = [said.flat(rotations, joints), said.depths(joints) * (1.0 - said.unsaid)]
        if cut or unseen.any():
            parts.append(cut * lean(joints)[:, None] / _LEAN)
            if head := sighting.head_px_per_m:
                torso_m = self.bender.torso_m
                long = torso_on_head(sighting.lens, rotations, joints, torso_m, head)
                parts.append(cut * (long - _TORSO_ON_HEAD)[:, None] / _ON_HEAD_SPREAD)
            off = (hanging(joints) - _HANGS) * (unseen[:, None] / _HANG_SPREAD)
            parts.append(off.reshape(len(values), -1))
        if said.over.any():
            sunk = _CHEST - before_trunk(rotations, joints) / self.bender.torso_m
            parts.append(said.over * np.maximum(sunk, 0) / _CHEST_SPREAD)
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
