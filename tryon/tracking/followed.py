"""One face that is followed: where it is now, how it looks, whether it is still the same."""

import math

import numpy as np
from numpy.typing import NDArray

from tryon.core.geometry import (
    IDENTITY,
    Matrix,
    carry,
    compose,
    fit_pose,
    fit_similarity,
    invert,
    scale_of,
    similarity,
    turn_of,
)
from tryon.core.scene import Bytes, Floats
from tryon.core.smoothing import ShapeFilter
from tryon.tracking.glance import MANY, Met, is_small
from tryon.tracking.mesh import CROP_PX, EYE_CORNERS, square_around
from tryon.tracking.search import overlap
from tryon.tracking.texture import Registration, Texture, shrink

#: A face that is lost for no longer than this (a hand, a turn) and found at the same place
#: keeps its identity.
_REMEMBERED_NS = 700_000_000

#: One that went behind another face is remembered for longer, and may come out beside it: so
#: many widths of its square away, and larger or smaller by this (natural logarithm).
_BEHIND_NS, _REACH, _RESIZED = 2_000_000_000, 1.5, 0.3

#: While it comes out it looks like itself only bit by bit: frames in which it is not doubted.
_EMERGES = 20

#: Correlation of two textures below which pixels have no say about the movement.
_ALIKE = 0.8

#: Where textures are less alike than this, another face may have taken the place of one that is
#: followed. It has if its shape is off by a share of the eye distance, however it is turned; or
#: the skin is suddenly brighter or darker (natural logarithm); or the textures have next to
#: nothing in common and the head is turned by less than so many degrees. In 24 clips a fist
#: before the face reaches 0.60 and a shape of 0.021, a fast turn -0.11, 0.018 and 14 degrees;
#: one person put in the place of another 0.46 to 0.88, and 0.020 to 0.055.
_LIKE, _MISSHAPEN, _DISCOLOURED, _UNLIKE, _TURNS_DEG = 0.78, 0.033, 0.25, 0.55, 10.0

#: Frames after which a face that suddenly looks different is somebody else; a hand that passes
#: takes less.
_PATIENCE = 4

#: Frames between two looks whether the face still sits well in its square.
_RECENTRED_EVERY = 4

#: Share of a new frame in the remembered texture.
_LEARNED = 0.2

#: The model's own noise on a clean picture, in widths of its square.
_NOISE = 0.05 / CROP_PX

#: How wrong the shape of any face is, in widths of its square: the model answers a little
#: differently to each place in the crop, in waves too slow to be heard as noise.
_PLACED = 0.08 / CROP_PX

#: How much more wrong the shape of a moving face is, per way since the last frame.
_SHAKEN = 0.015

#: A shape is smoothed in zones around these landmarks: eyes, brows, forehead, nose, cheeks,
#: either lip, chin and jaw.
_ZONES = (468, 473, 105, 334, 10, 4, 50, 280, 0, 17, 152, 172, 397)
_LIPS = slice(8, 10)

#: A lip has moved if it rests on fewer frames than this; for so many more frames it may go on,
#: and a small face is looked at from one place, to see at once what the mouth does.
_MOVED, _TALKS = 4.0, 30
#: A mouth that opens or closes by this, in widths of the square: from place to place the model
#: agrees about that far better than about where the lips are.
_OPENED = 3.0 / CROP_PX

#: Rigid enough to tell how a face moved: MediaPipe's stable points without the jaw.
_RIGID_RIGHT = (33, 54, 67, 117, 119, 121, 127, 129, 133, 143, 198, 205)
_RIGID_LEFT = (263, 284, 297, 346, 348, 350, 356, 358, 362, 372, 420, 425)
_RIGID = np.array((4, 6, 10, *_RIGID_RIGHT, *_RIGID_LEFT))

#: Weights of all landmarks in the mean of those.
_RIGID_SHARE = (np.bincount(_RIGID, minlength=478) / len(_RIGID)).astype(np.float32)

#: So many looks in different frames say as much as those when it was met: the noise is the same
#: in all of one frame. Of a small face every look is from another place, and says less.
_GLANCED, _GLANCED_LONG = 3.0, 8.0

#: How far pixels and landmarks may disagree about a movement, in widths of the square: of a
#: face, and of a small one, of which the landmarks are so noisy that the pixels are right. At
#: the edge of the frame those are not all of the face.
_APART, _APART_SMALL = 2.5 / CROP_PX, 6.0 / CROP_PX

_MIDDLE = np.array([0.5, 0.5, 1.0])
_PROBES = np.array([[0.35, 0.42, 1.0], [0.65, 0.42, 1.0], [0.5, 0.6, 1.0]]).T


class Followed:
    """One face from frame to frame.

    Everything lives in an *anchor*: a unit square that sticks to the skin, carried by the
    pixels. It moves as fast as the face does and is not smoothed at all; the shape inside it
    hardly changes and is smoothed hard.
    """

    def __init__(self, identity: int, met: Met, crop: Bytes, now_ns: int) -> None:
        self.identity = identity
        self.seen_ns = now_ns
        self._anchor_to_frame, self._motion = met.square, IDENTITY
        zones = _zones(met.points)
        rests_on = _GLANCED_LONG if is_small(met.square) else _GLANCED
        self._filter = ShapeFilter(met.points, zones, _NOISE, rests_on)
        self._spread = _by_zone(met.spread, zones)
        self._talks, self._is_whole = 0, True
        self._texture = Texture(shrink(crop), IDENTITY)
        self._points = carry(met.square, met.points)
        self._doubted: Texture | None = None
        self._doubts = 0
        self._age = self._emerges = 0
        self.is_behind = False

    @property
    def square(self) -> Matrix:
        """Where the face is: unit_to_frame of its upright square."""
        return self._anchor_to_frame

    @property
    def points(self) -> Floats:
        """Its landmarks in the frame where it was last seen: (478, 3) float32, px."""
        return self._points

    @property
    def is_doubted(self) -> bool:
        """Whether it has just come to look like somebody else."""
        return self._doubted is not None

    def is_remembered(self, now_ns: int) -> bool:
        """Whether it may still come back as the same person."""
        return now_ns - self.seen_ns <= (_BEHIND_NS if self.is_behind else _REMEMBERED_NS)

    def may_be_at(self, square: Matrix) -> bool:
        """Whether it can have come to this place since it was lost."""
        if overlap(self.square, square) > 0.3:
            return True
        size = scale_of(self.square)
        x, y = (square - self.square) @ _MIDDLE
        as_large = abs(math.log(scale_of(square) / size)) < _RESIZED
        return self.is_behind and as_large and math.hypot(x, y) < _REACH * size

    def expected(self) -> Matrix:
        """Where its square will be in the next frame, if it goes on like this."""
        return compose(self._anchor_to_frame, self._motion)

    @property
    def glance(self) -> Matrix | None:
        """From where in that square it is looked at this time; None stands for its middle."""
        if self._talks or not (self._is_whole and is_small(self._anchor_to_frame)):
            return None
        return MANY[self._age % len(MANY)]

    def surprise(self, measured: Floats) -> float:
        """How far the face is from where it was expected, in widths of the square."""
        x, y, _ = (_RIGID_SHARE @ (measured - self._filter.shape)).tolist()
        return math.hypot(x, y)

    def recognises(self, crop: Bytes, measured: Floats) -> bool:
        """Say whether the face in `crop` is this one and not somebody else."""
        by_mesh = self._anchor_to_crop(measured)
        found = (self._doubted or self._texture).find(shrink(crop), by_mesh)
        return self._is_alike(found, measured)

    def come_back(self, crop: Bytes, square: Matrix, measured: Floats, now_ns: int) -> None:
        """Go on with a face that was lost."""
        if self.is_behind:  # whatever it was taken for meanwhile is forgotten
            self._texture, self._doubted, self._doubts = (
                Texture(shrink(crop), IDENTITY),
                None,
                0,
            )
            self._filter = ShapeFilter(measured, _zones(measured), self._filter.noise)
            self._emerges = _EMERGES
        self.take(crop, square, measured, now_ns)

    def take(
        self,
        crop: Bytes,
        square: Matrix,
        measured: Floats,
        now_ns: int,
        *,
        is_whole: bool = True,
    ) -> bool:
        """Take the landmarks that were measured in `crop`, cut at `square`.

        Parameters
        ----------
        crop : (h, w, 3) uint8
        square : (2, 3) float64
        measured : (478, 3) float32
        now_ns : int
        is_whole : bool
            Whether all of the face is in sight: of a part nobody can tell whose it is.

        Returns
        -------
        is_same : bool
            False if it has turned out that this is somebody else.
        """
        frames = (now_ns - self.seen_ns) / 33_333_333
        self.seen_ns = now_ns
        is_middle, self._is_whole = self.glance is None, is_whole
        apart = _APART_SMALL if is_whole and is_small(square) else _APART
        small, by_mesh = shrink(crop), self._anchor_to_crop(measured)
        found = self._texture.find(small, by_mesh)
        is_same = True
        self._emerges = max(self._emerges - 1, 0)
        if not self._is_alike(found, measured):
            self._doubted = self._doubted or (None if self._emerges else self._texture)
            self._filter = ShapeFilter(measured, _zones(measured), self._filter.noise)
            self._texture = Texture(small, IDENTITY)
            anchor_to_crop = IDENTITY
        elif found.likeness > _ALIKE and near(found.template_to_crop, by_mesh, apart):
            anchor_to_crop = found.template_to_crop
            self._texture.learn(found.seen, _LEARNED)
        else:
            anchor_to_crop = by_mesh
            self._texture = Texture(small, anchor_to_crop)
        if self._doubted:
            is_same = self._is_still_same(small, anchor_to_crop, is_whole=is_whole)
        before, self._anchor_to_frame = self._anchor_to_frame, compose(square, anchor_to_crop)
        motion = compose(invert(before), self._anchor_to_frame)
        self._motion = _halfway(motion) if frames < 2.5 else IDENTITY
        seen = carry(invert(anchor_to_crop), measured)
        opens = abs(_opening(seen) - _opening(self._filter.shape)) > _OPENED
        shaken = _PLACED + _SHAKEN * float(np.hypot(*(motion @ _MIDDLE - 0.5)))
        shape = self._filter(
            seen,
            frames=min(max(frames, 0.2), 3.0),
            doubt=shaken if is_middle or opens else shaken + self._spread,
            is_heard=is_middle,
        )
        moved = opens or float(self._filter.rests_on[_LIPS].min()) < _MOVED
        self._talks = _TALKS if moved else max(self._talks - 1, 0)
        self._points = carry(self._anchor_to_frame, shape)
        self._age += 1
        if self._age % _RECENTRED_EVERY == 0:
            self._recentre(shape, small, anchor_to_crop)
        return is_same

    def _anchor_to_crop(self, measured: Floats) -> Matrix:
        return fit_similarity(self._filter.shape[_RIGID, :2], measured[_RIGID, :2])

    def _is_alike(self, found: Registration, measured: Floats) -> bool:
        """Tell a face that turns or is half hidden by a hand from another one."""
        if found.likeness > _LIKE:
            return True
        if abs(math.log(found.brightening)) > _DISCOLOURED:
            return False
        before, now = self._filter.shape[_RIGID], measured[_RIGID]
        scale, rotation, shift = fit_pose(before, now, np.ones(len(now), np.float32))
        apart = now - (scale * before @ rotation.T + shift)
        left, right = measured[EYE_CORNERS[0]], measured[EYE_CORNERS[1]]
        square = (apart**2).sum(1).mean() / ((left - right) ** 2).sum()
        turned_deg = math.degrees(math.acos(min((np.trace(rotation) - 1) / 2, 1.0)))
        is_other = found.likeness < _UNLIKE and turned_deg < _TURNS_DEG
        return bool(square < _MISSHAPEN**2) and not is_other

    def _is_still_same(self, small: Floats, anchor_to_crop: Matrix, *, is_whole: bool) -> bool:
        """Wait whether a face that suddenly looked different looks like itself again."""
        assert self._doubted
        self._doubts += is_whole
        if self._doubted.find(small, anchor_to_crop).likeness > _LIKE:
            self._doubted, self._doubts = None, 0
        elif self._doubts >= _PATIENCE:
            self._doubted, self._doubts = None, 0
            return False
        return True

    def _recentre(self, shape: Floats, small: Floats, anchor_to_crop: Matrix) -> None:
        """Move the anchor when the face has grown, turned or slipped inside it."""
        new_to_old = square_around(shape)
        middle = new_to_old @ (0.5, 0.5, 1.0) - 0.5
        off = np.hypot(*middle) / 0.05 + abs(np.log(scale_of(new_to_old))) / 0.08
        if off + abs(turn_of(new_to_old)) / 0.1 < 1.0:
            return
        old_to_new = invert(new_to_old)
        self._filter.carry(carry(old_to_new, shape), scale_of(old_to_new))
        self._anchor_to_frame = compose(self._anchor_to_frame, new_to_old)
        self._texture = Texture(small, compose(anchor_to_crop, new_to_old))


def near(a: Matrix, b: Matrix, by: float) -> bool:
    """Whether two placements of a face agree at its eyes and nose, but for a share `by`."""
    apart: float = np.abs((a - b) @ _PROBES).max()
    return apart < by * scale_of(b)


def _halfway(motion: Matrix) -> Matrix:
    """Expect the shift to go on, the turning and growing by half: they are less steady."""
    slower: Matrix = similarity(scale_of(motion) ** 0.5, turn_of(motion) / 2, 0.0, 0.0)
    middle = motion @ (0.5, 0.5, 1.0)
    slower[:, 2] = middle - slower[:, :2] @ (0.5, 0.5)
    return slower


def _opening(shape: Floats) -> float:
    """Height of the gap between the lips in their middle."""
    (ax, ay), (bx, by) = shape[13, :2].tolist(), shape[14, :2].tolist()
    return math.hypot(ax - bx, ay - by)


def _by_zone(spread: Floats, zones: NDArray[np.intp]) -> Floats:
    """Say how far points lie apart in either direction, by zone."""
    return np.asarray(np.sqrt(np.bincount(zones, spread**2 / 2) / np.bincount(zones)))


def _zones(shape: Floats) -> NDArray[np.intp]:
    """Assign every landmark to the nearest of the zones' middles."""
    apart = shape[:, None] - shape[list(_ZONES)][None]
    zones: NDArray[np.intp] = np.einsum("ijk,ijk->ij", apart, apart).argmin(axis=1)
    return zones
